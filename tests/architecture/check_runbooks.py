#!/usr/bin/env python3
"""Whatever the log says as a warning or an error, and every reason of an alarm, has its line in the runbooks; every
figure that the programs tell stands in the operators' page, and the page and the files of deploy name no other.

usage: check_runbooks.py ROOT
"""
import re
import sys
from pathlib import Path

FOLDERS = ("apps", "application", "domain", "infrastructure", "presentation", "workers")
LINE = re.compile(r'\blog_(?:error|warn)\(\s*[^"]*?"([a-z_]+\.[a-z_]+)"')
REASON = re.compile(r'\balarm\([^;"]*"([a-z_]+\.[a-z_]+)"')

FIGURE = re.compile(r'\bmetrics_(?:gauge|counter|histogram)\([^;"]*?"([a-z_]+)"|\{ "(speechai_[a-z_]+)", "')
NAMED = re.compile(r"\b((?:speechai|http|provider|webhooks|live)_[a-z_]+_(?:total|seconds|waiting|dead|relay|due)"
                   r"|speechai_(?:jobs|events|webhooks|provider|exports|batches|queues)_[a-z_]+)\b")


def source(root):
    return [path.read_text() for folder in FOLDERS for path in sorted((Path(root) / folder).rglob("*.c"))]


def check_figures(root):
    """Lines that say what is wrong."""
    told = {a or b for text in source(root) for a, b in FIGURE.findall(text)}
    assert len(told) > 15, f"only {sorted(told)} were found: the pattern is not right any more"
    page = (Path(root) / "docs/operation/README.md").read_text()
    pages = [path for folder in ("docs/operation", "deploy") for path in sorted((Path(root) / folder).rglob("*.*"))
             if path.suffix in (".md", ".yaml", ".tf")]
    return [f"docs/operation/README.md has no line for {name}" for name in sorted(told) if f"`{name}" not in page] + \
           [f"{path}: no program tells {name}" for path in pages
            for name in sorted(set(NAMED.findall(path.read_text())) - told)]


def main(root):
    page = (Path(root) / "docs/operation/runbooks.md").read_text()
    found = {name for text in source(root) for pattern in (LINE, REASON) for name in pattern.findall(text)}
    assert len(found) > 20, f"only {sorted(found)} were found: the patterns are not right any more"
    missing = sorted(name for name in found if f"`{name}`" not in page)
    wrong = [f"docs/operation/runbooks.md has no line for {name}" for name in missing] + check_figures(root)
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
