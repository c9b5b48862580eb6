#!/usr/bin/env python3
"""The resources of an account as its dashboard uses them, on real processes: a sheet is checked, mended and
imported, a script goes back to what it said, a launch is thought through, results come in parts.

usage: resources.py <speechai> <retell-simulator> [NAME...]
"""
import csv
import io
import sys
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, lawful_offset, request, wait_for  # noqa: E402

RAW = {"Content-Type": "application/octet-stream"}
SHEET = "celular,nombre,saldo\n3001234567,Ana,1000\n12,Luis,2000\n3001234567,Otra Ana,3000\n3007654321,Eva,4000\n"


def fetch(s, path, **headers):
    """(status, headers, bytes) of a file."""
    asked = urllib.request.Request(s.url + path, headers={"Authorization": "Bearer " + s.key, **headers})
    try:
        with urllib.request.urlopen(asked, timeout=120) as r:
            return r.status, r.headers, r.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()


def upload(s, text, campaign=None):
    query = {"file_name": "gente.csv", **({"campaign": campaign} if campaign else {})}
    return s.ask("POST", "/api/v1/batches?" + urllib.parse.urlencode(query), text.encode(), headers=RAW)["id"]


def checked(s, batch):
    s.ask("POST", f"/api/v1/batches/{batch}/check")
    return wait_for("the batch is checked", lambda: checked_batch(s, batch))


def checked_batch(s, batch):
    got = s.ask("GET", f"/api/v1/batches/{batch}")
    return got if got["status"] == "received" and got["checked_at"] else None


def sheet_is_mended(s):
    """Verdicts of rows, a cell mended in place, the good ones imported, the others still there to be read."""
    campaign = s.new_campaign()
    batch = upload(s, SHEET, campaign)
    counts = checked(s, batch)["counts"]
    assert (counts["rows"], counts["jobs"], counts["rejected"], counts["duplicates"]) == (4, 2, 1, 1), counts
    assert s.ask("GET", f"/api/v1/jobs?batch={batch}")["items"] == [], "a check imports nobody"
    rows = s.all(f"/api/v1/batches/{batch}/rows")
    assert [(r["row"], r["verdict"]) for r in rows] == [(3, "rejected"), (4, "duplicate")], rows
    assert rows[0]["cells"] == ["12", "Luis", "2000"] and rows[0]["notes"][0]["text"], rows[0]
    assert fetch(s, f"/api/v1/batches/{batch}/report")[2][:2] == b"PK"
    fixed = s.ask("PATCH", f"/api/v1/batches/{batch}/rows/3", {"cells": [{"index": 0, "text": "300 999 8877"}]})
    assert fixed["verdict"] in ("ready", "repaired") and fixed["fixed"], fixed
    assert [r["row"] for r in s.all(f"/api/v1/batches/{batch}/rows?fixed=true")] == [3]
    s.ask("POST", f"/api/v1/batches/{batch}/import")
    done = wait_for("the batch is imported", lambda: s.settled_batch(batch))
    assert done["status"] == "committed" and done["counts"]["jobs"] == 3, done
    names = sorted(j["name"] for j in s.all(f"/api/v1/jobs?batch={batch}"))
    assert names == ["Ana", "Eva", "Luis"], names


def a_sheet_that_breaks_says_why(s):
    """Its first rows are fine, so it comes in; a check and an import say in words what is wrong further down."""
    rows = "".join(f"302{i:07d},Ana {i},{i}\n" for i in range(5000))
    batch = upload(s, SHEET + rows + '3009998877,"Luis,2000\n', s.new_campaign())
    path = f"/api/v1/batches/{batch}/failure"
    assert fetch(s, path)[0] == 404
    s.ask("POST", f"/api/v1/batches/{batch}/check")
    wait_for("the check is over", lambda: s.ask("GET", f"/api/v1/batches/{batch}")["failure"])
    assert s.ask("GET", path)["slug"] == "sheet.open_quote"
    s.ask("POST", f"/api/v1/batches/{batch}/import")
    failed = wait_for("the batch is told of", lambda: s.settled_batch(batch))
    assert (failed["status"], failed["failure"]) == ("failed", "sheet.open_quote"), failed
    for language in "es", "en":
        headers = {"Accept-Language": language}
        told = s.ask("GET", path, headers=headers)
        assert "5006" in told["text"] and "{" not in told["text"], told
        notice = wait_for("the notice is there", lambda: next(
            (n for n in s.ask("GET", "/api/v1/notifications", headers=headers)["items"] if n["batch"] == batch), None))
        assert told["text"] in notice["text"], (told, notice)


