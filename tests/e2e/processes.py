#!/usr/bin/env python3
"""The distributed form on MongoDB: two APIs, two call workers and one each of the others as processes of their own. A
campaign runs across them while one call worker and one API are killed; nothing is called twice, the ledger is whole.
Then what the doctor and the start say of a wrong server. Runs under tests/servers/with_servers.py mongodb.

usage: processes.py <speechai> <retell-simulator>
"""
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import ROOT, Folder, Simulator, SpeechAI, free_port, lawful_offset, no_tag_twice, request, wait_for  # noqa: E402
from part import Part  # noqa: E402

FAST = {"DIALING_IDLE": "20ms", "DIALING_COOL_DOWN": "0", "DIALING_RECONCILE_FIRST": "500ms",
        "DIALING_RECONCILE_SECOND": "1s", "DIALING_RECONCILE_THIRD": "2s", "DIALING_RECONCILE_LAST": "3s",
        "DIALING_RECONCILE_MOST": "6s", "DIALING_COMPLETE_EVERY": "500ms"}


def parts_of(s):
    first = Part(s, "api")
    s.url = first.url
    s.platform_key = json.loads((Path(s.folder) / "data/local.json").read_text())["key"]
    second = Part(s, "api", HTTP_PORT=str(free_port()), DATA_LOCAL_KEY_FILE=str(Path(s.folder) / "second.json"))
    s.worker_url = f"http://127.0.0.1:{free_port()}"
    others = [Part(s, name) for name in ("call-worker", "call-worker", "analytics-worker", "notification-worker")]
    billing = Part(s, "billing-worker", HEALTH_ADDRESS="127.0.0.1", HEALTH_PORT=s.worker_url.rsplit(":", 1)[1])
    return [first, second, *others, billing]


def run_across(s, sim, parts):
    s.new_account()
    campaign = s.new_campaign(pacing={"starts_per_minute": 120, "max_active": 50})
    rows = [(f"300{i:07d}", f"Persona {i}", 1000 + i) for i in range(60)]
    s.import_rows(campaign, rows)
    s.launch(campaign)
    wait_for("calls are placed", lambda: len(sim.book("post")) > 2)
    parts[2].kill()  # a call worker, in the middle
    began = time.monotonic()
    before = len(sim.book("post"))
    wait_for("the other goes on", lambda: len(sim.book("post")) > before)
    print(f"the other call worker went on after {time.monotonic() - began:.1f} s")
    s.hurry(campaign)
    parts[1].kill()  # an API; the provider's webhooks go to the first
    s.wait_until_done(campaign)
    wait_for("every call is settled", lambda: s.check_money()["held"] == 0)
    consumers = lambda: s.ask("GET", "/api/v1/admin/event-consumers", platform=True)["items"]  # noqa: E731
    wait_for("every event is handled", lambda: all(c["waiting"] == 0 for c in consumers()))
    assert all(c["dead"] == 0 for c in consumers()), consumers()
    posts = no_tag_twice(sim)
    assert s.progress(campaign)["jobs"] == 60
    print(f"{posts} POSTs, 0 sent twice, ledger whole")


def figures_are_told(s):
    """By every program that has a port, the API as the workers: what an autoscaler goes by. And what all processes saw,
    to the operator."""
    def gauges(url):
        return dict(re.findall(r"^(speechai_\S+) (\d+)$", request("GET", url + "/metrics")[1].decode(), re.M))

    for url in (s.url, s.worker_url):
        got = wait_for(f"{url} tells what waits", lambda: len(got := gauges(url)) > 15 and got)
        for name in ("speechai_jobs_due", "speechai_jobs_oldest_due_seconds", 'speechai_jobs_in_course{state="live"}',
                     "speechai_webhooks_waiting", "speechai_events_to_relay", 'speechai_events_dead{consumer="billing"}',
                     'speechai_events_waiting{consumer="billing"}'):
            assert name in got, (name, got)
    system = lambda: s.ask("GET", "/api/v1/admin/system", platform=True)  # noqa: E731
    wait_for("processes told what they saw", lambda: system()["traffic"]["provider_requests"] >= 30)
    told = system()
    assert told["traffic"]["webhooks"] > 0 and told["traffic"]["requests"] > told["traffic"]["webhooks"], told
    # the last events of the calls are relayed a moment after the calls are settled
    wait_for("nothing waits any more", lambda: nothing_waits(system()))


def nothing_waits(told):
    return (told["jobs_due"] == 0 and not told.get("oldest_due_at") and told["events_to_relay"] == 0
            and all(c["behind"] == 0 and c["dead"] == 0 for c in told["consumers"]))


def doctor(s, **settings):
    environment = {**s.environment, **{"SPEECHAI_" + k: v for k, v in {**s.settings, **settings}.items()},
                   "SPEECHAI_LANGUAGE": "en"}
    done = subprocess.run([s.program, "doctor"], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    return done.stdout + done.stderr


def refuses_to_start(s, says, **settings):
    """With the setting and what to do, and nothing listens."""
    environment = {**s.environment, **{"SPEECHAI_" + k: v for k, v in {**s.settings, **settings}.items()},
                   "LANG": "en_US.UTF-8"}
    program = str(Path(s.program).with_name("speechai-call-worker"))
    done = subprocess.run([program], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0 and says in done.stderr, (says, done.stderr[-1500:])


def wrong_servers(s):
    nobody = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    quick = {"MONGODB_TIMEOUT": "1s"}
    refuses_to_start(s, "mongodb.uri", MONGODB_URI="")
    refuses_to_start(s, "mongodb.uri", MONGODB_URI="http://example.com")
    refuses_to_start(s, "No MongoDB server answers", MONGODB_URI=nobody, **quick)
    assert "No MongoDB server answers" in doctor(s, MONGODB_URI=nobody, **quick)
    other = Path(s.folder) / "other.key"
    other.write_bytes(os.urandom(32))
    other.chmod(0o600)
    refuses_to_start(s, "another master key", DATA_MASTER_KEY_FILE=str(other))


def main(program, simulator_program):
    with Folder() as folder:
        offset = lawful_offset(program)
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200,
                        "--webhook-retry-ms", 50)
        s = SpeechAI(program, folder, sim, offset, **FAST)
        parts = []
        try:
            parts = parts_of(s)
            run_across(s, sim, parts)
            figures_are_told(s)
            wrong_servers(s)
            for i, part in enumerate(parts):
                if i not in (1, 2):
                    part.stop()
        finally:
            for part in parts:
                if part.process.poll() is None:
                    part.kill()
            sim.stop()
    print("done: processes", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
