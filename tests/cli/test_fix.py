#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl fix: in place, as a difference, from standard input; what it says."""

import os
import pathlib
import stat
import sys
import tempfile

from cases import BROKEN, GOOD, WARNED, Case, Tap, run, test_cases, write_files

MENDED = BROKEN.replace("proceses", "processes")
LEFT = 'a = search Process:Create\nb = filter a where (src_ip == "x" and exe = "a.exe")\noutput b\n'
LEFT_MENDED = LEFT.replace("exe = ", "exe == ")


def check_files(tap):
    """Files are changed only where there is something to mend, and keep what else they have."""
    with tempfile.TemporaryDirectory() as directory:
        write_files(directory)
        folder = pathlib.Path(directory)
        (folder / "left.car").write_text(LEFT)
        os.chmod(folder / "broken.car", 0o640)
        os.symlink("warned.car", folder / "link.car")
        before = {name: os.stat(folder / name).st_ino for name in ("good.car", "broken.car")}
        status, out, err = run(sys.argv[1], "fix", "good.car", "broken.car", "link.car", "left.car", cwd=directory)
        tap.equal((status, out), (1, b""), "in place: status")
        tap.check("broken.car: mended E201\n" in err and "left.car:2:21: error[E205]" in err, "in place: messages", err)
        tap.check("3 mended in 3 files; left: 1 error, 0 warnings\n" in err, "in place: totals", err)
        tap.equal((folder / "broken.car").read_text(), MENDED, "in place: a mended file")
        tap.equal((folder / "left.car").read_text(), LEFT_MENDED, "in place: what is mechanical is mended")
        tap.equal((folder / "warned.car").read_text(), GOOD.replace("good-rule", "warned-rule"), "in place: behind a link")
        tap.check((folder / "link.car").is_symlink(), "in place: the link stays one")
        tap.equal(stat.S_IMODE(os.stat(folder / "broken.car").st_mode), 0o640, "in place: permissions stay")
        tap.equal(os.stat(folder / "good.car").st_ino, before["good.car"], "in place: a good file is not touched")
        tap.check(os.stat(folder / "broken.car").st_ino != before["broken.car"], "in place: a new file takes its place")
        tap.equal([p.name for p in folder.iterdir() if ".carl-" in p.name], [], "in place: nothing is left behind")


def check_diff(tap):
    """--diff prints what patch(1) understands, and changes nothing."""
    with tempfile.TemporaryDirectory() as directory:
        write_files(directory)
        path = pathlib.Path(directory) / "broken.car"
        status, out, err = run(sys.argv[1], "fix", "--diff", "broken.car", "good.car", cwd=directory)
        wanted = (
            "--- broken.car\n+++ broken.car\n@@ -1,4 +1,4 @@\n @id broken-rule\n processes = search Process:Create\n"
            '-found = filter proceses where (exe == "regsvr32.exe")\n'
            '+found = filter processes where (exe == "regsvr32.exe")\n output found\n'
        )
        tap.equal((status, out.decode()), (0, wanted), "difference: of one line")
        tap.check("broken.car: would mend E201\n" in err and "1 to mend in 1 file" in err, "difference: messages", err)
        tap.equal(path.read_text(), BROKEN, "difference: the file is as it was")
        _, out, _ = run(sys.argv[1], "fmt", "-q", "--diff", "-", stdin=b"# a\r\n\r\noutput  a\r\n")
        tap.equal(out, b"--- -\n+++ -\n@@ -1,3 +1,3 @@\n # a\r\n \r\n-output  a\r\n+output a\r\n", "difference: line ends")
        far = "".join("x%d = search Process:Create\n" % i for i in range(9))
        text = "output(a)\n" + far + "output(b)"
        _, out, _ = run(sys.argv[1], "fmt", "-q", "--diff", "-", stdin=text.encode())
        tap.equal(out.decode().count("@@ -"), 2, "difference: two hunks")
        tap.check("@@ -1,4 +1,4 @@" in out.decode() and "@@ -8,4 +8,4 @@" in out.decode(), "difference: their places", out)
        tap.check("-output(b)\n\\ No newline at end of file\n+output b\n" in out.decode(), "difference: no last newline", out)


CASES = [
    Case("standard input", ["fix", "-"], 0, [MENDED], ["-: mended E201"], BROKEN.encode()),
    Case("nothing to mend", ["fix", "good.car"], 0, [], ["0 mended in 0 files; left: 0 errors, 0 warnings\n"]),
    Case("quiet", ["fix", "-q", "broken.car", "warned.car"], 0, [], []),
    Case("quiet, with an error left", ["fix", "-q", "-"], 1, [LEFT_MENDED], ["error[E205]"], LEFT.encode()),
    Case("a warning left", ["fix", "-"], 0, None, ["W201", "left: 0 errors, 1 warning\n"],
         b'a = search Process:Create\nb = filter a where (pid == 1 and pid == 2 or exe == "x")\noutput b\n'
         .replace(b"pid == 2", b'exe == "y"')),
    Case("a directory", ["fix", "mixed"], 0, [], ["mixed/b.car: mended E201", "1 mended in 1 file"]),
    Case("a file that is not there", ["fix", "nosuch.car", "broken.car"], 3, [],
         ["cannot read rule nosuch.car", "left: 0 errors"]),
    Case("no text", ["fix", "nul.car"], 3, [], ["NUL byte"]),
    Case("no arguments", ["fix"], 2, [], ["no rules given", "carl fix RULE"]),
    Case("an unknown option", ["fix", "--dif", "good.car"], 2, [], ["--dif", "did you mean --diff?"]),
    Case("help", ["fix", "--help"], 0, ["carl fix", "Exit status"], []),
    Case("help by name", ["help", "fix"], 0, ["carl fix", "--diff"], []),
]  # fmt: skip

results = Tap()
check_files(results)
check_diff(results)
test_cases(CASES, results)
