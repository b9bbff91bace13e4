# SPDX-License-Identifier: Apache-2.0
"""Native records written as each tool writes them.

A record is {"provider", "channel", "id", "data"}: `data` has the event's fields as
Windows has them (numbers, booleans, texts, GUIDs in braces); "user_data" names the
element they sit in, where that is not EventData.
"""

import json
import re
from xml.sax.saxutils import escape, quoteattr

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
    if record.get("unnamed"):
        return {"EventData": {"Data": {"#text": list(data.values())}, "Binary": None}}
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


def message(record):
    """Data without names is in the message only."""
    return "\r\n".join(["Details:", *texts(record["data"]).values()])


def flat_nxlog(record):
    """What is the logger's own wins over the event's, whatever the case of the name."""
    if record.get("unnamed"):
        record = {**record, "data": {"Message": message(record)}}
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
    if record.get("unnamed"):
        record = {**record, "data": {"Message": message(record)}}
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
        "Message": None,
        **data,
        "Channel": record["channel"],
    }


def lower_first(name):
    return name[:1].lower() + name[1:]


def doubled(value):
    return value.replace("\\", "\\\\")


def wazuh(record):
    """What the agent sends: small first letters, backslashes doubled, nothing empty."""
    system = {
        "providerName": record["provider"],
        "providerGuid": "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}",
        "eventID": text(record["id"]),
        "version": "5",
        "level": "4",
        "task": "1",
        "opcode": "0",
        "keywords": "0x8000000000000000",
        "systemTime": "2021-03-04T05:06:07.5000000Z",
        "eventRecordID": "17",
        "processID": "2644",
        "threadID": "3596",
        "channel": record["channel"],
        "computer": COMPUTER,
        "severityValue": "INFORMATION",
    }
    data = {lower_first(name): doubled(value) for name, value in filled(texts(record["data"])).items()}
    return {"win": {"system": system, lower_first(record.get("user_data", "eventdata")): data}}


def wazuh_alert(record):
    return {
        "timestamp": "2021-03-04T05:06:09.113+0000",
        "rule": {"level": 3, "description": "Windows event", "id": "60000"},
        "agent": {"id": "007", "name": "collector", "ip": "10.2.3.1"},
        "manager": {"name": "manager"},
        "decoder": {"name": "windows_eventchannel"},
        "data": wazuh(record),
        "location": "EventChannel",
    }


def splunk(record):
    """As the add-ons for XML events name the fields."""
    return {
        "_time": "1614834367.500",
        "_indextime": "1614834369",
        "host": "WS-1",
        "index": "wineventlog",
        "source": "XmlWinEventLog:" + record["channel"],
        "sourcetype": "XmlWinEventLog",
        "splunk_server": "idx-1",
        "linecount": "1",
        "Computer": COMPUTER,
        "EventCode": text(record["id"]),
        "EventID": text(record["id"]),
        "SourceName": record["provider"],
        **filled(texts(record["data"])),
        "Channel": record["channel"],
    }


def splunk_export(record):
    return {"preview": False, "offset": 0, "lastrow": True, "result": splunk(record)}


def xml_event(record, provider, channel):
    """An event as Windows renders it."""
    items = ("<Data Name=%s>%s</Data>" % (quoteattr(name), escape(value)) for name, value in texts(record["data"]).items())
    data = "<EventData>%s</EventData>" % "".join(items)
    if "user_data" in record:
        items = ("<%s>%s</%s>" % (name, escape(value), name) for name, value in texts(record["data"]).items())
        data = "<UserData><{0} xmlns='x'>{1}</{0}></UserData>".format(record["user_data"], "".join(items))
    system = (
        "<Provider Name='%s' Guid='{5770385f-c22a-43e0-bf4c-06f5698ffbd9}'/><EventID>%d</EventID><Version>5</Version>"
        "<Level>4</Level><TimeCreated SystemTime='2021-03-04T05:06:07.500000000Z'/><EventRecordID>17</EventRecordID>"
        "<Execution ProcessID='2644' ThreadID='3596'/><Channel>%s</Channel><Computer>%s</Computer>"
        "<Security UserID='S-1-5-18'/>" % (provider, record["id"], channel, COMPUTER)
    )
    return "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>%s</System>%s</Event>" % (system, data)


