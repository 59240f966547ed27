#!/usr/bin/env python3
"""Writes the small import files next to this script, one trap each, and what they should give.

The expectations (`*.expected.json`) come from Python's own csv and json modules, not from Quarry. Values are
compared as text; types are tested elsewhere. Run it again after a change and look at the difference.
"""
import csv
import gzip
import io
import json
import pathlib
import struct
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent


def expect(name, columns, rows):
    text = json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False, indent=0)
    (HERE / f"{name}.expected.json").write_text(text + "\n", encoding="utf-8")


def cells(text, delimiter=","):
    records = [record for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if record]
    # What stands beyond the header gets a column of its own.
    width = max(len(record) for record in records)
    header = records[0] + [f"Column{number + 1}" for number in range(len(records[0]), width)]
    return header, [(record + [""] * width)[:width] for record in records[1:]]


def delimited(name, text, *, delimiter=",", encoding="utf-8", prefix=b"", body=None, columns=None):
    """`body` is what Python reads when the file has a preamble; `columns` when headers are renamed."""
    (HERE / name).write_bytes(prefix + text.encode(encoding))
    header, rows = cells(body or text, delimiter)
    expect(name, columns or header, rows)


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def records(name, text, parsed, columns=None):
    (HERE / name).write_text(text, encoding="utf-8", newline="")
    columns = columns or list(dict.fromkeys(key for record in parsed for key in record))
    expect(name, columns, [[as_text(record.get(column)) for column in columns] for record in parsed])


# Quotes and line ends.
delimited("quotes.csv", 'a,b,c\n"x ""y"" z","one, two",plain\n"","""","a"""\n')
delimited("line-breaks.csv", 'id,text\n1,"first\nsecond"\n2,"with\r\nreturn"\n3,end\n')
delimited("crlf.csv", "a,b\r\nx,y\r\n\r\nz,\r\n")
delimited("returns.csv", "a,b\rx,y\rz,w\r")
delimited("no-newline-at-end.csv", "a,b\nx,y\nz,w")
delimited("inner-quotes.csv", 'a,b\n5" disk,say "hi"\nx,y\n')
delimited("text-after-quote.csv", 'a,b\n"x"yz,1\n"p" ,2\n')
delimited("empty-lines.csv", "a,b\n\nx,y\n\n\nz,w\n\n")
delimited("ragged.csv", "a,b,c\nx\ny,z\np,q,r,s\nl,m,n\n")
delimited("message-without-header.csv", "Level,Source\nError,x,\"text, more\"\nError,y\nError,z,,other\n")
# Headers.
delimited("header-only.csv", "a,b,c\n")
delimited("header-only-no-newline.csv", "a,b,c")
delimited("odd-names.csv", "__proto__,constructor,a b,naïve\nx,y,z,w\n")
delimited("duplicate-names.csv", "x,x,,x\na,b,c,d\n", columns=["x", "x1", "Column3", "x2"])
delimited("wide.csv", ",".join(f"c{n}" for n in range(1200)) + "\n" + ",".join(f"v{n}" for n in range(1200)) + "\n")
# Delimiters.
delimited("semicolon.csv", "a;b\n1,5;x\n2,5;y\n", delimiter=";")
delimited("sep-line.csv", "sep=;\na;b\nx,y;z\n", delimiter=";", body="a;b\nx,y;z\n")
delimited("sep-line-returns.csv", "SEP=;\ra;b\rx,y;z\r", delimiter=";", body="a;b\nx,y;z\n")
delimited("tabs.tsv", "a\tb\nx, y\tz\n", delimiter="\t")
delimited("powershell-type.csv", '#TYPE System.Diagnostics.Process\n"Name","Id"\n"svchost","x1"\n',
          body='"Name","Id"\n"svchost","x1"\n')
# Encodings.
delimited("bom.csv", "ä,b\nö,ü\n", prefix=b"\xef\xbb\xbf")
delimited("utf16-le.csv", "ä,b\nö,😀\n", encoding="utf-16-le", prefix=b"\xff\xfe")
delimited("utf16-be.csv", "ä,b\nö,😀\n", encoding="utf-16-be", prefix=b"\xfe\xff")
delimited("windows-1252.csv", "a,b\nGrüße,€\n", encoding="cp1252")
# Values that must not be rewritten.
delimited("text-that-looks-like-numbers.csv",
          "zip,big,id,version,german,plus\n007,12345678901234567890,1E5,1.2.3,\"1,5\",+5\n"
          "123,1,2E3,4.5.6,\"2,5\",6\n")
delimited("late-disagreement.csv", "n\n" + "".join(f"{n}\n" for n in range(1, 3000)) + "n/a\n9223372036854775807\n")

delimited("nul.csv", "a,b\n1,x\0y\n2,\0\n")

# JSON.
plain = [{"a": 1, "b": "x"}, {"b": "y\"\\\n", "c": {"d": [1, 2]}}, {"a": None, "c": {"e": "ü"}}]
records("records.ndjson", "".join(json.dumps(record) + "\n" for record in plain), plain)
records("array.json", json.dumps(plain), plain)
records("indented-array.json", json.dumps(plain, indent=2), plain)
records("indented-objects.json", "\n".join(json.dumps(record, indent=4) for record in plain), plain)
records("crlf.ndjson", "\r\n".join(json.dumps(record) for record in plain) + "\r\n", plain)
records("one-object.json", json.dumps(plain[1], indent=2), plain[1:2])
records("escapes.ndjson", '{"\\u0061\\u0062":"\\u00e4\\ud83d\\ude00\\/"}\n', [json.loads('{"\\u0061\\u0062":"\\u00e4\\ud83d\\ude00\\/"}')])
records("twice.ndjson", '{"a":"x","b":"z","a":"y"}\n', [json.loads('{"a":"x","b":"z","a":"y"}')])
records("bad-lines.ndjson", '{"a":1}\nnot json\n{"a":2,"b":\n{"a":3}\n{"a":"open\n{"a":4}\n', [{"a": n} for n in (1, 3, 4)])
records("big-numbers.ndjson", '{"a":9223372036854775807,"b":12345678901234567890}\n{"a":-1,"b":1}\n',
        [{"a": 9223372036854775807, "b": 12345678901234567890}, {"a": -1, "b": 1}])
