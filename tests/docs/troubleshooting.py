#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds docs/troubleshooting.md against the binary.

usage: troubleshooting.py CARL SOURCE_DIRECTORY [--update]

The lines behind a command in a `console` block are all that it prints, standard
error behind standard output. Rules are those of RULES and of the block `car`, events
those of examples/.
The tables and lists of members are those of the JSON that is printed. --update
writes what the commands print now into the page.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, run  # noqa: E402

RULES = {
    "typo.car": '@id typo\nall = search *:*\nfound = filter all where OriginalFilNam == "REGSVR32.EXE"\noutput found\n',
    "messages.car": '@id messages\nfound = search Flow:Message where dest_port == 445\noutput found\n',
}
CONSOLE = re.compile(r"^```console\n(\$ ([^\n]*)\n)(.*?)^```$", re.M | re.S)


def members(value):
    """The names of all members in a JSON value."""
    if isinstance(value, list):
        return set().union(*map(members, value))
    if isinstance(value, dict):
        return set(value).union(*map(members, value.values()))
    return set()


def output(carl, command, directory):
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS")}
    environment["PATH"] = str(pathlib.Path(carl).resolve().parent) + os.pathsep + environment["PATH"]
    result = subprocess.run(["sh", "-c", command], capture_output=True, cwd=directory, env=environment, timeout=60, check=False)
    return (result.stdout + result.stderr).decode()


def main():
    carl, root = sys.argv[1], pathlib.Path(sys.argv[2])
    path = root / "docs" / "troubleshooting.md"
    page = path.read_text()
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        shutil.copy(root / "examples" / "squiblydoo.ndjson", directory / "dump.json")
        rules = {"unsigned.car": re.search(r"^```car\n(.*?)^```$", page, re.M | re.S).group(1), **RULES}
        for rule, text in rules.items():
            (directory / rule).write_text(text)
        if "--update" in sys.argv:
            page = CONSOLE.sub(lambda m: "```console\n" + m.group(1) + output(carl, m.group(2), directory) + "```", page)
            path.write_text(page)
        commands = CONSOLE.findall(page)
        tap.check(len(commands) > 3, "the page shows commands")
        for _, command, shown in commands:
            tap.equal(shown, output(carl, command, directory), command)
        arguments = ["-r", *rules, "dump.json"]
        _, out, _ = run(carl, "coverage", "-f", "json", *arguments, cwd=directory)
        printed = members(json.loads(out))
        joined = directory / "joined.car"
        joined.write_text("p = search Process:Create\nq = search Process:Create\n"
                          "j = join (p, q) where (p.pid == q.ppid)\noutput j\n")
        run(carl, "run", "-q", "--trace-json", "trace.json", "-r", "joined.car", *arguments[1:], cwd=directory)
        printed |= members(json.loads((directory / "trace.json").read_text()))
    told = set(re.findall(r"`(\w+)`", page))
    tap.equal(printed - told, set(), "the page tells of every member")
    tap.done()


main()
