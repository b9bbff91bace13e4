#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl check: diagnostics as text and as JSON, totals and exit statuses."""

import json
import pathlib
import sys
import tempfile

from cases import Case, Tap, run, test_cases, write_files

KEYS = [
    "file", "rule", "line", "column", "end_line", "end_column", "severity", "code", "message", "help", "mechanical",
    "edits",
]  # fmt: skip


def test_json():
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        write_files(directory)
        status, out, err = run(sys.argv[1], "check", "--format", "json", "broken.car", "warned.car", cwd=directory)
    tap.equal(status, 1, "json: status")
    tap.check("2 rules, 1 error, 1 warning" in err, "json: totals on standard error", err)
    found = json.loads(out)
    for diagnostic in found:
        tap.equal(list(diagnostic), KEYS, "json: members of %s" % diagnostic["code"])
    errors = [d for d in found if d["severity"] == "error"]
    if tap.equal(len(errors), 1, "json: one error"):
        error = errors[0]
        tap.equal(
            [error[key] for key in KEYS[:6]] + [error["code"]],
            ["broken.car", "broken-rule", 3, 16, 3, 24, "E201"],
            "json: place of the error",
        )
        tap.equal(
            error["edits"], [{"line": 3, "column": 16, "delete": 8, "insert": "processes"}], "json: edit of the error"
        )
    for arguments in (["good.car"], ["nosuch.car"]):
        with tempfile.TemporaryDirectory() as directory:
            write_files(directory)
            _, out, _ = run(sys.argv[1], "check", "--format", "json", *arguments, cwd=directory)
        tap.equal(json.loads(out), [], "json: an empty array for %s" % arguments[0])
    _, out, _ = run(sys.argv[1], "check", "--help")
    page = (pathlib.Path(sys.argv[2]) / "docs" / "diagnostics.md").read_text()
    for key in KEYS:
        tap.check(key.encode() in out and "`%s`" % key in page, "json: %s is documented" % key)
    return tap


def test_same_id(tap):
    """Two rules with one id: the second is where it is said, and both places are named."""
    text = "@title %s\n@id one\np = search Process:Create\noutput p\n"
    with tempfile.TemporaryDirectory() as directory:
        for name in ("a", "b"):
            (pathlib.Path(directory) / name).mkdir()
            (pathlib.Path(directory) / name / "rule.car").write_text(text % name)
        status, out, err = run(sys.argv[1], "check", ".", cwd=directory)
        tap.check(status == 0 and b"./b/rule.car:2:1: warning[W306]: the id `one` is that of another rule: "
                  b"./a/rule.car:2" in out, "same id: check", out)
        status, _, err = run(sys.argv[1], "run", "-r", ".", cwd=directory, stdin=b"")
        tap.check(status == 0 and "./b/rule.car:2:1: warning[W306]" in err, "same id: run", err)
        status, out, _ = run(sys.argv[1], "check", "a", "a/rule.car", cwd=directory)
        tap.check(status == 0 and out == b"", "same id: a file that is named twice is one rule", out)


CASES = [
    Case("a good rule", ["check", "good.car"], 0, [], ["1 rule, 0 errors, 0 warnings\n"]),
    Case("quiet", ["check", "-q", "good.car"], 0, [], []),
    Case("an error", ["check", "broken.car"], 1,
         ["broken.car:3:16: error[E201]:", "proceses", "^", "processes"], ["1 rule, 1 error,"]),
    Case("a warning", ["check", "warned.car"], 0, ["warned.car:5:", "warning[W101]:"], ["0 errors, 1 warning\n"]),
    Case("a warning under --strict", ["check", "--strict", "warned.car"], 1, ["W101"], ["1 warning\n"]),
    Case("no warning under --strict", ["check", "--strict", "good.car"], 0, [], ["0 warnings\n"]),
    Case("a note", ["check", "--strict", "noted.car"], 0, ["note[N105]"], ["0 errors, 0 warnings\n"]),
    Case("a note, quiet", ["check", "-q", "noted.car"], 0, [], []),
    Case("a directory", ["check", "mixed"], 1, ["mixed/b.car:3:16: error[E201]"], ["3 rules, 1 error,"]),
    Case("an empty rule", ["check", "empty.car"], 1, ["empty.car", "error"], ["1 rule, 1 error"]),
    Case("standard input", ["check", "-"], 1, ["-:1:", "error"], ["1 rule, "], b"a = serch Process:Create\noutput a\n"),
    Case("a file that is not there", ["check", "nosuch.car", "good.car"], 2, [],
         ["cannot read rule nosuch.car", "1 rule, 0 errors, 0 warnings, 1 not read"]),
    Case("a directory without rules", ["check", "no_rules"], 2, [], ["no rule in directory"]),
    Case("no text", ["check", "nul.car"], 2, [], ["NUL byte"]),
    Case("colour by option", ["check", "--color=always", "broken.car"], 1, ["\x1b["], None),
    Case("colour by option in spite of NO_COLOR", ["check", "--color=always", "broken.car"], 1, ["\x1b["], None, b"",
         {"NO_COLOR": "1"}),
]  # fmt: skip

json_results = test_json()
test_same_id(json_results)
test_cases(CASES, json_results)
