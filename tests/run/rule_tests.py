#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs each rule under rules/ over the events written for it.

usage: rule_tests.py CARL RULES_DIRECTORY

For NAME.car there are tests/NAME.events.ndjson and tests/NAME.expected.json
beside it; the latter says for each line whether it must match, and why.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402


def test_rule(tap, carl, rule):
    name = rule.stem
    events = rule.parent / "tests" / (name + ".events.ndjson")
    expected = rule.parent / "tests" / (name + ".expected.json")
    if not tap.check(events.exists() and expected.exists(), "%s: has tests" % name):
        return
    cases = json.loads(expected.read_text())
    lines = events.read_bytes().splitlines()
    tap.equal([case["line"] for case in cases], list(range(1, len(lines) + 1)), "%s: a case for each line" % name)

    status, _, stderr = run(carl, "check", "--strict", str(rule))
    tap.equal((status, stderr), (0, "1 rule, 0 errors, 0 warnings\n"), "%s: checks clean" % name)

    status, stdout, stderr = run(carl, "run", "-r", str(rule), str(events))
    if not tap.check(status == 0, "%s: runs" % name, stderr):
        return
    found = {}
    for hit in hits(stdout):
        found.setdefault(hit["source"]["line"], []).append(hit)
    for case in cases:
        count = len(found.get(case["line"], []))
        tap.equal(count, 1 if case["match"] else 0, "%s:%d: %s" % (name, case["line"], case["why"]))

    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    for number, line_hits in sorted(found.items()):
        raw = next(line for line in stdout.splitlines() if json.loads(line)["source"]["line"] == number)
        tap.check(
            raw.endswith(b',"event":' + lines[number - 1] + b"}"), "%s:%d: the event is byte for byte" % (name, number)
        )
        tap.equal(line_hits[0]["source"]["offset"], offsets[number - 1], "%s:%d: the byte offset" % (name, number))


def main():
    carl, directory = sys.argv[1:3]
    tap = Tap()
    rules = sorted(pathlib.Path(directory).rglob("*.car"))
    tap.check(rules, "there are rules")
    for rule in rules:
        test_rule(tap, carl, rule)
    tap.done()


main()
