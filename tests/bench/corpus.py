# SPDX-License-Identifier: Apache-2.0
"""Event files of a wanted size: copies of a base of records, each copy with hosts,
times, record numbers, process ids and GUIDs of its own and in another order, so
that the file is no repetition of a few bytes.

The base is the Sysmon records of real dumps in flat shapes where a folder of them
is given, else records that records.py makes. A corpus is a function of its base
and of this file: what is in the cache is used again, and a smaller corpus is the
beginning of a greater one.
"""

import datetime
import gzip
import hashlib
import json
import pathlib
import random
import re

import records

# Dumps that hold process creations, module loads and several hosts; flat, as NXLog
# and Get-WinEvent write them. The last file adds what regsvr32 rules must and must
# not match, which the others lack.
DUMPS = [
    "otrf-security-datasets/collection__msf_record_mic",
    "otrf-security-datasets/compound_LSASS_campaign_02__metasploit_procdump_lsass_memory_dump",
    "otrf-security-datasets/credential_access__empire_powerdump_sam_access",
    "otrf-security-datasets/defense_evasion__covenant_lolbin_wuauclt_createremotethread",
    "otrf-security-datasets/discovery__empire_shell_net_local_users",
    "otrf-security-datasets/execution__empire_launcher_vbs",
    "otrf-security-datasets/lateral_movement__covenant_psremoting_grunt",
    "otrf-security-datasets/lateral_movement__covenant_sharpwmi_create_dcerpc_wmi",
    "otrf-security-datasets/lateral_movement__empire_shell_dcerpc_smb_service_dll_hijack",
    "otrf-security-datasets/lateral_movement__empire_smbexec_dcerpc_smb_svcctl",
    "otrf-security-datasets/lateral_movement__schtask_create",
    "splunk-attack-data-nxlog/T1047_attack_data",
    "derived-regsvr32/derived_flat_nxlog",
]
GENERATED_RECORDS = 40_000
BLOCK = 16  # records that stay together when a copy's order changes
PROVIDER = "Microsoft-Windows-Sysmon"

HEX_GUID = rb"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
OWNED_GUID = re.compile(rb'(?:Process|Logon)G(?:uid|UID)"\s*:\s*"\{?(' + HEX_GUID + rb")")
HOST = re.compile(rb'"Hostname"\s*:\s*"([^"\\]+)"')


def is_sysmon(line):
    try:
        record = json.loads(line)
    except ValueError:
        return False
    return isinstance(record, dict) and record.get("SourceName") == PROVIDER and "EventID" in record


def dump_lines(path):
    opened = gzip.open(path, "rb") if path.suffix == ".gz" else open(path, "rb")
    with opened as file:
        return [line for line in file if line.endswith(b"\n") and is_sysmon(line)]


def find_dumps(shared):
    found = []
    for name in DUMPS:
        for suffix in (".ndjson", ".ndjson.gz"):
            path = pathlib.Path(shared) / "data" / (name + suffix)
            if shared and path.is_file():
                found.append(path)
    return found


