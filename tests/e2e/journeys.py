#!/usr/bin/env python3
"""Whole journeys by real processes, as a customer goes them: a campaign from sheet to results, pause and
resume, a wallet that runs dry and is topped up, opt-out and do-not-call, undo, other accounts' ids.

usage: journeys.py <speechai> <retell-simulator> [NAME...]
"""
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import FINAL, ROOT, Folder, Simulator, SpeechAI, lawful_offset, no_tag_twice, wait_for  # noqa: E402

FAST = {"DIALING_IDLE": "20ms", "DIALING_COOL_DOWN": "0"}


def people(n, start=0):
    return [(f"300{start + i:07d}", f"Persona {i}", 1000 + i) for i in range(n)]


def sheet_to_results(s, sim):
    """The sample sheet: refused rows come back with reasons, results hold every column and what came of it."""
    s.new_account()
    s.ask("POST", "/api/v1/suppressions/import?file_name=no_llamar.csv", (ROOT / "examples/no_llamar.csv").read_bytes(),
          headers={"Content-Type": "application/octet-stream"})
    campaign = s.new_campaign(script=s.new_script("Cobre a {{nombre_completo}}: ${{saldo_en_mora}}.", "Hola."))
    batch = s.import_file(campaign, "contactos.xlsx", (ROOT / "examples/contactos.xlsx").read_bytes())
    counts = batch["counts"]
    assert counts["rows"] == 200 and counts["duplicates"] > 0 and counts["rejected"] > 0, counts
    assert counts["suppressed"] == 1 and counts["repaired"] > 0, counts
    assert counts["jobs"] + counts["duplicates"] + counts["suppressed"] + counts["rejected"] == 200, counts
    reasons = {r["slug"]: r for r in batch["reasons"]}
    assert sum(r["left_out"] for r in reasons.values()) >= 200 - counts["jobs"], reasons
    assert reasons["row.duplicate_in_file"]["left_out"] == counts["duplicates"], reasons
    assert reasons["row.suppressed"] == {"slug": "row.suppressed", "rows": 1, "left_out": 1, "first_row": 80}, reasons
    report = s.ask("GET", f"/api/v1/batches/{batch['id']}/report")
    assert report[:2] == b"PK"
    s.launch(campaign)
    done = s.wait_until_done(campaign)
    assert done["jobs"] == counts["jobs"], done
    export = s.ask("POST", "/api/v1/exports", {"campaign": campaign})["id"]
    wait_for("export is ready", lambda: s.ask("GET", f"/api/v1/exports/{export}")["status"] == "ready")
    check_results(s.ask("GET", f"/api/v1/exports/{export}/file"), counts["jobs"])
    money = s.check_money()
    assert money["held"] == 0 and money["spent"] > 0, money


def check_results(data, rows):
    import io

    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    table = list(sheet.iter_rows(values_only=True))
    header = table[0]
    assert header[:3] == ("Nombre completo", "Cédula", "Teléfono celular"), header
    assert len(table) == rows + 1, len(table)
    outcome = header.index("Resultado")
    assert all(row[outcome] for row in table[1:]), "a row without outcome"
    assert any(row[header.index("Promesa: fecha")] for row in table[1:]), "nobody promised anything"


def pause_and_resume(s, sim):
    """After a pause was answered, the book shows no further POST until it is resumed."""
    s.new_account()
    campaign = s.new_campaign(pacing={"starts_per_minute": 600, "max_active": 20})
    s.import_rows(campaign, people(120, 10000))
    s.launch(campaign)
    wait_for("calls are being placed", lambda: len(sim.book("post")) >= 5)
    s.ask("POST", f"/api/v1/campaigns/{campaign}/pause")
    posts = len(sim.book("post"))
    end = time.monotonic() + 2
    while time.monotonic() < end:  # a pause is a promise over time: the book is watched for a while
        assert len(sim.book("post")) == posts, "a call was placed after the pause was answered"
        time.sleep(0.05)
    assert s.progress(campaign)["status"] == "paused"
    s.ask("POST", f"/api/v1/campaigns/{campaign}/resume")
    s.wait_until_done(campaign)


def only_waiting(progress):
    return progress["waiting_funds"] > 0 and not any(progress[k] for k in ("queued", "ringing", "talking", "closing"))


