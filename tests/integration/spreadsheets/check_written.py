#!/usr/bin/python3
"""What our writer wrote, opened by openpyxl and, where it is installed, by LibreOffice.

    check_written.py TEST_WRITER"""

import csv
import datetime
import os
import shutil
import subprocess
import sys
import tempfile

import openpyxl

TEXTS = [["Nombre", "Saldo", "Vence", "Llamada", "Notas"],
         ['Ana "Gómez", <hija> & co', "-1234.56789", "2026-11-30", "2026-11-30 18:29:59", "=1+1"],
         ["  línea 1\nlínea 2 😀 ", "", "1890-01-02", "7"]]


def by_openpyxl(path):
    sheet = openpyxl.load_workbook(path)["Resultados"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == TEXTS[0], rows[0]
    assert rows[1][:4] == [TEXTS[1][0], -1234.56789, datetime.datetime(2026, 11, 30),
                           datetime.datetime(2026, 11, 30, 18, 29, 59)], rows[1]
    assert sheet["E2"].value == "=1+1" and sheet["E2"].data_type in ("s", "inlineStr"), sheet["E2"].data_type
    assert rows[2][0] == TEXTS[2][0] and rows[2][3] == 7, rows[2]
    assert sheet["A1"].font.b and not sheet["A2"].font.b
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:E3"
    assert sheet.column_dimensions["A"].width == 30


def by_libreoffice(path, folder):
    if shutil.which("soffice") is None:
        print("soffice is not installed: LibreOffice was not asked")
        return
    subprocess.run(["soffice", "-env:UserInstallation=file://%s/profile" % folder, "--headless", "--convert-to",
                    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1", "--outdir",
                    folder, path], check=True, capture_output=True, timeout=180)
    found = [name for name in os.listdir(folder) if name.endswith(".csv") and name.startswith("out-")]
    with open(os.path.join(folder, found[0]), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == TEXTS[0], rows[0]
    assert rows[1][0] == TEXTS[1][0] and rows[1][2:] == TEXTS[1][2:], rows[1]
    assert rows[2][0] == TEXTS[2][0] and rows[2][3] == "7", rows[2]
    print("opened by LibreOffice")


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "--write", folder], check=True)
        by_openpyxl(os.path.join(folder, "out.xlsx"))
        print("opened by openpyxl")
        by_libreoffice(os.path.join(folder, "out.xlsx"), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
