#!/usr/bin/env python3
"""The audit log by real processes: who did what from where, before and after; filters, the file, and a check that
finds what somebody did to the store behind its back.

usage: audit.py <speechai> <retell-simulator>
"""
import csv
import io
import os
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import ROOT, Folder, Simulator, SpeechAI, lawful_offset, wait_for  # noqa: E402
from person import Person  # noqa: E402


def lines_of(s, query=""):
    return s.all("/api/v1/audit-log" + query)


def check_by_command(s):
    """Exit status and what it printed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SPEECHAI_")}
    done = subprocess.run([s.program, "audit", "check", "--url", s.url, "--language", "en"], cwd=ROOT,
                          env={**environment, "SPEECHAI_API_KEY": s.platform_key}, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def tells_who_what_and_from_where(s):
    account = s.new_account()
    script = s.new_script()
    s.ask("PATCH", f"/api/v1/scripts/{script}", {"opening": "Buenas tardes."})
    campaign = s.new_campaign(script=script)
    s.ask("PATCH", "/api/v1/account", {"name": "=Otra; \"razón\""})
    made = s.ask("POST", "/api/v1/api-keys", {"name": "panel", "scopes": ["read"]})
    s.ask("DELETE", f"/api/v1/api-keys/{made['key']['id']}")
    s.ask("POST", "/api/v1/suppressions", {"phone": "+573005550000"})
    number = s.ask("POST", "/api/v1/numbers", {"e164": "+573005550001"})["id"]
    s.ask("DELETE", f"/api/v1/numbers/{number}")
    lines = lines_of(s)
    types = [line["type"] for line in lines]
    for wanted in ("script.created", "script.changed", "campaign.created", "account.changed", "api_key.created",
                   "api_key.revoked", "suppression.added", "number.added", "number.removed", "wallet.funded"):
        assert wanted in types, (wanted, types)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1)), lines
    changed = next(line for line in lines if line["type"] == "script.changed")
    assert changed["object"] == script and changed["actor"].startswith("key_"), changed
    assert changed["address"] == "127.0.0.1" and changed["request_id"], changed
    opening = next(c for c in changed["changes"] if c["field"] == "opening")
    assert opening == {"field": "opening", "before": "¿Hablo con {{nombre}}?", "after": "Buenas tardes."}, opening
    text = str(lines)
    assert made["secret"] not in text and s.key not in text, "a secret stands in the log"
    above_is_told_without_a_name(s, account)
    return account, script, campaign


def above_is_told_without_a_name(s, account):
    """Whoever operates the installation is that, for the account: no id, no address. They themselves read who it was."""
    for act in ("suspend", "reinstate"):
        s.ask("POST", f"/api/v1/admin/accounts/{account}/{act}", {"reason": "prueba"}, platform=True)
    deeds = ("account.created", "account.suspended", "account.reinstated")
    lines = [x for x in lines_of(s) if x["type"] in deeds]
    assert [(x["type"], x["actor"], x["address"]) for x in lines] == [(deed, "operator", "") for deed in deeds], lines
    asked = urllib.request.Request(s.url + "/api/v1/audit-log/export?type=account.suspended", headers={"Authorization": f"Bearer {s.key}"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    assert [(row["actor"], row["address"]) for row in rows] == [("operator", "")], rows
    s.ask("POST", f"/api/v1/admin/accounts/{account}/adjustments", {"amount": {"amount": "1.00", "currency": "USD"}, "reason": "prueba"},
          platform=True)
    adjusted = s.ask("GET", "/api/v1/wallet/entries?kind=adjust")["items"]
    assert [line["actor"] for line in adjusted] == ["operator"], adjusted
    assert s.ask("GET", f"/api/v1/wallet/entries/{adjusted[0]['id']}")["entry"]["actor"] == "operator"
    s.ask("POST", "/api/v1/wallet/check")  # the chain holds who it was, and holds
    told = s.ask("GET", f"/api/v1/admin/accounts/{account}/audit-log?type=account.suspended", platform=True)["items"]
    assert told[0]["actor"].startswith(("key_", "usr_")) and told[0]["address"], told


def filters_and_file(s, script, campaign):
    lines = lines_of(s)
    assert {line["type"] for line in lines_of(s, f"?object={script}")} == {"script.created", "script.changed"}
    assert {line["type"] for line in lines_of(s, "?type=account.changed")} == {"account.changed"}
    assert [line["type"] for line in lines_of(s, f"?object={campaign}")] == ["campaign.created"]
    actor = next(line["actor"] for line in lines if line["type"] == "script.changed")
    assert all(line["actor"] == actor for line in lines_of(s, f"?actor={actor}"))
    middle = lines[len(lines) // 2]["created_at"]
    late = lines_of(s, f"?created_at[gte]={middle}")
    early = lines_of(s, f"?created_at[lt]={middle}")
    assert late and early and [x["seq"] for x in early + late] == [x["seq"] for x in lines], (early, late)
    raw = s.ask("GET", "/api/v1/audit-log/export")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [int(row["seq"]) for row in rows] == [line["seq"] for line in lines]
    assert [row["type"] for row in rows] == [line["type"] for line in lines]
    renamed = next(row for row in rows if row["type"] == "account.changed")
    assert renamed["changes"] == "name: Prueba → =Otra; \"razón\"", renamed
    one = list(csv.DictReader(io.StringIO(s.ask("GET", "/api/v1/audit-log/export?type=account.changed")
                                          .decode("utf-8-sig"))))
    assert len(one) == 1, one
    for _ in range(230):  # more than a page
        s.ask("PATCH", "/api/v1/account", {"name": "Una"})
        s.ask("PATCH", "/api/v1/account", {"name": "Dos"})
    raw = s.ask("GET", "/api/v1/audit-log/export").decode("utf-8-sig")
    assert [int(row["seq"]) for row in csv.DictReader(io.StringIO(raw))] == list(range(1, len(lines) + 461))


def refusals_are_told_and_a_flood_is_few_lines(s, offset):
    """Of a person's own address; of one that is nobody's there is no line, and the answers are the same."""
    person = s.ask("GET", "/api/v1/users")["items"][0]
    ana = Person(s.url, person["email"], "bruma de los tejados", offset)
    ana.ask("POST", "/api/v1/password-resets", {"email": ana.email})
    ana.ask("POST", "/api/v1/password-resets/confirm", {"token": s.mail_of("rst_"), "password": ana.password})
    answers = [Person(s.url, email, "otra bruma larga", offset).sign_in() for email in (ana.email, "nadie@example.com")]
    assert answers[0][0] == answers[1][0] == 401, answers
    assert {**answers[0][1], "instance": ""} == {**answers[1][1], "instance": ""}, answers
    failed = wait_for("the refusal is told", lambda: lines_of(s, "?type=sign_in.failed"))
    assert [(x["actor"], x["object"], x["count"], x["detail"]) for x in failed] == \
        [("unknown", person["id"], 1, "auth.wrong_password")], failed
    assert failed[0]["address"] == "127.0.0.1" and failed[0]["request_id"], failed
    Person(s.url, ana.email, "otra bruma larga", offset).sign_in()
    assert ana.sign_in()[0] == 201
    wait_for("the second is told with it", lambda: [x["count"] for x in lines_of(s, "?type=sign_in.failed")] == [1, 2])
    other = Person(s.url, ana.email, ana.password, offset)
    assert other.sign_in()[0] == 201
    assert other.call("GET", "/api/v1/account")[0] == 200
    ana.ask("DELETE", f"/api/v1/sessions/{other.ask('GET', '/api/v1/session')['session']['id']}")
    assert other.call("GET", "/api/v1/account")[0] == 401, "a session that was closed from afar opens something"
    ana.ask("DELETE", "/api/v1/session")
    assert ana.call("GET", "/api/v1/account")[0] == 401
    assert [x["detail"] for x in lines_of(s, "?type=session.ended")] == ["closed", "signed_out"]
    assert len(lines_of(s, "?type=password.reset_mailed")) == len(lines_of(s, "?type=password.changed")) == 1
    assert not [x for x in s.ask("GET", "/api/v1/admin/audit-log", platform=True)["items"]
                if "password" in x["type"]]


def check_finds_what_was_done_behind_its_back(s, account):
    code, text = check_by_command(s)
    assert code == 0 and account in text, (code, text)
    s.stop()
    db = sqlite3.connect(s.folder / "data/speechai.db")
    for name in ("audit_entries_stay", "audit_entries_last"):
        db.execute(f"DROP TRIGGER {name}")
    changes = db.execute("SELECT changes FROM audit_entries WHERE type = 'script.changed'").fetchone()[0]
    db.execute("UPDATE audit_entries SET changes = ? WHERE type = 'script.changed'",
               (changes.replace("Buenas tardes", "Buenas noches"),))
    db.commit()
    db.close()
    assert s.start(), "it did not start again"
    assert s.ask("GET", "/api/v1/admin/audit-log/check", platform=True,
                 headers={"X-Account": account})["sound"] is False
    found = [x for x in s.ask("GET", "/api/v1/admin/audit-log/checks", platform=True)["items"] if
             not x["check"]["sound"]]
    assert [x["account"] for x in found] == [account] and found[0]["check"]["broken_at"] > 0, found
    code, text = check_by_command(s)
    assert code == 1 and "not as it was written" in text, (code, text)


def main(speechai, simulator):
    offset = lawful_offset(speechai)
    with Folder() as folder:
        sim = Simulator(simulator, folder, "--clock-offset-ms", offset)
        s = SpeechAI(speechai, folder, sim, offset)
        try:
            assert s.start(), "speechai up did not start"
            account, script, campaign = tells_who_what_and_from_where(s)
            filters_and_file(s, script, campaign)
            refusals_are_told_and_a_flood_is_few_lines(s, int(offset))
            check_finds_what_was_done_behind_its_back(s, account)
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
