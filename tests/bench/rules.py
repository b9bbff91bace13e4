# SPDX-License-Identifier: Apache-2.0
"""Rules to run many of: those of a corpus where there is one, and generated ones.

generated(count) is deterministic, and generated(10) is the beginning of
generated(1000). The rules have the shape of those that people write: one event
type, two to five conditions on different fields, joined by `and`, with an `or` in
parentheses, a list, a `not`; names, paths, command-line fragments, registry keys,
addresses and ports, most of them rare in the events.
"""

import json
import pathlib
import random

SYLLABLES = ["ba", "cor", "dex", "fin", "gra", "hol", "ix", "ju", "kam", "lor", "mi", "nu", "or", "pex", "qua", "rin",
             "sol", "tar", "ul", "vex", "wob", "yar", "zen"]
PROGRAMS = ["powershell", "cmd", "rundll32", "mshta", "wscript", "cscript", "certutil", "bitsadmin", "wmic", "msbuild",
            "installutil", "schtasks", "sc", "reg", "net", "psexec", "procdump", "whoami", "nltest", "vssadmin",
            "wevtutil", "odbcconf", "msiexec", "forfiles", "hh", "control", "winword", "excel", "outlook", "explorer"]
FOLDERS = ["\\Users\\Public\\", "\\AppData\\Local\\Temp\\", "\\ProgramData\\", "\\Windows\\Tasks\\",
           "\\Windows\\Temp\\", "\\PerfLogs\\", "\\$Recycle.Bin\\", "\\AppData\\Roaming\\",
           "\\Windows\\Fonts\\", "\\Intel\\Logs\\"]
FRAGMENTS = ["-enc ", "-nop -w hidden", "DownloadString(", "FromBase64String", "/transfer ", "javascript:",
             "sekurlsa::", "delete shadows", "/create /sc ", "process call create", "-decode ", "advfirewall set",
             "urlcache -f", "lsass.dmp", "/i:http", "Invoke-", "bypass -file", "\\pipe\\", "ADMIN$",
             "comsvcs.dll"]
KEYS = ["\\CurrentVersion\\Run\\", "\\CurrentVersion\\RunOnce\\", "\\Image File Execution Options\\", "\\Services\\",
        "\\Winlogon\\", "\\Policies\\System\\", "\\Terminal Server\\", "\\InprocServer32\\", "\\Lsa\\",
        "\\AppInit_DLLs", "\\Windows Defender\\", "\\Office\\16.0\\Word\\Security\\"]
MODULES = ["scrobj", "jscript9", "vaultcli", "samlib", "wbemcomn", "clr", "mscoree", "taskschd", "dbghelp", "amsi"]
EXTENSIONS = ["exe", "dll", "ps1", "vbs", "js", "hta", "scr", "bat", "lnk", "iso", "sct", "tmp"]
PORTS = [22, 53, 135, 389, 445, 3389, 4444, 5985, 5986, 8080, 8443, 9001]


