#!/usr/bin/env python3
"""From SQLite to MongoDB in the middle of a campaign: the program is killed, `speechai migrate-engine` is killed at
three places and goes on, what differs is found, and the campaign ends on the new engine. Nobody is called twice, the
ledger and the audit log are whole, and neither engine starts before or after its time. Runs under
tests/servers/with_servers.py mongodb.

usage: migrate_engine.py <speechai> <retell-simulator>
"""
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import ROOT, Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice, wait_for  # noqa: E402

FAST = {"DIALING_IDLE": "20ms", "DIALING_COOL_DOWN": "0", "DIALING_RECONCILE_FIRST": "500ms",
        "DIALING_RECONCILE_SECOND": "1s", "DIALING_RECONCILE_THIRD": "2s", "DIALING_RECONCILE_LAST": "3s",
        "DIALING_RECONCILE_MOST": "6s", "DIALING_COMPLETE_EVERY": "500ms"}
PEOPLE = 40
MANY = 1200  # rows of one kind, so that it goes over in several pages
# what the move must bring over row by row; the name in MongoDB's report and in SQLite
COUNTED = ("accounts", "users", "api_keys", "campaigns", "batches", "jobs", "calls", "wallets", "entries", "events",
           "audit_entries", "persons", "job_phones", "gates", "import_batches", "answers", "inbox", "event_cursors",
           "suppressions", "platform_suppressions", "dead_events")


def move(s, **extra):
    environment = {**s.environment, **{"SPEECHAI_" + k: v for k, v in s.settings.items()}, "SPEECHAI_LANGUAGE": "en",
                   **extra}
    return subprocess.run([s.program, "migrate-engine"], env=environment, cwd=ROOT, capture_output=True, text=True,
                          timeout=300)


def killed_at(s, point):
    done = move(s, SPEECHAI_CRASH=point)
    assert done.returncode == -signal.SIGKILL, (point, done.returncode, done.stdout, done.stderr)


def refuses(s, engine, says):
    environment = {**s.environment, **{"SPEECHAI_" + k: v for k, v in {**s.settings, "ENGINE": engine}.items()},
                   "SPEECHAI_LANGUAGE": "en"}
    done = subprocess.run([s.program, "up"], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0 and says in done.stderr, (engine, says, done.returncode, done.stderr[-1500:])


def change(s, sql):
    with sqlite3.connect(s.folder / "data/speechai.db") as db:
        assert db.execute(sql).rowcount == 1


def many_rows(s):
    """What a test cannot wait for: by keys of bytes, and of a text and a number. The events are as an older program
    wrote them, without most of their fields."""
    with sqlite3.connect(s.folder / "data/speechai.db") as db:
        db.executemany("INSERT INTO dead_events (consumer, seq, account, reason, at, event) VALUES"
                       " ('gone', ?, zeroblob(16), NULL, 1, ?)",
                       ((i, '{"seq":%d,"type":"wallet.funded"}' % i) for i in range(MANY)))


def rows_of(s):
    with sqlite3.connect(s.folder / "data/speechai.db") as db:
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in COUNTED}


def run_half(s, sim):
    assert s.start()
    s.new_account()
    s.ask("POST", "/api/v1/admin/suppressions", {"phone": "+573151234567"}, platform=True)
    campaign = s.new_campaign(pacing={"starts_per_minute": 1200, "max_active": 8}, max_call_ms=900000)
    s.import_rows(campaign, [(f"300{i:07d}", f"Persona {i}", 1000 + i) for i in range(PEOPLE)])
    s.ask("POST", "/api/v1/suppressions", {"phone": f"+57300{PEOPLE - 1:07d}"})  # nobody is to call there
    done = move(s)
    assert done.returncode != 0 and "speechai.db" in done.stderr and not done.stdout, (done.stdout, done.stderr)
    sim.scenario("0000", "long_call")  # this one at least is in course then: for some seconds at the simulator's speed
    s.launch(campaign)
    wait_for("calls are settled", lambda: s.progress(campaign)["done"] >= 5 and len(sim.book("post")) >= 12)
    s.kill()  # calls are ringing, holds are open, webhooks are on their way
    return campaign


