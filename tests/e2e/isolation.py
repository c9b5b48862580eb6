#!/usr/bin/env python3
"""Every route of the table as every role, with another account's ids, without credentials and with keys that
are no good: what must be refused is refused by the right status, and nothing has changed. A route that has no
line here fails the test, and so does a line whose route is gone.

usage: isolation.py <speechai> <retell-simulator> <print_routes>
"""
import collections
import datetime
import itertools
import json
import subprocess
import sys
import urllib.request
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, lawful_offset, request, wait_for  # noqa: E402

# What each role may do, written here a second time on purpose: a wider table in the product fails.
VIEWER = {"read", "watch"}
OPERATOR = VIEWER | {"read_people", "import", "edit_campaigns", "run_campaigns", "suppress"}
ADMIN = OPERATOR | {"read_money", "manage_account"}
OWNER = ADMIN | {"spend"}
ROLES = {"viewer": VIEWER, "operator": OPERATOR, "admin": ADMIN, "owner": OWNER}

RAW = {"Content-Type": "application/octet-stream"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
CSV = b"celular,nombre,saldo\n3001234567,Ana,1000\n"
PASSWORD = "bruma de los tejados"
CLIENTS = itertools.count()
PHONES = iter(range(3100000000, 3100100000))


def phone():
    return f"+57{next(PHONES)}"


# Of a person who is signed in, as a browser sends it.
Session = collections.namedtuple("Session", "cookie csrf")


class Case:
    """body: of a request that the command takes; query: likewise; fresh: makes the resource that {id} is, for
    routes that use it up; foreign: bodies and queries that name another account's resources."""

    def __init__(self, permission, body=None, query="", raw=False, fresh=None, foreign=()):
        self.permission, self.body, self.query, self.raw, self.fresh = permission, body, query, raw, fresh
        self.foreign = foreign


def new_batch(s, world):
    return s.ask("POST", "/api/v1/batches?file_name=a.csv", CSV, headers=RAW)["id"]


def checked_batch(s, world):
    batch = s.ask("POST", "/api/v1/batches?file_name=a.csv", b"celular,nombre\n12,Ana\n", headers=RAW)["id"]
    s.ask("POST", f"/api/v1/batches/{batch}/check")
    wait_for("the batch is checked", lambda: s.ask("GET", f"/api/v1/batches/{batch}")["checked_at"])
    return batch


def new_sandbox_key(s, world):
    return s.ask("POST", "/api/v1/sandbox/api-keys", {"name": "prueba", "scopes": ["read"]})["key"]["id"]


def new_endpoint(s, world):
    return s.ask("POST", "/api/v1/webhook-endpoints", {"url": "https://hooks.cobros.co/y"})["endpoint"]["id"]


def new_logo(s, world):
    s.ask("PUT", "/api/v1/account/logo", PNG, headers=RAW)


def new_export(s, world):
    export = s.ask("POST", "/api/v1/exports", {"campaign": world["campaigns"]})["id"]
    wait_for("export is ready", lambda: s.ask("GET", f"/api/v1/exports/{export}")["status"] == "ready")
    return export


def new_number(s, world):
    return s.ask("POST", "/api/v1/numbers", {"e164": phone()})["id"]


def new_display(s, world):
    """None is revoked for good, so room is made first."""
    for old in s.all("/api/v1/displays"):
        if old["name"] == "Otra" and not old["revoked_at"]:
            s.ask("DELETE", f"/api/v1/displays/{old['id']}")
    return s.ask("POST", "/api/v1/displays", {"name": "Otra"})["display"]["id"]


def new_suppression(s, world):
    return s.ask("POST", "/api/v1/suppressions", {"phone": phone()})["id"]


def new_platform_suppression(s, world):
    return s.ask("POST", "/api/v1/admin/suppressions", {"phone": phone()}, platform=True)["id"]


def new_key(s, world):
    return s.ask("POST", "/api/v1/api-keys", {"name": "otra", "scopes": ["read"]})["key"]["id"]


def new_invitation(s, world, role="viewer"):
    return s.ask("POST", "/api/v1/invitations", {"email": f"{uuid.uuid4()}@example.com", "role": role})["id"]


def from_elsewhere():
    """A client of its own behind the proxy: so many may sign in from one address, and we are many."""
    return {"X-Forwarded-For": f"192.0.2.{next(CLIENTS) % 250 + 1}"}


def new_user(s, world, role="viewer"):
    """One who came by an invitation; the mail lies in the outbox."""
    mail = s.mail_of(new_invitation(s, world, role))
    accepted = s.ask("POST", "/api/v1/invitations/accept", {"token": mail, "password": PASSWORD, "name": "Rosa"},
                     headers=from_elsewhere())
    return accepted["user"]["id"]


def new_campaign(s, world):
    campaign = s.new_campaign(script=world["scripts"])
    s.import_rows(campaign, [(next(PHONES), "Ana", 1)])
    return campaign


def new_account_body(w):
    return {"name": "Otra", "country": "CO", "plan": "professional", "owner_email": f"{uuid.uuid4()}@example.com"}


def new_account(s, world):
    return s.ask("POST", "/api/v1/admin/accounts", new_account_body(world), platform=True)["account"]["id"]


def new_admin(s, world):
    return s.ask("POST", "/api/v1/admin/platform-admins", {"email": world["person"]}, platform=True)["id"]


def new_plan_body(w):
    money = {"amount": "0.1", "currency": "USD"}
    return {"code": uuid.uuid4().hex[:20], "name": "Otro", "tier": "starter", "kind": "credits",
            "tariff": {"per_minute": money, "step_ms": 1000, "minimum_ms": 0}, "monthly_fee": money,
            "included": money, "max_active": 5, "max_rows": 1000, "max_upload_bytes": 1000000}


CASES = {
    "GET /api/v1/account": Case("read"),
    "GET /api/v1/account/stats": Case("read"),
    "GET /api/v1/analytics/calls": Case("read", foreign=[
        (lambda a: None, lambda a: f"group=day&campaign={a['campaigns']}"),
        (lambda a: None, lambda a: f"group=campaign&script={a['scripts']}")]),
    "PUT /api/v1/account/logo": Case("manage_account", lambda w: PNG, raw=True),
    "GET /api/v1/account/logo": Case("read"),
    "GET /api/v1/board/logo": Case("watch"),
    "DELETE /api/v1/account/logo": Case("manage_account"),
    "GET /api/v1/account/address": Case("read"),
    "PUT /api/v1/account/address": Case("manage_account", lambda w: {"subdomain": ""}),
    "PATCH /api/v1/account": Case("manage_account", lambda w: {"name": "Prueba"}),
    "GET /api/v1/users": Case("manage_account"),
    "GET /api/v1/users/{id}": Case("manage_account"),
    "PATCH /api/v1/users/{id}": Case("manage_account", lambda w: {"role": "viewer"}, fresh=new_user),
    "DELETE /api/v1/users/{id}": Case("manage_account", fresh=new_user),
    "GET /api/v1/invitations": Case("manage_account"),
    "POST /api/v1/invitations": Case("manage_account",
                                     lambda w: {"email": f"{uuid.uuid4()}@example.com", "role": "viewer"}),
    "GET /api/v1/invitations/{id}": Case("manage_account"),
    "POST /api/v1/invitations/{id}/resend": Case("manage_account"),
    "DELETE /api/v1/invitations/{id}": Case("manage_account", fresh=new_invitation),
    "GET /api/v1/api-keys": Case("manage_account"),
    "GET /api/v1/api-keys/{id}": Case("manage_account"),
    "POST /api/v1/api-keys": Case("manage_account", lambda w: {"name": "nueva", "scopes": ["read"]}),
    "POST /api/v1/api-keys/revoke-left": Case("manage_account"),
    "POST /api/v1/api-keys/{id}/rotate": Case("manage_account", lambda w: {}, fresh=new_key),
    "GET /api/v1/sandbox": Case("manage_account"),
    "GET /api/v1/sandbox/api-keys": Case("manage_account"),
    "POST /api/v1/sandbox/api-keys": Case("manage_account", lambda w: {"name": "nueva", "scopes": ["read"]}),
    "POST /api/v1/sandbox/api-keys/{id}/rotate": Case("manage_account", lambda w: {}, fresh=new_sandbox_key),
    "DELETE /api/v1/sandbox/api-keys/{id}": Case("manage_account", fresh=new_sandbox_key),
    "DELETE /api/v1/api-keys/{id}": Case("manage_account", fresh=new_key),

    "GET /api/v1/batches": Case("read"),
    "POST /api/v1/batches": Case("import", lambda w: CSV, "file_name=a.csv", raw=True,
                                 foreign=[(lambda a: CSV, lambda a: f"file_name=a.csv&campaign={a['campaigns']}")]),
    "GET /api/v1/batches/{id}": Case("read"),
    "PATCH /api/v1/batches/{id}": Case("import", lambda w: {"country": "CO"}, fresh=new_batch),
    "DELETE /api/v1/batches/{id}": Case("import", fresh=new_batch),
    "GET /api/v1/batches/{id}/progress": Case("read"),
    "GET /api/v1/batches/{id}/preview": Case("import"),
    "POST /api/v1/batches/{id}/check": Case("import", fresh=new_batch),
    "GET /api/v1/batches/{id}/rows": Case("import"),
    "PATCH /api/v1/batches/{id}/rows/{row}": Case("import", lambda w: {"cells": [{"index": 0, "text": "3001112233"}]},
                                                  fresh=checked_batch),
    "POST /api/v1/batches/{id}/import": Case("import", fresh=new_batch),
    "GET /api/v1/batches/{id}/report": Case("read_people"),
    "POST /api/v1/batches/{id}/undo": Case("import", fresh=new_batch),

    "GET /api/v1/campaigns": Case("read"),
    "POST /api/v1/campaigns": Case("edit_campaigns", lambda w: {"name": "Otra", "script": w["scripts"]},
                                   foreign=[(lambda a: {"name": "Otra", "script": a["scripts"]}, None)]),
    "GET /api/v1/campaigns/{id}": Case("read"),
    "PATCH /api/v1/campaigns/{id}": Case("edit_campaigns", lambda w: {"name": "Otra"}, fresh=new_campaign,
                                         foreign=[(lambda a: {"script": a["scripts"]}, None)]),
    "POST /api/v1/campaigns/{id}/launch": Case("run_campaigns", fresh=new_campaign),
    "POST /api/v1/campaigns/{id}/pause": Case("run_campaigns"),
    "POST /api/v1/campaigns/{id}/resume": Case("run_campaigns"),
    "POST /api/v1/campaigns/{id}/cancel": Case("run_campaigns", fresh=new_campaign),
    "GET /api/v1/campaigns/{id}/progress": Case("read"),
    "GET /api/v1/campaigns/{id}/flight-plan": Case("read"),

    "GET /api/v1/scripts": Case("read"),
    "POST /api/v1/scripts": Case("edit_campaigns", lambda w: {"name": "G", "instructions": "Hola."}),
    "GET /api/v1/scripts/{id}": Case("read"),
    "PATCH /api/v1/scripts/{id}": Case("edit_campaigns", lambda w: {"name": "H"}),
    "GET /api/v1/scripts/{id}/versions": Case("read"),
    "GET /api/v1/scripts/{id}/versions/{revision}": Case("read"),
    "POST /api/v1/scripts/{id}/versions/{revision}/restore": Case("edit_campaigns"),
    "POST /api/v1/scripts/preview": Case("edit_campaigns", lambda w: {"script": w["scripts"], "batch": w["batches"]},
                                         foreign=[(lambda a: {"script": a["scripts"]}, None),
                                                  (lambda a: {"instructions": "{{nombre}}", "batch": a["batches"]},
                                                   None)]),
    "POST /api/v1/scripts/rehearsals": Case("edit_campaigns",
                                            lambda w: {"script": w["scripts"], "batch": w["batches"], "persona": "opts_out"},
                                            foreign=[(lambda a: {"script": a["scripts"]}, None),
                                                     (lambda a: {"instructions": "{{nombre}}", "batch": a["batches"]},
                                                      None)]),

    "GET /api/v1/numbers": Case("read"),
    "POST /api/v1/numbers": Case("manage_account", lambda w: {"e164": phone()}),
    "GET /api/v1/numbers/{id}": Case("read"),
    "PATCH /api/v1/numbers/{id}": Case("manage_account", lambda w: {"label": "Centro"}),
    "DELETE /api/v1/numbers/{id}": Case("manage_account", fresh=new_number),

    "GET /api/v1/suppressions": Case("read_people"),
    "POST /api/v1/suppressions": Case("suppress", lambda w: {"phone": phone()}),
    "POST /api/v1/suppressions/import": Case("suppress", lambda w: b"celular\n3009998877\n", "file_name=a.csv",
                                             raw=True),
    "GET /api/v1/suppressions/{id}": Case("read_people"),
    "DELETE /api/v1/suppressions/{id}": Case("suppress", fresh=new_suppression),

    "GET /api/v1/jobs": Case("read"),
    "GET /api/v1/jobs/{id}": Case("read"),
    "POST /api/v1/jobs/{id}/redial": Case("run_campaigns"),
    "GET /api/v1/jobs/{id}/timeline": Case("read"),
    "GET /api/v1/contacts": Case("read_people", query="phone=%2B573001234567"),
    "GET /api/v1/calls": Case("read"),
    "GET /api/v1/calls/{id}": Case("read"),
    "GET /api/v1/calls/{id}/recording": Case("read_people"),
    "GET /api/v1/calls/{id}/transcript": Case("read_people"),

    "GET /api/v1/wallet": Case("read_money"),
    "PATCH /api/v1/wallet": Case("manage_account", lambda w: {"low_at": {"amount": "2.50", "currency": "USD"}}),
    "GET /api/v1/wallet/entries": Case("read_money"),
    "GET /api/v1/wallet/entries/{entry}": Case("read_money"),
    "GET /api/v1/wallet/statements": Case("read_money"),
    "GET /api/v1/wallet/statements/{month}": Case("read_money"),
    "POST /api/v1/wallet/top-ups": Case("spend", lambda w: {"amount": {"amount": "1", "currency": "USD"}}),
    "POST /api/v1/wallet/check": Case("read_money"),
    "GET /api/v1/plans": Case("read"),
    "GET /api/v1/plans/{code}": Case("read"),

    "GET /api/v1/exports": Case("read_people"),
    "POST /api/v1/exports": Case("read_people", lambda w: {"campaign": w["campaigns"]},
                                 foreign=[(lambda a: {"campaign": a["campaigns"]}, None)]),
    "GET /api/v1/exports/{id}": Case("read_people"),
    "DELETE /api/v1/exports/{id}": Case("read_people", fresh=new_export),
    "GET /api/v1/exports/{id}/file": Case("read_people"),

    "GET /api/v1/live": Case("watch"),
    "GET /api/v1/board": Case("watch"),
    "GET /api/v1/displays": Case("manage_account"),
    "POST /api/v1/displays": Case("manage_account", lambda w: {"name": "Otra"}),
    "GET /api/v1/displays/{id}": Case("manage_account"),
    "DELETE /api/v1/displays/{id}": Case("manage_account", fresh=new_display),
    "GET /api/v1/webhook-endpoints": Case("manage_account"),
    "POST /api/v1/webhook-endpoints": Case("manage_account", lambda w: {"url": "https://hooks.cobros.co/x"}),
    "GET /api/v1/webhook-endpoints/{id}": Case("manage_account"),
    "PATCH /api/v1/webhook-endpoints/{id}": Case("manage_account", lambda w: {"disabled": True}),
    "DELETE /api/v1/webhook-endpoints/{id}": Case("manage_account", fresh=new_endpoint),
    "POST /api/v1/webhook-endpoints/{id}/renew-secret": Case("manage_account"),
    "GET /api/v1/notifications": Case("read"),
    "POST /api/v1/notifications/{id}/read": Case("read"),
    "POST /api/v1/notifications/read": Case("read"),
    "GET /api/v1/notification-settings": Case("read"),
    "PATCH /api/v1/notification-settings": Case("manage_account", lambda w: {"mailed": ["wallet.low"]}),

    "GET /api/v1/audit-log": Case("manage_account"),
    "GET /api/v1/audit-log/export": Case("manage_account"),
    "GET /api/v1/admin/audit-log/checks": Case("platform"),
    "GET /api/v1/admin/audit-log/check": Case("platform"),

    "GET /api/v1/admin/audit-log": Case("platform"),
    "GET /api/v1/admin/system": Case("platform"),
    "GET /api/v1/admin/billing": Case("platform"),
    "GET /api/v1/admin/accounts/{id}": Case("platform"),
    "POST /api/v1/admin/accounts/{id}/suspend": Case("platform", lambda w: {"reason": "prueba"}, fresh=new_account),
    "POST /api/v1/admin/accounts/{id}/reinstate": Case("platform", lambda w: {"reason": "prueba"}, fresh=new_account),
    "POST /api/v1/admin/accounts/{id}/plan": Case("platform", lambda w: {"plan": "pay_as_you_go"}, fresh=new_account),
    "POST /api/v1/admin/accounts/{id}/adjustments": Case(
        "platform", lambda w: {"amount": {"amount": "1", "currency": "USD"}, "reason": "prueba"}, fresh=new_account),
    "POST /api/v1/admin/plans": Case("platform", new_plan_body),
    "PATCH /api/v1/admin/plans/{code}": Case("platform", lambda w: {"name": "Profesional"}),
    "GET /api/v1/admin/platform-admins": Case("platform"),
    "POST /api/v1/admin/platform-admins": Case("platform", lambda w: {"email": w["person"]}),
    "DELETE /api/v1/admin/platform-admins/{id}": Case("platform", fresh=new_admin),
    "GET /api/v1/admin/accounts": Case("platform"),
    "POST /api/v1/admin/accounts": Case("platform", new_account_body),
    "POST /api/v1/admin/second-factor-resets": Case("platform", lambda w: {"email": w["person"], "reason": "prueba"}),
    "GET /api/v1/admin/suppressions": Case("platform"),
    "POST /api/v1/admin/suppressions": Case("platform", lambda w: {"phone": phone()}),
    "POST /api/v1/admin/suppressions/import": Case("platform", lambda w: b"celular\n3009998877\n",
                                                   "file_name=a.csv&country=CO", raw=True),
    "GET /api/v1/admin/suppressions/export": Case("platform"),
    "GET /api/v1/admin/suppressions/{id}": Case("platform", fresh=new_platform_suppression),
    "DELETE /api/v1/admin/suppressions/{id}": Case("platform", fresh=new_platform_suppression),
    "GET /api/v1/admin/connections": Case("platform"),
    "GET /api/v1/admin/connections/{id}": Case("platform"),
    "GET /api/v1/admin/event-consumers": Case("platform"),
    "GET /api/v1/admin/dead-events": Case("platform"),
    "POST /api/v1/admin/dead-events/replay": Case("platform", lambda w: {"id": "billing:nobody-1-1"}),
    "POST /api/v1/admin/dead-events/discard": Case("platform", lambda w: {"id": "billing:nobody-1-1", "reason": "prueba"}),
    "GET /api/v1/admin/accounts/{id}/audit-log": Case("platform"),
    "GET /api/v1/admin/voice": Case("platform"),
    "POST /api/v1/admin/voice/set-up": Case("platform", lambda w: {}),
}
# Open to everyone, each for its own reason: what the server is, its documents, and what proves itself by a signature.
OPEN = {"GET /", "GET /healthz", "GET /readyz", "GET /metrics", "GET /api/v1/openapi.json", "GET /docs", "GET /docs/docs.css",
        "GET /docs/docs.js", "POST /api/v1/sessions", "POST /api/v1/password-resets",
        "POST /api/v1/password-resets/confirm", "GET /api/v1/registration", "GET /api/v1/brand", "GET /api/v1/brand/logo",
        "POST /api/v1/registrations",
        "POST /api/v1/registrations/resend", "POST /api/v1/registrations/confirm",
        "POST /api/v1/invitations/look-up", "POST /api/v1/invitations/accept"}
# For people who are signed in: no key opens them.
PERSONAL = {"GET /api/v1/sessions", "DELETE /api/v1/sessions/{id}", "GET /api/v1/session", "DELETE /api/v1/session",
            "POST /api/v1/password", "GET /api/v1/profile", "PATCH /api/v1/profile", "GET /api/v1/accounts",
            "POST /api/v1/session/account", "GET /api/v1/second-factor", "POST /api/v1/second-factor",
            "POST /api/v1/second-factor/confirm", "POST /api/v1/second-factor/recovery-codes",
            "POST /api/v1/second-factor/end", "POST /api/v1/users/{id}/second-factor-reset"}
SIGNED = {"POST /webhooks/retell/{connection}", "POST /webhooks/retell/{connection}/{tag}/{mac}"}
LISTS = [route[4:] for route, case in CASES.items()
         if route.startswith("GET ") and "{" not in route and "/admin/" not in route and not case.query
         and route not in ("GET /api/v1/live", "GET /api/v1/audit-log/export", "GET /api/v1/account/logo",
                       "GET /api/v1/board/logo")]
# a fresh ticket; no JSON


class Matrix:
    def __init__(self, s, sim, offset, table):
        self.s, self.sim, self.offset, self.tried = s, sim, offset, 0
        self.routes = dict(line.rsplit(" ", 2)[0:2] for line in table)
        self.keyed = {line.rsplit(" ", 2)[0] for line in table if line.endswith(" key")}
        self.used_keys = {}

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
        w["calls"] = s.all("/api/v1/calls")[0]["id"]
        wait_for("the call is recorded", lambda: s.ask("GET", f"/api/v1/calls/{w['calls']}")["recording_url"])
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
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(milliseconds=self.offset + 1500)
        expired = self.key_of(sorted(OWNER), expires_at=soon.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z")
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
        document = self.s.ask("GET", "/api/v1/openapi.json")
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
        print(f"{len(self.routes)} routes, {self.tried} requests")

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
