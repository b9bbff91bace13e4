# SPDX-License-Identifier: Apache-2.0
"""Native records written as each tool writes them.

A record is {"provider", "channel", "id", "data"}: `data` has the event's fields as
Windows has them (numbers, booleans, texts, GUIDs in braces); "user_data" names the
element they sit in, where that is not EventData.
"""

import re

COMPUTER = "WS-1.corp.example"
TIME = "2021-03-04T05:06:07.500Z"
LOGGER = {"ProcessID": 2644, "ThreadID": 3596, "Domain": "NT AUTHORITY", "AccountName": "SYSTEM", "UserID": "S-1-5-18"}
GUID = re.compile(r"\{([0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12})\}")


def text(value):
    """A value as tools that know only texts write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def texts(data):
    return {name: text(value) for name, value in data.items()}


def filled(data):
    """Without the values that some tools leave out."""
    return {name: value for name, value in data.items() if value not in ("", "-", None)}


def without_braces(value):
    return GUID.sub(lambda match: match.group(1).upper(), value) if isinstance(value, str) else value


def evtx_data(record):
    data = {name: without_braces(value) for name, value in record["data"].items()}
    if "user_data" in record:
        element = {"#attributes": {"xmlns": "http://manifests.microsoft.com/win/2004/08/windows/eventlog"}, **data}
        return {"UserData": {record["user_data"]: element}}
    return {"EventData": data or None}


def evtx_dump(record, event_id=None):
    system = {
        "Provider": {"#attributes": {"Name": record["provider"], "Guid": "5770385F-C22A-43E0-BF4C-06F5698FFBD9"}},
        "EventID": record["id"] if event_id is None else event_id,
        "Version": 5,
        "Level": 4,
        "TimeCreated": {"#attributes": {"SystemTime": "2021-03-04T05:06:07.500000Z"}},
        "EventRecordID": 17,
        "Execution": {"#attributes": {"ProcessID": 2644, "ThreadID": 3596}},
        "Channel": record["channel"],
        "Computer": COMPUTER,
        "Security": {"#attributes": {"UserID": "S-1-5-18"}},
    }
    xmlns = {"xmlns": "http://schemas.microsoft.com/win/2004/08/events/event"}
    return {"Event": {"#attributes": xmlns, "System": system, **evtx_data(record)}}


def evtx_dump_qualified(record):
    """Classic providers: the id is an object, and the channel may be null."""
    written = evtx_dump(record, {"#attributes": {"Qualifiers": 16384}, "#text": record["id"]})
    written["Event"]["System"]["Channel"] = None
    return written


def evtx_dump_separate(record):
    system = {
        "Provider_attributes": {"Name": record["provider"]},
        "EventID": text(record["id"]),
        "EventID_attributes": {"Qualifiers": 0},
        "TimeCreated_attributes": {"SystemTime": "2021-03-04T05:06:07.500000Z"},
        "Execution_attributes": {"ProcessID": 2644, "ThreadID": 3596},
        "Channel": record["channel"],
        "Computer": COMPUTER,
    }
    return {"Event": {"System": system, **evtx_data(record)}, "Event_attributes": {"xmlns": "x"}}


def winlogbeat(record, event_id):
    data = "user_data" if "user_data" in record else "event_data"
    winlog = {
        "event_id": event_id,
        "provider_name": record["provider"],
        "channel": record["channel"],
        "computer_name": COMPUTER,
        "process": {"pid": 2644, "thread": {"id": 3596}},
        "user": {"identifier": "S-1-5-18", "name": "SYSTEM", "domain": "NT AUTHORITY", "type": "User"},
        data: filled(texts(record["data"])),
    }
    return {
        "@timestamp": TIME,
        "event": {"code": event_id, "provider": record["provider"], "kind": "event"},
        "host": {"name": "collector"},
        "log": {"level": "information"},
        "winlog": winlog,
    }


def winlogbeat_8(record):
    return winlogbeat(record, text(record["id"]))


def winlogbeat_7(record):
    return winlogbeat(record, record["id"])


def winlogbeat_6(record):
    data = "user_data" if "user_data" in record else "event_data"
    return {
        "@timestamp": TIME,
        "event_id": record["id"],
        "source_name": record["provider"],
        "log_name": record["channel"],
        "computer_name": COMPUTER,
        "record_number": "17",
        "process_id": 2644,
        "thread_id": 3596,
        "user": {"identifier": "S-1-5-18", "name": "SYSTEM", "domain": "NT AUTHORITY"},
        "beat": {"name": "collector", "hostname": "collector", "version": "6.7.0"},
        data: filled(texts(record["data"])),
    }


def flat_nxlog(record):
    """What is the logger's own wins over the event's, whatever the case of the name."""
    data = {name: text(value) for name, value in record["data"].items() if name not in LOGGER}
    kind = {"EventType": "INFO"}
    if "EventType" in data:
        kind = {"EventTypeOrignal": "INFO"}
    return {
        "Keywords": -9223372036854775808,
        "SeverityValue": 2,
        "EventID": record["id"],
        "SourceName": record["provider"],
        "ProviderGuid": "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
        "ExecutionProcessID": 2644,
        "EventReceivedTime": "2021-03-04 00:06:09",
        "EventTime": "2021-03-04 00:06:07",
        "@timestamp": TIME,
        "SourceModuleName": "eventlog",
        "SourceModuleType": "im_msvistalog",
        "port": 60737,
        "Hostname": COMPUTER,
        "Severity": "INFO",
        **{name: value for name, value in LOGGER.items() if name != "ProcessID"},
        **kind,
        **data,
        "Channel": record["channel"],
    }


def flat_nxlog_lossy(record):
    """Older versions: ProcessId gives way to ProcessID, EventType to the logger's."""
    written = flat_nxlog(record)
    written.pop("ProcessId", None)
    written.pop("EventTypeOrignal", None)
    del written["ExecutionProcessID"]
    return {**written, "ProcessID": 2644, "EventType": "INFO"}


def flat_getwinevent(record):
    data = {name: None if value in ("", "-") else text(value) for name, value in record["data"].items()}
    return {
        "SourceName": record["provider"],
        "Level": "4",
        "Keywords": "0x8000000000000000",
        "Task": text(record["id"]),
        "EventID": record["id"],
        "Hostname": COMPUTER,
        "TimeCreated": "2021-03-04T05:06:07.500Z",
        "@timestamp": "2021-03-04T05:06:07.500Z",
        "Message": "",
        **data,
        "Channel": record["channel"],
    }


SHAPES = {
    "evtx_dump": evtx_dump,
    "evtx_dump_qualified": evtx_dump_qualified,
    "evtx_dump_separate": evtx_dump_separate,
    "winlogbeat_8": winlogbeat_8,
    "winlogbeat_7": winlogbeat_7,
    "winlogbeat_6": winlogbeat_6,
    "flat_nxlog": flat_nxlog,
    "flat_nxlog_lossy": flat_nxlog_lossy,
    "flat_getwinevent": flat_getwinevent,
}


def expected(shape, value):
    """A value as the shape has it where it is copied."""
    return without_braces(value) if shape.startswith("evtx_dump") else value
