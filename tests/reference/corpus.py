#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs published analytics over real event dumps through the engine and the
reference evaluator, where both are at hand.

usage: corpus.py REFERENCE SHARED_DIRECTORY [LINES]

corpus/corpus.json holds the rules (`fixed`), data/ the dumps; neither is part of
the project, and without them the test is skipped (status 77). The reference is
quadratic, so that from each file only LINES lines are taken, evenly spread (150;
0: all of each file, which takes hours).
"""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
CHUNK = 1500  # lines that are compared at once where files are sampled

# Folders whose files are flat records, winlogbeat's or evtx_dump's.
FOLDERS = [
    "derived-regsvr32",
    "otrf-security-datasets",
    "mordor-2019-2020-history",
    "evtx-attack-samples",
    "evtx-dump-variants",
    "sigma-regression",
    "splunk-attack-data-evtx",
    "splunk-attack-data-nxlog",
    "zircolite-fixtures",
]


def read_lines(path, wanted):
    """All lines of a file, or `wanted` of them, the first and the last included."""
    opened = gzip.open(path) if path.suffix == ".gz" else open(path, "rb")
    with opened as file:
        lines = [line for line in file if line.strip()]
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += b"\n"
    if wanted == 0 or len(lines) <= wanted:
        return lines
    return [lines[i * (len(lines) - 1) // max(1, wanted - 1)] for i in range(wanted)]


def chunks(data, wanted):
    """Names and lines of what is compared at once: a file, or a few sampled ones."""
    for folder in FOLDERS:
        gathered = []
        for path in sorted((data / folder).glob("*.ndjson*")):
            lines = read_lines(path, wanted)
            if wanted == 0:
                yield "%s/%s" % (folder, path.name), lines
                continue
            gathered += lines
            if len(gathered) >= CHUNK:
                yield folder, gathered
                gathered = []
        if gathered:
            yield folder, gathered


def main():
    reference = sys.argv[1]
    shared = pathlib.Path(sys.argv[2] or "/nonexistent")
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else 150
    if not (shared / "corpus" / "corpus.json").is_file() or not (shared / "data").is_dir():
        print("skipped: no corpus and event dumps here (meson option shared_data)")
        return SKIPPED
    corpus = json.loads((shared / "corpus" / "corpus.json").read_text(encoding="utf-8"))
    failed = compared = found = 0
    not_run = set()
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        rules = []
        for entry in corpus:
            rule = work / (pathlib.Path(entry["file"]).stem + ".car")
            rule.write_text(entry["fixed"], encoding="utf-8")
            rules.append(rule)
        events = work / "events.ndjson"
        for name, lines in chunks(shared / "data", wanted):
            events.write_bytes(b"".join(lines))
            for rule in rules:
                if rule in not_run:
                    continue
                result = subprocess.run([reference, str(rule), str(events)], capture_output=True, check=False)
                compared += 1
                if result.returncode == SKIPPED:
                    not_run.add(rule)
                elif result.returncode == 0:
                    found += int(result.stdout.split()[0])
                else:
                    failed += 1
                    print("%s on %s (%d lines):" % (rule.stem, name, len(lines)))
                    print((result.stdout + result.stderr).decode("utf-8", "replace")[:4000], flush=True)
    for rule in sorted(not_run):
        print("not compared: %s cannot be run" % rule.stem)
    print("%d comparisons, %d hits, %d differences" % (compared - len(not_run), found, failed))
    return 1 if failed else 0


sys.exit(main())
