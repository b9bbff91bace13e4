#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What becomes of the records of real dumps, shape by shape, where there are some.

usage: shapes_report.py CARL SOURCE_DIRECTORY SHARED_DIRECTORY

For each folder of dumps: how many events there are, how many of them are rows of
the data model, and which are not and why: the log and id that no map has, or the
one whose conditions they do not fit. A record that a map has without conditions
must be a row. Then the fields of rows are compared with what the records say, read
here once more.

The dumps are not part of the project; without them the test is skipped, aloud.
"""

import collections
import gzip
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402

# folder -> the shapes of its files
SHAPES = {
    "otrf-security-datasets": "flat_nxlog, flat_getwinevent",
    "mordor-2019-2020-history": "winlogbeat 6 and 7, flat_nxlog",
    "evtx-attack-samples": "evtx_dump",
    "evtx-dump-variants": "evtx_dump, separate attributes",
    "sigma-regression": "evtx_dump",
    "splunk-attack-data-evtx": "evtx_dump",
    "splunk-attack-data-nxlog": "flat_nxlog",
    "zircolite-fixtures": "evtx_dump",
    "derived-regsvr32": "evtx_dump, flat_nxlog, winlogbeat 7",
    "elastic-winlogbeat-golden": "ECS",
    "wazuh-ruleset-tests": "wazuh",
    "splunk-export-clx": "splunk",
    "hayabusa-test": "flat_nxlog",
    "eql": "eql_endgame",
    "zeek": "zeek",
}
SEARCH = "x = search %s\nn = count(x) by log_name, event_code\noutput n\n"


def write_rules(folder, model):
    """A count by log and id for each object, and for all records."""
    (folder / "all.car").write_text("@id all\n" + SEARCH % "*:*")
    for item in model:
        name = item["object"]
        (folder / (name + ".car")).write_text("@id %s\n" % name + SEARCH % (name + ":*"))


def counts(stdout):
    """rule -> {(log, id): n}"""
    result = collections.defaultdict(collections.Counter)
    for hit in hits(stdout):
        row = hit["row"]
        result[hit["rule"]][row.get("log_name"), str(row.get("event_code"))] = row["n"]
    return result


def load_maps(source):
    """(channel, id) -> whether it is always a row of the data model."""
    maps = {}
    for path in (source / "src/model/sensors").glob("*.json"):
        sensor = json.loads(path.read_text())
        for event in sensor["events"]:
            always = not event.get("when") and any(not meaning.get("when") for meaning in event["maps"])
            for channel in sensor.get("channels", []):
                if "providers" not in event and event["maps"]:
                    key = channel, event.get("id")
                    maps[key] = maps.get(key, False) or always
    return maps


def report(tap, folder, found, maps):
    """What is mapped and what is not; what a map takes without conditions is."""
    events = found.pop("all", collections.Counter())
    mapped = sum(found.values(), collections.Counter())
    total, rows = sum(events.values()), sum(mapped.values())
    print("# %s (%s): %d events, %d mapped" % (folder, SHAPES[folder], total, rows))
    reasons = collections.Counter()
    missed = {}
    for key, count in (events - mapped).items():
        known = maps.get(key)
        reasons["%s %s: %s" % (*key, "no map" if known is None else "its conditions")] += count
        if known:
            missed[key] = count
    for reason, count in reasons.most_common(12):
        print("#   %6d %s" % (count, reason))
    tap.check(total > 0 and rows > 0, "%s: its shape is mapped" % folder, "%d events, %d rows" % (total, rows))
    tap.equal(missed, {}, "%s: what has a map is mapped" % folder)


def plain(path, work):
    """The file, unpacked."""
    if path.suffix != ".gz":
        return path
    target = work / path.stem
    target.write_bytes(gzip.open(path).read())
    return target


def lines_of(folder):
    return sorted(path for path in folder.rglob("*") if ".ndjson" in path.name or path.suffix == ".jsonl")


def member(record, path):
    """A member by keys that may be at either of the first two levels."""
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def first(*paths):
    """The first of the values at the paths that there is."""

    def get(record):
        return next((value for value in (member(record, path.split("/")) for path in paths) if value is not None), None)

    return get


def unslashed(path):
    get = first(path)
    return lambda record: get(record) and get(record).replace("\\\\", "\\")


# file -> search -> how many rows (None: as many as there are), and what fields must be
FIELDS = {
    "eql/test_data.ndjson": {
        "Process:Create": (12, {"pid": first("pid"), "ppid": first("ppid"), "command_line": first("command_line"), "exe": first("process_name")}),
        "Process:Terminate": (10, {"image_path": first("process_path"), "md5_hash": first("md5")}),
        "Process:*": (74, {"pid": first("pid"), "parent_exe": first("parent_process_name")}),
        "File:Create": (16, {"file_path": first("file_path"), "image_path": first("process_path")}),
        "File:Delete": (7, {"file_name": first("file_name")}),
        "Registry:ValueEdit": (2, {"key": first("registry_path"), "value": first("registry_value")}),
        "Flow:Start": (2, {"src_ip": first("source_address"), "dest_port": first("destination_port"), "transport_protocol": first("protocol")}),
        "DNS:Query": (1, {"query_name": first("query_name"), "image_path": first("process_path")}),
    },
    "zeek/apt29_day1_combined_zeek.ndjson.gz": {
        "Flow:Start": (613, {"src_ip": first("id_orig_h"), "dest_port": first("id_resp_p"), "out_bytes": first("orig_bytes")}),
        "HTTP:*": (62, {"url_domain": first("host"), "response_status_code": first("status_code")}),
        "DNS:Query": (53, {"query_name": first("query"), "query_type": first("qtype_name")}),
    },
    "zeek/elastic_connection.ndjson": {"Flow:Start": (4, {"src_port": first("id.orig_p"), "dest_ip": first("id.resp_h")})},
    "zeek/brim_ssh.ndjson": {"UserSession:Login": (None, {"src_ip": first("id.orig_h"), "dest_port": first("id.resp_p")})},
    "elastic-winlogbeat-golden/sysmon_security.ecs8_ingest.ndjson": {
        "Process:Create": (2, {"image_path": first("process/executable"), "pid": first("process/pid"), "ppid": lambda r: int(r["winlog"]["event_data"].get("ProcessId", "0"), 16) or r["process"]["parent"]["pid"]}),
        "Module:Load": (1, {"module_path": first("file/path"), "signer": first("file/code_signature/subject_name"), "md5_hash": first("file/hash/md5")}),
        "Service:Create": (1, {"name": first("service/name")}),
    },
    "elastic-winlogbeat-golden/sysmon-10.2-dns.2019.ndjson.gz": {
        "DNS:Query": (None, {"query_name": first("dns/question/name"), "pid": first("process/pid"), "guid": first("process/entity_id")})
    },
    "elastic-winlogbeat-golden/security-windows2016-logoff.2019.ndjson": {
        "UserSession:Logout": (None, {"user": lambda r: "%s\\%s" % (r["user"]["domain"], r["user"]["name"])})
    },
    "wazuh-ruleset-tests/wazuh_win_samples_odd.ndjson.gz": {
        "Process:Create": (23, {"image_path": unslashed("win/eventdata/image"), "pid": first("win/eventdata/processId")}),
        "File:Create": (7, {"file_path": unslashed("win/eventdata/targetFilename")}),
        "Registry:ValueEdit": (4, {"key": unslashed("win/eventdata/targetObject")}),
        "SystemLogs:Clear": (1, {"uid": first("win/logFileCleared/subjectUserSid")}),
    },
    "hayabusa-test/test.jsonl": {"Process:Access": (None, {"pid": first("SourceProcessId"), "target_name": first("TargetImage")})},
    "splunk-attack-data-nxlog/T1047_attack_data.ndjson.gz": {
        "Process:Create": (None, {"image_path": first("Image", "NewProcessName"), "command_line": first("CommandLine")})
    },
}


def test_fields(tap, carl, name, path, work):
    """The rows of one file against its records."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    for search, (count, fields) in FIELDS[name].items():
        rule = work / "fields.car"
        rule.write_text("x = search %s\noutput x\n" % search)
        status, stdout, stderr = run(carl, "run", "-q", "-f", "jsonl", "-r", str(rule), str(path))
        found = hits(stdout)
        tap.check(status == 0 and found, "%s: %s" % (name, search), stderr)
        if count is not None:
            tap.equal(len(found), count, "%s: how many rows of %s" % (name, search))
        for field, get in fields.items():
            wanted = [(hit["source"]["line"], text(get(records[hit["source"]["line"] - 1]))) for hit in found]
            got = [(hit["source"]["line"], text(hit["fields"].get(field))) for hit in found]
            tap.check(got == wanted and any(value for _, value in got), "%s: %s of %s" % (name, field, search), differences(got, wanted))


def text(value):
    """Numbers and numeric texts are one; what means nothing is null."""
    return None if value in (None, "", "-") else str(value)


def differences(got, wanted):
    return "\n".join("line %d: wanted %r, got %r" % (*want, have[1]) for have, want in zip(got, wanted) if have != want)


def main():
    carl, source, shared = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    data = pathlib.Path(shared or "/nonexistent") / "data"
    if not data.is_dir():
        print("1..0 # SKIP no real event dumps here (meson option shared_data)")
        return
    tap = Tap()
    model = json.loads(run(carl, "model", "--format", "json")[1])
    maps = load_maps(source)
    with tempfile.TemporaryDirectory() as directory:
        work = pathlib.Path(directory)
        rules = work / "rules"
        rules.mkdir()
        write_rules(rules, model)
        for folder in SHAPES:
            paths = [str(plain(path, work)) for path in lines_of(data / folder)]
            status, stdout, stderr = run(carl, "run", "-q", "-f", "jsonl", "--skip-malformed", "-r", str(rules), *paths)
            tap.check(status == 0, "%s: status" % folder, stderr)
            report(tap, folder, counts(stdout), maps)
        for name in FIELDS:
            test_fields(tap, carl, name, plain(data / name, work), work)
    tap.done()


main()