class Pieces:
    """The base cut at what each copy changes: blocks of bytes and, for what
    changes, indexes into `tokens`."""

    def __init__(self, lines):
        guids = {guid for line in lines for guid in OWNED_GUID.findall(line)}
        hosts = {host for line in lines for host in HOST.findall(line)}
        self.hosts = hosts | {host.split(b".")[0] for host in hosts}
        self.tokens = []
        self.index = {}
        longest_first = sorted(self.hosts, key=lambda host: (-len(host), host))
        self.changing = re.compile(
            rb"(?P<minute>\d{4}-\d\d-\d\d[ T]\d\d:\d\d)(?=:)|(?P<guid>" + HEX_GUID + rb")"
            rb'|(?<="RecordNumber":)(?P<number>\d+)|(?<=ProcessId":")(?P<process>\d+)(?=")'
            rb"|\b(?P<host>" + b"|".join(map(re.escape, longest_first)) + rb")\b")
        self.guids = guids
        self.blocks = [self.cut(b"".join(lines[i:i + BLOCK])) for i in range(0, len(lines), BLOCK)]

    def cut(self, text):
        block, begin = [], 0
        for match in self.changing.finditer(text):
            kind, value = match.lastgroup, match.group()
            if kind == "guid" and value not in self.guids:
                continue
            if (kind, value) not in self.index:
                self.index[kind, value] = len(self.tokens)
                self.tokens.append((kind, value))
            block += [text[begin:match.start()], self.index[kind, value]]
            begin = match.end()
        block.append(text[begin:])
        return block

    def values(self, copy, chance):
        """What stands for each token in one copy."""
        shift = datetime.timedelta(minutes=copy * 1447 + chance.randrange(600))
        suffix = b"-%03d" % copy
        return [self.value(kind, text, copy, shift, suffix, chance) for kind, text in self.tokens]

    @staticmethod
    def value(kind, text, copy, shift, suffix, chance):
        if kind == "minute":
            moment = datetime.datetime.strptime(text.decode().replace("T", " "), "%Y-%m-%d %H:%M") + shift
            return moment.strftime("%Y-%m-%d" + chr(text[10]) + "%H:%M").encode()
        if kind == "guid":
            return text[:9] + b"%04x-%04x" % (chance.getrandbits(16), chance.getrandbits(16)) + text[18:]
        if kind == "number":
            return b"%d" % (int(text) + copy * 1_000_003)
        if kind == "process":
            return b"%d" % (4 * chance.randrange(2, 16_000))
        name, dot, domain = text.partition(b".")
        return name + suffix + dot + domain

    def write(self, file, size):
        """Copies until `size` bytes are there; the last line is whole."""
        written, copy = 0, 0
        while written < size:
            chance = random.Random(copy)
            values = self.values(copy, chance)
            order = list(range(len(self.blocks)))
            chance.shuffle(order)
            for number in order:
                text = b"".join([values[piece] if isinstance(piece, int) else piece
                                 for piece in self.blocks[number]])
                if written + len(text) >= size:
                    text = text[:text.index(b"\n", size - written - 1) + 1]
                file.write(text)
                written += len(text)
                if written >= size:
                    break
            copy += 1
        return copy


def describe(shared):
    """Which base there is: a name for the cache, and words for the results."""
    dumps = find_dumps(shared)
    state = hashlib.sha256(pathlib.Path(__file__).read_bytes() + pathlib.Path(records.__file__).read_bytes())
    for path in dumps:
        state.update(("%s %d" % (path.name, path.stat().st_size)).encode())
    if dumps:
        names = [path.name.removesuffix(".gz").removesuffix(".ndjson") for path in dumps]
        return "dumps-" + state.hexdigest()[:12], "the Sysmon records of real dumps (%s)" % ", ".join(names)
    return "made-" + state.hexdigest()[:12], "%d generated Sysmon records" % GENERATED_RECORDS


def spread(lines, among):
    """Puts a few lines among many, at even distances."""
    step = len(among) // (len(lines) + 1)
    for place, line in reversed(list(enumerate(lines, 1))):
        among.insert(place * step, line)
    return among


def base_lines(shared):
    dumps = find_dumps(shared)
    if not dumps:
        return records.records(GENERATED_RECORDS)
    *most, last = dumps
    return spread(dump_lines(last), [line for path in most for line in dump_lines(path)])


def make(cache, size, shared, say):
    """The path of a corpus of `size` bytes, made where the cache does not hold it."""
    name, _ = describe(shared)
    path = pathlib.Path(cache) / ("%s-%d.ndjson" % (name, size))
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    say("making %s" % path)
    pieces = Pieces(base_lines(shared))
    partial = path.with_suffix(".partial")
    with open(partial, "wb") as file:
        copies = pieces.write(file, size)
    partial.rename(path)
    say("made of %d copies of %d blocks of %d records" % (copies, len(pieces.blocks), BLOCK))
    return path