def splunk_raw(record):
    """Without an add-on: the event is in the raw text only."""
    return {
        "_time": "2021-03-04T05:06:07.500+00:00",
        "host": "WS-1",
        "source": "XmlWinEventLog:" + record["channel"],
        "sourcetype": "XmlWinEventLog",
        "_raw": xml_event(record, record["provider"], record["channel"]),
    }


def sentinel_syslog(record):
    """Sysmon for Linux."""
    return {
        "TenantId": "b1b1b1b1-0000-4a5b-8c9d-1234567890ab",
        "TimeGenerated": "2021-03-04T05:06:09.000Z",
        "Computer": "WS-1",
        "Facility": "user",
        "SeverityLevel": "info",
        "ProcessName": "sysmon",
        "ProcessID": 2644,
        "SyslogMessage": xml_event(record, "Linux-Sysmon", "Linux-Sysmon/Operational"),
        "Type": "Syslog",
    }


def sentinel_windows_event(record):
    return {
        "TenantId": "b1b1b1b1-0000-4a5b-8c9d-1234567890ab",
        "TimeGenerated": "2021-03-04T05:06:07.5000000Z",
        "Provider": record["provider"],
        "Channel": record["channel"],
        "Computer": COMPUTER,
        "Task": 1,
        "EventLevel": 4,
        "EventLevelName": "Information",
        "EventID": record["id"],
        "EventData": json.dumps(texts(record["data"])),
        "EventRecordId": "17",
        "SystemProcessId": 2644,
        "SystemThreadId": 3596,
        "Type": "WindowsEvent",
    }


def sentinel_security(record):
    return {
        "TenantId": "b1b1b1b1-0000-4a5b-8c9d-1234567890ab",
        "TimeGenerated": "2021-03-04T05:06:07.5000000Z",
        "SourceSystem": "OpsManager",
        "Computer": COMPUTER,
        "EventSourceName": record["provider"],
        "Channel": record["channel"],
        "Task": 13312,
        "Level": "8",
        "EventID": record["id"],
        "Activity": "%s - an event." % record["id"],
        "Type": "SecurityEvent",
    }


def sentinel_security_flat(record):
    return {**sentinel_security(record), "Account": "CORP\\ann", "Process": "a.exe", **texts(record["data"])}


def sentinel_security_xml(record):
    items = ("<Data Name=%s>%s</Data>" % (quoteattr(name), escape(value)) for name, value in texts(record["data"]).items())
    xml = '<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">\r\n  %s</EventData>'
    return {**sentinel_security(record), "EventData": xml % "\r\n  ".join(items)}


# Where Elastic's modules move the fields of Sysmon and Security.
MOVES = {
    "Image": "process.executable",
    "ProcessGuid": "process.entity_id",
    "CommandLine": "process.command_line",
    "CurrentDirectory": "process.working_directory",
    "ParentImage": "process.parent.executable",
    "ParentProcessGuid": "process.parent.entity_id",
    "ParentCommandLine": "process.parent.command_line",
    "SourceImage": "process.executable",
    "SourceProcessGUID": "process.entity_id",
    "SourceProcessGuid": "process.entity_id",
    "ImageLoaded": "file.path",
    "TargetFilename": "file.path",
    "PipeName": "file.name",
    "TargetObject": "registry.path",
    "SourceIp": "source.ip",
    "SourceHostname": "source.domain",
    "DestinationIp": "destination.ip",
    "DestinationHostname": "destination.domain",
    "Protocol": "network.transport",
    "QueryName": "dns.question.name",
    "RuleName": "rule.name",
}
MOVED_NUMBERS = {
    "ProcessId": "process.pid",
    "ParentProcessId": "process.parent.pid",
    "SourceProcessId": "process.pid",
    "SourceThreadId": "process.thread.id",
    "SourcePort": "source.port",
    "DestinationPort": "destination.port",
}


def put(written, path, value):
    *folders, last = path.split(".")
    for name in folders:
        written = written.setdefault(name, {})
    written[last] = value


