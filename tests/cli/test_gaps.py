#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl run: what the summary says of rules that could not fire and of records in no
sensor map."""

import json
import sys

from cases import FILES, Case, event, test_cases


def line(**record):
    return json.dumps(record).encode() + b"\n"


def unmapped(code, count, source="Microsoft-Windows-Sysmon", **more):
    return (event("C:\\a.exe", EventID=code, SourceName=source, **more) + b"\n") * count


JOIN = """@id both
p = search Process:Create
m = search Module:Load
f = search File:Create, File:Delete
j = join (p, m) where (p.hostname == m.hostname)
u = join (p, f) where (p.hostname == f.hostname)
output j, u
"""
FILES.update(
    {
        "module.car": "@id module\nm = search Module:Load\noutput m\n",
        "both.car": JOIN,
        "counted.car": "@id counted\nm = search Module:Load\nn = count(m)\noutput n\n",
        "union.car": "@id union\na = search Module:Load\nb = search Process:Create\ng = group a, b by hostname\noutput g\n",
        "any.car": "@id any\na = search Flow:*\noutput a\n",
        "natives.car": '@id natives\na = search *:*\nb = filter a where Imag == "x" or exe == "y" or CommandLine == "z" or [Wrong] == 1\n'
        "output b\n",
        "file.json": event("C:\\a.exe", EventID=11, TargetFilename="C:\\b") + b"\n" + event("C:\\a.exe") + b"\n",
        "kinds.json": unmapped(901, 3)
        + unmapped(902, 2, "Some\x1bOne")
        + unmapped(903, 1, None, Channel="Log")
        + line(first=1, **{"se\x1bcond": {"inner": [{"x": 2}]}}, third='a,"b":{', fourth=None, fifth=5, sixth=6)
        + line(only="x")
        + line(only="y"),
        "many_kinds.json": b"".join(unmapped(2000 + i, 1) for i in range(700)) + unmapped(5, 1),
        "command.json": event("C:\\a.exe", CommandLine="a") + b"\n",
    }
)
for number in range(25):
    FILES["lacking/%02d.car" % number] = "@id lack-%02d\nm = search Module:Load\noutput m\n" % number

test_cases(
    [
        Case("a rule without events", ["run", "-r", "module.car", "-r", "good.car", "two.json"], 0, None,
             ["unfed       module needs Module:Load; none of 3 events maps to it\n"]),
        Case("a rule with events", ["run", "-r", "good.car", "miss.json"], 0, None,
             ["good-rule                                               0\nnow  "]),
        Case("one event", ["run", "-r", "module.car", "miss.json"], 0, None, ["none of 1 event maps to it\n"]),
        Case("every set of a join is needed", ["run", "-r", "both.car", "miss.json"], 0, None,
             ["both needs Module:Load, File:Create, File:Delete; none of 1 event maps to any\n"]),
        Case("one of several outputs is enough", ["run", "-r", "both.car", "file.json"], 0, None,
             ["both                                                    1\nnow  "]),
        Case("one set of a group is enough", ["run", "-r", "union.car", "miss.json"], 0, None,
             ["union                                                   1\nnow  "]),
        Case("a count needs none", ["run", "-r", "counted.car", "miss.json"], 0, None,
             ["counted                                                 1\nnow  "]),
        Case("any action", ["run", "-r", "any.car", "miss.json"], 0, None, ["any needs Flow:*; none"]),
        Case("no events at all", ["run", "-r", "module.car", "empty.json"], 0, [], ["module                                                  0\n"]),
        Case("only what is taken counts", ["run", "-r", "good.car", "--host", "nobody", "two.json"], 0, [],
             ["good-rule                                               0\n"]),
        Case("what was passed over is unknown", ["run", "--gate", "-r", "module.car", "miss.json"], 0, [],
             ["1 line passed over", "module                                                  0\n"]),
        Case("many rules", ["run", "-r", "lacking", "miss.json"], 0, [],
             ["lack-19 needs Module:Load", "            5 more rules lack events; `carl coverage` lists them\n"]),
        Case("fields that no event has", ["run", "-r", "natives.car", "command.json"], 0, None,
             ["absent      natives reads `Imag`, a field that no event has\n"
              "            natives reads `Wrong`, a field that no event has\nnow"]),
        Case("kinds of records", ["run", "-r", "good.car", "kinds.json"], 0, None,
             ["in no sensor map                                        9\n"
              "              flat sysmon 901                                       3\n"
              "              flat Some?One 902                                     2\n"
              "              of an unknown shape, with only                        2\n"
              "              flat Log 903                                          1\n"
              "              of an unknown shape, with first, se\\u001bcond, third, fourth, fifth"]),
        Case("more kinds than are told apart", ["run", "-j", "1", "-r", "good.car", "many_kinds.json"], 0, None,
             ["in no sensor map                                      700\n"
              "              flat sysmon 2000                                      1\n",
              "of other kinds                                      695\n"]),
        Case("quiet", ["run", "-q", "-r", "module.car", "-r", "natives.car", "kinds.json"], 0, None, []),
    ]
)
