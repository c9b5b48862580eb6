#!/usr/bin/env python3
"""A sandbox beside a real provider, by real processes: one simulator plays the provider, another is the sandboxes'
own. A campaign by an sk_test_ key reaches the second alone and costs play money; the account's own reaches the first.

usage: sandbox.py <speechai> <retell-simulator>
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import NUMBER, Folder, Simulator, SpeechAI, lawful_offset, micro, no_tag_twice, wait_for  # noqa: E402

LIVE, PLAY = 12, 7


def people(n, start):
    return [(f"300{start + i:07d}", f"Persona {i}", 1000 + i) for i in range(n)]


def spent(s):
    s.check_money()
    return micro(s.ask("GET", "/api/v1/wallet")["spent"])


def run_campaign(s, n, start):
    campaign = s.new_campaign()
    s.import_rows(campaign, people(n, start))
    s.launch(campaign)
    done = s.wait_until_done(campaign)
    assert done["calls"] == n, done
    wait_for("all is settled", lambda: s.check_money()["held"] == 0)
    return campaign


def main(program, simulator_program):
    offset = lawful_offset(program)
    with Folder() as folder:
        (Path(folder) / "play").mkdir()
        options = ("--speed", 200, "--clock-offset-ms", offset, "--concurrency", 50, "--webhook-retry-ms", 50)
        real = Simulator(simulator_program, folder, *options)
        play = Simulator(simulator_program, Path(folder) / "play", *options, key="key_of_the_sandboxes")
        s = SpeechAI(program, folder, real, offset, DIALING_IDLE="20ms", DIALING_COOL_DOWN="0",
                     SANDBOX_VOICE_URL=play.url, SANDBOX_VOICE_API_KEY=play.key)
        try:
            assert s.start()
            s.new_account()
            live_key, funded = s.key, s.check_money()["available"]
            made = s.ask("POST", "/api/v1/sandbox/api-keys", {"name": "pruebas"})
            assert made["secret"].startswith("sk_test_"), made["key"]

            s.key = made["secret"]
            play_money = s.check_money()["available"]
            assert play_money > 0 and s.ask("GET", "/api/v1/account")["id"] != s.account
            s.ask("POST", "/api/v1/numbers", {"e164": NUMBER})  # any: nobody is called by it
            played = run_campaign(s, PLAY, 60000)
            assert real.book("post") == [], "a sandbox's call reached the provider"
            assert len(play.book("post")) == PLAY and spent(s) > 0, play.book("post")
            played_for = spent(s)

            s.key = live_key
            assert s.check_money()["available"] == funded and spent(s) == 0, "play money was real money"
            assert s.call("GET", f"/api/v1/campaigns/{played}")[0] == 404
            run_campaign(s, LIVE, 60000)  # the same people: of another account
            assert len(real.book("post")) == LIVE and len(play.book("post")) == PLAY
            assert spent(s) > 0 and s.check_money()["available"] == funded - spent(s)
            s.key = made["secret"]
            assert s.check_money()["available"] == play_money - played_for, "real money was play money"
            no_tag_twice(real)
            no_tag_twice(play)
            s.stop()
        finally:
            if s.alive():
                s.kill()
            real.stop()
            play.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
