# SPDX-License-Identifier: Apache-2.0
"""The tools that are measured: what to run for a query, and how to read what came.

A tool's commands are lists of words; `Place` holds the files they are about.
"""

import dataclasses
import json
import pathlib
import re
import subprocess

import peers
import queries


@dataclasses.dataclass
class Place:
    """Where one run's files are."""
    events: pathlib.Path
    output: pathlib.Path  # the command's standard output
    answer: pathlib.Path  # what the command itself writes, where it does


@dataclasses.dataclass
class Tool:
    name: str
    family: str  # what ratios are formed with: "carl", "duckdb", "jq", "wc" ...
    command: object  # query, Place -> words, or None where the tool has no such query
    rows: object = None  # query, Place -> rows, where the whole answer is compared
    threads: str = "1"
    slow: bool = False  # runs on the beginning of the events only
    bound: bool = False  # does less than the query asks for
    counting: bool = False  # gives the number of rows only
    inner: bool = False  # says itself how long the query took

    def seconds(self, place, elapsed):
        """The time that counts, from that of the whole process."""
        return json.loads(place.output.read_text())["seconds"] if self.inner else elapsed

    def count(self, place):
        return json.loads(place.output.read_text())["value"]


class Carl:
    """What one carl can do, and the commands for it."""

    def __init__(self, path, scratch):
        self.path = str(pathlib.Path(path).resolve())
        self.rules = {}
        self.options = set(re.findall(r"^\s+(?:-\w, )?(--[\w-]+)", self.say("run", "--help"), flags=re.M))
        self.version = self.say("--version").strip()
        scratch.mkdir(parents=True, exist_ok=True)
        for query, text in queries.RULES.items():
            self.rules[query] = scratch / (query.replace(" ", "_") + ".car")
            self.rules[query].write_text(text)

    def say(self, *words):
        return subprocess.run([self.path, *words], capture_output=True, text=True, check=True).stdout

    def has(self, option):
        return option in self.options

    def run(self, rules, events, threads=1, more=()):
        """The command that runs rules over events."""
        if self.has("--threads"):
            more = ["--threads", str(threads), *more]
        return [self.path, "run", "-q", "-f", "jsonl", *more, "-r", str(rules), "--", str(events)]

    def tool(self, name, threads=1, more=(), slow=False):
        return Tool(name, "carl", lambda query, place: self.run(self.rules[query], place.events, threads, more),
                    lambda query, place: queries.rows_of_carl(query, place.output), str(threads), slow)

    def variants(self, processors):
        """carl as it is on one thread, then with what this build has."""
        found = [self.tool("carl")]
        if self.has("--no-gate"):
            found.append(self.tool("carl, no gate", more=["--no-gate"]))
        if self.has("--threads") and processors > 1:
            found.append(self.tool("carl", threads=processors))
        if self.has("--strict"):
            found.append(self.tool("carl --strict", more=["--strict"], slow=True))
        return found


def duckdb_source(events):
    def source(columns):
        types = ", ".join(["EventID: 'INTEGER'"] + ["%s: 'VARCHAR'" % name for name in columns])
        return "read_json('%s', format = 'newline_delimited', auto_detect = false, columns = {%s})" % (events, types)
    return source


def chdb_source(events):
    def source(columns):
        types = ", ".join(["EventID Int32"] + ["%s Nullable(String)" % name for name in columns])
        return "file('%s', 'JSONEachRow', '%s')" % (events, types)
    return source


def sql_tool(engine, modules, threads, counting):
    """DuckDB or chDB. A count comes back as a value, rows are written by the engine
    itself, as JSON."""
    label = {"duckdb": "DuckDB", "chdb": "chDB"}[engine]

    def command(query, place):
        if counting and query == queries.BY_IMAGE:
            return None
        source = (duckdb_source if engine == "duckdb" else chdb_source)(place.events)
        statement = queries.sql(query, source, counting)
        if not counting and engine == "duckdb":
            statement = "COPY (%s) TO '%s' (FORMAT json, USE_TMP_FILE false)" % (statement, place.answer)
        elif not counting:
            statement += " INTO OUTFILE '%s' TRUNCATE FORMAT JSONEachRow" % place.answer
        return ["node", str(peers.SQL_DRIVER), str(modules), engine, str(threads), statement]

    return Tool(label + (", count only" if counting else ""), engine, command,
                None if counting else lambda query, place: queries.rows_of_json(query, place.answer), str(threads),
                counting=counting, inner=True)


def printing(name, family, program, threads):
    """A tool that reads the events and prints rows of JSON: program(query) gives
    the words before the file."""
    return Tool(name, family, lambda query, place: [*program(query), str(place.events)],
                lambda query, place: queries.rows_of_json(query, place.output), threads, slow=True)


def jq_program(command):
    def program(query):
        return [command, "-c", *(["-n"] if query == queries.BY_IMAGE else []), queries.JQ[query]]
    return program


def miller_program(query):
    return ["mlr", "--ijsonl", "--ojsonl", *queries.MILLER[query]]


def ripgrep(query, place):
    """The lines that hold what every hit must hold: more than the hits."""
    literal = ["-i", "-F", "regsvr32.exe"] if query == queries.REGSVR32 else ["-F", '"EventID":1,']
    return ["rg", "-c", "-N", "--no-config", *literal, str(place.events)]


def sql_tools(engine, modules, processors):
    threads = [1, processors] if processors > 1 else [1]
    return [sql_tool(engine, modules, count, counting) for count in threads for counting in (True, False)]


def all_tools(carl, found, cache, processors):
    """Every tool for table 1, in the order of the table."""
    modules = pathlib.Path(cache) / "npm"
    listed = carl.variants(processors)
    for engine in peers.NPM:
        if engine in found:
            listed += sql_tools(engine, modules, processors)
    if "jq" in found:
        listed.append(printing("jq", "jq", jq_program("jq"), "1"))
    if "gojq" in found:
        listed.append(printing("gojq", "gojq", jq_program("gojq"), "its own"))
    if "mlr" in found:
        listed.append(printing("Miller", "mlr", miller_program, "its own"))
    if "rg" in found:
        listed.append(Tool("ripgrep (one literal)", "rg", ripgrep, bound=True))
    if "wc" in found:
        listed.append(Tool("wc -l", "wc", lambda query, place: ["wc", "-l", str(place.events)], bound=True))
    return listed
