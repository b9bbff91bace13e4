# SPDX-License-Identifier: Apache-2.0
"""Sysmon events in the flat shape that NXLog writes, made from nothing: what the
benchmark reads where there are no real dumps.

records(count, seed) is deterministic. The mix of events, the lengths of lines (1
to 3 KB, 1.9 KB on average) and the spread of values follow real dumps; a few
records have what makes tools disagree: fields that are missing, empty, "-" or
"?", paths in other case, quotes, tabs and letters outside ASCII, `\\/` and
`\\u` escapes.
"""

import itertools
import json
import random

HOSTS = ["WS-0142.corp.example", "WS-0197.corp.example", "WS-0203.corp.example", "FS-02.corp.example",
         "DC-01.corp.example", "SQL-04.corp.example", "BUILD-07.lab.example"]
USERS = ["NT AUTHORITY\\SYSTEM", "NT AUTHORITY\\LOCAL SERVICE", "NT AUTHORITY\\NETWORK SERVICE", "CORP\\a.weber",
         "CORP\\svc-backup", "CORP\\m.okafor", "CORP\\j.lindström"]
SYSTEM = "C:\\Windows\\System32\\"
WOW = "C:\\Windows\\SysWOW64\\"
IMAGES = [SYSTEM + name for name in (
    "svchost.exe", "svchost.exe", "svchost.exe", "lsass.exe", "services.exe", "taskhostw.exe", "conhost.exe", "cmd.exe",
    "rundll32.exe", "RuntimeBroker.exe", "SearchIndexer.exe", "wbem\\WmiPrvSE.exe", "backgroundTaskHost.exe",
    "dllhost.exe", "WindowsPowerShell\\v1.0\\powershell.exe", "wevtutil.exe", "schtasks.exe", "PING.EXE",
    "net1.exe")] + [
    "C:\\Windows\\explorer.exe", "C:\\windows\\system32\\svchost.exe", "c:\\windows\\System32\\cmd.exe",
    WOW + "cmd.exe", WOW + "WerFault.exe", "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe", "C:\\Program Files\\Büro\\Ablage.exe",
    "C:\\ProgramData\\Chocolatey\\bin\\git.exe", "C:\\Users\\m.okafor\\AppData\\Local\\Temp\\setup.tmp"]
COMMANDS = [
    "{image} -k netsvcs -p -s Schedule", "\"{image}\" --type=renderer --lang=en-US --renderer-client-id={number}",
    "{image} /c \"echo %USERNAME% > C:\\Temp\\out{number}.txt\"", "cmd /c ver", "PING 10.0.0.{octet} -n 4", "git fetch",
    "\"{image}\" -NoProfile -ExecutionPolicy Bypass -File \"C:\\Scripts\\job-{number}.ps1\"",
    "{image}\t/quiet\t/norestart",
    "schtasks /Query /FO CSV", "{image} SysMain,RpcStart {number}", "net use \\\\FS-02\\c$ /user:corp\\j.lindström",
    "sc.exe config spooler st=demand", "CMD.EXE /D", "IPCONFIG /ALL", "w32tm", "\"{image}\""]
MODULES = ["ntdll.dll", "kernel32.dll", "KernelBase.dll", "user32.dll", "advapi32.dll", "bcrypt.dll", "combase.dll",
           "shell32.dll", "urlmon.dll", "wininet.dll", "scrobj.dll", "amsi.dll", "clr.dll", "msvcrt.dll", "sechost.dll"]
KEYS = ["HKLM\\System\\CurrentControlSet\\Services\\{name}\\Start", "HKU\\S-1-5-21-1000\\Software\\{name}\\LastRun",
        "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run\\{name}",
        "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\Tree\\{name}",
        "HKCR\\CLSID\\{{{guid}}}\\InprocServer32\\(Default)"]
FILES = ["C:\\Users\\a.weber\\AppData\\Local\\Temp\\{name}.tmp", "C:\\ProgramData\\{name}\\cache\\{number}.bin",
         "C:\\Windows\\Prefetch\\{name}-{number}.pf", "C:\\Windows\\System32\\Tasks\\{name}"]
NAMES = ["Spooler", "BITS", "UpdateOrchestrator", "OneSync", "TrustedInstaller", "Bluetooth", "AppReadiness", "Veeam",
         "EdgeUpdate", "Defrag", "LanmanServer", "SearchService", "W32Time", "Dienstüberwachung"]
TRACE = ["ntdll.dll", "KERNELBASE.dll", "kernel32.dll", "rpcrt4.dll", "combase.dll", "wbemcore.dll", "lsasrv.dll",
         "psmserviceexthost.dll", "sechost.dll", "mscorlib.ni.dll"]

