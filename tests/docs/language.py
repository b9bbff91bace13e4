#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of docs/language.md.

usage: language.py CARL SOURCE_DIRECTORY

A fenced block marked `car` is a rule; marked `car condition OBJECT:ACTION` it is
a condition, for which the rule around it is made here; marked `car file NAME` it
is a rule file that lies beside the next example. Blocks that may follow:

- `diagnostics`: lines "LINE:COLUMN CODE" of every error and warning (without it
  there must be none; a condition's lines count from its own first line);
- `notes`: the same for notes, of which others may exist;
- `options`: arguments of `carl run`;
- `events`, and what the rule finds in them:
  `hits`, the numbers of the lines, or "none";
  `rows`, the rows that are no records, one JSON object a line: columns and keys;
  for a group also count, first, last and lines; for a join the lines of its
  members;
  `found`, lines "OUTPUT ROW", where ROW is the line of a record, a row as above
  or a value.

Each keyword of the grammar and each function must occur in an example, and links
must lead somewhere.
"""

import json
import pathlib
import re
import shlex
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402

BLOCK = re.compile(r"^```([a-z]+)([^\n]*)\n(.*?)^```$", re.M | re.S)
PARTS = {"diagnostics", "notes", "options", "events", "hits", "rows", "found"}
ELSEWHERE = {"spl", "yaml", "sh"}  # texts that are no rules


class Example:
    def __init__(self, line, info, text, files):
        self.line = line
        self.first = 1  # the line of the rule where the example's text begins
        self.text = text
        self.files = files
        self.parts = {}
        if info:
            (event,) = re.fullmatch(r" condition (\S+)", info).groups()
            self.text = "rows = search %s\nfound = filter rows where (\n%s)\noutput found\n" % (event, text)
            self.first = 3


def read_examples(text):
    examples, files = [], {}
    for match in BLOCK.finditer(text):
        kind, info, body = match.groups()
        line = text.count("\n", 0, match.start()) + 1
        file = re.fullmatch(r" file (\S+)", info)
        if kind == "car" and file:
            files[file.group(1)] = body
        elif kind == "car":
            examples.append(Example(line, info, body, files))
            files = {}
        elif kind in PARTS and kind not in examples[-1].parts:
            examples[-1].parts[kind] = body
        elif kind not in ELSEWHERE:
            raise ValueError("line %d: what is a block of %s?" % (line, kind))
    return examples


def places(text):
    return sorted(text.split("\n")[:-1]) if text else []


def row(hit):
    """What `rows` and `found` say of a hit."""
    if "members" in hit:
        return {name: row(member) for name, member in hit["members"].items()}
    if "sources" in hit:
        lines = [source["line"] for source in hit["sources"]]
        return {**hit["row"], "count": hit["count"], "first": hit["first"], "last": hit["last"], "lines": lines}
    if "row" in hit:
        return hit["row"]
    return hit["value"] if "value" in hit else hit["source"]["line"]


def named(line):
    name, _, value = line.partition(" ")
    return name, json.loads(value)


def test_results(tap, example, name, found):
    parts = example.parts
    if "hits" in parts:
        lines = sorted({hit["source"]["line"] for hit in found})
        tap.equal([str(line) for line in lines] or ["none"], parts["hits"].split(), "%s: hits" % name)
    elif "rows" in parts:
        tap.equal([row(hit) for hit in found], [json.loads(line) for line in parts["rows"].splitlines()], "%s: rows" % name)
    else:
        # Outputs take turns as their rows come; the page sorts by name.
        got = sorted(((hit["output"], row(hit)) for hit in found), key=lambda pair: pair[0])
        wanted = sorted((named(line) for line in parts["found"].splitlines()), key=lambda pair: pair[0])
        tap.equal(got, wanted, "%s: found" % name)


def test_example(tap, carl, example, directory):
    for file, text in example.files.items():
        (directory / file).write_text(text)
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
        options = shlex.split(example.parts.get("options", ""))
        status, out, err = run(
            carl, "run", "-q", "-f", "jsonl", "-r", str(rule), *options, stdin=example.parts["events"].encode()
        )
        tap.check(status == 0, "%s: runs" % name, err)
        test_results(tap, example, name, hits(out))


def test_coverage(tap, carl, root, examples, directory):
    text = "\n".join(re.sub(r"#.*", "", example.text) for example in examples).lower()
    grammar = (root / "grammar" / "car.y").read_text()
    keywords = re.findall(r'^%token \w+ "`([a-z][a-z ]*)`"$', grammar, re.M)
    tap.check(len(keywords) > 20, "the grammar has keywords")
    rule = directory / "call.car"
    rule.write_text("a = search Process:Create\nb = no_such_function(a.exe)\noutput b\n")
    _, out, _ = run(carl, "check", "--format", "json", str(rule))
    (help_text,) = [d["help"] for d in json.loads(out) if d["code"] == "E204"]
    functions = re.findall(r"[a-z_]+", help_text.partition(" are ")[2].replace(" and ", " "))
    tap.check(len(functions) > 5, "there are functions")
    for word in keywords:
        tap.check(re.search(r"\b%s\b" % word, text), "an example has the keyword `%s`" % word)
    for function in functions:
        tap.check(re.search(r"\b%s\(" % function, text), "an example calls `%s`" % function)


def test_links(tap, page):
    """Anchors have their headings, labels their addresses, and the other way round for labels."""
    prose = BLOCK.sub("", page)
    headings = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.+)$", prose, re.M)}
    anchors = set(re.findall(r"\]\(#([^)]+)\)", prose))
    tap.check(anchors and anchors <= headings, "links go to headings", anchors - headings)
    labels = set(re.findall(r"^\[([\w-]+)\]: http", prose, re.M))
    tap.equal(set(re.findall(r"\]\[([\w-]+)\]", prose)), labels, "links have addresses, which are used")


def main():
    carl, root = sys.argv[1], pathlib.Path(sys.argv[2])
    tap = Tap()
    page = (root / "docs" / "language.md").read_text()
    examples = read_examples(page)
    tap.check(len(examples) > 70, "there are examples")
    for example in examples:
        with tempfile.TemporaryDirectory() as directory:
            test_example(tap, carl, example, pathlib.Path(directory))
    with tempfile.TemporaryDirectory() as directory:
        test_coverage(tap, carl, root, examples, pathlib.Path(directory))
    test_links(tap, page)
    tap.done()


main()