def wallet_runs_dry(s, sim):
    """Calls wait for money, the account never falls below zero, and a top-up lets them go on by itself."""
    s.new_account(funds="1.30")  # two holds of five minutes at 0.12, and a little
    campaign = s.new_campaign()
    s.import_rows(campaign, people(40, 20000))
    s.launch(campaign)
    hold = 5 * 120000  # five minutes at 0.12: what one call sets aside
    # what calls did not use buys further calls, until what is left buys none
    wait_for("the rest waits for funds", lambda: only_waiting(s.progress(campaign)) and
             s.check_money()["available"] < hold)
    assert s.progress(campaign)["calls"] > 2, "what calls did not use buys further calls"
    s.top_up("50.00")
    done = s.wait_until_done(campaign)
    assert done["waiting_funds"] == 0 and s.check_money()["held"] == 0


def opt_out_and_list(s, sim):
    """Who says so in a call is never called again, nor is who stands on the list."""
    s.new_account()
    sim.scenario("3000030001", "opted_out")
    campaign = s.new_campaign()
    s.import_rows(campaign, people(1, 30001))
    s.launch(campaign)
    s.wait_until_done(campaign)
    wait_for("the opt-out is on the list", lambda: s.all("/api/v1/suppressions"))
    s.ask("POST", "/api/v1/suppressions", {"phone": "300 003 0002"})
    second = s.new_campaign()
    counts = s.import_rows(second, people(2, 30001))["counts"]
    assert counts["jobs"] == 0 and counts["suppressed"] == 2, counts


def undo(s, sim):
    """Nobody was called: the batch is gone. Somebody was: the rest is cancelled."""
    s.new_account()
    campaign = s.new_campaign()
    batch = s.import_rows(campaign, people(30, 40000))
    s.ask("POST", f"/api/v1/batches/{batch['id']}/undo")
    assert s.progress(campaign)["jobs"] == 0
    again = s.import_rows(campaign, people(30, 40000))
    assert again["counts"]["jobs"] == 30, "what was undone is no duplicate"
    s.ask("PATCH", f"/api/v1/campaigns/{campaign}", {"pacing": {"starts_per_minute": 60, "max_active": 1}})
    s.launch(campaign)
    wait_for("somebody was called", lambda: s.progress(campaign)["calls"] > 0)
    got = s.ask("POST", f"/api/v1/batches/{again['id']}/undo")
    assert got["dialed"] > 0, got
    wait_for("nothing is open any more", lambda: s.progress(campaign)["cancelled"] > 0 and
             s.progress(campaign)["queued"] == 0)


def tenants_are_apart(s, sim):
    """Another account's ids answer 404, as if they did not exist."""
    s.new_account()
    campaign = s.new_campaign()
    batch = s.import_rows(campaign, people(1, 50000))["id"]
    script = s.new_script()
    paths = [f"/api/v1/campaigns/{campaign}", f"/api/v1/campaigns/{campaign}/progress", f"/api/v1/batches/{batch}",
             f"/api/v1/scripts/{script}", f"/api/v1/jobs/{s.all('/api/v1/jobs')[0]['id']}"]
    s.new_account()
    for path in paths:
        status, answer = s.call("GET", path)
        assert status == 404 and "not_found" in answer["code"], (path, status, answer)
    assert s.call("POST", f"/api/v1/campaigns/{campaign}/launch")[0] == 404
    assert s.all("/api/v1/jobs") == [] and s.all("/api/v1/campaigns") == []


JOURNEYS = [sheet_to_results, pause_and_resume, wallet_runs_dry, opt_out_and_list, undo, tenants_are_apart]


def main(program, simulator_program, *names):
    offset = lawful_offset(program)
    for journey in JOURNEYS:
        if names and journey.__name__ not in names:
            continue
        with Folder() as folder:
            sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset,
                            "--concurrency", 200, "--webhook-retry-ms", 50)
            s = SpeechAI(program, folder, sim, offset, **FAST)
            try:
                assert s.start()
                journey(s, sim)
                no_tag_twice(sim)
                s.check_money()
                s.stop()
            finally:
                if s.alive():
                    s.kill()
                sim.stop()
        print("done:", journey.__name__, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
