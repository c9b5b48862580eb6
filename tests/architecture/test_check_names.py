#!/usr/bin/env python3
"""check_names.py finds what it is there to find."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import check_names  # noqa: E402


class Names(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        subprocess.run(["git", "init", "-q", self.root], check=True)
        self.write("apps/src/cli/wallet.c", 'const struct command c[] = {\n    { "wallet top-up", "<amount>",\n')
        self.write("apps/src/table.c", '{ "http.port", "/api/v1/wallet/{id}" }')

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self, text):
        self.write("page.md", text)
        return list(check_names.check(check_names.Repository(self.root)))

    def test_what_is_there_passes(self):
        self.assertEqual(self.found("`http.port`, `SPEECHAI_HTTP_PORT`, `src/table.c`, `GET /api/v1/wallet/{id}?limit=1`, `speechai wallet`\n"
                                    "```sh\nsudo -u x -- speechai wallet top-up 50 && speechai wallet top-up --json\n```\n"), [])

    def test_a_setting_a_file_and_a_route_that_are_gone(self):
        self.assertEqual(self.found("`http.gate`, `src/gone.c`, `POST /api/v1/gone`"), [
            "page.md: nothing is called http.gate (`http.gate`)", "page.md: nothing is called src/gone.c (`src/gone.c`)",
            "page.md: there is no route POST /api/v1/gone"])

    def test_a_variable_of_no_setting(self):
        self.assertEqual(len(self.found("`SPEECHAI_HTTP_GATE`")), 1)

    def test_a_command_that_is_gone(self):
        self.assertEqual(self.found("```sh\nspeechai wallet fill 50\n```\n"), ["page.md: speechai has no command wallet fill"])


if __name__ == "__main__":
    unittest.main()
