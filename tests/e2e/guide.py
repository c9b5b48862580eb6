#!/usr/bin/env python3
"""The API's guide, command by command as it stands there, against real processes: for an account whose balance is
minutes, as an installation gives it by default, and for one whose balance is money.

usage: guide.py <speechai> <retell-simulator>
"""
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import ROOT, Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice  # noqa: E402


def follow(program, simulator_program, **settings):
    commands = "\n".join(re.findall(r"^```sh\n(.*?)^```$", (ROOT / "docs/api/guia.md").read_text(), re.M | re.S))
    offset = lawful_offset(program)
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200)
        s = SpeechAI(program, folder, sim, offset, DIALING_IDLE="20ms", DIALING_COOL_DOWN="0", **settings)
        try:
            assert s.start()
            subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, check=True, timeout=120,
                           stdout=subprocess.DEVNULL,
                           env={**os.environ, "SPEECHAI": s.url, "DATOS": str(folder / "data")})
            assert no_tag_twice(sim) == 2
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()


def main(program, simulator_program):
    follow(program, simulator_program)
    follow(program, simulator_program, REGISTRATION_PLAN="professional")


if __name__ == "__main__":
    main(*sys.argv[1:])
