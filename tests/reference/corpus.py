#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs published analytics over real event dumps through the engine and the
reference evaluator, where both are at hand.

usage: corpus.py REFERENCE SHARED_DIRECTORY [--whole | --lines N] [--verbose]

corpus/corpus.json holds the rules (`fixed`), data/ the dumps; neither is part of
the project, and without them the test is skipped (status 77). Every file of records
is an input, and all rules run over it at once: lines as they are, gunzipped where
need be; the documents of an array, and documents that are printed over several
lines, one a line. With --whole each is compared from its first record to its last,
else N records of each, evenly spread (150), those of small files together. --verbose
names each input.
"""

import argparse
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile

SKIPPED = 77
CHUNK = 1500  # lines that are compared at once where files are sampled


LINES = {".ndjson", ".jsonl", ".log"}
DOCUMENTS = {".json", ".txt"}
RECORD = re.compile(r"\s*(?:Record \d+\s*)?")  # what evtx_dump writes between documents


def kind_of(path):
    return pathlib.Path(path.name.removesuffix(".gz")).suffix


def documents(text):
    """Each document of a file as a line; no list where it holds anything else."""
    decoder = json.JSONDecoder()
    found, at = [], RECORD.match(text).end()
    while at < len(text):
        try:
            document, at = decoder.raw_decode(text, at)
        except ValueError:
            return None
        found += document if isinstance(document, list) else [document]
        at = RECORD.match(text, at).end()
    return [json.dumps(document).encode() + b"\n" for document in found]


def read_lines(path):
    with gzip.open(path) if path.suffix == ".gz" else open(path, "rb") as file:
        data = file.read()
    lines = documents(data.decode()) if kind_of(path) in DOCUMENTS else None
    if lines is None:
        lines = data.splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += b"\n"
    return lines


def find_files(data):
    return sorted(path for path in data.rglob("*") if kind_of(path) in LINES | DOCUMENTS and path.is_file())


def spread(lines, wanted):
    """`wanted` of the lines, the first and the last included."""
    if len(lines) <= wanted:
        return lines
    return [lines[i * (len(lines) - 1) // max(1, wanted - 1)] for i in range(wanted)]


def inputs(data, wanted):
    """Names and lines of what is compared at once: a file, or samples of several."""
    gathered = []
    for path in find_files(data):
        lines = read_lines(path)
        if wanted is None:
            yield str(path.relative_to(data)), lines
            continue
        gathered += spread(lines, wanted)
        if len(gathered) >= CHUNK:
            yield "samples up to %s" % path.relative_to(data), gathered
            gathered = []
    if gathered:
        yield "the last samples", gathered


class Totals:
    def __init__(self):
        self.inputs = self.lines = self.bytes = 0
        self.results = {"same": 0, "different": 0, "not run": 0}
        self.hits = {}  # by rule
        self.broken = 0


def compare(reference, rules, events, totals):
    """Runs all rules over one input; what the program says where they differ."""
    done = subprocess.run([reference, *map(str, rules), "--", str(events)], capture_output=True, check=False)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    verdicts = [line.split("\t") for line in lines[-len(rules):]]
    if done.returncode not in (0, 1) or [verdict[-1] for verdict in verdicts] != [str(rule) for rule in rules]:
        totals.broken += 1
        return "exit status %d\n%s" % (done.returncode, done.stderr.decode("utf-8", "replace"))
    for verdict, hits, rule in verdicts:
        totals.results[verdict] += 1
        name = pathlib.Path(rule).stem
        totals.hits[name] = totals.hits.get(name, 0) + int(hits)
    return "\n".join(lines[:-len(rules)]) if done.returncode else ""


def write_rules(corpus, directory):
    rules = []
    for entry in json.loads(corpus.read_text(encoding="utf-8")):
        rules.append(directory / (entry["file"] + ".car"))
        rules[-1].write_text(entry["fixed"], encoding="utf-8")
    return rules


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("reference")
    parser.add_argument("shared")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--lines", type=int, default=150)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    shared = pathlib.Path(arguments.shared or "/nonexistent")
    corpus, data = shared / "corpus" / "corpus.json", shared / "data"
    if not corpus.is_file() or not data.is_dir():
        print("skipped: no corpus and event dumps here (meson option shared_data)")
        return SKIPPED
    totals = Totals()
    with tempfile.TemporaryDirectory() as directory:
        rules = write_rules(corpus, pathlib.Path(directory))
        events = pathlib.Path(directory) / "events.ndjson"
        for name, lines in inputs(data, None if arguments.whole else arguments.lines):
            events.write_bytes(b"".join(lines))
            totals.inputs += 1
            totals.lines += len(lines)
            totals.bytes += sum(map(len, lines))
            difference = compare(arguments.reference, rules, events, totals)
            if difference:
                print("%s: %s" % (name, difference[:4000]), flush=True)
            elif arguments.verbose:
                print("%s: %d records, the same" % (name, len(lines)), flush=True)
    print("%d rules, %d inputs (%s), %d records, %d MB"
          % (len(rules), totals.inputs, "whole" if arguments.whole else "samples", totals.lines, totals.bytes // 10**6))
    print("hits: %s" % ", ".join("%s %d" % item for item in sorted(totals.hits.items()) if item[1]))
    print("%d comparisons the same, %d different, %d not run; %d hits in %d rules"
          % (totals.results["same"], totals.results["different"], totals.results["not run"],
             sum(totals.hits.values()), sum(1 for hits in totals.hits.values() if hits)))
    return 1 if totals.results["different"] or totals.results["not run"] or totals.broken else 0


sys.exit(main())
