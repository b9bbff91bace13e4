#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CAR's own analytic files: what check, run and fix make of them."""

import json
import pathlib
import shutil
import sys
import tempfile

from cases import Tap, event, hits, run

STYLES = "CAR-2031-01-001.yaml"
TWO = "CAR-2031-01-002.yaml"
QUOTED = "CAR-2031-01-003.yml"

# rule, line, column, end_line, end_column, code, edits
PLACES = [
    ["CAR-2031-01-001", 57, 1, 57, 6, "W303", []],
    ["CAR-2031-01-001", 41, 11, 41, 21, "W304", [[41, 11, 10, "pseudocode"]]],
    ["CAR-2031-01-001#1", 30, 22, 30, 30, "E201", [[30, 22, 8, "processes"]]],
    ["CAR-2031-01-001#1", 31, 13, 31, 14, "W101", [[31, 12, 3, " == "]]],
    ["CAR-2031-01-001#1", 31, 43, 31, 56, "E101", [[31, 56, 0, '"']]],
    ["CAR-2031-01-001#2", 40, 14, 40, 22, "E201", []],
    ["CAR-2031-01-001#3", 42, 63, 42, 64, "W101", []],
    ["CAR-2031-01-001#4", 46, 53, 46, 53, "W203", [[46, 53, 0, "\n      output f"]]],
]

FIXED = [
    ("filter proceses where (\n        exe = \"cmd.exe\"", "filter processes where (\n        exe == \"cmd.exe\""),
    ('"services.exe\n', '"services.exe"\n'),
    ("type: psuedocode", "type: pseudocode"),
    ('cmd.exe")\n    type', 'cmd.exe")\n      output f\n    type'),
]


def check_places(tap, folder):
    status, out, err = run(sys.argv[1], "check", "--format", "json", STYLES, cwd=folder)
    found = [d for d in json.loads(out) if d["severity"] != "note"]
    got = [
        [d["rule"], d["line"], d["column"], d["end_line"], d["end_column"], d["code"],
         [[e["line"], e["column"], e["delete"], e["insert"]] for e in d["edits"]]]
        for d in found
    ]  # fmt: skip
    tap.equal(got, PLACES, "check: places and edits")
    tap.equal(status, 1, "check: status")
    tap.check("4 rules, 3 errors, 5 warnings" in err, "check: totals", err)
    tap.equal({d["file"] for d in found}, {STYLES}, "check: file")
    helps = [d["help"] for d in found if d["rule"].endswith(("#2", "#3"))]
    tap.equal(
        [text.partition("; ")[2] for text in helps],
        ["do it by hand, or make a literal block (`code: |`) of this %s: `carl fix` edits no other" % style
         for style in ("folded block", "double-quoted text")],
        "check: what cannot be edited is said",
    )  # fmt: skip
    _, out, _ = run(sys.argv[1], "check", STYLES, cwd=folder)
    text = out.decode()
    shown = (
        "CAR-2031-01-001.yaml:30:22: error[E201]: undefined variable `proceses`, did you mean `processes`?\n"
        " 30 |       found = filter proceses where (\n"
        "    |                      ^^^^^^^^\n"
    )
    tap.check(shown in text, "check: shows the line of the file", text)


def check_references(tap, folder):
    _, out, _ = run(sys.argv[1], "check", "--format", "json", QUOTED, cwd=folder)
    got = [[d["line"], d["column"], d["code"]] for d in json.loads(out) if d["code"] in ("N120", "N121")]
    tap.equal(got, [[6, 50, "N120"], [12, 5, "N121"], [13, 5, "N121"]], "references: what differs")
    _, out, _ = run(sys.argv[1], "check", "--format", "json", TWO, cwd=folder)
    tap.equal([d["code"] for d in json.loads(out) if d["code"] in ("N120", "N121")], [], "references: all in order")


