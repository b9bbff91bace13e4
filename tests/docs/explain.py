#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds docs/explain.md against the binary.

usage: explain.py CARL SOURCE_DIRECTORY [--update]

The block `car` is the rule whose plan the block `plan` shows. The members that
the tables of the section on JSON name are exactly those that the goldens in
tests/cli/plans have; the forms of tests that the page names are all there are.
--update writes the plan that the command prints now into the page.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, run  # noqa: E402

FORMS = re.compile(r"^\| `form` \| (.*) \|$", re.M)


def block(page, kind):
    return re.search(r"^```%s\n(.*?)^```$" % kind, page, re.M | re.S)


def members(value):
    """The names of all members in a JSON value."""
    if isinstance(value, list):
        return set().union(*map(members, value))
    if isinstance(value, dict):
        return set(value).union(*map(members, value.values()))
    return set()


def forms(value):
    """The values of all members `form`."""
    if isinstance(value, list):
        return set().union(*map(forms, value))
    if isinstance(value, dict):
        own = {value["form"]} if "form" in value else set()
        return own.union(*map(forms, value.values()))
    return set()


def told_members(section):
    """What the first column of the tables names, and what the second calls members."""
    names = set()
    for first, second in re.findall(r"^\| (`[^|]*) \| ?(.*?) ?\|$", section, re.M):
        names.update(re.findall(r"`(\w+)`", first))
        names.update(re.findall(r"`(\w+)`", second))
    return names | set(re.findall(r"`(\w+)`", re.search(r"^A condition is (.*?)^$", section, re.M | re.S).group(1)))


def main():
    carl, root = sys.argv[1], pathlib.Path(sys.argv[2])
    path = root / "docs" / "explain.md"
    page = path.read_text()
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        (pathlib.Path(directory) / "dropped.car").write_text(block(page, "car").group(1))
        status, out, err = run(carl, "explain", "dropped.car", cwd=directory)
    tap.check(status == 0, "the example is explained", err)
    plan = block(page, "plan")
    if "--update" in sys.argv:
        path.write_text(page[: plan.start(1)] + out.decode() + page[plan.end(1) :])
    tap.equal(plan.group(1), out.decode(), "its plan is as shown")
    goldens = [json.loads(golden.read_text()) for golden in sorted((root / "tests" / "cli" / "plans").glob("*.json"))]
    tap.check(goldens, "there are goldens")
    section = page.split("## As JSON")[1]
    missing = members(goldens) - told_members(section)
    tap.check(not missing, "the page tells of all members", missing)
    first_column = {name for cell in re.findall(r"^\| (`[^|]*) \|", section, re.M) for name in re.findall(r"`(\w+)`", cell)}
    tap.check(first_column <= members(goldens), "there are all members that it tells of", first_column - members(goldens))
    tap.equal(forms(goldens), set(re.findall(r"`(\w+)`", FORMS.search(section).group(1))), "and of all forms of tests")
    tap.done()


main()
