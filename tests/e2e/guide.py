#!/usr/bin/env python3
"""The API's guides, command by command as they stand there, against real processes: the Spanish one for an account
whose balance is minutes, as an installation gives it by default, and the English one for an account whose balance is
money. That they ask the same of the API, step by step, is looked at first.

usage: guide.py <speechai> <retell-simulator>
"""
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import ROOT, Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice  # noqa: E402


def commands_of(guide):
    return re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs/api" / guide).read_text(), re.M | re.S)


def requests_of(commands):
    """For each block what it asks for: addresses with their variables left out, methods, parameters."""
    asked = r"""/api/v1/[^" )]*|/readyz|--request \w+|--data limit=1|--head(?= )|--continue-at|If-Match|Idempotency-Key"""
    return [re.findall(asked, re.sub(r"\$\w+", "*", re.sub(r"file_name=\w+", "", block))) for block in commands]


def follow(program, simulator_program, commands, folder_variable, **settings):
    offset = lawful_offset(program)
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200)
        s = SpeechAI(program, folder, sim, offset, DIALING_IDLE="20ms", DIALING_COOL_DOWN="0", **settings)
        try:
            assert s.start()
            subprocess.run(["bash", "-euo", "pipefail", "-c", "\n".join(commands)], cwd=folder, check=True, timeout=1200,
                           stdout=subprocess.DEVNULL,
                           env={**os.environ, "SPEECHAI": s.url, folder_variable: str(folder / "data")})
            assert no_tag_twice(sim) == 2
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()


def main(program, simulator_program):
    spanish, english = commands_of("guia.md"), commands_of("guide.md")
    for one, other in zip(requests_of(spanish), requests_of(english), strict=True):
        assert one == other, (one, other)
    follow(program, simulator_program, spanish, "DATOS")
    follow(program, simulator_program, english, "DATA", REGISTRATION_PLAN="professional")


if __name__ == "__main__":
    main(*sys.argv[1:])
