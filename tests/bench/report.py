# SPDX-License-Identifier: Apache-2.0
"""The figures as tables in Markdown, and putting them into a page."""

import re

import goals
import queries

BEGIN = "<!-- results: written by tests/bench/run.py --write -->"
END = "<!-- end of results -->"
NOTABLE = 0.9  # less memory by less than this share of carl's is no less
FAMILIES = {"carl": "carl", "duckdb": "DuckDB", "chdb": "chDB", "jq": "jq", "gojq": "gojq", "mlr": "Miller",
            "rg": "ripgrep", "wc": "wc"}


def mebibytes(count):
    return "%d" % round(count / (1 << 20))


def speed(row):
    """Megabytes a second."""
    return row["size"] / 1e6 / row["seconds"]


def short(number):
    return "%.2f" % number if number < 10 else "%.1f" % number if number < 100 else "%d" % round(number)


def time_of(row):
    return "%.3f (%.3f-%.3f)" % (row["seconds"], row["min"], row["max"])


def table(heads, rows):
    """A table; the first column to the left, the others to the right."""
    lines = ["| %s |" % " | ".join(heads), "|---|%s" % ("---:|" * (len(heads) - 1))]
    return "\n".join(lines + ["| %s |" % " | ".join(row) for row in rows])


def name_of(row):
    label = row["tool"] + ("" if row["threads"] == "1" else ", %s threads" % row["threads"])
    return label + (" (a part)" if row["slow"] else "")


def ratio(row, base):
    return short(speed(row) / speed(base)) if base else "-"


def query_table(rows):
    base = {family: goals.one_thread(rows, family) for family in ("duckdb", "jq", "wc")}
    heads = ["tool", "seconds (least-most)", "processor s", "MB/s", "x DuckDB", "x jq", "time / `wc -l`", "peak MiB",
             "rows"]
    lines = []
    for row in rows:
        touched = short(speed(base["wc"]) / speed(row)) if base["wc"] else "-"
        lines.append([name_of(row), time_of(row), "%.2f" % row["processor"], "%d" % speed(row),
                      ratio(row, base["duckdb"]), ratio(row, base["jq"]), touched, mebibytes(row["peak"]),
                      "-" if row["hits"] is None else str(row["hits"])])
    return table(heads, lines)


def part_of(results):
    sizes = {row["size"] for rows in results["table1"].values() for row in rows if row["slow"]}
    return "Rows marked \"a part\": the tool read the first %s MiB only; speeds and ratios compare bytes a second." % (
        " or ".join(mebibytes(size) for size in sorted(sizes))) if sizes else ""


def queries_section(results):
    parts = ["### Queries", part_of(results)]
    for query, rows in results["table1"].items():
        parts += ["**%s**: %s" % (query, queries.TITLES[query]), query_table(rows)]
    return parts + ["**Where a peer wins**", wins(results["table1"])]


def wins(by_query):
    """Every peer that is faster than carl, or needs less memory, on its number of threads."""
    lines = []
    for query, rows in by_query.items():
        for row in rows:
            carl = next((r for r in rows if r["tool"] == "carl" and r["threads"] == row["threads"]), None)
            carl = carl or goals.one_thread(rows, "carl")
            if row["family"] == "carl" or row["bound"] or not carl:
                continue
            if row["seconds"] / row["size"] < carl["seconds"] / carl["size"]:
                lines.append("- %s: %s is %s times as fast as carl." % (query, name_of(row), ratio(row, carl)))
            if row["peak"] < NOTABLE * carl["peak"]:
                lines.append("- %s: %s takes %s MiB of memory where carl takes %s." % (
                    query, name_of(row), mebibytes(row["peak"]), mebibytes(carl["peak"])))
    return "\n".join(lines) if lines else "In none of these, neither in time nor in memory."


