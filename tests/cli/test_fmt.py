#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl fmt: in place, --check, --diff, standard input; and what must hold of
every rule text of the project: formatting twice is formatting once, and adds no
error or warning, and the hits stay the same."""

import collections
import json
import pathlib
import sys
import tempfile

from cases import GOOD, Case, Tap, run, test_cases, write_files

ROUGH = GOOD.replace("filter processes where (exe", "FILTER  processes where  ( Image").replace(
    '"regsvr32.exe"', "'*\\regsvr32.exe'")
SMOOTH = GOOD.replace("exe ==", "image_path ==").replace('"regsvr32.exe"', '"*\\regsvr32.exe"')
SYNTAX = "a = search Process:Create\nb = filter a where (exe == \"x)\noutput b\n"


def codes(carl, path):
    _, out, _ = run(carl, "check", "--format", "json", str(path))
    return collections.Counter(d["code"] for d in json.loads(out) if d["severity"] != "note")


def check_text(tap, carl, path, text, name):
    path.write_bytes(text)
    before = codes(carl, path)
    status, once, err = run(carl, "fmt", "-q", "-", stdin=text)
    if status == 2 and "syntax errors" in err:
        return
    if not tap.check(status == 0, "%s is formatted" % name, err):
        return
    _, twice, _ = run(carl, "fmt", "-q", "-", stdin=once)
    tap.equal(twice.decode(), once.decode(), "%s: formatting again changes nothing" % name)
    path.write_bytes(once)
    more = codes(carl, path) - before
    tap.check(not more, "%s: formatting adds nothing to report" % name, more)


def check_property(tap, carl, root):
    texts = [p for folder in ("rules", "tests/lang", "tests/run") for p in sorted((root / folder).rglob("*.car"))]
    tap.check(len(texts) > 50, "there are rule texts")
    with tempfile.TemporaryDirectory() as directory:
        for path in texts:
            check_text(tap, carl, pathlib.Path(directory) / path.name, path.read_bytes(), str(path.relative_to(root)))


def check_hits(tap, carl, root):
    """Formatted rules find what they found before."""
    for path in sorted((root / "tests" / "run").glob("*.car")):
        events = path.with_suffix(".events.ndjson").read_bytes()
        with tempfile.TemporaryDirectory() as directory:
            copy = pathlib.Path(directory) / path.name
            copy.write_bytes(path.read_bytes())
            _, wanted, _ = run(carl, "run", "-q", "-r", str(copy), stdin=events)
            run(carl, "fmt", "-q", str(copy))
            _, got, _ = run(carl, "run", "-q", "-r", str(copy), stdin=events)
        tap.equal(got, wanted, "%s: the hits stay" % path.name)


def check_files(tap, carl):
    with tempfile.TemporaryDirectory() as directory:
        write_files(directory)
        folder = pathlib.Path(directory)
        (folder / "rough.car").write_text(ROUGH)
        status, out, err = run(carl, "fmt", "--check", "rough.car", "good.car", cwd=directory)
        tap.equal((status, out, err), (1, b"rough.car\n", "1 of 2 rules would change\n"), "--check names the file")
        tap.equal((folder / "rough.car").read_text(), ROUGH, "--check changes nothing")
        _, out, _ = run(carl, "fmt", "--diff", "rough.car", "good.car", cwd=directory)
        tap.check(out.startswith(b"--- rough.car\n+++ rough.car\n@@ "), "--diff shows the change", out)
        tap.equal((folder / "rough.car").read_text(), ROUGH, "--diff changes nothing")
        status, out, err = run(carl, "fmt", "rough.car", "good.car", cwd=directory)
        tap.equal((status, out, err), (0, b"", "1 of 2 rules changed\n"), "in place: status")
        tap.equal((folder / "rough.car").read_text(), SMOOTH, "in place: the formatted text")
        status, _, err = run(carl, "fmt", "--check", "rough.car", cwd=directory)
        tap.equal((status, err), (0, "0 of 1 rule would change\n"), "--check is content afterwards")
        (folder / "syntax.car").write_text(SYNTAX)
        status, _, err = run(carl, "fmt", "syntax.car", "rough.car", cwd=directory)
        tap.check(status == 2 and "syntax.car:2:" in err and "is not formatted" in err, "a syntax error", err)
        tap.equal((folder / "syntax.car").read_text(), SYNTAX, "a rule with a syntax error stays as it is")


CASES = [
    Case("standard input", ["fmt", "-"], 0, [SMOOTH], ["1 of 1 rule changed"], ROUGH.encode()),
    Case("quiet", ["fmt", "-q", "-"], 0, [SMOOTH], [], ROUGH.encode()),
    Case("errors that are no syntax errors", ["fmt", "-q", "broken.car"], 0, [], []),
    Case("no text", ["fmt", "nul.car"], 3, [], ["NUL byte"]),
    Case("a file that is not there", ["fmt", "nosuch.car"], 3, [], ["cannot read rule nosuch.car"]),
    Case("a format that holds rules", ["fmt", "hit.json"], 3, [], ["carl fmt rewrites rules, and this is JSON", "rule.car"]),
    Case("no arguments", ["fmt"], 2, [], ["no rules given"]),
    Case("help", ["fmt", "-h"], 0, ["carl fmt", "--check", "Exit status"], []),
]  # fmt: skip

results = Tap()
check_files(results, sys.argv[1])
check_property(results, sys.argv[1], pathlib.Path(sys.argv[2]))
check_hits(results, sys.argv[1], pathlib.Path(sys.argv[2]))
test_cases(CASES, results)
