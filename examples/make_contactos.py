#!/usr/bin/env python3
"""Makes contactos.xlsx and no_llamar.csv: the sheet of a Colombian debt collector, as people write it.

Names and numbers are made up; the numbers lie in ranges that the numbering library takes for valid.
The same program gives the same bytes: the clock of the file and of the archive is fixed.
"""
import io
import random
import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

FOLDER = Path(__file__).parent
ROWS = 200
WRITTEN = datetime(2026, 11, 2, 8, 0, 0)
HEADERS = ["Nombre completo", "Cédula", "Teléfono celular", "Tel. 2", "Saldo en mora", "Fecha vencimiento",
           "Ciudad", "Producto", "Observaciones"]
WIDTHS = [30, 14, 26, 18, 16, 22, 16, 22, 34]

FIRST = ["María Fernanda", "José Luis", "Luz Dary", "Andrés Felipe", "Ana Sofía", "Jorge Iván", "Sandra Milena",
         "Óscar", "Camila", "Ángela", "Wilson", "Beatriz", "Ramón", "Yuliana", "Héctor", "Nubia", "Iván Darío",
         "Claudia", "Édgar", "Paola Andrea", "Germán", "Lucía", "Álvaro", "Mónica", "Fabián", "Rocío"]
LAST = ["Pérez", "Gómez", "Muñoz", "Rodríguez", "Castaño", "Peña", "Ibáñez", "Cárdenas", "Núñez", "Ocampo",
        "Quintero", "Zuluaga", "Rincón", "Bolaños", "Martínez", "Ávila", "Güiza", "León", "Patiño", "Vélez"]
CITIES = ["Bogotá", "Medellín", "Cali", "Barranquilla", "Bucaramanga", "Ibagué", "Cúcuta", "Popayán", "Montería",
          "BOGOTA D.C."]
PRODUCTS = ["Tarjeta de crédito", "Libranza", "Crédito de vehículo", "Crédito de consumo", "Microcrédito"]
NOTES = ["", "", "", "", "Llamar después de las 4 p. m.", "Pidió plazo en octubre", "Contesta la esposa",
         "Cambió de empleo", "Dice que ya pagó: verificar", "Prefiere WhatsApp", "Acuerdo roto en agosto"]
MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
          "noviembre", "diciembre"]

rng = random.Random(57)


def mobile(i):
    """300 000 0001 and so on: ten digits, valid, and nobody's."""
    return f"{[300, 301, 302, 310, 315, 320][i % 6]}000{i:04}"


def fixed(i):
    """Bogotá, as since 2021."""
    return f"601200{i:04}"


def spaced(n):
    return f"{n[:3]} {n[3:6]} {n[6:]}"


def written(n):
    """One number as one person of ten would type it. An int makes a numeric cell."""
    kind = rng.randrange(10)
    if kind < 4:
        return int(n)
    return [n, spaced(n), f"{n[:3]}-{n[3:6]}-{n[6:]}", f"+57 {spaced(n)}", f"({n[:3]}) {n[3:]}",
            int("57" + n)][kind - 4]


def amount():
    v = rng.randint(45, 6200) * 1000
    kind = rng.randrange(6)
    if kind < 3:
        return v
    return ["$ " + f"{v:,}".replace(",", "."), f"{v:,}", f"${v}"][kind - 3]


def due():
    d = date(2026, 3, 1) + timedelta(days=rng.randrange(230))
    kind = rng.randrange(6)
    if kind < 3:
        return d
    return [f"{d.day:02}/{d.month:02}/{d.year}", f"{d.day} de {MONTHS[d.month - 1]} de {d.year}",
            f"{d.day}-{MONTHS[d.month - 1][:3]}-{d.year}"][kind - 3]


def plain_row(i):
    second = ""
    if rng.random() < 0.25:
        second = written(fixed(i) if rng.random() < 0.5 else mobile(i + 3000))
    return [f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}", rng.randint(10_200_000, 1_199_999_999),
            written(mobile(i)), second, amount(), due(), rng.choice(CITIES), rng.choice(PRODUCTS),
            rng.choice(NOTES)]


