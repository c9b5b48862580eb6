#!/usr/bin/env python3
"""What the embedded engine keeps the distributed one keeps too: a record in one list alone is an error."""
import re
import sys
from pathlib import Path

# Kept by one engine alone, in a way of its own.
SQLITE_ALONE = {"job_count_record", "rollup_record"}


def records(files, pattern):
    return {m for f in files for m in re.findall(pattern, f.read_text())}


def main(root):
    database = Path(root) / "infrastructure/src/database"
    sqlite = records(database.glob("sqlite/*.c"), r"\.record = &(\w+_record)\b") - SQLITE_ALONE
    mongodb = records([database / "mongodb/plan.c"], r"\{ &(\w+_record), ")
    for name in sorted(sqlite ^ mongodb):
        print(f"{name}: kept by {'SQLite' if name in sqlite else 'MongoDB'} alone "
              f"(sqlite/records.c, mongodb/plan.c)")
    return 1 if sqlite != mongodb or not sqlite else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