def script_says_what_it_said(s):
    script = s.new_script("Cobre {{saldo}} a {{nombre}}.")
    s.ask("PATCH", f"/api/v1/scripts/{script}", {"instructions": "Cobre el {{fecha}}."})
    restored = s.ask("POST", f"/api/v1/scripts/{script}/versions/1/restore")
    assert restored["revision"] == 3 and restored["instructions"] == "Cobre {{saldo}} a {{nombre}}.", restored
    versions = s.ask("GET", f"/api/v1/scripts/{script}/versions?sort=-created_at")["items"]
    assert [v["revision"] for v in versions] == [3, 2, 1], versions
    batch = upload(s, SHEET)
    shown = s.ask("POST", "/api/v1/scripts/preview",
                  {"script": script, "batch": batch, "row": 5, "opening": "¿{{nombre}}? {{fecha}}"})
    assert shown["opening"] == "¿Eva? {{fecha}}" and shown["instructions"] == "Cobre 4000 a Eva.", shown
    assert shown["missing"] == ["fecha"], shown


def launch_is_thought_through(s):
    campaign = s.new_campaign()
    s.import_rows(campaign, [("3101112233", "Ana", 1), ("3104445566", "Luis", 2), ("12", "Nadie", 3)])
    s.ask("POST", "/api/v1/suppressions", {"phone": "310 444 5566"})
    plan = s.ask("GET", f"/api/v1/campaigns/{campaign}/flight-plan")
    assert (plan["people"], plan["examined"], plan["callable"]) == (2, 2, 1), plan
    assert [n["slug"] for n in plan["skipped"]] == ["person.suppressed"] and plan["skipped"][0]["text"], plan
    english = s.ask("GET", f"/api/v1/campaigns/{campaign}/flight-plan", headers={"Accept-Language": "en"})
    assert english["skipped"][0]["text"] != plan["skipped"][0]["text"], "why they wait is said in the viewer's language"
    assert plan["left_out"][0]["people"] == 1 and not plan["problems"], plan
    assert plan["earliest_end"] and plan["covers_permille"] == 1000, plan
    s.launch(campaign)
    s.wait_until_done(campaign)
    job = [j for j in s.all(f"/api/v1/jobs?campaign={campaign}") if j["name"] == "Ana"][0]
    kinds = [e["kind"] for e in s.ask("GET", f"/api/v1/jobs/{job['id']}/timeline")["entries"]]
    assert kinds[0] == "imported" and {"held", "dialed", "ended", "settled", "finished"} <= set(kinds), kinds
    contact = s.ask("GET", "/api/v1/contacts?phone=" + urllib.parse.quote("+573101112233"))
    assert contact["jobs"][0]["job"] == job["id"] and not contact["suppressed"], contact
    assert s.ask("GET", "/api/v1/contacts?phone=3104445566")["suppressed"]
    calls = s.ask("GET", "/api/v1/calls?phone=" + urllib.parse.quote("+573101112233"))["items"]
    assert calls and {c["job"] for c in calls} == {job["id"]}, calls


def results_come_in_parts(s):
    campaign = s.new_campaign()
    s.import_rows(campaign, [(f"320{i:07d}", f"Persona {i}", i) for i in range(200)])
    export = s.ask("POST", "/api/v1/exports", {"campaign": campaign, "format": "csv"})["id"]
    wait_for("the export is ready", lambda: s.ask("GET", f"/api/v1/exports/{export}")["status"] == "ready")
    path = f"/api/v1/exports/{export}/file"
    status, headers, whole = fetch(s, path)
    assert status == 200 and headers["Accept-Ranges"] == "bytes" and len(whole) == int(headers["Content-Length"])
    status, head, first = fetch(s, path, Range="bytes=0-999")
    assert status == 206 and first == whole[:1000], (status, len(first))
    assert head["Content-Range"] == f"bytes 0-999/{len(whole)}", head["Content-Range"]
    status, _, rest = fetch(s, path, Range="bytes=1000-", **{"If-Range": headers["ETag"]})
    assert status == 206 and first + rest == whole
    status, _, other = fetch(s, path, Range="bytes=1000-", **{"If-Range": '"another"'})
    assert status == 200 and other == whole, "a file that has changed begins anew"
    status, head, _ = fetch(s, path, Range=f"bytes={len(whole)}-")
    assert status == 416 and head["Content-Range"] == f"bytes */{len(whole)}", (status, dict(head))
    s.ask("DELETE", f"/api/v1/exports/{export}")
    assert fetch(s, path)[0] == 404


