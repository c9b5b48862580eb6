#!/usr/bin/env python3
"""Campaigns on MongoDB while its writes go wrong: connections break before and after a write is done, primaries step
down, majorities are not reached in time (tests/servers/mongo_faults.py). With a driver that tries again, as on a replica
set, and with elections; with SPEECHAI_TEST_EVERY_FAULT=1 also with one that does not, so that every unknown result
reaches the loops and the clients. After each: no attempt was POSTed twice, every call that the provider accepted is
settled once, the ledger is whole, no event is lost. Runs under tests/servers/with_servers.py replica.

usage: fail_over.py <speechai> <retell-simulator>
"""
import os
import re
import sys
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from engines import say  # noqa: E402
from installation import FINAL, Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice, wait_for  # noqa: E402
from processes import FAST  # noqa: E402

PEOPLE, ELECTIONS, ELECTION_MS = 30, 2, 700
KINDS = 7  # of faults, which take turns


class Patient(SpeechAI):
    """A client in bad weather: what is not answered, or later, is asked again with the same key."""

    def ask(self, method, path, body=None, platform=False, headers=None):
        headers = {"Idempotency-Key": str(uuid.uuid4()), **(headers or {})} if method == "POST" else headers
        end = time.monotonic() + 90
        while True:
            status, answer = self.call(method, path, body, platform, headers)
            if 200 <= status < 300:
                return answer
            under_way = status == 409 and "idempotency" in str(answer)  # its first try is still being answered
            assert (under_way or status in (0, 429, 503)) and time.monotonic() < end, (method, path, status, answer)
            time.sleep(0.1)


def faults():
    """How many writes went wrong, and of how many."""
    return tuple(map(int, re.search(r"fired=(\d+).* written=(\d+)", say("tell replica count")).groups()))


def campaign_in_a_storm(s, sim, number, one_of, elections):
    campaign = s.new_campaign(pacing={"starts_per_minute": 1200, "max_active": 50})
    s.import_rows(campaign, [(f"30{number}{i:07d}", f"Persona {i}", 1000 + i) for i in range(PEOPLE)])
    begun = len(sim.book("post"))
    say(f"tell replica storm {one_of}")
    began = time.monotonic()
    s.launch(campaign)
    for i in range(elections):
        wait_for("calls are placed", lambda: len(sim.book("post")) > begun + 3 * i)
        say(f"tell replica election {ELECTION_MS}")
    s.wait_until_done(campaign)
    wrong, writes = faults()
    assert wrong >= writes // one_of and wrong > KINDS, f"only {wrong} of {writes} writes went wrong"
    print(f"{wrong} of {writes} writes went wrong and {elections} elections in {time.monotonic() - began:.1f} s", flush=True)
    say("tell replica fine")
    judge(s, sim, campaign)


def judge(s, sim, campaign):
    wait_for("every call is settled", lambda: s.check_money()["held"] == 0)
    no_tag_twice(sim)
    jobs = s.all(f"/api/v1/jobs?campaign={campaign}")
    assert len(jobs) == PEOPLE and all(job["state"] in FINAL for job in jobs), jobs
    ids = {job["id"] for job in jobs}
    accepted = {p["tag"] for p in sim.book("post") if p.get("accepted") and p["tag"].rpartition("-")[0] in ids}
    settled = [e["tag"] for e in s.all("/api/v1/wallet/entries") if e["kind"] == "settle"]
    assert len(settled) == len(set(settled)), "settled more than once"
    assert accepted and accepted <= set(settled), f"accepted, but never settled: {sorted(accepted - set(settled))}"
    shown = lambda: {c["tag"]: c["state"] for c in s.all(f"/api/v1/calls?campaign={campaign}")}  # noqa: E731
    wait_for("every call is shown as it ended", lambda: all(shown().get(tag) in FINAL for tag in accepted))
    consumers = lambda: s.ask("GET", "/api/v1/admin/event-consumers", platform=True)["items"]  # noqa: E731
    wait_for("every event is handled", lambda: all(c["waiting"] == 0 for c in consumers()))
    assert all(c["dead"] == 0 for c in consumers()), consumers()


def main(program, simulator_program):
    with Folder() as folder:
        offset = lawful_offset(program)
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200,
                        "--webhook-retry-ms", 50)
        s = Patient(program, folder, sim, offset, **FAST, MONGODB_TIMEOUT="5s")
        try:
            assert s.start(), (Path(folder) / "speechai.log").read_text()[-3000:]
            s.new_account()
            campaign_in_a_storm(s, sim, 0, 40, ELECTIONS)
            if os.environ.get("SPEECHAI_TEST_EVERY_FAULT") == "1":
                s.stop()
                s.settings["MONGODB_URI"] += "&retryWrites=false"
                assert s.start(), (Path(folder) / "speechai.log").read_text()[-3000:]
                campaign_in_a_storm(s, sim, 1, 20, 0)  # nothing comes twice
        finally:
            say("tell replica fine")
            s.stop()
            sim.stop()
    print("done: fail_over", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
