#!/usr/bin/env python3
"""A campaign from sheet to results with files in S3, events through RabbitMQ and limits in Redis: once as it should
be, once while Redis and RabbitMQ go away and come back. Before them one without RabbitMQ, which is turned on later. Runs under tests/servers/with_servers.py s3 redis rabbitmq.

usage: engines.py <speechai> <retell-simulator>
"""
import os
import socket
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice, wait_for  # noqa: E402


def say(words):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(os.environ["SPEECHAI_TEST_SERVERS"])
        s.sendall(words.encode() + b"\n")
        said = s.makefile().readline().strip()
    assert said.startswith("ok"), (words, said)
    return said[2:].strip()


FAST = {"DIALING_IDLE": "20ms", "DIALING_COOL_DOWN": "0"}


def people(n, start):
    return [(f"300{start + i:07d}", f"Persona {i}", 1000 + i) for i in range(n)]


def results_of(s, campaign):
    export = s.ask("POST", "/api/v1/exports", {"campaign": campaign, "format": "csv"})["id"]
    wait_for("export is ready", lambda: s.ask("GET", f"/api/v1/exports/{export}")["status"] == "ready")
    return s.ask("GET", f"/api/v1/exports/{export}/file").decode("utf-8-sig").splitlines()


def puts():
    """Writes that the S3 server has seen; none of them with a bad signature."""
    counts = dict(pair.split("=") for pair in say("tell s3 count").split())
    assert "SignatureDoesNotMatch" not in counts, counts
    return int(counts["PUT"])


def as_it_should_be(s, sim):
    campaign = s.new_campaign()
    s.import_rows(campaign, people(30, 0))
    s.launch(campaign)
    s.wait_until_done(campaign)
    assert len(results_of(s, campaign)) == 31
    assert puts() >= 2  # a sheet and its results
    assert not list(Path(s.folder).glob("data/files")), "files were kept on this host"
    assert s.check_money()["held"] == 0
    recorded = [c for c in s.all(f"/api/v1/calls?campaign={campaign}") if c["recording_url"]]
    assert recorded, "nobody was recorded"
    consumer = next(c for c in s.ask("GET", "/api/v1/admin/event-consumers", platform=True)["items"]
                    if c["name"] == "recordings")
    assert consumer["dead"] == 0, consumer
    # copied before anybody asks: besides the sheet and the results there is an object for each of them
    wait_for("recordings are copied", lambda: puts() >= 2 + len(recorded))
    assert s.ask("GET", f"/api/v1/calls/{recorded[0]['id']}/recording")[:4] == b"RIFF"


def without_redis_and_rabbitmq(s, sim):
    campaign = s.new_campaign(pacing={"starts_per_minute": 60, "max_active": 50})
    s.import_rows(campaign, people(60, 1000))
    begun = len(sim.book("post"))
    s.launch(campaign)
    wait_for("calls are placed", lambda: len(sim.book("post")) > begun)
    say("stop redis")
    say("stop rabbitmq")
    before = len(sim.book("post"))
    wait_for("calls go on without them", lambda: len(sim.book("post")) > before)
    s.hurry(campaign)
    say("start redis")
    say("start rabbitmq")
    s.wait_until_done(campaign)
    began = time.monotonic()
    wait_for("every call is settled", lambda: s.check_money()["held"] == 0)
    print(f"settled {time.monotonic() - began:.1f} s after the last call")
    no_tag_twice(sim)


def nothing_waits(s):
    def idle():
        consumers = s.ask("GET", "/api/v1/admin/event-consumers", platform=True)["items"]
        return consumers if all(c["waiting"] == 0 for c in consumers) else None

    consumers = wait_for("every event is handled", idle)
    assert all(c["dead"] == 0 for c in consumers), consumers


def before_rabbitmq(s):
    """The log is the bus; then RabbitMQ is turned on, and is told of nothing that was handled before."""
    url = s.settings.pop("RABBITMQ_URL")
    assert s.start(), (Path(s.folder) / "speechai.log").read_text()[-3000:]
    s.new_account()
    campaign = s.new_campaign()
    s.import_rows(campaign, people(10, 5000))
    s.launch(campaign)
    s.wait_until_done(campaign)
    nothing_waits(s)
    notices = len(s.all("/api/v1/notifications"))
    s.stop()
    s.settings["RABBITMQ_URL"] = url
    assert s.start(), (Path(s.folder) / "speechai.log").read_text()[-3000:]
    nothing_waits(s)
    assert len(s.all("/api/v1/notifications")) == notices


def main(program, simulator_program):
    with Folder() as folder:
        offset = lawful_offset(program)
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset)
        s = SpeechAI(program, folder, sim, offset, **FAST)
        try:
            before_rabbitmq(s)
            for journey in (as_it_should_be, without_redis_and_rabbitmq):
                began = time.monotonic()
                journey(s, sim)
                print(f"{journey.__name__}: {time.monotonic() - began:.1f} s", flush=True)
        except BaseException:
            print((Path(folder) / "speechai.log").read_text()[-3000:], file=sys.stderr)
            raise
        finally:
            s.stop()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