def call_is_heard(s):
    """The recording is fetched once from the provider, and then it is ours, in parts as a player asks for them."""
    campaign = s.new_campaign()
    s.import_rows(campaign, [(f"330{i:07d}", f"Persona {i}", i) for i in range(20)])
    s.launch(campaign)
    s.wait_until_done(campaign)
    calls = s.all(f"/api/v1/calls?campaign={campaign}")
    heard = [c for c in calls if c["recording_url"]][0]
    path = f"/api/v1/calls/{heard['id']}/recording"
    status, headers, whole = fetch(s, path)
    assert status == 200 and headers["Content-Type"] == "audio/wav" and whole[:4] == b"RIFF", (status, whole[:40])
    status, head, part = fetch(s, path, Range="bytes=44-143")
    assert status == 206 and part == whole[44:144] and head["Content-Range"].endswith(f"/{len(whole)}"), status
    assert abs((len(whole) - 44) - heard["talk_ms"] * 8) <= 8, "the sound is as long as the talk"
    turns = s.ask("GET", f"/api/v1/calls/{heard['id']}/transcript")["turns"]
    lines = "".join(f"{'Agent' if t['speaker'] == 'agent' else 'User'}: {t['text']}\n" for t in turns)
    assert turns and lines == heard["transcript"], (turns, heard["transcript"])
    words = [w for t in turns for w in t["words"]]
    assert len(words) == sum(len(t["text"].split()) for t in turns)
    assert all(a["end_ms"] <= b["start_ms"] for a, b in zip(words, words[1:])), words[:4]
    assert words[-1]["end_ms"] <= heard["talk_ms"], (words[-1], heard["talk_ms"])
    calls_are_taken_along(s, heard["outcome"])
    silent = [c for c in calls if not c["recording_url"]]
    assert not silent or fetch(s, f"/api/v1/calls/{silent[0]['id']}/recording")[0] == 404


def calls_are_taken_along(s, outcome):
    """The list of calls as a file: those that the same filters leave on the page."""
    export = s.ask("POST", "/api/v1/exports", {"kind": "calls", "format": "csv", "outcome": outcome, "language": "es"})["id"]
    wait_for("the export is ready", lambda: s.ask("GET", f"/api/v1/exports/{export}")["status"] == "ready")
    _, headers, data = fetch(s, f"/api/v1/exports/{export}/file")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    listed = s.all(f"/api/v1/calls?outcome={outcome}&sort=-created_at")
    assert "calls.csv" in headers["Content-Disposition"], dict(headers)
    assert rows[0][:3] == ["Llamada", "Nombre", "Teléfono llamado"], rows[0]
    assert [r[1] for r in rows[1:]] == [c["name"] for c in listed] and len(listed) > 0, (rows[:3], len(listed))