# Children of regsvr32 and what must not be taken for them: (ParentImage, Image).
REGSVR32 = [
    (SYSTEM + "regsvr32.exe", SYSTEM + "WindowsPowerShell\\v1.0\\powershell.exe"),
    (WOW + "REGSVR32.EXE", WOW + "cmd.exe"), (SYSTEM + "regsvr32.exe", WOW + "regsvr32.exe"),
    ("D:\\tools\\myregsvr32.exe", SYSTEM + "calc.exe"), (SYSTEM + "regsvr32.exe.bak", SYSTEM + "calc.exe"),
    (SYSTEM + "regsvr32.exe", "C:\\Temp\\regsvr32.exe.renamed.exe"), (SYSTEM + "regsvr32.exe", None),
    (SYSTEM + "regsvr32.exe", "-"), (SYSTEM + "regsvr32.exe", "?"), (SYSTEM + "regsvr32.exe", "")]
ABSENT = [None, "", "-", "?"]

# EventID, its share of a hundred thousand, the title of its message.
EVENTS = [(1, 2500, "Process Create"), (3, 4500, "Network connection detected"), (5, 2000, "Process terminated"),
          (7, 24000, "Image loaded"), (8, 300, "CreateRemoteThread detected"), (10, 34000, "Process accessed"),
          (11, 8000, "File created"), (12, 10200, "Registry object added or deleted"),
          (13, 12000, "Registry value set"), (22, 2500, "Dns query")]


