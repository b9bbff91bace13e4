#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How far a run has come, on a terminal: shown in time, and gone before anything else."""

import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time

from cases import HIT, MALFORMED, MISS, Tap, write_files

CARL = os.path.abspath(sys.argv[1])
PATIENCE = 60  # seconds; reached only where something is wrong
ERASE = "\r\x1b[K"
LINE = re.compile(r"\r\x1b\[K(carl: [^\r\n\x1b]+, \d+ hits?)(?=\r)")


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    return {**kept, "TERM": "xterm", "NO_COLOR": "1", **more}


class Screen:
    """A run with standard error on a terminal, and its output too unless a pipe is asked for."""

    def __init__(self, directory, *arguments, stdin=subprocess.PIPE, pipe=False, **variables):
        self.leader, follower = pty.openpty()
        self.text = ""
        self.process = subprocess.Popen(
            [CARL, "run", "-r", "good.car", *arguments], stdin=stdin, cwd=directory, env=environment(**variables),
            stdout=subprocess.PIPE if pipe else follower, stderr=follower,
        )  # fmt: skip
        os.close(follower)

    def read(self, wanted=None):
        """Reads until `wanted` is on the screen, or all; returns the text so far."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not (wanted and re.search(wanted, self.text)):
            if select.select([self.leader], [], [], 0.2)[0]:
                try:
                    part = os.read(self.leader, 65536)
                except OSError:  # how Linux reports that the other end is closed
                    break
                self.text += part.decode()
        return self.text

    def feed(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def end(self):
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.read()
        os.close(self.leader)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return self.process.wait(PATIENCE)


def shown(text):
    """The lines of the screen as they end up."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [line.rsplit(ERASE, 1)[-1] for line in lines]


def test_stream(tap, directory):
    screen = Screen(directory, COLUMNS="200")
    screen.feed(HIT + b"\n")
    screen.read(LINE)
    tap.check(LINE.search(screen.text), "a line is shown while input is waited for", repr(screen.text))
    screen.feed(HIT + b"\n" + MALFORMED + b"\n" + MISS + b"\n")
    screen.read("malformed")
    screen.read(r"(?s)malformed.*carl: [^\r]+, 2 hits\r")
    screen.end()
    lines = LINE.findall(screen.text)
    tap.check(
        len(lines) >= 2 and all(" of " not in line and "left" not in line for line in lines),
        "without a share, for nobody knows the size of a stream",
        repr(lines),
    )
    tap.check(any(line.endswith("2 hits") for line in lines), "hits are counted", repr(lines))
    left = shown(screen.text)
    tap.check(
        not [line for line in left if line.startswith("carl: ") and "hit" in line], "nothing of it is left", repr(left)
    )
    tap.check(
        len([line for line in left if line.startswith("2024-05-14T09")]) == 2
        and len([line for line in left if line.startswith("carl: warning: -:3:")]) == 1
        and any(line.startswith("rules ") for line in left),
        "hits, warnings and the summary stand on lines of their own",
        repr(left),
    )


def run_slowly(directory, columns):
    """A run whose output is not read for a while, which makes it last."""
    screen = Screen(
        directory, "--threads", "1", "large.json", stdin=subprocess.DEVNULL, pipe=True, COLUMNS=columns
    )  # fmt: skip
    output = screen.process.stdout.fileno()
    select.select([output], [], [], PATIENCE)
    time.sleep(1.3)
    lines = 0
    while True:
        part = os.read(output, 1 << 20)
        if not part:
            break
        lines += part.count(b"\n")
    screen.end()
    return screen, lines


def test_file(tap, directory):
    path = os.path.join(directory, "large.json")
    with open(path, "wb") as file:
        file.write((HIT + b"\n") * 40000)
    screen, out = run_slowly(directory, "200")
    lines = LINE.findall(screen.text)
    tap.equal(out, 40000, "all hits come through")
    tap.check(
        lines and re.match(r"carl: [\d.]+ [KM]iB of [\d.]+ MiB \(\d+%\), [\d.]+ [KM]iB/s, \d+ s left, \d+ hits", lines[0]),
        "share and time left, for the size of a file is known",
        repr(screen.text),
    )
    screen, _ = run_slowly(directory, "30")
    cut = re.findall(r"\r\x1b\[K(carl: [^\r]*)", screen.text)
    tap.check(cut and max(map(len, cut)) < 30, "cut to the width of the terminal", repr(cut))


def test_absence(tap, directory):
    screens = [
        (name, Screen(directory, *arguments, **variables))
        for name, arguments, variables in (
            ("-q", ["-q"], {}),
            ("a dumb terminal", [], {"TERM": "dumb"}),
            ("no TERM", [], {"TERM": ""}),
            ("--follow", ["--follow"], {}),
        )
    ]
    for _, screen in screens:
        screen.feed(HIT + b"\n")
        screen.read("regsvr32")
    process = subprocess.Popen(
        [CARL, "run", "-r", "good.car"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=directory, env=environment(),
    )  # fmt: skip
    time.sleep(1.4)
    for name, screen in screens:
        screen.end()
        tap.check("regsvr32" in screen.text and ERASE not in screen.text, "none: %s" % name, repr(screen.text))
    _, err = process.communicate(HIT + b"\n", PATIENCE)
    tap.check(b"\r" not in err and b"carl:" not in err, "none: a pipe", err)
    screen = Screen(directory, "hit.json", stdin=subprocess.DEVNULL)
    screen.end()
    tap.check(ERASE not in screen.text, "none: a run that is over at once", repr(screen.text))


def main():
    tap = Tap()
    try:
        for descriptor in pty.openpty():
            os.close(descriptor)
    except OSError as error:
        print("# no terminals to test with here: %s" % error)
        tap.done()
    with tempfile.TemporaryDirectory() as directory:
        write_files(directory)
        test_stream(tap, directory)
        test_file(tap, directory)
        test_absence(tap, directory)
    tap.done()


main()
