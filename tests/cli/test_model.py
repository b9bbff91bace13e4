#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""carl model: the data model as text and as JSON."""

import json
import sys

from cases import Case, Tap, run, test_cases


def test_json():
    tap = Tap()
    carl = sys.argv[1]
    status, out, _ = run(carl, "model", "--format", "json")
    tap.equal(status, 0, "json: status")
    objects = {item["object"]: item for item in json.loads(out)}
    tap.check(len(objects) >= 14, "json: all objects", sorted(objects))
    tap.check(objects["Task"]["extension"] and not objects["Process"]["extension"], "json: extensions")
    tap.equal(list(objects), sorted(objects), "json: in alphabetical order")

    status, out, _ = run(carl, "model", "--format=json", "process:create")
    (process,) = json.loads(out)
    (create,) = process["actions"]
    tap.equal((process["object"], create["action"]), ("Process", "Create"), "json: one action")
    fields = {field["field"]: field for field in process["fields"]}
    tap.check("image" in fields["image_path"]["aliases"], "json: aliases", fields["image_path"])
    natives = {source["sensor"]: source["fields"].get("image_path") for source in create["sources"]}
    tap.equal((natives["sysmon"], natives["security"]), ("Image", "NewProcessName"), "json: native fields of both sensors")
    return tap


test_cases(
    [
        Case("overview", ["model"], 0, ["Flow", "Process", "Create", "Registry"], []),
        Case("an object", ["model", "Process"], 0, ["Process", "Actions", "Create", "sysmon", "Fields", "image_path"], []),
        Case("folded names", ["model", "user_session"], 0, ["UserSession"], []),
        Case("an action", ["model", "Process:Create"], 0, ["Create", "image_path", "from: Image (sysmon"], []),
        Case("all actions", ["model", "Process:*"], 0, ["Actions", "Terminate"], []),
        Case("an unknown object", ["model", "Proces"], 2, [], ["no object `Proces`", "did you mean Process?"]),
        Case("an unknown action", ["model", "Process:Creat"], 2, [], ["no action `Creat`", "did you mean Create?"]),
        Case("two objects", ["model", "Process", "File"], 2, [], ["one OBJECT"]),
        Case("colour", ["model", "--color", "always", "Process"], 0, ["\x1b[1mProcess"], []),
        Case("no colour in a pipe", ["model", "Process"], 0, ["Process\n"], []),
    ],
    test_json(),
)
