#!/usr/bin/env python3
"""check_pages.py finds what it is there to find."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import check_pages  # noqa: E402


class Pages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        for language, guide in check_pages.GUIDES.items():
            self.write(f"{guide}/README.md", "1. [One](1-one.md)\n")
            self.write(f"{guide}/1-one.md", f"# One\n\n![a](../pictures/dashboard/{language}/a.png)\n")
            self.write(f"{check_pages.PICTURES}/{language}/a.png", "")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self):
        names = [str(p.relative_to(self.root)) for p in self.root.rglob("*.md")]
        return [*check_pages.check_pointers(self.root, names), *check_pages.check_headings(self.root, names),
                *check_pages.check_told_pages(self.root), *check_pages.check_guides(self.root)]

    def test_what_is_whole_passes(self):
        self.assertEqual(self.found(), [])

    def test_a_picture_that_is_not_there(self):
        self.write("README.md", "![home](docs/pictures/gone.png)\n")
        self.assertEqual(self.found(), ["README.md: there is no docs/pictures/gone.png"])

    def test_a_heading_that_is_not_there(self):
        self.write("README.md", "# A `b`: c\n\n[a](#a-b-c) [b](docs/x.md#two-words) [c](docs/x.md#three)\n")
        self.write("docs/x.md", "```\n# three\n```\n## Two words\n")
        self.assertEqual(self.found(), ["README.md: docs/x.md has no heading #three"])

    def test_a_page_that_a_sentence_names(self):
        self.write("messages/en.json", '{"a": "See docs/gone.md.", "b": "See docs/guide/README.md."}')
        self.assertEqual(self.found(), ["messages/en.json: there is no docs/gone.md"])

    def test_code_points_nowhere(self):
        self.write("README.md", "`[a](b.md)`\n\n```md\n![home](gone.png)\n```\n")
        self.assertEqual(self.found(), [])

    def test_a_picture_that_nobody_shows(self):
        self.write("docs/pictures/dashboard/es/b.png", "")
        self.assertEqual(self.found(), ["docs/pictures/dashboard/es/b.png: no page shows it"])

    def test_a_chapter_in_one_language_only(self):
        self.write("docs/guia/2-dos.md", "# Dos\n")
        self.assertEqual([f.split(":")[0] for f in self.found()], ["docs/guia/README.md", "chapters"])

    def test_a_section_in_one_language_only(self):
        path = self.root / "docs/guide/1-one.md"
        path.write_text(path.read_text() + "\n## More\n")
        self.assertEqual([f.split(" are ")[0] for f in self.found()], ["chapter 1: headings"])

    def test_a_picture_in_the_other_language(self):
        path = self.root / "docs/guide/1-one.md"
        path.write_text(path.read_text().replace("/en/", "/es/"))
        self.assertIn("1-one.md: es/a.png is not in the language of its guide", self.found())

    def test_hours_that_are_not_those_of_the_rules(self):
        rules = {"purpose": "collection", "windows": [{"weekday": day, "start": 480, "end": 1200} for day in range(6)],
                 "attempts_per_day": 1, "attempts_per_week": 3, "contacts_per_day": 1, "contacts_per_week": 1}
        self.write("data/rules/cl.json", json.dumps({"country": "CL", "purposes": [rules]}))
        self.write("docs/guia/4-cuando-se-llama.md", "| Chile | lunes a sábado de 8 a 20 | 1 al día, 3 por semana |\n")
        self.write("docs/guide/4-when-calls-are-made.md", "| Chile | Monday to Friday from 8 to 20 | 1 a day, 3 a week |\n")
        self.assertEqual(list(check_pages.check_hours(self.root)), [
            "docs/guide/4-when-calls-are-made.md: lacks the row | Chile | Monday to Saturday from 8 to 20 | 1 a day, 3 a week |"])


if __name__ == "__main__":
    unittest.main()
