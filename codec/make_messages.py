#!/usr/bin/python3
"""make_messages.py OUT ES EN: the sentences of both languages as one table in C.

Refuses what people would notice first: a slug that one language lacks, a parameter that only one
sentence names, keys out of order, an empty sentence.
"""
import json
import re
import sys

NUMBERS = ("bytes", "count")  # how messages.c writes a number


def unique(pairs):
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        sys.exit(f"twice in one table: {', '.join(twice)}")
    if names != sorted(names):
        wrong = next(a for a, b in zip(names, sorted(names)) if a != b)
        sys.exit(f"not sorted, from {wrong} on")
    return dict(pairs)


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file, object_pairs_hook=unique)


def params(sentence):
    return set(re.findall(r"\{([a-z0-9_]+(?:\|[a-z0-9_.]+)?)\}", sentence))


def literal(text):
    # Octal escapes end after three digits, whatever follows; "??" would start a trigraph.
    out = "".join(
        chr(b) if 32 <= b < 127 and chr(b) not in '"\\?' else f"\\{b:03o}"
        for b in text.encode("utf-8"))
    return f'"{out}"'


def main(out, es_path, en_path):
    es, en = load(es_path), load(en_path)
    problems = [f"{slug}: only in one language" for slug in sorted(es.keys() ^ en.keys())]
    for slug in sorted(es.keys() & en.keys()):
        if not es[slug].strip() or not en[slug].strip():
            problems.append(f"{slug}: empty")
        if params(es[slug]) != params(en[slug]):
            problems.append(f"{slug}: the parameters differ")
        for words in (p.split("|")[1] for p in params(es[slug]) if "|" in p):
            if words not in NUMBERS and not any(s.startswith(words + ".") for s in es):
                problems.append(f"{slug}: there are no words {words}")
    if problems:
        sys.exit("\n".join(problems))
    lines = ["/* Made from messages/ by the build. */", '#include "message_table.h"', "",
             "const struct message message_table[] = {"]
    for slug in sorted(es, key=lambda s: s.encode("utf-8")):
        lines.append(f"    {{ {literal(slug)}, {literal(es[slug])}, {literal(en[slug])} }},")
    lines += ["};", "const size_t message_table_n = sizeof message_table / sizeof message_table[0];"]
    with open(out, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
