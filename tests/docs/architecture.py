#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the lists of files in docs/architecture.md with the tree.

usage: architecture.py SOURCE_DIRECTORY

A section "### FOLDER" names, in backticks, the files of that folder: with their
extension, or without it for a .c and .h of one name.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from tap import Tap  # noqa: E402

FOLDERS = ["grammar", "src", "tools"]


def listed(text):
    """Folder -> the names in backticks before the colon of each item."""
    sections = {}
    for section in re.split(r"^### ", text, flags=re.M)[1:]:
        folder, _, body = section.partition("\n")
        names = sections.setdefault(folder.strip(), set())
        for item in re.findall(r"^- ([^:]*):", body, flags=re.M):
            names.update(re.findall(r"`([^`]+)`", item))
    return sections


def main():
    root = pathlib.Path(sys.argv[1])
    tap = Tap()
    sections = listed((root / "docs" / "architecture.md").read_text())
    folders = {path for name in FOLDERS for path in [root / name, *(root / name).rglob("*")] if path.is_dir()}
    for folder in sorted(folders):
        name = str(folder.relative_to(root))
        files = {path.name for path in folder.iterdir() if path.is_file() and path.name != "meson.build"}
        names = sections.get(name, set())
        for file in sorted(files):
            stem = file.rsplit(".", 1)[0]
            tap.check(file in names or (stem in names and file.endswith((".c", ".h"))), "%s/%s is listed" % (name, file))
        for entry in sorted(names):
            exists = entry in files or entry + ".c" in files or entry + ".h" in files
            tap.check(exists, "%s/%s exists" % (name, entry))
    tap.done()


main()