def move_hashes(written, hashes, place):
    for pair in hashes.split(","):
        algorithm, _, value = pair.lower().partition("=")
        where = "pe" if algorithm == "imphash" else "hash"
        put(written, "%s%s.%s" % (place, where, algorithm), value)


def move_details(written, details):
    number = re.fullmatch(r"([DQ]WORD) \((.*)\)", details)
    if number:
        put(written, "registry.data.type", "SZ_" + number.group(1))
        details = str(int(number.group(2).replace("-0x", ""), 16))
    put(written, "registry.data.strings", [details])


def ecs_sysmon(record, place):
    """Elastic's module for Sysmon; `place`: before the names of hashes."""
    written = winlogbeat_8(record)
    data = written["winlog"]["event_data"]
    for name, path in MOVES.items():
        if name in data:
            put(written, path, data.pop(name))
    for name, path in MOVED_NUMBERS.items():
        if name in data:
            put(written, path, int(data.pop(name)))
    if "UtcTime" in data:
        written["@timestamp"] = data.pop("UtcTime").replace(" ", "T") + "Z"
    if "User" in data:
        domain, _, user = data.pop("User").partition("\\")
        written["user"] = {"domain": domain, "name": user, "id": "S-1-5-18"}
    if "Initiated" in data:
        put(written, "network.direction", "egress" if data.pop("Initiated") == "true" else "ingress")
    for name in ("Hashes", "Hash"):
        if name in data:
            move_hashes(written, data.pop(name), place)
    if "Details" in data:
        move_details(written, data.pop("Details"))
    if "QueryStatus" in data:
        put(written, "sysmon.dns.status", "SUCCESS" if data.pop("QueryStatus") == "0" else "FAILURE")
    if "QueryResults" in data:
        answers = [item.split()[-1] for item in data.pop("QueryResults").split(";") if item]
        put(written, "dns.answers", [{"data": item, "type": "A"} for item in answers])
    return written


def ecs_8(record):
    return ecs_sysmon(record, "process." if record["id"] in (1, 23, 24, 25) else "file.")


def ecs_2019(record):
    """The first version of the module: hashes at the top, the id a number."""
    written = ecs_sysmon(record, "")
    written["event"] = {"code": record["id"], "kind": "event", "module": "sysmon", "category": "process", "type:": "process_start"}
    written["winlog"]["event_id"] = record["id"]
    return written


def ecs_signed(record):
    """Where the signature has moved, too."""
    written = ecs_8(record)
    data = written["winlog"]["event_data"]
    signature = {}
    for name, member in (("Signature", "subject_name"), ("SignatureStatus", "status")):
        if name in data:
            signature[member] = data.pop(name)
    signature["signed"] = data.pop("Signed") == "true"
    written["file"]["code_signature"] = {**signature, "valid": signature.get("status") == "Valid"}
    return written


LOGON_TYPES = {2: "Interactive", 3: "Network", 5: "Service"}


def ecs_security(record):
    """Elastic's module for the Security log: much is copied, some is moved."""
    written = winlogbeat_8(record)
    data = written["winlog"]["event_data"]
    who = "Target" if record["id"] in (4624, 4634, 4647) else "Subject"
    written["user"] = {
        "domain": data.get(who + "DomainName"),
        "name": data.get(who + "UserName"),
        "id": data.get(who + "UserSid"),
    }
    put(written, "winlog.logon.id", data.get(who + "LogonId"))
    if "LogonType" in data:
        put(written, "winlog.logon.type", LOGON_TYPES[record["data"]["LogonType"]])
        del data["LogonType"]
    if "IpAddress" in data:
        put(written, "source.ip", data.pop("IpAddress"))
        put(written, "source.port", int(data.pop("IpPort")))
    if "NewProcessId" in data:
        put(written, "process.pid", int(data.pop("NewProcessId"), 16))
        put(written, "process.executable", data.pop("NewProcessName"))
        put(written, "process.parent.pid", int(data["ProcessId"], 16))
    if "ParentProcessName" in data:
        put(written, "process.parent.executable", data.pop("ParentProcessName"))
    if record["id"] == 4689:
        put(written, "process.pid", int(data.pop("ProcessId"), 16))
        put(written, "process.executable", data.pop("ProcessName"))
    if "ServiceName" in data and record["id"] == 4697:
        put(written, "service.name", data["ServiceName"])
    return written


