#!/usr/bin/env python3
"""A workbook's whole way through real processes: uploaded over HTTP, read by the child, checked, deduplicated,
sealed, durable and committed; beside openpyxl and SheetJS that merely read the same file.

usage: bench_import.py <folder of the build> <rows> <rounds> <folder of the peers>
Prints one JSON object.
"""
import json
import os
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from processes import Folder, Simulator, SpeechAI, Watch, wait_for  # noqa: E402

PEERS = Path(__file__).resolve().parent / "peers"


def import_once(s, data):
    """Seconds until the upload is answered, and until the batch is committed."""
    s.new_account()
    campaign = s.new_campaign()
    query = urllib.parse.urlencode({"file_name": "contactos.xlsx", "campaign": campaign})
    with Watch(s.process.pid) as watch:
        batch = s.ask("POST", f"/api/v1/batches?{query}", data,
                      headers={"Content-Type": "application/octet-stream"})["id"]
        uploaded = time.monotonic() - watch.start
        s.ask("POST", f"/api/v1/batches/{batch}/import")
        got = wait_for("batch is committed", lambda: s.settled_batch(batch), 300)
    assert got["status"] == "committed", got
    return {"seconds": watch.seconds, "upload_seconds": uploaded, "cpu_seconds": watch.cpu, "rss": watch.rss,
            "anonymous": watch.anonymous, "rows": got["counts"]["rows"], "jobs": got["counts"]["jobs"]}


def ours(build, data):
    """A store of its own for each round."""
    with Folder() as folder:
        sim = Simulator(build / "bin/retell-simulator", folder)
        s = SpeechAI(build / "bin/speechai", folder, sim)
        try:
            assert s.start(), "speechai up did not start"
            return import_once(s, data)
        finally:
            if s.alive():
                s.stop()
            sim.stop()


def peer(command):
    """Seconds and peak memory, as the kernel counts it."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status != 0:
        raise SystemExit(f"{command[0]} failed: {out.decode()}")
    return {"seconds": time.monotonic() - start, "rss": usage.ru_maxrss * 1024, "rows": int(out)}


def main(build, rows, rounds, peers):
    build = Path(build).resolve()
    result = {"ours": [], "openpyxl": [], "sheetjs": []}
    with Folder() as folder:
        sheet = folder / "sheet.xlsx"
        subprocess.run([build / "bench/make_sheet", sheet, rows], check=True)
        data = sheet.read_bytes()
        for _ in range(int(rounds)):
            result["ours"].append(ours(build, data))
            result["openpyxl"].append(peer(["/usr/bin/python3", PEERS / "read_openpyxl.py", sheet]))
            result["sheetjs"].append(peer(["node", "--max-old-space-size=12000", PEERS / "read_sheetjs.mjs", sheet, peers]))
    for name in ("openpyxl", "sheetjs"):
        assert all(r["rows"] == int(rows) + 1 for r in result[name]), (name, result[name])
    assert all(r["rows"] == int(rows) == r["jobs"] for r in result["ours"]), result["ours"]
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
