#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Options, verbs and help: what is typed wrongly is said clearly."""

from cases import Case, test_cases

test_cases(
    [
        Case("version", ["--version"], 0, ["carl 0."], []),
        Case("help", ["--help"], 0, ["Usage:", "carl run -r"], []),
        Case("help verb", ["help"], 0, ["Usage:"], []),
        Case("no verb", [], 2, [], ["Usage:"]),
        Case("unknown verb", ["rnu"], 2, [], ["no verb `rnu`", "did you mean `carl run`?"]),
        Case("unknown verb far from all", ["xyzzyx"], 2, [], ["no verb", "`carl help` lists"]),
        Case("help run", ["help", "run"], 0, ["carl run -r", "--fail-on-match", "Exit status"], []),
        Case("run --help", ["run", "--help"], 0, ["carl run -r"], []),
        Case("help check", ["help", "check"], 0, ["--strict"], []),
        Case("check -h", ["check", "-h"], 0, ["--strict"], []),
        Case("help model", ["help", "model"], 0, ["OBJECT:ACTION"], []),
        Case("model --help", ["model", "--help"], 0, ["OBJECT:ACTION"], []),
        Case("help of nothing", ["help", "chekc"], 2, [], ["did you mean `carl check`?"]),
        Case("help of two", ["help", "run", "check"], 2, [], ["one verb"]),
        Case("unknown option", ["run", "--fial-on-match"], 2, [], ["--fial-on-match", "did you mean --fail-on-match?"]),
        Case("unknown option far from all", ["run", "--zzzzzzz"], 2, [], ["`carl help run`"]),
        Case("unknown letter", ["check", "-z", "good.car"], 2, [], ["unknown option -z"]),
        Case("value missing", ["run", "-r"], 2, [], ["--rules needs a value"]),
        Case("value not wanted", ["check", "--strict=1", "good.car"], 2, [], ["--strict takes no value"]),
        Case("wrong format", ["run", "-r", "good.car", "--format", "xml"], 2, [], ["jsonl, json or table", "`xml`"]),
        Case("wrong check format", ["check", "--format=xml", "good.car"], 2, [], ["text or json"]),
        Case("wrong color", ["check", "--color", "red", "good.car"], 2, [], ["auto, always or never"]),
        Case("wrong now", ["run", "-r", "good.car", "--now", "noon", "hit.json"], 2, [], ["`noon` is not a time"]),
        Case("control characters in an argument", ["run", "--\x1b[31m"], 2, [], ["--?[31m"]),
        Case("long value apart", ["run", "--rules", "good.car", "--format", "jsonl", "hit.json"], 0, ['"rule":"good-rule"']),
        Case("long value joined", ["run", "--rules=good.car", "--format=jsonl", "hit.json"], 0, ['"rule":"good-rule"']),
        Case("letter value joined", ["run", "-rgood.car", "hit.json"], 0, ['"rule":"good-rule"']),
        Case("clustered letters", ["run", "-qr", "good.car", "hit.json"], 0, ['"rule":"good-rule"'], []),
        Case("options after operands", ["run", "hit.json", "-q", "-r", "good.car"], 0, ['"rule":"good-rule"'], []),
        Case("operands after --", ["run", "-q", "-r", "good.car", "--", "-q.json"], 3, [], ["cannot read -q.json"]),
        Case("no rules", ["run", "hit.json"], 2, [], ["no rules given"]),
        Case("nothing to check", ["check"], 2, [], ["no rules given"]),
        Case("standard input twice", ["run", "-r", "-", "-"], 2, [], ["only once"]),
    ]
)
