#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rules that other rules run: beside them, in --library, among those that carl brings."""

import pathlib
import sys
import tempfile

from cases import Tap, run

SHIPPED = "CAR-2019-04-002-main-pattern"
# In each place the rule has another field, so that it shows which one is run.
RULE = '@id %s\na = search Process:Create\na.%s = "x"\noutput a\n'
RUNS = 'a = run Analytic:%s\nb = filter a where (%s exists)\noutput b\n'
BROKEN = "@id %s\noutput nothing\n"

# What is in the rule's own folder, in --library, and the field to be had: one of
# theirs, one that only the rule of carl's own lacks a rival for, or none.
CASES = [
    ("carl's own", None, None, "command_line"),
    ("the folder of --library before carl's own", None, RULE % (SHIPPED, "of_library"), "of_library"),
    ("the rule's own folder before --library", RULE % (SHIPPED, "of_folder"), RULE % (SHIPPED, "of_library"),
     "of_folder"),
    ("the rule's own folder before carl's own", RULE % (SHIPPED, "of_folder"), None, "of_folder"),
    ("a broken rule is not replaced by carl's own", BROKEN % SHIPPED, None, None),
]


def check_places(tap):
    for name, beside, library, field in CASES:
        with tempfile.TemporaryDirectory() as directory:
            folder = pathlib.Path(directory)
            (folder / "lib").mkdir()
            (folder / "own").mkdir()
            (folder / "lib" / "other.car").write_text(library or "@id other\na = search Process:Create\noutput a\n")
            (folder / "own" / "runs.car").write_text(RUNS % (SHIPPED, field or "command_line"))
            if beside:
                (folder / "own" / "beside.car").write_text(beside)
            options = ["-q", "-L", "lib", "own/runs.car"]
            for verb in ("check", "fix"):
                status, out, err = run(sys.argv[1], verb, *options, cwd=directory)
                found = out.decode() + err
                if field:
                    tap.equal((status, found), (0, ""), "%s: carl %s" % (name, verb))
                else:
                    tap.check(status == 1 and "E212" in found and "has errors of its own" in found,
                              "%s: carl %s" % (name, verb), found)


def check_fields(tap):
    """A name that is not a field of the rule that is run, and the nearest one that is."""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "own.car"
        path.write_text("a = run Analytic:CAR-2013-05-003\nb = filter a where (file_path exists)\noutput b\n")
        status, out, _ = run(sys.argv[1], "check", "-q", str(path))
        tap.check(status == 1 and b"2:21: error[E202]" in out and b"`file_name`" in out, "fields: check", out.decode())
        status, _, err = run(sys.argv[1], "fix", str(path))
        tap.check(status == 0 and "mended E202" in err, "fields: fix", err)
        tap.check("(file_name exists)" in path.read_text(), "fields: the mended text")


def check_itself(tap):
    """A rule of one id with one of carl's, under a name that carl might give its own, does not run itself."""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "CAR-2013-05-003" / "smb_write.car"
        path.parent.mkdir()
        path.write_text("@id mine\na = run Analytic:CAR-2013-05-003\noutput a\n")
        status, out, _ = run(sys.argv[1], "check", "-q", "CAR-2013-05-003/smb_write.car", cwd=directory)
        tap.equal((status, out), (0, b""), "a file named like one of carl's own")


def main():
    tap = Tap()
    check_places(tap)
    check_fields(tap)
    check_itself(tap)
    tap.done()


main()
