#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads every file of a folder of real event dumps, where there is one.

usage: input_forms.py CARL SHARED_DIRECTORY

The dumps are not part of the project; without them the test is skipped, aloud. Of
each file, as it is, the number of events and of malformed records must be what
Python's json finds in it; and the forms of one dump (an array, pretty-printed,
with `Record N` lines, compressed) must give the same hits as its lines.
"""

import bz2
import gzip
import json
import lzma
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402

BETWEEN = re.compile(r"(?:\s|,|\x1e|Record \d+[ \r]*\n)*")
RULE = "all = search *:*\noutput all\n"
# Forms of one dump, as published: (lines, others).
SAME = [
    ("elastic-winlogbeat-golden/security-windows2016-4672.2019.ndjson",
     ["elastic-winlogbeat-golden/security-windows2016-4672.2019.array.json"]),
    ("elastic-winlogbeat-golden/security-windows2016-logoff.2019.ndjson",
     ["elastic-winlogbeat-golden/security-windows2016-logoff.2019.array.json"]),
    ("elastic-winlogbeat-golden/sysmon-10.2-dns.2019.ndjson.gz",
     ["elastic-winlogbeat-golden/sysmon-10.2-dns.2019.array.json.gz"]),
    ("eql/test_data.ndjson", ["eql/test_data.array.json.gz"]),
    ("evtx-attack-samples/Execution_exec_sysmon_lobin_regsvr32_sct.ndjson",
     ["evtx-dump-variants/default_o_json__Execution_exec_sysmon_lobin_regsvr32_sct.txt"]),
    ("hayabusa-test/test.jsonl", ["hayabusa-test/test.json", "hayabusa-test/test-jq-output.json"]),
]


def content(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def count_documents(text):
    """(events, malformed) of documents one after another; ValueError: they are none."""
    decoder = json.JSONDecoder()
    events = malformed = 0
    at = BETWEEN.match(text, 0).end()
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        for record in value if isinstance(value, list) else [value]:
            events += isinstance(record, dict)
            malformed += not isinstance(record, dict)
        at = BETWEEN.match(text, at).end()
    return events, malformed


def count_lines(text):
    events = malformed = 0
    for line in text.split("\n"):
        if line.strip(" \t\r"):
            try:
                sound = isinstance(json.loads(line), dict)
            except ValueError:
                sound = False
            events += sound
            malformed += not sound
    return events, malformed


def expected_counts(text):
    try:
        return count_documents(text)
    except ValueError:
        return count_lines(text)


def counts(stderr):
    found = re.search(r"^events +([\d,]+) read, ([\d,]+) malformed", stderr, re.M)
    return tuple(int(number.replace(",", "")) for number in found.groups())


def events_of(carl, rule, path):
    """What the hits hold, without where they were found."""
    status, out, err = run(carl, "run", "--no-gate", "-r", str(rule), str(path))
    return status, [{**hit, "source": None} for hit in hits(out)], err


def test_same(tap, carl, rule, data, work):
    for lines, others in SAME:
        wanted = events_of(carl, rule, data / lines)
        tap.check(wanted[0] == 0, "%s is read" % lines, wanted[2])
        text = content(data / lines)
        records = [json.loads(line) for line in text.split("\n") if line.strip()]
        made = {
            "array.json": json.dumps(records).encode(),
            "pretty.json": "\n".join(json.dumps(record, indent=4) for record in records).encode(),
            "hits.json": json.dumps({"took": 1, "hits": {"hits": records}}, indent=1).encode(),
            "lines.xz": lzma.compress(text.encode()),
            "lines.bz2": bz2.compress(text.encode()),
            "lines.utf16": text.encode("utf-16"),
        }
        for name, packed in made.items():
            (work / name).write_bytes(packed)
        for path in [data / other for other in others] + [work / name for name in made]:
            got = events_of(carl, rule, path)
            # Members are compared by value: forms differ in their blanks and escapes.
            tap.equal(got[:2], wanted[:2], "%s as %s" % (lines, path.name))


def main():
    carl, shared = sys.argv[1:3]
    data = pathlib.Path(shared or "/nonexistent") / "data"
    if not data.is_dir():
        print("1..0 # SKIP no real event dumps here (meson option shared_data)")
        return
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        rule = work / "all.car"
        rule.write_text(RULE)
        (work / "none.car").write_text('some = search Process:Create\nnone = filter some where (exe == "no such")\noutput none\n')
        for path in sorted(path for path in data.rglob("*") if path.is_file()):
            _, _, err = run(carl, "run", "--no-gate", "-r", str(work / "none.car"), str(path))
            tap.equal(counts(err), expected_counts(content(path)), str(path.relative_to(data)))
        test_same(tap, carl, rule, data, work)
    tap.done()


main()
