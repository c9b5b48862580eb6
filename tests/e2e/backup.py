#!/usr/bin/env python3
"""A copy taken while calls are placed, and the way back from it as docs/operation/backup.md tells it: nobody is called
while the operator looks, the book adds up, and the campaign goes on.

usage: backup.py <speechai> <retell-simulator>
"""
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, lawful_offset, wait_for  # noqa: E402

FAST = {"DIALING_IDLE": "20ms", "DIALING_COOL_DOWN": "0", "DIALING_COMPLETE_EVERY": "200ms"}
PEOPLE = 60


def copy_store(data, to):
    """What `sqlite3 ... ".backup"` does, and the files after it."""
    to.mkdir()
    with sqlite3.connect(data / "speechai.db") as source, sqlite3.connect(to / "speechai.db") as copy:
        source.backup(copy)
    for path in data.iterdir():
        if path.is_dir():
            shutil.copytree(path, to / path.name)
    shutil.copy(data / "master.key", to / "master.key")
    with sqlite3.connect(to / "speechai.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def command(s, *words):
    environment = {**s.environment, **{"SPEECHAI_" + k: v for k, v in s.settings.items()}}
    done = subprocess.run([s.program, *words], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def main(program, simulator_program):
    offset = lawful_offset(program)
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 50, "--clock-offset-ms", offset, "--concurrency", 100)
        s = SpeechAI(program, folder, sim, offset, **FAST)
        try:
            assert s.start()
            s.new_account()
            campaign = s.new_campaign(pacing={"starts_per_minute": 1200, "max_active": 10})
            s.import_rows(campaign, [(f"300{i:07d}", f"Persona {i}", 1000) for i in range(PEOPLE)])
            s.launch(campaign)
            wait_for("calls are being placed", lambda: len(sim.book("post")) >= 10)
            known = len(sim.book("post"))
            copy_store(folder / "data", folder / "copy")
            s.ask("POST", f"/api/v1/campaigns/{campaign}/pause")  # what is lost is no more than these few
            s.kill()

            s.settings["DATA_FOLDER"] = str(folder / "copy")
            before = len(sim.book("post"))
            assert json.loads(command(s, "campaign", "list", "--account", s.account, "--json"))["items"]
            command(s, "campaign", "pause", campaign, "--account", s.account)
            assert len(sim.book("post")) == before, "a call was placed while the operator looked"
            (folder / "data").rename(folder / "lost")
            (folder / "copy").rename(folder / "data")
            s.settings["DATA_FOLDER"] = str(folder / "data")

            assert s.start()
            wait_for("what was in course has ended", lambda: not any(
                s.progress(campaign)[k] for k in ("ringing", "talking", "closing")))
            assert len(sim.book("post")) == before, "a paused campaign placed a call"
            assert s.progress(campaign)["status"] == "paused" and s.check_money()["held"] == 0
            s.ask("POST", f"/api/v1/campaigns/{campaign}/resume")
            done = s.wait_until_done(campaign)
            assert done["jobs"] == PEOPLE and s.check_money()["held"] == 0, done
            tags = [post["tag"] for post in sim.book("post")]
            twice = {tag for tag in tags if tags.count(tag) > 1}
            assert twice <= set(tags[known:before]), "sent twice, although the copy knew of it"
            print(f"ended: {len(tags)} POSTs, {before - known} of them between the copy and the end")
        finally:
            if s.alive():
                s.kill()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
