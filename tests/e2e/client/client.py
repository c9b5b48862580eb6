#!/usr/bin/env python3
"""The document becomes a client, the client is type-checked, and drives real processes from sign-up to results.

usage: client.py <modules> <speechai> <retell-simulator>
"""
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from installation import Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice, request  # noqa: E402


def make_client(modules, folder, document):
    """Generated and compiled beside the packages, as a customer has it; a type error ends the test."""
    (folder / "openapi.json").write_bytes(document)
    (folder / "node_modules").symlink_to(modules / "node_modules")
    (folder / "package.json").write_text('{"type": "module"}')
    for name in ("journey.ts", "tsconfig.json"):
        shutil.copy(HERE / name, folder)
    tools = modules / "node_modules/.bin"
    subprocess.run([tools / "openapi-typescript", "openapi.json", "--output", "schema.d.ts"], cwd=folder, check=True)
    subprocess.run([tools / "tsc", "--project", "."], cwd=folder, check=True)


def main(modules, program, simulator_program):
    offset = lawful_offset(program)
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200)
        s = SpeechAI(program, folder, sim, offset, DIALING_IDLE="20ms", DIALING_COOL_DOWN="0",
                     REGISTRATION_PLAN="professional")
        try:
            assert s.start()
            client = folder / "client"
            client.mkdir()
            make_client(Path(modules), client, request_bytes(s.url + "/api/v1/openapi.json"))
            subprocess.run(["node", "out/journey.js"], cwd=client, check=True, timeout=1200,
                           env={**os.environ, "SPEECHAI_ADDRESS": s.url, "SPEECHAI_PLATFORM_KEY": s.platform_key,
                                "SPEECHAI_OUTBOX": str(folder / "data/outbox")})
            assert no_tag_twice(sim) == 10
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()


def request_bytes(url):
    import json
    status, document = request("GET", url, headers={"Accept-Language": "en"})
    assert status == 200
    return json.dumps(document).encode()


if __name__ == "__main__":
    main(*sys.argv[1:])
