#!/usr/bin/env python3
"""The dashboard in a real browser against real processes: one installation with an account in the middle of its day,
and every *.journey.mjs beside this file, one after the other.

usage: dashboard.py <modules> <speechai> <retell-simulator> <dashboard> <out> [name...]

With names, the modules that have them and no others; pictures.mjs (scripts/pictures) only so.
"""
import contextlib
import datetime
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import openpyxl

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from installation import ROOT, NUMBER, Folder, Simulator, SpeechAI, lawful_offset, wait_for  # noqa: E402

PASSWORD = "caballo correcto grapa azul"
SHEET = ROOT / "examples/contactos.xlsx"
SCRIPT = (ROOT / "examples/guion.txt").read_text()
COLUMNS = ("celular", "nombre_completo", "saldo_en_mora", "fecha_vencimiento", "producto", "ciudad")
GIVEN = ("Ana", "José", "Luz", "Iván", "Sara", "Óscar", "Inés", "Raúl")
FAMILY = ("Rojas", "Marín", "Peña", "Duarte", "Niño", "Vélez", "Ospina")


def make_account(s, name, email, funds="60.00"):
    """An account with an owner who can sign in. The last one made is the one that s speaks for."""
    made = s.ask("POST", "/api/v1/admin/accounts",
                 {"name": name, "country": "CO", "plan": "professional", "owner_email": email, "owner_password": PASSWORD},
                 platform=True)
    s.account, s.key = made["account"]["id"], made["secret"]
    s.top_up(funds)
    s.ask("POST", "/api/v1/numbers", {"e164": NUMBER})
    return {"account": s.account, "key": s.key, "email": email, "password": PASSWORD}


def upload(s, campaign):
    query = urllib.parse.urlencode({"file_name": SHEET.name, "campaign": campaign})
    return s.ask("POST", f"/api/v1/batches?{query}", SHEET.read_bytes(),
                 headers={"Content-Type": "application/octet-stream"})["id"]


def people(prefix, count, due):
    return [(f"{prefix}{i:02}", f"{GIVEN[i % len(GIVEN)]} {FAMILY[i % len(FAMILY)]}", 80000 + 1700 * i, due, "Tarjeta",
             "Medellín") for i in range(count)]


OF_THE_RUNNING = ("live", "wall")  # first, while the campaign still has people to call
UNHURRIED = {"pacing": {"starts_per_minute": 20, "max_active": 8}}  # ten minutes for the sheet: not over before it is looked at


def make_day(s):
    """A campaign that is over, one in the middle, one whose list is being looked at, one that is ready to launch."""
    script = s.new_script(SCRIPT, "Buenos días, ¿hablo con {{nombre_completo}}?")
    pace = {"pacing": {"starts_per_minute": 6000, "max_active": 40}}
    over = s.new_campaign(name="Cartera octubre – tramo 1", script=script, **pace)
    s.import_rows(over, people("30055501", 40, "2026-10-05"), COLUMNS)
    s.ask("POST", f"/api/v1/campaigns/{over}/launch")
    wait_for("the first campaign is over", lambda: s.ask("GET", f"/api/v1/campaigns/{over}")["status"] == "done", 300)
    draft = s.new_campaign(name="Recordatorio diciembre", script=script, **UNHURRIED)
    uploaded, checked = upload(s, draft), upload(s, draft)
    s.ask("POST", f"/api/v1/batches/{checked}/check")
    wait_for("every row is looked at", lambda: s.ask("GET", f"/api/v1/batches/{checked}")["checked_at"])
    planned = s.new_campaign(name="Cartera diciembre", script=script, **pace)
    s.import_rows(planned, people("30055502", 90, "2026-12-05"), COLUMNS)
    running = s.new_campaign(name="Cartera noviembre", script=script, **UNHURRIED,
                             retry={"max_attempts": 3, "attempts_per_day": 1})
    s.import_file(running, SHEET.name, SHEET.read_bytes())
    s.ask("POST", f"/api/v1/campaigns/{running}/launch")
    said = s.all(f"/api/v1/calls?campaign={over}&outcome=promise")[0]
    waits = wait_for("somebody is to be called again",
                     lambda: s.ask("GET", f"/api/v1/jobs?limit=1&campaign={running}&state=retry_wait")["items"], 180)[0]
    s.ask("POST", "/api/v1/webhook-endpoints", {"url": "https://crm.cobrosandinas.co/speechai", "description": "CRM de cobranza"})
    s.ask("POST", "/api/v1/webhook-endpoints", {"url": "https://datos.cobrosandinas.co/llamadas", "disabled": True,
                                                "events": ["call.settled", "call.analyzed"]})
    paid, charged = (s.ask("GET", f"/api/v1/wallet/entries?limit=1&kind={kind}")["items"][0]["id"] for kind in ("fund", "settle"))
    month = s.ask("GET", "/api/v1/wallet/statements")["items"][0]["month"]
    wall = s.ask("POST", "/api/v1/displays", {"name": "Sala de operaciones"})["secret"]
    imported = s.ask("GET", f"/api/v1/batches?limit=1&campaign={running}")["items"][0]["id"]
    return {"over": over, "running": running, "draft": draft, "planned": planned, "script": script, "uploaded": uploaded,
            "checked": checked, "imported": imported, "call": said["id"], "job": said["job"], "phone": said["phone"],
            "waiting": waits["id"], "wall": wall, "paid": paid, "charged": charged, "month": month}


