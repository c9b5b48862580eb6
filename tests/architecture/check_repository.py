#!/usr/bin/env python3
"""Rules of the repository that are not include lines: no float near money, no clock or chance of one's own,
every slug has its sentence in both languages, no file opens without saying what it is for."""
import json
import re
import subprocess
import sys
from pathlib import Path

RULES = [  # folders, pattern, what is wrong
    (("domain", "application"), r"\b(float|double)\b", "money and time are integers"),
    (("domain", "application"), r"\b(time|rand|random|getenv|gettimeofday|clock_gettime|malloc|free|printf)\s*\(",
     "the world is reached through ports"),
    (("base", "codec", "domain", "application", "infrastructure", "presentation", "workers", "simulator", "apps"),
     r"\b(TODO|FIXME|XXX|HACK)\b", "a promise not kept"),
    (("base", "codec", "domain", "application", "infrastructure", "presentation", "workers", "simulator", "apps"),
     r"\b(strcpy|strcat|sprintf|gets|strtok|system|popen)\s*\(", "not here"),
]
SLUG = re.compile(r'\b(?:FAIL|FAIL_WITH)\(\s*[^;]*?"([a-z_]+\.[a-z0-9_.]+)"|\.slug = "([a-z_]+\.[a-z0-9_.]+)"', re.S)


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
    return re.sub(r'"(?:\\.|[^"\\])*"', '""', text)


def check_file(root, name):
    path = root / name
    text = path.read_text()
    code = without_comments(text)
    if not text.startswith("/*") and not text.startswith("//"):
        yield f"{name}:1: a file opens with what it is for"
    for folders, pattern, wrong in RULES:
        if name.split("/")[0] not in folders:
            continue
        for number, line in enumerate(code.splitlines(), 1):
            if re.search(pattern, line):
                yield f"{name}:{number}: {wrong}: {line.strip()}"


def check_slugs(root, names):
    tables = {lang: json.loads((root / f"messages/{lang}.json").read_text()) for lang in ("es", "en")}
    for name in names:
        if name.split("/")[0] in ("simulator", "tests", "bench"):
            continue
        for groups in SLUG.findall((root / name).read_text()):
            slug = "".join(groups)
            for lang, table in tables.items():
                if slug not in table:
                    yield f"{name}: {slug} has no sentence in messages/{lang}.json"


def main(root):
    root = Path(root)
    names = subprocess.run(["git", "-C", root, "ls-files", "*.c", "*.h"], text=True, capture_output=True,
                           check=True).stdout.split()
    names = [n for n in names if (root / n).exists()]
    found = [f for n in names for f in check_file(root, n)]
    found += sorted(set(check_slugs(root, [n for n in names if n.endswith(".c")])))
    print("\n".join(found) or f"{len(names)} files keep the rules")
    return 1 if found or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