def check_run(tap, folder):
    events = b"\n".join(
        [
            event("C:\\Windows\\wscript.exe", ParentImage="C:\\WINWORD.EXE"),
            event("C:\\Windows\\cscript.exe", ParentImage="C:\\x.exe"),
            event("C:\\Windows\\cmd.exe", User="A\\b"),
        ]
    )
    status, out, err = run(sys.argv[1], "run", "-r", TWO, cwd=folder, stdin=events)
    tap.equal((status, [[h["rule"], h["source"]["line"]] for h in hits(out)]),
              (0, [["CAR-2031-01-002#1", 1], ["CAR-2031-01-002#2", 1], ["CAR-2031-01-002#1", 2]]), "run: hits")  # fmt: skip
    if hits(out):
        hit = hits(out)[0]
        tap.equal([hit["title"], hit["attack"]], ["Script hosts", ["T1059.005", "T1059.007", "T1566"]], "run: metadata")
    status, out, err = run(sys.argv[1], "run", "-r", "runs.car", cwd=folder, stdin=events)
    tap.equal((status, [h["source"]["line"] for h in hits(out)]), (0, [3]), "run: an only implementation without number")
    status, out, err = run(sys.argv[1], "run", "-r", "runs_several.car", cwd=folder, stdin=events)
    tap.check(status == 2 and "E212" in err, "run: one of several needs its number", err)
    status, out, err = run(sys.argv[1], "run", "-r", "only", cwd=folder, stdin=events)
    tap.equal((status, len(hits(out))), (0, 3), "run: a directory, other YAML left alone")


def check_fix(tap, folder):
    path = folder / STYLES
    wanted = path.read_text()
    for before, after in FIXED:
        tap.equal(wanted.count(before), 1, "fix: %r is there" % before)
        wanted = wanted.replace(before, after)
    status, _, err = run(sys.argv[1], "fix", STYLES, cwd=folder)
    tap.equal(status, 1, "fix: status")
    tap.check("mended E101, E201, W101, W203, W304\n" in err, "fix: what was mended", err)
    tap.equal(path.read_text(), wanted, "fix: the rest of the file stays")
    status, _, err = run(sys.argv[1], "fix", STYLES, cwd=folder)
    tap.check("0 mended in 0 files" in err, "fix: a second time nothing changes", err)


def check_odd(tap, folder):
    status, out, err = run(sys.argv[1], "check", "broken.yaml", cwd=folder)
    tap.check(status == 1 and out.decode().startswith("broken.yaml:1:14: error[E116]: "), "broken YAML", out)
    status, out, err = run(sys.argv[1], "check", "CAR-2031-01-004.yaml", cwd=folder)
    tap.check(status == 0 and b"note[N119]" in out and "0 rules, 0 errors, 0 warnings" in err, "no pseudocode", out)
    status, _, err = run(sys.argv[1], "fmt", TWO, cwd=folder)
    tap.check(status == 3 and "this is a CAR analytic file" in err and "`carl fmt -`" in err and "`carl fix`" in err,
              "fmt refuses and says what to do", err)
    (folder / "events.json").write_text("[]\n")
    status, _, err = run(sys.argv[1], "fix", "events.json", cwd=folder)
    tap.check(status == 3 and "this is JSON" in err and "CAR analytic" in err, "fix refuses JSON", err)
    status, _, err = run(sys.argv[1], "fmt", "--check", "mixed", cwd=folder)
    tap.equal(status, 0, "fmt leaves them out of directories")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        folder = pathlib.Path(directory)
        for path in (pathlib.Path(__file__).parent / "analytics").iterdir():
            shutil.copy(path, folder)
        (folder / "only").mkdir()
        (folder / "mixed").mkdir()
        shutil.copy(folder / TWO, folder / "only")
        shutil.copy(folder / "broken.yaml", folder / "only" / "workflow.yaml")
        shutil.copy(folder / TWO, folder / "mixed")
        (folder / "mixed" / "a.car").write_text("a = search Process:Create\noutput a\n")
        check_places(tap, folder)
        check_references(tap, folder)
        check_run(tap, folder)
        check_fix(tap, folder)
        check_odd(tap, folder)
    tap.done()


main()