def script_is_rehearsed(s):
    """A script meets somebody who is made up: what would be said and recorded, and nothing is left of it."""
    script = s.new_script("Recuerde a {{nombre}} su pago.\n- Factura: {{factura}}\n- Saldo: $ {{saldo}}", "Hola, ¿hablo con {{nombre}}?")
    before = (len(s.all("/api/v1/calls")), s.ask("GET", "/api/v1/wallet"), len(s.all("/api/v1/suppressions")))
    values = {"nombre": "Ana", "factura": "A-17", "saldo": "120000"}

    def rehearse(persona, take=0, **more):
        return s.ask("POST", "/api/v1/scripts/rehearsals",
                     {"script": script, "variables": values, "persona": persona, "take": take, **more})

    outcomes = {"promises": "promise", "has_paid": "paid", "refuses": "refused", "is_busy": "callback", "listens": "talked",
                "wrong_person": "wrong_person", "opts_out": "opted_out", "hangs_up": "talked", "voicemail": "voicemail"}
    for persona, outcome in outcomes.items():
        got = rehearse(persona)
        assert got["outcome"] == outcome and got["suppressed"] == (persona == "opts_out"), got
        assert got["turns"][0]["speaker"] == "agent" and got["turns"][0]["text"] == "Hola, ¿hablo con Ana?", got["turns"][0]
        assert got["turns"][-1]["end_ms"] <= got["talk_ms"], got
    said = " ".join(t["text"] for t in rehearse("promises")["turns"])
    assert "factura A-17" in said and "$ 120.000" in said, said
    assert rehearse("promises") == rehearse("promises") and rehearse("promises") != rehearse("promises", 1)
    assert rehearse("listens", variables={"nombre": "Ana"})["missing"] == ["factura", "saldo"]
    status, answer = s.call("POST", "/api/v1/scripts/rehearsals", {"script": script, "persona": "robot"})
    assert status == 422, (status, answer)
    for _ in range(200):  # of 30 a minute some come back meanwhile
        status, answer = s.call("POST", "/api/v1/scripts/rehearsals", {"script": script})[:2]
        if status == 429:
            break
    assert status == 429, "so many in a row are too many"
    assert before == (len(s.all("/api/v1/calls")), s.ask("GET", "/api/v1/wallet"), len(s.all("/api/v1/suppressions")))


def list_goes_out_and_comes_in(s):
    """The do-not-call list as a file, and the same file taken back by another account."""
    for phone in ("3401112233", "3404445566"):
        s.ask("POST", "/api/v1/suppressions", {"phone": phone, "note": "pidió no recibir llamadas"})
    export = s.ask("POST", "/api/v1/exports", {"kind": "suppressions", "format": "csv"})["id"]
    wait_for("the export is ready", lambda: s.ask("GET", f"/api/v1/exports/{export}")["status"] == "ready")
    data = fetch(s, f"/api/v1/exports/{export}/file")[2]
    s.new_account()
    taken = s.ask("POST", "/api/v1/suppressions/import?file_name=lista.csv", data, headers=RAW)
    assert (taken["rows"], taken["added"], taken["rejected"]) == (2, 2, 0), (taken, data)
    assert s.ask("GET", "/api/v1/contacts?phone=3401112233")["suppressed"]
    unwanted = upload(s, SHEET)
    s.ask("DELETE", f"/api/v1/batches/{unwanted}")
    assert s.call("GET", f"/api/v1/batches/{unwanted}")[0] == 404


def list_of_all_goes_out_and_comes_in(s):
    """The installation's own: more lines than one page of the file, and what it lists no account calls."""
    path = "/api/v1/admin/suppressions"
    phones = [f"+573402{i:06}" for i in range(450)]
    sheet = ("telefono\n" + "\n".join(phones) + "\n").encode()
    taken = s.ask("POST", f"{path}/import?file_name=registro.csv", sheet, headers=RAW, platform=True)
    assert (taken["rows"], taken["added"], taken["rejected"]) == (450, 450, 0), taken
    made = s.ask("POST", path, {"phone": "+573401119999", "note": "=pidió; no"}, platform=True)
    raw = s.ask("GET", f"{path}/export", platform=True)
    assert raw.startswith(b"\xef\xbb\xbfphone,reason,note,created_at,expires_at\r\n"), raw[:80]
    lines = {line["phone"]: line for line in csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))}
    assert len(lines) == 451 and set(phones) < set(lines), len(lines)
    assert lines["+573401119999"]["reason"] == "requested" and lines["+573401119999"]["note"].startswith("'="), lines
    again = s.ask("POST", f"{path}/import?file_name=otra-vez.csv", raw, headers=RAW, platform=True)
    assert (again["added"], again["known"]) == (0, 451), again
    campaign = s.new_campaign()
    s.import_rows(campaign, [("3402000007", "Ana", 1), ("3105556677", "Luis", 2)])
    plan = s.ask("GET", f"/api/v1/campaigns/{campaign}/flight-plan")
    assert plan["callable"] == 1 and [n["slug"] for n in plan["skipped"]] == ["person.suppressed"], plan
    assert s.call("GET", f"{path}/export")[0] == 403
    s.ask("DELETE", f"{path}/{made['id']}", platform=True)
    assert s.ask("GET", f"{path}/export", platform=True).count(b"\r\n") == 451