PHONE, SECOND, NOTE = 2, 3, 8
SUPPRESSED = 77  # its number stands in no_llamar.csv

# What happens in every real sheet, by row: what is written, and what a person would say of it.
SPECIAL = {
    4: {PHONE: f"{spaced(mobile(4))} / {spaced(mobile(1004))}"},           # two in one cell
    9: {PHONE: f"{mobile(9)}\n{mobile(1009)}"},                            # two lines
    14: {PHONE: f"0057 {spaced(mobile(14))}"},                             # 00 is no prefix in Colombia
    19: {PHONE: f"'{mobile(19)}"},                                         # the apostrophe of a text
    23: {PHONE: f"{mobile(23)}.0"},                                        # a number printed as text
    28: {PHONE: "(1) 200 0028", SECOND: ""},                               # numbering from before 2021
    33: {PHONE: f"03 {spaced(mobile(33))}", SECOND: ""},                   # the same, from a fixed line
    37: {PHONE: f"Cel {spaced(mobile(37))} (esposa)"},                     # words beside it
    42: {PHONE: "3.00E+09", SECOND: ""},                                   # digits lost: refused
    48: {PHONE: 30000048, SECOND: ""},                                     # too short: refused
    56: {PHONE: "no tiene", SECOND: ""},                                   # no phone: refused
    61: {PHONE: f"{mobile(61)} o {mobile(1061)}"},
    70: {PHONE: f"{fixed(70)} ext 12"},
    SUPPRESSED: {PHONE: f"+57 {spaced(mobile(77))}", SECOND: "", NOTE: "Pidió que no lo llamen"},
    88: {PHONE: int(mobile(12)), SECOND: ""},                              # row 12 again: a duplicate
    95: {PHONE: int(mobile(95)), SECOND: spaced(mobile(95))},              # twice in one row
    103: {PHONE: "3990000103", SECOND: ""},                                # possible, not in the numbering
    118: {PHONE: "30012", SECOND: int(mobile(118))},                       # the first is bad, the second good
    131: {PHONE: f"{mobile(131)};{mobile(1131)};{mobile(2131)}"},
    150: {PHONE: f"{mobile(150)} {mobile(1150)}"},                         # only a blank between them
    164: {PHONE: f"57{mobile(164)}"},
    177: {PHONE: "123", SECOND: ""},                                       # the police: never called
    190: {PHONE: f"  {mobile(190)} "},
}


def rows():
    for i in range(1, ROWS + 1):
        row = plain_row(i)
        if i == 12:
            row[PHONE] = spaced(mobile(12))
        for column, value in SPECIAL.get(i, {}).items():
            row[column] = value
        yield row


def workbook():
    book = Workbook()
    sheet = book.active
    sheet.title = "Cartera"
    sheet.append(["Cartera en mora: noviembre de 2026"])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells("A1:I1")
    sheet.append([])
    sheet.append(HEADERS)
    for cell, width in zip(sheet[3], WIDTHS):
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F4E78")
        cell.alignment = Alignment(vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width
    for row in rows():
        sheet.append([None if value == "" else value for value in row])
    for line in sheet.iter_rows(min_row=4, min_col=5, max_col=6):
        if isinstance(line[0].value, int):
            line[0].number_format = '"$" #,##0'
        if isinstance(line[1].value, date):
            line[1].number_format = "dd/mm/yyyy"
    sheet.freeze_panes = "A4"
    book.properties.creator = "Cobranzas"
    book.properties.created = WRITTEN
    return book


def with_fixed_clock(data):
    """The writer stamps the archive and the document with the time of day."""
    stamp = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    to = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, part)
            entry = zipfile.ZipInfo(name, WRITTEN.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return to.getvalue()


if __name__ == "__main__":
    raw = io.BytesIO()
    workbook().save(raw)
    (FOLDER / "contactos.xlsx").write_bytes(with_fixed_clock(raw.getvalue()))
    (FOLDER / "no_llamar.csv").write_text(
        f"telefono,motivo\n+57{mobile(SUPPRESSED)},Pidió que no lo llamen\n", encoding="utf-8")
