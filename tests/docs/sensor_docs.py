#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/sensors.md must be what the sensor maps say.

usage: sensor_docs.py CARL SOURCE_DIRECTORY
"""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap  # noqa: E402


def main():
    root = pathlib.Path(sys.argv[2])
    tap = Tap()
    done = subprocess.run([sys.executable, str(root / "tools" / "sensors.py"), str(root)], capture_output=True, check=False)
    tap.check(done.returncode == 0, "the page can be made", done.stderr.decode())
    tap.equal((root / "docs" / "sensors.md").read_text(), done.stdout.decode(), "docs/sensors.md is up to date")
    tap.done()


main()
