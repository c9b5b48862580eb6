#!/usr/bin/env python3
"""Live updates by real processes: two accounts side by side that never see each other, a cut socket that goes on
where it was, tickets, origins, ended sessions, slow readers, screens on walls.

usage: live.py <speechai> <retell-simulator> [NAME...]
"""
import http.server
import json
import re
import socket
import struct
import sys
import threading
import time
import urllib.request
import uuid
from email import message_from_bytes
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, free_port, in_time, lawful_offset, request, wait_for  # noqa: E402
from live_socket import LiveSocket  # noqa: E402

BASE_DOMAIN = "llamadas.localhost"
WITHIN_S = 1.0  # from a webhook's answer to the client
SOON_S = 5.0  # who may listen no longer; without word of it the hub looks every 10 s
AWAY, TICKET, ENDED, MANY, MESSAGE, TOO_BIG = 1001, 4001, 4002, 4003, 4004, 1009


class WebhookGate:
    """Stands where the provider posts to, hands everything on, and notes when each webhook was answered."""

    def __init__(self, port, target):
        self.answered = {}
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")}
                with urllib.request.urlopen(urllib.request.Request(target + self.path, body, headers,
                                                                   method="POST"), timeout=120) as answer:
                    status, text = answer.status, answer.read()
                told = json.loads(body)
                gate.answered[(told["event"], told["call"]["call_id"])] = time.monotonic()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def people(n, start=0):
    return [(f"300{start + i:07d}", f"Persona {i}", 1000 + i) for i in range(n)]


def entrance(s, key=None):
    status, answer = request("GET", s.url + "/api/v1/live", headers={"Authorization": "Bearer " + (key or s.key)})
    assert status == 200, (status, answer)
    return answer


def running_campaign(s, n, start, **fields):
    campaign = s.new_campaign(**fields)
    s.import_rows(campaign, people(n, start))
    return campaign


def open_socket(s, key=None, **more):
    one = LiveSocket(entrance(s, key), **more)
    one.welcome()
    return one


# -- the tests --


def progress_is_seen_within_a_second(s, sim, gate):
    """Every webhook's change is at the client a second after we answered it; the last view is the campaign's end."""
    s.new_account()
    start = iter(range(0, 300, 100))
    slowest = in_time("a webhook's change is at the client", WITHIN_S, lambda: max(told_of_webhooks(s, gate, next(start))))
    print(f"  the slowest webhook at the client after {slowest * 1000:.0f} ms", flush=True)


def told_of_webhooks(s, gate, start):
    """For each of a campaign's webhooks the seconds until the client has what it changed."""
    gate.answered.clear()
    campaign = running_campaign(s, 12, start)
    page = open_socket(s, origin=s.url)
    opened = time.monotonic()
    for topic, of in (("account", None), ("campaign", campaign), ("calls", campaign)):
        page.subscribe(topic, of)
    first = page.wait_view("the first view", "campaign", lambda v: v["jobs"] == 12)
    assert first["status"] == "draft" and first["wallet"]["funded"]["amount"] == "100.000000", first
    s.launch(campaign)
    page.wait_view("the end", "campaign", lambda v: v["status"] == "done")
    calls = {c["provider_call"]: c["id"] for c in s.all(f"/api/v1/calls?campaign={campaign}")}
    late = []
    for (event, provider_call), answered in list(gate.answered.items()):
        before = {"call_started": ("dialing", "placed"), "call_ended": ("dialing", "placed", "live")}.get(event)
        if before is None or provider_call not in calls:
            continue
        seen = wait_for(f"{event} of {provider_call} is told", lambda: [
            at for at, c in page.changes("calls", campaign)
            if c["view"]["id"] == calls[provider_call] and c["view"]["state"] not in before])
        late.append(max(0.0, min(seen) - answered))
    assert len(late) >= 12, late
    wait_for("both events", lambda: {"campaign.launched", "campaign.done"} <= {e["type"] for e in page.events()})
    seqs = [m["seq"] for _, m in page.messages if m.get("seq")]
    assert seqs == sorted(seqs), "the numbers go back"
    times = [at for at, m in page.messages if m["type"] == "update"]
    assert len(times) <= 4 * (times[-1] - opened) + 2, "more than four messages a second"
    page.close()
    return late


