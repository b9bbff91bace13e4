# SPDX-License-Identifier: Apache-2.0
"""The four tables and the small figures, as data."""

import json
import pathlib

import measuring
import queries
import rules
import tools

THREADS = [1, 2]
COUNTS = [1, 10, 100, 1000]
SLICE = 64 << 20  # on which the slowest rules of the corpus are looked for
CANDIDATES = 3
SHORT_RUNS = 4  # short commands run so many times as often as there are rounds


class Context:
    """What all tables need."""

    def __init__(self, bench, carl, found, options):
        self.bench = bench
        self.carl = carl
        self.found = found
        self.options = options
        self.events = None

    def all_tools(self):
        return tools.all_tools(self.carl, self.found, self.bench.cache, self.options.processors)


def query_case(context, tool, query, events):
    return events.stat().st_size, lambda: context.bench.once(tool, query, events)


def described(tool, summary):
    return {"tool": tool.name, "family": tool.family, "threads": tool.threads, "slow": tool.slow, "bound": tool.bound,
            "counting": tool.counting, **summary}


def queries_by_tools(context):
    """Table 1."""
    slow_events = context.bench.beginning(context.events, context.options.slow_size)
    table = {}
    for query in queries.QUERIES:
        measuring.warm(context.events)
        cases, listed = {}, {}
        for tool in context.all_tools():
            key = "%s, %s: %s" % (tool.name, tool.threads, query)
            listed[key] = tool
            cases[key] = query_case(context, tool, query, slow_events if tool.slow else context.events)
        done = context.bench.in_turn(cases)
        table[query] = [described(listed[key], summary) for key, summary in done.items()]
    return table


def hits_by_rule(path):
    counts = {}
    with open(path, "rb") as file:
        for line in file:
            name = json.loads(line)["rule"]
            counts[name] = counts.get(name, 0) + 1
    return counts


class RuleSets:
    """Runs sets of rules, and holds each rule to the number of hits it had before."""

    def __init__(self, context):
        self.context = context
        self.folder = context.bench.cache / "rules"
        self.known = {}

    def run(self, name, pairs, events, more=()):
        """One run of a set: (run, number of hits), or None where it does not get through."""
        place = self.context.bench.place(events)
        folder = rules.write(self.folder / name, pairs)
        try:
            run = self.context.bench.must(self.context.carl.run(folder, events, more=more), place.output)
        except measuring.Failed as failure:
            self.context.bench.notes.add("LEFT OUT: rules %s: %s" % (
                name if len(pairs) > 1 else pairs[0][0], str(failure).rsplit(": exit ", 1)[-1].splitlines()[0]))
            return None
        counts = hits_by_rule(place.output)
        for rule, _ in pairs:
            before = self.known.setdefault((str(events), rule), counts.get(rule, 0))
            if before != counts.get(rule, 0):
                raise measuring.Differs("rule %s has %d hits in the set %s %s, and had %d" % (
                    rule, counts.get(rule, 0), name, " ".join(more), before))
        return run, sum(counts.values())

    def usable(self, pairs, events):
        """The rules that run alone, each with its time."""
        outcomes = [(self.run("alone", [pair], events), pair) for pair in pairs]
        return [(outcome[0].seconds, pair) for outcome, pair in outcomes if outcome]

    def slowest(self, timed, events):
        """The slowest rule, by the median of several runs of those that were slowest once."""
        candidates = [pair for _, pair in sorted(timed, key=lambda item: -item[0])[:CANDIDATES]]
        cases = {pair[0]: (events.stat().st_size, lambda pair=pair: self.run("alone", [pair], events))
                 for pair in candidates}
        done = self.context.bench.in_turn(cases)
        return max(candidates, key=lambda pair: done[pair[0]]["seconds"])


