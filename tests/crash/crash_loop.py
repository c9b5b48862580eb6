#!/usr/bin/env python3
"""Kills `speechai up` while campaigns run: at named points and at random. After each restart no attempt may
have been POSTed twice (the simulator's own book judges), the ledger holds, and in the end nothing is lost.

usage: crash_loop.py <speechai> <retell-simulator> [--kills N] [--seed N]
"""
import argparse
import collections
import json
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from installation import FINAL, Folder, Simulator, SpeechAI, lawful_offset, micro, no_tag_twice, wait_for  # noqa: E402

PER_MINUTE = 600  # so that there is always something left to be killed at
LOAD = 1000
POINTS = ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9", "K10", "K11", "K12", "K13", "K14", "K16", "K17",
          "K18", "K20"]
SHORT = {  # every wait of the search for lost calls, shrunk; the provider's list lag shrinks with it
    "DIALING_RECONCILE_FIRST": "200ms", "DIALING_RECONCILE_SECOND": "400ms", "DIALING_RECONCILE_THIRD": "700ms",
    "DIALING_RECONCILE_LAST": "1s", "DIALING_RECONCILE_MOST": "3s", "DIALING_IDLE": "20ms",
    "DIALING_COOL_DOWN": "0", "DIALING_COMPLETE_EVERY": "300ms",
}


class Loop:
    def __init__(self, options, folder):
        self.random = random.Random(options.seed)
        offset = lawful_offset(options.speechai)
        self.simulator = Simulator(options.simulator, folder, "--speed", 400, "--clock-offset-ms", offset,
                                   "--seed", options.seed, "--concurrency", 200, "--webhook-retry-ms", 50)
        self.speechai = SpeechAI(options.speechai, folder, self.simulator, offset, **SHORT)
        self.load = options.load
        self.kills, self.by_point, self.people = 0, collections.Counter(), 0
        self.campaigns = []

    def more_people(self, n):
        """A campaign of its own for each load, launched, with outcomes of every kind."""
        campaign = self.speechai.new_campaign(name=f"Carga {len(self.campaigns)}",
                                              pacing={"starts_per_minute": PER_MINUTE, "max_active": 200})
        rows = [(f"300{self.people + i:07d}", f"Persona {i}", 1000 + i) for i in range(n)]
        batch = self.speechai.import_rows(campaign, rows)
        assert batch["counts"]["jobs"] == n, batch["counts"]
        self.people += n
        self.speechai.launch(campaign)
        self.campaigns.append(campaign)

    def open_jobs(self):
        open_states = ("queued", "waiting_funds", "ringing", "talking", "closing")
        return sum(self.speechai.progress(c)[s] for c in self.campaigns for s in open_states)

    def start(self, point=None, nth=1):
        extra = {"SPEECHAI_CRASH": f"{point}:{nth}"} if point else {}
        return self.speechai.start(**extra)

    def kill_at_point(self, point):
        """True if the point was passed and took the process with it."""
        self.start(point, self.random.randint(1, 3))
        end = time.monotonic() + 4
        while self.speechai.alive() and time.monotonic() < end:
            time.sleep(0.005)
        if self.speechai.alive():
            self.speechai.kill()  # nothing passed there in time: it counts as a kill at random
            self.by_point["random"] += 1
            return False
        self.speechai.process.stdout.close()
        self.by_point[point] += 1
        return True

    def kill_at_random(self):
        self.start()
        time.sleep(self.random.uniform(0.0, 0.25))  # the moment of the kill is the test's chance
        self.speechai.kill()
        self.by_point["random"] += 1

    def refill(self):
        """Starts cleanly, looks after the promises, and makes sure there is work to be killed at."""
        assert self.start(), "it does not start after a kill"
        no_tag_twice(self.simulator)
        self.speechai.check_money()
        if self.open_jobs() < self.load / 2:
            self.more_people(self.load)
        self.speechai.kill()
        self.kills += 1
        self.by_point["random"] += 1

    def run(self, kills):
        assert self.start()
        self.speechai.new_account(funds="5000.00")
        self.more_people(self.load)
        self.speechai.kill()
        points = POINTS * (kills // len(POINTS) + 1)
        self.random.shuffle(points)
        while self.kills < kills:
            if self.kills % 2 == 0:
                self.kill_at_point(points.pop())
            else:
                self.kill_at_random()
            self.kills += 1
            if self.kills % 6 == 0:
                self.refill()
        self.finish()

    def finish(self):
        assert self.start()
        for campaign in self.campaigns:  # nothing is to be killed any more: the rest goes fast
            if self.speechai.progress(campaign)["status"] == "running":
                self.speechai.ask("PATCH", f"/api/v1/campaigns/{campaign}",
                                  {"pacing": {"starts_per_minute": 6000, "max_active": 200}})
        try:
            wait_for("every job is final", lambda: self.open_jobs() == 0, 900)
        except AssertionError:
            self.tell_open_jobs()
            raise
        wait_for("inbox is drained", self.is_quiet)
        wait_for("every call is settled", lambda: self.speechai.check_money()["held"] == 0)
        money = self.speechai.check_money()
        posts = no_tag_twice(self.simulator)
        self.check_nothing_lost(money)
        self.speechai.stop()
        self.simulator.stop()
        print("point     kills")
        for point, n in sorted(self.by_point.items()):
            print(f"{point:9} {n}")
        print(f"{self.kills} kills, {self.people} people, {posts} POSTs, 0 sent twice, "
              f"spent {money['spent'] / 1e6:.6f} USD, ledger whole")

    def tell_open_jobs(self):
        for job in self.speechai.all("/api/v1/jobs"):
            if job["state"] not in FINAL:
                print("open:", json.dumps({k: job[k] for k in ("id", "state", "not_before", "wait_reason", "attempt")}))

    def is_quiet(self):
        progress = [self.speechai.progress(c) for c in self.campaigns]
        return all(p["status"] == "done" for p in progress)

    def check_nothing_lost(self, money):
        jobs = sum(self.speechai.progress(c)["jobs"] for c in self.campaigns)
        assert jobs == self.people, f"{self.people} people were imported, {jobs} jobs are there"
        calls = {c["tag"]: c for c in self.speechai.all("/api/v1/calls")}
        charged = sum(micro(c["charge"]) for c in calls.values() if c["charge"])
        assert charged == money["spent"], f"calls say {charged}, the wallet says {money['spent']}"
        for end in self.simulator.book("end"):
            call = calls.get(end["tag"])
            assert call is not None, f"the provider made a call that nobody knows: {end}"
            if call["state"] != "undetermined":
                assert (call["talk_ms"] or 0) == end["duration_ms"], (call, end)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("speechai")
    parser.add_argument("simulator")
    parser.add_argument("--kills", type=int, default=int(os.environ.get("SPEECHAI_TEST_KILLS", "110")))
    parser.add_argument("--load", type=int, default=LOAD, help="people of one campaign")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SPEECHAI_TEST_SEED", "20261126")))
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    with Folder() as folder:
        loop = Loop(options, folder)
        try:
            loop.run(options.kills)
        finally:
            if loop.speechai.alive():
                loop.speechai.kill()
            loop.simulator.process.kill()


if __name__ == "__main__":
    main()
