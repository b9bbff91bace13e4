#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sensor maps that users give, through every verb that takes them.

usage: test_maps.py CARL SOURCE_DIRECTORY

The map and the records are those of docs/sensor-maps.md. What its transformations
are is held against those that carl has, and its JSON Schema against the built-in
maps and against wrong ones, where there is a validator.
"""

import json
import pathlib
import re
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402

RULE = "p = search Process:Create\nf = search Flow:Start\noutput p, f\n"
FOUND = [
    {
        "fqdn": "ws-7.corp.example",
        "hostname": "ws-7",
        "pid": 4321,
        "image_path": "C:\\Windows\\System32\\regsvr32.exe",
        "exe": "regsvr32.exe",
        "command_line": "regsvr32 /s a.dll",
        "user": "CORP\\ann",
        "parent_image_path": "C:\\Windows\\explorer.exe",
    },
    {
        "fqdn": "ws-7.corp.example",
        "hostname": "ws-7",
        "image_path": "C:\\Windows\\System32\\regsvr32.exe",
        "network_direction": "out",
        "transport_protocol": "tcp",
        "dest_ip": "192.0.2.7",
        "dest_port": 443,
    },
]


def code_blocks(page):
    return re.findall(r"^```json\n(.*?)^```", page, re.M | re.S)


def test_run(tap, carl, folder):
    done = run(carl, "run", "-q", "-f", "jsonl", "--map", folder / "acme.json", "-r", folder / "r.car", folder / "e.json")
    tap.equal(done[0], 0, "run: status")
    found = list(hits(done[1]))
    tap.equal([hit["fields"] for hit in found], FOUND, "run: fields")
    tap.equal([hit["time"] for hit in found], ["2021-03-04T05:06:07.500Z", "2021-03-04T05:06:08Z"], "run: times")
    tap.equal({hit["sensor"] for hit in found}, {"acme"}, "run: sensor")
    gated = run(carl, "run", "-q", "--gate", "-f", "jsonl", "--map", folder / "acme.json", "-r", folder / "r.car", folder / "e.json")
    tap.equal(gated[1], done[1], "run: the gate lets the map's records pass")
    done = run(carl, "run", "-q", "-f", "jsonl", "-r", folder / "r.car", folder / "e.json")
    tap.equal((done[0], done[1]), (0, b""), "run: nothing without the map")
    done = run(carl, "run", "--map", folder / "wrong.json", "-r", folder / "r.car", folder / "e.json")
    tap.equal((done[0], done[1]), (2, b""), "run: a wrong map is an error")
    tap.check("E604" in done[2] and "wrong.json:" in done[2], "run: the error is shown", done[2])
    done = run(carl, "run", "--map", folder / "none.json", "-r", folder / "r.car", folder / "e.json")
    tap.check(done[0] == 2 and "none.json" in done[2], "run: a map that is not there", done[2])


def test_check(tap, carl, folder):
    done = run(carl, "check", "--map", folder / "acme.json")
    tap.equal((done[0], done[1]), (0, b""), "check: a map alone")
    tap.check("1 map, 0 rules, 0 errors" in done[2], "check: totals", done[2])
    done = run(carl, "check", "--map", folder / "wrong.json", folder / "r.car")
    tap.equal(done[0], 1, "check: status of a wrong map")
    tap.check(b"did you mean `basename`?" in done[1] and b"^" in done[1], "check: place and help", done[1])
    done = run(carl, "check", "--format", "json", "--map", folder / "wrong.json")
    told = json.loads(done[1])
    tap.equal([(d["code"], d["severity"]) for d in told], [("E604", "error")], "check: as JSON")
    line = (folder / "wrong.json").read_text().split("\n")[told[0]["line"] - 1]
    tap.equal(line[told[0]["column"] - 1 : told[0]["end_column"] - 1], '"basenam"', "check: the place in JSON")
    done = run(carl, "check", "--map", folder / "none.json")
    tap.equal(done[0], 2, "check: a map that is not there")


def test_others(tap, carl, folder):
    done = run(carl, "model", "--map", folder / "acme.json", "Flow:Start")
    tap.check(b"(acme net.flow network flow)" in done[1], "model: the map's event", done[1])
    done = run(carl, "explain", "--map", folder / "acme.json", "--format", "json", folder / "r.car")
    tap.check(done[0] == 0 and b"acme" in done[1], "explain: the map's event", done[2])
    for verb in ("model", "explain"):
        done = run(carl, verb, "--map", folder / "wrong.json", folder / "r.car")
        tap.check(done[0] == 2 and "E604" in done[2], verb + ": a wrong map is an error", done[2])


def test_transforms(tap, root, page):
    """Name, arity and meaning of each are those of transforms.def."""
    source = (root / "src/model/transforms.def").read_text()
    known = {}
    for name, least, most, argument, meaning in re.findall(
        r'^TRANSFORM\(\w+, "(\w+)", (\d), (\d), ARGUMENT_(\w+),\s*"((?:[^"\\]|\\.)*)"\)', source, re.M
    ):
        takes = least if least == most else "%s to %s" % (least, most)
        kind = {"NONE": "", "TEXT": "text", "TABLE": "object"}[argument]
        known[name] = (takes, kind, meaning.replace("\\\\", "\\"))
    rows = re.findall(r"^\| `(\w+)` \| (\d(?: to \d)?) \| (\w*) ?\| (.*) \|$", page, re.M)
    tap.equal({name: tuple(rest) for name, *rest in rows}, known, "docs: the transformations")
    return known


def wrong_maps(acme):
    """Maps that the format forbids, one for each way to break it."""
    yield "a key", {**acme, "chanels": []}
    yield "a name", {key: value for key, value in acme.items() if key != "name"}
    yield "nothing to know records by", {key: value for key, value in acme.items() if key != "shape"}
    yield "no events", {**acme, "events": []}
    for what, expression in [
        ("an unknown transformation", {"by": "basenam", "from": "exe"}),
        ("no natives", {"by": "hex"}),
        ("too few natives", {"by": "account", "from": ["a"]}),
        ("too many natives", {"by": "account", "from": ["a", "b", "c"]}),
        ("an argument too many", {"by": "hex", "from": "a", "argument": "b"}),
        ("no argument", {"by": "hash", "from": "a"}),
        ("an argument of another kind", {"by": "map", "from": "a", "argument": "b"}),
        ("no alternatives", []),
        ("a number", 7),
    ]:
        event = {**acme["events"][0], "fields": {"exe": expression}}
        yield what, {**acme, "events": [event]}


def test_schema(tap, carl, root, folder, acme, transforms):
    schema = json.loads((root / "docs/sensor-map.schema.json").read_text())
    tap.equal(set(schema["$defs"]["transformation"]["properties"]["by"]["enum"]), set(transforms), "schema: transformations")
    try:
        import jsonschema
    except ImportError:
        tap.check(True, "schema: maps against it # SKIP python3-jsonschema is not there")
        return
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted((root / "src/model/sensors").glob("*.json")):
        errors = [error.message for error in validator.iter_errors(json.loads(path.read_text()))]
        tap.equal(errors, [], "schema: " + path.name)
    tap.equal([error.message for error in validator.iter_errors(acme)], [], "schema: the example")
    for what, wrong in wrong_maps(acme):
        (folder / "broken.json").write_text(json.dumps(wrong))
        tap.check(not validator.is_valid(wrong), "schema: refuses " + what)
        tap.equal(run(carl, "check", "--map", folder / "broken.json")[0], 1, "check: refuses " + what)


def main():
    carl, root = sys.argv[1], pathlib.Path(sys.argv[2])
    tap = Tap()
    page = (root / "docs" / "sensor-maps.md").read_text()
    records, example = code_blocks(page)[-2:]
    with tempfile.TemporaryDirectory() as directory:
        folder = pathlib.Path(directory)
        (folder / "acme.json").write_text(example)
        (folder / "wrong.json").write_text(example.replace('"basename"', '"basenam"'))
        (folder / "e.json").write_text(records)
        (folder / "r.car").write_text(RULE)
        test_run(tap, carl, folder)
        test_check(tap, carl, folder)
        test_others(tap, carl, folder)
        transforms = test_transforms(tap, root, page)
        test_schema(tap, carl, root, folder, json.loads(example), transforms)
    tap.done()


main()
