#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the embedding example over the example events.

usage: embed.py EMBED_EXAMPLE SOURCE_DIRECTORY
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, run  # noqa: E402


def main():
    program, root = sys.argv[1], pathlib.Path(sys.argv[2])
    tap = Tap()
    rule = root / "rules" / "CAR-2019-04-002" / "main_pattern.car"
    status, stdout, stderr = run(program, str(rule), str(root / "examples" / "squiblydoo.ndjson"))
    tap.equal((status, stderr), (0, ""), "runs without complaint")
    tap.equal(
        stdout.decode().splitlines(),
        [
            "line 19: CAR-2019-04-002-main-pattern: C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
            "line 27: CAR-2019-04-002-main-pattern: C:\\Windows\\System32\\cmd.exe",
            "line 32: CAR-2019-04-002-main-pattern: C:\\Windows\\SysWOW64\\WerFault.exe",
            "38 events, 3 hits",
        ],
        "the hits",
    )
    broken = root / "README.md"
    status, stdout, stderr = run(program, str(broken), str(root / "examples" / "squiblydoo.ndjson"))
    tap.check(status == 1 and "error" in stderr, "a file that is no rule", stderr)
    tap.done()


main()
