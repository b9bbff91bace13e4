#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every sensor's records, in every shape they come in, field by field.

usage: test_sensors.py CARL SOURCE_DIRECTORY

SENSOR.json beside this script has the events: their native fields (`data`), what
they are (`means`, "" where nothing) and the fields that must come out, all of them
and no others. shapes.py writes the native fields as each tool does; where that makes
a difference, `in` has it: {shape: {"means": ..., "fields": {name: value or null}}}.
Records that cannot be written from native fields stand as they are, in `record`.
"""

import json
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "support"))
import shapes  # noqa: E402
from tap import Tap, hits, run  # noqa: E402

HOST = {"fqdn": shapes.COMPUTER, "hostname": "WS-1"}


def load_cases():
    """Each event in each shape."""
    for path in sorted(HERE.glob("*.json")):
        table = json.loads(path.read_text())
        for event in table["events"]:
            yield from write_event(table.get("sensor", path.stem), table, event)


def write_event(sensor, table, event):
    name = "%s %s" % (sensor, event.get("name", event["id"]))
    case = {"sensor": sensor, "id": str(event["id"]), "time": event.get("time"), "host": True}
    if "record" in event:
        yield {**case, **event, "name": name}
        return
    record = {**{key: table.get(key) for key in ("provider", "channel")}, **event}
    for shape, written in shapes.write(sensor, record):
        own = event.get("in", {}).get(shape, {})
        fields = {name: shapes.expected(shape, name, value) for name, value in event.get("fields", {}).items()}
        fields.update(own.get("fields", {}))
        yield {
            **case,
            "name": "%s in %s" % (name, shape),
            "record": written,
            "means": own.get("means", event["means"]),
            "fields": {name: value for name, value in fields.items() if value is not None},
            "time": native_time(event),
            "host": shape != "zeek_plain",
        }


def native_time(event):
    """Sysmon's own time, else that of the header."""
    moment = event["data"].get("UtcTime")
    return moment.replace(" ", "T") + "Z" if moment else shapes.TIME


def same_time(text):
    """Zeros at the end of a fraction do not count."""
    return re.sub(r"\.?0*Z$", "Z", text or "")


def write_rules(folder, model):
    """A rule for every record, for each object, for each action."""
    searches = {"all": "*:*"}
    for item in model:
        searches[item["object"]] = item["object"] + ":*"
        for action in item["actions"]:
            searches["%s.%s" % (item["object"], action["action"])] = "%s:%s" % (item["object"], action["action"])
    for name, search in searches.items():
        (folder / (name + ".car")).write_text("@id %s\nx = search %s\noutput x\n" % (name, search))


def rules_of(means):
    """The rules that must match a record."""
    if not means:
        return {"all"}
    return {"all", means.split(":")[0], means.replace(":", ".")}


def plain(fields):
    """Numbers and numeric texts are one; the host is the same everywhere."""
    return {name: value if isinstance(value, (bool, list, dict)) else str(value) for name, value in fields.items()}


def test_cases(tap, model, cases, found):
    known = {item["object"]: {field["field"] for field in item["fields"]} for item in model}
    for number, case in enumerate(cases, 1):
        name, means = case["name"], case["means"]
        matched = found.get(number, {})
        told = "%s\ngot %s" % (json.dumps(case["record"]), sorted(matched))
        if not tap.check(set(matched) == rules_of(means), name + ": what it is", told) or not means:
            continue
        hit = matched["all"]
        tap.equal(hit["sensor"], case["sensor"], name + ": sensor")
        if case["time"] is not None:
            tap.equal(same_time(hit["time"]), same_time(case["time"]), name + ": time")
        host = HOST if case["host"] else {}
        host = {key: value for key, value in host.items() if key in known[means.split(":")[0]]}
        tap.equal(plain(hit["fields"]), plain({**host, **case["fields"]}), name + ": fields")


def means_of(meaning):
    """Object:Action as rules write it."""
    action = "".join(word.capitalize() for word in meaning.get("action", "").split("_"))
    return meaning["object"] + (":" + action if action else "")


def test_coverage(tap, source, cases):
    """No map goes untested, and no field of one."""
    means, fields = set(), {}
    for case in cases:
        for event in (case["id"], "*"):
            means.add((case["sensor"], event, case["means"]))
            object = case["means"].split(":")[0]
            fields.setdefault((case["sensor"], event, object), set()).update(case["fields"])
    for path in sorted((source / "src/model/sensors").glob("*.json")):
        sensor = json.loads(path.read_text())
        wanted = {(path.stem, event["id"], means_of(meaning)) for event in sensor["events"] for meaning in event["maps"]}
        tap.equal(sorted(wanted - means), [], path.stem + ": every meaning is tested")
        for event in sensor["events"]:
            for object in sorted({meaning["object"] for meaning in event["maps"]}):
                missing = set(event.get("fields", {})) - fields.get((path.stem, event["id"], object), set())
                tap.equal(missing, set(), "%s %s %s: every field is tested" % (path.stem, event["id"], object))


def test_extensions(tap, model):
    """What CAR does not have is there for a sensor that fills it."""
    for item in model:
        sources = [source for action in item["actions"] for source in action["sources"]]
        filled = {field for source in sources for field in source["fields"]}
        fields = {field["field"] for field in item["fields"] if field["extension"]}
        tap.equal(sorted(fields - filled), [], item["object"] + ": every extension field is filled")
        silent = [action["action"] for action in item["actions"] if item["extension"] and not action["sources"]]
        tap.equal(silent, [], item["object"] + ": every action of an extension is reported")


# Conditions on values that stand in records in parts, in messages, or in texts within texts.
GATED = (
    "Process:Create where command_line == \"*curl -o*\"",
    "Process:Create where exe == \"regsvr32.exe\"",
    "UserSession:Login where user == \"*\\bob\"",
    "Flow:Message where proto_info == \"*svcctl createservicew*\"",
    "Registry:* where data == \"*en-us, en*\"",
)


def test_gate(tap, carl, folder, events):
    """A gate passes over no line that holds a hit."""
    rule = folder / "gated.car"
    for search in GATED:
        rule.write_text("x = search %s\noutput x\n" % search)
        found = [run(carl, "run", "-q", "-f", "jsonl", gate, "-r", str(rule), str(events))[1] for gate in ("--gate", "--no-gate")]
        tap.check(found[0] == found[1] != b"", "the same through the gate: " + search, found)


def main():
    carl, source = sys.argv[1], pathlib.Path(sys.argv[2])
    tap = Tap()
    cases = list(load_cases())
    model = json.loads(run(carl, "model", "--format", "json")[1])
    with tempfile.TemporaryDirectory() as directory:
        folder = pathlib.Path(directory)
        write_rules(folder, model)
        events = folder / "events.ndjson"
        events.write_text("".join(json.dumps(case["record"]) + "\n" for case in cases))
        status, stdout, stderr = run(carl, "run", "-q", "-f", "jsonl", "-r", str(folder), str(events))
        test_gate(tap, carl, folder, events)
    tap.check(status == 0, "status", stderr)
    found = {}
    for hit in hits(stdout):
        found.setdefault(hit["source"]["line"], {})[hit["rule"]] = hit
    test_cases(tap, model, cases, found)
    test_coverage(tap, source, cases)
    test_extensions(tap, model)
    tap.done()


main()
