#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what `carl check` says about published pseudocode with what is
expected of it.

    corpus_check.py CARL FOLDER [--verbose]

FOLDER holds corpus.json and one text per entry. For each text the errors and
warnings (code, line, column) must be those listed, whose edits must be carl's
where carl calls its own mechanical; each listed note must be there; the
corrected text must check without error or warning, and so must the text after
the listed edits, where the corrected text is not out of their reach.

Exits 77 (skipped) when the folder is not there.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

def check(carl, path):
    """carl's diagnostics about one file."""
    done = subprocess.run([carl, "check", "--format", "json", str(path)], capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"carl check {path}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)


def place(line, column, code):
    return (line, column, code)


def wanted(entry, severities):
    return [d for d in entry["defects"]
            if d["severity"] in severities and d["detectable"] and not d["code"].startswith("I")]


def edit_key(edits):
    return sorted((e["line"], e.get("col", e.get("column")), e["delete"], e["insert"]) for e in edits or [])


def apply_edits(text, edits):
    """The text after byte edits, from the last to the first."""
    data = text.encode()
    starts = [0]
    for line in data.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    spans = sorted(((starts[e["line"] - 1] + e["col"] - 1, e["delete"], e["insert"], i)
                    for i, e in enumerate(edits)), reverse=True)
    for start, delete, insert, _ in spans:
        data = data[:start] + insert.encode() + data[start + delete:]
    return data.decode()


class Report:
    def __init__(self, verbose):
        self.verbose = verbose
        self.failures = 0
        self.remarks = 0

    def fail(self, name, what):
        self.failures += 1
        print(f"not ok {name}: {what}")

    def remark(self, name, what):
        self.remarks += 1
        if self.verbose:
            print(f"# {name}: {what}")


def compare(report, entry, found):
    name = entry["file"]
    expected = {place(d["line"], d["col"], d["code"]): d for d in wanted(entry, ("error", "warning"))}
    got = {place(d["line"], d["column"], d["code"]): d for d in found if d["severity"] != "note"}
    for key in sorted(expected.keys() - got.keys()):
        report.fail(name, f"missing {key}: {expected[key]['expected_diagnostic']}")
    for key in sorted(got.keys() - expected.keys()):
        report.fail(name, f"unexpected {key}: {got[key]['message']}")
    for key in sorted(expected.keys() & got.keys()):
        theirs, ours = edit_key(expected[key].get("edits")), edit_key(got[key]["edits"])
        if theirs != ours:
            (report.fail if got[key]["mechanical"] and theirs else report.remark)(
                name, f"edits of {key}: {ours} for {theirs}")
    notes = {place(d["line"], d["column"], d["code"]) for d in found if d["severity"] == "note"}
    for defect in wanted(entry, ("note",)):
        key = place(defect["line"], defect["col"], defect["code"])
        if key not in notes:
            report.fail(name, f"missing {key}: {defect['expected_diagnostic']}")


def check_clean(report, carl, name, text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name.split(' ')[0]}.car"
        path.write_text(text, encoding="utf-8", newline="")
        for diagnostic in check(carl, path):
            if diagnostic["severity"] != "note":
                report.fail(name, f"{diagnostic['line']}:{diagnostic['column']} {diagnostic['code']} "
                                  f"{diagnostic['message']}")


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    carl, folder = sys.argv[1], Path(sys.argv[2])
    if not (folder / "corpus.json").is_file():
        print(f"SKIPPED: no corpus in {folder}", file=sys.stderr)
        return 77
    report = Report("--verbose" in sys.argv)
    entries = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
    for entry in entries:
        path = folder / f"{entry['file']}.txt"
        text = path.read_bytes().decode()
        compare(report, entry, check(carl, path))
        check_clean(report, carl, f"{entry['file']} (corrected)", entry["fixed"])
        edits = [edit for defect in entry["defects"] for edit in defect.get("edits") or []]
        if not any(d["code"] in ("E401", "E402") for d in entry["defects"]):
            check_clean(report, carl, f"{entry['file']} (edited)", apply_edits(text, edits))
    print(f"{len(entries)} texts, {report.failures} differences, {report.remarks} remarks")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
