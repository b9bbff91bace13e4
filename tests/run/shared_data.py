#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the rules over a folder of real event dumps, where there is one.

usage: shared_data.py CARL RULES_DIRECTORY SHARED_DIRECTORY

The dumps are not part of the project; without them the test is skipped, aloud.
data/derived-regsvr32/expected_dev.tsv says which lines of the derived files the
rules about single events must match; KNOWN lists the matches in the files as
published. Nothing else may match. What the other rules find is computed here once
more, from the hits of those; for the baseline of new items, each derived file is
also read together with a copy of it that is some days older.
"""

import datetime
import gzip
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402

# Rules about single events.
RULES = {
    "CAR-2019-04-002-main-pattern": "A1",
    "CAR-2019-04-002-spawning-child-processes": "A2",
    "CAR-2019-04-002-loading-unsigned-images": "A3",
}
# Rules about several: the new children, and both summaries.
NEW_ITEMS, CHILDREN, UNSIGNED = RELATIONS = (
    "CAR-2019-04-002-new-items",
    "CAR-2019-04-002-spawning-child-processes-summary",
    "CAR-2019-04-002-loading-unsigned-images-summary",
)
# file (without .gz) -> {line: rules}; the variants hold the same two events
KNOWN = {
    "evtx-attack-samples/Execution_exec_sysmon_lobin_regsvr32_sct.ndjson": {2: {"A1", "A2"}},
    "evtx-attack-samples/AutomatedTestingTools_panache_sysmon_vs_EDRTestingScript.ndjson": {48: {"A1", "A2"}},
    "evtx-dump-variants/sepattr__Execution_exec_sysmon_lobin_regsvr32_sct.ndjson": {2: {"A1", "A2"}},
    "evtx-dump-variants/sepattr__AutomatedTestingTools_panache_sysmon_vs_EDRTestingScript.ndjson": {48: {"A1", "A2"}},
}
# Folders whose files are lines of JSON.
FOLDERS = [
    "otrf-security-datasets",
    "mordor-2019-2020-history",
    "evtx-attack-samples",
    "evtx-dump-variants",
    "sigma-regression",
    "splunk-attack-data-evtx",
    "splunk-attack-data-nxlog",
    "zircolite-fixtures",
    "elastic-winlogbeat-golden",
    "eql",
    "hayabusa-test",
    "splunk-export-clx",
    "wazuh-ruleset-tests",
    "zeek",
]


DAY = 86400 * 10**9
# How many days older a copy is, and whether it makes the baseline.
COPIES = [(29, False), (31, True), (59, True), (61, False)]


def scan(carl, rules, path, work, *more):
    """The hits, status and messages of a run over a file, and more files."""
    if path.suffix == ".gz":
        plain = work / path.stem
        with gzip.open(path) as source, open(plain, "wb") as target:
            shutil.copyfileobj(source, target)
    else:
        plain = path
    status, stdout, stderr = run(carl, "run", "-r", rules, str(plain), *map(str, more))
    if plain != path:
        plain.unlink()
    return hits(stdout), status, stderr


def nanoseconds(text):
    """A time as the output writes it, in order and to be subtracted."""
    if text is None:
        return None
    year, month, day, hour, minute, second = map(int, re.match(r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)", text).groups())
    fraction = re.search(r"\.(\d+)", text)
    days = datetime.date(year, month, day).toordinal()
    part = int(fraction.group(1).ljust(9, "0")) if fraction else 0
    return ((days * 24 + hour) * 60 + minute) * 60 * 10**9 + second * 10**9 + part


def event_rules(found):
    """Line -> the rules about single events that match it."""
    matches = {}
    for hit in found:
        if hit["rule"] in RULES:
            matches.setdefault(hit["source"]["line"], set()).add(RULES[hit["rule"]])
    return matches


def of(found, rule):
    return [hit for hit in found if RULES.get(hit["rule"]) == rule]


def new_items(found, now):
    """The lines of the new items: A1 in the last day, less the baseline's command lines."""
    timed = [(nanoseconds(hit["time"]), hit) for hit in of(found, "A1") if hit["time"]]
    command = lambda hit: hit["fields"].get("command_line", "").lower()  # noqa: E731
    known = {command(hit) for time, hit in timed if now - 60 * DAY <= time < now - 30 * DAY} - {""}
    return [hit["source"]["line"] for time, hit in timed if now - DAY <= time <= now and command(hit) not in known]


def distinct(values):
    """The first spellings; None where there are none."""
    kept = {}
    for value in values:
        if value is not None:
            kept.setdefault(value.lower(), value)
    return list(kept.values()) or None


