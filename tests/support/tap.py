# SPDX-License-Identifier: Apache-2.0
"""What the test scripts share: results in TAP, and running the command."""

import json
import os
import subprocess
import sys


class Tap:
    """Prints one TAP line for each check; done() ends the script."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, passed, name, detail=""):
        self.count += 1
        if not passed:
            self.failed += 1
            for line in str(detail).splitlines():
                print("# " + line)
        print("%s %d - %s" % ("ok" if passed else "not ok", self.count, name), flush=True)
        return passed

    def equal(self, got, wanted, name):
        return self.check(got == wanted, name, "wanted: %r\ngot:    %r" % (wanted, got))

    def done(self):
        print("1..%d" % self.count)
        sys.exit(1 if self.failed else 0)


def run(carl, *arguments, stdin=b"", cwd=None, env=None):
    """Runs the command with bytes as its standard input and returns
    (status, stdout bytes, stderr text)."""
    variables = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    variables.update(env or {})
    result = subprocess.run(
        [os.path.abspath(carl), *arguments], input=stdin, capture_output=True, cwd=cwd, env=variables, timeout=600, check=False
    )
    return result.returncode, result.stdout, result.stderr.decode("utf-8", "replace")


def hits(stdout):
    """The hits in jsonl output."""
    return [json.loads(line) for line in stdout.splitlines()]
