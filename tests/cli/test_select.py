#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl run: which records are taken, and how many hits."""

import json
import pathlib
import sys
import tempfile

from cases import Tap, hits, run

ALL = "@id all\np = search *:*\noutput p\n"
LATEST = "@id latest\np = search *:*\nq = filter p where time >= now - 1 hour\noutput q\n"
JOINED = (
    "@id joined\np = search Process:Create\nf = search File:Create\n"
    "j = join (p, f) where (p.hostname == f.hostname)\noutput j\n"
)


def record(name, time="2024-05-14 09:30:00.000", host="ws1.corp.example", source="Microsoft-Windows-Sysmon", event=1):
    line = {"EventID": event, "SourceName": source, "Hostname": host, "Name": name}
    if time:
        line["UtcTime" if source.endswith("Sysmon") else "EventTime"] = time
    return json.dumps(line)


RECORDS = [
    record("a", "2024-05-14 08:00:00.000", "WS1.corp.example"),
    record("b", "2024-05-14 09:00:00.000", "ws2.corp.example"),
    record("c", "2024-05-14 10:00:00.000", "srv.other.example", "Microsoft-Windows-Security-Auditing", 4688),
    record("d", None, "ws1.corp.example"),
    record("e", "2024-05-14 11:00:00.000", "10.1.2.3"),
    record("f", "2024-05-14 12:00:00.000", "ws1.corp.example", "Else", 1),
]

# Options, the records that are taken, what the summary says.
TAKEN = [
    ([], "abcdef", ""),
    (["--from", "2024-05-14T09:00:00Z"], "bcef", "2 left out by --from, --to, --sensor or --host, 1 of them for having no time"),
    (["--to", "2024-05-14T09:00:00Z"], "a", "5 left out"),
    (["--from", "2024-05-14 09:00", "--to", "2024-05-14 11:00"], "bc", "4 left out"),
    (["--from", "2024-05-14"], "abcef", "1 left out"),
    (["--from", "2024-05-14T11:00:00+02:00"], "bcef", ""),
    (["--from", "-3h", "--now", "2024-05-14T12:00:00Z"], "bcef", ""),
    (["--from", "180 minutes ago", "--to", "1h AGO", "--now", "2024-05-14T12:00:00Z"], "bc", ""),
    (["--from", "-1.5h", "--now", "2024-05-14T12:00:00Z"], "ef", ""),
    (["--from", "-1 day"], "", "6 left out"),
    (["--to", "-1 day"], "abcef", "1 left out"),
    (["--sensor", "sysmon"], "abde", "2 left out by --from, --to, --sensor or --host\n"),
    (["--sensor", "Security"], "c", ""),
    (["--sensor", "sysmon", "--sensor", "security"], "abcde", ""),
    (["--host", "ws1"], "adf", ""),
    (["--host", "WS1.CORP.example"], "adf", ""),
    (["--host", "ws*"], "abdf", ""),
    (["--host", "*.example"], "abcdf", ""),
    (["--host", "srv", "--host", "ws2"], "bc", ""),
    (["--host", "10.1.2.3"], "e", ""),
    (["--host", "10"], "", ""),
    (["--host", "ws1", "--sensor", "sysmon", "--from", "2024-01-01"], "a", "5 left out"),
    (["--limit", "2"], "ab", "2, the first: --limit was reached"),
    (["--limit", "6"], "abcdef", "the first"),
    (["--limit", "7"], "abcdef", "hits        6\n"),
    (["--limit", "1", "--host", "ws2"], "b", ""),
]