def summary(events, key, columns, count):
    """The groups of the events by a field, and their columns."""
    groups = {}
    for hit in events:
        groups.setdefault(hit["fields"][key].lower(), []).append(hit)
    rows = []
    for members in groups.values():
        times = sorted((hit["time"] for hit in members if hit["time"]), key=nanoseconds) or [None]
        row = {"row": {key: members[0]["fields"][key]}, "count": len(members), "first": times[0], "last": times[-1]}
        rows.append(("images", {**row, "sources": [hit["source"]["line"] for hit in members]}))
    for members in groups.values():
        row = {key: members[0]["fields"][key]}
        for title, field in columns.items():
            row[title] = distinct(hit["fields"].get(field) for hit in members)
        rows.append(("summary", {"row": {**row, count: len(members)}}))
    return rows


def rows(found, rule):
    """The rows of a rule's hits, sources as lines."""
    result = []
    for hit in found:
        if hit["rule"] == rule:
            row = {name: hit[name] for name in ("row", "count", "first", "last") if name in hit}
            if "sources" in hit:
                row["sources"] = [source["line"] for source in hit["sources"]]
            result.append((hit["output"], row))
    return result


def test_relations(tap, name, found, stderr):
    """The rules over several events against what follows from those about single ones."""
    now = re.search(r"^now +(\S+Z)", stderr, re.M)
    lines = [hit["source"]["line"] for hit in found if hit["rule"] == NEW_ITEMS]
    tap.equal(lines, new_items(found, nanoseconds(now.group(1))) if now else [], "%s: new items" % name)
    parent = {"Computer Name": "fqdn", "Parent Command Line": "parent_command_line"}
    tap.equal(
        rows(found, CHILDREN),
        summary(of(found, "A2"), "image_path", parent, "ImageCount"),
        "%s: children by image" % name,
    )
    tap.equal(
        rows(found, UNSIGNED),
        summary(of(found, "A3"), "module_path", {"Computer Name": "fqdn"}, "ImageLoadedCount"),
        "%s: unsigned images by image" % name,
    )
    known = set(RULES) | set(RELATIONS)
    tap.equal({hit["rule"] for hit in found} - known, set(), "%s: no other rules" % name)


def older(text, days):
    """The events with all their times some days earlier."""

    def move(match):
        return (datetime.date.fromisoformat(match.group()) - datetime.timedelta(days)).isoformat()

    return re.sub(r"\b20\d\d-\d\d-\d\d", move, text)


def test_baseline(tap, name, carl, rules, path, work):
    """The new items of a file are none where an older copy makes the baseline."""
    found, _, _ = scan(carl, rules, path, work)
    alone = [hit["source"]["line"] for hit in found if hit["rule"] == NEW_ITEMS]
    tap.check(alone, "%s: has new items" % name)
    for days, is_baseline in COPIES:
        copy = work / "older.ndjson"
        copy.write_text(older(path.read_text(), days))
        found, _, _ = scan(carl, rules, path, work, copy)
        got = [(hit["source"]["file"], hit["source"]["line"]) for hit in found if hit["rule"] == NEW_ITEMS]
        wanted = [] if is_baseline else [(str(path), line) for line in alone]
        tap.equal(got, wanted, "%s: new items after a copy %d days older" % (name, days))


def test_file(tap, name, carl, rules, path, work, expected):
    found, status, stderr = scan(carl, rules, path, work)
    tap.check(status == 0, "%s: status" % name, stderr)
    tap.equal(event_rules(found), expected, "%s: exactly the lines that must match" % name)
    test_relations(tap, name, found, stderr)


def derived_expectations(folder):
    expected = {}
    for row in (folder / "expected_dev.tsv").read_text().splitlines()[1:]:
        name, line, _, rules = row.split("\t")
        matches = expected.setdefault(name, {})
        if rules != "-":
            matches[int(line)] = set(rules.split(","))
    return expected


def main():
    carl, rules, shared = sys.argv[1:4]
    data = pathlib.Path(shared or "/nonexistent") / "data"
    if not data.is_dir():
        print("1..0 # SKIP no real event dumps here (meson option shared_data)")
        return
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        for name, expected in derived_expectations(data / "derived-regsvr32").items():
            path = data / "derived-regsvr32" / name
            test_file(tap, name, carl, rules, path, work, expected)
            test_baseline(tap, name, carl, rules, path, work)
        for folder in FOLDERS:
            for path in sorted((data / folder).glob("*.ndjson*")):
                name = "%s/%s" % (folder, path.name[: -len(".gz")] if path.suffix == ".gz" else path.name)
                test_file(tap, name, carl, rules, path, work, KNOWN.get(name, {}))
    tap.done()


main()
