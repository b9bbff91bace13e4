#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The forms of event files: containers, encodings, and how records stand.

usage: test_input.py CARL SOURCE_DIRECTORY

The same records in every form must give the same hits, at the places that the
form puts them. Containers are made here, by Python's own modules; zstd's by the
command, where there is one.
"""

import bz2
import gzip
import io
import json
import lzma
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

from cases import GOOD, HIT, MISS, Tap, event, hits, run

CARL = sys.argv[1]
QUOTES = event("C:\\Windows\\System32\\regsvr32.exe", CommandLine='regsvr32 "},{" \\" ]}', More=[{"a": {}}, []])
RECORDS = [HIT, MISS, QUOTES, MISS, HIT]


def pretty(record, indent=2):
    return json.dumps(json.loads(record), indent=indent).encode()


def shifted(text, blanks):
    return b"\n".join(blanks + line for line in text.split(b"\n"))


def framings():
    """Name -> text."""
    lines = [pretty(record) for record in RECORDS]
    array = b"[\n" + b",\n".join(shifted(text, b"  ") for text in lines) + b"\n]\n"
    elements = b",".join(b'{"_index":"x","_source":' + record + b"}" for record in RECORDS)
    return {
        "lines": b"\n".join(RECORDS) + b"\n",
        "lines without an end": b"\n".join(RECORDS),
        "lines and blank ones": b"\n\n" + b"\n \n".join(RECORDS),
        "array on a line": b"[" + b",".join(RECORDS) + b"]",
        "array of lines": b"[\n" + b",\n".join(RECORDS) + b"\n]\n",
        "commas first": b"[" + b"\n,".join(RECORDS) + b"\n]\n",
        "pretty array": array,
        "two arrays": b"[" + b",".join(RECORDS[:2]) + b"][" + b",".join(RECORDS[2:]) + b"]",
        "pretty documents": b"\n".join(lines),
        "documents with commas": b",\n".join(lines),
        "documents on a line": b"".join(RECORDS),
        "record separators": b"".join(b"\x1e" + record + b"\n" for record in RECORDS),
        "evtx_dump": b"".join(b"Record %d\n%s\n" % (i, text) for i, text in enumerate(lines)),
        "results": b'{"preview":false,"init_offset":0,"results":[' + b",\n".join(RECORDS) + b"]}",
        "value": b'{"@odata.context":"x","value":[' + b",".join(RECORDS) + b'],"@odata.count":5}',
        "events": b'{"events":[' + b",".join(RECORDS) + b"]}",
        "one envelope a line": b"\n".join(b'{"Records":[' + record + b"]}" for record in RECORDS),
        "hits": (b'{"took":1,"hits":{"total":{"value":5},"hits":[' + elements + b"]}}", elements),
    }


def tar(name, text, form="w"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=form) as archive:
        for path in ("folder/" + name, "folder/._" + name):
            member = tarfile.TarInfo(path)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    return out.getvalue()


def zipped(name, text, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("folder/", b"")
        archive.writestr("__MACOSX/folder/._" + name, b"\0\5\x16\7")
        archive.writestr("folder/" + name, text)
    return out.getvalue()


def zstd(text):
    return subprocess.run(["zstd", "-q", "-c"], input=text, capture_output=True, check=True).stdout


# Name -> what packs a text, and the path of the member.
CONTAINERS = {
    "plain": (lambda text: text, ""),
    "gzip": (gzip.compress, ""),
    "gzip in two": (lambda text: gzip.compress(text[:99]) + gzip.compress(text[99:]) + b"\0\0", ""),
    "xz": (lzma.compress, ""),
    "bzip2": (bz2.compress, ""),
    "zip": (lambda text: zipped("a.json", text), "/folder/a.json"),
    "zip stored": (lambda text: zipped("a.json", text, zipfile.ZIP_STORED), "/folder/a.json"),
    "tar": (lambda text: tar("a.json", text), "/folder/a.json"),
    "tar.gz": (lambda text: tar("a.json", text, "w:gz"), "/folder/a.json"),
    "gzip in zip": (lambda text: zipped("a.gz", gzip.compress(text)), "/folder/a.gz"),
    "zip in xz in tar": (lambda text: tar("b", lzma.compress(zipped("a.json", text))), "/folder/b/folder/a.json"),
}
if shutil.which("zstd"):
    CONTAINERS["zstd"] = (zstd, "")
    CONTAINERS["zstd in two"] = (lambda text: zstd(text[:99]) + zstd(text[99:]), "")

# Framings that are tried in every container, and containers of every framing.
EVERYWHERE = {"lines", "pretty array", "plain", "gzip", "zip"}

# Name -> what encodes a text, and where its offsets begin.
ENCODINGS = {
    "a mark": (lambda text: b"\xef\xbb\xbf" + text, 3),
    "CRLF": (lambda text: text.replace(b"\n", b"\r\n"), None),
    "UTF-16": (lambda text: b"\xff\xfe" + text.decode().encode("utf-16-le"), 0),
    "UTF-16 big-endian": (lambda text: b"\xfe\xff" + text.decode().encode("utf-16-be"), 0),
    "UTF-16 without a mark": (lambda text: text.decode().encode("utf-16-le"), 0),
    "UTF-16 big-endian without a mark": (lambda text: text.decode().encode("utf-16-be"), 0),
}


def places(text, start=0):
    """Line and offset of each record that hits, found by the name in it."""
    found = []
    at = 0
    while True:
        name = text.find(b"regsvr32.exe", at)
        if name < 0:
            return found
        begin = text.rfind(b'"EventID"', 0, name)
        begin = text.rfind(b"{", 0, begin)
        found.append((text.count(b"\n", 0, begin) + 1, begin + start))
        at = name + 1


class Runner:
    def __init__(self, tap, directory):
        self.tap = tap
        self.directory = pathlib.Path(directory)
        (self.directory / "good.car").write_text(GOOD)

    def run(self, data, *arguments, stdin=False):
        (self.directory / "dump").write_bytes(data)
        source = "-" if stdin else "dump"
        return run(CARL, "run", "-r", "good.car", *arguments, source, cwd=self.directory, stdin=data if stdin else b"")

    def check(self, name, data, file, wanted, stdin=False):
        status, out, err = self.run(data, stdin=stdin)
        got = [(hit["source"]["file"], hit["source"]["line"], hit["source"]["offset"]) for hit in hits(out)]
        good = status == 0 and got == [(file, *place) for place in wanted] and "5 read, 0 malformed" in err
        self.tap.check(good, name, "%s %s\n%s\n%s" % (status, wanted, got, err))


def test_forms(runner):
    for framing, text in framings().items():
        if isinstance(text, tuple):
            continue  # the elements are objects around the records
        for name, (pack, path) in CONTAINERS.items():
            if framing not in EVERYWHERE and name not in EVERYWHERE:
                continue
            runner.check("%s, %s" % (framing, name), pack(text), "dump" + path, places(text))
        runner.check("%s, standard input" % framing, gzip.compress(text), "-", places(text), stdin=True)
        for name, (encode, start) in ENCODINGS.items():
            shown = encode(text) if start is None else text
            runner.check("%s, %s" % (framing, name), encode(text), "dump", places(shown, start or 0))


def test_damage(runner):
    """What comes before the damage is read, one error tells of it, and other files go on."""
    text = b"".join(event("C:\\regsvr32.exe", CommandLine=str(i * 7919 % 1000003)) + b"\n" for i in range(400))
    (runner.directory / "hit.json").write_bytes(HIT + b"\n")
    for name in CONTAINERS:
        if name == "plain":
            continue
        pack, path = CONTAINERS[name]
        packed = pack(text)
        cut = packed[: len(packed) * 3 // 5]
        corrupt = packed[: len(cut)] + bytes(byte ^ 0xA5 for byte in packed[len(cut) : len(cut) + 40]) + packed[len(cut) + 40 :]
        for what, data in (("cut off", cut), ("corrupt", corrupt)):
            (runner.directory / "dump").write_bytes(data)
            status, out, err = run(CARL, "run", "-r", "good.car", "dump", "hit.json", cwd=runner.directory)
            got = [hit["source"] for hit in hits(out)]
            lines = [source["line"] for source in got if source["file"] == "dump" + path]
            errors = [line for line in err.splitlines() if line.startswith("carl: error: ")]
            # Bytes that are wrong may still decode to something, and a tar archive has nothing to tell them by.
            whole = lines == list(range(1, 401))
            good = got[-1]["file"] == "hit.json" and (whole or what == "corrupt" or lines == list(range(1, len(lines) + 1)))
            if not whole and not (what == "corrupt" and name == "tar"):
                good = good and status == 3 and len(errors) == 1 and " is damaged at byte offset " in errors[0]
                good = good and "1 file not read" in err
            runner.tap.check(good, "%s, %s" % (name, what), "%s %s\n%s" % (status, lines, err))


def test_truncated_gzip(runner):
    """The hits of a stream that breaks off are those of the lines that zlib can give."""
    text = b"".join(event("C:\\regsvr32.exe", CommandLine=str(i * 7919 % 1000003)) + b"\n" for i in range(300))
    packed = gzip.compress(text)
    for size in range(0, len(packed), 211):
        plain = zlib.decompressobj(31).decompress(packed[:size])
        status, out, err = runner.run(packed[:size])
        wanted = list(range(1, plain.count(b"\n") + 1))
        got = [hit["source"]["line"] for hit in hits(out)] if size > 2 else []
        told = "dump is damaged at byte offset %d: the compressed data ends too early" % size in err
        runner.tap.check(got == wanted and (told and status == 3 or size <= 2), "gzip of %d bytes" % size, err)


def test_encrypted(runner):
    """A member that needs a password is one error; the others are read."""
    if not shutil.which("zip"):
        return
    (runner.directory / "secret.json").write_bytes(HIT + b"\n")
    (runner.directory / "open.json").write_bytes(HIT + b"\n")
    for arguments in (["-P", "word", "both.zip", "secret.json"], ["both.zip", "open.json"]):
        subprocess.run(["zip", "-q", *arguments], cwd=runner.directory, check=True)
    status, out, err = run(CARL, "run", "-r", "good.car", "both.zip", cwd=runner.directory)
    files = [hit["source"]["file"] for hit in hits(out)]
    told = err.count("carl: error: ") == 1 and "both.zip/secret.json cannot be read: it is encrypted" in err
    runner.tap.check(status == 3 and files == ["both.zip/open.json"] and told, "an encrypted member", err)


# Text -> lines of the hits, and lines and offsets of what is malformed.
BROKEN = {
    "a quote is missing in an array": (
        b"[\n" + HIT + b",\n" + HIT.replace(b'dll"', b"dll") + b",\n" + HIT + b"\n]\n",
        [2, 4], [(3, len(HIT) + 4)]),
    "an array breaks off": (b"[" + HIT + b",\n" + HIT[:50], [1], [(2, len(HIT) + 3)]),
    "an array does not end": (b"[" + HIT + b",\n" + HIT, [1, 2], [(2, 2 * len(HIT) + 3)]),
    "elements are no objects": (b"[1, " + HIT + b', "x"]', [1], [(1, 1), (1, len(HIT) + 6)]),
    "a brace is missing between documents": (
        pretty(HIT)[:-2] + b"\n" + pretty(HIT) + b"\n" + pretty(HIT), None, [(1, 0)]),
    "text between documents": (pretty(HIT) + b"\nerror\n" + pretty(HIT), None, [(10, len(pretty(HIT)) + 1)]),
}


def test_columns(runner):
    """The column where reading failed is that of the line, wherever the record is on it."""
    for name, text, place in (
        ("on the first line", b"[" + HIT + b',{"a":1,}]', "dump:1:%d: " % (len(HIT) + 10)),
        ("on a later line", b"[\n" + HIT + b",\n" + MISS + b', {"a":1,}]', "dump:3:%d: " % (len(MISS) + 10)),
        ("on its second line", b'[{"a":1,\n}]', "dump:1: "),
    ):
        _, _, err = runner.run(text)
        runner.tap.check("carl: warning: " + place + "malformed record" in err, "columns: " + name, err)


def test_broken(runner):
    for name, (text, lines, malformed) in BROKEN.items():
        status, out, err = runner.run(text)
        told = [(int(line.split(":")[3]), int(line.split("byte offset ")[1].split(":")[0]))
                for line in err.splitlines() if "malformed record" in line]
        got = [hit["source"]["line"] for hit in hits(out)]
        good = status == 3 and told == malformed and (got == lines if lines else len(got) == 2)
        runner.tap.check(good, name, "%s %s %s\n%s" % (status, got, told, err))


def test_directories(runner):
    """Files in order, hidden ones and links to directories left out, others told of."""
    root = runner.directory / "dumps"
    files = {
        "b.json": HIT,
        "a/deep/x.ndjson.gz": gzip.compress(HIT),
        "a/y.zip": zipped("m.json", HIT),
        "c": b"[" + HIT + b"]",
        ".hidden": HIT,
        ".git/x.json": HIT,
        "log.evtx": b"ElfFile\0rest",
        "notes.txt": b"no events\n",
        "picture": b"\x89PNG\r\n\x1a\n\0\0\0",
    }
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    (root / "a" / "loop").symlink_to("..")
    (root / "a" / "link.json").symlink_to("../b.json")
    (root / "dangling").symlink_to("nothing")
    paths = ["a/deep/x.ndjson.gz", "a/link.json", "a/y.zip/folder/m.json", "b.json", "c"]
    for name, arguments, wanted, warnings in (
        ("a directory", [], paths, ["log.evtx", "notes.txt", "picture"]),
        ("a pattern for names", ["--glob", "*.json"], ["a/link.json", "b.json"], []),
        ("patterns for paths", ["--glob", "a/*.gz", "--glob", "?"], ["a/deep/x.ndjson.gz", "c"], []),
    ):
        for path in ("dumps", "dumps/"):
            status, out, err = run(CARL, "run", "-r", "good.car", *arguments, path, cwd=runner.directory)
            got = [hit["source"]["file"] for hit in hits(out)]
            runner.tap.equal((status, got), (0, ["dumps/" + file for file in wanted]), name)
            told = [line.split()[2] for line in err.splitlines() if line.startswith("carl: warning: ")]
            runner.tap.equal(told, ["dumps/" + file for file in warnings], name + ": what is left out")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as directory:
        runner = Runner(tap, directory)
        test_forms(runner)
        test_damage(runner)
        test_truncated_gzip(runner)
        test_encrypted(runner)
        test_columns(runner)
        test_broken(runner)
        test_directories(runner)
    tap.done()


main()