class Maker:
    """Makes records one after another from one source of chance."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.processes = [(self.guid(), 4 * self.chance.randrange(20, 9000), self.chance.choice(IMAGES))
                          for _ in range(300)]
        self.clock = 1_718_000_000_000
        self.number = 100_000
        self.children = itertools.cycle(REGSVR32)
        self.absent = itertools.cycle(ABSENT)

    def guid(self):
        bits = "%032x" % self.chance.getrandbits(128)
        return "-".join((bits[:8], bits[8:12], bits[12:16], bits[16:20], bits[20:]))

    def digest(self, length):
        return "%0*X" % (length, self.chance.getrandbits(4 * length))

    def fill(self, text, image=""):
        return text.format(image=image, name=self.chance.choice(NAMES), number=self.chance.randrange(100, 99999),
                           octet=self.chance.randrange(1, 255), guid=self.guid())

    def hashes(self):
        return "SHA1=%s,MD5=%s,SHA256=%s,IMPHASH=%s" % tuple(self.digest(n) for n in (40, 32, 64, 32))

    def version(self, name):
        return {"FileVersion": "10.0.19041.%d (WinBuild.160101.0800)" % self.chance.randrange(1, 4000),
                "Description": "%s Component" % name, "Product": "Microsoft® Windows® Operating System",
                "Company": "Microsoft Corporation", "OriginalFileName": name}

    def process(self, prefix="", guid="Guid"):
        known = self.chance.choice(self.processes)
        return {prefix + "Process" + guid: "{%s}" % known[0], prefix + "ProcessId": str(known[1]),
                prefix + "Image": known[2]}

    def create(self):
        image, parent = self.chance.choice(IMAGES), self.chance.choice(IMAGES)
        command = self.fill(self.chance.choice(COMMANDS), image)
        odd = self.chance.random()
        if odd < 0.02:
            parent, image = next(self.children)
        elif odd < 0.03:
            command = next(self.absent)
        elif odd < 0.035:
            image = next(self.absent)
        elif odd < 0.04:
            parent = next(self.absent)
        own = (self.guid(), 4 * self.chance.randrange(20, 9000), image or IMAGES[0])
        self.processes[self.chance.randrange(len(self.processes))] = own
        data = {"ProcessGuid": "{%s}" % own[0], "ProcessId": str(own[1]), "Image": image,
                **self.version((image or "unknown").rsplit("\\", 1)[-1]), "CommandLine": command,
                "CurrentDirectory": SYSTEM, "User": self.chance.choice(USERS), "LogonGuid": "{%s}" % self.guid(),
                "LogonId": "0x%x" % self.chance.getrandbits(24), "TerminalSessionId": str(self.chance.randrange(3)),
                "IntegrityLevel": self.chance.choice(["Low", "Medium", "High", "System"]), "Hashes": self.hashes(),
                **self.process("Parent"), "ParentCommandLine": self.fill(self.chance.choice(COMMANDS), parent or "")}
        data["ParentImage"] = parent
        return data

    def load(self):
        name = self.chance.choice(MODULES)
        signed = self.chance.random() < 0.93
        folder = SYSTEM if signed else "C:\\ProgramData\\%s\\" % self.chance.choice(NAMES)
        return {**self.process(), "ImageLoaded": folder + name, **self.version(name), "Hashes": self.hashes(),
                "Signed": "true" if signed else "false", "Signature": "Microsoft Windows" if signed else "-",
                "SignatureStatus": "Valid" if signed else "Unavailable"}

    def access(self):
        calls = "|".join("%s%s+%x" % (SYSTEM, self.chance.choice(TRACE), self.chance.getrandbits(20))
                         for _ in range(self.chance.randrange(6, 14)))
        return {**self.process("Source", "GUID"), "SourceThreadId": str(self.chance.randrange(1, 9999)),
                **self.process("Target", "GUID"), "CallTrace": calls,
                "GrantedAccess": "0x%x" % self.chance.choice([0x1000, 0x1400, 0x1410, 0x1478, 0x40, 0x1FFFFF])}

    def connect(self):
        return {**self.process(), "User": self.chance.choice(USERS), "Protocol": self.chance.choice(["tcp", "udp"]),
                "Initiated": self.chance.choice(["true", "false"]), "SourceIsIpv6": "false",
                "SourceIp": "10.0.4.%d" % self.chance.randrange(1, 255), "SourceHostname": self.chance.choice(HOSTS),
                "SourcePort": str(self.chance.randrange(1024, 65536)), "SourcePortName": "-",
                "DestinationIsIpv6": "false", "DestinationHostname": self.chance.choice(HOSTS + ["-"]),
                "DestinationIp": "%d.0.4.%d" % (self.chance.choice([10, 52, 192]), self.chance.randrange(1, 255)),
                "DestinationPort": str(self.chance.choice([53, 80, 88, 135, 389, 443, 445, 3389, 5985, 8080])),
                "DestinationPortName": "-"}

    def thread(self):
        return {**self.process("Source"), **self.process("Target"), "NewThreadId": str(self.chance.randrange(1, 9999)),
                "StartAddress": "0x%016X" % self.chance.getrandbits(47), "StartModule": SYSTEM + "ntdll.dll",
                "StartFunction": "DbgUiRemoteBreakin"}

    def file(self):
        return {**self.process(), "TargetFilename": self.fill(self.chance.choice(FILES)),
                "CreationUtcTime": self.moment(self.clock)}

    def registry(self, event):
        data = {"EventType": "SetValue" if event == 13 else self.chance.choice(["CreateKey", "DeleteValue"]),
                **self.process(), "TargetObject": self.fill(self.chance.choice(KEYS))}
        if event == 13:
            data["Details"] = self.chance.choice(
                ["DWORD (0x%08x)" % self.chance.getrandbits(8), "Binary Data", self.fill(self.chance.choice(FILES))])
        return data

    def query(self):
        return {**self.process(), "QueryName": "%s.example" % self.digest(8).lower(), "QueryStatus": "0",
                "QueryResults": "::ffff:10.0.4.%d;" % self.chance.randrange(1, 255)}

    def data(self, event):
        if event in (12, 13):
            return self.registry(event)
        makers = {1: self.create, 3: self.connect, 5: self.process, 7: self.load, 8: self.thread, 10: self.access,
                  11: self.file, 22: self.query}
        return makers[event]()

    @staticmethod
    def moment(milliseconds):
        """A time as Sysmon writes it; all lie on one day."""
        seconds, thousandths = divmod(milliseconds, 1000)
        return "2024-06-10 %02d:%02d:%02d.%03d" % (
            seconds // 3600 % 24, seconds // 60 % 60, seconds % 60, thousandths)

    def record(self, event, title):
        self.clock += self.chance.randrange(1, 40)
        self.number += 1
        moment = self.moment(self.clock)
        data = {"RuleName": "-", "UtcTime": moment, **self.data(event)}
        message = "\r\n".join("%s: %s" % (k, v) for k, v in data.items() if v is not None)
        head = {"EventTime": moment[:19], "Hostname": self.chance.choice(HOSTS), "Keywords": -9223372036854775808,
                "EventType": "INFO", "SeverityValue": 2, "Severity": "INFO", "EventID": event,
                "SourceName": "Microsoft-Windows-Sysmon", "ProviderGuid": "{5770385F-C22A-43E0-BF4C-06F5698FFBD9}",
                "Version": 5, "Task": event, "OpcodeValue": 0, "RecordNumber": self.number, "ProcessID": 2804,
                "ThreadID": 3356, "Channel": "Microsoft-Windows-Sysmon/Operational", "Domain": "NT AUTHORITY",
                "AccountName": "SYSTEM", "UserID": "S-1-5-18", "AccountType": "User",
                "Message": "%s:\r\n%s" % (title, message), "Opcode": "Info"}
        tail = {"EventReceivedTime": moment[:19], "SourceModuleName": "eventlog", "SourceModuleType": "im_msvistalog"}
        return {**head, **{k: v for k, v in data.items() if v is not None}, **tail}

    def line(self, events):
        event, _, title = self.chance.choices(events, [share for _, share, _ in events])[0]
        odd = self.chance.random()
        text = json.dumps(self.record(event, title), ensure_ascii=odd < 0.05, separators=(",", ":"))
        if odd > 0.99:
            text = text.replace("/", "\\/")
        return text.encode() + (b"\r\n" if odd > 0.7 else b"\n")


def records(count, seed=1, events=tuple(EVENTS)):
    """Lines of JSON, as bytes with their line ends; `events` is another mix."""
    maker = Maker(seed)
    return [maker.line(events) for _ in range(count)]