class Writer:
    """Writes rules from one source of chance."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.sources = [
            ("Process:Create", 50, [self.exe, self.image_path, self.command_line, self.command_line, self.parent_exe,
                                    self.parent_image_path, self.parent_command_line, self.integrity_level]),
            ("Module:Load", 12, [self.module_path, self.module_name, self.image_path, self.signer]),
            ("Registry:ValueEdit", 14, [self.key, self.key, self.data, self.image_path]),
            ("Registry:Add", 5, [self.key, self.image_path]),
            ("File:Create", 12, [self.file_path, self.extension, self.image_path]),
            ("Flow:Start", 7, [self.dest_port, self.dest_ip, self.exe, self.dest_hostname]),
        ]

    def word(self):
        return "".join(self.chance.choice(SYLLABLES) for _ in range(self.chance.randrange(2, 5)))

    def program(self):
        known = self.chance.random() < 0.4
        return (self.chance.choice(PROGRAMS) if known else self.word()) + ".exe"

    def path(self, name):
        return "*%s%s" % (self.chance.choice(FOLDERS), name)

    def listed(self, make, low, high):
        items = sorted({make() for _ in range(self.chance.randrange(low, high))})
        return "[%s]" % ", ".join('"%s"' % item for item in items)

    def one_or_list(self, field, make):
        """An exact value or a list of some, wanted or excluded."""
        if self.chance.random() < 0.3:
            return "not (%s in %s)" % (field, self.listed(make, 2, 6))
        if self.chance.random() < 0.5:
            return "%s in %s" % (field, self.listed(make, 2, 25))
        return '%s == "%s"' % (field, make())

    def matching(self, field, *makers):
        """One to three patterns of one field, joined by `or`, or a path that is excluded."""
        patterns = sorted({self.chance.choice(makers)() for _ in range(self.chance.choice([1, 1, 2, 3]))})
        tests = " or ".join('%s == "%s"' % (field, pattern) for pattern in patterns)
        if self.chance.random() < 0.15:
            return "not (%s)" % tests
        return "(%s)" % tests if len(patterns) > 1 else tests

    def ending(self):
        return "*\\%s" % self.program()

    def under(self):
        return self.path("*")

    def exact(self):
        return "C:%s%s" % (self.chance.choice(FOLDERS), self.program())

    def exe(self):
        return self.one_or_list("exe", self.program)

    def parent_exe(self):
        return self.one_or_list("parent_exe", self.program)

    def image_path(self):
        return self.matching("image_path", self.ending, self.under, self.exact)

    def parent_image_path(self):
        return self.matching("parent_image_path", self.ending, self.under, self.exact)

    def fragment(self):
        known = self.chance.choice(FRAGMENTS) if self.chance.random() < 0.5 else "-%s " % self.word()
        return "*%s*%s*" % (known, self.word()) if self.chance.random() < 0.3 else "*%s*" % known

    def command_line(self):
        if self.chance.random() < 0.3:
            return 'command_line contains "%s"' % self.word()
        return self.matching("command_line", self.fragment)

    def parent_command_line(self):
        return self.matching("parent_command_line", self.fragment)

    def integrity_level(self):
        return 'integrity_level == "%s"' % self.chance.choice(["High", "System", "Medium"])

    def module(self):
        return (self.chance.choice(MODULES) if self.chance.random() < 0.4 else self.word()) + ".dll"

    def module_path(self):
        return self.matching("module_path", self.under, lambda: "*\\%s" % self.module())

    def module_name(self):
        return self.one_or_list("module_name", self.module)

    def signer(self):
        return self.chance.choice(["signer == null", 'signer != "Microsoft*"', 'signer == "%s*"' % self.word()])

    def key(self):
        return self.matching("key", lambda: "*%s%s" % (self.chance.choice(KEYS), self.word()),
                             lambda: "*%s%s*" % (self.chance.choice(KEYS), self.word()))

    def data(self):
        return self.matching("data", self.fragment, self.ending, lambda: "DWORD (0x%08x)" % self.chance.randrange(16))

    def file_path(self):
        return self.matching("file_path", self.under, lambda: self.path("*.%s" % self.chance.choice(EXTENSIONS)),
                             lambda: self.path(self.program()))

    def extension(self):
        return self.one_or_list("extension", lambda: self.chance.choice(EXTENSIONS))

    def dest_port(self):
        return self.chance.choice(["dest_port == %d" % self.chance.choice(PORTS), "dest_port in [%s]" % ", ".join(
            str(port) for port in sorted(self.chance.sample(PORTS, 3)))])

    def dest_ip(self):
        return 'dest_ip == "%d.%d.*"' % (self.chance.randrange(20, 220), self.chance.randrange(256))

    def dest_hostname(self):
        return 'dest_hostname == "*%s.example"' % self.word()

    def rule(self, number):
        source, _, makers = self.chance.choices(self.sources, [share for _, share, _ in self.sources])[0]
        fields = self.chance.sample(makers, self.chance.randrange(2, min(5, len(makers)) + 1))
        tests, seen = [], set()
        for make in fields:
            if make.__name__ not in seen:
                seen.add(make.__name__)
                tests.append(make())
        if len(tests) == 1 or tests[0].startswith("not"):
            tests.insert(0, self.anchor(source))
        return ("@id GEN-%04d\n@title Generated rule %d\n\nevents = search %s\nfound = filter events where (\n"
                "  %s\n)\noutput found\n") % (number, number, source, " and\n  ".join(tests))

    def anchor(self, source):
        """A condition that few events meet, so that no rule finds everything."""
        return {"Process:Create": 'current_working_directory == "*\\%s\\*"', "Module:Load": 'module_path == "*\\%s\\*"',
                "Registry:ValueEdit": 'value == "%s"', "Registry:Add": 'value == "%s"',
                "File:Create": 'file_name == "%s*"', "Flow:Start": 'dest_ip != null and user == "*\\%s"'}[
                    source] % self.word()


def generated(count, seed=1):
    """Pairs of a rule's id and its text."""
    writer = Writer(seed)
    return [("GEN-%04d" % number, writer.rule(number)) for number in range(1, count + 1)]


def of_corpus(shared):
    """The corrected texts of a corpus of published rules, as such pairs."""
    path = pathlib.Path(shared) / "corpus" / "corpus.json"
    if not shared or not path.is_file():
        return []
    return [(entry["file"], entry["fixed"]) for entry in json.loads(path.read_text(encoding="utf-8"))]


def write(folder, rules):
    """A folder with one file for each rule and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.car"):
        path.unlink()
    for name, rule in rules:
        (folder / (name + ".car")).write_text(rule, encoding="utf-8", newline="")
    return folder
