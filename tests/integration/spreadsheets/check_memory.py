#!/usr/bin/env python3
"""Reads sheets whose size would not fit: memory stays bounded, and every cell arrives.

    check_memory.py SHEET_DUMP

inline: 200,000 rows; shared: 200,000 strings of 600 characters, more than is kept in memory, so that a part
of them comes back from the spill file; sparse: one cell in the last row and column there can be."""

import json
import os
import subprocess
import sys
import tempfile
import zipfile

import check_hostile

MOST_KIB = 256 * 1024
ROWS = 200000


def write(path, rows, strings):
    found = check_hostile.parts("")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        for name, content in found.items():
            if name not in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
                z.writestr(name, content)
        with z.open("xl/sharedStrings.xml", "w") as part:
            part.write(b'<sst xmlns="%s">' % check_hostile.MAIN.encode())
            for text in strings:
                part.write(b"<si><t>%s</t></si>" % text)
            part.write(b"</sst>")
        with z.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(b'<worksheet xmlns="%s"><sheetData>' % check_hostile.MAIN.encode())
            for row in rows:
                part.write(row)
            part.write(b"</sheetData></worksheet>")


def inline_rows():
    for i in range(1, ROWS + 1):
        yield (b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>name %d</t></is></c><c r="B%d"><v>%d</v></c>'
               b'<c r="C%d" t="inlineStr"><is><t>c%d@example.org</t></is></c></row>'
               % (i, i, i, i, 573000000000 + i, i, i))


def shared_rows():
    for i in range(1, ROWS + 1):  # forwards, with a look far back in each hundredth row
        far = ROWS - i if i % 100 == 0 else i - 1
        yield b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (i, i, far)


def dump(program, path, wanted):
    """Every row must be as wanted; returns the KiB that the reading process took."""
    with subprocess.Popen([program, path], stdout=subprocess.PIPE) as run:
        for number, line in enumerate(run.stdout, 1):
            told = json.loads(line)
            if "row" not in told:
                break
            cells = [cell[1] for cell in told["cells"]]
            if (told["row"], cells) != wanted(number):
                sys.exit("row %d: %r" % (number, str(told)[:200]))
    if told.get("rows") is None:
        sys.exit("%s: %r" % (os.path.basename(path), told))
    return told["rows"], told["reader_kib"]


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        noise = os.urandom(1 << 20).hex()
        text = lambda i: "%06d%s" % (i, noise[i * 7:i * 7 + 594])
        tried = {
            "inline": (inline_rows(), [], ROWS, lambda n: (n, ["name %d" % n, str(573000000000 + n),
                                                               "c%d@example.org" % n])),
            "shared": (shared_rows(), (text(i).encode() for i in range(ROWS)), ROWS,
                       lambda n: (n, [text(ROWS - n if n % 100 == 0 else n - 1)])),
            "sparse": ([b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'], [], 1,
                       lambda n: (1048576, [""] * 16383 + ["1"])),
        }
        for name, (rows, strings, count, wanted) in tried.items():
            path = os.path.join(folder, name + ".xlsx")
            write(path, rows, strings)
            told, kib = dump(program, path, wanted)
            print("%s: %d rows, %d KiB" % (name, told, kib))
            if told != count or kib > MOST_KIB:
                sys.exit("%s: too few rows or too much memory" % name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
