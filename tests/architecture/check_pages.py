#!/usr/bin/env python3
"""What the Markdown pages point at: every picture and file that one names exists, every picture of the dashboard is
shown somewhere, and the user guide has the same chapters, sections and pictures in Spanish and in English. Its table of
calling hours is what the rules of the countries say.

usage: check_pages.py <root>
"""
import json
import re
import subprocess
import sys
from pathlib import Path

POINTER = re.compile(r"(?<!`)(!?)\[[^\]]*\]\(\s*([^)\s]+)[^)]*\)")
GUIDES = {"es": "docs/guia", "en": "docs/guide"}
PICTURES = "docs/pictures/dashboard"


def without_code(text):
    return re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.M | re.S)


def pointers(path):
    """Of each picture or link into the repository: whether it is a picture, and the file."""
    for mark, target in POINTER.findall(without_code(path.read_text())):
        if not re.match(r"[a-z]+:|/", target):
            file = target.partition("#")[0]
            yield mark == "!", (path.parent / file).resolve() if file else path


def headings(path):
    """What a link may name behind "#", as the sites that show Markdown name its headings."""
    names = set()
    for heading in re.findall(r"^#+ +(.*?)\s*$", re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.M | re.S), re.M):
        plain = name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number = 0
        while name in names:
            number += 1
            name = f"{plain}-{number}"
        names.add(name)
    return names


def check_headings(root, names):
    for name in names:
        for _, target in POINTER.findall(without_code((root / name).read_text())):
            file, _, heading = target.partition("#")
            page = (root / name).parent / file if file else root / name
            if heading and not re.match(r"[a-z]+:|/", target) and page.suffix == ".md" and page.exists() and \
                    heading not in headings(page):
                yield f"{name}: {file or 'it'} has no heading #{heading}"


def check_told_pages(root):
    """The pages that programs send people to, by their sentences."""
    for path in sorted((root / "messages").glob("*.json")):
        for page in sorted(set(re.findall(r"\b(?:docs|deploy|config)/[\w./-]*\w", path.read_text()))):
            if not (root / page).exists():
                yield f"{path.relative_to(root)}: there is no {page}"


def check_pointers(root, names):
    shown = set()
    for name in names:
        for is_picture, target in pointers(root / name):
            shown |= {target} if is_picture else set()
            if not target.exists():
                yield f"{name}: there is no {target.relative_to(root) if target.is_relative_to(root) else target}"
    for picture in sorted((root / PICTURES).glob("*/*.png")):
        if picture.resolve() not in shown:
            yield f"{picture.relative_to(root)}: no page shows it"


def outline(folder, language):
    """By the number of each chapter: the levels of its headings and its pictures, as both languages must have them."""
    chapters = {}
    for path in sorted(folder.glob("[0-9]*.md")):
        text = path.read_text()
        chapters[path.name.split("-")[0]] = {
            "headings": [len(h) for h in re.findall(r"^(#+) ", without_code(text), re.M)],
            "tables' rows": len(re.findall(r"^\|", text, re.M)),
            "pictures": [target.name for is_picture, target in pointers(path) if is_picture]}
        for is_picture, target in pointers(path):
            if is_picture and target.parent.name != language:
                yield f"{path.name}: {target.parent.name}/{target.name} is not in the language of its guide"
    yield chapters


def check_guides(root):
    outlines = {}
    for language, name in GUIDES.items():
        *found, outlines[language] = outline(root / name, language)
        yield from found
        listed = [target.name for _, target in pointers(root / name / "README.md") if target.parent == (root / name).resolve()]
        chapters = sorted(p.name for p in (root / name).glob("[0-9]*.md"))
        if listed != chapters:
            yield f"{name}/README.md: lists {listed}, there are {chapters}"
    es, en = outlines["es"], outlines["en"]
    if not es or es.keys() != en.keys():
        yield f"chapters: {sorted(es)} in Spanish, {sorted(en)} in English"
    for number in sorted(es.keys() & en.keys()):
        for what, got in es[number].items():
            if got != en[number][what]:
                yield f"chapter {number}: {what} are {got} in Spanish, {en[number][what]} in English"


HOURS = {  # the chapter, words for weekdays, for attempts, and the names of the countries
    "es": ("docs/guia/4-cuando-se-llama.md", "lunes a {last} de {start} a {end}", ("viernes", "sábado"),
           "sábados de {start} a {end}", "{day} al día, {week} por semana", "los de la campaña",
           {"ar": "Argentina", "br": "Brasil", "cl": "Chile", "co": "Colombia", "default": "los demás", "ec": "Ecuador",
            "es": "España", "mx": "México", "pe": "Perú", "us": "Estados Unidos"}),
    "en": ("docs/guide/4-when-calls-are-made.md", "Monday to {last} from {start} to {end}", ("Friday", "Saturday"),
           "Saturdays from {start} to {end}", "{day} a day, {week} a week", "the campaign's",
           {"ar": "Argentina", "br": "Brazil", "cl": "Chile", "co": "Colombia", "default": "the others", "ec": "Ecuador",
            "es": "Spain", "mx": "Mexico", "pe": "Peru", "us": "United States"})}


def hours_row(pack, language):
    """The row of a country's rules for collection. Weeks that are not Monday to Friday, with or without Saturday, have
    no words here."""
    _, days, last, saturday, attempts, unlimited, _ = HOURS[language]
    rules = next(p for p in pack["purposes"] if p["purpose"] == "collection")
    windows = {w["weekday"]: {"start": w["start"] // 60, "end": w["end"] // 60} for w in rules["windows"]}
    week = [windows[day] for day in range(5)]
    assert week.count(week[0]) == 5 and not set(windows) - set(range(6)), pack["country"]
    assert not any(w["start"] % 60 or w["end"] % 60 for w in rules["windows"]), pack["country"]
    assert rules["contacts_per_day"] == rules["contacts_per_week"] == 1, pack["country"]
    whole = windows.get(5) == week[0]
    text = days.format(last=last[1] if whole else last[0], **week[0])
    if 5 in windows and not whole:
        text += ", " + saturday.format(**windows[5])
    day, most = rules["attempts_per_day"], rules["attempts_per_week"]
    return f"{text} | {attempts.format(day=day, week=most) if day else unlimited}"


def check_hours(root):
    for path in sorted((root / "data/rules").glob("*.json")):
        pack = json.loads(path.read_text())
        for language, (chapter, *_, names) in HOURS.items():
            row = f"| {names.get(path.stem, path.stem)} | {hours_row(pack, language)} |"
            if row not in (root / chapter).read_text().splitlines():
                yield f"{chapter}: lacks the row {row}"


def main(root):
    root = Path(root).resolve()
    names = subprocess.run(["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], text=True,
                           capture_output=True, check=True).stdout.split()
    names = [n for n in names if (root / n).exists()]
    found = [*check_pointers(root, names), *check_headings(root, names), *check_told_pages(root), *check_guides(root),
             *check_hours(root)]
    print("\n".join(found) or f"{len(names)} pages point at what there is")
    return 1 if found or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
