#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl explain: one code, several, all, as JSON. docs/diagnostics.py checks the
texts themselves."""

import json
import sys

from cases import Case, Tap, run, test_cases

KEYS = ["code", "kind", "severity", "summary", "explanation", "example", "mended"]

results = Tap()
_, out, _ = run(sys.argv[1], "explain", "--format", "json", "W101", "E201")
found = json.loads(out)
results.equal([list(code) for code in found], [KEYS, KEYS], "json: members")
results.equal([(c["code"], c["kind"], c["severity"]) for c in found],
              [("W101", "single_equals", "warning"), ("E201", "undefined_variable", "error")], "json: codes in order")
_, out, _ = run(sys.argv[1], "explain")
listed = out.decode().splitlines()
_, out, _ = run(sys.argv[1], "explain", "--format", "json")
results.equal([line[:4] for line in listed], [c["code"] for c in json.loads(out)], "all codes, as text and as JSON")
_, out, _ = run(sys.argv[1], "explain", "E301")
results.check(all(len(line) <= 84 for line in out.decode().splitlines()), "text fits 80 columns", out)

CASES = [
    Case("one code", ["explain", "E201"], 0,
         ["error E201: A name is used before", "For example:\n    processes = ", "Mended:\n    processes = "], []),
    Case("two codes, in either case", ["explain", "w101", "n102"], 0, ["warning W101: ", "\n\nnote N102: "], []),
    Case("a code without an example", ["explain", "E115"], 0, ["error E115: "], []),
    Case("all", ["explain"], 0, ["E101  A string lacks", "N501  "], []),
    Case("colour", ["explain", "--color=always", "E201"], 0, ["\x1b[1mE201\x1b[0m"], []),
    Case("an unknown code", ["explain", "E999"], 2, [], ["there is no code `E999`", "help:"]),
    Case("a code like another", ["explain", "E2O1"], 2, [], ["did you mean `carl explain E201`?"]),
    Case("an unknown format", ["explain", "-f", "xml"], 2, [], ["--format is text or json"]),
    Case("help", ["explain", "--help"], 0, ["carl explain", "Exit status"], []),
]  # fmt: skip

test_cases(CASES, results)
