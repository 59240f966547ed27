#!/usr/bin/env python3
"""Writes what the event logs next to this script hold, as other programs read them.

`*.events.json` has a list an event log: record id, event id, channel, computer, time and fields of every event,
as `evtxexport -f xml` (Debian's libevtx-utils) and Python's own XML module read them; and a list a zip of NDJSON:
channel, event id and how many there are, as Python's zipfile and json read them.
"""
import collections
import json
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile

HERE = pathlib.Path(__file__).parent
NS = "{http://schemas.microsoft.com/win/2004/08/events/event}"


def save(path, events):
    out = path.with_name(path.name + ".events.json")
    out.write_text(json.dumps(events, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(path.name, len(events))


def from_xml(text):
    event = ET.fromstring(text)
    system = event.find(NS + "System")
    value = lambda name: (system.find(NS + name).text or "").strip()
    data = {item.get("Name"): item.text or "" for item in event.iter(NS + "Data") if item.get("Name")}
    return [int(value("EventRecordID")), int(value("EventID")), value("Channel"), value("Computer"),
            system.find(NS + "TimeCreated").get("SystemTime"), data]


for path in sorted(HERE.glob("*.evtx")):
    text = subprocess.run(["evtxexport", "-f", "xml", path], capture_output=True, text=True, check=True).stdout
    save(path, [from_xml(part) for part in re.findall(r"<Event .*?</Event>", text, re.S)])

for path in sorted(HERE.glob("*_*.zip")):
    archive = zipfile.ZipFile(path)
    counts = collections.Counter()
    for name in archive.namelist():
        for line in archive.read(name).decode("utf-8").splitlines():
            record = json.loads(line)
            counts[record["Channel"], record["EventID"]] += 1
    save(path, [[channel, event, count] for (channel, event), count in sorted(counts.items())])


def zipped(name, members):
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members:
            archive.writestr(zipfile.ZipInfo(member, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


# An investigation package in small: every folder with what its program prints, one trap each.
zipped("investigation-package.zip", [
    ("Forensics Collection Summary.csv", "Data,Command,Status\nServices,sc,0\n"),
    ("Network connections/ActiveNetConnections.txt",
     "\r\nActive Connections\r\n\r\n  Proto  Local Address   Foreign Address   State   PID\r\n"
     "  TCP    0.0.0.0:135     0.0.0.0:0         LISTENING     1064\r\n  RpcSs\r\n [svchost.exe]\r\n"
     "  TCP    [::1]:49700     [::1]:80          ESTABLISHED   33\r\n"
     "  UDP    0.0.0.0:5353    *:*                             2200\r\n"),
    ("Network connections/Arp.txt",
     "\r\nInterface: 10.0.0.5 --- 0x5\r\n  Internet Address  Physical Address  Type\r\n"
     "  10.0.0.1          aa-bb-cc-dd-ee-ff dynamic\r\n"),
    ("Users and Groups/LocalGroups.txt",
     ("Alias name     Administrators\r\nComment        Full access\r\n\r\nMembers\r\n\r\n" + "-" * 79 +
      "\r\nAdministrator\r\nCORP\\svc_backup\r\nThe command completed successfully.\r\n\r\n"
      "Aliasname      Gäste\r\n\r\nMitglieder\r\n\r\n" + "-" * 79 +
      "\r\nGast\r\nDer Befehl wurde erfolgreich ausgeführt.\r\n\r\n").encode("utf-16")),
    ("Processes/Processes.csv", "Name,ProcessId\nsvchost.exe,12\n"),
    ("Autoruns/Autoruns.txt",
     "HKEY_LOCAL_MACHINE\\Software\\Run\r\n    Sec Health    REG_EXPAND_SZ    %windir%\\a b.exe\r\n\r\n"
     "ERROR: The system was unable to find the specified registry key or value.\r\n"),
    ("System Information/SystemInformation.txt",
     "\r\nHost Name:       PC1\r\nHotfix(s):       1 Hotfix(s) Installed.\r\n                 [01]: KB1\r\n"),
    ("Temp Directories/anna_TempDirFiles.txt",
     " Volume in drive C has no label.\r\n Directory of C:\\Users\\anna\\Temp\r\n\r\n"
     "03/13/2024  03:40 PM    <DIR>          .\r\n03/13/2024  03:40 PM             1,234 a b.txt\r\n"),
    ("Security event log/Security.evtx", (HERE / "new-user-security.evtx").read_bytes()),
    ("Prefetch files/NET.EXE-1.pf", b"MAM\x04\0\0"),
])
