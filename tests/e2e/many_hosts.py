#!/usr/bin/env python3
"""Several hosts for real (hosts.py): two APIs behind a front, two call workers, one each of the other workers, the
engines and the voice provider, with nothing in common but the network and the master key. Campaigns run across them
while hosts die, links are cut and engines go away. After each, no attempt was POSTed twice (the provider's book judges),
every call that it accepted is ours and settled, the ledger is whole, no event waits or was given up, all work is done. Before that: who looks at one API sees live what webhooks tell the other.

Runs under tests/servers/with_servers.py mongodb s3 redis rabbitmq. SPEECHAI_TEST_EVERY_HARM=1: everything that may happen
to hosts; else four of them.

usage: many_hosts.py <speechai> <retell-simulator> [HARM...]
"""
import http.client
import json
import os
import sys
import time
import urllib.parse
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from engines import say  # noqa: E402
from hosts import Impossible, Network, require_hosts  # noqa: E402
from live_socket import LiveSocket  # noqa: E402
from installation import FINAL, Folder, Simulator, SpeechAI, lawful_offset, micro, no_tag_twice, wait_for  # noqa: E402
from part import Part  # noqa: E402
from processes import FAST  # noqa: E402

SKIPPED = 77
PEOPLE, PER_MINUTE = 40, 900
OUTAGE = 3  # seconds; as long as the time-outs below, so that they are met
# Waits of a test: an installation has minutes where these have seconds.
SETTINGS = {**FAST, "VOICE_CONNECT_TIMEOUT": "1s", "VOICE_POST_TIMEOUT": "3s", "VOICE_READ_TIMEOUT": "2s",
            "VOICE_RETRIES": "1", "DIALING_BREAKER_OPEN": "1s", "MONGODB_TIMEOUT": "3s", "RABBITMQ_TIMEOUT": "2s",
            "REDIS_PROCESSES": "4", "DIALING_RECONCILE_FIRST": "4s", "DIALING_RECONCILE_SECOND": "5s",
            "DIALING_RECONCILE_THIRD": "6s", "DIALING_RECONCILE_LAST": "8s", "DIALING_RECONCILE_MOST": "20s"}
ENGINES = {"mongodb": "MONGODB_URI", "s3": "S3_ENDPOINT", "redis": "REDIS_URL", "rabbitmq": "RABBITMQ_URL"}
WORKERS = ("call-worker", "call-worker", "billing-worker", "analytics-worker", "notification-worker")
API_PORT, LIVE_PORT, VOICE_PORT = 8080, 8081, 8090


class Provider(Simulator):
    """On a host of its own; the others reach it by a door of theirs, as a demo's clock asks for a provider on this host."""

    def __init__(self, host, *arguments):
        with host.inside():
            super().__init__(*arguments, "--host", host.address, "--public-url", f"http://127.0.0.1:{VOICE_PORT}")
        self.at = (host.address, int(self.port_file.read_text()))
        self.reached = "http://%s:%d" % self.at
        self.url = f"http://127.0.0.1:{VOICE_PORT}"

    def ask(self, method, path, body=None):
        raise AssertionError("it is told nothing: what happens to it happens to its host")


