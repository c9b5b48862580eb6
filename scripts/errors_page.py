#!/usr/bin/env python3
"""Writes docs/errors.md: every problem code of the API with its sentence in both languages.

usage: errors_page.py ROOT            writes the page
       errors_page.py ROOT --check    fails if the page is not what the sentences say
"""
import json
import re
import sys
from pathlib import Path

HEAD = """# Problem codes

Answers that are not a success carry a problem document (`application/problem+json`): its `code` is one of
these, its `detail` the sentence in the language of `Accept-Language`. Codes are part of the API: they are never
renamed. `{name}` stands for a value. Reasons of rows, calls and jobs use the same codes.

Written by `scripts/errors_page.py` from `messages/`.
"""


def prefixes(root):
    """Those of sentences that are no problem: the list that the API's own document uses."""
    code = (root / "presentation/src/http/openapi.c").read_text()
    listed = re.search(r"others\[\] = \{(.*?)\};", code, re.S)[1]
    return tuple(re.findall(r'"([^"]+)"', listed))


def is_problem(slug, others):
    return not slug.startswith(others) and (not slug.startswith("export.") or slug.startswith("export.not_"))


def page(root):
    es, en = (json.loads((root / f"messages/{language}.json").read_text()) for language in ("es", "en"))
    others = prefixes(root)
    lines = [HEAD]
    group = None
    for slug in sorted(filter(lambda s: is_problem(s, others), es)):
        if slug.split(".")[0] != group:
            group = slug.split(".")[0]
            lines.append(f"\n## {group}\n\n| Code | Español | English |\n|---|---|---|\n")
        cells = (re.sub(r"\{(\w+)\|[^}]*\}", r"{\1}", table[slug]).replace("|", "\\|").replace("\n", " ") for table in (es, en))
        lines.append(f"| `{slug}` | {' | '.join(cells)} |\n")
    return "".join(lines)


def main(root, mode=None):
    root = Path(root)
    place = root / "docs/errors.md"
    text = page(root)
    if mode != "--check":
        place.write_text(text)
    elif not place.exists() or place.read_text() != text:
        sys.exit("docs/errors.md is not what messages/ says: run scripts/errors_page.py .")


if __name__ == "__main__":
    main(*sys.argv[1:])
