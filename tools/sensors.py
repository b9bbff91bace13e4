#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/sensors.md from the sensor maps.

usage: sensors.py SOURCE_DIRECTORY > docs/sensors.md
"""

import json
import pathlib
import sys

HEAD = """# Sensors

Which records are read as which events of the data model, and which of their fields fill which fields. Made from the
sensor maps by `tools/sensors.py`; [sensor-maps.md](sensor-maps.md) tells how to write one, `carl model OBJECT:ACTION`
shows the same from the model's side.

CAR's objects have CAR's actions only, so that a search of `Process:*` means what it does in CAR. What CAR has no object
for is an object of its own, marked with *. A row may lack an action, where the record does not tell it or CAR has none
for it: a search of `Registry:*` finds it, one of an action does not.

## Shapes

A sensor's records come in many shapes. Which one a record has is told by its keys, record by record.
"""

# What writes them.
SHAPES = {
    "evtx_dump": "evtx_dump (JSON), and events rendered as XML inside other records, as Splunk's `_raw` and Sentinel's "
    "`SyslogMessage` have them",
    "evtx_dump_separate": "evtx_dump --separate-json-attributes",
    "winlogbeat_7": "winlogbeat 7 and 8, raw or with the values moved to ECS (2019, 7, 8)",
    "winlogbeat_6": "winlogbeat 6",
    "wazuh": "Wazuh's agent, and its alerts",
    "sentinel": "Microsoft Sentinel: WindowsEvent and SecurityEvent, with event data as JSON or XML texts",
    "splunk": "Splunk's exports, with the fields of its add-ons",
    "flat_nxlog": "NXLog",
    "flat": "Get-WinEvent and the like: everything on one level",
    "car": "events of the data model already: `object`, `action` and its fields",
    "eql_endgame": "Endgame, and the data sets of EQL",
    "auditbeat": "Auditbeat's auditd module",
    "ecs": "Auditbeat's other modules",
    "laurel": "laurel",
    "osquery": "osquery's result logs",
    "zeek": "Zeek's JSON logs, also with the log's name in `_path` or `@stream`",
    "other": "all other records: rules on `*:*` see their fields",
}


def wrap(text, indent="", width=118):
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def words(value):
    """An expression, as people read it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " or ".join(words(item) for item in value)
    if "path" in value:
        return "$" + "".join('["%s"]' % key for key in value["path"])
    if value["by"] == "constant":
        return '"%s"' % value["argument"]
    inputs = value.get("from", [])
    one = not isinstance(inputs, list) or value["by"] not in ("account", "registry_key", "signer", "signature_valid", "join")
    parts = [words(inputs)] if one else [words(item) for item in inputs]
    argument = value.get("argument")
    if isinstance(argument, dict):
        parts.append(", ".join("%s: %s" % pair for pair in argument.items()))
    elif argument is not None:
        parts.append(argument if value["by"] == "hash" else json.dumps(argument))
    return "%s(%s)" % (value["by"], ", ".join(parts))


def condition(when):
    def one(name, values):
        if values == ["*"]:
            return name + " is there"
        return "%s is %s" % (name, " or ".join(values) if values else "absent")

    return " and ".join(one(name, values) for name, values in when.items())


def action_name(name):
    return "".join(word.capitalize() for word in name.split("_"))


def meaning(item, objects):
    extension = "\\*" if objects[item["object"]].get("extension") else ""
    action = ":" + action_name(item["action"]) if "action" in item else ", without an action"
    when = " where %s" % condition(item["when"]) if item.get("when") else ""
    return "%s%s%s%s" % (item["object"], action, extension, when)


def fields(items):
    return "; ".join("`%s` %s" % (name, words(value)) for name, value in items.items())


def event_title(event):
    number = event.get("id", "*")
    title = event["name"] if number == "*" else "%s %s" % (number, event["name"])
    return "**%s**%s" % (title, " (%s)" % condition(event["when"]) if event.get("when") else "")


def event_body(event, objects):
    text = "; ".join(meaning(item, objects) for item in event["maps"])
    if event.get("fields"):
        text += ". " + fields(event["fields"])
    for shape, items in event.get("in", {}).items():
        text += ". In `%s` also: %s" % (shape, fields(items))
    return text


def event_lines(events, objects):
    """Events that are read alike stand together."""
    titles = {}
    for event in events:
        titles.setdefault(event_body(event, objects), []).append(event_title(event))
    return "".join(wrap("- %s: %s." % (", ".join(names), body), "  ") + "\n" for body, names in titles.items())


def sensor_lines(sensor, objects):
    parts = ["## %s\n" % sensor["title"]]
    told = ["`--sensor %s`" % sensor["name"]]
    for key, title in (("providers", "providers"), ("channels", "channels"), ("shapes", "shapes")):
        if sensor.get(key):
            told.append("%s: %s" % (title, ", ".join("`%s`" % name for name in sensor[key])))
    parts.append(wrap(". ".join(told) + ".") + "\n")
    parts.append(wrap("Fields of all events that have them: " + fields(sensor["common"]) + ".") + "\n")
    for shape, items in sensor.get("in", {}).items():
        parts.append(wrap("In `%s` also: %s." % (shape, fields(items))) + "\n")
    parts.append(event_lines([event for event in sensor["events"] if event["maps"]], objects))
    others = ["%s %s" % (event["id"], event["name"]) for event in sensor["events"] if not event["maps"]]
    if others:
        parts.append(wrap("Known by their fields, but no events of the data model: " + ", ".join(others) + ".") + "\n")
    return "\n".join(parts)


def main():
    model = pathlib.Path(sys.argv[1]) / "src" / "model"
    objects = json.loads((model / "car.json").read_text())["objects"]
    shapes = [shape["name"] for shape in json.loads((model / "shapes.json").read_text())["shapes"]]
    if sorted(shapes) != sorted(SHAPES):
        sys.exit("shapes without words, or words without a shape: %s" % sorted(set(shapes) ^ set(SHAPES)))
    sections = [HEAD, "| shape | written by |\n|---|---|"]
    sections[1] += "".join("\n| `%s` | %s |" % (name, SHAPES[name]) for name in shapes) + "\n"
    for path in sorted((model / "sensors").glob("*.json")):
        sections.append(sensor_lines(json.loads(path.read_text()), objects))
    sys.stdout.buffer.write("\n".join(sections).encode())


if __name__ == "__main__":
    main()