def with_key(s, secret, method, path, body=None):
    return request(method, s.url + path, body, {"Authorization": "Bearer " + secret})


def keys_are_turned_over(s):
    """A new key beside the old one for a while; a sandbox whose keys reach nothing of the account."""
    made = s.ask("POST", "/api/v1/api-keys", {"name": "informes", "scopes": ["read"]})
    turned = s.ask("POST", f"/api/v1/api-keys/{made['key']['id']}/rotate", {"overlap_ms": 3600000})
    for secret in (made["secret"], turned["secret"]):
        assert with_key(s, secret, "GET", "/api/v1/account")[0] == 200
    last = s.ask("GET", f"/api/v1/api-keys/{made['key']['id']}")
    assert last["last_used_at"] and last["expires_at"], last
    at_once = s.ask("POST", f"/api/v1/api-keys/{turned['key']['id']}/rotate", {"overlap_ms": 0})
    assert with_key(s, turned["secret"], "GET", "/api/v1/account")[0] == 401
    assert with_key(s, at_once["secret"], "GET", "/api/v1/account")[0] == 200
    assert s.call("GET", "/api/v1/sandbox")[0] == 404
    test = s.ask("POST", "/api/v1/sandbox/api-keys", {"name": "desarrollo"})
    assert test["secret"].startswith("sk_test_"), test["key"]
    status, sandbox = with_key(s, test["secret"], "GET", "/api/v1/account")
    assert status == 200 and sandbox["sandbox_of"] == s.account and sandbox["id"] != s.account, sandbox
    assert with_key(s, test["secret"], "GET", f"/api/v1/api-keys/{made['key']['id']}")[0] == 404
    assert s.ask("GET", "/api/v1/sandbox")["id"] == sandbox["id"]


def account_is_set(s):
    """What may not be is told field by field; what may be holds, in the version that was read."""
    status, problem = s.call("PATCH", "/api/v1/account", {"country": "ZZ", "window_start": "18:00", "window_end": "08:00",
                                                          "brand_color": "azul", "retention_days": 7})
    fields = {e["field"] for e in problem["errors"]}
    assert status == 422 and fields == {"country", "window_end", "brand_color", "retention_days"}, problem
    account = s.ask("GET", "/api/v1/account")
    wanted = {"window_start": "08:00", "window_end": "17:30", "brand_name": "Cobros", "brand_color": "#1a5fb4",
              "retention_days": 90}
    changed = s.ask("PATCH", "/api/v1/account", wanted, headers={"If-Match": f'"{account["version"]}"'})
    assert {k: changed[k] for k in wanted} == wanted, changed
    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    assert s.call("PUT", "/api/v1/account/logo", b"<svg onload=alert(1)>", headers=RAW)[0] == 422
    assert s.call("PUT", "/api/v1/account/logo", png + bytes(256 * 1024), headers=RAW)[0] == 422
    assert s.ask("PUT", "/api/v1/account/logo", png, headers=RAW)["logo_type"] == "image/png"
    status, head, data = fetch(s, "/api/v1/account/logo")
    assert status == 200 and head["Content-Type"] == "image/png" and data == png, (status, dict(head))
    s.ask("DELETE", "/api/v1/account/logo")
    assert fetch(s, "/api/v1/account/logo")[0] == 404
    assert s.call("PATCH", "/api/v1/account", {"brand_name": "x"}, headers={"If-Match": '"1"'})[0] == 412


