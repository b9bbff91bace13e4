#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs each rule below some directories over the events written for it.

usage: rule_tests.py CARL DIRECTORY...

For NAME.car there are tests/NAME.events.ndjson and tests/NAME.expected.json
beside it, and as many further pairs tests/NAME.WHAT.* as wanted. What is expected
is an object:

  now    optional: the value of `now`; else the command's own default
  lines  for each line of the events: `line`, its number; `match`, whether exactly
         one hit tells of it, or a number of hits; `shape`; `why`; optionally
         `fields`, all that the hit of this event says of it
  hits   all hits that are no events, in their order, as they are in the output but
         for what each hit says of its rule; a record among `sources` is its line,
         a member of a join has `line` and `fields`

or only the array of `lines`. A hit tells of its event, of its members' events, or of
its group's. What is found must not depend on how the events are arranged.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, run  # noqa: E402


class Events:
    """The lines of a file of events, and where each begins."""

    def __init__(self, path):
        self.path = path
        self.lines = path.read_bytes().splitlines()
        self.offsets = [0]
        for line in self.lines:
            self.offsets.append(self.offsets[-1] + len(line) + 1)

    def line_of(self, source):
        """The number of the line that a `source` names; fails if it names none rightly."""
        number = source["line"]
        wanted = {"file": str(self.path), "line": number, "offset": self.offsets[number - 1]}
        if source != wanted:
            raise ValueError("source is %r, wanted %r" % (source, wanted))
        return number


def sources(hit):
    """The sources of all records that a hit tells of."""
    found = [hit["source"]] if "source" in hit else []
    for member in hit.get("members", {}).values():
        found += sources(member)
    return found + hit.get("sources", [])


def lines_found(events, hits):
    """Line -> the number of hits that tell of it."""
    found = {}
    for hit in hits:
        for line in {events.line_of(source) for source in sources(hit)}:
            found[line] = found.get(line, 0) + 1
    return found


def about_rule(text):
    """What each hit says of its rule."""
    values = dict(re.findall(r"^@(\w+) (.*)$", text, re.M))
    return {
        "rule": values["id"],
        "title": values.get("title", ""),
        "attack": re.findall(r"[^, ]+", values.get("attack", "")),
    }


def reduce_member(events, member):
    if "source" not in member:
        return reduce_hit(events, member)
    line = events.line_of(member["source"])
    if set(member) != {"event", "fields", "source"} or member["event"] != json.loads(events.lines[line - 1]):
        raise ValueError("a member of line %d is %r" % (line, member))
    return {"line": line, "fields": member["fields"]}


def reduce_hit(events, hit):
    """A hit that is no event, as the expectations write it."""
    reduced = {key: value for key, value in hit.items() if key not in ("rule", "title", "attack")}
    if "sources" in reduced:
        reduced["sources"] = [events.line_of(source) for source in hit["sources"]]
    if "members" in reduced:
        reduced["members"] = {name: reduce_member(events, member) for name, member in hit["members"].items()}
    return reduced


def test_event_hits(tap, name, events, raw_hits, cases):
    """The hits that are events: in the order of the input, the records untouched."""
    order = {}
    for raw, hit in raw_hits:
        line = events.line_of(hit["source"])
        tap.check(
            raw.endswith(b',"event":' + events.lines[line - 1] + b"}"), "%s:%d: the event is byte for byte" % (name, line)
        )
        if "fields" in cases[line - 1]:
            tap.equal(hit["fields"], cases[line - 1]["fields"], "%s:%d: the fields" % (name, line))
        order.setdefault(hit["output"], []).append(line)
    for output, lines in order.items():
        tap.equal(lines, sorted(lines), "%s: %s is in the order of the input" % (name, output))


def arrangements(events):
    """Other files of the same lines: (what, the lines of each file)."""
    numbers = list(range(1, len(events.lines) + 1))
    middle = len(numbers) // 2
    yield "backwards", [numbers[::-1]]
    yield "in two files", [numbers[:middle], numbers[middle:]]
    yield "in two files, the later first", [numbers[middle:], numbers[:middle]]


