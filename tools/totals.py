#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up the test results of build directories.

usage: totals.py BUILD_DIRECTORY...

Reads what `meson test` logged (meson-logs/testlog.json), names what failed and
what was skipped, and ends with a line "N passed, N failed, N skipped". Exits with
1 if a test failed or a directory has no results.
"""

import json
import pathlib
import sys

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP", "IGNORED"}


def results(directory):
    log = pathlib.Path(directory) / "meson-logs" / "testlog.json"
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text().splitlines() if line.strip()]


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for directory in sys.argv[1:]:
        found = results(directory)
        if not found:
            print("%s: no test results" % directory)
            counts["failed"] += 1
        for test in found:
            if test["result"] in PASSED:
                counts["passed"] += 1
            elif test["result"] in SKIPPED:
                counts["skipped"] += 1
                print("skipped: %s (%s)" % (test["name"], directory))
            else:
                counts["failed"] += 1
                print("%s: %s (%s)" % (test["result"].lower(), test["name"], directory))
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    sys.exit(1 if counts["failed"] else 0)


main()
