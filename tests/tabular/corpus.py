"""Tables as people send them, and what looks like a table and is none: for tests and the bench."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook

HEADER = ["编号", "镇街道", "浓度", "备注"]
ROWS = [
    ["1", "王店镇", "31", "晴，有风"],
    ["2", "330402001", "0.5", ""],
    ["3", "新塍镇", "", '他说"好"'],
]
WHOLE = [HEADER, *ROWS]


def delimited(
    rows: Sequence[Sequence[str]],
    *,
    delimiter: str = ",",
    end: str = "\r\n",
    quoting: int = csv.QUOTE_MINIMAL,
) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows(rows)
    return text.getvalue()


def workbook(
    rows: Sequence[Sequence[object]], *, merged: Sequence[str] = (), title: str = "数据"
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def saved(book: Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def same_tables() -> Iterator[tuple[str, bytes]]:
    """Yield how it is written, and the table of `WHOLE` so written."""
    for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"):
        for name, delimiter in (("commas", ","), ("semicolons", ";"), ("tabs", "\t")):
            for ending, end in (("CRLF", "\r\n"), ("LF", "\n")):
                text = delimited(WHOLE, delimiter=delimiter, end=end)
                yield f"{encoding}, {name}, {ending}", text.encode(encoding)
    plain = delimited(WHOLE)
    for delimiter in ",;\t|":
        text = f"sep={delimiter}\r\n" + delimited(WHOLE, delimiter=delimiter)
        yield f"sep={delimiter!r}", text.encode()
    yield "everything quoted", delimited(WHOLE, quoting=csv.QUOTE_ALL).encode()
    yield (
        "everything quoted, semicolons",
        delimited(WHOLE, delimiter=";", quoting=csv.QUOTE_ALL).encode(),
    )
    yield (
        "blank lines before, between, after",
        ("\r\n \r\n" + plain.replace("\r\n", "\r\n\r\n") + "\r\n\r\n").encode(),
    )
    yield "rows of commas between and after", (plain.replace("\r\n", "\r\n,,,\r\n")).encode()
    yield "a comma more at the end of each row", plain.replace("\r\n", ",\r\n").encode()
    yield "no line end at the end", plain.rstrip().encode()
    yield (
        "one line in GBK among UTF-8",
        b"".join(
            line.encode("gbk" if place == 1 else "utf-8")
            for place, line in enumerate(plain.splitlines(keepends=True))
        ),
    )
    numbers = [[int(cell) if cell.isdigit() else cell or None for cell in row] for row in WHOLE]
    yield "XLSX", workbook(WHOLE)
    yield "XLSX, numbers as numbers", workbook(numbers)
    yield (
        "XLSX, whole numbers as floats",
        workbook(
            [[float(cell) if isinstance(cell, int) else cell for cell in row] for row in numbers]
        ),
    )
    yield (
        "XLSX, blank rows before, between, after",
        workbook(
            [[], [None] * 6, HEADER, [], *[each for row in ROWS for each in (row, [None, ""])], []]
        ),
    )


def no_tables() -> Iterator[tuple[str, str, bytes, str]]:
    """Yield what it is, the name it is sent under, its bytes, and a word of the answer."""
    book = workbook(WHOLE)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    yield "nothing", "a.csv", b"", "空的"
    yield "blank lines", "a.csv", b"\r\n \r\n", "空的"
    yield "a mark and nothing", "a.csv", b"\xef\xbb\xbf", "空的"
    yield "only delimiters", "a.csv", b",,,\r\n,,,\r\n", "空的"
    yield "an empty workbook", "a.xlsx", workbook([]), "空的"
    yield "an old workbook", "a.xls", old, ".xls"
    yield "an old workbook named .csv", "a.csv", old, ".xls"
    yield "a locked workbook", "a.xlsx", old, "密码"
    yield "a PDF named .csv", "a.csv", b"%PDF-1.7\n1 0 obj", "PDF"
    yield "a web page named .xls", "a.xls", b"<html><table><tr><td>1</td>", "网页"
    yield "a web page with a mark", "a.csv", b"\xef\xbb\xbf\n<!DOCTYPE html>", "网页"
    yield "a photo", "a.csv", b"\xff\xd8\xff\xe0\0\x10JFIF", "图片"
    yield "a screenshot named .xlsx", "a.xlsx", b"\x89PNG\r\n\x1a\n", "图片"
    yield "a RAR archive", "a.csv", b"Rar!\x1a\x07", "压缩包"
    yield "JSON", "a.csv", b'[{"a": 1}]', "JSON"
    yield "text named .xlsx", "a.xlsx", delimited(WHOLE).encode(), "不完整"
    yield "a ZIP of something else", "a.xlsx", b"PK\x05\x06" + b"\0" * 18, "不完整"
    for kept in (30, 900, len(book) // 2, len(book) - 30):
        yield f"a workbook cut off after {kept} bytes", "a.xlsx", book[:kept], "不完整"
    yield "UTF-16 without its mark", "a.csv", delimited(WHOLE).encode("utf-16-le"), "表格"
    yield "bytes in no encoding", "a.csv", bytes(range(128, 256)), "编码"
    yield "a header whose quote never ends", "a.csv", b'a,"b,c\n' + b"1,2,3\n" * 50, "引号"


def spoilt_rows() -> Iterator[tuple[str, bytes, dict[int, str]]]:
    """Yield what is wrong, the table, and by line a word of what is said; other rows are good."""
    good = "1,2,3\n"
    yield "too short", f"a,b,c\n{good}1,2\n{good}".encode(), {3: "2 格"}
    yield "too long", f"a,b,c\n{good}1,2,3,4\n{good}".encode(), {3: "4 格"}
    yield "decimal commas", f"a,b,c\n{good}1,5,2,3\n".encode(), {3: "4 格"}
    yield "an open quote", f'a,b,c\n"1,2,3\n{good}{good}'.encode(), {2: "引号"}
    yield "an open quote in the last cell", f'a,b,c\n1,2,"3\n{good}{good}'.encode(), {2: "引号"}
    yield "an open quote in the last row", f'a,b,c\n{good}1,"2,3'.encode(), {3: "引号"}
    yield "two open quotes", f'a,b,c\n"1,2,3\n{good}1,"2,3\n{good}'.encode(), {2: "引号", 4: "引号"}
    yield "a NUL", f"a,b,c\n{good}1,\0,3\n{good}".encode(), {3: "空字节"}
    yield "a broken byte", f"a,b,c\n{good * 9}".encode() + b"1,\xff,3\n", {11: "字节"}
    yield (
        "a cell without end",
        f"a,b,c\n{good}".encode() + b"1," + b"x" * 3_000_000 + b",3\n",
        {3: "长"},
    )
    yield "blank lines before it", f"\n\na,b,c\n\n{good}1,2\n".encode(), {6: "2 格"}
    yield "a quoted break before it", b'a,b,c\n1,"2\n2",3\n1,2\n', {4: "2 格"}


NUMBERS: dict[str, str | None] = {
    "12": "12", " 12 ": "12", "１２": "12", "１２．５": "12.5", "3.": "3", ".5": "0.5",
    "1,234": "1234", "1，234": "1234", "12,345,678.9": "12345678.9", "1 234": "1234",
    "1\u00a0234": "1234", "1\u2009234.5": "1234.5", "1\u202f234\u202f567": "1234567",
    "1\u3000234": "1234", "\ufeff7": "7", "7\u200b": "7", "\u22125": "-5", "－５": "-5",
    "+3": "3", "1E-4": "0.0001", "1e3": "1000", "0": "0", "007": "7", "1234,567": None,
    "1,2": None, "0,123": None, "1,23,456": None, "1.234,5": None, "12 34": None, "1,234 567": None,
    "1_000": None, "10²": None, "①": None, "½": None, "12μg": None, "85%": None, "3-5": None,
    "1e9999": None, "0x1f": None, "inf": None, "nan": None, "": None, "-": None, "一百": None,
    "٣": None, "1.2.3": None, ",123": None, "123,": None, "约12": None,
}  # fmt: skip

JUNE = date(2024, 6, 1)
MONTHS: dict[str, date | None] = {
    **dict.fromkeys(
        (
            "2024-06", "2024-6", "2024/6", "2024.06", "2024年6月", "2024年06月", "2024 年 6 月",
            "202406", "２０２４年６月", "2024年6月份", "2024-06-01 00:00:00", "2024-06-15",
            "2024年6月30日", "20240601", "45444", "45473.99", "2024_06", "\u00a02024-06 ",
            "2024 06",
        ),
        JUNE,
    ),
    "2024.1": None, "2024.10": date(2024, 10, 1), "2024-1": date(2024, 1, 1), "20241": None,
    "2024": None, "2024-13": None, "2024-00": None, "6月": None, "202413": None, "soon": None,
    "12345": None, "99999": None, "": None, "2024年": None, "2024-06-31": None, "1,024": None,
}  # fmt: skip

MOMENTS: dict[str, datetime | None] = {
    **dict.fromkeys(
        (
            "2019-07-18T12:00:00", "2019-07-18 12:00", "2019/7/18 12:00:00", "2019年7月18日12时",
            "2019年7月18日 12：00", "2019071812", "20190718120000", "2019-07-18T04:00:00Z",
            "2019-07-18 12:00:00+08:00", "/Date(1563422400000)/", "1563422400000", "1563422400",
            "2019.07.18 12:00", "２０１９－０７－１８　１２：００", "2019-07-18\u00a012:00",
            "43664.5", "43664.50000",
        ),
        datetime(2019, 7, 18, 12),  # noqa: DTZ001 in Shanghai
    ),
    "2019-02-30": None, "2019-13-01": None, "12:00": None, "29日": None, "2019-01-01 25:00": None,
    "1234": None, "12345": None, "80000": None, "31": None, "0.5": None, "2019": None,
    "13800001234": None, "330402001": None, "330402": None,
}  # fmt: skip


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