def rules_section(results):
    rows = []
    for row in results["table2"]:
        first = next(r for r in results["table2"] if (r["tool"], r["series"]) == (row["tool"], row["series"]))
        rows.append([row["series"], row["rules"], row["tool"], time_of(row), "%d" % speed(row),
                     short(row["seconds"] / first["seconds"]), mebibytes(row["peak"]), str(row["hits"])])
    return ["### Rules", "Each set of rules in one run of carl; the ratio is to the first row of its series.",
            table(["series", "rules", "tool", "seconds (least-most)", "MB/s", "time / first", "peak MiB", "hits"],
                  rows)]


def short_section(results):
    rows = [[name, "%.1f (%.1f-%.1f)" % tuple(1000 * row[key] for key in ("seconds", "min", "max")),
             mebibytes(row["peak"])] for name, row in results["short"].items()]
    return ["### Starting", "The whole process, on an empty file.",
            table(["", "milliseconds (least-most)", "peak MiB"], rows)]


def threads_section(results):
    parts = ["### Threads"]
    for query, rows in results["table3"].items():
        lines = []
        for row in rows:
            single = next(r for r in rows if r["tool"] == row["tool"])
            lines.append([row["tool"], row["threads"], time_of(row), "%d" % speed(row),
                          short(single["seconds"] / row["seconds"]), mebibytes(row["peak"])])
        lines.sort(key=lambda line: line[0])
        parts += ["**%s**" % query,
                  table(["tool", "threads", "seconds (least-most)", "MB/s", "x one thread", "peak MiB"], lines)]
    return parts


def sizes_section(results):
    parts = ["### Sizes"]
    for query, rows in results["table4"].items():
        lines = [[row["tool"], mebibytes(row["size"]), time_of(row), "%d" % speed(row), mebibytes(row["peak"])]
                 for row in sorted(rows, key=lambda row: (row["tool"], row["size"]))]
        parts += ["**%s**" % query, table(["tool", "MiB", "seconds (least-most)", "MB/s", "peak MiB"], lines)]
    return parts


def goals_section(results):
    rows = [[goal.text, goal.target, short(goal.value), "yes" if goal.reached else "no"]
            for goal in goals.of(results)]
    return ["### Goals", "One thread, unless said.", table(["", "goal", "measured", "reached"], rows)] if rows else []


def head_section(results):
    on, events = results["machine"], results["events"]
    build = ", ".join("%s %s" % item for item in on["build"].items())
    lines = [
        "- %s; %s, %d processors, %s MiB of memory; %s, %s." % (
            on["date"], on["processor"], on["processors"], mebibytes(on["memory"]), on["system"], on["kernel"]),
        "- %s%s. Options of this build that are measured: %s." % (
            results["versions"]["carl"], " (%s)" % build if build else "", ", ".join(results["options"]) or "none"),
        "- Peers: %s." % ("; ".join("%s %s" % (FAMILIES[name], version) for name, version in
                                    results["versions"].items() if name != "carl") or "none"),
        "- Events: %s MiB, %d lines, %d of them process creations; copies of %s, each with times, hosts, process ids,"
        " GUIDs, record numbers and an order of its own." % (
            mebibytes(events["size"]), events["lines"], events["creations"], events["base"]),
        "- %d rounds, in turn; medians, with the least and the most." % results["rounds"],
    ]
    return ["\n".join(lines + ["- %s" % note for note in results["notes"]])]


def render(results):
    """The whole as Markdown."""
    parts = head_section(results)
    for key, section in (("table1", queries_section), ("table2", rules_section), ("short", short_section),
                         ("table3", threads_section), ("table4", sizes_section)):
        if results.get(key):
            parts += section(results)
    return "\n\n".join(part for part in parts + goals_section(results) if part) + "\n"


def has_markers(page):
    return page.is_file() and re.search("%s.*%s" % (BEGIN, END), page.read_text(encoding="utf-8"), re.S) is not None


def splice(page, text):
    """Puts the tables into a page, between its two markers."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text("%s%s\n\n%s\n%s%s" % (before, BEGIN, text, END, after), encoding="utf-8")