REFUSED = [
    (["--from", "yesterday"], ["--from: `yesterday` is not a time", "-24h"]),
    (["--from", "-24"], ["is not a time"]),
    (["--from", "-h"], ["is not a time"]),
    (["--from", "24h"], ["is not a time"]),
    (["--to", ""], ["--to: `` is not a time"]),
    (["--from", "2024-05-02", "--to", "2024-05-01"], ["--from 2024-05-02 is not before --to 2024-05-01"]),
    (["--from", "2024-05-01", "--to", "2024-05-01"], ["is not before"]),
    (["--now", "noon"], ["--now: `noon` is not a time"]),
    (["--sensor", "sysmn"], ["there is no sensor `sysmn`", "did you mean `sysmon`?"]),
    (["--limit", "0"], ["--limit is a number of hits from 1 on, not `0`"]),
    (["--limit", "many"], ["--limit"]),
    (["--limit", "99999999999999999999999"], ["--limit"]),
]


def names(out):
    return "".join(hit["event"]["Name"] for hit in hits(out))


def test_taken(tap, carl, events):
    for options, wanted, said in TAKEN:
        for more in ([], ["--gate"], ["--strict"]):
            status, out, err = run(carl, "run", "-f", "jsonl", "-r", "all.car", *options, *more, events.name, cwd=events.parent)
            tap.equal((status, names(out)), (0, wanted), "taken with %s" % " ".join(options + more))
            tap.check(said in err, "said with %s" % " ".join(options + more), err)


def test_late(tap, carl, events):
    """What waits for the end sees only what was taken."""
    table = [
        ("latest.car", [], "ef"),
        ("latest.car", ["--to", "2024-05-14T11:00:00Z"], "bc"),
        ("latest.car", ["--host", "ws2"], "b"),
        ("latest.car", ["--limit", "1"], "e"),
    ]
    for rule, options, wanted in table:
        _, out, _ = run(carl, "run", "-f", "jsonl", "-r", rule, *options, events.name, cwd=events.parent)
        tap.equal(names(out), wanted, "%s with %s" % (rule, " ".join(options)))
    lines = [record("p", host="a"), record("f", host="a", event=11), record("p", host="b"), record("f", host="b", event=11)]
    (events.parent / "pairs.json").write_text("\n".join(lines))
    for options, wanted in (([], 2), (["--host", "b"], 1), (["--limit", "1"], 1)):
        _, out, _ = run(carl, "run", "-q", "-f", "jsonl", "-r", "joined.car", *options, "pairs.json", cwd=events.parent)
        tap.equal(len(hits(out)), wanted, "pairs with %s" % " ".join(options))


def test_limit(tap, carl, directory):
    """The first hits come out whatever the threads, and a file behind them is not read."""
    path = directory / "many.json"
    path.write_text("".join(record("r%d" % i, host="h" * (i % 90)) + "\n" for i in range(30000)) + '{"cut":\n')
    for limit in (1, 4999, 25000):
        wanted = ["r%d" % i for i in range(limit)]
        for threads in ("1", "2", "5"):
            status, out, err = run(carl, "run", "-f", "jsonl", "-j", threads, "--limit", str(limit), "-r", "all.car", "many.json",
                                   "nosuch.json", cwd=directory)
            tap.check([hit["event"]["Name"] for hit in hits(out)] == wanted, "the first %d, %s threads" % (limit, threads))
            tap.equal((status, "nosuch" in err), (0, False), "nothing behind them, %s threads" % threads)
    status, _, _ = run(carl, "run", "-q", "--limit", "3", "--fail-on-match", "-r", "all.car", "many.json", cwd=directory)
    tap.equal(status, 1, "the status is that of a run with hits")


def test_refused(tap, carl, events):
    for options, wanted in REFUSED:
        status, out, err = run(carl, "run", "-r", "all.car", *options, events.name, cwd=events.parent)
        tap.check(status == 2 and out == b"" and all(part in err for part in wanted), "refused: %s" % " ".join(options), err)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        for rule, text in (("all", ALL), ("latest", LATEST), ("joined", JOINED)):
            (directory / (rule + ".car")).write_text(text)
        events = directory / "events.json"
        events.write_text("\n".join(RECORDS) + "\n")
        test_taken(tap, sys.argv[1], events)
        test_late(tap, sys.argv[1], events)
        test_limit(tap, sys.argv[1], directory)
        test_refused(tap, sys.argv[1], events)
    tap.done()


main()
