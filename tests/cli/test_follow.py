#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl run --follow: files that grow, are rotated, truncated, taken away."""

import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

from cases import HIT, MISS, Tap, event, write_files

CARL = os.path.abspath(sys.argv[1])
PATIENCE = 60  # seconds; reached only where something is wrong

JOIN = """@id joined
p = search Process:Create
a = filter p where exe == "a.exe"
b = filter p where exe == "b.exe"
j = join (a, b) where a.hostname == b.hostname and a.time < b.time and b.time < a.time + 1 minute
output j
"""
LOOSE = JOIN.replace("joined", "loose").replace(" and b.time < a.time + 1 minute", "")
RECENT = """@id recent
p = search Process:Create
r = filter p where time > now - 1 hour
output r
"""


def at(image, second):
    return event("C:\\%s" % image, UtcTime="2024-05-14 09:30:%02d.000" % second) + b"\n"


class Follower:
    """A run that follows, whose outputs are read as they come."""

    def __init__(self, directory, *arguments, stdin=subprocess.DEVNULL):
        self.process = subprocess.Popen(
            [CARL, "run", "--follow", *arguments], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=directory, env={k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")},
        )  # fmt: skip
        self.news = threading.Condition()
        self.text = {"out": b"", "err": b""}
        self.readers = [
            threading.Thread(target=self.read, args=(name, stream))
            for name, stream in (("out", self.process.stdout), ("err", self.process.stderr))
        ]
        for reader in self.readers:
            reader.start()

    def read(self, name, stream):
        while True:
            part = os.read(stream.fileno(), 65536)
            if not part:
                return
            with self.news:
                self.text[name] += part
                self.news.notify_all()

    def wait(self, name, wanted):
        """Waits until `wanted` says that it is pleased with what was written."""
        with self.news:
            return self.news.wait_for(lambda: wanted(self.text[name]), PATIENCE)

    def hits(self, count):
        """Waits for so many hits in all, as lines."""
        self.wait("out", lambda text: text.count(b"\n") >= count)
        return [json.loads(line) for line in self.text["out"].splitlines()]

    def says(self, text):
        return self.wait("err", lambda said: text in said.decode())

    def end(self, sent=signal.SIGINT):
        if sent is not None:
            self.process.send_signal(sent)
        status = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        return status, self.text["out"], self.text["err"].decode()


def places(hits):
    return [(hit["source"]["file"], hit["source"]["line"], hit["source"]["offset"]) for hit in hits]


def append(path, data):
    with open(path, "ab") as file:
        file.write(data)


def test_growth(tap, directory):
    first, second = os.path.join(directory, "first.json"), os.path.join(directory, "second.json")
    append(first, HIT + b"\n" + MISS + b"\n")
    append(second, b"")
    size = len(HIT) + len(MISS) + 2
    run = Follower(directory, "-r", "good.car", "first.json", "second.json")
    tap.equal(places(run.hits(1)), [("first.json", 1, 0)], "what is there is read")
    append(first, HIT[:30])
    append(second, HIT + b"\n")
    tap.equal(places(run.hits(2))[1:], [("second.json", 1, 0)], "half a line is no hit")
    append(second, MISS[:50])
    append(first, HIT[30:])
    append(second, MISS[50:] + b"\n" + HIT + b"\n")
    tap.equal(places(run.hits(3))[2:], [("second.json", 3, size)], "files that grow in turns")
    append(first, b"\n" + HIT + b"\n")
    tap.equal(
        places(run.hits(5))[3:], [("first.json", 3, size), ("first.json", 4, size + len(HIT) + 1)], "the rest of a line"
    )
    append(first, HIT)
    append(second, HIT + b"\n")
    run.hits(6)
    status, out, err = run.end()
    tap.equal((status, out.count(b"\n")), (130, 7), "a last line without an end counts at the end")
    tap.check("9 read, 0 malformed" in err and "interrupted" not in err, "a summary at the end", err)


def test_rotation(tap, directory):
    path = os.path.join(directory, "log.json")
    append(path, HIT + b"\n")
    run = Follower(directory, "-r", "good.car", "log.json")
    run.hits(1)
    os.rename(path, path + ".1")
    append(path + ".1", MISS + b"\n" + HIT + b"\n")
    append(path, HIT + b"\n")
    found = places(run.hits(3))
    tap.equal([place[1] for place in found], [1, 3, 1], "a file that is renamed is read to its end, then the new one")
    tap.check(run.says("log.json was replaced"), "a new file is told")
    with open(path, "r+b") as file:
        file.truncate(0)
    run.says("log.json was truncated")
    append(path, MISS + b"\n" + HIT + b"\n")
    tap.equal(places(run.hits(4))[3][1:], (2, len(MISS) + 1), "a file that is truncated is read from its start")
    os.remove(path)
    tap.check(run.says("cannot read log.json: No such file or directory; waiting for it"), "a file that has gone")
    append(path, HIT + b"\n")
    tap.equal(places(run.hits(5))[4], ("log.json", 1, 0), "a file that has come back")
    status, out, err = run.end(signal.SIGTERM)
    tap.equal((status, out.count(b"\n")), (143, 5), "ended by SIGTERM")
    tap.check("7 read, 0 malformed" in err, "nothing is read twice", err)


def test_absence(tap, directory):
    run = Follower(directory, "-r", "good.car", "-q", "not_yet.json", "empty.json")
    append(os.path.join(directory, "not_yet.json"), b"\xef\xbb\xbf" + HIT + b"\n")
    tap.equal(places(run.hits(1)), [("not_yet.json", 1, 3)], "a file that is not there at first, with a mark")
    status, _, err = run.end()
    tap.equal((status, err), (130, ""), "nothing is told with -q")


def test_tail(tap, directory):
    path = os.path.join(directory, "old.json")
    append(path, HIT + b"\n" + MISS + b"\n" + HIT[:40])
    run = Follower(directory, "-r", "good.car", "--tail", "old.json", "absent.json")
    run.says("absent.json")
    append(path, HIT[40:] + b"\n")
    append(os.path.join(directory, "absent.json"), HIT + b"\n")
    run.hits(2)
    status, out, _ = run.end()
    found = sorted(places([json.loads(line) for line in out.splitlines()]))
    tap.equal(
        found,
        [("absent.json", 1, 0), ("old.json", 3, len(HIT) + len(MISS) + 2)],
        "--tail begins at the end of what is there, with its line numbers",
    )
    tap.equal(status, 130, "--tail: status")


def test_joins(tap, directory):
    for name, text in (("join.car", JOIN), ("loose.car", LOOSE)):
        append(os.path.join(directory, name), text.encode())
    first, second = os.path.join(directory, "a.json"), os.path.join(directory, "b.json")
    append(first, at("a.exe", 10))
    append(second, at("b.exe", 1))
    run = Follower(
        directory, "-r", "join.car", "loose.car", "groups.car", "--lateness", "30s", "a.json", "b.json"
    )  # fmt: skip
    tap.check(run.says("hits given then, where a rule groups without `within`"), "what waits for the end is told")
    tap.check(run.says("no bounds on its times: loose"), "what is kept to the end is told")
    append(second, at("b.exe", 40))
    append(first, at("b.exe", 20))
    found = run.hits(4)
    tap.equal(sorted(hit["rule"] for hit in found), ["joined", "joined", "loose", "loose"], "a join of two files")
    append(first, at("a.exe", 30))
    tap.equal(sorted(hit["rule"] for hit in run.hits(6))[2], "joined", "what comes late is joined, once")
    status, out, _ = run.end()
    rules = [json.loads(line)["rule"] for line in out.splitlines()]
    tap.equal((status, rules[6:]), (130, ["groups"]), "the rest comes at the end")


def test_now(tap, directory):
    append(os.path.join(directory, "recent.car"), RECENT.encode())
    path = os.path.join(directory, "now.json")
    now = datetime.datetime.now(datetime.timezone.utc)
    for hours in (2, 0):
        stamp = (now - datetime.timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M:%S.000")
        append(path, event("C:\\x.exe", UtcTime=stamp) + b"\n")
    run = Follower(directory, "-r", "recent.car", "now.json")
    tap.equal(places(run.hits(1))[0][1], 2, "`now` is the clock")
    _, _, err = run.end()
    tap.check("the clock at the end" in err, "the summary says so", err)


def test_streams(tap, directory):
    run = Follower(directory, "-r", "good.car", stdin=subprocess.PIPE)
    run.process.stdin.write(HIT + b"\n" + HIT[:10])
    run.process.stdin.flush()
    tap.equal(len(run.hits(1)), 1, "standard input: a hit comes at once")
    run.process.stdin.write(HIT[10:])
    run.process.stdin.close()
    status, out, _ = run.end(None)
    tap.equal((status, out.count(b"\n")), (0, 2), "standard input ends the run when it ends")
    run = Follower(directory, "-r", "good.car", "-f", "json", "hit.json")
    run.wait("out", lambda text: b"}" in text)
    tap.equal(len(json.loads(run.end()[1])), 1, "an array is closed at the end")
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [CARL, "run", "--follow", "-r", "good.car", "hit.json"], stdout=writer, stderr=subprocess.PIPE, cwd=directory
    )
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    tap.equal((process.wait(PATIENCE), process.stderr.read()), (141, b""), "it ends when the reader goes away")
    process.stderr.close()
    run = Follower(directory, "-r", "good.car", "-f", "table", "hit.json")
    tap.check(run.wait("out", lambda text: b"regsvr32" in text), "a table shows at once")
    run.end()


def test_refusals(tap, directory):
    for name, arguments, status, message in (
        ("a compressed file", ["packed.json.gz"], 3, "gzip-compressed: only lines can be followed"),
        ("a directory", ["mixed"], 3, "mixed is a directory"),
        ("a wrong --lateness", ["--lateness", "soon", "hit.json"], 2, "--lateness is a duration such as 30s or 5m"),
    ):
        result = Follower(directory, "-r", "good.car", *arguments).end(None)
        tap.check(result[0] == status and message in result[2], name, result)
    many = b"".join(at("a.exe", second % 60) for second in range(3000))
    append(os.path.join(directory, "large.json"), many)
    run = Follower(directory, "-r", "groups.car", "--max-memory", "100K", "large.json")
    tap.check(run.says("was ended: it needs more than --max-memory"), "a rule that is ended is told at once")
    tap.equal(run.end()[2].count("was ended"), 1, "and once")


def processor_seconds(process):
    with open("/proc/%d/stat" % process.pid) as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_idling(tap, directory):
    if not os.path.exists("/proc/self/stat"):
        return
    run = Follower(directory, "-r", "good.car", "hit.json", "two.json")
    run.hits(3)
    before = processor_seconds(run.process)
    time.sleep(1)
    used = processor_seconds(run.process) - before
    run.end()
    tap.check(used < 0.2, "waiting costs nothing", "%.2f s of the processor in 1 s" % used)


def main():
    tap = Tap()
    for test in (
        test_growth, test_rotation, test_absence, test_tail, test_joins, test_now, test_streams, test_refusals,
        test_idling,
    ):  # fmt: skip
        with tempfile.TemporaryDirectory() as directory:
            write_files(directory)
            test(tap, directory)
    tap.done()


main()
