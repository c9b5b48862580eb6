#!/usr/bin/env python3
"""Whole lives of calls by whole processes, from the queue to the settled charge, the provider being the stand-in: on
SQLite in one process, or on the engines that the environment names, each worker a process of its own.

usage: bench_engines.py <folder of the build> <call workers; 0: one process on SQLite> <calls>
Prints one JSON object. The rate is that between the first and the last tenth of the calls, so that neither the start
of the processes nor the end of a campaign is counted.
"""
import json
import os
import re
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from processes import Folder, Simulator, SpeechAI, children, cpu_seconds, lawful_offset  # noqa: E402
from part import Part  # noqa: E402

CAMPAIGNS = 8  # each starts no more than 6,000 calls a minute
FAST = {"DIALING_IDLE": "20ms", "DIALING_COOL_DOWN": "0", "VOICE_MAX_ACTIVE": "2000"}
PATIENCE_S = 900


def parts_of(s, workers):
    """An API, the call workers, and one each of the others."""
    api = Part(s, "api")
    s.url = api.url
    s.platform_key = json.loads((Path(s.folder) / "data/local.json").read_text())["key"]
    names = ["call-worker"] * workers + ["billing-worker", "analytics-worker", "notification-worker"]
    return [api, *(Part(s, name) for name in names)]


def processor_seconds():
    """Of all below us, and of the servers that were started for us; the provider's stand-in counts, too."""
    top = os.getppid() if "SPEECHAI_TEST_SERVERS" in os.environ else os.getpid()
    total = 0
    for pid in children(top):
        try:
            total += cpu_seconds(pid)
        except OSError:
            pass  # it has ended
    return total


def questions():
    """How many the database was asked, where it tells: about one a round trip."""
    address = os.environ.get("SPEECHAI_TEST_MONGODB_METRICS")
    if address is None:
        return 0
    with urllib.request.urlopen(address, timeout=10) as answer:
        return int(float(re.search(r"^ferretdb_pool_requests_total (\S+)$", answer.read().decode(), re.M)[1]))


def settled(s, campaigns):
    got = [s.progress(c) for c in campaigns]
    return sum(p["done"] + p["failed"] + p["undetermined"] + p["blocked"] for p in got)


def watch(s, campaigns, calls):
    """[(moment, calls settled)] until all are."""
    seen, until = [(time.monotonic(), 0)], time.monotonic() + PATIENCE_S
    while seen[-1][1] < calls:
        assert time.monotonic() < until, f"{seen[-1][1]} of {calls} calls were settled"
        time.sleep(0.25)
        seen.append((time.monotonic(), settled(s, campaigns)))
    return seen


def rate(seen, calls):
    first = next(i for i, (_, n) in enumerate(seen) if n >= calls // 10)
    last = next(i for i, (_, n) in enumerate(seen) if n >= calls - calls // 10)
    if first == last:
        first -= 1
    return (seen[last][1] - seen[first][1]) / (seen[last][0] - seen[first][0])


def live(s, calls):
    s.new_account(funds="1000.00")
    each = calls // CAMPAIGNS
    campaigns = [s.new_campaign(name=f"Campaña {i}", pacing={"starts_per_minute": 6000, "max_active": 500})
                 for i in range(CAMPAIGNS)]
    for i, campaign in enumerate(campaigns):
        s.import_rows(campaign, [(f"30{i}{k:07d}", f"Persona {k}", 1000 + k) for k in range(each)])
    before, asked = processor_seconds(), questions()
    for campaign in campaigns:
        s.launch(campaign)
    seen = watch(s, campaigns, each * CAMPAIGNS)
    spent = processor_seconds() - before
    asked = questions() - asked
    s.check_money()
    return {"per_second": rate(seen, each * CAMPAIGNS), "seconds": seen[-1][0] - seen[0][0],
            "cpu_ms": 1000 * spent / (each * CAMPAIGNS),
            "questions": asked / (each * CAMPAIGNS)}


def main(build, workers, calls):
    program, workers, calls = str(Path(build) / "bin/speechai"), int(workers), int(calls)
    with Folder() as folder:
        offset = lawful_offset(program)
        sim = Simulator(str(Path(build) / "bin/retell-simulator"), folder, "--speed", 2000, "--clock-offset-ms", offset,
                        "--concurrency", 2000)
        s = SpeechAI(program, folder, sim, offset, **FAST)
        parts = []
        try:
            if workers == 0:
                s.start()
            else:
                parts = parts_of(s, workers)
            lived = live(s, calls)
            for part in parts:
                part.stop()
            s.stop()
        finally:
            for part in parts:
                if part.process.poll() is None:
                    part.kill()
            if s.alive():
                s.kill()
            sim.stop()
    print(json.dumps({"workers": workers, "calls": calls, **lived,
                      "server": os.environ.get("SPEECHAI_TEST_MONGODB_KIND", "SQLite")}))


if __name__ == "__main__":
    main(*sys.argv[1:])