records("mixed-types.ndjson", '{"a":1}\n{"a":"x"}\n{"a":true}\n{"a":[1,2]}\n',
        [{"a": 1}, {"a": "x"}, {"a": True}, {"a": [1, 2]}])
records("odd-keys.ndjson", '{"__proto__":"x","toString":"y"}\n', [{"__proto__": "x", "toString": "y"}])


def values(name, text):
    """Records that are no objects: their values stand in a column of their own."""
    (HERE / name).write_text(text, encoding="utf-8", newline="")
    try:
        parsed = json.loads(text)
    except ValueError:
        parsed = [json.loads(line) for line in text.splitlines()]
    expect(name, ["Value"], [[as_text(value)] for value in (parsed if isinstance(parsed, list) else [parsed])])


delimited("not-a-number.csv", "r\n1.5\nNaN\n-Infinity\n")
records("not-a-number.ndjson", '{"r":"NaN"}\n{"r":-0.5}\n', [{"r": "NaN"}, {"r": -0.5}])
(HERE / "nested-damaged.ndjson").write_text('{"o":{"k":1}}\n{"o":{"k":1-}}\n{"o":[2]}\n')
expect("nested-damaged.ndjson", ["o"], [['{"k":1}'], ['{"k":1-}'], ["[2]"]])
values("scalars.ndjson", '1\n"two"\nnull\ntrue\n')
values("lonely-number.json", "42")
values("lonely-text.json", '"a, b"\n')
values("nulls.json", "[null,true,null]")
values("literals.json", "[true,false]")
records("empty-first.json", '{}\n{\n "a": 1\n}\n{}\n', [{}, {"a": 1}, {}])
records("one-line.json", "[" + ",".join('{"a":%d}' % n for n in range(3000)) + "]", [{"a": n} for n in range(3000)])
records("one-line-damaged.json", '[{"a":1}x{"a":2},{"a":NaN},{"a":4}]', [{"a": n} for n in (1, 2, 4)])


# Containers, written by Python's gzip, zipfile and tarfile.
def packed(name, data, text):
    (HERE / name).write_bytes(data)
    expect(name, *cells(text))


def zipped(members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, method)
    return buffer.getvalue()


body = "a,b\n" + "".join(f"x{n},y{n}\n" for n in range(50))
packed("packed.csv.gz", gzip.compress(body.encode(), mtime=0), body)
packed("two-members.csv.gz", gzip.compress(body[:100].encode(), mtime=0) + gzip.compress(body[100:].encode(), mtime=0), body)
packed("deflated.zip", zipped([("folder/", b""), ("folder/one.csv", body.encode())]), body)
packed("beside-others.zip", zipped([("readme.txt", b"Hello, world\n"), ("a.png", b"\x89PNG\0\0"), ("one.csv", body.encode())]), body)
packed("stored.zip", zipped([("one.csv", body.encode())], zipfile.ZIP_STORED), body)
packed("nested.zip", zipped([("inner.zip", zipped([("one.csv.gz", gzip.compress(body.encode(), mtime=0))]))]), body)
packed("same-table.zip", zipped([("a/one.csv", body.encode()), ("b/one.csv", b"a,b\np,q\n")]), body + "p,q\n")


def tarred(members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


packed("members.tar", tarred([("readme.txt", b"Hello, world\n"), ("folder/one.csv", body.encode()), ("empty", b"")]), body)
def long_named(member_format):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=member_format) as archive:
        member = tarfile.TarInfo("folder/" * 40 + "one.csv")
        member.size = len(body)
        archive.addfile(member, io.BytesIO(body.encode()))
    return buffer.getvalue()


packed("long-name-pax.tar", long_named(tarfile.PAX_FORMAT), body)
packed("long-name-gnu.tar", long_named(tarfile.GNU_FORMAT), body)
good = zipped([("one.csv", body.encode())])
packed("behind-a-program.zip", b"MZ" + bytes(200) + good, body)
packed("comment-like-an-end.zip", good[:-2] + b"\x16\0" + b"PK\x05\x06" + bytes(18), body)
packed("trailing-bytes.zip", good + bytes(70_000), body)
packed("alone.zip", zipped([("export", body.encode())]), body)
packed("long-member-name.zip", zipped([("x" * 3000 + ".csv", body.encode())]), body)


class Stream(io.RawIOBase):
    """A file that can't be sought in, so that sizes stand behind the data and in 64 bits."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def zip64():
    stream = Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(zipfile.ZipInfo("one.csv", (2024, 1, 1, 0, 0, 0)), "w", force_zip64=True) as member:
            member.write(body.encode())
    data = bytes(stream.data)
    directory = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    large = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, end - directory, directory)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    sentinels = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + large + locator + sentinels


packed("zip64.zip", zip64(), body)
packed("members.tar.gz", gzip.compress(tarred([("folder/one.csv", body.encode())]), mtime=0), body)

# Traps: refused with a reason, so there is nothing to expect.
deep = body.encode()
for level in range(4):
    deep = zipped([(f"level{level}.zip" if level else "one.csv", deep)])
(HERE / "four-deep.zip").write_bytes(deep)
(HERE / "zeros.zip").write_bytes(zipped([("zeros.csv", bytes(40 << 20))]))
