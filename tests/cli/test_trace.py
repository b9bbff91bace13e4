#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl run --trace: goldens, counts against those of a plain evaluation, threads.

usage: test_trace.py CARL SOURCE_DIRECTORY [--update]

A golden in traces/ is NAME.car with NAME.txt, the trace of a run over RECORDS, and
NAME.json, the same as JSON, spread over lines. --update writes what the command
prints now; look at the difference before keeping it.
"""

import json
import pathlib
import random
import sys
import tempfile

from cases import FILES, Case, Tap, event, run, test_cases

HERE = pathlib.Path(__file__).resolve().parent / "traces"


def file_event(path, **more):
    return event("C:\\w.exe", EventID=11, TargetFilename=path, **more)


RECORDS = b"\n".join(
    [
        event("C:\\a.exe", User="D\\ann", ProcessId=9, ParentImage="C:\\x.exe", CommandLine="a quiet"),
        event("C:\\a.exe", User="D\\eve", ParentImage="C:\\y.exe", CommandLine="a loud", CurrentDirectory="C:\\"),
        event("C:\\ab.exe", User="D\\eve", IntegrityLevel="High", UtcTime="2024-05-14 11:00:00.000"),
        event("C:\\b.exe", User="D\\ann", Hostname="ws2.corp.example"),
        event("C:\\b.exe"),
        event("C:\\a.exe", User="ann", ProcessId=4, Hostname=None, UtcTime="2024-05-14 11:00:00.000"),
        file_event("C:\\a.exe", UtcTime="2024-05-14 09:00:00.000"),
        file_event("C:\\ab.exe", UtcTime="2024-05-14 12:00:00.000"),
        file_event("C:\\ab.exe", Hostname=None),
        event("C:\\w.exe", EventID=5),
    ]
) + b"\n"


def trace(directory, *arguments):
    """The document of a traced run, its hits and what it said."""
    path = pathlib.Path(directory) / "trace.json"
    status, out, err = run(sys.argv[1], "run", "-f", "jsonl", "--trace-json", str(path), *arguments, cwd=directory)
    return json.loads(path.read_text()) if status == 0 else {"status": status}, out, err


def compare(tap, path, got, name):
    if "--update" in sys.argv:
        path.write_text(got)
    wanted = path.read_text() if path.exists() else ""
    tap.check(got == wanted, name, "wanted:\n%s\ngot:\n%s" % (wanted, got))


def test_goldens(tap, directory):
    (directory / "records.json").write_bytes(RECORDS)
    for rule in sorted(HERE.glob("*.car")):
        text = rule.read_text()
        (directory / rule.name).write_text(text)
        document, out, err = trace(directory, "-q", "--trace", "-r", rule.name, "records.json")
        compare(tap, rule.with_suffix(".txt"), err, "%s: text" % rule.stem)
        compare(tap, rule.with_suffix(".json"), json.dumps(document, indent=1) + "\n", "%s: json" % rule.stem)
        tap.check(max(map(len, err.splitlines())) <= 100, "%s: keeps to 100 columns" % rule.stem, err)
        _, plain, _ = run(sys.argv[1], "run", "-q", "-f", "jsonl", "-r", rule.name, "records.json", cwd=directory)
        tap.equal(out, plain, "%s: hits are those of an untraced run" % rule.stem)


# Conditions as rules write them and as Python has them.
NAMES = ["a.exe", "b.exe", "c.exe", None]
CONDITIONS = {
    'exe == "a.exe"': ("Image", lambda x: x == "a.exe"),
    'exe != "b.exe"': ("Image", lambda x: x not in (None, "b.exe")),
    'parent_exe in ["a.exe", "c.exe"]': ("ParentImage", lambda x: x in ("a.exe", "c.exe")),
    'not (user == "a.exe")': ("User", lambda x: x != "a.exe"),
    "command_line == null": ("CommandLine", lambda x: x is None),
}
FIELDS = ["Image", "ParentImage", "User", "CommandLine"]


def count_plainly(records, order):
    """What the trace says of the tests of a filter, by a plain evaluation."""
    counts = {text: dict.fromkeys(["asked", "held", "missing", "removed", "first", "alone"], 0) for text in order}
    for record in records:
        failed = []
        for text in order:
            field, holds = CONDITIONS[text]
            own = counts[text]
            own["asked"] += 1
            own["missing"] += record[field] is None
            own["held"] += holds(record[field])
            own["removed"] += not holds(record[field])
            failed += [] if holds(record[field]) else [text]
        if failed:
            counts[failed[0]]["first"] += 1
        if len(failed) == 1:
            counts[failed[0]]["alone"] += 1
    return counts


def test_counts(tap, directory):
    """Several rules have conditions in common, which are counted for each."""
    numbers = random.Random(7)
    records = [{name: numbers.choice(NAMES) for name in FIELDS} for _ in range(2000)]
    (directory / "many.json").write_bytes(b"\n".join(event(record["Image"], **record) for record in records) + b"\n")
    arguments = ["-q"]
    for i in range(8):
        chosen = numbers.sample(sorted(CONDITIONS), 2 + i % 4)
        (directory / ("r%d.car" % i)).write_text(
            "p = search Process:Create\nf = filter p where %s\noutput f\n" % " and ".join(chosen)
        )
        arguments += ["-r", "r%d.car" % i]
    document, _, err = trace(directory, *arguments, "many.json")
    for rule in document["rules"]:
        step = rule["steps"][1]
        tests = {test["test"].replace("not user", "not (user").replace('user == "a.exe"', 'user == "a.exe")')
                 if test["test"].startswith("not ") else test["test"]: test for test in step["tests"]}
        wanted = count_plainly(records, list(tests))
        for text, counts in wanted.items():
            tap.equal({name: tests[text][name] for name in counts}, counts, "%s: %s" % (rule["rule"], text))
        tap.equal((step["in"], step["out"]), (len(records), rule["hits"]), "%s: rows" % rule["rule"])
        most = max(counts["removed"] for counts in wanted.values())
        tap.equal(step["tests"][step["removed_most"]]["removed"], most, "%s: what removed most" % rule["rule"])
    for more in (["-j", "1"], ["-j", "3"], ["--gate"], ["--strict"]):
        again, _, _ = trace(directory, *arguments, *more, "many.json", "many.json", "many.json")
        for rule in again["rules"]:
            once = next(other for other in document["rules"] if other["rule"] == rule["rule"])
            tap.equal(rule["steps"][1]["tests"][0]["held"], 3 * once["steps"][1]["tests"][0]["held"],
                      "%s: three times as much with %s" % (rule["rule"], " ".join(more)))
    taken, _, _ = trace(directory, *arguments, "--limit", "5", "-j", "1", "many.json")
    for threads in "2", "4":
        same, _, _ = trace(directory, *arguments, "--limit", "5", "-j", threads, "many.json")
        tap.equal(same, taken, "a run that is cut short is counted alike by %s threads" % threads)


results = Tap()
with tempfile.TemporaryDirectory() as name:
    test_goldens(results, pathlib.Path(name))
    test_counts(results, pathlib.Path(name))

FILES["control.car"] = 'a = search Process:Create where user exists and exe == "\x1b[2J\u202e.exe"\noutput a\n'
test_cases(
    [
        Case("behind the hits, before the summary", ["run", "--trace", "-r", "good.car", "two.json"], 0, None,
             ["trace       good-rule: Any regsvr32\n", "  #1 processes: search Process:Create  3 records\n",
              "  #2 found: filter #1  3 rows in, 2 out\n", "rules       1 loaded"]),
        Case("nothing without it", ["run", "-q", "-r", "good.car", "two.json"], 0, None, []),
        Case("no failed rule", ["run", "-q", "--trace", "-r", "broken.car", "-r", "good.car", "two.json"], 2, None,
             ["trace       good-rule"]),
        Case("no events", ["run", "-q", "--trace", "-r", "good.car", "empty.json"], 0, [],
             ["#1 processes: search Process:Create  0 records\n  #2 found: filter #1  0 rows in, 0 out\n"]),
        Case("nothing steers the terminal", ["run", "-q", "--trace", "-r", "control.car", "two.json"], 0, [],
             ["exe == \"\\x1B[2J\\u202E.exe\""]),
        Case("colour", ["run", "-q", "--trace", "--color", "always", "-r", "good.car", "two.json"], 0, None,
             ["\x1b[36m#2\x1b[0m found"]),
        Case("no trace of what has no end", ["run", "--trace", "--follow", "-r", "good.car", "two.json"], 2, [],
             ["--follow has no end"]),
        Case("a file that cannot be made", ["run", "-q", "--trace-json", "no/such", "-r", "good.car", "two.json"], 3, None,
             ["cannot write no/such: No such file"]),
        Case("a disk that is full", ["run", "-q", "--trace-json", "/dev/full", "-r", "good.car", "two.json"], 3, None,
             ["cannot write /dev/full: No space"]),
    ],
    results,
)
