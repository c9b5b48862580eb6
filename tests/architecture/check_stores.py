#!/usr/bin/env python3
"""What the embedded engine keeps the distributed one keeps too, and what a port asks both answer: a record in one list
alone, or a slot that one of them leaves empty, is an error."""
import re
import sys
from pathlib import Path

# Kept by one engine alone, in a way of its own.
SQLITE_ALONE = {"job_count_record", "rollup_record"}


def records(files, pattern):
    return {m for f in files for m in re.findall(pattern, f.read_text())}


def slots(files):
    """{port: its slots} of every static table of functions."""
    found = {}
    for f in files:
        for port, body in re.findall(r"static const struct (\w+_ops) ops = \{(.*?)\};", f.read_text(), re.S):
            found.setdefault(port, set()).update(re.findall(r"\.(\w+) =", body))
    return found


def main(root):
    database = Path(root) / "infrastructure/src/database"
    one, other = slots(database.glob("sqlite/*.c")), slots(database.glob("mongodb/*.c"))
    holes = [f"{port}.{slot}: kept by {'SQLite' if slot in one.get(port, ()) else 'MongoDB'} alone"
             for port in sorted(one.keys() | other.keys())
             for slot in sorted(one.get(port, set()) ^ other.get(port, set()))]
    print("\n".join(holes), end="\n" if holes else "")
    sqlite = records(database.glob("sqlite/*.c"), r"\.record = &(\w+_record)\b") - SQLITE_ALONE
    mongodb = records([database / "mongodb/plan.c"], r"\{ &(\w+_record), ")
    for name in sorted(sqlite ^ mongodb):
        print(f"{name}: kept by {'SQLite' if name in sqlite else 'MongoDB'} alone "
              f"(sqlite/records.c, mongodb/plan.c)")
    return 1 if sqlite != mongodb or not sqlite or holes or not one else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
