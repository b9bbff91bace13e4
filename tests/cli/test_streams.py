#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Terminals, pipes, full disks and interruption."""

import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time

from cases import HIT, MISS, Tap, write_files

CARL = os.path.abspath(sys.argv[1])


def environment(**more):
    return {**{k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}, "TERM": "xterm", **more}


def on_terminal(directory, *arguments, **variables):
    """Runs with standard output and error on a terminal; returns (status, text)."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [CARL, *arguments], stdin=subprocess.DEVNULL, stdout=follower, stderr=follower, cwd=directory,
        env=environment(**variables),
    )  # fmt: skip
    os.close(follower)
    text = b""
    while True:
        try:
            if not select.select([leader], [], [], 30)[0]:
                break
            part = os.read(leader, 65536)
        except OSError:  # how Linux reports that the other end is closed
            break
        if not part:
            break
        text += part
    os.close(leader)
    return process.wait(timeout=30), text.decode()


def test_terminal(tap, directory):
    try:
        for descriptor in pty.openpty():
            os.close(descriptor)
    except OSError as error:
        print("# no terminals to test with here: %s" % error)
        return
    run = ["run", "-r", "good.car", "hit.json"]
    status, text = on_terminal(directory, *run)
    tap.check(status == 0 and "TIME" in text and "\x1b[" in text, "a table with colour on a terminal", text)
    status, text = on_terminal(directory, *run, NO_COLOR="1")
    tap.check(status == 0 and "TIME" in text and "\x1b[" not in text, "NO_COLOR", text)
    status, text = on_terminal(directory, *run, "--color=never")
    tap.check(status == 0 and "TIME" in text and "\x1b[" not in text, "--color=never", text)
    status, text = on_terminal(directory, *run, "--color=always", NO_COLOR="1")
    tap.check(status == 0 and "\x1b[" in text, "--color=always wins over NO_COLOR", text)
    status, text = on_terminal(directory, *run, TERM="dumb")
    tap.check(status == 0 and "\x1b[" not in text, "a dumb terminal", text)
    status, text = on_terminal(directory, *run, "--format", "jsonl")
    tap.check(status == 0 and '{"rule":"good-rule"' in text, "jsonl on a terminal when asked for", text)
    status, text = on_terminal(directory, *run, "-q", COLUMNS="60", NO_COLOR="1")
    tap.check(
        text and max(len(line) for line in text.splitlines()) <= 60, "the table fits the terminal", text
    )
    status, text = on_terminal(directory, "check", "broken.car")
    tap.check(status == 1 and "\x1b[" in text, "diagnostics with colour on a terminal", text)
    status, text = on_terminal(directory, "run", "-q", "-r", "good.car", "evil.json", "--color=never")
    tap.check(
        status == 0 and "\x1b" not in text and "\\x1B[31m" in text and "\\u202E" in text,
        "control characters are made visible",
        repr(text),
    )


def test_pipe(tap, directory):
    command = "'%s' run -q -r good.car many.json; echo $? >&2" % CARL
    result = subprocess.run(
        "{ %s; } | head -n 1" % command, shell=True, cwd=directory, capture_output=True, env=environment(), timeout=60,
        check=False,
    )  # fmt: skip
    tap.equal(result.stdout.count(b"\n"), 1, "head takes a line")
    tap.equal(result.stderr.decode(), "141\n", "a closed pipe is quiet, and is told in the status")
    result = subprocess.run(
        "'%s' run -r good.car many.json | head -n 1" % CARL, shell=True, cwd=directory, capture_output=True,
        env=environment(), timeout=60, check=False,
    )  # fmt: skip
    tap.equal(result.stderr.decode(), "", "no summary after a closed pipe")


def test_full_disk(tap, directory):
    if not os.path.exists("/dev/full"):
        return
    for arguments in (
        ["run", "-q", "-r", "good.car", "hit.json"],
        ["run", "-q", "-r", "good.car", "many.json"],
        ["check", "-q", "broken.car"],
        ["model"],
        ["help"],
        ["--version"],
    ):
        with open("/dev/full", "wb") as full:
            result = subprocess.run(
                [CARL, *arguments], stdout=full, stderr=subprocess.PIPE, cwd=directory, env=environment(), timeout=60,
                check=False,
            )  # fmt: skip
        tap.check(
            result.returncode == 3 and b"cannot write to standard output" in result.stderr,
            "a full disk: %s" % " ".join(arguments),
            "%d %r" % (result.returncode, result.stderr),
        )


def test_interrupt(tap, directory):
    process = subprocess.Popen(
        [CARL, "run", "-r", "good.car"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=directory, env=environment(),
    )  # fmt: skip
    process.stdin.write(HIT + b"\n" + MISS + b"\n")
    process.stdin.flush()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.stdin.flush()
    status = process.wait(timeout=30)
    out, err = process.stdout.read(), process.stderr.read().decode()
    tap.equal(status, 130, "an interrupted run: status")
    tap.check(out.count(b"\n") == 1, "an interrupted run: what was found is printed", out)
    tap.check("interrupted" in err and "2 read" in err, "an interrupted run: summary", err)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        write_files(directory)
        with open(os.path.join(directory, "many.json"), "wb") as many:
            many.write((HIT + b"\n") * 5000)
        with open(os.path.join(directory, "evil.json"), "wb") as evil:
            evil.write(HIT.replace(b"/s a.dll", b"\\u001b[31m \\u202e a.dll") + b"\n")
        test_terminal(tap, directory)
        test_pipe(tap, directory)
        test_full_disk(tap, directory)
        test_interrupt(tap, directory)
    tap.done()


main()
