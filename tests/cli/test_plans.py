# SPDX-License-Identifier: Apache-2.0
"""carl explain RULE: goldens, what is a rule and what a code, rules that cannot
be shown.

usage: test_plans.py CARL SOURCE_DIRECTORY [--update]

A golden in plans/ is NAME.car with NAME.txt, its plan as text, and NAME.json, the
same as JSON, spread over lines. --update writes what the command prints now; look
at the difference before keeping it.
"""

import json
import pathlib
import re
import sys
import tempfile

from cases import Case, Tap, run, test_cases, write_files

HERE = pathlib.Path(__file__).resolve().parent / "plans"
OPTIONS = ["-L", "library", "-p", "since=2024-05-14"]
KINDS = {"search", "filter", "derive", "join", "group", "select", "difference", "count_by", "union"}
ACCESS = {"each", "hash", "time", "nested"}
ODD = 'a = search Process:Create where exe == "\x1b[2J\u202e.exe"\noutput a\n'


def compare(tap, path, got, name):
    if "--update" in sys.argv:
        path.write_text(got)
    wanted = path.read_text() if path.exists() else ""
    tap.check(got == wanted, name, "wanted:\n%s\ngot:\n%s" % (wanted, got))


def test_goldens(tap):
    every = []
    for rule in sorted(HERE.glob("*.car")):
        status, text, err = run(sys.argv[1], "explain", *OPTIONS, rule.name, cwd=HERE)
        tap.check(status == 0 and not err, "%s: status" % rule.stem, err)
        compare(tap, rule.with_suffix(".txt"), text.decode(), "%s: text" % rule.stem)
        _, out, _ = run(sys.argv[1], "explain", *OPTIONS, "-f", "json", rule.name, cwd=HERE)
        plans = json.loads(out)
        compare(tap, rule.with_suffix(".json"), json.dumps(plans, indent=1) + "\n", "%s: json" % rule.stem)
        every += plans["rules"]
    steps = [step for plan in every for step in plan["steps"]]
    tap.check(any(plan["triggers"] for plan in every), "the goldens have a rule that is called for")
    tap.equal({step["kind"] for step in steps}, KINDS, "the goldens have steps of every kind")
    access = {member["access"] for step in steps if step["kind"] == "join" for member in step["members"]}
    tap.equal(access, ACCESS, "and joins that find rows in every way")


def test_width(tap):
    for columns in ["60", "200"]:
        _, out, _ = run(sys.argv[1], "explain", "records.car", cwd=HERE, env={"COLUMNS": columns})
        listed = [line for line in out.decode().splitlines() if re.search(r"(sysmon|security) \d", line)]
        wide = [line for line in listed if len(line) > int(columns) and line.count("sysmon") + line.count("security") > 1]
        tap.check(listed and not wide, "lists of events keep to %s columns" % columns, "\n".join(wide))


def test_messages(tap):
    """Of rules that can be shown nothing is said, whatever is wrong with others."""
    with tempfile.TemporaryDirectory() as directory:
        write_files(directory)
        status, out, err = run(sys.argv[1], "explain", "warned.car", "broken.car", cwd=directory)
    told = set(re.findall(r"^(\w+\.car):\d+:\d+: ", err, re.M))
    tap.equal((status, told, out[:12]), (2, {"broken.car"}, b"warned-rule:"), "only what keeps a rule from being shown is told")


results = Tap()
test_goldens(results)
test_width(results)
test_messages(results)

CASES = [
    Case("a directory", ["explain", "mixed/below", "good.car"], 0,
         ["quiet-rule: Any regsvr32\n", "\n\n\ngood-rule: Any regsvr32\ngood.car\n", "Gate of all rules\n"], []),
    Case("standard input", ["explain", "-"], 0, ["-\n-\n", "\nFor each record\n"], [],
         stdin=b"a = search Process:Create\noutput a\n"),
    Case("a rule that is not there", ["explain", "no_such.car"], 2, [], ["cannot read rule no_such.car"]),
    Case("a directory that is not there", ["explain", "rules/none"], 2, [], ["cannot read rule rules/none"]),
    Case("rules and codes", ["explain", "good.car", "E201"], 2, [], ["rules or codes, not both"]),
    Case("one rule has errors", ["explain", "mixed"], 2, ["good-rule: ", "quiet-rule: "], ["mixed/b.car:3:16: error[E201]"]),
    Case("the same as JSON", ["explain", "-f", "json", "broken.car"], 2, ['{"rules":[],\n"matchers":[],"gate":'], ["error[E201]"]),
    Case("warnings are for carl check", ["explain", "warned.car"], 0, ["warned-rule"], []),
    Case("an input without a value", ["explain", "-"], 2, [], ["error[E502]", "since"],
         stdin=b"input since\na = search Process:Create where time > since\noutput a\n"),
    Case("colour", ["explain", "--color=always", "good.car"], 0, ["\x1b[1mgood-rule\x1b[0m", "\x1b[2mexact\x1b[0m"], []),
    Case("what a terminal would act on", ["explain", "--color=never", "-"], 0, ["\\u{1B}[2J\\u{202E}.exe"], [],
         stdin=ODD.encode()),
    Case("a parameter without a name", ["explain", "-p", "=1", "good.car"], 2, [], ["--param is NAME=VALUE"]),
    Case("a library that is not there", ["explain", "-L", "nowhere", "good.car"], 2, ["good-rule"], ["nowhere"]),
]  # fmt: skip

test_cases(CASES, results)
