"""workbook.py FILE: the rows of a workbook's first sheet as JSON, read by nothing of ours."""
import json
import sys
import zipfile
from xml.etree import ElementTree

NAME = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def text(node):
    return "".join(part.text or "" for part in node.iter(NAME + "t"))


def value(cell, shared):
    kind, found = cell.get("t"), cell.find(NAME + "v")
    if kind == "inlineStr":
        return text(cell)
    if found is None:
        return ""
    return shared[int(found.text)] if kind == "s" else found.text


def main(file):
    with zipfile.ZipFile(file) as book:
        assert book.testzip() is None
        names = book.namelist()
        shared = [text(node) for node in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))] \
            if "xl/sharedStrings.xml" in names else []
        sheet = min(name for name in names if name.startswith("xl/worksheets/sheet"))
        rows = ElementTree.fromstring(book.read(sheet)).iter(NAME + "row")
        print(json.dumps([[value(cell, shared) for cell in row] for row in rows]))


main(sys.argv[1])
