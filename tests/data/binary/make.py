#!/usr/bin/env python3
"""Writes the small binary files next to this script, one trap each, and what they should give.

Needs pyarrow and polars; the files here were written by pyarrow 26.0.1 and polars 2.1.0. The expectations
(`*.expected.json`) are what pyarrow reads back from each file, shown as a grid shows values.
"""
import datetime as dt
import decimal
import gzip
import json
import pathlib
import uuid

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
UTC = dt.timezone.utc


def real(value):
    """A real with the fewest digits that give it back, as JavaScript and Quarry print it."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def instant(nanoseconds):
    """Nanoseconds since 1970 with the seven digits of a KQL datetime."""
    seconds, rest = divmod(nanoseconds, 10**9)
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}.{rest // 100:07d}Z"


def clock(nanoseconds):
    seconds, rest = divmod(nanoseconds, 10**9)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return text + (f".{rest // 100:07d}" if rest >= 100 else "")


UNITS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}


def plain(scalar, inner=False):
    """An Arrow scalar as what JSON has."""
    of = scalar.type
    if not scalar.is_valid:
        return None
    if pa.types.is_timestamp(of):
        text = instant(scalar.value * UNITS[of.unit])
        return text if of.tz or not inner else text[:-1]
    if pa.types.is_date(of):
        return instant(scalar.value * 86_400 * 10**9)
    if pa.types.is_time(of):
        return clock(scalar.value * UNITS[of.unit])
    if pa.types.is_list(of) or pa.types.is_large_list(of):
        return [plain(item, True) for item in scalar.values]
    if pa.types.is_map(of):
        return {str(item["key"].as_py()): plain(item["value"], True) for item in scalar.values}
    if pa.types.is_struct(of):
        return {name: plain(scalar[name], True) for name in scalar}
    value = scalar.as_py()
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            import base64
            return base64.b64encode(value).decode()
    return value


def shown(scalar):
    value = plain(scalar)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return real(value)
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def expect(name, table):
    rows = [[shown(column[row]) for column in table.columns] for row in range(table.num_rows)]
    text = json.dumps({"columns": table.column_names, "rows": rows}, ensure_ascii=False, indent=0)
    (HERE / f"{name}.expected.json").write_text(text + "\n", encoding="utf-8")


def write(name, table, **options):
    pq.write_table(table, HERE / name, **options)
    expect(name, pq.read_table(HERE / name))


def every(number, values):
    """The values, each `number`-th of them missing."""
    return [None if at % number == number - 1 else value for at, value in enumerate(values)]


N = range(60)
start = dt.datetime(2024, 2, 28, 23, 59, 59, 123456)
moments = [start + dt.timedelta(hours=17 * n, microseconds=n) for n in N]

write("types.parquet", pa.table({
    "bool": pa.array(every(7, [n % 3 == 0 for n in N])),
    "byte": pa.array([n - 30 for n in N], pa.int8()),
    "word": pa.array([n * 500 for n in N], pa.uint16()),
    "int": pa.array(every(5, [n * 70_000_000 - 2**31 for n in N]), pa.int32()),
    "uint": pa.array([2**32 - 1 - n for n in N], pa.uint32()),
    "long": pa.array([2**63 - 1 - n for n in N], pa.int64()),
    "ulong": pa.array(every(9, [2**64 - 1 - n for n in N]), pa.uint64()),
    "float": pa.array([n / 4 for n in N], pa.float32()),
    "half": pa.array([n / 8 - 2 for n in N], pa.float16()),
    "real": pa.array(every(4, [n / 3 for n in N[:57]] + [float("nan"), float("inf"), float("-inf")])),
    "text": pa.array(every(6, [f"ä{n % 9}\t\"x\"" for n in N])),
    "bytes": pa.array([bytes([0xFF, n]) if n % 2 else b"plain" for n in N]),
    "fixed": pa.array([b"%03d" % n for n in N], pa.binary(3)),
    "guid": pa.array([uuid.UUID(int=n << 100 | n) for n in N], pa.uuid()),
    "seconds": pa.array(moments, pa.timestamp("ms", "UTC")),
    "micros": pa.array(every(8, moments), pa.timestamp("us", "Europe/Berlin")),
    "nanos": pa.array([1_700_000_000_123_456_789 + n for n in N], pa.timestamp("ns", "UTC")),
    "before": pa.array([dt.datetime(1, 1, 1, tzinfo=UTC), dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)] * 30, pa.timestamp("us", "UTC")),
    "date": pa.array([dt.date(1600, 2, 29) + dt.timedelta(days=n * 3000) for n in N]),
    "clock_ms": pa.array([dt.time(n % 24, n, n, 999000) for n in N], pa.time32("ms")),
    "clock": pa.array(every(10, [dt.time(n % 24, n, n, n) for n in N]), pa.time64("us")),
    "money": pa.array([decimal.Decimal(n * 12345 - 400_000) / 100 for n in N], pa.decimal128(9, 2)),
    "sum": pa.array(every(3, [decimal.Decimal(n * 10**15 - 7) / 1000 for n in N]), pa.decimal128(18, 3)),
    "huge": pa.array([decimal.Decimal(10**29 + n) / 10**5 for n in N], pa.decimal128(34, 5)),
}), store_schema=False)

few = pa.table({
    "id": pa.array(range(300), pa.int64()),
    "name": pa.array([f"device-{n % 12}" for n in range(300)]),
    "note": pa.array(every(4, [f"note {n * 7919 % 1000} of {n}" for n in range(300)])),
    "value": pa.array([n * n / 7 for n in range(300)]),
})
for codec in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]:
    for version in ["1.0", "2.0"]:
        write(f"{codec}-v{version[0]}.parquet", few, compression=codec, data_page_version=version,
              data_page_size=512, write_batch_size=64, write_statistics=False)

# Encodings other than plain and dictionary.
deltas = pa.table({
    "int": pa.array([n * n * (-1) ** n for n in range(500)], pa.int32()),
    "long": pa.array(every(6, [(n * 2**55 + n) % 2**63 for n in range(500)]), pa.int64()),
    "same": pa.array([7] * 500, pa.int64()),
    "path": pa.array(every(9, [f"C:\\Windows\\System32\\tool{n:04d}.exe" for n in range(500)])),
    "word": pa.array([f"w{n * 31 % 77}" for n in range(500)]),
    "real": pa.array([n / 16 for n in range(500)]),
    "small": pa.array([n / 16 for n in range(500)], pa.float32()),
    "flag": pa.array([n % 5 < 2 for n in range(500)]),
})
encodings = {"int": "DELTA_BINARY_PACKED", "long": "DELTA_BINARY_PACKED", "same": "DELTA_BINARY_PACKED",
             "path": "DELTA_BYTE_ARRAY", "word": "DELTA_LENGTH_BYTE_ARRAY", "real": "BYTE_STREAM_SPLIT",
             "small": "BYTE_STREAM_SPLIT", "flag": "RLE"}
for version in ["1.0", "2.0"]:
    write(f"encodings-v{version[0]}.parquet", deltas, use_dictionary=False, column_encoding=encodings,
          data_page_version=version, data_page_size=2048, write_batch_size=100, write_statistics=False)
write("plain.parquet", few, use_dictionary=False, compression="none", write_statistics=False)
# A dictionary that is given up on the way.
write("mixed.parquet", few, dictionary_pagesize_limit=900, data_page_size=512, write_batch_size=50,
      write_statistics=False)

nested = pa.table({
    "list": pa.array([None, [], [1], [1, None, 3], [None]] * 4, pa.list_(pa.int64())),
    "lists": pa.array([[["a"], []], [], None, [None, ["b", None]], [["c", "d"], ["e"]]] * 4,
                      pa.list_(pa.list_(pa.string()))),
    "struct": pa.array([{"a": n, "b": {"c": None if n % 3 else f"x{n}"}} if n % 4 else None for n in range(20)]),
    "items": pa.array([[{"when": start, "ok": True, "part": 1.5}] * (n % 3) for n in range(20)]),
    "map": pa.array([[("k", n), ('q"', None)] if n % 2 else [] for n in range(20)], pa.map_(pa.string(), pa.int32())),
    "numbered": pa.array([[(n, ["x"] * (n % 3))] for n in range(20)], pa.map_(pa.int64(), pa.list_(pa.string()))),
})
for version in ["1.0", "2.0"]:
    write(f"nested-v{version[0]}.parquet", nested, data_page_version=version, write_statistics=False)

write("all-null.parquet", pa.table({
    "nothing": pa.nulls(30),
    "text": pa.array([None] * 30, pa.string()),
    "long": pa.array([None] * 30, pa.int64()),
    "list": pa.array([None] * 30, pa.list_(pa.string())),
}))
write("no-rows.parquet", few.slice(0, 0))
write("groups.parquet", few, row_group_size=37, write_statistics=False)
write("int96.parquet", pa.table({"at": pa.array(every(5, moments), pa.timestamp("ns"))}),
      use_deprecated_int96_timestamps=True)
# No expectation: what the times mean depends on the zone.
pq.write_table(pa.table({"at": pa.array(moments, pa.timestamp("us"))}), HERE / "local-times.parquet")
write("checksums.parquet", few, write_page_checksum=True, data_page_size=512, write_batch_size=64,
      use_dictionary=False, compression="none", write_statistics=False)

frame = pl.DataFrame({
    "Timestamp": [dt.datetime(2024, 5, 1, 12, tzinfo=UTC) + dt.timedelta(minutes=n) for n in range(100)],
    "DeviceName": [f"pc-{n % 7}" for n in range(100)],
    "Tags": [["a", "b"][: n % 3] for n in range(100)],
    "Count": range(100),
    "Category": pl.Series([f"c{n % 4}" for n in range(100)], dtype=pl.Categorical),
    "For": [dt.timedelta(seconds=n) for n in range(100)],
})
frame.drop("For").write_parquet(HERE / "polars.parquet")
expect("polars.parquet", pq.read_table(HERE / "polars.parquet"))

wide = pa.table({f"c{n}": pa.array([n, None], pa.int32()) for n in range(1000)})
pq.write_table(wide, HERE / "wide.parquet", compression="none", use_dictionary=False, write_statistics=False,
               store_schema=False)
(HERE / "wide.parquet.gz").write_bytes(gzip.compress((HERE / "wide.parquet").read_bytes(), mtime=0))
(HERE / "wide.parquet").unlink()
expect("wide.parquet.gz", wide)


# Excel workbooks, by openpyxl 3.1.5 and xlsxwriter 3.3.1; the expectations are what openpyxl reads back.
import openpyxl
import xlsxwriter
from openpyxl.styles import numbers
from openpyxl.worksheet.formula import ArrayFormula


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return real(float(value)) if float(value) != int(value) else str(int(value))
    if isinstance(value, dt.datetime):
        return instant(round((value - dt.datetime(1970, 1, 1)).total_seconds() * 1000) * 10**6)
    if isinstance(value, dt.timedelta):
        days, rest = divmod(round(value.total_seconds() * 1000), 86_400_000)
        return (f"{days}." if days else "") + clock(rest * 10**6)
    if isinstance(value, dt.time):
        return clock(((value.hour * 60 + value.minute) * 60 + value.second) * 10**9 + value.microsecond * 1000)
    return str(value)


def sheet(name, *, skip=0, columns=None, errors=()):
    """What the only sheet gives, without empty rows and from the row behind `skip` rows on."""
    book = openpyxl.load_workbook(HERE / name, data_only=True)
    rows = [list(row) for row in book.active.iter_rows(values_only=True) if any(value is not None for value in row)]
    rows = rows[skip:]
    rows = [[None if value in errors else value for value in row] for row in rows]
    expect_rows(name, columns or [cell(value) for value in rows[0]], [[cell(value) for value in row] for row in rows[1:]])


def expect_rows(name, columns, rows):
    text = json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False, indent=0)
    (HERE / f"{name}.expected.json").write_text(text + "\n", encoding="utf-8")


def stamp(book):
    """The same bytes each time."""
    book.properties.created = book.properties.modified = dt.datetime(2024, 1, 1)


book = openpyxl.Workbook()
page = book.active
page.title = "Events"
page.append(["When", "Day", "At", "For", "Flag", "Whole", "Fraction", "Id", "Text", "Mixed", "Empty", "Number as text"])
for n in range(40):
    page.append([
        dt.datetime(2024, 2, 28, 23, 59, 58) + dt.timedelta(hours=11 * n, milliseconds=n),
        dt.datetime(1899, 12, 31) + dt.timedelta(days=n * 1500 + 1) if n else dt.datetime(2024, 2, 29),
        dt.time(n % 24, n, n),
        dt.timedelta(hours=n * 3, seconds=n),
        n % 3 == 0 if n % 4 else None,
        n * 10**9 - 5,
        n / 7,
        f"{10**17 + n}",
        f"ä <{n}> & \"x\"\nline" if n % 5 else None,
        n if n % 2 else f"n{n}",
        None,
        f"00{n}",
    ])
    page.cell(n + 2, 4).number_format = "[h]:mm:ss"
stamp(book)
book.save(HERE / "cells.xlsx")
sheet("cells.xlsx")

# Blank rows and columns around the table, a title, and cells of the header that are merged.
book = openpyxl.Workbook()
page = book.active
page["C3"] = "Report of May"
page.merge_cells("C3:G3")
for at, value in {"C5": "Name", "D5": "Time", "F5": "Size", "D6": "Start", "E6": "End", "F6": "KB", "G6": "Files"}.items():
    page[at] = value
page.merge_cells("C5:C6")
page.merge_cells("D5:E5")
page.merge_cells("F5:G5")
for n in range(5):
    for column, value in zip("CDEFG", [f"x{n}", n, n + 1, n * 1.5, n % 2 == 0]):
        page[f"{column}{n * 2 + 8}"] = value
stamp(book)
book.save(HERE / "merged.xlsx")
sheet("merged.xlsx", skip=2)
whole = json.loads((HERE / "merged.xlsx.expected.json").read_text())
expect_rows("merged.xlsx", ["Name", "Time Start", "Time End", "Size KB", "Size Files"], [row[2:] for row in whole["rows"]])

# Values that formulas have, errors, days since 1904, texts in pieces.
with xlsxwriter.Workbook(HERE / "formulas.xlsx", {"date_1904": True, "default_date_format": "dd.mm.yy hh:mm"}) as out:
    out.set_properties({"created": dt.datetime(2024, 1, 1)})
    page = out.add_worksheet("Data")
    bold = out.add_format({"bold": True})
    page.write_row(0, 0, ["n", "double", "joined", "share", "since", "rich"])
    for n in range(12):
        page.write_number(n + 1, 0, n)
        page.write_formula(n + 1, 1, f"=A{n + 2}*2", None, n * 2)
        page.write_formula(n + 1, 2, f'="x"&A{n + 2}', None, f"x{n}")
        page.write_formula(n + 1, 3, f"=1/A{n + 2}", None, 1 / n if n else "#DIV/0!")
        page.write_datetime(n + 1, 4, dt.datetime(2004, 7, 8, n, 30))
        page.write_rich_string(n + 1, 5, "plain ", bold, f"bold {n}", " end")
sheet("formulas.xlsx", errors=("#DIV/0!",))

with xlsxwriter.Workbook(HERE / "inline.xlsx", {"constant_memory": True}) as out:
    out.set_properties({"created": dt.datetime(2024, 1, 1)})
    page = out.add_worksheet("Sheet1")
    for row in range(30):
        page.write_row(row, 0, [f"c{c}" if row == 0 else f"r{row} c{c}" for c in range(4)])
sheet("inline.xlsx")

# Several sheets: one hidden, one without cells, one with the columns of another, one that needs another name.
with xlsxwriter.Workbook(HERE / "sheets.xlsx") as out:
    out.set_properties({"created": dt.datetime(2024, 1, 1)})
    for title, rows in {
        "Logons": [["Account", "Count"], ["a", 1], ["b", 2]],
        "Nothing": [],
        "Große Liste (2)": [["x"], ["y"]],
        "Header only": [["p", "q"]],
        "secret": [["key"], [7]],
    }.items():
        page = out.add_worksheet(title)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    page.hide()

# Formulas that nobody computed.
book = openpyxl.Workbook()
book.active.append(["a", "b"])
book.active.append([1, "=A2+1"])
stamp(book)
book.save(HERE / "uncomputed.xlsx")

with xlsxwriter.Workbook(HERE / "wide.xlsx") as out:
    out.set_properties({"created": dt.datetime(2024, 1, 1)})
    page = out.add_worksheet()
    for row in range(2):
        page.write_row(row, 0, [n if row else f"c{n}" for n in range(1000)])
sheet("wide.xlsx")
