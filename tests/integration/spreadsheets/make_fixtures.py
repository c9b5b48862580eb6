#!/usr/bin/python3
"""Writes fixtures/openpyxl.xlsx; the same table as make_fixtures.mjs and make_libxlsxwriter.c write.

    make_fixtures.py FOLDER"""

import datetime
import os
import sys

import openpyxl

DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def main(folder):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Contactos"
    rows = [
        ["Nombre", "Teléfono", "Saldo", "Vence", "Activo", "Cita", "Notas"],
        ["Ana Gómez", "+573001234567", 1234.56, datetime.date(2026, 11, 30), True,
         datetime.datetime(2026, 12, 1, 18, 30), "a & b <c> \"d\" 'e'"],
        ["Ñandú 😀", 3001234567, 0.1, datetime.date(1999, 12, 31), False,
         datetime.datetime(2024, 2, 29, 0, 0, 1), "línea 1\nlínea 2"],
        [],
        ["  espacios  ", 573001234567, -12, datetime.date(2000, 1, 1), None, None, "日本語 — ok"],
        ["Total", None, 100000000000000, None, None, None, None],
    ]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, datetime.datetime):
                cell.number_format = MOMENT
            elif isinstance(value, datetime.date):
                cell.number_format = DAY
    hidden = book.create_sheet("Oculta")
    hidden["A1"] = "nadie me ve"
    hidden.sheet_state = "hidden"
    book.save(os.path.join(folder, "openpyxl.xlsx"))


if __name__ == "__main__":
    main(sys.argv[1])
