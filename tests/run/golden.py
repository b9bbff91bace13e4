#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the goldens beside this script.

usage: golden.py CARL [--update]

A golden NAME is NAME.car (the rule), NAME.events.ndjson, and the output wanted:
NAME.jsonl for standard output. A first line `# args: ...` of the rule adds
arguments. --update writes what the command prints now; look at the difference
before keeping it.
"""

import pathlib
import shlex
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from tap import Tap, run  # noqa: E402


def arguments(rule):
    first = rule.read_text().splitlines()[0]
    return shlex.split(first[len("# args:") :]) if first.startswith("# args:") else []


def main():
    carl, update = sys.argv[1], "--update" in sys.argv[2:]
    tap = Tap()
    for rule in sorted(HERE.glob("*.car")):
        events = rule.stem + ".events.ndjson"
        golden = rule.with_suffix(".jsonl")
        status, stdout, stderr = run(carl, "run", "-r", rule.name, *arguments(rule), events, cwd=HERE)
        tap.check(status == 0, "%s: status" % rule.stem, "%d\n%s" % (status, stderr))
        if update:
            golden.write_bytes(stdout)
        wanted = golden.read_bytes() if golden.exists() else b""
        tap.check(
            stdout == wanted and wanted,
            "%s: output" % rule.stem,
            "wanted:\n%s\ngot:\n%s" % (wanted.decode(), stdout.decode()),
        )
    tap.check(tap.count > 0, "there are goldens")
    tap.done()


main()
