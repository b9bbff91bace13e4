#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `carl fix` and `carl fmt` do with published pseudocode.

    corpus_fix.py CARL FOLDER

FOLDER holds corpus.json and one text per entry. `carl fix` must leave no error
in a text that is listed as fixable, but for mistakes whose edits no tool can be
sure of; a second `carl fix` must change nothing. `carl fmt` must format the
mended text and the corrected text, must not change its own result, and must not
add an error or a warning.

Exits 77 (skipped) when the folder is not there.
"""

import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

# Their edits come from reading what the rule is for.
HUMAN = {"E205", "E303", "E402"}


class Report:
    def __init__(self):
        self.failures = 0

    def expect(self, ok, name, what):
        if not ok:
            self.failures += 1
            print(f"not ok {name}: {what}")


def carl_text(carl, verb, path, text):
    """The text that a verb makes of another, its exit status and messages."""
    path.write_bytes(text)
    done = subprocess.run([carl, verb, "-q", str(path)], capture_output=True, check=False)
    return path.read_bytes(), done.returncode, done.stderr.decode(errors="replace")


def codes(carl, path, text):
    """How often each code of an error or warning is reported."""
    path.write_bytes(text)
    done = subprocess.run([carl, "check", "--format", "json", str(path)], capture_output=True, check=False)
    return collections.Counter(d["code"] for d in json.loads(done.stdout) if d["severity"] != "note")


def unsure(entry):
    """The codes of the entry's errors that a human must settle."""
    return {d["code"] for d in entry["defects"]
            if d["severity"] == "error" and (d["code"] in HUMAN or not d.get("edits"))}


def check_format(report, carl, path, name, text):
    before = codes(carl, path, text)
    once, status, messages = carl_text(carl, "fmt", path, text)
    report.expect(status == 0, name, f"fmt ends with {status}: {messages}")
    twice, _, _ = carl_text(carl, "fmt", path, once)
    report.expect(once == twice, name, "formatting again changes the text")
    more = codes(carl, path, once) - before
    report.expect(not more, name, f"formatting adds {dict(more)}")


def check_entry(report, carl, folder, work, entry):
    name = entry["file"]
    path = work / f"{name.split('.')[0]}.car"
    mended, status, messages = carl_text(carl, "fix", path, (folder / f"{name}.txt").read_bytes())
    left = {code for code in codes(carl, path, mended) if code.startswith("E")}
    report.expect(status == (1 if left else 0), name, f"fix ends with {status}: {messages}")
    if entry["class"] == "fixable":
        report.expect(left <= unsure(entry), name, f"fix leaves {sorted(left)}: {messages}")
    again, _, _ = carl_text(carl, "fix", path, mended)
    report.expect(again == mended, name, "fixing again changes the text")
    if not any(code.startswith(("E1", "E4")) for code in left):
        check_format(report, carl, path, f"{name} (mended)", mended)
    check_format(report, carl, path, f"{name} (corrected)", entry["fixed"].encode())


def main():
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    carl, folder = sys.argv[1], Path(sys.argv[2])
    if not (folder / "corpus.json").is_file():
        print(f"SKIPPED: no corpus in {folder}", file=sys.stderr)
        return 77
    report = Report()
    entries = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as work:
        for entry in entries:
            check_entry(report, carl, folder, Path(work), entry)
    print(f"{len(entries)} texts, {report.failures} differences")
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
