"""Every command's own example, as its --help prints it, run against a whole installation. Ids in the
examples stand for those of the things made before."""
import contextlib
import json
import os
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path

from installation import NUMBER, ROOT, Folder, Simulator, SpeechAI, free_port, lawful_offset, request
from person import Person

# In an order in which each has what it needs; campaigns are paused, resumed and cancelled while they run.
ORDER = ["settings", "openapi", "demo-clock", "doctor", "health", "voice set-up", "account create", "account list",
         "admin grant", "admin list", "admin revoke", "admin reset-factor", "wallet top-up",
         "wallet show", "wallet ledger", "number add", "number list", "script create", "script list",
         "suppress add", "suppress import", "admin suppress", "admin suppress-file", "admin suppressions", "admin unsuppress",
         "campaign create", "campaign list", "import", "import commit", "import undo",
         "campaign launch", "campaign pause", "campaign resume", "campaign watch", "results export",
         "campaign cancel", "events list", "events show", "events replay", "audit check", "migrate", "migrate-engine", "up"]


def run(program, words, environment, cwd, ok=True):
    done = subprocess.run([program, *words], env=environment, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert not ok or done.returncode == 0, (words, done.returncode, done.stdout, done.stderr)
    return done


def commands(program, environment, cwd):
    """Those that the help lists."""
    text = run(program, ["--help"], environment, cwd).stdout
    part = text.split("\n\n")[1]
    return [re.match(r"  (\S+(?: [a-z-]+)?)  ", line).group(1) for line in part.splitlines()]


def example(program, command, environment, cwd):
    text = run(program, [*command.split(), "--help"], environment, cwd).stdout
    return shlex.split(text.rstrip().splitlines()[-1])[1:]


def put_aside(database, identity):
    """An event that its consumer gave up on, as the store keeps it."""
    consumer, event = identity.split(":")
    aggregate, version, ordinal, kind = event.split("-")
    told = {"seq": 1, "type": kind, "aggregate": f"agg_{aggregate}", "version": int(version), "ordinal": int(ordinal),
            "at": "2026-01-02T03:04:05.000Z", "actor": "system", "detail": "call.unknown"}
    with contextlib.closing(sqlite3.connect(database, timeout=120)) as db, db:
        db.execute("INSERT INTO dead_events VALUES (?, 1, zeroblob(16), 'job.not_found', 1767323045000, ?)",
                   (consumer, json.dumps(told)))


def turn_factor_on(s, address, offset):
    """The person behind the address chooses a password by mail, and turns a second factor on."""
    person = Person(s.url, address, "bruma de los tejados", offset)
    person.ask("POST", "/api/v1/password-resets", {"email": address})
    person.ask("POST", "/api/v1/password-resets/confirm", {"token": s.mail_of("rst_"), "password": person.password})
    assert person.sign_in()[0] == 201
    person.turn_factor_on()
    return person


class Tour:
    def __init__(self, program, environment, cwd):
        self.program, self.environment, self.cwd, self.ids = program, environment, cwd, {}

    def fill(self, words):
        """The examples' ids become those of what this run has made."""
        return [re.sub(r"^(scr|cmp|bat|psu)_01jd0+$", lambda m: self.ids[m.group(1)], word) for word in words]

    def go(self, command):
        if command == "import commit":  # of what a program uploaded
            self.looks_and_leaves_nothing()
            self.ids["bat"] = self.ask("POST", "/api/v1/batches?file_name=contactos.xlsx",
                                       (ROOT / "examples/contactos.xlsx").read_bytes())["id"]
        if command == "import undo":  # of a batch of its own: the campaign keeps the other
            self.ids["bat"] = self.import_sheet(None)
        if command == "campaign cancel":  # the first one is done by now
            self.go("campaign create")
        words = self.fill(example(self.program, command, self.environment, self.cwd))
        if command in ("script create", "campaign create", "account create", "admin suppress"):
            words.append("--json")
        if command == "events show":  # the only one: no command makes what cannot be handled
            put_aside(self.cwd / "kept/speechai.db", words[-1])
        if command == "health":  # the port of this run
            words[-1] = json.loads((self.cwd / "kept/local.json").read_text())["address"]
        if command == "campaign create":  # one that ends today, and not before it was paused
            words += ["--attempts", "1", "--max-call-minutes", "2", "--starts-per-minute", "120"]
        if command == "campaign resume":  # it is paused: who watches hears why nobody is called
            self.tells_why()
        if command == "campaign watch":  # to its end
            self.hurry()
        if command == "wallet top-up":
            run(self.program, ["wallet", "top-up", "1000"], self.environment, self.cwd)
        done = run(self.program, words, self.environment, self.cwd)
        if command in ("script create", "campaign create", "admin suppress"):
            made = json.loads(done.stdout)
            self.ids[made["id"][:3]] = made["id"]
        if command == "account create":
            self.environment["SPEECHAI_ACCOUNT"] = json.loads(done.stdout)["account"]["id"]
        if command == "import":  # the example only looks; now for good
            self.import_sheet(self.ids["cmp"])
        print("ran: speechai", shlex.join(words), flush=True)

    def tells_why(self):
        for language, why in (("es", "Por qué esperan: La campaña está en pausa."),
                              ("en", "Why they wait: The campaign is paused.")):
            watch = subprocess.Popen([self.program, "campaign", "watch", self.ids["cmp"], "--language", language],
                                     env=self.environment, cwd=self.cwd, stderr=subprocess.PIPE, text=True)
            try:
                told = [watch.stderr.readline(), watch.stderr.readline()]  # how it goes, and why it does not
                assert told[1].startswith(why), told
            finally:
                watch.kill()
                watch.communicate()

    def ask(self, method, path, body=None):
        local = json.loads((self.cwd / "kept/local.json").read_text())
        kind = {"Content-Type": "application/octet-stream"} if isinstance(body, bytes) else {}
        status, answer = request(method, local["address"] + path, body,
                                 {"Authorization": "Bearer " + local["key"], "Idempotency-Key": uuid.uuid4().hex,
                                  "X-Account": self.environment["SPEECHAI_ACCOUNT"], **kind})
        assert 200 <= status < 300, (method, path, status, answer)
        return answer

    def hurry(self):
        self.ask("PATCH", "/api/v1/campaigns/" + self.ids["cmp"], {"pacing": {"starts_per_minute": 6000, "max_active": 200}})

    def looks_and_leaves_nothing(self):
        """A preview, and an import that fails before it imports, leave neither batch nor draft."""
        kept = lambda: [[item["id"] for item in self.ask("GET", "/api/v1/" + what)["items"]]  # noqa: E731
                        for what in ("batches", "campaigns")]
        before = kept()
        look = run(self.program, ["import", "examples/contactos.xlsx", "--preview", "--language", "en"], self.environment,
                   self.cwd)
        assert "Nothing was imported or kept" in look.stderr, look
        wrong = run(self.program, ["import", "examples/contactos.xlsx", "--sheet", "no such"], self.environment, self.cwd,
                    ok=False)
        assert wrong.returncode == 1 and wrong.stderr.strip(), wrong
        assert kept() == before

    def import_sheet(self, campaign):
        words = ["import", "examples/contactos.xlsx", "--json", *(["--campaign", campaign] if campaign else [])]
        return json.loads(run(self.program, words, self.environment, self.cwd).stdout)["id"]


def own_installation(program, environment, cwd):
    """migrate and up on a folder of their own: the first leaves a database, the second serves on it."""
    environment = {k: v for k, v in environment.items() if k != "SPEECHAI_ACCOUNT"}
    environment["SPEECHAI_DATA_FOLDER"] = str(cwd / "own")
    run(program, example(program, "migrate", environment, cwd), environment, cwd)
    assert (cwd / "own/speechai.db").exists()
    # to another engine it moves where there is one (e2e.migrate_engine.mongodb); here the setting is named that lacks
    words = [*example(program, "migrate-engine", environment, cwd)[:-1], str(cwd / "own")]
    moved = run(program, words, environment, cwd, ok=False)
    assert moved.returncode == 1 and "mongodb.uri" in moved.stderr, (moved.stdout, moved.stderr)
    up = subprocess.Popen([program, *example(program, "up", environment, cwd)], env=environment, cwd=cwd,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert up.stdout.readline().startswith("http://127.0.0.1:")
        assert run(program, ["up"], environment, cwd, ok=False).returncode == 1, "two held one store"
    finally:
        up.terminate()
        assert up.wait(150) == 0
    assert not (cwd / "own/local.json").exists()
    assert run(program, ["account", "list", "--json"], environment, cwd).stdout.strip(), "an API inside the command"


def without_its_column(program, environment, cwd, simulator):
    """A script that says what no row has: the launch tells so, nobody is called, and the watch, the results and each
    person's timeline tell why in whole sentences."""
    made = lambda *words: json.loads(run(program, [*words, "--json"], environment, cwd).stdout)["id"]  # noqa: E731
    (cwd / "apodos.csv").write_text("celular,nombre\n3004445566,Ana Rojas\n3004445567,Luz Peña\n")
    script = made("script", "create", "--name", "Apodo", "--file", "examples/guion.txt", "--script-language", "es-CO",
                  "--opening", "¿Hablo con {{apodo}}?")
    campaign = made("campaign", "create", "--name", "Apodos", "--script", script, "--number", NUMBER, "--attempts", "1")
    run(program, ["import", "apodos.csv", "--campaign", campaign], environment, cwd)
    placed = len(simulator.book("post"))
    environment = {**environment, "SPEECHAI_LANGUAGE": "es"}
    launched = run(program, ["campaign", "launch", campaign], environment, cwd)
    assert "Aviso: 2: La variable" in launched.stderr and "{" not in launched.stderr, launched
    watched = run(program, ["campaign", "watch", campaign], environment, cwd)
    assert "No se llamaron: 2." in watched.stdout, watched
    run(program, ["results", "export", campaign, "--format", "csv", "--output", "apodos_r.csv"], environment, cwd)
    results = (cwd / "apodos_r.csv").read_text("utf-8-sig")
    assert results.count("no tiene valor en esta fila") == 2 and "{" not in results, results
    assert len(simulator.book("post")) == placed
    local = json.loads((cwd / "kept/local.json").read_text())
    head = {"Authorization": "Bearer " + local["key"], "X-Account": environment["SPEECHAI_ACCOUNT"]}
    job = request("GET", f"{local['address']}/api/v1/jobs?campaign={campaign}", None, head)[1]["items"][0]["id"]
    told = request("GET", f"{local['address']}/api/v1/jobs/{job}/timeline", None, head)[1]
    assert "variable" in json.dumps(told) and not re.search(r"\{[a-z_]+\}", json.dumps(told)), told


def hung_up(program, environment, cwd):
    """A terminal that closes stops what runs in it in good order; what nohup started goes on."""
    environment = {k: v for k, v in environment.items() if k != "SPEECHAI_ACCOUNT"}
    environment["SPEECHAI_DATA_FOLDER"] = str(cwd / "own")
    for ignored in (signal.SIG_DFL, signal.SIG_IGN):
        up = subprocess.Popen([program, "up"], env=environment, cwd=cwd, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, restore_signals=False,
                              preexec_fn=lambda ignored=ignored: signal.signal(signal.SIGHUP, ignored))
        try:
            assert up.stdout.readline().startswith("http://127.0.0.1:")
            up.send_signal(signal.SIGHUP)
            if ignored == signal.SIG_IGN:  # it answers, and only a stop ends it
                assert "✓ API" in run(program, ["doctor"], environment, cwd, ok=False).stdout
                up.terminate()
            assert up.wait(150) == 0 and not (cwd / "own/local.json").exists()
        finally:
            if up.poll() is None:
                up.kill()
                up.wait()
            up.stdout.close()


def asks_who_serves(program, environment, cwd):
    """The key of the provider is with the installation that runs, not with whoever asks the doctor."""
    environment = {k: v for k, v in environment.items() if k != "SPEECHAI_VOICE_API_KEY"}
    doctor = run(program, ["doctor"], environment, cwd)
    assert "✗" not in doctor.stdout, doctor.stdout


def ports(program, environment, cwd):
    """A port that somebody else has is named by the doctor and by the start, each with the setting that chooses it."""
    environment = {k: v for k, v in environment.items() if k != "SPEECHAI_ACCOUNT"}
    environment = {**environment, "SPEECHAI_DATA_FOLDER": str(cwd / "own"), "SPEECHAI_LANGUAGE": "en"}
    for setting in ("http.port", "live.port"):
        variable = "SPEECHAI_" + setting.replace(".", "_").upper()
        port = str(free_port())  # of nobody else's, once it is let go
        with socket.create_server(("127.0.0.1", int(port))):
            elsewhere = {**environment, "SPEECHAI_HTTP_PORT": "0", variable: port}
            doctor = run(program, ["doctor"], elsewhere, cwd, ok=False)
            lines = [line for line in doctor.stdout.splitlines() if line.startswith("✗")]
            assert doctor.returncode == 1 and any(f"{setting}: " in line and port in line for line in lines), doctor
            up = run(program, ["up"], elsewhere, cwd, ok=False)
            assert up.returncode == 1 and f"{setting}: another program uses port {port}" in up.stderr, (setting, up.stderr)
        free = run(program, ["doctor"], elsewhere, cwd, ok=False)
        assert f"✓ port: 127.0.0.1:{port} ({setting})" in free.stdout, free.stdout
    foreign = run(program, ["up"], {**environment, "SPEECHAI_HTTP_ADDRESS": "192.0.2.1"}, cwd, ok=False)
    assert foreign.returncode == 1 and "http.address: 192.0.2.1 is not an address of this host" in foreign.stderr, foreign


def parts(program, environment, cwd):
    """A program of the distributed form tells what it takes, and does not start on words that it does not know."""
    for name in ("api", "call-worker", "billing-worker", "analytics-worker", "notification-worker"):
        part = f"{Path(program).parent}/speechai-{name}"
        assert f"speechai-{name} [--config FILE]" in run(part, ["--help"], environment, cwd).stdout
        wrong = run(part, ["--confg=production.yaml"], environment, cwd, ok=False)
        assert wrong.returncode == 2 and "--confg" in wrong.stderr, (wrong.returncode, wrong.stderr)
        spoken = {**environment, "LANG": "es_CO.UTF-8", "SPEECHAI_LANGUAGE": "en"}
        assert "a process of the distributed form" in run(part, ["--help"], spoken, cwd).stdout, name
        named = run(part, ["--config=/no/such.yaml"], environment, cwd, ok=False)
        assert named.returncode == 1 and "/no/such.yaml" in named.stderr, (named.returncode, named.stderr)


def main(program, simulator_program):
    program = str(Path(program).resolve())
    offset = lawful_offset(program)
    with Folder() as folder:
        folder = Path(folder)
        for name in ("examples", "config"):
            os.symlink(ROOT / name, folder / name)
        sim = Simulator(simulator_program, folder, "--speed", 100, "--clock-offset-ms", offset, "--concurrency", 100)
        s = SpeechAI(program, folder, sim, offset)
        s.settings["DATA_FOLDER"] = str(folder / "kept")
        environment = {**s.environment, **{"SPEECHAI_" + k: v for k, v in s.settings.items()}}
        environment["http_proxy"] = "http://127.0.0.1:9"  # nobody's: what is on this host goes by none
        try:
            assert s.start()
            assert sorted(commands(program, environment, folder)) == sorted(ORDER), "a command without its run"
            tour = Tour(program, environment, folder)
            for command in ORDER:
                if command == "admin reset-factor":
                    ana = turn_factor_on(s, "ana@example.com", int(offset))
                if command not in ("migrate", "migrate-engine", "up"):
                    tour.go(command)
            assert ana.sign_in()[0] == 201, "the factor was reset, and yet a code is asked for"
            assert (folder / "results.xlsx").stat().st_size > 1000
            listed = (folder / "no_llamar.csv").read_text("utf-8-sig").splitlines()
            assert "+573001234567" in [line.split(",")[0] for line in listed] and len(listed) == 3, listed
            asks_who_serves(program, environment, folder)
            without_its_column(program, environment, folder, sim)
            s.stop()
            own_installation(program, environment, folder)
            hung_up(program, environment, folder)
            ports(program, environment, folder)
            parts(program, environment, folder)
        finally:
            if s.alive():
                s.kill()
            sim.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
