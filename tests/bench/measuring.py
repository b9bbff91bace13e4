# SPDX-License-Identifier: Apache-2.0
"""Running commands in turn, each alone, and checking what they answer."""

import dataclasses
import json
import pathlib
import shutil
import statistics
import subprocess
import sys

import queries
import tools

BUFFER = 1 << 22


class Differs(Exception):
    """Two tools gave different answers."""


class Failed(Exception):
    """A command did not do what it was asked."""


@dataclasses.dataclass
class Run:
    seconds: float
    processor: float
    peak: int  # bytes


class Series:
    """The runs of one command over one file."""

    def __init__(self, size):
        self.size = size
        self.runs = []
        self.hits = None

    def summary(self):
        times = [run.seconds for run in self.runs]
        return {"seconds": statistics.median(times), "min": min(times), "max": max(times), "size": self.size,
                "processor": statistics.median(run.processor for run in self.runs),
                "peak": max(run.peak for run in self.runs), "hits": self.hits, "rounds": len(times)}


def say(text):
    print("# " + text, file=sys.stderr, flush=True)


class Notes:
    """What the reader of the figures must know: said at once, and kept. Where the
    cache is, is nobody's business."""

    def __init__(self, cache):
        self.cache = str(cache) + "/"
        self.lines = []

    def add(self, text):
        text = text.replace(self.cache, "")
        if text not in self.lines:
            say(text)
            self.lines.append(text)


def warm(path):
    """Reads a file so that it lies in the page cache."""
    with open(path, "rb", buffering=0) as file:
        while file.read(BUFFER):
            pass


class Bench:
    """Where things are, and the commands' costs."""

    def __init__(self, cache, measure, rounds, timeout, notes):
        self.cache = pathlib.Path(cache)
        self.measure = str(measure)
        self.rounds = rounds
        self.timeout = timeout
        self.notes = notes
        self.scratch = self.cache / "run"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.references = {}

    def place(self, events):
        return tools.Place(pathlib.Path(events).resolve(), self.scratch / "output", self.scratch / "answer")

    def cost(self, command, output):
        """Runs one command: its cost, its exit status and the end of its messages."""
        result, errors = self.scratch / "result", self.scratch / "errors"
        subprocess.run([self.measure, str(result), str(output), str(errors), str(self.timeout), *command], check=True)
        status, elapsed, processor, peak = result.read_text().split()
        said = errors.read_bytes()[-500:].decode(errors="replace").strip()
        return Run(float(elapsed), float(processor), int(peak) * 1024), int(status), said

    def must(self, command, output):
        run, status, said = self.cost(command, output)
        if status != 0:
            raise Failed("%s: exit status %d: %s" % (" ".join(command)[:400], status, said))
        return run

    def reference(self, events):
        """The answers that are right for a file, worked out once for each file."""
        path = pathlib.Path(str(events) + ".answers.json")
        if str(events) not in self.references:
            if not path.is_file():
                say("working out the answers for %s" % events)
                answers, lines, creations = queries.reference(events)
                path.write_text(json.dumps({"lines": lines, "creations": creations,
                                            "answers": {q: a.key() for q, a in answers.items()}}))
            self.references[str(events)] = json.loads(path.read_text())
        return self.references[str(events)]

    def check(self, tool, query, place):
        """Raises Differs unless a run's answer is the right one. Returns its size."""
        if tool.bound:
            return None
        wanted = self.reference(place.events)["answers"][query]
        if tool.counting:
            found = tool.count(place)
            if found != wanted[0]:
                raise Differs("%s counts %s for %s in %s, where %d are right" % (
                    tool.name, found, query, place.events, wanted[0]))
            return found
        answer = queries.Answer()
        for row in tool.rows(query, place):
            answer.add(row)
        if answer.key() != wanted:
            raise Differs(self.difference(tool, query, place))
        return answer.count

    def difference(self, tool, query, place):
        """What differs, in words; the rows in full go to two files."""
        right, _, _ = queries.reference(place.events, keep=True)
        got = queries.Answer(keep=True)
        for row in tool.rows(query, place):
            got.add(row)
        for name, rows in (("wanted", right[query].rows), ("got", got.rows)):
            (self.cache / ("differs-%s.txt" % name)).write_text(
                "\n".join(sorted(rows)) + "\n", encoding="utf-8", errors="surrogatepass")
        lost = sorted(set(right[query].rows) - set(got.rows))[:3]
        extra = sorted(set(got.rows) - set(right[query].rows))[:3]
        return "%s differs for %s in %s: %d rows, where %d are right; missing %s; unexpected %s; all of them in %s" % (
            tool.name, query, place.events, got.count, right[query].count, lost, extra, self.cache / "differs-*.txt")

    def once(self, tool, query, events):
        """One run of a tool, checked; None where it has no such query, or where a
        peer cannot do it."""
        place = self.place(events)
        command = tool.command(query, place)
        if command is None:
            return None
        try:
            run = self.must(command, place.output)
        except Failed as failure:
            if tool.family == "carl":
                raise
            self.notes.add("LEFT OUT: %s" % failure)
            return None
        run.seconds = tool.seconds(place, run.seconds)
        return run, self.check(tool, query, place)

    def in_turn(self, cases):
        """Runs cases (key -> (size, function that gives (run, hits) or None)) one after
        another, as often as there are rounds. Gives key -> summary."""
        series = {key: Series(size) for key, (size, _) in cases.items()}
        for number in range(self.rounds):
            for key, (_, function) in cases.items():
                say("round %d of %d: %s" % (number + 1, self.rounds, key))
                outcome = function()
                if outcome is None:
                    continue
                run, hits = outcome
                if series[key].hits not in (None, hits):
                    raise Differs("%s gives %s hits, then %s" % (key, series[key].hits, hits))
                series[key].runs.append(run)
                series[key].hits = hits
        return {key: one.summary() for key, one in series.items() if one.runs}

    def beginning(self, events, size):
        """A file with the first whole lines of another, `size` bytes or a little more."""
        events = pathlib.Path(events)
        if events.stat().st_size <= size:
            return events
        path = events.with_name("%s-first-%d.ndjson" % (events.stem, size))
        if not path.is_file():
            partial = path.with_suffix(".partial")
            with open(events, "rb") as source, open(partial, "wb") as target:
                left = size
                while left > 0:
                    block = source.read(min(left, BUFFER))
                    target.write(block)
                    left -= len(block)
                target.write(source.readline())
            partial.rename(path)
        return path

    def clear(self):
        shutil.rmtree(self.scratch, ignore_errors=True)
