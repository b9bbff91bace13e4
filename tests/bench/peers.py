# SPDX-License-Identifier: Apache-2.0
"""Finding and installing the peers: Debian packages through apt-get, DuckDB and
chDB through npm into the cache. What cannot be had is said and left out."""

import os
import pathlib
import re
import shutil
import subprocess

DEBIAN = {"jq": "jq", "gojq": "gojq", "mlr": "miller", "rg": "ripgrep"}  # command: package
NPM = {"duckdb": "@duckdb/node-api", "chdb": "chdb"}
VERSION = {"jq": ["jq", "--version"], "gojq": ["gojq", "--version"], "mlr": ["mlr", "--version"],
           "rg": ["rg", "--version"], "wc": ["wc", "--version"]}
SQL_DRIVER = pathlib.Path(__file__).resolve().parent / "sql.js"


def quietly(*command, **options):
    """Whether a command succeeded, and the first line or the end of what it said."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL,
                              timeout=900, check=False, **options)
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    if done.returncode == 0:
        return True, (done.stdout.strip() or done.stderr.strip()).split("\n")[0]
    return False, (done.stderr.strip() or done.stdout.strip())[-300:]


def reason(words):
    """The line that tells, of a program's last words."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return next((line for line in lines if "rror" in line), lines[-1] if lines else "no message")


def install_debian(commands, say):
    missing = [command for command in commands if not shutil.which(command)]
    if not missing or not shutil.which("apt-get"):
        return
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quietly(*as_root, "apt-get", "-qq", "update", env=environment)
    for command in missing:
        say("installing %s" % DEBIAN[command])
        quietly(*as_root, "apt-get", "-qq", "install", "-y", "--no-install-recommends", DEBIAN[command],
                env=environment)


def install_npm(modules, engine, say):
    if not shutil.which("npm") or (modules / "node_modules" / NPM[engine]).is_dir():
        return
    say("installing %s" % NPM[engine])
    modules.mkdir(parents=True, exist_ok=True)
    quietly("npm", "install", "--no-audit", "--no-fund", "--prefix", str(modules), NPM[engine])


def find(cache, wanted, install, say):
    """The peers that can be used: name -> version."""
    modules = pathlib.Path(cache) / "npm"
    if install:
        install_debian([name for name in wanted if name in DEBIAN], say)
    versions = {}
    for name in wanted:
        if name in NPM:
            if install:
                install_npm(modules, name, say)
            found, words = quietly("node", str(SQL_DRIVER), str(modules), name, "version")
        else:
            found, words = quietly(*VERSION[name])
        if found:
            versions[name] = number.group() if (number := re.search(r"\d+(\.\d+)+", words)) else words
        else:
            say("LEFT OUT: %s cannot be used here: %s" % (name, reason(words)))
    return versions
