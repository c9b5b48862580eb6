#!/usr/bin/env python3
"""A copy taken while calls are placed, and the way back from it as docs/operation/backup.md tells it. Calls that were
placed after the copy stand in the provider's book alone: nobody is called for them again, each is taken up by its job, the
book adds up, and the campaign goes on. On the embedded store; under with_servers.py mongodb [s3] on the distributed one.

usage: backup.py <speechai> <retell-simulator>
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from engines import say  # noqa: E402
from installation import FINAL, Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice, wait_for  # noqa: E402

SKIPPED = 77
FAST = {"DIALING_IDLE": "20ms", "DIALING_COOL_DOWN": "0", "DIALING_COMPLETE_EVERY": "200ms"}
PEOPLE, LATER = 120, 5
DISTRIBUTED = "SPEECHAI_TEST_MONGODB" in os.environ


def copy_embedded(data, to):
    """The commands of the page, as they are printed there."""
    to.mkdir()
    subprocess.run(["sqlite3", data / "speechai.db", f".backup '{to / 'speechai.db'}'"], check=True)
    shutil.copytree(data / "files", to / "files")
    shutil.copy(data / "master.key", to / "master.key")
    done = subprocess.run(["sqlite3", to / "speechai.db", "PRAGMA integrity_check"], check=True, capture_output=True,
                          text=True)
    assert done.stdout == "ok\n", done.stdout


class Installation(SpeechAI):
    def copy(self):
        if DISTRIBUTED:
            say("tell mongodb copy")
        else:
            copy_embedded(self.folder / "data", self.folder / "copy")

    def lose_and_restore(self):
        self.kill()
        if DISTRIBUTED:
            say("tell mongodb restore")
            return
        (self.folder / "data").rename(self.folder / "lost")
        (self.folder / "copy").rename(self.folder / "data")

    def run(self, *words, **more):
        environment = {**self.environment, **{"SPEECHAI_" + k: v for k, v in self.settings.items()}, **more}
        return subprocess.run([self.program, *words], env=environment, capture_output=True, text=True, timeout=300)

    def command(self, *words):
        done = self.run(*words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def forgotten(self):
        return self.ask("GET", "/api/v1/admin/voice", platform=True)["forgotten"]

    def log(self):
        text = (self.folder / "speechai.log").read_text(errors="replace")
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def state_of(folder):
    """Each file with what is in it; a lock is no part of the state."""
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock"}


def without_its_key(s):
    """The store came back and its master key did not, or another one lies in its place: the start says which file is
    wanted, makes none, and leaves everything as it was."""
    key = s.folder / "data/master.key"
    own = key.read_bytes()
    for instead, says in ((None, str(key)), (os.urandom(32), "data.master_key_file")):
        key.unlink()
        if instead:
            key.write_bytes(instead)
            key.chmod(0o600)
        before = state_of(s.folder / "data")
        refused = s.run("up", SPEECHAI_LANGUAGE="en")
        assert refused.returncode == 1 and says in refused.stderr.splitlines()[-1], refused
        assert state_of(s.folder / "data") == before, "a start that was refused changed something"
        key.write_bytes(own)
        key.chmod(0o600)


def posts_by_job(sim):
    return [post["tag"].rpartition("-")[0] for post in sim.book("post")]


def run_and_lose(s, sim):
    """The campaign of which the copy knows no more than the beginning."""
    campaign = s.new_campaign(pacing={"starts_per_minute": 300, "max_active": 10})
    s.import_rows(campaign, [(f"300{i:07d}", f"Persona {i}", 1000) for i in range(PEOPLE)])
    s.launch(campaign)
    wait_for("calls are being placed", lambda: len(sim.book("post")) >= 10)
    s.copy()
    seen = len(sim.book("post"))
    later = s.new_campaign()
    s.import_rows(later, [(f"310{i:07d}", f"Otra {i}", 1000) for i in range(LATER)])
    s.launch(later)
    wait_for("more calls are placed", lambda: len(sim.book("post")) >= seen + 15)
    s.lose_and_restore()
    return campaign


def come_back(s, sim, campaign):
    before = len(sim.book("post"))
    without_its_key(s)
    assert json.loads(s.command("campaign", "list", "--account", s.account, "--json"))["items"]
    s.command("campaign", "pause", campaign, "--account", s.account)
    assert s.start()
    wait_for("what was in course has ended", lambda: not any(
        s.progress(campaign)[k] for k in ("ringing", "talking", "closing")))
    assert len(sim.book("post")) == before, "a call was placed while the operator looked"
    told = [line for line in s.log() if line["event"] == "dial.calls_forgotten"]
    assert len(told) == 1 and told[0]["calls"] == s.forgotten() > LATER, (told, s.forgotten())
    assert f": {s.forgotten()}" in s.command("doctor"), "the doctor does not tell of them"
    s.hurry(campaign)
    s.ask("POST", f"/api/v1/campaigns/{campaign}/resume")
    return told[0]["calls"]


def judge(s, sim, campaign):
    done = s.wait_until_done(campaign)
    assert done["jobs"] == PEOPLE, done
    wait_for("every call is settled", lambda: s.check_money()["held"] == 0)
    no_tag_twice(sim)
    jobs = s.all(f"/api/v1/jobs?campaign={campaign}")
    called = posts_by_job(sim)
    assert len(called) == len(set(called)), "somebody was called twice"
    assert all(job["state"] in FINAL for job in jobs), jobs
    ours = {job["id"] for job in jobs}
    accepted = {p["tag"] for p in sim.book("post") if p.get("accepted") and p["tag"].rpartition("-")[0] in ours}
    shown = {call["tag"] for call in s.all(f"/api/v1/calls?campaign={campaign}")}
    assert accepted <= shown, f"never shown: {sorted(accepted - shown)}"
    assert s.forgotten() <= LATER, "taken up, but still noted"  # those imported after the copy stay


def main(program, simulator_program):
    if DISTRIBUTED and os.environ.get("SPEECHAI_TEST_MONGODB_URI"):
        print("skipped: a server that is given cannot be set back")
        return SKIPPED
    offset = lawful_offset(program)
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 50, "--clock-offset-ms", offset, "--concurrency", 100)
        s = Installation(program, folder, sim, offset, **FAST)
        try:
            assert s.start()
            s.new_account()
            campaign = run_and_lose(s, sim)
            forgotten = come_back(s, sim, campaign)
            judge(s, sim, campaign)
            print(f"ended: {len(sim.book('post'))} POSTs, {forgotten} of them after the copy")
        finally:
            if s.alive():
                s.kill()
            sim.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
