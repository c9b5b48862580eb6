#!/usr/bin/python3
"""embed_pages.py OUT FILE...: each file as a struct str, named after it: docs.css -> docs_css."""
import os
import sys


def literal(data):
    rows = []
    for at in range(0, len(data), 24):
        rows.append("    " + " ".join(f"{b}," for b in data[at:at + 24]))
    return "\n".join(rows)


def main(out, *files):
    lines = ["/* Made from presentation/web/ by the build. */", '#include "docs/pages.h"', ""]
    for path in files:
        name = os.path.basename(path).replace(".", "_")
        with open(path, "rb") as file:
            data = file.read()
        lines.append(f"static const unsigned char {name}_bytes[] = {{\n{literal(data)}\n}};")
        lines.append(f"const struct str {name} = {{ (const char *){name}_bytes, {len(data)} }};\n")
    with open(out, "w", encoding="ascii") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