def rule_sets(sets, context):
    """The sets of table 2: (series, name, rules)."""
    made = rules.generated(max(COUNTS))
    listed = [("generated", "%d" % count, made[:count]) for count in COUNTS]
    corpus = rules.of_corpus(context.options.shared)
    if not corpus:
        context.bench.notes.add("no corpus of published rules: the table of rules has generated ones only")
        return listed
    part = context.bench.beginning(context.events, SLICE)
    timed = sets.usable(corpus, part)
    pairs = [pair for _, pair in timed]
    slowest = sets.slowest(timed, part)
    listed += [("published", "the slowest (%s)" % slowest[0], [slowest]), ("published", "all %d" % len(pairs), pairs)]
    listed += [("published, then generated", "%d" % count, (pairs + made)[:count]) for count in COUNTS]
    return listed


def many_rules(context):
    """Table 2."""
    sets = RuleSets(context)
    variants = [("carl", [])] + ([("carl, no gate", ["--no-gate"])] if context.carl.has("--no-gate") else [])
    cases, listed = {}, {}
    size = context.events.stat().st_size
    for series, name, pairs in rule_sets(sets, context):
        for tool, more in variants:
            key = "%s: %s: %s" % (tool, series, name)
            folder = "%s-%d" % (series.replace(", ", "-").replace(" ", "-"), len(pairs))
            listed[key] = {"tool": tool, "series": series, "rules": name, "count": len(pairs)}
            cases[key] = (size, lambda folder=folder, pairs=pairs, more=more: sets.run(
                folder, pairs, context.events, more))
    measuring.warm(context.events)
    return [{**listed[key], **summary} for key, summary in context.bench.in_turn(cases).items()]


def short_figures(context):
    """Starting with the shipped rules, and with 1,000 rules to compile, on no events."""
    empty = context.bench.cache / "empty.ndjson"
    empty.write_bytes(b"")
    folder = rules.write(context.bench.cache / "rules" / "generated-1000", rules.generated(1000))
    shipped = pathlib.Path(context.options.source) / "rules"
    place = context.bench.place(empty)
    cases = {name: (0, lambda rule=rule: (context.bench.must(context.carl.run(rule, empty), place.output), 0))
             for name, rule in (("start with the shipped rules", shipped), ("start with 1,000 rules", folder))}
    rounds, context.bench.rounds = context.bench.rounds, context.bench.rounds * SHORT_RUNS
    try:
        return context.bench.in_turn(cases)
    finally:
        context.bench.rounds = rounds


def threaded_tools(context):
    """The tools of table 3, for each number of threads."""
    carl, listed = context.carl, []
    for threads in THREADS:
        if carl.has("--threads"):
            listed.append(carl.tool("carl", threads))
            if carl.has("--no-gate"):
                listed.append(carl.tool("carl, no gate", threads, ["--no-gate"]))
        listed += [tools.sql_tool(engine, context.bench.cache / "npm", threads, True)
                   for engine in ("duckdb", "chdb") if engine in context.found]
    return listed


def threads(context):
    """Table 3."""
    if context.options.processors < max(THREADS):
        context.bench.notes.add("LEFT OUT: the table of threads needs %d processors" % max(THREADS))
        return {}
    if not context.carl.has("--threads"):
        context.bench.notes.add("this carl has no --threads: it is not in the table of threads")
    table = {}
    for query in (queries.REGSVR32, queries.PRINTED):
        measuring.warm(context.events)
        listed = {"%s, %s threads: %s" % (tool.name, tool.threads, query): tool for tool in threaded_tools(context)}
        done = context.bench.in_turn({key: query_case(context, tool, query, context.events)
                                      for key, tool in listed.items()})
        table[query] = [described(listed[key], summary) for key, summary in done.items()]
    return table


def sizes(context, make):
    """Table 4; make(size) gives events."""
    chosen = [tool for tool in context.all_tools() if tool.threads == "1" and not tool.slow and (
        tool.family in ("carl", "wc") or (tool.family == "duckdb" and tool.counting))]
    table = {}
    for query in (queries.REGSVR32, queries.PRINTED):
        table[query] = []
        for size in context.options.sizes:
            events = make(size)
            measuring.warm(events)
            listed = {"%s: %s: %d MiB" % (tool.name, query, size >> 20): tool for tool in chosen}
            done = context.bench.in_turn({key: query_case(context, tool, query, events)
                                          for key, tool in listed.items()})
            table[query] += [described(listed[key], summary) for key, summary in done.items()]
    return table
