#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures carl beside its peers, on the same events, in one run, in turn.

    tests/bench/run.py [--quick] [--write docs/performance.md]
    meson test -C build --benchmark --verbose --test-args='--quick --rounds 1'

Makes a corpus of events in a cache folder, installs the peers it can (jq, gojq,
Miller, ripgrep from Debian; DuckDB and chDB through npm), runs three queries with
each and prints tables. docs/performance.md says what is measured and how. Timing
never fails; answers that differ do: exit status 1.
"""

import sys

sys.dont_write_bytecode = True

import argparse  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import pathlib  # noqa: E402
import subprocess  # noqa: E402

import corpus  # noqa: E402
import machine  # noqa: E402
import measuring  # noqa: E402
import peers  # noqa: E402
import report  # noqa: E402
import tables  # noqa: E402
import tools  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
PEERS = ["jq", "gojq", "mlr", "duckdb", "chdb", "rg", "wc"]
UNITS = {"K": 10, "M": 20, "G": 30}


def size(text):
    """Bytes from "64M" or "1.5G"."""
    scale = UNITS.get(text[-1:].upper())
    return int(float(text[:-1]) * (1 << scale)) if scale else int(text)


def sizes(text):
    return [size(part) for part in text.split(",")]


DEFAULTS = {"size": size("1G"), "sizes": sizes("256M,1G,4G"), "slow_size": size("256M"), "rounds": 5}
QUICK = {"size": size("64M"), "sizes": sizes("16M,64M"), "slow_size": size("32M"), "rounds": 2}


def words(text):
    return [part for part in text.split(",") if part]


def default_cache():
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "carl-bench"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--carl", default=SOURCE / "build" / "src" / "cli" / "carl", help="the carl to measure")
    parser.add_argument("--measure", help="the helper that runs a command, built from measure.c; default: build it")
    parser.add_argument("--cache", type=pathlib.Path, default=default_cache(), help="where events and peers are kept")
    parser.add_argument("--shared", default=str(SOURCE.parent / "shared"),
                        help="folder with data/ of real dumps and corpus/ of published rules; '' for none")
    parser.add_argument("--size", type=size, help="of the events; default 1G")
    parser.add_argument("--sizes", type=sizes, help="for the fourth table; default 256M,1G,4G")
    parser.add_argument("--slow-size", type=size, help="what slow peers read of the events; default 256M")
    parser.add_argument("--rounds", type=int, help="runs of each command; default 5")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds that a command may take")
    parser.add_argument("--quick", action="store_true", help="other defaults: 64M; 16M,64M; 32M; 2 rounds")
    parser.add_argument("--tables", type=words, default=words("1,2,3,4"), help="which; default 1,2,3,4")
    parser.add_argument("--peers", type=words, default=PEERS, help="which; default " + ",".join(PEERS))
    parser.add_argument("--no-install", action="store_true", help="use only what is installed")
    parser.add_argument("--results", type=pathlib.Path, help="file to keep the figures in; default in the cache")
    parser.add_argument("--write", type=pathlib.Path, metavar="PAGE", help="put the tables into a page")
    parser.add_argument("--from", dest="given", type=pathlib.Path, metavar="RESULTS",
                        help="measure nothing, take the figures from a file")
    options = parser.parse_args()
    for name, value in (QUICK if options.quick else DEFAULTS).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    if options.write and not report.has_markers(options.write):
        parser.error("%s lacks the markers between which the tables stand" % options.write)
    options.shared = options.shared if pathlib.Path(options.shared or "/nonexistent").is_dir() else ""
    options.cache = options.cache.resolve()
    options.processors = machine.processors()
    options.source = SOURCE
    return options


def build_measure(cache):
    program = cache / "measure"
    program.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cc", "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-O2", "-o", str(program),
                    str(pathlib.Path(__file__).resolve().parent / "measure.c")], check=True)
    return program


def measure(options):
    """All figures, as data."""
    notes = measuring.Notes(options.cache)
    bench = measuring.Bench(options.cache, options.measure or build_measure(options.cache), options.rounds,
                            options.timeout, notes)
    carl = tools.Carl(options.carl, options.cache / "rules" / "queries")
    found = peers.find(options.cache, options.peers, not options.no_install, notes.add)
    context = tables.Context(bench, carl, found, options)

    def make(wanted):
        return corpus.make(options.cache, wanted, options.shared, measuring.say)

    context.events = make(options.size)
    for warning in machine.warnings(options, context.events):
        notes.add(warning)
    known = bench.reference(context.events)
    results = {"machine": machine.describe(options), "versions": {"carl": carl.version, **found},
               "options": sorted(carl.options & {"--threads", "--no-gate", "--strict"}), "rounds": options.rounds,
               "events": {"size": context.events.stat().st_size, "base": corpus.describe(options.shared)[1],
                          "lines": known["lines"], "creations": known["creations"]},
               "notes": notes.lines}
    made = {"1": lambda: tables.queries_by_tools(context), "2": lambda: tables.many_rules(context),
            "3": lambda: tables.threads(context), "4": lambda: tables.sizes(context, make)}
    for name in options.tables:
        results["table" + name] = made[name]()
    results["short"] = tables.short_figures(context)
    bench.clear()
    return results


def main():
    options = arguments()
    try:
        results = json.loads(options.given.read_text()) if options.given else measure(options)
    except measuring.Differs as difference:
        print("DIFFERENT ANSWERS: %s" % difference, file=sys.stderr)
        return 1
    except measuring.Failed as failure:
        print("FAILED: %s" % failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    if not options.given:
        path = options.results or options.cache / "results.json"
        path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        measuring.say("the figures are in %s" % path)
    text = report.render(results)
    print(text)
    if options.write:
        report.splice(options.write, text)
        measuring.say("wrote the tables into %s" % options.write)
    return 0


if __name__ == "__main__":
    sys.exit(main())
