# SPDX-License-Identifier: Apache-2.0
"""Rules, events and the form of a case that the command's tests share."""

import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap, hits, run  # noqa: E402,F401

GOOD = """@id good-rule
@title Any regsvr32
@attack T1218.010, T1059
processes = search Process:Create
found = filter processes where (exe == "regsvr32.exe")
output found
"""
QUIET_RULE = GOOD.replace("good-rule", "quiet-rule").replace("regsvr32.exe", "nothing.exe")
BROKEN = """@id broken-rule
processes = search Process:Create
found = filter proceses where (exe == "regsvr32.exe")
output found
"""
LONG_ID = "a-rule-whose-id-is-longer-than-that-of-most-others"
LONG = GOOD.replace("good-rule", LONG_ID)
GROUPS = "processes = search Process:Create\ngroups = group processes by hostname\noutput groups\n"
WARNED = GOOD.replace("good-rule", "warned-rule").replace("==", "=")
NOTED = GOOD.replace("good-rule", "noted-rule").replace('exe == "regsvr32.exe"', 'image == "*regsvr32.exe"')


def event(image, **more):
    """A Sysmon process create in the flat shape, as one line without its end."""
    record = {
        "EventID": 1,
        "SourceName": "Microsoft-Windows-Sysmon",
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "Hostname": "ws1.corp.example",
        "UtcTime": "2024-05-14 09:30:00.123",
        "Image": image,
    }
    record.update(more)
    return json.dumps(record, separators=(",", ":")).encode()


HIT = event("C:\\Windows\\System32\\regsvr32.exe", CommandLine="regsvr32 /s a.dll")
MISS = event("C:\\Windows\\System32\\cmd.exe")
MALFORMED = b'{"EventID":1,"Image":'

FILES = {
    "good.car": GOOD,
    "quiet.car": QUIET_RULE,
    "broken.car": BROKEN,
    "groups.car": GROUPS,
    "long.car": LONG,
    "warned.car": WARNED,
    "noted.car": NOTED,
    "empty.car": "",
    "nul.car": "x = search\0Process:Create\n",
    "mixed/a.car": GOOD,
    "mixed/b.car": BROKEN,
    "mixed/below/c.car": QUIET_RULE,
    "mixed/.hidden/d.car": BROKEN,
    "mixed/.e.car": BROKEN,
    "mixed/notes.txt": "no rule",
    "no_rules/readme.txt": "nothing here",
    "hit.json": HIT + b"\n",
    "two.json": HIT + b"\n" + MISS + b"\n" + HIT + b"\n",
    "miss.json": MISS + b"\n",
    "empty.json": b"",
    "blank.json": b"\n\n\r\n",
    "crlf.json": HIT + b"\r\n" + MISS + b"\r\n" + HIT + b"\r\n",
    "no_newline.json": MISS + b"\n" + HIT,
    "malformed.json": MISS + b"\n" + MALFORMED + b"\n" + HIT + b"\n",
    "packed.json.gz": b"\x1f\x8b\x08\x00rest",
    "log.evtx": b"ElfFile\x00rest",
}


def write_files(directory):
    for name, content in FILES.items():
        path = pathlib.Path(directory) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


class Case:
    """One call of the command and what must come of it. `out` and `err` are
    texts that must occur there, in order; an empty list means: nothing at all."""

    def __init__(self, name, arguments, status, out=None, err=None, stdin=b"", env=None):
        self.name, self.arguments, self.status = name, arguments, status
        self.out, self.err, self.stdin, self.env = out, err, stdin, env


def occur(text, wanted):
    if wanted is None:
        return True
    if not wanted:
        return text == ""
    position = 0
    for part in wanted:
        position = text.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return True


def test_cases(cases, tap=None):
    """Runs the cases in a directory of their own; the script ends here."""
    tap = tap or Tap()
    with tempfile.TemporaryDirectory() as directory:
        write_files(directory)
        for case in cases:
            status, out, err = run(sys.argv[1], *case.arguments, stdin=case.stdin, cwd=directory, env=case.env)
            out = out.decode("utf-8", "replace")
            tap.check(
                status == case.status and occur(out, case.out) and occur(err, case.err),
                case.name,
                "wanted: %s, stdout %r, stderr %r\ngot: %s\nstdout: %s\nstderr: %s"
                % (case.status, case.out, case.err, status, out, err),
            )
    tap.done()