def accounts_never_see_each_other(s, sim, gate):
    first, first_key = s.new_account(), s.key
    mine = running_campaign(s, 6, 20000)
    second, second_key = s.new_account(), s.key
    theirs = running_campaign(s, 6, 21000)
    a, b = open_socket(s, first_key), open_socket(s, second_key)
    for page, own, foreign in ((a, mine, theirs), (b, theirs, mine)):
        for topic, of in (("account", None), ("calls", None), ("campaign", own), ("campaign", foreign),
                          ("calls", foreign)):
            page.subscribe(topic, of)
        refused = wait_for("the foreign campaign is refused", lambda: [
            c for _, c in page.changes("campaign", foreign) if "refused" in c])
        assert refused[0]["refused"] == "campaign.not_found", refused
    for key, campaign in ((first_key, mine), (second_key, theirs)):
        s.key = key
        s.launch(campaign)
    for page, own in ((a, mine), (b, theirs)):
        page.wait_view("the end", "campaign", lambda v: v["status"] == "done", own)
        wait_for("all its calls were told", lambda: len({c["view"]["id"] for _, c in page.changes("calls")}) == 6)
    s.key = first_key
    ids = {c["id"] for c in s.all("/api/v1/calls")} | {j["id"] for j in s.all("/api/v1/jobs")} | {first, mine}
    seen = json.dumps([m for _, m in b.messages if not any("refused" in c for c in m.get("changes", []))])
    assert not [i for i in ids if i in seen], "the second account saw what is the first one's"
    s.key = second_key
    ids = {c["id"] for c in s.all("/api/v1/calls")} | {j["id"] for j in s.all("/api/v1/jobs")} | {second, theirs}
    seen = json.dumps([m for _, m in a.messages if not any("refused" in c for c in m.get("changes", []))])
    assert not [i for i in ids if i in seen], "the first account saw what is the second one's"
    a.close()
    b.close()


def resumes_where_it_was(s, sim, gate):
    """What happened while the socket was cut comes first; after a number that nobody knows all is to be read anew."""
    s.new_account()
    page = open_socket(s)
    page.subscribe("account")
    s.new_campaign(name="Una")
    wait_for("the first event", lambda: [e for e in page.events() if e["type"] == "campaign.created"])
    seq = page.last_seq()
    page.close()
    names = {s.new_campaign(name=f"Campaña {i}") for i in range(5)}
    again = open_socket(s, after=seq)
    welcome = again.welcome()
    assert welcome["resumed"] is True and welcome["seq"] > seq, welcome
    again.subscribe("account")
    wait_for("all five are told", lambda: names <= {e["campaign"] for e in again.events()})
    numbers = [e["seq"] for e in again.events()]
    assert len(numbers) == len(set(numbers)) and min(numbers) > seq, numbers
    again.close()
    lost = open_socket(s, after=10 ** 12)
    assert lost.welcome()["resumed"] is False, lost.welcome()
    lost.close()
    s.stop()  # the process is another one: the numbers are the log's
    assert s.start(), "it did not start again"
    after = open_socket(s, after=again.last_seq())
    assert after.welcome()["resumed"] is True, after.welcome()
    after.close()


def ticket_is_good_once(s, sim, gate):
    s.new_account()
    ticket = entrance(s)
    page = LiveSocket(ticket)
    page.welcome()
    second = LiveSocket(ticket)
    assert second.wait_closed() == TICKET, second.closed
    invented = LiveSocket(ticket, ticket="x" * 43)
    assert invented.wait_closed() == TICKET, invented.closed
    early = LiveSocket(entrance(s), ticket=None)
    early.welcome()
    page.say({"type": "enter", "ticket": "x" * 43})  # it is in already
    assert page.wait_closed() == MESSAGE, page.closed
    early.close()


