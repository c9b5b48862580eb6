#!/usr/bin/python3
"""Compares what our reader makes of workbooks with what openpyxl and xlrd make of them, cell by cell.

    compare_python.py SHEET_DUMP FOLDER...

SPEECHAI_CORPUS adds a folder. A file named in EXPECTED is known to differ, or to be refused, for the reason that stands there; anything
else that differs makes the run fail. Prints one line a file that differs, and the sums."""

import datetime
import json
import math
import os
import subprocess
import sys
import warnings

import openpyxl
import xlrd

warnings.simplefilter("ignore")
EXPECTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected_differences.json")


def dump(program, *arguments):
    out = subprocess.run([program, *arguments], capture_output=True, check=False).stdout
    return [json.loads(line) for line in out.decode("utf-8", "surrogateescape").splitlines()]


def seconds_text(delta):
    ms = round(delta.total_seconds() * 1000)
    text = "%02d:%02d:%02d" % (ms // 3600000, ms // 60000 % 60, ms // 1000 % 60)
    return text + (".%03d" % (ms % 1000) if ms % 1000 else "")


def moment_text(value):
    value += datetime.timedelta(microseconds=500)
    value = value.replace(microsecond=value.microsecond // 1000 * 1000)
    day = value.strftime("%Y-%m-%d") if value.year > 999 else value.isoformat()[:10]
    since = value - datetime.datetime.combine(value.date(), datetime.time())
    return day if not since else day + "T" + seconds_text(since)


def theirs(value, is_error=False):
    if value is None or value == "":
        return None
    if is_error:
        return ("error", value)
    if isinstance(value, bool):
        return ("bool", "TRUE" if value else "FALSE")
    if isinstance(value, (int, float)):
        return ("number", float(value))
    if isinstance(value, datetime.datetime):
        return ("date", moment_text(value))
    if isinstance(value, datetime.date):
        return ("date", value.isoformat())
    if isinstance(value, datetime.time):
        return ("text", seconds_text(datetime.timedelta(hours=value.hour, minutes=value.minute,
                                                        seconds=value.second,
                                                        microseconds=value.microsecond)))
    if isinstance(value, datetime.timedelta):
        return ("text", seconds_text(value))
    return ("text", str(value))


def ours(cell):
    if cell[0] == "empty":
        return None
    return ("number", float(cell[1])) if cell[0] == "number" else (cell[0], cell[1])


def openpyxl_sheets(path):
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        cells = {}
        for place, cell in sheet._cells.items():  # iter_rows() would make every cell between
            value = theirs(cell.value, cell.data_type == "e")
            if value is not None:
                cells[place] = value
        yield sheet.title, sheet.sheet_state != "visible", cells


def xlrd_value(book, cell):
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return theirs(xlrd.error_text_from_code[cell.value], True)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return theirs(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_DATE:
        if cell.value < 1 and not book.datemode:
            return theirs(datetime.timedelta(days=cell.value))
        return theirs(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode))
    return theirs(cell.value) if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK) else None


def xlrd_sheets(path):
    book = xlrd.open_workbook(path, logfile=open(os.devnull, "w"))
    for sheet in book.sheets():
        cells = {}
        for r in range(sheet.nrows):
            for c, cell in enumerate(sheet.row(r)):
                value = xlrd_value(book, cell)
                if value is not None:
                    cells[(r + 1, c + 1)] = value
        yield sheet.name, sheet.visibility != 0, cells


def our_cells(program, path, name):
    lines = dump(program, "--sheet", name, path)
    if "error" in lines[-1] and lines[-1]["error"] != "sheet.no_content":
        return {"error": lines[-1]["error"]}
    return {(line["row"], i + 1): ours(cell) for line in lines if "row" in line
            for i, cell in enumerate(line["cells"]) if cell[0] != "empty"}


def same(a, b):
    if a is None or b is None or a[0] != b[0]:
        return False
    return math.isclose(a[1], b[1], rel_tol=1e-15) if a[0] == "number" else a[1] == b[1]


def compare(program, path):
    """Returns (cells compared, list of what differs)."""
    info = dump(program, "--info", path)[-1]
    if info.get("error") == "sheet.bomb":
        return 0, ["refused: sheet.bomb"]  # the peer would unpack it
    reader = xlrd_sheets if path.endswith(".xls") else openpyxl_sheets
    try:
        sheets = list(reader(path))
    except Exception as failure:  # the peer's own: any kind at all
        if "error" in info:
            return 0, []
        return 0, ["only we read it: " + repr(failure)[:60]]
    if "error" in info:
        return 0, ["refused: " + info["error"]]
    wrong, count = [], 0
    names = [(s["name"], s["hidden"]) for s in info["sheets"]]
    if names != [(name, hidden) for name, hidden, _ in sheets]:
        wrong.append("sheets %r against %r" % (names, [s[:2] for s in sheets]))
    for name, _, cells in sheets:
        mine = our_cells(program, path, name)
        if "error" in mine:
            wrong.append("%s: refused %s" % (name, mine["error"]))
            continue
        for key in sorted(set(mine) | set(cells)):
            count += 1
            if not same(mine.get(key), cells.get(key)):
                wrong.append("%s %s: ours %r, theirs %r" % (name, key, mine.get(key), cells.get(key)))
    return count, wrong


def main(program, folders):
    with open(EXPECTED, encoding="utf-8") as file:
        expected = json.load(file)["python"]
    paths = [os.path.join(folder, name) for folder in folders for name in sorted(os.listdir(folder))
             if name.rsplit(".", 1)[-1] in ("xlsx", "xlsm", "xls")]
    cells = failed = known = 0
    for path in paths:
        count, wrong = compare(program, path)
        cells += count
        reason = expected.get(os.path.basename(path))
        known += bool(wrong) and reason is not None
        failed += bool(wrong) and reason is None
        if wrong:
            print("%s: %d differ%s" % (os.path.basename(path), len(wrong),
                                       " (known: %s)" % reason if reason else ""))
            for line in wrong[:3 if reason is None else 0]:
                print("    " + line[:200])
    print("%d files, %d cells; %d files differ as known, %d differ otherwise"
          % (len(paths), cells, known, failed))
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:] + [f for f in [os.environ.get("SPEECHAI_CORPUS")] if f]))