def make_dry(s):
    """An account whose money is enough for one call at a time, and few of them: each holds $0.60, for 5 minutes."""
    dry = make_account(s, "Cartera Corta", "corta@example.com", "0.70")
    campaign = s.new_campaign(name="Cartera sin fondos", script=s.new_script(SCRIPT, "¿Hablo con {{nombre_completo}}?"),
                              pacing={"starts_per_minute": 6000, "max_active": 6})
    s.import_rows(campaign, people("31155503", 60, "2026-10-05"), COLUMNS)
    return {**dry, "campaign": campaign}


def make_workbook(path):
    """As people keep them: a cover first, a title above the list, several phones in a cell, a total below."""
    book = openpyxl.Workbook()
    book.active.title = "Portada"
    book.active.append(["Reporte mensual de cartera"])
    sheet = book.create_sheet("Cartera")
    for row in (("CARTERA EN MORA",), (), ("Generado por", "Sistema"),
                ("Cliente", "Tel. celular", "Saldo", "Vence", "Ciudad", "Observación"),
                ("Ana Rojas", "3125556001", 125000, datetime.date(2026, 12, 5), "Cali", "llamar"),
                ("Luis Peña", "312 555 6002 / 312 555 6003", 80000.5, datetime.date(2026, 12, 6), "Bogotá", ""),
                ("Sara Niño", "12", 99000, datetime.date(2026, 12, 7), "Cali", ""),
                ("Óscar Vélez", "312555", 5000, datetime.date(2026, 12, 8), "Cali", ""),
                ("Otra Ana", "3125556001", 1000, datetime.date(2026, 12, 9), "Cali", "repetida")):
        sheet.append(row)
    book.save(path)
    return str(path)


def put_aside(database, account, over):
    """What nobody could handle, as the store keeps it: two events, and a notice of the provider."""
    def told(seq, **fields):
        return json.dumps({"seq": seq, "version": 1, "ordinal": seq, "at": "2026-01-02T03:04:05.000Z", "actor": "system",
                           "account": account, "campaign": over, "aggregate": "agg_01k0xw5a0000000000000000aa", **fields})
    with contextlib.closing(sqlite3.connect(database, timeout=30)) as db, db:
        for seq, consumer, reason, fields in (
                (1, "billing", "job.not_found", {"type": "alarm", "detail": "call.unknown"}),
                (2, "notification", "mail.refused", {"type": "wallet.low"})):
            db.execute("INSERT INTO dead_events (consumer, seq, account, reason, at, event) VALUES (?, ?, zeroblob(16), ?, ?, ?)",
                       (consumer, seq, reason, 1767323045000, told(seq, **fields)))
        db.execute("UPDATE inbox SET state = 'dead', due_at = 0, tries = 6 WHERE rowid = (SELECT max(rowid) FROM inbox"
                   " WHERE state = 'done')")


def walk(journey, folder):
    """Walks one journey and prints what it says. Returns how it failed, "" when it did not: the others are walked all
    the same."""
    began = time.monotonic()
    done = subprocess.run(["timeout", "1800", "node", journey.name], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, env={**os.environ, "PLACE": str(folder / "place.json")})
    print(f"{journey.name}: {time.monotonic() - began:.1f} s, exit {done.returncode}", done.stdout, sep="\n", end="", flush=True)
    return f"exit {done.returncode}\n{done.stdout[-4000:]}" if done.returncode != 0 else ""


def main(modules, program, simulator_program, dashboard, out, *journeys):
    offset = lawful_offset(program)
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    with Folder() as folder:
        sim = Simulator(simulator_program, folder, "--speed", 10, "--clock-offset-ms", offset, "--concurrency", 40,
                        "--seed", 7)
        s = SpeechAI(program, folder, sim, offset, DIALING_IDLE="20ms", DIALING_COOL_DOWN="0", DASHBOARD_FOLDER=dashboard,
                     BRAND_BASE_DOMAIN="llamadas.localhost", REGISTRATION_MODE="open", REGISTRATION_PLAN="pay_as_you_go")
        try:
            assert s.start()
            s.ask("POST", "/api/v1/admin/voice/set-up", {}, platform=True)
            forgetful = make_account(s, "Tienda del Sur", "olvida@example.com")
            other = make_account(s, "Clínica del Norte", "otra@example.com")
            operator = make_account(s, "Operación", "operador@example.com")
            s.ask("POST", "/api/v1/admin/platform-admins", {"email": operator["email"]}, platform=True)
            dry = make_dry(s)
            own = make_account(s, "Cobranzas Andinas", "ana@example.com")
            day = make_day(s)
            put_aside(folder / "data/speechai.db", own["account"], day["over"])
            place = {"url": s.url, "here": str(HERE), "out": str(out), "own": own, "other": other, "forgetful": forgetful, "operator": operator,
                     "platformKey": s.platform_key, "dry": dry,
                     "sheet": str(SHEET), "workbook": make_workbook(folder / "cartera.xlsx"), "mail": str(folder / "data/outbox"), **day}
            (folder / "place.json").write_text(json.dumps(place))
            for module in sorted(HERE.glob("*.mjs")):
                shutil.copy(module, folder)
            (folder / "node_modules").symlink_to(Path(modules) / "node_modules")
            wanted = [m for m in folder.glob("*.mjs") if m.name.split(".")[0] in journeys] if journeys \
                else folder.glob("*.journey.mjs")
            ended = {journey.name: walk(journey, folder) for journey in
                     sorted(wanted, key=lambda m: (m.name.split(".")[0] not in OF_THE_RUNNING, m.name))}
            s.stop()
            failed = {name: said for name, said in ended.items() if said}
            assert not failed, "\n".join(f"{name}: {said}" for name, said in failed.items())
        finally:
            if s.alive():
                s.kill()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
