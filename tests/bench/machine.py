# SPDX-License-Identifier: Apache-2.0
"""What the figures were measured on."""

import datetime
import json
import os
import pathlib
import platform
import re

ENOUGH = 1.3  # times the size of the events, so that they stay in the page cache


def processors():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def from_file(path, pattern, otherwise="unknown"):
    """The first group of a pattern in a file."""
    try:
        found = re.search(pattern, pathlib.Path(path).read_text(errors="replace"), re.M)
    except OSError:
        found = None
    return found.group(1).strip() if found else otherwise


def memory(field):
    return int(from_file("/proc/meminfo", r"^%s:\s+(\d+)" % field, "0")) * 1024


def build(carl):
    """The Meson options that matter of the build that a program lies in."""
    for folder in pathlib.Path(carl).resolve().parents:
        path = folder / "meson-info" / "intro-buildoptions.json"
        if path.is_file():
            options = {option["name"]: option["value"] for option in json.loads(path.read_text())}
            return {name: options.get(name) for name in ("buildtype", "optimization", "b_sanitize")}
    return {}


def describe(options):
    return {
        "date": datetime.date.today().isoformat(),
        "processor": from_file("/proc/cpuinfo", r"^model name\s*:\s*(.*)$", platform.machine()),
        "processors": options.processors,
        "memory": memory("MemTotal"),
        "system": from_file("/etc/os-release", r'^PRETTY_NAME="?([^"\n]*)', platform.system()),
        "kernel": "%s %s" % (platform.system(), platform.release()),
        "build": build(options.carl),
        "load": os.getloadavg()[0],
    }


def warnings(options, events):
    """What makes figures worth less than they look."""
    found = []
    state = build(options.carl)
    if state.get("optimization") in ("0", "g", "1") or (state.get("b_sanitize") or "none") != "none":
        found.append("WARNING: this carl is built without optimisation or with sanitizers: %s" % state)
    greatest = max([events.stat().st_size] + (options.sizes if "4" in options.tables else []))
    if memory("MemAvailable") < ENOUGH * greatest:
        found.append("WARNING: %d MiB of events may not stay in the page cache" % (greatest >> 20))
    if os.getloadavg()[0] > 0.5:
        found.append("WARNING: the machine is busy with something else: a load of %.1f before the first run" %
                     os.getloadavg()[0])
    return found
