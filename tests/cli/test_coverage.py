#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl coverage: goldens, what is said against what a run finds, exit statuses.

usage: test_coverage.py CARL SOURCE_DIRECTORY [--update]

coverage/ has rules and what is said of them: COMMAND.txt. --update writes what the
command prints now; look at the difference before keeping it.
"""

import json
import pathlib
import sys
import tempfile

from cases import FILES, Case, Tap, event, hits, run, test_cases

HERE = pathlib.Path(__file__).resolve().parent / "coverage"
SECURITY = {"SourceName": "Microsoft-Windows-Security-Auditing", "Channel": "Security", "EventID": 4688}
RECORDS = b"".join(
    line + b"\n"
    for line in [
        event("C:\\a.exe", Hashes="MD5=00"),
        event("C:\\b.exe", CommandLine="b"),
        event("C:\\a.exe", Hostname=None),
        event("C:\\c.exe", NewProcessName="C:\\c.exe", **SECURITY),
    ]
)
# Name of the golden, arguments, exit status.
GOLDENS = [
    ("maps", ["gaps.car", "unsigned.car", "joined.car", "any.car", "messages.car", "--sensor", "sysmon"], 1),
    ("security", ["gaps.car", "unsigned.car", "joined.car", "--sensor", "security"], 1),
    ("records", ["gaps.car", "unsigned.car", "joined.car", "any.car", "records.json"], 1),
]


def fed(*arguments, cwd=HERE):
    _, out, _ = run(sys.argv[1], "coverage", "-f", "json", "-r", *arguments, cwd=cwd)
    return {rule["rule"]: rule for rule in json.loads(out)}


def test_goldens(tap, directory):
    (directory / "records.json").write_bytes(RECORDS)
    for rule in HERE.glob("*.car"):
        (directory / rule.name).write_bytes(rule.read_bytes())
    for name, arguments, wanted in GOLDENS:
        status, out, err = run(sys.argv[1], "coverage", "-r", *arguments, cwd=directory)
        path = HERE / (name + ".txt")
        if "--update" in sys.argv:
            path.write_bytes(out)
        tap.equal(out.decode(), path.read_text() if path.exists() else "", "%s: text" % name)
        tap.equal((status, err), (wanted, ""), "%s: status" % name)


def test_sensors(tap, directory):
    table = [
        ("gaps.car", {"sysmon", "security"}),
        ("unsigned.car", set()),
        ("joined.car", set()),
        ("any.car", {"sysmon", "security", "system"}),
        ("messages.car", set()),
    ]
    for name, wanted in table:
        (rule,) = fed(name, cwd=directory).values()
        told = set(rule["sensors"]) & {"sysmon", "security", "system"}
        tap.equal(told, wanted, "the sensors that feed %s" % name)
    alone, together = (fed("joined.car", *more, cwd=directory)["joined"]["fed"] for more in (["--sensor", "sysmon"], []))
    tap.equal([alone, together], [False, True], "two sensors feed a join together")


def test_records(tap, directory):
    """What is said of events is what a run shows of them."""
    rules = fed("gaps.car", "any.car", "records.json", cwd=directory)
    _, out, _ = run(sys.argv[1], "run", "-q", "-f", "jsonl", "-r", "all.car", "records.json", cwd=directory)
    found = hits(out)
    for one in rules["gaps"]["events"]:
        own = [hit for hit in found if hit["sensor"] == one["sensor"]]
        tap.equal(one["records"], len(own), "%s %s: records" % (one["sensor"], one["event"]))
        for field in one["fields"]:
            having = sum(field["field"] in hit["fields"] for hit in own)
            tap.equal(field["filled"], having, "%s %s: %s" % (one["sensor"], one["event"], field["field"]))
            tap.equal(field["lacking"], having == 0, "%s %s: lacking %s" % (one["sensor"], one["event"], field["field"]))
    tests = {field["test"]: field["holds"] for field in rules["gaps"]["events"][0]["fields"] if field["test"]}
    wanted = {"signer != null": "never", 'not signer == "Microsoft*"': "always", "processes.signer == logons.user": "never"}
    tap.equal(tests, wanted, "what becomes of tests")


results = Tap()
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "all.car").write_text("@id all\np = search Process:Create\noutput p\n")
    test_goldens(results, folder)
    test_sensors(results, folder)
    test_records(results, folder)

FILES["quarantine.car"] = "q = search Email:Quarantine\noutput q\n"
FILES["module.car"] = "m = search Module:Load\noutput m\n"
test_cases(
    [
        Case("fed", ["coverage", "-r", "good.car"], 0, ["fed       good-rule: Any regsvr32\n"], []),
        Case("a named sensor that does not feed it", ["coverage", "-r", "good.car", "--sensor", "system"], 1,
             ["not fed   good-rule: Any regsvr32\n            nothing is read as Process:Create\n"], []),
        Case("each named sensor must", ["coverage", "-r", "good.car", "--sensor", "system", "--sensor", "sysmon"], 1,
             ["not fed   good-rule", "sysmon 1 ProcessCreate\n"], []),
        Case("only records that have any field", ["coverage", "-r", "quarantine.car"], 1,
             ["not fed   quarantine\n            nothing is read as Email:Quarantine\n"], []),
        Case("these, named", ["coverage", "-r", "quarantine.car", "--sensor", "car"], 0, ["car Quarantine\n"], []),
        Case("events", ["coverage", "-r", "good.car", "two.json"], 0, ["sysmon 1 ProcessCreate: 3 records\n"], []),
        Case("other events", ["coverage", "-r", "module.car", "two.json"], 1, ["nothing is read as Module:Load"], []),
        Case("standard input", ["coverage", "-r", "good.car", "-"], 1, ["not fed"], []),
        Case("no such sensor", ["coverage", "-r", "good.car", "--sensor", "sysmom"], 2, [], ["did you mean `sysmon`"]),
        Case("no rules", ["coverage", "two.json"], 2, [], ["no rules given"]),
        Case("a broken rule", ["coverage", "-r", "broken.car", "-r", "good.car"], 2, ["fed       good-rule"], ["E201"]),
        Case("a rule that is not there", ["coverage", "-r", "no.car"], 2, None, ["cannot read rule no.car"]),
        Case("a file that is not there", ["coverage", "-r", "good.car", "no.json"], 3, ["not fed"], ["cannot read no.json"]),
        Case("a malformed line", ["coverage", "-r", "good.car", "malformed.json"], 3, ["2 records"],
             ["1 malformed record was left out"]),
        Case("JSON", ["coverage", "-r", "good.car", "-f", "json"], 0, ['[\n{"rule":"good-rule"', '"fed":true', '\n]\n'], []),
        Case("no such form", ["coverage", "-r", "good.car", "-f", "xml"], 2, [], ["--format is text or json"]),
        Case("help", ["coverage", "--help"], 0, ["carl coverage: say which sensors can feed rules"], []),
    ],
    results,
)