class Installation(SpeechAI):
    def __init__(self, program, folder, network, simulator, offset):
        super().__init__(program, folder, simulator, offset, **SETTINGS)
        self.network, self.parts, self.people = network, {}, 0
        self.master_key = os.urandom(32)
        self.engine_doors = {name: self.lay_engine(name, setting) for name, setting in ENGINES.items()}
        self.settings["EGRESS_ALLOW"] = urllib.parse.urlsplit(self.settings["S3_ENDPOINT"]).netloc
        self.settings["HTTP_PUBLIC_URL"] = f"http://{network.address}:{API_PORT}"
        names = ["api-1", "api-2", *(f"{name}-{i}" for i, name in enumerate(WORKERS))]
        apis = [network.host(name) for name in names[:2]]
        self.front = network.door(network.switch, (network.address, API_PORT),
                                  *((network.switch, (host.address, API_PORT)) for host in apis))
        for name in names:
            self.lay_host(name)
        for name in names:
            self.boot(name)
        self.url = self.settings["HTTP_PUBLIC_URL"]
        self.platform_key = json.loads((self.folder / "api-1/local.json").read_text())["key"]

    def lay_engine(self, name, setting):
        """Its host: a door there leads to the server of the tests, which listens on the machine's loopback."""
        host = self.network.host(name)
        url = self.settings[setting]
        port = urllib.parse.urlsplit(url).port
        self.settings[setting] = url.replace(f"127.0.0.1:{port}", f"{host.address}:{port}")
        return self.network.door(host.namespace, (host.address, port), (self.network.outside, ("127.0.0.1", port)))

    def lay_host(self, name):
        """Its disk with a copy of the master key, and its ways to the provider and, of an API, to who asks."""
        host = self.network.hosts.get(name) or self.network.host(name)
        data = self.folder / name
        data.mkdir(mode=0o700)
        key = data / "master.key"
        key.touch(0o600)
        key.write_bytes(self.master_key)
        self.network.door(host.namespace, ("127.0.0.1", VOICE_PORT), (host.namespace, self.simulator.at))
        if name.startswith("api"):
            for port in (API_PORT, LIVE_PORT):
                self.network.door(host.namespace, (host.address, port), (host.namespace, ("127.0.0.1", port)))

    def boot(self, name):
        with self.network.hosts[name].inside():
            self.parts[name] = Part(self, name.rpartition("-")[0], DATA_FOLDER=str(self.folder / name),
                                    HTTP_PORT=str(API_PORT), LIVE_PORT=str(LIVE_PORT))

    def ask(self, method, path, body=None, platform=False, headers=None):
        """As a client does in bad weather: what is not answered, or later, is asked again with the same key."""
        headers = {"Idempotency-Key": str(uuid.uuid4()), **(headers or {})} if method == "POST" else headers
        end = time.monotonic() + 60
        while True:
            status, answer = self.call(method, path, body, platform, headers)
            if 200 <= status < 300:
                return answer
            assert status in (0, 429, 500, 502, 503, 504) and time.monotonic() < end, (method, path, status, answer)
            time.sleep(0.1)

    def more_people(self, before_launch=lambda campaign: None):
        """A campaign under way."""
        campaign = self.new_campaign(pacing={"starts_per_minute": PER_MINUTE, "max_active": 50})
        rows = [(f"300{self.people + i:07d}", f"Persona {i}", 1000 + i) for i in range(PEOPLE)]
        self.people += PEOPLE
        assert self.import_rows(campaign, rows)["counts"]["jobs"] == PEOPLE
        before = len(self.simulator.book("post"))
        before_launch(campaign)
        self.launch(campaign)
        wait_for("calls are placed", lambda: len(self.simulator.book("post")) > before + 5)
        return campaign

    def goes_on(self, campaign):
        """Calls are placed again, or none is left to place."""
        before = len(self.simulator.book("post"))
        return wait_for("calls go on", lambda: len(self.simulator.book("post")) > before
                        or self.progress(campaign)["queued"] == 0)

    def end(self):
        for part in self.parts.values():
            part.stop()

    def kill(self):
        for part in self.parts.values():
            if part.process.poll() is None:
                part.kill()


# -- what is seen on one host of what happens on another --

