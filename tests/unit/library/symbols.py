#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Looks at the symbols of the library.

usage: symbols.py NM SHARED_LIBRARY STATIC_LIBRARY

The shared library exports what carl.h declares and nothing else. No symbol of the
static one, which a program is linked with whole, has the name of one in a library
that it needs: the linker would take ours for theirs.
"""

import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from tap import Tap  # noqa: E402


def output(*command):
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def defined(nm, path, *options):
    """The names that a library defines for others; without versions."""
    names = re.findall(r"^[0-9a-f]+ [A-Z] (\S+)$", output(nm, "-g", "--defined-only", *options, path), re.M)
    return {name.partition("@")[0] for name in names}


def main():
    nm, shared, static = sys.argv[1:]
    tap = Tap()
    exported = {name for name in defined(nm, shared, "-D") if not name.startswith("_")}
    tap.check(exported and all(name.startswith("carl_") for name in exported), "only carl_ is exported", sorted(exported))
    needed = re.findall(r"=> (/\S+)", output("ldd", shared))
    tap.check(any("jansson" in path for path in needed), "the library needs others", needed)
    own = defined(nm, static)
    tap.check(exported <= own, "the static library has all of them")
    for path in needed:
        tap.equal(sorted(own & defined(nm, path, "-D")), [], "%s has no name of ours" % pathlib.Path(path).name)
    tap.done()


main()
