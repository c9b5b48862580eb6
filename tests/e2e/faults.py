#!/usr/bin/env python3
"""Every row of the outcome table, by real processes over HTTP: what the provider answers to a POST, and how
the job must end. One person for each case; the simulator's book judges that none was POSTed twice.

usage: faults.py <speechai> <retell-simulator>
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice, wait_for  # noqa: E402

SHORT = {"DIALING_RECONCILE_FIRST": "300ms", "DIALING_RECONCILE_SECOND": "600ms", "DIALING_RECONCILE_THIRD": "1s",
         "DIALING_RECONCILE_LAST": "2s", "DIALING_RECONCILE_MOST": "4s", "DIALING_IDLE": "20ms",
         "VOICE_POST_TIMEOUT": "10s", "DIALING_COMPLETE_EVERY": "300ms", "DIALING_BREAKER_CALLS": "1000"}

# name, fault, state the job ends in, POSTs that the book must show for the job's number
# "done" where a call exists, "undetermined" where nobody can know and none is found, "failed" where the
# provider said no for good. not_sent and limited ones are tried anew: a new tag, so one POST a tag.
CASES = [
    ("time-out before accepting", {"kind": "timeout", "delay_ms": 16000}, "undetermined", 1),
    ("time-out after accepting", {"kind": "timeout", "delay_ms": 16000, "accepted": True}, "done", 1),
    ("429 with Retry-After", {"kind": "status", "status": 429, "retry_after": "1"}, "done", 2),
    ("500 before accepting", {"kind": "status", "status": 500}, "undetermined", 1),
    ("500 after accepting", {"kind": "status", "status": 500, "accepted": True}, "done", 1),
    ("502 page of a proxy", {"kind": "html", "status": 502}, "undetermined", 1),
    ("503 after accepting", {"kind": "html", "status": 503, "accepted": True}, "done", 1),
    ("408", {"kind": "status", "status": 408}, "undetermined", 1),
    ("409 after accepting", {"kind": "status", "status": 409, "accepted": True}, "done", 1),
    ("400", {"kind": "status", "status": 400}, "failed", 1),
    ("403", {"kind": "status", "status": 403}, "failed", 1),
    ("422", {"kind": "status", "status": 422}, "failed", 1),
    ("404 that is no provider's error", {"kind": "html", "status": 404}, "undetermined", 1),
    ("broken body after accepting", {"kind": "broken_json", "accepted": True}, "done", 1),
    ("truncated body after accepting", {"kind": "truncated", "accepted": True}, "done", 1),
    ("oversized body after accepting", {"kind": "oversized", "accepted": True}, "done", 1),
    ("no call id after accepting", {"kind": "no_call_id", "accepted": True}, "done", 1),
    ("empty 2xx before accepting", {"kind": "empty"}, "undetermined", 1),
    ("redirect", {"kind": "redirect"}, "undetermined", 1),
    ("reset before accepting", {"kind": "reset"}, "undetermined", 1),
    ("reset after accepting", {"kind": "reset", "accepted": True}, "done", 1),
    ("closed after accepting", {"kind": "close", "accepted": True}, "done", 1),
    ("late answer", {"kind": "late", "delay_ms": 800}, "done", 1),
    ("webhook before the answer", {"kind": "none", "quirks": ["webhook_early"]}, "done", 1),
    ("webhook twice", {"kind": "none", "quirks": ["webhook_twice"]}, "done", 1),
    ("webhooks in the wrong order", {"kind": "none", "quirks": ["webhook_reordered"]}, "done", 1),
    ("forged webhook signature, then the true one", {"kind": "none", "quirks": ["webhook_forged"]}, "done", 1),
    ("values nobody has heard of", {"kind": "none", "quirks": ["unknown_values"]}, "done", 1),
]


def check_case(speechai, simulator, case, job):
    name, _, state, posts = case
    assert job["state"] == state, f"{name}: the job ended {job['state']} ({job['wait_reason']}), not {state}"
    number = job["phones"][0]["phone"]
    seen = [p for p in simulator.book("post") if p["to_number"] == number]
    assert len(seen) == posts, f"{name}: {len(seen)} POSTs, not {posts}: {seen}"
    if state == "undetermined":
        entries = speechai.all("/api/v1/wallet/entries")
        of_job = [e["kind"] for e in entries if (e["tag"] or "").startswith(job["id"])]
        assert of_job and "settle" not in of_job and "release" in of_job, f"{name}: {of_job}"


def main(program, simulator_program):
    with Folder() as folder:
        offset = lawful_offset(program)
        simulator = Simulator(simulator_program, folder, "--speed", 400, "--clock-offset-ms", offset,
                              "--concurrency", 200, "--webhook-retry-ms", 50)
        speechai = SpeechAI(program, folder, simulator, offset, **SHORT)
        try:
            assert speechai.start()
            speechai.new_account()
            campaign = speechai.new_campaign()
            for i, (_, fault, _, _) in enumerate(CASES):
                ending = f"{5000 + i}"
                simulator.scenario(ending, "promise")
                simulator.fault(**fault, ends_with=ending, times=1)
            rows = [(f"300000{5000 + i}", f"Caso {i}", 1000) for i in range(len(CASES))]
            assert speechai.import_rows(campaign, rows)["counts"]["jobs"] == len(CASES)
            speechai.launch(campaign)
            wait_for("every case is final", lambda: all(
                job["state"] in ("done", "failed", "undetermined")
                for job in speechai.all(f"/api/v1/jobs?campaign={campaign}")))
            jobs = {j["phones"][0]["phone"]: j for j in speechai.all(f"/api/v1/jobs?campaign={campaign}")}
            wrong = []
            for i, case in enumerate(CASES):
                try:
                    check_case(speechai, simulator, case, jobs[f"+57300000{5000 + i}"])
                except AssertionError as e:
                    wrong.append(str(e))
            assert not wrong, "\n".join(wrong)
            no_tag_twice(simulator)
            wait_for("every call is settled", lambda: speechai.check_money()["held"] == 0)
            speechai.stop()
        finally:
            if speechai.alive():
                speechai.kill()
            simulator.stop()
    print(f"{len(CASES)} faults, each ended as the table says")


if __name__ == "__main__":
    main(*sys.argv[1:])
