"""Every route with what it asks: the permission, a body that it takes, and another account's ids to try. A route that has
no line here fails the test (isolation_walk.py), and so does a line whose route is gone.
"""
import collections
import itertools
import uuid

from installation import wait_for

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


def failed_batch(s, world):
    """What is wrong with it stands behind the rows that are looked at when it comes in."""
    sheet = CSV + b"3001112233\n" * 300 + b'"3001112233\n'
    batch = s.ask("POST", "/api/v1/batches?file_name=a.csv", sheet, headers=RAW)["id"]
    s.ask("POST", f"/api/v1/batches/{batch}/check")
    wait_for("the check has failed", lambda: s.ask("GET", f"/api/v1/batches/{batch}")["failure"])
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
    "GET /api/v1/batches/{id}/failure": Case("read", fresh=failed_batch),
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
    "GET /api/v1/campaigns/{id}/calling-hours": Case("read"),

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
    "GET /api/v1/admin/accounts-summary": Case("platform"),
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
    "GET /api/v1/admin/accounts/{id}/users": Case("platform"),
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
# The live one takes a fresh ticket, the others are no JSON.
LISTS = [route[4:] for route, case in CASES.items()
         if route.startswith("GET ") and "{" not in route and "/admin/" not in route and not case.query
         and route not in ("GET /api/v1/live", "GET /api/v1/audit-log/export", "GET /api/v1/account/logo",
                       "GET /api/v1/board/logo")]
