#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures carl on packed and arranged events, beside zcat and its own lines.

    tests/bench/containers.py --carl CARL --measure MEASURE --events LINES --work FOLDER
        [--size 1G] [--large 10G] [--rounds 5]

CARL and MEASURE are of a release build, MEASURE is its tests/bench/measure.

LINES is a file of lines of JSON, which is repeated up to the size. First the peak
memory of large inputs: a gzip stream as a file and through a pipe, and an array of
a fifth of its size. Then times, in turn: lines; the same as one array; compressed
with gzip, beside `zcat | wc -l`. Prints two tables for docs/performance.md; the
files in FOLDER are deleted at the end.
"""

import argparse
import pathlib
import statistics
import subprocess
import zlib

RULE = 'p = search Process:Create\nf = filter p where (exe == "regsvr32.exe")\noutput f\n'
UNITS = {"K": 10, "M": 20, "G": 30}


def size(text):
    scale = UNITS.get(text[-1:].upper())
    return int(float(text[:-1]) * (1 << scale)) if scale else int(text)


def write_lines(path, block, length):
    with open(path, "wb") as out:
        for _ in range(max(1, length // len(block))):
            out.write(block)


def write_gzip(path, block, length):
    """One stream, not several one after another."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    with open(path, "wb") as out:
        for _ in range(max(1, length // len(block))):
            out.write(packer.compress(block))
        out.write(packer.flush())


def write_array(path, block, length):
    records = b",".join(block.splitlines())
    with open(path, "wb") as out:
        out.write(b"[" + records)
        for _ in range(max(1, length // len(block)) - 1):
            out.write(b"," + records)
        out.write(b"]\n")


class Meter:
    def __init__(self, measure, work):
        self.measure = measure
        self.result = work / "result"

    def run(self, command):
        """(seconds, processor seconds, peak bytes) of a shell command."""
        subprocess.run([self.measure, self.result, "/dev/null", "/dev/null", "3600", "sh", "-c", command], check=True)
        status, seconds, processor, peak = self.result.read_text().split()
        if int(status) != 0:
            raise SystemExit("failed: %s" % command)
        return float(seconds), float(processor), int(peak) * 1024


def measure_memory(meter, carl, rule, block, work, large):
    packed, array = work / "large.gz", work / "large.json"
    write_gzip(packed, block, large)
    write_array(array, block, large // 5)
    print("| input | peak MiB |\n|---|---:|")
    for name, command in (
        ("%.0f GiB as a gzip file of %.1f GiB" % (large / 2**30, packed.stat().st_size / 2**30),
         "exec %s run -q --no-gate -r %s %s" % (carl, rule, packed)),
        ("the same through a pipe", "exec %s run -q --no-gate -r %s - < %s" % (carl, rule, packed)),
        ("an array of %.0f GiB on one line" % (array.stat().st_size / 2**30),
         "exec %s run -q --no-gate -r %s %s" % (carl, rule, array)),
    ):
        print("| %s | %.0f |" % (name, meter.run(command)[2] / 2**20), flush=True)
    packed.unlink()
    array.unlink()


def measure_times(meter, carl, rule, block, work, length, rounds):
    lines, packed, array = work / "lines.json", work / "lines.gz", work / "array.json"
    write_lines(lines, block, length)
    write_gzip(packed, block, length)
    write_array(array, block, length)
    carl_run = "exec %s run -q --no-gate -r %s" % (carl, rule)
    commands = {
        "lines, 1 thread": "%s -j1 %s" % (carl_run, lines),
        "lines, 2 threads": "%s -j2 %s" % (carl_run, lines),
        "array, 1 thread": "%s -j1 %s" % (carl_run, array),
        "array, 2 threads": "%s -j2 %s" % (carl_run, array),
        "gzip, 1 thread": "%s -j1 %s" % (carl_run, packed),
        "gzip, 2 threads": "%s -j2 %s" % (carl_run, packed),
        "zcat \\| wc -l": "zcat %s | wc -l" % packed,
    }
    series = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            series[name].append(meter.run(command))
    medians = {name: statistics.median(one[0] for one in runs) for name, runs in series.items()}
    print("\n| input | seconds (least-most) | processor s | time / `zcat \\| wc -l` | time / lines |\n|---|---:|---:|---:|---:|")
    for name, runs in series.items():
        seconds = [one[0] for one in runs]
        print("| %s | %.3f (%.3f-%.3f) | %.2f | %.2f | %.2f |" % (
            name, medians[name], min(seconds), max(seconds), statistics.median(one[1] for one in runs),
            medians[name] / medians["zcat \\| wc -l"], medians[name] / medians["lines, 1 thread"]))
    for path in (lines, packed, array):
        path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--carl", required=True)
    parser.add_argument("--measure", required=True)
    parser.add_argument("--events", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--size", type=size, default=size("1G"))
    parser.add_argument("--large", type=size, default=size("10G"), help="0: leave the memory out")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    block = pathlib.Path(options.events).read_bytes().rstrip(b"\n") + b"\n"
    meter = Meter(options.measure, options.work)
    rule = options.work / "rule.car"
    rule.write_text(RULE)
    if options.large > 0:
        measure_memory(meter, options.carl, rule, block, options.work, options.large)
    measure_times(meter, options.carl, rule, block, options.work, options.size, options.rounds)
    rule.unlink()
    meter.result.unlink()


main()
