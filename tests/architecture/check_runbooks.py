#!/usr/bin/env python3
"""Whatever the log says as a warning or an error, and every reason of an alarm, has its line in the runbooks.

usage: check_runbooks.py ROOT
"""
import re
import sys
from pathlib import Path

FOLDERS = ("apps", "application", "domain", "infrastructure", "presentation", "workers")
LINE = re.compile(r'\blog_(?:error|warn)\(\s*[^"]*?"([a-z_]+\.[a-z_]+)"')
REASON = re.compile(r'\balarm\([^;"]*"([a-z_]+\.[a-z_]+)"')


def main(root):
    page = (Path(root) / "docs/operation/runbooks.md").read_text()
    found = {name for folder in FOLDERS for path in sorted((Path(root) / folder).rglob("*.c"))
             for pattern in (LINE, REASON) for name in pattern.findall(path.read_text())}
    assert len(found) > 20, f"only {sorted(found)} were found: the patterns are not right any more"
    missing = sorted(name for name in found if f"`{name}`" not in page)
    for name in missing:
        print(f"docs/operation/runbooks.md has no line for {name}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
