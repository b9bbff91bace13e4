#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the man page, and the commands that documents show, against the binary.

usage: manual.py CARL SOURCE_DIRECTORY

docs/carl.1 must list exactly the verbs of `carl help`, give each the options of
its help in the synopsis and in OPTIONS, and name the exit statuses and the
members of the JSON that the command prints. Every `carl VERB ...` in the README,
in docs and in examples must be a verb with options that it has.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402

HELP_OPTION = re.compile(r"^ +(?:-(\w), )?\s*--([a-z-]+)", re.M)
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "docs/*.md", "docs/carl.1", "examples/*", "tools/*.sh"]
# A rule whose hits have every form, and a record that it finds.
RULE = """p = search Process:Create
j = join (p, p2) where (p.hostname == p2.hostname)
g = group p by exe
n = count(p)
output p, j, g, n
""".replace("j =", "p2 = p\nj =")
EVENT = b'{"EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Hostname":"h","Image":"C:\\\\a.exe"}\n'


def help_options(carl, verb):
    """(short or "", long) of each option in a verb's help."""
    _, out, _ = run(carl, verb, "--help")
    return set(HELP_OPTION.findall(out.decode()))


def section(page, title):
    return re.search(r"^\.Sh %s\n(.*?)(?=^\.Sh |\Z)" % title, page, re.M | re.S).group(1)


def synopsis(page):
    """Verb -> the options that its synopsis shows, short ones as one letter."""
    verbs = {}
    for part in section(page, "SYNOPSIS").split(".Nm\n")[1:]:
        verb = re.match(r"\.Cm (\w+)", part)
        if verb:
            verbs[verb.group(1)] = set(re.findall(r"(?:Fl|\|) -?([A-Za-z][a-z-]*)", part))
    return verbs


def described(page):
    """(short or "", long) -> the verbs that OPTIONS names for the option, if any."""
    options = {}
    for item in re.split(r"^\.It ", section(page, "OPTIONS"), flags=re.M)[1:]:
        head, _, body = item.partition("\n")
        short, long = re.fullmatch(r"Fl (?:(\w) , )?-([a-z-]+)(?: Ar .*)?", head).groups()
        verbs = re.match(r"\.Pq (.*)", body)
        named = set(re.findall(r"[a-z]+", verbs.group(1).replace("Cm", ""))) if verbs else set()
        # An option that differs from verb to verb has an item for each.
        options.setdefault((short or "", long), set()).update(named)
    return options


def test_verbs(tap, carl, page):
    _, out, _ = run(carl, "help")
    verbs = set(re.findall(r"^  carl ([a-z]+)", out.decode(), re.M))
    tap.check(len(verbs) > 5, "carl help lists verbs")
    shown = synopsis(page)
    tap.equal(set(shown), verbs, "the synopsis has the verbs of carl help")
    told = set(re.findall(r"^\.It Cm (\w+)$", section(page, "DESCRIPTION"), re.M))
    tap.equal(told, verbs, "DESCRIPTION tells of every verb")
    return {verb: help_options(carl, verb) for verb in verbs}, shown


def test_options(tap, page, verbs, shown):
    options = described(page)
    everywhere = set().union(*verbs.values())
    tap.equal(set(options), everywhere, "OPTIONS has the options of all verbs")
    for verb, own in sorted(verbs.items()):
        wanted = {short or long for short, long in own} - {"h"}
        tap.equal(shown.get(verb), wanted, "the synopsis of %s has its options" % verb)
    for option, named in sorted(options.items()):
        having = {verb for verb, own in verbs.items() if option in own}
        if named:
            tap.equal(named, having, "--%s is said to be of the verbs that have it" % option[1])


def test_statuses(tap, carl, page, verbs):
    told = set(re.findall(r"^\.It (\d+)$", section(page, "EXIT STATUS"), re.M))
    for verb in sorted(verbs):
        _, out, _ = run(carl, verb, "--help")
        statuses = set(re.findall(r"^  (\d+)  ", out.decode().partition("Exit status")[2], re.M))
        tap.check(statuses <= told, "the page has the exit statuses of %s" % verb, statuses - told)


def members(value):
    """The names of the members of the objects that are carl's own."""
    names = set(value)
    for inner in value.get("members", {}).values():
        names |= members(inner)
    for inner in [value.get("source")] + value.get("edits", []):
        names |= set(inner or {})
    return names


def test_members(tap, carl, root, page):
    output = section(page, "OUTPUT")
    told = set(re.findall(r"^\.(?:It|Ql) ([a-z_]+)", output, re.M))
    with tempfile.TemporaryDirectory() as directory:
        rule = pathlib.Path(directory) / "rule.car"
        rule.write_text(RULE)
        _, out, err = run(carl, "run", "-q", "-f", "jsonl", "-r", str(rule), stdin=EVENT)
        found = set().union(*(members(hit) for hit in hits(out)), set())
        tap.check({"members", "row", "value", "event"} <= found, "the rule finds a hit of every form", err)
        rule.write_text(RULE.replace("==", "="))
        _, out, _ = run(carl, "check", "--format", "json", str(rule))
        found |= set().union(*(members(diagnostic) for diagnostic in json.loads(out)))
    tap.check("edits" in found, "the rule has a diagnostic")
    sensors = {path.stem for path in (root / "src" / "model" / "sensors").glob("*.json")}
    tap.equal(told - sensors, found, "OUTPUT has the members of hits and diagnostics")


def commands(text):
    """Verb and options of each command line `carl VERB ...` of a document."""
    for match in re.finditer(r"(?<![\w./-])(?:carl|\.Nm) ([a-z]+)([^\n|;&`#>)]*)", text.replace("\\\n", " ")):
        yield match.group(1), re.findall(r"(?<=\s)(--[a-z-]+|-[a-zA-Z])(?![\w-])", match.group(2))


def test_commands(tap, root, verbs):
    count = 0
    for path in sorted(path for pattern in DOCUMENTS for path in root.glob(pattern)):
        for verb, options in commands(path.read_text()):
            if verb not in verbs:
                continue  # prose: "carl runs", "carl has"
            known = {"--" + long for _, long in verbs[verb]} | {"-" + short for short, _ in verbs[verb] if short}
            tap.check(set(options) <= known, "%s: carl %s %s" % (path.name, verb, " ".join(options)))
            count += 1
    tap.check(count > 30, "documents show commands")


def main():
    carl, root = sys.argv[1], pathlib.Path(sys.argv[2])
    tap = Tap()
    page = (root / "docs" / "carl.1").read_text()
    verbs, shown = test_verbs(tap, carl, page)
    test_options(tap, page, verbs, shown)
    test_statuses(tap, carl, page, verbs)
    test_members(tap, carl, root, page)
    test_commands(tap, root, verbs)
    tap.done()


main()