def is_ecs_security(record):
    return record["id"] in (4624, 4634, 4647, 4688, 4689, 4697)


def zeek_brim(record):
    """One stream of all logs, times as texts."""
    return {"_path": record["id"], "_system_name": COMPUTER, **record["data"], "ts": TIME}


def zeek_otrf(record):
    """Sent through Kafka: no dots in names."""
    data = {name.replace(".", "_"): value for name, value in record["data"].items()}
    return {"@stream": record["id"], "@system": COMPUTER, "@proc": "zeek", **data}


def zeek_plain(record):
    """A file for each log, which the records do not name."""
    return record["data"]


def endgame(record):
    return {"hostname": COMPUTER, **record["data"]}


WINDOWS = ["sysmon", "security", "system", "powershell"]
# shape: how it is written, of which sensors, of which records (None: of all)
SHAPES = {
    "evtx_dump": (evtx_dump, WINDOWS, None),
    "evtx_dump_qualified": (evtx_dump_qualified, WINDOWS, None),
    "evtx_dump_separate": (evtx_dump_separate, WINDOWS, None),
    "winlogbeat_8": (winlogbeat_8, WINDOWS, None),
    "winlogbeat_7": (winlogbeat_7, WINDOWS, None),
    "winlogbeat_6": (winlogbeat_6, WINDOWS, None),
    "flat_nxlog": (flat_nxlog, WINDOWS, None),
    "flat_nxlog_lossy": (flat_nxlog_lossy, WINDOWS, None),
    "flat_getwinevent": (flat_getwinevent, WINDOWS, None),
    "ecs_8": (ecs_8, ["sysmon"], None),
    "ecs_2019": (ecs_2019, ["sysmon"], None),
    "ecs_signed": (ecs_signed, ["sysmon"], lambda record: "Signed" in record["data"]),
    "ecs_security": (ecs_security, ["security"], is_ecs_security),
    "wazuh": (wazuh, WINDOWS, None),
    "wazuh_alert": (wazuh_alert, WINDOWS, None),
    "splunk": (splunk, WINDOWS, None),
    "splunk_export": (splunk_export, WINDOWS, None),
    "splunk_raw": (splunk_raw, WINDOWS, None),
    "sentinel_syslog": (sentinel_syslog, ["sysmon"], lambda record: record["id"] in (1, 3, 4, 5, 9, 11, 16, 23)),
    "sentinel_windows_event": (sentinel_windows_event, WINDOWS, None),
    "sentinel_security_flat": (sentinel_security_flat, ["security"], lambda record: record["id"] == 4688),
    "sentinel_security_xml": (sentinel_security_xml, ["security"], lambda record: record["id"] != 4688),
    "zeek_brim": (zeek_brim, ["zeek"], None),
    "zeek_otrf": (zeek_otrf, ["zeek"], None),
    "zeek_plain": (zeek_plain, ["zeek"], lambda record: record.get("unnamed")),
    "eql_endgame": (endgame, ["endgame"], None),
}


# The shapes of which it is known how they write data without names.
UNNAMED = ["evtx_dump", "evtx_dump_qualified", "evtx_dump_separate", "winlogbeat_8", "winlogbeat_7", "winlogbeat_6"]
UNNAMED += ["flat_nxlog", "flat_nxlog_lossy", "flat_getwinevent"]


def write(sensor, record):
    """(shape, the record as written) for every shape it comes in."""
    for shape, (writer, sensors, of) in SHAPES.items():
        known = not record.get("unnamed") or shape in UNNAMED or sensor not in WINDOWS
        if sensor in sensors and known and (of is None or of(record)):
            yield shape, writer(record)


def expected(shape, name, value):
    """The value of a field as the shape has it where it is copied."""
    if shape.startswith("evtx_dump"):
        return without_braces(value)
    if shape in ("sentinel_security_xml", "splunk_raw", "sentinel_syslog") and isinstance(value, str):
        return value.replace("\r\n", "\n")
    if shape.startswith("ecs_") and name in ("md5_hash", "sha1_hash", "sha256_hash", "imphash"):
        return value.lower()
    return value
