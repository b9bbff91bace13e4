#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the rules over a folder of real event dumps, where there is one.

usage: shared_data.py CARL RULES_DIRECTORY SHARED_DIRECTORY

The dumps are not part of the project; without them the test is skipped, aloud.
data/derived-regsvr32/expected_dev.tsv says which lines of the derived files must
match; KNOWN lists the matches in the files as published. Nothing else may match.
"""

import gzip
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402

RULES = {
    "CAR-2019-04-002-main-pattern": "A1",
    "CAR-2019-04-002-spawning-child-processes": "A2",
    "CAR-2019-04-002-loading-unsigned-images": "A3",
}
# file (without .gz) -> {line: rules}; the variants hold the same two events
KNOWN = {
    "evtx-attack-samples/Execution_exec_sysmon_lobin_regsvr32_sct.ndjson": {2: {"A1", "A2"}},
    "evtx-attack-samples/AutomatedTestingTools_panache_sysmon_vs_EDRTestingScript.ndjson": {48: {"A1", "A2"}},
    "evtx-dump-variants/sepattr__Execution_exec_sysmon_lobin_regsvr32_sct.ndjson": {2: {"A1", "A2"}},
    "evtx-dump-variants/sepattr__AutomatedTestingTools_panache_sysmon_vs_EDRTestingScript.ndjson": {48: {"A1", "A2"}},
}
# Folders whose files are lines of JSON in a shape that is read today.
FOLDERS = [
    "otrf-security-datasets",
    "mordor-2019-2020-history",
    "evtx-attack-samples",
    "evtx-dump-variants",
    "sigma-regression",
    "splunk-attack-data-evtx",
    "splunk-attack-data-nxlog",
    "zircolite-fixtures",
]


def scan(carl, rules, path, work):
    """The rules that match, by line, and the run's status and messages."""
    if path.suffix == ".gz":
        plain = work / path.stem
        with gzip.open(path) as source, open(plain, "wb") as target:
            shutil.copyfileobj(source, target)
    else:
        plain = path
    status, stdout, stderr = run(carl, "run", "-r", rules, str(plain))
    found = {}
    for hit in hits(stdout):
        found.setdefault(hit["source"]["line"], set()).add(RULES[hit["rule"]])
    if plain != path:
        plain.unlink()
    return found, status, stderr


def derived_expectations(folder):
    expected = {}
    for row in (folder / "expected_dev.tsv").read_text().splitlines()[1:]:
        name, line, _, rules = row.split("\t")
        matches = expected.setdefault(name, {})
        if rules != "-":
            matches[int(line)] = set(rules.split(","))
    return expected


def main():
    carl, rules, shared = sys.argv[1:4]
    data = pathlib.Path(shared or "/nonexistent") / "data"
    if not data.is_dir():
        print("1..0 # SKIP no real event dumps here (meson option shared_data)")
        return
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        for name, expected in derived_expectations(data / "derived-regsvr32").items():
            found, status, stderr = scan(carl, rules, data / "derived-regsvr32" / name, work)
            tap.check(status == 0, "%s: status" % name, stderr)
            tap.equal(found, expected, "%s: exactly the lines that must match" % name)
        for folder in FOLDERS:
            for path in sorted((data / folder).glob("*.ndjson*")):
                name = "%s/%s" % (folder, path.name[: -len(".gz")] if path.suffix == ".gz" else path.name)
                found, status, stderr = scan(carl, rules, path, work)
                tap.check(status == 0, "%s: status" % name, stderr)
                tap.equal(found, KNOWN.get(name, {}), "%s: hits" % name)
    tap.done()


main()