def listens_on_this_host_alone(s, sim, gate):
    """By the kernel's own tables: nobody reaches the hub past the front."""
    port = "%04X" % int(entrance(s)["url"].rsplit(":", 1)[1].split("/")[0])
    lines = [line.split() for table in ("tcp", "tcp6")
             for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    local = [line[1] for line in lines if line[3] == "0A" and line[1].endswith(":" + port)]
    assert local == ["0100007F:" + port], local


def foreign_origin_is_refused(s, sim, gate):
    s.new_account()
    port = s.settings["HTTP_PUBLIC_URL"].rsplit(":", 1)[1]
    door = f"http://andina.{BASE_DOMAIN}:{port}"
    for origin in ("https://evil.example", "null", s.url + ".evil.example", s.url.replace("http:", "https:"),
                   f"http://{BASE_DOMAIN}:{port}", f"http://.{BASE_DOMAIN}:{port}", f"http://x.andina.{BASE_DOMAIN}:{port}",
                   f"http://evil.example/.{BASE_DOMAIN}:{port}", door + "1", door.replace("http:", "https:")):
        page = LiveSocket(entrance(s), origin=origin)
        assert page.refused == 403, (origin, page.refused, page.closed)
    for origin in (s.url, s.url.replace("127.0.0.1", "localhost"), door, None):
        open_socket(s, origin=origin).close()


def signed_in(s):
    """Cookie and csrf of the account's owner, who chooses a password by mail first."""
    email = f"{uuid.uuid4()}@example.com"
    s.ask("POST", "/api/v1/admin/accounts", {"name": "Prueba", "country": "CO", "plan": "professional",
                                             "owner_email": email}, platform=True)
    assert request("POST", s.url + "/api/v1/password-resets", {"email": email})[0] == 204
    outbox = s.folder / "data/outbox"

    def code():
        for mail in outbox.rglob("*"):
            text = message_from_bytes(mail.read_bytes()) if mail.is_file() else {}
            if text.get("To") == email:
                return text.get_payload(decode=True).decode()
        return None
    text = wait_for("the mail with the link", code)
    token = re.search(r"/reset#(?:token=)?(\S+)", text)[1]
    status, answer = request("POST", s.url + "/api/v1/password-resets/confirm",
                             {"token": token, "password": "una frase larga y rara 71"})
    assert status == 204, (status, answer, text)
    sent = urllib.request.Request(s.url + "/api/v1/sessions",
                                  json.dumps({"email": email, "password": "una frase larga y rara 71"}).encode(),
                                  {"Content-Type": "application/json"}, method="POST")
    with urllib.request.urlopen(sent, timeout=120) as r:
        cookie = r.headers["Set-Cookie"].split(";")[0]
        return {"Cookie": cookie, "X-CSRF": json.loads(r.read())["csrf"], "Origin": s.url}


def ended_session_closes_its_sockets(s, sim, gate):
    in_time("a socket is closed after its session", SOON_S, lambda: session_ends(s))


def session_ends(s):
    headers = signed_in(s)
    status, ticket = request("GET", s.url + "/api/v1/live", headers=headers)
    assert status == 200, ticket
    status, unused = request("GET", s.url + "/api/v1/live", headers=headers)
    page = LiveSocket(ticket, origin=s.url)
    page.welcome()
    assert request("GET", s.url + "/api/v1/session", headers=headers)[0] == 200
    assert request("DELETE", s.url + "/api/v1/session", headers=headers)[0] == 204
    assert request("GET", s.url + "/api/v1/session", headers=headers)[0] == 401, "it is let in after its end"
    ended = time.monotonic()
    assert page.wait_closed() == ENDED, page.closed
    took = time.monotonic() - ended
    late = LiveSocket(unused, origin=s.url)  # a ticket is no more than what it was given for
    assert late.wait_closed() == ENDED, late.closed
    return took


def suspension_is_told_whatever_is_looked_at(s, sim, gate):
    """To a page that shows calls alone; at once, and again when it is lifted. The reason is for whoever manages the
    account."""
    account = s.new_account()
    reader = s.ask("POST", "/api/v1/api-keys", {"name": "lectura", "scopes": ["read"]})["secret"]
    pages = [open_socket(s), open_socket(s, reader)]
    for page in pages:
        page.welcome()
    pages[0].subscribe("calls")
    for act, told in (("suspend", "account.suspended"), ("reinstate", "account.reinstated")):
        s.ask("POST", f"/api/v1/admin/accounts/{account}/{act}", {"reason": "Contrato vencido"}, platform=True)
        for page in pages:
            wait_for(told, lambda: told in [e["type"] for e in page.events()])
    reasons = [[e["detail"] for e in page.events()] for page in pages]
    assert reasons == [["Contrato vencido"] * 2, ["", ""]], reasons
    for page in pages:
        page.close()


def key_that_is_revoked_closes_its_sockets(s, sim, gate):
    s.new_account()
    made = s.ask("POST", "/api/v1/api-keys", {"name": "panel", "scopes": ["read"]})
    page = open_socket(s, made["secret"])
    page.subscribe("account")
    s.ask("DELETE", f"/api/v1/api-keys/{made['key']['id']}")
    assert page.wait_closed() == ENDED, page.closed


def wall_sees_progress_alone(s, sim, gate):
    """No people, no money, nothing but the board and the socket; revoked, it goes dark."""
    s.new_account()
    campaign = running_campaign(s, 4, 30000)
    made = s.ask("POST", "/api/v1/displays", {"name": "Sala 2"})
    assert made["url"].endswith("/wall#" + made["secret"]) and "hash" not in made["display"], made
    wall = {"Authorization": "Bearer " + made["secret"]}
    for path in ("/api/v1/campaigns", "/api/v1/calls", "/api/v1/jobs", "/api/v1/wallet", "/api/v1/account",
                 "/api/v1/displays", f"/api/v1/campaigns/{campaign}/progress"):
        assert request("GET", s.url + path, headers=wall)[0] == 403, path
    for method, path in (("POST", f"/api/v1/campaigns/{campaign}/launch"), ("DELETE", "/api/v1/displays/" +
                                                                            made["display"]["id"])):
        assert request(method, s.url + path, headers={**wall, "Idempotency-Key": str(uuid.uuid4())})[0] == 403, path
    page = open_socket(s, made["secret"])
    for topic, of in (("account", None), ("campaign", campaign), ("calls", None)):
        page.subscribe(topic, of)
    wait_for("calls are refused", lambda: [c for _, c in page.changes("calls") if c.get("refused") ==
                                           "permission.missing"])
    s.launch(campaign)
    page.wait_view("the end", "campaign", lambda v: v["progress"]["status"] == "done")
    text = json.dumps([m for _, m in page.messages])
    assert "amount" not in text.replace('"amount": null', "") and "300" + "003" not in text, text
    assert "Persona" not in text and "wallet" not in text and "spent" not in text, text
    status, board = request("GET", s.url + "/api/v1/board", headers=wall)
    assert status == 200 and board["account"] == "Prueba" and "wallet" not in json.dumps(board), board
    page.close()
    in_time("a screen goes dark", SOON_S, lambda: screen_is_revoked(s))


def screen_is_revoked(s):
    made = s.ask("POST", "/api/v1/displays", {"name": "Sala 3"})
    page = open_socket(s, made["secret"])
    page.subscribe("account")
    s.ask("DELETE", f"/api/v1/displays/{made['display']['id']}")
    revoked = time.monotonic()
    assert page.wait_closed() == ENDED, page.closed
    took = time.monotonic() - revoked
    status, _ = request("GET", s.url + "/api/v1/board", headers={"Authorization": "Bearer " + made["secret"]})
    assert status == 401, status
    return took


def bad_clients_are_shown_the_door(s, sim, gate):
    s.new_account()
    for text, code in (("{", MESSAGE), ('{"type":"subscribe","topic":"account","topic":"calls"}', MESSAGE),
                       (b"\x00\x01", MESSAGE), ('{"type":"subscribe","topic":"jobs"}', MESSAGE),
                       ("x" * 5000, TOO_BIG)):
        page = open_socket(s)
        page.say(text)
        assert page.wait_closed() == code, (text[:40], page.closed)
    for i in range(51):
        page = LiveSocket(entrance(s))
        if i < 50:
            page.welcome()
    assert page.wait_closed() == MANY, page.closed


def raw_socket(s):
    """A handshake by hand, so that nothing reads what comes."""
    ticket = entrance(s)
    host, port = re.match(r"ws://([\d.]+):(\d+)/live", ticket["url"]).groups()
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect((host, int(port)))
    raw.sendall(f"GET /live HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
    assert b"101" in raw.recv(4096)

    def say(message):
        data = json.dumps(message).encode()
        head = struct.pack("!BB", 0x81, 0x80 | len(data)) if len(data) < 126 else struct.pack("!BBH", 0x81, 0xFE,
                                                                                              len(data))
        raw.sendall(head + b"\0\0\0\0" + data)
    say({"type": "enter", "ticket": ticket["ticket"]})
    raw.recv(4096)
    return raw, say


def metric(s, name):
    text = request("GET", s.url + "/metrics")[1].decode()
    found = re.search(rf"^{re.escape(name)} (\d+)$", text, re.M)
    return int(found[1]) if found else None


def slow_reader_is_dropped(s, sim, gate):
    """Somebody who asks for view after view and reads none of them costs nobody else anything."""
    s.new_account()
    campaigns = [s.new_campaign(name=f"C{i}", script=s.new_script()) if i == 0 else None for i in range(1)]
    script = s.new_script()
    campaigns += [s.new_campaign(name=f"C{i}", script=script) for i in range(40)]
    raw, say = raw_socket(s)
    page = open_socket(s)
    page.subscribe("account")
    end = time.monotonic() + 300
    try:
        while metric(s, 'live_closed_total{code="4006"}') is None:
            for campaign in campaigns:
                say({"type": "subscribe", "topic": "campaign", "id": campaign})
            time.sleep(2.2)  # as fast as a client may speak
            assert time.monotonic() < end, "nobody was dropped"
    except (BrokenPipeError, ConnectionResetError):
        pass
    wait_for("the drop is counted", lambda: metric(s, 'live_closed_total{code="4006"}') == 1)
    s.new_campaign(name="Después", script=script)
    wait_for("the other one hears", lambda: [e for e in page.events() if e["type"] == "campaign.created"])
    raw.close()
    page.close()


def stop_says_goodbye(s, sim, gate):
    def stops():
        s.new_account()
        pages = [open_socket(s) for _ in range(5)]
        start = time.monotonic()
        s.stop()
        took = time.monotonic() - start
        assert [p.wait_closed() for p in pages] == [AWAY] * 5
        assert s.start()
        return took

    in_time("a stop", 10, stops)


TESTS = [progress_is_seen_within_a_second, accounts_never_see_each_other, resumes_where_it_was, ticket_is_good_once,
         foreign_origin_is_refused, listens_on_this_host_alone, ended_session_closes_its_sockets,
         suspension_is_told_whatever_is_looked_at, key_that_is_revoked_closes_its_sockets, wall_sees_progress_alone, bad_clients_are_shown_the_door, slow_reader_is_dropped, stop_says_goodbye]


def main(speechai, simulator, *names):
    offset = lawful_offset(speechai)
    with Folder() as folder:
        sim = Simulator(simulator, folder, "--speed", 60, "--clock-offset-ms", offset)
        port = free_port()
        s = SpeechAI(speechai, folder, sim, offset, DIALING_IDLE="20ms", DIALING_COOL_DOWN="0",
                     HTTP_PUBLIC_URL=f"http://127.0.0.1:{port}", BRAND_BASE_DOMAIN=BASE_DOMAIN)
        gate = None
        try:
            assert s.start(), "speechai up did not start"
            gate = WebhookGate(port, s.url)
            for test in TESTS:
                if names and test.__name__ not in names:
                    continue
                start = time.monotonic()
                test(s, sim, gate)
                print(f"{test.__name__}: {time.monotonic() - start:.1f} s", flush=True)
            s.stop()
        finally:
            if s.alive():
                s.kill()
            if gate:
                gate.stop()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
