#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/diagnostics.md from the command's own table.

usage: diagnostics.py CARL > docs/diagnostics.md
"""

import json
import subprocess
import sys

HEAD = """# Diagnostics

What `carl check` can say about a rule, by code. `carl explain CODE` prints the same. Codes are permanent. Made from
the command's table by `tools/diagnostics.py`; a test runs every example.

- **Errors** (E): the rule is not run.
- **Warnings** (W): the rule runs, and is probably wrong or easily misread. `carl check --strict` takes them for errors.
- **Notes** (N): remarks on what is understood as it stands. `carl fmt` rewrites what has a canonical form.

`carl fix` applies the fixes that need no human.

## As JSON

`carl check --format json` prints one array. Lines and byte columns count from 1; ends are exclusive. Each element has

| member | |
|---|---|
| `file`, `rule` | the file and the id of the rule |
| `line`, `column`, `end_line`, `end_column` | what the diagnostic is about |
| `severity` | `error`, `warning` or `note` |
| `code`, `message` | the code and one line of text |
| `help` | how to mend it, or null |
| `mechanical` | whether `carl fix` applies the edits; false where they need a human, and without any |
| `edits` | the fix: `line`, `column`, `delete` (bytes) and `insert`; all of them together |
"""

TITLES = (("error", "Errors"), ("warning", "Warnings"), ("note", "Notes"))


def wrap(text, width=118):
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return "\n".join(lines)


def entry(code):
    parts = [f"### {code['code']} {code['kind']}", wrap(code["summary"]), wrap(code["explanation"])]
    if code["example"]:
        parts.append(f"```\n{code['example']}```")
        parts.append(f"Mended:\n\n```\n{code['mended']}```")
    return "\n\n".join(parts) + "\n"


def main():
    done = subprocess.run([sys.argv[1], "explain", "--format", "json"], capture_output=True, check=True)
    codes = json.loads(done.stdout)
    sections = [HEAD]
    for severity, title in TITLES:
        sections.append(f"## {title}\n")
        sections.extend(entry(code) for code in codes if code["severity"] == severity)
    sys.stdout.buffer.write("\n".join(sections).encode())


if __name__ == "__main__":
    main()
