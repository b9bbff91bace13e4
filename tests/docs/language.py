#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of docs/language.md.

usage: language.py CARL LANGUAGE_MD

A fenced block marked `car` is a rule; marked `car condition OBJECT:ACTION` it is
a condition, for which the rule around it is made here. Blocks that may follow:
`diagnostics`, lines "LINE:COLUMN CODE" of every error and warning (without it
there must be none; a condition's lines count from its own first line); `notes`,
the same for notes, of which others may exist; and `events` with `hits`, the
numbers of the lines that the rule finds, or "none", or with `rows`, the rows that
are no records, one JSON object a line: columns and keys, or for a join the lines
of its members.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402

BLOCK = re.compile(r"^```([a-z]+)([^\n]*)\n(.*?)^```$", re.M | re.S)


class Example:
    def __init__(self, line, info, text):
        self.line = line
        self.first = 1  # the line of the rule where the example's text begins
        self.text = text
        self.parts = {}
        if info:
            (event,) = re.fullmatch(r" condition (\S+)", info).groups()
            self.text = "rows = search %s\nfound = filter rows where (\n%s)\noutput found\n" % (event, text)
            self.first = 3


def read_examples(text):
    examples = []
    for match in BLOCK.finditer(text):
        kind, info, body = match.groups()
        line = text.count("\n", 0, match.start()) + 1
        if kind == "car":
            examples.append(Example(line, info, body))
        elif kind in ("diagnostics", "notes", "events", "hits", "rows"):
            examples[-1].parts[kind] = body
        else:
            raise ValueError("line %d: what is a block of %s?" % (line, kind))
    return examples


def places(text):
    return sorted(text.split("\n")[:-1]) if text else []


def row(hit):
    if "members" in hit:
        return {name: member["source"]["line"] for name, member in hit["members"].items()}
    return hit["row"]


def test_example(tap, carl, example, directory):
    rule = directory / "example.car"
    rule.write_text(example.text)
    _, out, err = run(carl, "check", "--format", "json", str(rule))
    found = [
        ("%d:%d %s" % (d["line"] - example.first + 1, d["column"], d["code"]), d["severity"]) for d in json.loads(out)
    ]
    name = "line %d" % example.line
    serious = sorted(place for place, severity in found if severity != "note")
    tap.equal(serious, places(example.parts.get("diagnostics")), "%s: diagnostics" % name)
    notes = [place for place, severity in found if severity == "note"]
    for place in places(example.parts.get("notes")):
        tap.check(place in notes, "%s: note %s" % (name, place), "notes: %s\n%s" % (notes, err))
    if "events" in example.parts:
        status, out, err = run(carl, "run", "-q", "-r", str(rule), stdin=example.parts["events"].encode())
        tap.check(status == 0, "%s: runs" % name, err)
        if "rows" in example.parts:
            wanted = [json.loads(line) for line in example.parts["rows"].splitlines()]
            tap.equal([row(hit) for hit in hits(out)], wanted, "%s: rows" % name)
        else:
            lines = sorted({hit["source"]["line"] for hit in hits(out)})
            wanted = example.parts["hits"].split()
            tap.equal([str(line) for line in lines] or ["none"], wanted, "%s: hits" % name)


def main():
    carl, path = sys.argv[1:3]
    tap = Tap()
    examples = read_examples(pathlib.Path(path).read_text())
    tap.check(len(examples) > 30, "there are examples")
    with tempfile.TemporaryDirectory() as directory:
        for example in examples:
            test_example(tap, carl, example, pathlib.Path(directory))
    tap.done()


main()
