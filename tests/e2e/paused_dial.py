#!/usr/bin/env python3
"""A campaign is paused while the provider has a POST that it has not answered. The worker stores the answer and is
killed before it can hang up. The next one hangs that call up, and not the one that was talking before the pause.

usage: paused_dial.py <speechai> <retell-simulator>
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice, wait_for  # noqa: E402

TALKING, DIALED = "+573000000001", "+573000000002"
SLOW = 4500  # ms until the POST is answered: longer than a pause waits for what is on its way
AFTER_THE_SECOND = "K11:3"  # a call passes it twice: its id is stored; then, before the look at what changed meanwhile


def people(speechai, campaign, number, name):
    assert speechai.import_rows(campaign, [(number[3:], name, 1000)])["counts"]["jobs"] == 1


def call_of(simulator, number):
    posts = [p for p in simulator.book("post") if p["to_number"] == number]
    assert len(posts) <= 1, posts
    return posts[0]["call_id"] if posts else None


def stopped(simulator):
    return {line["call_id"] for line in simulator.book("stop")}


def state_of(speechai, number):
    return next(job["state"] for job in speechai.all("/api/v1/jobs") if job["phones"][0]["phone"] == number)


def pause_while_dialing(speechai, simulator):
    campaign = speechai.new_campaign()
    people(speechai, campaign, TALKING, "Ana")
    speechai.launch(campaign)
    wait_for("the first call talks", lambda: state_of(speechai, TALKING) == "live")
    simulator.fault(kind="late", delay_ms=SLOW, ends_with=DIALED[-4:], times=1, accepted=True)
    people(speechai, campaign, DIALED, "Luz")
    wait_for("the second is posted", lambda: call_of(simulator, DIALED))
    with simulator.frozen():  # its answer comes when all of this has been seen, however slow the machine is
        paused = speechai.ask("POST", f"/api/v1/campaigns/{campaign}/pause")
        assert paused["in_course"] == 2, paused
        assert state_of(speechai, DIALED) == "dialing"


def main(program, simulator_program):
    with Folder() as folder:
        offset = lawful_offset(program)
        simulator = Simulator(simulator_program, folder, "--clock-offset-ms", offset, "--concurrency", 20)
        speechai = SpeechAI(program, folder, simulator, offset, DIALING_IDLE="20ms")
        try:
            simulator.scenario("", "long_call")
            assert speechai.start(SPEECHAI_CRASH=AFTER_THE_SECOND)
            speechai.new_account()
            pause_while_dialing(speechai, simulator)
            wait_for("the worker is killed behind the answer", lambda: not speechai.alive())
            speechai.process.stdout.close()
            assert not stopped(simulator)

            assert speechai.start()
            wait_for("the next worker hangs up", lambda: call_of(simulator, DIALED) in stopped(simulator))
            assert stopped(simulator) == {call_of(simulator, DIALED)}, simulator.book("stop")
            assert state_of(speechai, TALKING) == "live"
            no_tag_twice(simulator)
            speechai.check_money()
            speechai.stop()
        finally:
            if speechai.alive():
                speechai.kill()
            simulator.stop()
    print("what was being dialled when the campaign was paused was hung up by the next worker, and only that")


if __name__ == "__main__":
    main(*sys.argv[1:])
