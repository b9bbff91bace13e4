#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl run: hits, summary and exit statuses."""

from cases import HIT, MALFORMED, MISS, Case, test_cases

RULE = '"rule":"good-rule"'

test_cases(
    [
        Case("a hit", ["run", "-r", "good.car", "hit.json"], 0, [RULE]),
        Case(
            "all of a hit",
            ["run", "-q", "-r", "good.car", "hit.json"],
            0,
            [
                '{"rule":"good-rule","title":"Any regsvr32","attack":["T1218.010","T1059"],"output":"found",'
                '"time":"2024-05-14T09:30:00.123Z","sensor":"sysmon",'
                '"source":{"file":"hit.json","line":1,"offset":0},"fields":{',
                '"image_path":"C:\\\\Windows\\\\System32\\\\regsvr32.exe"',
                '},"event":' + HIT.decode() + "}\n",
            ],
            [],
        ),
        Case("no hit", ["run", "-q", "-r", "good.car", "miss.json"], 0, [], []),
        Case("two files", ["run", "-q", "-r", "good.car", "hit.json", "two.json"], 0, ['"hit.json"', '"two.json"', '"two.json"']),
        Case("standard input by default", ["run", "-q", "-r", "good.car"], 0, ['"file":"-"'], [], HIT),
        Case("standard input by name", ["run", "-q", "-r", "good.car", "-"], 0, ['"file":"-"'], [], HIT + b"\n"),
        Case("a rule from standard input", ["run", "-q", "-r", "-", "hit.json"], 0, ['"rule":"piped"'], [],
             b'@id piped\na = search Process:Create\noutput a\n'),
        Case("two rules", ["run", "-q", "-r", "good.car", "-r", "quiet.car", "hit.json"], 0, [RULE], []),
        Case("rules in a row", ["run", "-r", "good.car", "quiet.car", "hit.json"], 0, [RULE], ["2 loaded, 0 failed"]),
        Case("a rule named twice counts once", ["run", "-r", "good.car", "-r", "./good.car", "hit.json"], 0, [RULE],
             ["1 loaded, 0 failed", "hits        1"]),
        Case("the summary", ["run", "-r", "good.car", "-r", "quiet.car", "two.json"], 0, [RULE],
             ["rules       2 loaded, 0 failed", "events      3 read, 0 malformed", "Process:Create", "3", "hits        2",
              "good-rule", "2", "quiet-rule", "0"]),
        Case("quiet", ["run", "-q", "-r", "good.car", "two.json"], 0, [RULE], []),
        Case("empty input", ["run", "-r", "good.car", "empty.json"], 0, [], ["events      0 read, 0 malformed"]),
        Case("blank lines", ["run", "-r", "good.car", "blank.json"], 0, [], ["events      0 read, 0 malformed"]),
        Case("CRLF", ["run", "-r", "good.car", "crlf.json"], 0, [HIT.decode() + "}\n", '"line":3'], ["3 read, 0 malformed"]),
        Case("no last newline", ["run", "-q", "-r", "good.car", "no_newline.json"], 0, ['"line":2'], []),
        Case("a malformed line", ["run", "-r", "good.car", "malformed.json"], 3, ['"line":3'],
             ["warning: malformed.json:2", "byte offset %d" % (len(MISS) + 1), "2 read, 1 malformed"]),
        Case("a malformed line accepted", ["run", "-r", "good.car", "--skip-malformed", "malformed.json"], 0, ['"line":3'],
             ["malformed.json:2", "2 read, 1 malformed"]),
        Case("a malformed line, quiet", ["run", "-q", "-r", "good.car", "malformed.json"], 3, ['"line":3'], []),
        Case("only malformed input", ["run", "-q", "-r", "good.car"], 3, [], [], MALFORMED),
        Case("fail on match", ["run", "-q", "--fail-on-match", "-r", "good.car", "hit.json"], 1, [RULE], []),
        Case("no match to fail on", ["run", "-q", "--fail-on-match", "-r", "good.car", "miss.json"], 0, [], []),
        Case("malformed wins over a match", ["run", "-q", "--fail-on-match", "-r", "good.car", "malformed.json"], 3, [RULE]),
        Case("a broken rule stops no other", ["run", "-r", "broken.car", "-r", "good.car", "hit.json"], 2, [RULE],
             ["broken.car:3", "E201", "proceses", "1 loaded, 1 failed"]),
        Case("a directory with a broken rule", ["run", "-r", "mixed", "hit.json"], 2, [RULE],
             ["mixed/b.car:3", "2 loaded, 1 failed"]),
        Case("only a broken rule", ["run", "-r", "broken.car", "hit.json"], 2, [], ["E201", "no rule is left"]),
        Case("warnings do not stop a rule", ["run", "-r", "warned.car", "hit.json"], 0, ['"rule":"warned-rule"'], ["W101"]),
        Case("warnings in a quiet run", ["run", "-q", "-r", "warned.car", "hit.json"], 0, ['"rule":"warned-rule"'], []),
        Case("an empty rule", ["run", "-r", "empty.car", "hit.json"], 2, [], ["empty.car", "no rule is left"]),
        Case("a rule that is no text", ["run", "-r", "nul.car", "hit.json"], 2, [], ["nul.car", "NUL byte at offset 10"]),
        Case("a rule that is not there", ["run", "-r", "nosuch.car", "-r", "good.car", "hit.json"], 2, [RULE],
             ["nosuch.car", "No such file", "1 loaded, 1 failed"]),
        Case("a directory without rules", ["run", "-r", "no_rules", "-r", "good.car", "hit.json"], 2, [RULE],
             ["no rule in directory no_rules"]),
        Case("an event file that is not there", ["run", "-r", "good.car", "nosuch.json", "hit.json"], 3, [RULE],
             ["cannot read nosuch.json", "1 file not read"]),
        Case("a directory of events", ["run", "-q", "-r", "good.car", "mixed", "hit.json"], 3, [RULE],
             ["mixed is a directory", "mixed/*.json"]),
        Case("a compressed file", ["run", "-q", "-r", "good.car", "packed.json.gz"], 3, [], ["gzip-compressed", "gzip -dc"]),
        Case("an EVTX file", ["run", "-q", "-r", "good.car", "log.evtx"], 3, [], ["EVTX", "evtx_dump"]),
        Case("now is the latest time", ["run", "-r", "good.car", "hit.json"], 0, None, ["2024-05-14T09:30:00.123Z", "latest time"]),
        Case("now is given", ["run", "-r", "good.car", "--now", "2030-01-01T00:00:00Z", "hit.json"], 0, None,
             ["2030-01-01T00:00:00", "--now"]),
        Case("json", ["run", "-q", "-r", "good.car", "-f", "json", "two.json"], 0, ["[\n{", "},\n{", "}\n]\n"], []),
        Case("json without hits", ["run", "-q", "-r", "good.car", "-f", "json", "miss.json"], 0, ["[]\n"], []),
        Case("table", ["run", "-q", "-r", "good.car", "-f", "table", "hit.json"], 0,
             ["TIME", "RULE", "HOST", "OUTPUT\n", "2024-05-14T09:30:00.123Z", "good-rule", "ws1", "found\n", "image_path",
              "regsvr32.exe\n", "command_line"], []),
        Case("table without hits", ["run", "-q", "-r", "good.car", "-f", "table", "miss.json"], 0, [], []),
    ]
)
