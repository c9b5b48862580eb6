#!/usr/bin/env python3
"""Draws what a command printed as an SVG picture of a terminal.

usage: script -qc "./start --exit" /dev/null | docs/pictures/terminal_svg.py "./start --exit" > docs/pictures/start.svg
"""
import html
import re
import sys

COLUMNS, LINE, CHARACTER, MARGIN = 112, 19, 8.4, 18


def shown(text):
    """What is left on the screen: lines drawn over have their last state; colours are left out."""
    screen, row, column = [""], 0, 0
    for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|[\r\n]|[^\x1b\r\n]+", text):
        if part == "\r":
            column = 0
        elif part == "\n":
            row, column = row + 1, 0
            screen += [""] * (row + 1 - len(screen))
        elif re.fullmatch(r"\x1b\[\d*A", part):
            row = max(0, row - int(part[2:-1] or 1))
        elif re.fullmatch(r"\x1b\[0?K", part):
            screen[row] = screen[row][:column]
        elif not part.startswith("\x1b"):
            screen[row] = screen[row][:column].ljust(column) + part + screen[row][column + len(part):]
            column += len(part)
    return [line.rstrip()[:COLUMNS] for line in screen]


def main(command):
    lines = ["$ " + command] + shown(sys.stdin.read().rstrip("\n"))
    width = int(COLUMNS * CHARACTER + 2 * MARGIN)
    height = len(lines) * LINE + 2 * MARGIN + 22
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
          'role="img" aria-label="A terminal: the demo campaign from sheet to results">')
    print(f'<rect width="{width}" height="{height}" rx="10" fill="#12161c"/>')
    for i, colour in enumerate(("#e0605a", "#d9a13c", "#5aa860")):
        print(f'<circle cx="{MARGIN + 4 + i * 18}" cy="18" r="5" fill="{colour}"/>')
    print('<g font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14" fill="#d5dbe3">')
    for i, line in enumerate(lines):
        if not line:
            continue
        colour = ' fill="#7fb4f0"' if i == 0 else ""
        print(f'<text x="{MARGIN}" y="{MARGIN + 22 + (i + 1) * LINE - 5}" xml:space="preserve"{colour}>{html.escape(line)}</text>')
    print("</g></svg>")


main(" ".join(sys.argv[1:]) or "./start")