def move_with_accidents(s):
    killed_at(s, "M1:9")  # some kinds are over, others are not
    refuses(s, "distributed", "has not ended")
    change(s, "UPDATE accounts SET max_active = coalesce(max_active, 0) + 1 WHERE id = (SELECT max(id) FROM accounts)")
    done = move(s)
    assert done.returncode != 0 and "accounts are not the same" in done.stderr, (done.returncode, done.stderr)
    killed_at(s, "M1:20")
    killed_at(s, "M1:17")  # in the middle of a kind that has several pages
    killed_at(s, "M2:1")  # all is compared, none is handed over
    refuses(s, "distributed", "has not ended")
    killed_at(s, "M3:1")  # the old one is closed, the new one not open yet
    refuses(s, "distributed", "has not ended")
    refuses(s, "embedded", "went over to MongoDB")
    done = move(s)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def compare(report, rows):
    told = {line.split()[0]: line.split() for line in report.splitlines()}
    for name, n in rows.items():
        assert int(told[name][1]) == n, (name, told[name], n)
        assert len(told[name][2]) == 64
    assert rows["jobs"] == PEOPLE and rows["entries"] > 10 and rows["events"] > 10 and rows["audit_entries"] > 3, rows
    sums = dict(part.split("=") for part in told["wallets"][3:])
    assert int(sums["available"]) > 0 and int(sums["held"]) > 0 and int(sums["spent"]) > 0, sums


def unsure(s):
    """Attempts of which it was not known, when the program was killed, whether they were sent: some never were."""
    with sqlite3.connect(s.folder / "data/speechai.db") as db:
        return db.execute("SELECT count(*) FROM jobs WHERE state = 'dialing'").fetchone()[0]


def finish(s, sim, campaign):
    dialing = unsure(s)
    s.settings["ENGINE"] = "distributed"
    assert s.start(), (s.folder / "speechai.log").read_text()[-2000:]
    wait_for("the campaign is done", lambda: s.progress_if(campaign, "done"))
    wait_for("every call is settled", lambda: s.check_money()["held"] == 0)
    assert s.progress(campaign)["jobs"] == PEOPLE
    posts = no_tag_twice(sim)
    # all but the suppressed one, each once
    assert PEOPLE - 1 - dialing <= posts <= PEOPLE - 1, (posts, dialing)
    assert len({call["job"] for call in s.all("/api/v1/calls")}) == PEOPLE - 1
    consumers = lambda: s.ask("GET", "/api/v1/admin/event-consumers", platform=True)["items"]  # noqa: E731
    wait_for("every event is handled", lambda: all(c["waiting"] == 0 for c in consumers()))
    assert all(c["dead"] == 0 for c in consumers()), consumers()
    s.ask("PATCH", f"/api/v1/campaigns/{campaign}", {"name": "Otra"},
          headers={"If-Match": '"%d"' % s.ask("GET", f"/api/v1/campaigns/{campaign}")["version"]})
    check = s.ask("GET", "/api/v1/admin/audit-log/check", platform=True, headers={"X-Account": s.account})
    assert check["sound"] and check["entries"] > 3, check
    return posts


def main(program, simulator_program):
    with Folder() as folder:
        offset = lawful_offset(program)
        sim = Simulator(simulator_program, folder, "--speed", 100, "--clock-offset-ms", offset, "--concurrency", 100,
                        "--webhook-retry-ms", 50)
        s = SpeechAI(program, folder, sim, offset, **FAST, ENGINE="embedded")
        try:
            campaign = run_half(s, sim)
            many_rows(s)
            report = move_with_accidents(s)
            compare(report, rows_of(s))
            done = move(s)
            assert done.returncode != 0 and "has ended" in done.stderr, (done.returncode, done.stderr)
            posts = finish(s, sim, campaign)
            s.stop()
            print(report)
            print(f"{posts} POSTs, 0 sent twice, ledger and audit log whole")
        finally:
            if s.alive():
                s.kill()
            sim.stop()
    print("done: migrate_engine", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
