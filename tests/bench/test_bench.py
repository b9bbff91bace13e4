#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests what the benchmark is made of, on a small scale and without a network:
events, rules, answers, costs, tables.

usage: test_bench.py CARL MEASURE SOURCE_DIRECTORY
"""

import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import corpus  # noqa: E402
import goals  # noqa: E402
import measuring  # noqa: E402
import peers  # noqa: E402
import queries  # noqa: E402
import records  # noqa: E402
import report  # noqa: E402
import rules  # noqa: E402
import tables  # noqa: E402
import tools  # noqa: E402
from tap import Tap  # noqa: E402

SMALL, GREAT = 1 << 20, 6 << 20
MIX = [(1, 70, "Process Create"), (7, 20, "Image loaded"), (11, 10, "File created")]  # most of them what is asked for
WRONG = {  # rules that are a little wrong: their answers must be refused
    queries.REGSVR32: ('image_path != "*regsvr32.exe*"', 'image_path != "*regsvr32.exe"'),
    queries.PRINTED: ('contains "a"', 'contains "e"'),
    queries.BY_IMAGE: ("processes = search Process:Create", 'all = search Process:Create\n'
                       'processes = filter all where image_path != null'),
}
BUSY = "held = bytearray(100 << 20)\nfor i in range(0, len(held), 4096): held[i] = 1\nprint('done')"
COSTS = [  # name, seconds allowed, command, status, the least and most of MiB
    ("a small command", 10, ["true"], 0, (0, 20)),
    ("a status", 10, ["sh", "-c", "exit 3"], 3, (0, 20)),
    ("a great command", 30, [sys.executable, "-c", BUSY], 0, (100, 300)),
    ("no command", 10, ["/nonexistent/command"], 127, (0, 20)),
    ("a command that takes too long", 1, ["sleep", "60"], 137, (0, 20)),
]


def row(tool, family, seconds, peak=1 << 20, **more):
    return {"tool": tool, "family": family, "threads": "1", "slow": False, "bound": False, "counting": False,
            "seconds": seconds, "min": seconds, "max": seconds, "size": 1 << 30, "processor": seconds, "peak": peak,
            "hits": 1, "rounds": 1, **more}


SAMPLE = {
    "machine": {"date": "2001-02-03", "processor": "P", "processors": 2, "memory": 1 << 30, "system": "S",
                "kernel": "K", "build": {}, "load": 0},
    "versions": {"carl": "carl 0", "jq": "1"}, "options": [], "rounds": 1, "notes": ["A NOTE"],
    "events": {"size": 1 << 30, "lines": 10, "creations": 1, "base": "a base"},
    "table1": {queries.REGSVR32: [row("carl", "carl", 0.25), row("carl, no gate", "carl", 0.5),
                                  row("DuckDB", "duckdb", 2.0), row("DuckDB, count only", "duckdb", 1.0, 1 << 10),
                                  row("jq", "jq", 3.0, size=1 << 28, slow=True),
                                  row("wc -l", "wc", 0.125, bound=True)],
               queries.PRINTED: [row("carl", "carl", 0.5), row("DuckDB", "duckdb", 0.25)]},
    "table2": [{**row("carl", "carl", 1.0 if count == 1 else 4.0), "series": "generated", "rules": str(count),
                "count": count} for count in (1, 1000)],
    "table3": {queries.REGSVR32: [row("carl", "carl", 1.0), row("carl", "carl", 0.5, threads="2")]},
    "table4": {queries.REGSVR32: [row("carl", "carl", 1.0, 65 << 20)]},
    "short": {"start with the shipped rules": row("carl", "carl", 0.02)},
}
GOALS = [("regsvr32: times DuckDB", 4.0, False), ("regsvr32: time / `wc -l`", 2.0, False),
         ("regsvr32, no gate: times DuckDB", 2.0, False), ("regsvr32, no gate: time / `wc -l`", 4.0, False),
         ("printed, beside a DuckDB that counts: times DuckDB", 0.5, False), ("regsvr32: times jq", 48.0, True),
         ("1,000 generated rules: time / one", 4.0, True), ("2 threads: times one", 2.0, True),
         ("peak MiB of rules that keep nothing, whatever the size", 65.0, False),
         ("start with the shipped rules, milliseconds", 20.0, False)]
WINS = ["- regsvr32: DuckDB, count only takes 0 MiB of memory where carl takes 1.",
        "- printed: DuckDB is 2.00 times as fast as carl."]


def bench_in(folder, measure, rounds=1, timeout=60):
    return measuring.Bench(folder, measure, rounds, timeout, measuring.Notes(folder))


def written(pieces, size):
    file = io.BytesIO()
    pieces.write(file, size)
    return file.getvalue()


def test_events(tap, folder):
    """Gives a file of events that has several copies of its base."""
    lines = records.records(1500)
    tap.equal(records.records(1500), lines, "generated records are the same each time")
    average = sum(map(len, lines)) / len(lines)
    tap.check(1000 <= average <= 2500, "a generated record has 1.0 to 2.5 KB on average", average)
    lines = records.records(1504, events=MIX)
    pieces = corpus.Pieces(lines)
    great = written(pieces, GREAT)
    tap.equal(written(corpus.Pieces(lines), GREAT), great, "a corpus is the same each time")
    tap.check(great.startswith(written(pieces, SMALL)), "a smaller corpus is the beginning of a greater one")
    whole = great.splitlines(keepends=True)
    tap.check(GREAT <= len(great) < GREAT + max(map(len, whole)) and great.endswith(b"\n"),
              "a corpus is as long as asked for, up to a whole line", len(great))
    parsed = [json.loads(line) for line in whole]
    for field in ("RecordNumber", "UtcTime", "Hostname"):
        first, second = ({record[field] for record in parsed[begin:begin + 100]} for begin in (0, 1504))
        tap.check(not first & second, "two copies share no %s" % field, sorted(first & second)[:3])
    events = folder / "events.ndjson"
    events.write_bytes(great)
    return events


def test_rules(tap, carl, folder):
    made = rules.generated(1000)
    tap.equal(rules.generated(1000), made, "generated rules are the same each time")
    tap.equal(rules.generated(10), made[:10], "fewer rules are the beginning of more")
    bodies = {text.split("\n\n", 1)[1] for _, text in made}
    tap.check(len(bodies) >= 990, "hardly two rules are alike", len(bodies))
    rules.write(folder / "generated", made)
    checked = subprocess.run([carl, "check", "--strict", str(folder / "generated")], capture_output=True, text=True,
                             check=False)
    tap.check(checked.returncode == 0, "generated rules check without error or warning", checked.stdout[:2000])


def test_answers(tap, bench, carl, events):
    answers = bench.reference(events)["answers"]
    for query in queries.QUERIES:
        tap.check(answers[query][0] > 0, "there is something to find for %s" % query)
    here = [name for name in ("jq", "gojq", "mlr") if shutil.which(name)]
    found = peers.find(bench.cache, here, False, measuring.say)
    for tool in tools.all_tools(carl, found, bench.cache, 2):
        for query in queries.QUERIES:
            try:
                _, hits = bench.once(tool, query, events)
                tap.equal(hits, answers[query][0], "%s on %s threads answers %s" % (tool.name, tool.threads, query))
            except measuring.Differs as difference:
                tap.check(False, "%s answers %s" % (tool.name, query), difference)
    for query, (right, wrong) in WRONG.items():
        text = queries.RULES[query].replace(right, wrong)
        carl.rules[query].write_text(text)
        try:
            bench.once(carl.tool("carl"), query, events)
            tap.check(False, "a wrong answer is refused: %s" % query, text)
        except measuring.Differs as difference:
            tap.check("carl differs for %s" % query in str(difference), "a wrong answer is refused: %s" % query)


def test_rule_sets(tap, bench, carl, events):
    class Options:
        shared = ""

    sets = tables.RuleSets(tables.Context(bench, carl, {}, Options))
    low = ("LOW", "@id LOW\na = search Module:Load\noutput a\n")
    _, hits = sets.run("one", [low], events)
    tap.check(hits > 0, "the hits of a set are counted", hits)
    tap.equal(sets.run("two", [low, ("NONE", "@id NONE\na = search Driver:Load\noutput a\n")], events)[1], hits,
              "a rule finds the same in a greater set")
    try:
        sets.run("changed", [("LOW", "@id LOW\na = search File:Create\noutput a\n")], events)
        tap.check(False, "a rule that finds something else is refused")
    except measuring.Differs:
        tap.check(True, "a rule that finds something else is refused")
    broken = sets.run("broken", [("BROKEN", "output nothing\n")], events)
    tap.equal(broken, None, "a rule that does not run is left out")


def test_costs(tap, folder, measure):
    for name, seconds, command, status, (least, most) in COSTS:
        bench = bench_in(folder, measure, timeout=seconds)
        run, found, said = bench.cost(command, folder / "output")
        tap.equal(found, status, "%s: its status" % name)
        tap.check(least <= run.peak / (1 << 20) <= most, "%s: its peak memory" % name, run.peak)
        tap.check(0 <= run.seconds <= seconds + 5, "%s: its time" % name, run.seconds)
    tap.equal(said, "", "nothing is said about a command that is killed")


def test_killed(tap, folder, measure):
    """What measures is killed: what is measured must not live on."""
    words = [str(folder / name) for name in ("result", "output", "errors")]
    (folder / "output").write_bytes(b"")
    measuring_process = subprocess.Popen([str(measure), *words, "60", "sh", "-c", "echo $$; exec sleep 60"])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not (folder / "output").read_bytes().endswith(b"\n"):
        time.sleep(0.01)
    child = int((folder / "output").read_text())
    measuring_process.kill()
    measuring_process.wait()
    while time.monotonic() < deadline and is_running(child):
        time.sleep(0.01)
    tap.check(not is_running(child), "a command ends with what measures it")


def is_running(process):
    state = pathlib.Path("/proc/%d/stat" % process)
    return state.is_file() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_report(tap, folder, source):
    found = [(goal.text, goal.value, goal.reached) for goal in goals.of(SAMPLE)]
    tap.equal(found, GOALS, "goals")
    tap.equal(report.wins(SAMPLE["table1"]).split("\n"), WINS, "where a peer wins")
    text = report.render(SAMPLE)
    for wanted in ("| carl | 0.250 (0.250-0.250) | 0.25 | 4294 | 4.00 | 48.0 | 2.00 | 1 | 1 |", "| jq (a part) |",
                   "first 256 MiB only", "- A NOTE", "| carl | 2 | 0.500", "P, 2 processors"):
        tap.check(wanted in text, "the tables hold %r" % wanted, text)
    page = folder / "page.md"
    page.write_text((source / "docs" / "performance.md").read_text(encoding="utf-8"), encoding="utf-8")
    before = page.read_text(encoding="utf-8").partition(report.BEGIN)[0]
    for name in ("first", "second"):
        report.splice(page, "The %s text." % name)
    after = page.read_text(encoding="utf-8")
    tap.check(before and after.startswith(before), "what stands before the tables of the page stays")
    tap.check("The second text." in after and "The first text." not in after and after.count(report.END) == 1,
              "tables take the place of those before", after[-500:])


def main():
    carl_path, measure, source = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3])
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        carl = tools.Carl(carl_path, folder / "queries")
        bench = bench_in(folder, measure)
        events = test_events(tap, folder)
        test_rules(tap, carl.path, folder)
        test_answers(tap, bench, carl, events)
        test_rule_sets(tap, bench, carl, events)
        test_costs(tap, folder, measure)
        if sys.platform == "linux":
            test_killed(tap, folder, measure)
        test_report(tap, folder, source)
    tap.done()


main()