def people_and_programs_are_told(s):
    campaign = s.new_campaign()
    s.import_rows(campaign, [("3501112233", "Ana", 1)])
    wait_for("the import is told", lambda: s.ask("GET", "/api/v1/notifications?type=batch.committed")["items"])
    notice = s.ask("GET", "/api/v1/notifications?unread=true&sort=-created_at")["items"][0]
    assert notice["title"] and notice["text"] and "{" not in notice["text"], notice
    in_spanish, in_english = [s.ask("GET", "/api/v1/notifications?type=batch.committed&sort=-created_at",
                                    headers={"Accept-Language": language})["items"][0] for language in ("es", "en")]
    name = s.ask("GET", f"/api/v1/campaigns/{campaign}")["name"]
    assert in_spanish["text"] == f"El lote de la campaña {name} quedó importado. Gestiones: 1.", in_spanish
    assert (in_english["title"], in_english["text"]) == (
        "Batch imported", f"The batch of the campaign {name} is imported. Jobs: 1."), in_english
    assert (in_english["campaign_name"], in_english["count"], in_english["reason"]) == (name, 1, None), in_english
    assert not s.ask("POST", f"/api/v1/notifications/{notice['id']}/read")["unread"]
    s.ask("POST", "/api/v1/notifications/read")
    assert s.ask("GET", "/api/v1/notifications?unread=true")["items"] == []
    assert s.ask("PATCH", "/api/v1/notification-settings", {"mailed": []})["mailed"] == []
    for url in ("http://hooks.cobros.co/x", "https://127.0.0.1/x", "https://localhost/x"):
        assert s.call("POST", "/api/v1/webhook-endpoints", {"url": url})[0] == 422, url
    made = s.ask("POST", "/api/v1/webhook-endpoints", {"url": "https://hooks.cobros.co/x", "events": ["call.settled"]})
    kept = s.ask("GET", f"/api/v1/webhook-endpoints/{made['endpoint']['id']}")
    assert made["secret"].startswith("whsec_") and "secret" not in kept, kept
    changed = s.ask("PATCH", f"/api/v1/webhook-endpoints/{kept['id']}", {"disabled": True})
    assert changed["disabled"] and changed["secret_hint"] == kept["secret_hint"], changed


def what_is_made_twice_by_one_key_is_there_once(s):
    """A program that lost the answer asks again: the same answer, with its secret, and one thing."""
    bodies = {"/api/v1/api-keys": {"name": "panel", "scopes": ["read"]}, "/api/v1/displays": {"name": "Sala"},
              "/api/v1/sandbox/api-keys": {"name": "pruebas", "scopes": ["read"]},
              "/api/v1/webhook-endpoints": {"url": "https://hooks.cobros.co/x"},
              "/api/v1/invitations": {"email": "otra@example.com", "role": "viewer"},
              "/api/v1/suppressions": {"phone": "+573005551234"}}
    for path, body in bodies.items():
        key = {"Idempotency-Key": str(uuid.uuid4())}
        first = s.ask("POST", path, body, headers=key)
        before = len(s.all(path))
        assert s.ask("POST", path, body, headers=key) == first, path
        assert len(s.all(path)) == before, path
        status, answer = s.call("POST", path, {**body, "name": "x"}, headers=key)
        assert (status, answer["code"]) == (422, "idempotency.other_request"), (path, answer)
    status, answer = s.call("PATCH", "/api/v1/account", {"language": "fr"})
    assert (status, answer["errors"][0]["code"]) == (422, "field.not_one_of"), answer
    for path, body in (("/api/v1/exports", {"kind": "suppressions", "language": "fr"}),
                       ("/api/v1/api-keys", {"name": "x", "scopes": ["nada"]}),
                       ("/api/v1/invitations", {"email": "x@example.com", "role": "viewer", "language": "fr"}),
                       ("/api/v1/wallet/top-ups", {"amount": {"amount": "0", "currency": "USD"}})):
        assert s.call("POST", path, body)[0] == 422, path  # and its sentences have no holes


JOURNEYS = [sheet_is_mended, a_sheet_that_breaks_says_why, script_says_what_it_said, launch_is_thought_through,
            results_come_in_parts, call_is_heard, script_is_rehearsed, list_goes_out_and_comes_in,
            list_of_all_goes_out_and_comes_in, keys_are_turned_over, account_is_set, people_and_programs_are_told,
            what_is_made_twice_by_one_key_is_there_once]


def main(program, simulator_program, *names):
    offset = lawful_offset(program)
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200,
                        "--webhook-retry-ms", 50)
        s = SpeechAI(program, folder, sim, offset, DIALING_IDLE="20ms", DIALING_COOL_DOWN="0")
        try:
            assert s.start()
            for journey in JOURNEYS:
                if not names or journey.__name__ in names:
                    s.new_account()
                    journey(s)
                    print("done:", journey.__name__, flush=True)
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
