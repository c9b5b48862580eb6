#!/usr/bin/env python3
"""What the edge says around every answer: coding, ETags, HEAD and OPTIONS on each route, other origins, whose
request it is behind a proxy. Real processes over HTTP.

usage: edge.py <speechai> <retell-simulator> <print_routes>
"""
import gzip
import http.client
import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI  # noqa: E402

ORIGIN = "https://app.example.com"


class Edge:
    def __init__(self, s, routes):
        self.s, self.routes = s, routes
        self.port = int(s.url.rsplit(":", 1)[1])

    def ask(self, method, path, body=None, **headers):
        """(status, headers, raw body) as they came over the wire; a name's _ is a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {"Authorization": "Bearer " + self.s.key}
        sent.update({k.replace("_", "-"): v for k, v in headers.items()})
        if body is not None:
            sent["Content-Type"] = "application/json"
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        answer = connection.getresponse()
        got = answer.status, answer.headers, answer.read()
        connection.close()
        return got

    def large_answers_are_coded(self):
        for n in range(8):
            self.s.ask("POST", "/api/v1/scripts", {"name": f"Guion {n}", "instructions": "Buenos días. " * 200})
        status, plain_head, plain = self.ask("GET", "/api/v1/scripts")
        assert status == 200 and plain_head["Content-Encoding"] is None and "Accept-Encoding" in plain_head["Vary"]
        status, head, coded = self.ask("GET", "/api/v1/scripts", Accept_Encoding="br;q=1, gzip;q=0.8")
        assert head["Content-Encoding"] == "gzip" and int(head["Content-Length"]) == len(coded) < len(plain) / 4
        assert gzip.decompress(coded) == plain
        for refused in ("gzip;q=0", "br", "identity"):
            assert self.ask("GET", "/api/v1/scripts", Accept_Encoding=refused)[2] == plain, refused
        status, head, coded = self.ask("GET", "/api/v1/openapi.json", Accept_Encoding="gzip", Accept_Language="en")
        assert head["Vary"] == "Accept-Language, Accept-Encoding, Origin" and json.loads(gzip.decompress(coded))

    def etags_lead_back(self):
        made = self.s.ask("POST", "/api/v1/scripts", {"name": "Guion", "instructions": "Hola. " * 500})
        path = "/api/v1/scripts/" + made["id"]
        _, head, _ = self.ask("GET", path)
        _, coded, _ = self.ask("GET", path, Accept_Encoding="gzip")
        assert head["ETag"] == '"1"' and coded["ETag"] == '"1-gzip"', (head["ETag"], coded["ETag"])
        assert self.ask("PATCH", path, {"name": "Otro"}, If_Match=coded["ETag"])[0] == 200
        assert self.ask("PATCH", path, {"name": "Otro más"}, If_Match=coded["ETag"])[0] == 412
        assert self.ask("PATCH", path, {"name": "Otro más"}, If_Match='W/"2"')[0] == 200

    def every_route_knows_its_methods(self):
        methods = {}
        for line in self.routes:
            method, path = line.split()[:2]
            methods.setdefault(path, []).append(method)
        for path, some in methods.items():
            wanted = set(some) | {"OPTIONS"} | ({"HEAD"} if "GET" in some else set())
            concrete = path.replace("{", "").replace("}", "")
            status, head, body = self.ask("OPTIONS", concrete)
            assert (status, body) == (204, b"") and set(head["Allow"].split(", ")) == wanted, (path, status, head["Allow"])
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - wanted:
                status, head, _ = self.ask(method, concrete)
                assert status == 405 and set(head["Allow"].split(", ")) == wanted, (method, path, status)

    def head_is_get_without_its_body(self):
        for path in [p.split()[1] for p in self.routes if p.startswith("GET ") and "{" not in p]:
            for coding in ("identity", "gzip"):
                _, get, _ = self.ask("GET", path, Accept_Encoding=coding)
                status, head, body = self.ask("HEAD", path, Accept_Encoding=coding)
                assert body == b"" and head["Content-Type"] == get["Content-Type"], path
                for name in ("Content-Encoding", "ETag", "Vary"):
                    assert head[name] == get[name], (path, name, head[name], get[name])
                if path not in ("/metrics", "/api/v1/session"):
                    assert head["Content-Length"] == get["Content-Length"], (path, status)

    def other_origins_see_what_is_listed(self):
        _, head, _ = self.ask("GET", "/api/v1/account", Origin=ORIGIN)
        assert head["Access-Control-Allow-Origin"] == ORIGIN and "Origin" in head["Vary"]
        assert "RateLimit-Remaining" in head["Access-Control-Expose-Headers"]
        assert head["Access-Control-Allow-Credentials"] is None
        for other in ("https://evil.example.com", "null", ORIGIN + ":8443", ORIGIN.upper()):
            _, head, _ = self.ask("GET", "/api/v1/account", Origin=other)
            assert head["Access-Control-Allow-Origin"] is None and "Origin" in head["Vary"], other
        status, head, _ = self.ask("OPTIONS", "/api/v1/campaigns", Origin=ORIGIN, Access_Control_Request_Method="POST",
                                   Access_Control_Request_Headers="authorization, idempotency-key")
        assert status == 204 and head["Access-Control-Allow-Origin"] == ORIGIN
        assert "POST" in head["Access-Control-Allow-Methods"] and "Idempotency-Key" in head["Access-Control-Allow-Headers"]
        _, head, _ = self.ask("OPTIONS", "/api/v1/campaigns", Origin="https://evil.example.com",
                              Access_Control_Request_Method="POST")
        assert head["Access-Control-Allow-Methods"] is None and head["Access-Control-Allow-Origin"] is None
        # an error can be read by the page, too
        status, head, _ = self.ask("GET", "/api/v1/campaigns/cmp_1", Origin=ORIGIN)
        assert status == 404 and head["Access-Control-Allow-Origin"] == ORIGIN

    def answers_outlive_a_kill(self):
        def create(name, key="a-key-of-sixteen-or-more"):
            return self.ask("POST", "/api/v1/scripts", {"name": name, "instructions": "Hola."}, Idempotency_Key=key)

        def pay(amount):
            return self.ask("POST", "/api/v1/wallet/top-ups", {"amount": {"amount": amount, "currency": "USD"}},
                            Idempotency_Key="a-payment-of-sixteen")
        made, paid = create("Una vez"), pay("7.00")
        assert made[0] == paid[0] == 201 and made[1]["Idempotent-Replayed"] is None
        funded = self.s.ask("GET", "/api/v1/wallet")["funded"]
        self.s.kill()
        assert self.s.start()
        for first, again in ((made, create("Una vez")), (paid, pay("7.00"))):
            assert again[0] == 201 and again[2] == first[2] and again[1]["ETag"] == first[1]["ETag"]
            assert again[1]["Idempotent-Replayed"] == "true"
        for other in (create("Otra cosa"), pay("8.00")):
            assert other[0] == 422 and json.loads(other[2])["code"] == "idempotency.other_request", other
        assert self.s.ask("GET", "/api/v1/wallet")["funded"] == funded
        assert create("Otra cosa", "another-key-of-sixteen")[0] == 201

    def tries_to_sign_in_count_by_the_clients_address(self):
        def tries(*addresses):
            """Until the first 429, at most some times the limit: on a slow machine some come back meanwhile."""
            got = []
            while len(got) < 120 and 429 not in got:
                address = addresses[len(got) % len(addresses)]
                got.append(self.ask("POST", "/api/v1/sessions",
                                    {"email": f"{address}-{len(got)}@example.com", "password": "x" * 12},
                                    X_Forwarded_For="6.6.6.6, " + address)[0])
            return got
        first = tries("198.51.100.7")
        assert first[:20] == [401] * 20 and first[-1] == 429, first
        assert tries("198.51.100.8")[0] == 401
        # whoever asks anew from one household of IPv6 is one, too
        home = tries("2001:db8::1", "2001:db8::2")
        assert home[:20] == [401] * 20 and home[-1] == 429, home

    def each_limit_counts_its_own(self, address_burst, key_burst):
        """Fresh addresses and keys: what was used by other checks is not theirs."""
        def asked(n, key, address, path="/api/v1/account"):
            self.s.key, kept = key, self.s.key
            got = [self.ask("GET", path, X_Forwarded_For=address) for _ in range(n)]
            self.s.key = kept
            return got

        def code(answer):
            return json.loads(answer[2])["code"]
        keys = [self.s.ask("POST", "/api/v1/api-keys", {"name": f"Clave {n}", "scopes": ["read"]})["secret"] for n in range(3)]
        got = asked(key_burst + 1, keys[0], "198.51.100.20")
        assert [a[0] for a in got] == [200] * key_burst + [429] and code(got[-1]) == "limit.of_key"
        assert got[0][1]["RateLimit-Limit"] == str(key_burst) and got[0][1]["RateLimit-Remaining"] == str(key_burst - 1)
        assert got[-1][1]["RateLimit-Remaining"] == "0" and int(got[-1][1]["Retry-After"]) >= 1
        assert asked(1, keys[1], "198.51.100.20")[0][0] == 200
        # an address is limited before anybody is known, on every route
        got = [a for n in range(3) for a in asked(address_burst // 3 + 1, f"sk_test_no_such_key_{n}", "198.51.100.21")]
        assert [a[0] for a in got[:address_burst]] == [401] * address_burst and got[-1][0] == 429
        assert code(got[-1]) == "limit.of_address"
        assert asked(1, keys[1], "198.51.100.21")[0][0] == 429
        assert asked(1, keys[1], "198.51.100.21", "/docs")[0][0] == 429
        assert asked(1, keys[1], "198.51.100.22")[0][0] == 200
        # signatures that are none: refused, then limited by their address alone
        hook, began = [], time.monotonic()
        while len(hook) < 150 and 429 not in hook:
            hook.append(self.ask("POST", "/webhooks/retell/con_1", {}, X_Forwarded_For="198.51.100.23")[0])
        came_back = 2 + (time.monotonic() - began) * 50 / 60  # of 50 a minute
        assert hook[:50] == [401] * 50 and hook[-1] == 429 and len(hook) <= 51 + came_back, hook


def main(program, simulator_program, print_routes):
    routes = subprocess.run([print_routes], capture_output=True, text=True, check=True).stdout.splitlines()
    with Folder() as folder:
        sim = Simulator(simulator_program, folder)
        s = SpeechAI(program, folder, sim, HTTP_CORS_ORIGINS=ORIGIN, HTTP_TRUSTED_PROXIES="127.0.0.1,::1",
                     LIMITS_ADDRESS_REQUESTS_PER_MINUTE="1", LIMITS_ADDRESS_BURST="60")
        try:
            assert s.start()
            s.new_account()
            edge = Edge(s, routes)
            edge.large_answers_are_coded()
            edge.etags_lead_back()
            edge.every_route_knows_its_methods()
            edge.head_is_get_without_its_body()
            edge.other_origins_see_what_is_listed()
            edge.answers_outlive_a_kill()
            edge.tries_to_sign_in_count_by_the_clients_address()
            s.stop()
            s.settings.update(LIMITS_KEY_REQUESTS_PER_MINUTE="1", LIMITS_KEY_BURST="12")
            assert s.start()
            edge.each_limit_counts_its_own(60, 12)
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
