# SPDX-License-Identifier: Apache-2.0
"""What carl aims at, and how far the figures of one run are from it."""

import dataclasses

import queries

MIB = 1 << 20


@dataclasses.dataclass
class Goal:
    text: str
    target: str
    value: float
    reached: bool


def at_least(text, bound, value):
    return Goal(text, ">= %g" % bound, value, value >= bound)


def at_most(text, bound, value):
    return Goal(text, "<= %g" % bound, value, value <= bound)


def rate(row):
    return row["size"] / row["seconds"]


def one_thread(rows, family, name=None):
    """A family's fastest row on one thread, or the row of one tool; None where there is none."""
    found = [row for row in rows if row["family"] == family and row["threads"] == "1" and name in (None, row["tool"])]
    return max(found, key=rate) if found else None


def carl_row(rows, gated=True):
    """carl on one thread; without its gate the row of the build that can be told so."""
    return one_thread(rows, "carl", "carl" if gated else "carl, no gate")


def against(rows, text, row, duckdb=None, wc=None):
    """Goals of one row of table 1 against DuckDB and `wc -l`."""
    found = []
    peer, lines = one_thread(rows, "duckdb"), one_thread(rows, "wc")
    if row and peer and duckdb:
        found.append(at_least("%s: times DuckDB" % text, duckdb, rate(row) / rate(peer)))
    if row and lines and wc:
        found.append(at_most("%s: time / `wc -l`" % text, wc, rate(lines) / rate(row)))
    return found


def of_queries(table):
    found = []
    main, printed, image = (table.get(query, []) for query in queries.QUERIES)
    found += against(main, "regsvr32", carl_row(main), 10, 1.5)
    found += against(main, "regsvr32, no gate", carl_row(main, gated=False), 4.5, 3)
    found += against(printed, "printed, beside a DuckDB that counts", carl_row(printed), 2.5)
    found += against(image, "by image", carl_row(image), 4)
    for query, rows in table.items():
        row, jq = carl_row(rows), one_thread(rows, "jq")
        if row and jq:
            found.append(at_least("%s: times jq" % query, 40, rate(row) / rate(jq)))
    return found


def of_rules(rows):
    def seconds(series, test):
        return next((row["seconds"] for row in rows if row["tool"] == "carl" and row["series"] == series and test(row)),
                    None)

    found = []
    all_rules = seconds("published", lambda row: row["count"] > 1)
    slowest = seconds("published", lambda row: row["count"] == 1)
    if all_rules and slowest:
        found.append(at_most("the published rules together: time / the slowest", 2, all_rules / slowest))
    one, thousand = (seconds("generated", lambda row, count=count: row["count"] == count) for count in (1, 1000))
    if one and thousand:
        found.append(at_most("1,000 generated rules: time / one", 5, thousand / one))
    return found


def of_threads(table):
    """The scanner-bound query: the one where every line is scanned."""
    rows = table.get(queries.REGSVR32, [])
    by_threads = {row["threads"]: row for row in rows if row["tool"] == "carl, no gate"} or {
        row["threads"]: row for row in rows if row["tool"] == "carl"}
    if not {"1", "2"} <= set(by_threads):
        return []
    return [at_least("2 threads: times one", 1.8, by_threads["1"]["seconds"] / by_threads["2"]["seconds"])]


def of_memory(table):
    peaks = [row["peak"] for rows in table.values() for row in rows if row["family"] == "carl"]
    return [at_most("peak MiB of rules that keep nothing, whatever the size", 64, max(peaks) / MIB)] if peaks else []


def of_starting(short):
    limits = {"start with the shipped rules": 10, "start with 1,000 rules": 1000}
    return [at_most("%s, milliseconds" % name, limits[name], 1000 * row["seconds"]) for name, row in short.items()]


def of(results):
    """Every goal that the figures speak of."""
    return (of_queries(results.get("table1") or {}) + of_rules(results.get("table2") or []) +
            of_threads(results.get("table3") or {}) + of_memory(results.get("table4") or {}) +
            of_starting(results.get("short") or {}))