def seen_on_the_other_host(s, network):
    """The front leads to api-2 alone, webhooks too; the page looks at api-1."""
    ways, s.front.ways = s.front.ways, s.front.ways[1:]
    ticket = s.ask("GET", "/api/v1/live")["ticket"]
    page = LiveSocket({"url": f"ws://{network.hosts['api-1'].address}:{LIVE_PORT}/live", "ticket": ticket})
    page.welcome()
    campaign = s.more_people(lambda made: [page.subscribe(topic, made) for topic in ("campaign", "calls")])
    s.wait_until_done(campaign)
    done = time.monotonic()
    page.wait_view("the end, on the other host", "campaign", lambda view: view["status"] == "done")
    print(f"live across hosts: the end was seen {time.monotonic() - done:.1f} s after it was told", flush=True)
    # one that was taken back unsent, as on a host that is too busy to connect in time, is told to nobody
    ended = {c["id"] for c in s.all(f"/api/v1/calls?campaign={campaign}") if c["state"] in FINAL and c["state"] != "cancelled"}
    assert len(ended) >= PEOPLE // 2, ended
    seen = lambda: {c["view"]["id"]: c["view"]["state"] for _, c in page.changes("calls", campaign)}  # noqa: E731
    try:
        wait_for("every call's end is seen there", lambda: all(seen().get(c) in ("ended", *FINAL) for c in ended))
    except AssertionError:
        raise AssertionError({c: seen().get(c) for c in ended if seen().get(c) not in ("ended", *FINAL)}) from None
    page.close()
    s.front.ways = ways


# -- what happens to hosts --

def a_call_worker_dies(s, network):
    """With its host: no connection of it is closed."""
    network.hosts["call-worker-0"].cut()
    s.parts["call-worker-0"].kill()
    yield
    network.hosts["call-worker-0"].mend()
    s.boot("call-worker-0")


def mongodb_is_cut_off(s, network):
    network.hosts["mongodb"].cut()
    time.sleep(OUTAGE)
    network.hosts["mongodb"].mend()
    yield


def redis_is_killed(s, network):
    say("stop redis")
    yield
    say("start redis")


def the_provider_is_cut_off(s, network):
    network.hosts["provider"].cut()
    time.sleep(OUTAGE)
    network.hosts["provider"].mend()
    yield


def rabbitmq_is_killed(s, network):
    say("stop rabbitmq")
    yield
    say("start rabbitmq")


