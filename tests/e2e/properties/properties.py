#!/usr/bin/env python3
"""Requests made up from the OpenAPI document, good and bad ones, before real processes: no 5xx, no status, type
or body that the document does not tell, nothing accepted that it forbids.

usage: properties.py <schemathesis> <speechai> <retell-simulator>
"""
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from installation import Folder, Simulator, SpeechAI, lawful_offset  # noqa: E402

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
          "response_schema_conformance", "negative_data_rejection", "allow_header_conformance", "ignored_auth",
          "missing_required_header")
SECONDS = 45


def main(schemathesis, program, simulator_program):
    offset = lawful_offset(program)
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200)
        s = SpeechAI(program, folder, sim, offset, LOG_LEVEL="warn")
        try:
            assert s.start()
            s.key = s.platform_key
            s.new_account()
            # one worker: in Python 3.11 two threads that parse source at once may end in a SystemError
            done = subprocess.run(
                [schemathesis, "--config-file", HERE / "schemathesis.toml", "run", s.url + "/api/v1/openapi.json",
                 "--header", f"Authorization: Bearer {s.platform_key}", "--header", f"X-Account: {s.account}",
                 "--checks", ",".join(CHECKS), "--max-time", str(SECONDS), "--seed", "20261125", "--workers", "1",
                 "--warnings", "off", "--no-color", "--continue-on-failure",
                 # a machine that is busy is slow to make requests up and to answer them: that is no fault
                 "--request-timeout", "120", "--suppress-health-check", "too_slow"], cwd=folder)
            assert done.returncode == 0, "the API does not keep its document"
            assert s.alive()
            s.ask("POST", "/api/v1/wallet/check", platform=True, headers={"X-Account": s.account})
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
