#!/usr/bin/env python3
"""What the embedded engine keeps the distributed one keeps too, and what a port asks both answer: a record in one list
alone, or a slot that one of them leaves empty, is an error. So is a table that a move between them would leave behind."""
import re
import sys
from pathlib import Path

# Kept by one engine alone, in a way of its own.
SQLITE_ALONE = {"job_count_record", "rollup_record"}
# A move goes one way: who gives, who takes.
ONE_WAY = {"move_source_ops", "move_target_ops"}
# Tables of no record that a move does not take: made again on the other side, or about this file alone.
NOT_MOVED = {"active_calls", "audit_heads", "begun_calls", "schema_migrations", "moved", "key_marks"}


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
             for port in sorted((one.keys() | other.keys()) - ONE_WAY)
             for slot in sorted(one.get(port, set()) ^ other.get(port, set()))]
    print("\n".join(holes), end="\n" if holes else "")
    sqlite = records(database.glob("sqlite/*.c"), r"\.record = &(\w+_record)\b") - SQLITE_ALONE
    mongodb = records([database / "mongodb/plan.c"], r"\{ &(\w+_record), ")
    for name in sorted(sqlite ^ mongodb):
        print(f"{name}: kept by {'SQLite' if name in sqlite else 'MongoDB'} alone "
              f"(sqlite/records.c, mongodb/plan.c)")
    moved = set(re.findall(r'RECORD\("(\w+)"', (Path(root) / "domain/src/models/store_move.c").read_text()))
    left = records(database.glob("sqlite/*.c"), r'CREATE TABLE IF NOT EXISTS (\w+)') - moved - NOT_MOVED
    for name in sorted(left):
        print(f"{name}: a move leaves it behind (domain/models/store_move.c, sqlite/move.c, mongodb/move_rows.c)")
    return 1 if left or sqlite != mongodb or not sqlite or holes or not one else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