def an_api_dies_in_an_upload(s, network):
    """Nothing of the half is kept. Its key counts as under way until the note's time is over (store_mongodb.md), so the
    client sends the sheet again with another."""
    sheet = "celular,nombre,saldo\n" + "".join(f"301{i:07d},Ana {i},{i}\n" for i in range(20000))
    path, key = f"/api/v1/batches?file_name={uuid.uuid4()}.csv", str(uuid.uuid4())
    link = http.client.HTTPConnection(network.hosts["api-2"].address, API_PORT, timeout=120)
    link.putrequest("POST", path)
    for header in (("Authorization", "Bearer " + s.key), ("Idempotency-Key", key),
                   ("Content-Type", "application/octet-stream"), ("Content-Length", str(len(sheet)))):
        link.putheader(*header)
    before = {batch["id"] for batch in s.all("/api/v1/batches")}
    link.endheaders(sheet[:len(sheet) // 2].encode())
    s.parts["api-2"].kill()
    link.close()
    made = s.ask("POST", path, sheet.encode(), headers={"Content-Type": "application/octet-stream"})["id"]
    after = {batch["id"] for batch in s.all("/api/v1/batches")}
    assert after - before == {made}, after - before
    yield
    s.boot("api-2")


def the_billing_host_is_unplugged(s, network):
    network.hosts["billing-worker-2"].unplug()
    time.sleep(OUTAGE)
    network.hosts["billing-worker-2"].plug()
    yield


def everything_is_slow(s, network):
    """A piece to or from any engine takes 30 ms more."""
    for door in s.engine_doors.values():
        door.delay = 0.03
    yield
    for door in s.engine_doors.values():
        door.delay = 0.0


# Groups whose campaigns run at once: what a dead worker had claimed waits for the end of its lease, 30 s.
SHORT = ((a_call_worker_dies, mongodb_is_cut_off), (redis_is_killed, the_provider_is_cut_off))
ALL = tuple((harm,) for harm in (
    a_call_worker_dies, mongodb_is_cut_off, redis_is_killed, the_provider_is_cut_off, rabbitmq_is_killed,
    an_api_dies_in_an_upload, the_billing_host_is_unplugged, everything_is_slow))


def begin(s, harm):
    """A campaign under way, and what happens to it."""
    campaign = s.more_people()
    after = harm(s, s.network)
    next(after)
    began = time.monotonic()
    s.goes_on(campaign)
    print(f"{harm.__name__}: calls went on after {time.monotonic() - began:.1f} s", flush=True)
    for _ in after:
        pass
    return harm, campaign, began


def suffer(s, sim, harms):
    for harm, campaign, began in [begin(s, harm) for harm in harms]:
        try:
            s.wait_until_done(campaign)
        except AssertionError:
            print(f"{harm.__name__}: left undone: {s.progress(campaign)}\n",
                  [j for j in s.all(f"/api/v1/jobs?campaign={campaign}") if j["state"] not in FINAL], flush=True)
            raise
        print(f"{harm.__name__}: all was done {time.monotonic() - began:.1f} s after it", flush=True)
        judge(s, sim, campaign)
    wait_for("every call is settled", lambda: micro(s.ask("GET", "/api/v1/wallet")["held"]) == 0)
    s.check_money()


def judge(s, sim, campaign):
    no_tag_twice(sim)
    jobs = s.all(f"/api/v1/jobs?campaign={campaign}")
    assert len(jobs) == PEOPLE and all(job["state"] in FINAL for job in jobs), jobs
    ids = {job["id"] for job in jobs}
    accepted = {p["tag"] for p in sim.book("post") if p.get("accepted") and p["tag"].rpartition("-")[0] in ids}
    settled = lambda: {e["tag"] for e in s.all("/api/v1/wallet/entries") if e["kind"] == "settle"}  # noqa: E731
    wait_for("every accepted call is settled", lambda: accepted and accepted <= settled())
    shown = lambda: {c["tag"]: c["state"] for c in s.all(f"/api/v1/calls?campaign={campaign}")}  # noqa: E731
    wait_for("every call is shown as it ended", lambda: all(shown().get(tag) in FINAL for tag in accepted))
    s.check_money()
    consumers = lambda: s.ask("GET", "/api/v1/admin/event-consumers", platform=True)["items"]  # noqa: E731
    wait_for("every event is handled", lambda: all(c["waiting"] == 0 for c in consumers()))
    assert all(c["dead"] == 0 for c in consumers()), consumers()


def across_hosts(program, simulator_program, folder, harms):
    offset = lawful_offset(program)
    network = Network()
    sim = s = None
    try:
        sim = Provider(network.host("provider"), simulator_program, folder, "--speed", 200, "--clock-offset-ms",
                       offset, "--concurrency", 200, "--webhook-retry-ms", 50)
        s = Installation(program, folder, network, sim, offset)
        s.new_account(funds="1000.00")
        seen_on_the_other_host(s, network)
        for group in harms:
            suffer(s, sim, group)
        s.end()
    finally:
        if s is not None:
            s.kill()
        if sim is not None:
            sim.stop()
        network.close()


def main(program, simulator_program, *names):
    try:
        require_hosts()
    except Impossible as why:
        if why.mendable and os.environ.get("SPEECHAI_TEST_REQUIRE_SERVERS") == "1":
            print(f"SPEECHAI_TEST_REQUIRE_SERVERS asks for hosts, and namespaces are possible here: {why}")
            return 1
        print(f"SKIPPED, NOT TESTED: {why}")
        return SKIPPED
    harms = [group for group in ALL if group[0].__name__ in names] if names else \
        ALL if os.environ.get("SPEECHAI_TEST_EVERY_HARM") else SHORT
    began = time.monotonic()
    with Folder() as folder:
        across_hosts(program, simulator_program, folder, harms)
    print(f"done: many_hosts, {time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