def test_arrangements(tap, carl, arguments, name, events, wanted):
    for what, parts in arrangements(events):
        with tempfile.TemporaryDirectory() as directory:
            paths = [pathlib.Path(directory) / ("%d.ndjson" % i) for i in range(len(parts))]
            for path, part in zip(paths, parts):
                path.write_bytes(b"".join(events.lines[number - 1] + b"\n" for number in part))
            _, stdout, _ = run(carl, *arguments, *map(str, paths))
        numbers = {str(path): part for path, part in zip(paths, parts)}
        found = {}
        for hit in map(json.loads, stdout.splitlines()):
            for line in {numbers[source["file"]][source["line"] - 1] for source in sources(hit)}:
                found[line] = found.get(line, 0) + 1
        tap.equal(found, wanted, "%s: %s, the same is found" % (name, what))


def test_events(tap, carl, rule, name, events, expected):
    if isinstance(expected, list):
        expected = {"lines": expected}
    tap.check(set(expected) <= {"now", "lines", "hits"}, "%s: only what is known is expected" % name, set(expected))
    cases = expected["lines"]
    numbers = list(range(1, len(events.lines) + 1))
    tap.equal([case["line"] for case in cases], numbers, "%s: a case for each line" % name)

    arguments = ["run", "-r", str(rule)] + (["--now", expected["now"]] if "now" in expected else [])
    status, stdout, stderr = run(carl, *arguments, str(events.path))
    if not tap.check(status == 0, "%s: runs" % name, stderr):
        return
    raw_hits = [(line, json.loads(line)) for line in stdout.splitlines()]
    found = lines_found(events, [hit for _, hit in raw_hits])
    for case in cases:
        tap.equal(found.get(case["line"], 0), int(case["match"]), "%s:%d: %s" % (name, case["line"], case["why"]))
    about = about_rule(rule.read_text())
    tap.check(
        all({key: hit[key] for key in about} == about for _, hit in raw_hits), "%s: each hit names its rule" % name, about
    )
    test_event_hits(tap, name, events, [(raw, hit) for raw, hit in raw_hits if "source" in hit], cases)
    others = [reduce_hit(events, hit) for _, hit in raw_hits if "source" not in hit]
    wanted = expected.get("hits", [])
    tap.equal(len(others), len(wanted), "%s: the number of hits that are no events" % name)
    for i, (got, hit) in enumerate(zip(others, wanted)):
        tap.equal(got, hit, "%s: hit %d, of %s" % (name, i + 1, hit["output"]))
    test_arrangements(tap, carl, arguments, name, events, found)


def test_rule(tap, carl, rule):
    status, _, stderr = run(carl, "check", "--strict", str(rule))
    tap.equal((status, stderr), (0, "1 rule, 0 errors, 0 warnings\n"), "%s: checks clean" % rule.stem)
    tests = rule.parent / "tests"
    files = sorted([tests / (rule.stem + ".events.ndjson"), *tests.glob(rule.stem + ".*.events.ndjson")])
    for path in files:
        name = path.name[: -len(".events.ndjson")]
        expected = tests / (name + ".expected.json")
        if tap.check(path.exists() and expected.exists(), "%s: has events and what to expect" % name):
            try:
                test_events(tap, carl, rule, name, Events(path), json.loads(expected.read_text()))
            except ValueError as error:
                tap.check(False, "%s: the hits name their records" % name, error)


def main():
    carl, directories = sys.argv[1], sys.argv[2:]
    tap = Tap()
    for directory in directories:
        rules = sorted(pathlib.Path(directory).rglob("*.car"))
        tap.check(rules, "%s: there are rules" % directory)
        for rule in rules:
            test_rule(tap, carl, rule)
    tap.done()


main()
