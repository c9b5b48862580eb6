#!/usr/bin/env python3
"""Every route of isolation.py as every role, with another account's ids, without credentials and with keys that
are no good: what must be refused is refused by the right status, and nothing has changed.

usage: isolation_walk.py <speechai> <retell-simulator> <print_routes>
"""
import datetime
import json
import subprocess
import sys
import urllib.request
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from isolation import (  # noqa: E402
    CASES, LISTS, OPEN, OPERATOR, OWNER, PASSWORD, PERSONAL, PHONES, RAW, ROLES, SIGNED, Session, from_elsewhere,
    new_campaign, new_endpoint, new_invitation, new_key, new_logo, new_number, new_sandbox_key, new_suppression, new_user)
from document import Document  # noqa: E402
from installation import Folder, Simulator, SpeechAI, lawful_offset, request, wait_for  # noqa: E402


class Matrix:
    def __init__(self, s, sim, offset, table):
        self.s, self.sim, self.offset, self.tried = s, sim, offset, 0
        self.routes = dict(line.rsplit(" ", 2)[0:2] for line in table)
        self.keyed = {line.rsplit(" ", 2)[0] for line in table if line.endswith(" key")}
        self.used_keys = {}
        self.document = Document(s.ask("GET", "/api/v1/openapi.json"))

    # -- the world --

    def world(self):
        """An account with one of everything; its roles' keys; ids by the resource's name in paths."""
        s = self.s
        s.new_account()
        w = {"account": s.account, "accounts": s.account, "scripts": s.new_script()}
        w["campaigns"] = s.new_campaign(script=w["scripts"])
        rows = [(next(PHONES), "Ana", 1), (next(PHONES), "Eva", 2), ("12", "Sin teléfono", 3)]
        w["batches"] = s.import_rows(w["campaigns"], rows)["id"]
        self.sim.scenario("", "promise")  # everybody answers, so every call is recorded
        s.launch(w["campaigns"])
        s.wait_until_done(w["campaigns"])
        w["jobs"] = s.all("/api/v1/jobs")[0]["id"]
        # one that was taken back unsent, as on a machine that stood still, has no recording: its person is called anew
        w["calls"] = wait_for("a call is recorded", lambda: [
            c["id"] for c in s.all("/api/v1/calls") if c["recording_url"]])[0]
        person = s.ask("GET", "/api/v1/users")["items"][0]
        w["person"], w["platform-admins"] = person["email"], person["id"]
        w["numbers"], w["suppressions"] = new_number(s, w), new_suppression(s, w)
        w["api-keys"] = new_key(s, w)
        new_sandbox_key(s, w)
        new_logo(s, w)
        w["webhook-endpoints"] = new_endpoint(s, w)
        w["notifications"] = wait_for("something is told", lambda: s.all("/api/v1/notifications"))[0]["id"]
        w["invitations"], w["users"] = new_invitation(s, w), new_user(s, w)
        w["displays"] = s.ask("POST", "/api/v1/displays", {"name": "Sala"})["display"]["id"]
        w["connections"] = s.ask("GET", "/api/v1/admin/connections", platform=True)["items"][0]["id"]
        owner, s.key = s.key, self.key_of(sorted(OPERATOR))  # without money in it: every role that reads people may fetch it
        w["exports"] = s.ask("POST", "/api/v1/exports", {"campaign": w["campaigns"]})["id"]
        s.key = owner
        wait_for("export is ready", lambda: s.ask("GET", f"/api/v1/exports/{w['exports']}")["status"] == "ready")
        wait_for("all is settled", lambda: s.check_money()["held"] == 0)
        w["entry"] = s.all("/api/v1/wallet/entries")[-1]["id"]
        w["month"] = s.ask("GET", "/api/v1/wallet/statements")["items"][0]["month"]
        w["keys"] = {role: self.key_of(sorted(may)) for role, may in ROLES.items()}
        w["sessions"] = {role: self.session_of(role) for role in ROLES}
        w["bearers"] = [(role, bearer[role]) for role in ROLES for bearer in (w["keys"], w["sessions"])]
        w["owner"] = s.key
        return w

    def key_of(self, scopes, **fields):
        return self.s.ask("POST", "/api/v1/api-keys", {"name": "prueba", "scopes": scopes, **fields})["secret"]

    def short_lived_key(self, seconds):
        """Where the machine stood still until its time was over, it is asked for again, for longer."""
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds, milliseconds=self.offset)
        fields = {"name": "prueba", "scopes": sorted(OWNER), "expires_at": soon.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"}
        status, made = self.s.call("POST", "/api/v1/api-keys", fields)
        if status == 422 and seconds < 60:
            return self.short_lived_key(seconds * 4)
        assert status == 201, (status, made)
        return made["secret"]

    def session_of(self, role):
        """Somebody who came by an invitation and has signed in."""
        user = new_user(self.s, None, role)
        address = self.s.ask("GET", f"/api/v1/users/{user}")["email"]
        request = urllib.request.Request(
            self.s.url + "/api/v1/sessions", json.dumps({"email": address, "password": PASSWORD}).encode(),
            {"Content-Type": "application/json", **from_elsewhere()})
        with urllib.request.urlopen(request) as answer:
            return Session(answer.headers["Set-Cookie"].split(";")[0], json.load(answer)["csrf"])

    def bad_keys(self):
        """Keys of this account that opened once and do no more."""
        expired = self.short_lived_key(1.5)
        made = self.s.ask("POST", "/api/v1/api-keys", {"name": "revocada"})
        assert self.status("GET /api/v1/account", made["secret"]) == 200
        self.s.ask("DELETE", f"/api/v1/api-keys/{made['key']['id']}")
        wait_for("the key has expired", lambda: self.status("GET /api/v1/account", expired) == 401)
        return {"expired": expired, "revoked": made["secret"], "unknown": "sk_live_" + "A" * 43, "no key": "x",
                "altered": self.s.key[:-1] + ("A" if self.s.key[-1] != "A" else "B")}

    # -- one request --

    def send(self, route, key, path=None, body=None, query="", raw=False, headers=None, again=None):
        method, path = route.split(" ")[0], path or route.split(" ")[1]
        sent = {"Authorization": f"Bearer {key}"} if key else {}
        if isinstance(key, Session):
            sent = {"Cookie": key.cookie, "X-CSRF": key.csrf, "Sec-Fetch-Site": "same-origin"}
        sent.update(RAW if raw else {})
        if route in self.keyed:
            sent["Idempotency-Key"] = again or str(uuid.uuid4())
        sent.update(headers or {})
        self.tried += 1
        status, answer = request(method, self.s.url + path + ("?" + query if query else ""), body, sent)
        assert 0 < status < 500, (route, path, status, answer)
        self.document.check(route, status, answer)
        return status, answer, sent.get("Idempotency-Key")

    def status(self, route, key, **more):
        return self.send(route, key, **more)[0]

    def path(self, route, w, fresh=None):
        path = route.split(" ")[1]
        if "{" not in path:
            return path
        if "{code}" in path:
            return path.replace("{code}", "professional")
        if "/wallet/" in path:
            return path.replace("{entry}", w["entry"]).replace("{month}", w["month"])
        name = [part for part in path.split("/") if part in w][0]
        return path.replace("{id}", fresh or w[name]).replace("{revision}", "1").replace("{row}", "2")

    def expect(self, wanted, route, who, key, **more):
        status, answer, _ = self.send(route, key, **more)
        assert status in wanted, f"{route} by {who}: {status} instead of {wanted}: {answer}"
        return answer

    def snapshot(self, w):
        """Everything that the account's owner can see, and what the provider was asked."""
        self.s.key = w["owner"]
        seen = {}
        for path in LISTS:
            got = self.s.ask("GET", path)
            if got.get("next_cursor"):
                got = self.s.ask("GET", path + "?limit=200")
            if path == "/api/v1/notifications":  # what is told late comes while we look: one stands for all
                got["items"] = [item for item in got["items"] if item["id"] == w["notifications"]]
            for item in got.get("items", [got]):
                if path.endswith("/api-keys"):  # its use is noted once a minute
                    item.pop("version")
                for moment in ("last_used_at", "at", "since", "from", "until"):
                    item.pop(moment, None)
                if path == "/api/v1/api-keys":
                    item.pop("version", None)  # goes up with last_used_at, once a minute
            seen[path] = got
        seen["posts"] = len(self.sim.book("post"))
        return seen

    # -- the matrix --

    def check_table(self):
        protected = {route for route, permission in self.routes.items() if permission != "none"}
        assert protected == set(CASES) | PERSONAL, ("routes without a case, or cases without a route",
                                                    protected ^ (set(CASES) | PERSONAL))
        for route in PERSONAL:
            assert self.routes[route] == "own_access", route
        assert set(self.routes) - protected == OPEN | SIGNED, set(self.routes) - protected ^ (OPEN | SIGNED)
        for route, case in CASES.items():
            assert self.routes[route] == case.permission, (route, self.routes[route], case.permission)
        document = self.document.document
        creating = {f"POST {path}" for path, operations in document["paths"].items()
                    if "201" in operations.get("post", {"responses": {}})["responses"]}
        assert creating - PERSONAL - OPEN <= self.keyed, ("creates, and takes no Idempotency-Key",
                                                          creating - PERSONAL - OPEN - self.keyed)
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                told = operation.get("x-permission", "none")
                assert self.routes[f"{method.upper()} {path}"] == told, (method, path, told)

    def refuse_bad_credentials(self, route, case, a, bad):
        for who, key in {"nobody": None, **bad}.items():
            self.expect({401}, route, who, key, path=self.path(route, a), body=case.body and case.body(a),
                        query=case.query, raw=case.raw)
        if route.startswith("GET "):
            status = self.status("HEAD " + route.split(" ")[1], None, path=self.path(route, a))
            assert status == 401, (route, "HEAD", status)

    def refuse_missing_permission(self, route, case, a):
        """Of the account's own roles, and of the installation's key, which is no account's."""
        for role, bearer in a["bearers"]:
            if case.permission not in ROLES[role]:
                self.expect({403}, route, role, bearer, path=self.path(route, a),
                            body=case.body and case.body(a), query=case.query, raw=case.raw)
        if case.permission != "platform":
            self.expect({403}, route, "platform without an account", self.s.platform_key, path=self.path(route, a),
                        body=case.body and case.body(a), query=case.query, raw=case.raw)

    def refuse_foreign(self, route, case, a, b, again):
        """b's keys with a's ids, a's Idempotency-Keys, and a's name in X-Account."""
        for role, key in b["bearers"]:
            may = ROLES[role]
            self.expect({403}, route, f"{role} for another account", key, path=self.path(route, a),
                        body=case.body and case.body(b), query=case.query, raw=case.raw,
                        headers={"X-Account": a["account"]})
            if case.permission not in may:
                continue
            if "{id}" in route:
                self.expect({404}, route, f"foreign {role}", key, path=self.path(route, a),
                            body=case.body and case.body(b), query=case.query, raw=case.raw,
                            again=again.get(route))
            for body, query in case.foreign:
                self.expect({404, 422}, route, f"{role} naming foreign ids", key, path=self.path(route, b),
                            body=body(a), query=query(a) if query else case.query, raw=case.raw)

    def see_nothing_foreign(self, a, b):
        """No list of b's tells an id of a's, not even when asked for it by a filter."""
        ids = {a[name] for name in ("account", "scripts", "campaigns", "batches", "jobs", "calls", "numbers",
                                    "suppressions", "api-keys", "exports", "webhook-endpoints", "notifications",
                                    "users", "invitations")}
        for path in LISTS:
            text = str(self.send("GET " + path, b["owner"], path=path)[1])
            assert not [i for i in ids if i in text], path
        # a line's id is its number: the same one names another line in each account
        got = self.s.ask("GET", f"/api/v1/wallet/entries/{a['entry']}", headers={"Authorization": f"Bearer {a['owner']}"})
        status, answer, _ = self.send("GET /api/v1/wallet/entries/{entry}", b["owner"], path=f"/api/v1/wallet/entries/{a['entry']}")
        assert status == 404 or answer["entry"]["hash"] != got["entry"]["hash"], answer
        for path, query in (("jobs", f"campaign={a['campaigns']}"), ("calls", f"campaign={a['campaigns']}"),
                            ("jobs", f"batch={a['batches']}")):
            got = self.expect({200}, f"GET /api/v1/{path}", "foreign filter", b["owner"], query=query)
            assert got["items"] == [], (path, query)

    def allow(self, route, case, a):
        """Whoever may, reaches the command: it works, or says what is wrong with the moment."""
        roles = [(role, bearer) for role, bearer in a["bearers"] if case.permission in ROLES[role]]
        for role, key in [*roles, ("platform", self.s.platform_key)]:
            self.s.key = a["owner"]
            path = self.path(route, a, case.fresh and case.fresh(self.s, a))
            headers = {} if case.permission == "platform" else {"X-Account": a["account"]}
            status, answer, used = self.send(route, key, path=path, body=case.body and case.body(a), query=case.query,
                                             raw=case.raw, headers=headers)
            assert status in (200, 201, 202, 204, 409, 422), (route, role, status, answer)
            if used and status < 300:
                self.used_keys[route] = used
            for field in self.document.fields(route)[:1]:
                query = "&".join(part for part in (f"fields={field}", case.query) if part)
                got = self.expect({200}, route, role, key, path=path, query=query, headers=headers)
                assert all(set(item) == {field} for item in got["items"]), (route, role, got)

    def refuse_keys_of_programs(self, a):
        for route in PERSONAL:
            path = route.split(" ")[1].replace("{id}", "ses_" + "0" * 26)
            body = {"current": "x", "password": "y"} if route.startswith("POST") else None
            self.expect({401}, route, "nobody", None, path=path, body=body)
            for who, key in {**a["keys"], "platform": self.s.platform_key}.items():
                self.expect({403}, route, who, key, path=path, body=body)

    def factors_are_reset_by_owners_alone(self, a, b):
        """Of people of their own account: others' are not there, and an admin may not."""
        route, body = "POST /api/v1/users/{id}/second-factor-reset", {"reason": "prueba"}
        for role, session in a["sessions"].items():
            self.expect({409 if role == "owner" else 403}, route, role, session, body=body,
                        path=f"/api/v1/users/{a['users']}/second-factor-reset")
            self.expect({404 if role == "owner" else 403}, route, f"foreign {role}", session, body=body,
                        path=f"/api/v1/users/{b['users']}/second-factor-reset")

    def webhooks_prove_themselves(self, a):
        for route in SIGNED:
            path = route.split(" ")[1].replace("{connection}", a["connections"]).replace("{tag}", "x-1")
            for signature in ("", "v=1,d=00"):
                status = self.status(route, None, path=path.replace("{mac}", "0" * 32), body=b'{"event":"call_ended"}',
                                     headers={"X-Retell-Signature": signature} if signature else {})
                assert status == 401, (route, signature, status)

    def run(self):
        self.check_table()
        b, a = self.world(), self.world()
        bad = self.bad_keys()
        for route, case in CASES.items():  # first, so that the Idempotency-Keys of a's are known
            self.allow(route, case, a)
        self.s.key = a["owner"]
        for campaign in self.s.all("/api/v1/campaigns?status=running"):
            self.s.ask("POST", f"/api/v1/campaigns/{campaign['id']}/cancel")
        wait_for("nothing moves", self.is_quiet)
        for w in (a, b):
            before = self.snapshot(w)
            for route, case in CASES.items():
                if w is a:
                    self.refuse_bad_credentials(route, case, a, bad)
                    self.refuse_missing_permission(route, case, a)
                self.refuse_foreign(route, case, *((a, b, self.used_keys) if w is a else (b, a, {})))
                after = self.snapshot(w)
                changed = [path for path in before if before[path] != after[path]]
                assert not changed, f"{route} was refused, and yet changed {changed}"
        self.see_nothing_foreign(a, b)
        self.see_nothing_foreign(b, a)
        self.refuse_keys_of_programs(a)
        self.factors_are_reset_by_owners_alone(a, b)
        self.webhooks_prove_themselves(a)
        print(f"{len(self.routes)} routes, {self.tried} requests, {self.document.checked} answers held against the document")

    def is_quiet(self):
        open_states = ("scheduled", "claimed", "held", "dialing", "placed", "live", "ended")
        jobs = [j for j in self.s.all("/api/v1/jobs") if j["state"] in open_states]
        exports = [e for e in self.s.all("/api/v1/exports") if e["status"] in ("queued", "running")]
        importing = [x for x in self.s.all("/api/v1/batches") if x["status"] in ("importing", "checking")]
        busy = {j["campaign"] for j in jobs} & {c["id"] for c in self.s.all("/api/v1/campaigns")
                                               if c["status"] in ("running", "paused", "cancelled")}
        return not busy and not exports and not importing and self.s.check_money()["held"] == 0


def main(program, simulator_program, print_routes):
    offset = lawful_offset(program)
    table = subprocess.run([print_routes], capture_output=True, text=True, check=True).stdout.splitlines()
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200,
                        "--webhook-retry-ms", 50)
        s = SpeechAI(program, folder, sim, offset, DIALING_IDLE="20ms", DIALING_COOL_DOWN="0",
                     HTTP_TRUSTED_PROXIES="127.0.0.1", BRAND_BASE_DOMAIN="llamadas.localhost")
        try:
            assert s.start()
            s.key = s.platform_key
            Matrix(s, sim, offset, table).run()
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
