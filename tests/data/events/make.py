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

for path in sorted(HERE.glob("*.zip")):
    archive = zipfile.ZipFile(path)
    counts = collections.Counter()
    for name in archive.namelist():
        for line in archive.read(name).decode("utf-8").splitlines():
            record = json.loads(line)
            counts[record["Channel"], record["EventID"]] += 1
    save(path, [[channel, event, count] for (channel, event), count in sorted(counts.items())])
