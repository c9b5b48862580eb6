#!/usr/bin/env python3
"""What the Markdown pages name as code is there: files, settings, variables, metrics, tests, functions, options, and
commands of speechai, also those in blocks of a shell.

usage: check_names.py <root>

A name is a word in `code` with a dot, a slash, an underscore or -- in it. It stands in the sources, or is a path, or a
variable of a setting. A command is one of the tables of apps/src/cli.
"""
import re
import subprocess
import sys
from pathlib import Path

# Their sentences are made from other files, or tell of what was.
UNREAD = {"docs/errors.md", "CHANGELOG.md"}
# Of other programs and places; "co/1" and the like are values.
FOREIGN = re.compile(r"aws |mongo(dump|restore) |--oplog$|--drop$|https?://|/|h_i = ")
OURS_ELSEWHERE = {"speechai.yaml", "build/asan/screenshots", "build/screenshots", "co/1", "speechai.db-wal", "speechai.events"}
NAME = re.compile(r"[A-Za-z_][\w./*-]*[\w*]|--[a-z-]+")
COMMAND = re.compile(r'^    \{ "([a-z][a-z -]*)", ?"', re.M)


def tracked(root):
    names = subprocess.run(["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard"], text=True,
                           capture_output=True, check=True).stdout.splitlines()
    return [name for name in names if (root / name).is_file()]


def read(path):
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


class Repository:
    def __init__(self, root):
        self.files = tracked(root)
        self.pages = {n: (root / n).read_text() for n in self.files if n.endswith(".md") and n not in UNREAD}
        self.source = "\n".join(read(root / n) for n in self.files if not n.endswith((".md", "package-lock.json")))
        parts = [name.split("/") for name in self.files]
        self.tails = {"/".join(p[i:j]) for p in parts for j in range(1, len(p) + 1) for i in range(j)}
        self.commands = {path for n in self.files if n.startswith("apps/src/cli/") and n.endswith(".c")
                         for path in COMMAND.findall((root / n).read_text())}
        self.groups = {path.split(" ")[0] for path in self.commands}

    def has(self, name):
        if name in self.source or name.rstrip("/") in self.tails or name in OURS_ELSEWHERE:
            return True
        if name.startswith("SPEECHAI_"):  # http.port is SPEECHAI_HTTP_PORT
            return f'"{name.removeprefix("SPEECHAI_").lower().replace("_", ".", 1)}"' in self.source
        return name.endswith("*") and name.rstrip("*") in self.source

    def has_command(self, words):
        """words: what stands behind speechai, up to an option or a value."""
        return not words or " ".join(words[:2]) in self.commands or words[0] in self.commands \
            or (len(words) == 1 and words[0] in self.groups)


def commands_in(text):
    """The words behind each speechai that begins a command."""
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        for rest in re.findall(r"(?:^|[|&;(]|\s-- |sudo |\$\()\s*speechai((?: [a-z][a-z-]*(?![\w./:=]))*)", line.split(" #")[0]):
            yield rest.split()


def check(repository):
    for page, text in repository.pages.items():
        blocks = re.findall(r"^```(?:sh|bash)?\n(.*?)^```$", text, re.M | re.S)
        spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))
        for span in spans:
            if route := re.match(r"(?:GET|POST|PUT|PATCH|DELETE) ([^ ?]*)", span):
                if f'{route[1].removeprefix("…")}"' not in repository.source:
                    yield f"{page}: there is no route {span}"
                continue
            if FOREIGN.match(span):
                continue
            for name in NAME.findall(re.sub(r"\{[^}]*\}", "", span)):
                if re.search(r"[._/]|^--", name) and "example" not in name and "ejemplo" not in name and not repository.has(name):
                    yield f"{page}: nothing is called {name} (`{span}`)"
        for words in (words for part in spans + blocks for words in commands_in(part)):
            if not repository.has_command(words):
                yield f"{page}: speechai has no command {' '.join(words)}"


def main(root):
    repository = Repository(Path(root).resolve())
    assert len(repository.commands) > 30, f"only {sorted(repository.commands)} were found: the pattern is not right any more"
    found = list(check(repository))
    print("\n".join(found) or f"{len(repository.pages)} pages name what there is")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
