#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks what is said about the codes of diagnostics.

usage: diagnostics.py CARL SOURCE_DIRECTORY

Every code has an explanation. Each example must be reported with its code and,
but for what may go with it, with no other error; the mended example must not
have the code, nor any error. docs/diagnostics.md must be up to date.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, run  # noqa: E402

# No rule by itself is an example of these: they depend on limits, on other
# rules, or on how the rule is run, or are about sensor maps.
WITHOUT_EXAMPLE = {"E115", "E116", "E501", "E502", "E601", "E602", "E603", "E604", "E605", "E606", "E607", "N119", "N501", "W303", "W304", "W305", "W306"}


def found(carl, path, text):
    """Code -> severity of what is reported."""
    path.write_text(text)
    _, out, _ = run(carl, "check", "--format", "json", str(path))
    return {d["code"]: d["severity"] for d in json.loads(out)}


def errors(codes):
    return sorted(code for code, severity in codes.items() if severity == "error")


def main():
    carl, root = sys.argv[1], pathlib.Path(sys.argv[2])
    tap = Tap()
    _, out, _ = run(carl, "explain", "--format", "json")
    codes = json.loads(out)
    tap.check(len(codes) > 60, "there are codes")
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "example.car"
        for code in codes:
            name = code["code"]
            tap.check(len(code["explanation"]) > 40, f"{name}: explained")
            has_example = bool(code["example"])
            tap.equal(has_example, name not in WITHOUT_EXAMPLE, f"{name}: has an example")
            if not has_example:
                continue
            wrong, right = found(carl, path, code["example"]), found(carl, path, code["mended"])
            tap.check(name in wrong, f"{name}: the example has it", wrong)
            tap.equal(errors(wrong), [name] if name.startswith("E") else [], f"{name}: the example has no other error")
            tap.check(name not in right and not errors(right), f"{name}: the mended example is in order", right)
    done = subprocess.run([sys.executable, str(root / "tools" / "diagnostics.py"), carl], capture_output=True, check=True)
    tap.equal((root / "docs" / "diagnostics.md").read_bytes().decode(), done.stdout.decode(),
              "docs/diagnostics.md is up to date")
    tap.done()


main()
