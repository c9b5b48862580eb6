#!/usr/bin/env python3
"""What the doctor and the start say of servers that are named wrongly, refuse, are too old, full, or shaped otherwise
than they must be: which setting, what happened, what to do. Then nothing is half there: the process has ended with a
failure, nothing listens, no key lies about, no database was begun. At last all of them as they should be, by TLS and
with passwords. Runs under tests/servers/with_servers.py replica s3 redis rabbitmq
smtp.

usage: wrong_engines.py <speechai> <retell-simulator>
"""
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "servers")]
import mongo_wire as wire  # noqa: E402
from engines import say  # noqa: E402
from installation import ROOT, Folder, Simulator, SpeechAI, free_port, lawful_offset, wait_for  # noqa: E402

TOLD = {name: os.environ.get("SPEECHAI_TEST_" + name, "") for name in
        ("MONGODB", "S3", "S3_TLS", "S3_CERTIFICATES", "S3_BUCKET", "S3_KEY", "S3_SECRET", "S3_REGION", "REDIS",
         "RABBITMQ", "RABBITMQ_TLS", "RABBITMQ_CERTIFICATES", "SMTP", "SMTP_PLAIN", "SMTP_CA", "SMTP_MAILS")}
MAIL = {"MAIL_URL": TOLD["SMTP"], "MAIL_USER": "speechai", "MAIL_PASSWORD": "contraseña",
        "MAIL_CA_FILE": TOLD["SMTP_CA"], "MAIL_FROM": "speechai@example.com"}
MONGODB_PORT = int(re.search(r":(\d+)/", TOLD["MONGODB"])[1])
S3 = {"S3_ENDPOINT": TOLD["S3"], "S3_BUCKET": TOLD["S3_BUCKET"], "S3_KEY": TOLD["S3_KEY"],
      "S3_SECRET": TOLD["S3_SECRET"], "S3_PREFIX": "wrong/"}
# who answers, answers in this time on a machine that is busy, too; who does not is waited for as long
PATIENT = {"MONGODB_TIMEOUT": "8s", "RABBITMQ_TIMEOUT": "8s", "REDIS_TIMEOUT": "8s", "S3_CONNECT_TIMEOUT": "8s"}
QUICK = {"MONGODB_TIMEOUT": "1s"}


class Silent:
    """Takes connections and never says anything."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.at = "127.0.0.1:%d" % self.socket.getsockname()[1]


def ask_mongodb(database, fields):
    with socket.create_connection(("127.0.0.1", MONGODB_PORT)) as s:
        s.sendall(wire.message(1, 0, wire.OP_MSG, b"\0\0\0\0\0" + wire.document({**fields, "$db": database})))
        return wire.split(wire.OP_MSG, wire.read_message(s)[3])[1]


def collections(database):
    said = ask_mongodb(database, {"listCollections": 1, "nameOnly": True})
    return sorted(wire.text(wire.field(found, "name")) for found in batch(said))


def documents(database, collection):
    return batch(ask_mongodb(database, {"find": collection}))


def batch(said):
    return [value for _, _, value in wire.elements(wire.field(wire.field(said, "cursor"), "firstBatch"))]


class Host:
    """Settings of an installation that is not one yet."""

    def __init__(self, program, folder):
        self.program, self.folder, self.n = program, folder, 0

    def settings(self, **settings):
        self.n += 1
        self.data = self.folder / f"data-{self.n}"
        self.port = free_port()
        base = {"DATA_FOLDER": str(self.data), "HTTP_PORT": str(self.port), "VOICE_BASE_URL": "http://127.0.0.1:1",
                "VOICE_API_KEY": "key", "LANGUAGE": "en", "PLANS_FILE": str(ROOT / "data/plans.json"),
                "PASSWORDS_FILE": str(ROOT / "data/common_passwords.txt"), "RULES_FOLDER": str(ROOT / "data/rules"),
                **PATIENT, **settings}
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SPEECHAI_")}
        return {**kept, "LANG": "en_US.UTF-8", **{"SPEECHAI_" + k: v for k, v in base.items()}}

    def run(self, environment, *words):
        return subprocess.run([self.program, *words], env=environment, cwd=ROOT, capture_output=True, text=True,
                              timeout=300)

    def nothing_is_left(self, name):
        with socket.socket() as s:
            assert s.connect_ex(("127.0.0.1", self.port)) != 0, f"{name}: something listens"
        keys = list(self.data.glob("local*.json")) if self.data.exists() else []
        assert not keys, f"{name}: {keys}"


def refused(host, name, says, **settings):
    """By the doctor and by the start, with all of these words in one line, and nothing is left."""
    environment = host.settings(**settings)
    doctor = host.run(environment, "doctor")
    lines = [line for line in doctor.stdout.splitlines() if line.startswith("✗")]
    assert doctor.returncode != 0 and any(all(word in line for word in says) for line in lines), \
        (name, says, doctor.returncode, doctor.stdout, doctor.stderr[-2000:])
    start = host.run(environment, "up")
    assert start.returncode not in (0, None) and start.returncode > 0 and not start.stdout, (name, start)
    assert any(all(word in line for word in says) for line in start.stderr.splitlines()), \
        (name, says, start.stderr[-2000:])
    assert any('"event":"installation.not_opened"' in line for line in start.stderr.splitlines()), (name, start.stderr)
    host.nothing_is_left(name)
    print(f"refused: {name}", flush=True)


def goes_on_without(host, name, says, event, **settings):
    """What is merely away is told by the doctor, and by the log of a start that goes on."""
    environment = host.settings(**settings)
    doctor = host.run(environment, "doctor")
    assert any(line.startswith("✗") and all(word in line for word in says) for line in doctor.stdout.splitlines()), \
        (name, doctor.stdout)
    with open(host.folder / "up.log", "wb") as log:
        up = subprocess.Popen([host.program, "up"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=log)
    try:
        assert up.stdout.readline(), (host.folder / "up.log").read_text()
        wait_for(event, lambda: f'"event":"{event}"' in (host.folder / "up.log").read_text())
    finally:
        up.terminate()
        assert up.wait(150) == 0
        up.stdout.close()
    host.nothing_is_left(name)
    print(f"goes on: {name}", flush=True)


# -- one after the other --

def wrong_mongodb(host):
    def row(name, says, uri, proxy="fine", **settings):
        database = "wrong_" + re.sub(r"\W", "_", name)
        say("tell replica " + proxy)
        refused(host, "mongodb, " + name, says, ENGINE="distributed", MONGODB_URI=uri, MONGODB_DATABASE=database,
                **settings)
        say("tell replica fine")
        assert not collections(database), f"{name}: {collections(database)}"

    row("no address", ["mongodb.uri"], "")
    row("another scheme", ["mongodb.uri", "Correct"], "http://example.com")
    row("nobody there", ["mongodb.uri", "Check the address"],
        f"mongodb://127.0.0.1:{free_port()}/?directConnection=true", **QUICK)
    row("says nothing", ["mongodb.uri", "Check the address"], f"mongodb://{Silent().at}/?directConnection=true", **QUICK)
    row("another set", ["mongodb.uri"], f"mongodb://127.0.0.1:{MONGODB_PORT}/?replicaSet=others", **QUICK)
    for version in (7, 2):
        row(f"too old {version}", ["too old", "Upgrade the server"], TOLD["MONGODB"], proxy=f"wire {version}")
    row("no primary", ["mongodb.uri"], TOLD["MONGODB"], proxy="election 60000", **QUICK)
    guarded = say("tell replica guard")
    wrong = guarded.replace("right+word", "wrong")
    row("wrong password", ["refused the user or the password", "mongodb.uri"], wrong)
    row("no password", ["refused the user or the password", "mongodb.uri"], re.sub("//.*@", "//", guarded))
    # the others are asked before the database is begun
    row("files refused", ["s3.key", "s3.secret"], TOLD["MONGODB"], **{**S3, "S3_SECRET": "wrong"})
    row("bus refused", ["rabbitmq.url", "refuses access"], TOLD["MONGODB"],
        RABBITMQ_URL=TOLD["RABBITMQ"].replace("guest:guest", "guest:wrong"))
    return guarded


def lost_index(host):
    settings = {"ENGINE": "distributed", "MONGODB_URI": TOLD["MONGODB"], "MONGODB_DATABASE": "lost_index"}
    environment = host.settings(**settings)
    key = {"DATA_MASTER_KEY_FILE": str(host.data / "master.key")}
    assert host.run(environment, "migrate").returncode == 0
    ask_mongodb("lost_index", {"dropIndexes": "jobs", "index": "batch_stage"})
    refused(host, "mongodb, lost index", ["jobs", "batch_stage", "speechai migrate"], **settings, **key)
    again = host.run(environment, "migrate")
    assert again.returncode == 0, again.stderr
    doctor = host.run(environment, "doctor")
    assert "✓ records in MongoDB" in doctor.stdout, doctor.stdout
    refused(host, "mongodb, another master key", ["data.master_key_file"], **settings)


def wrong_redis(host):
    def row(name, says, url):
        refused(host, "redis, " + name, says, REDIS_URL=url)

    row("another scheme", ["redis.url"], "http://127.0.0.1")
    row("wrong password", ["redis.url", "refuses access", "password"],
        re.sub(r"//:.*@", "//:wrong@", TOLD["REDIS"]))
    row("no password", ["redis.url", "refuses access"], re.sub(r"//:.*@", "//", TOLD["REDIS"]))
    goes_on_without(host, "redis, nobody there", ["redis.url", "Check the address"], "redis.away",
                    REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")


def wrong_rabbitmq(host):
    def row(name, says, url, **settings):
        refused(host, "rabbitmq, " + name, says, RABBITMQ_URL=url, **settings)

    row("another scheme", ["rabbitmq.url"], "http://127.0.0.1")
    row("wrong password", ["rabbitmq.url", "refuses access", "password"],
        TOLD["RABBITMQ"].replace("guest:guest", "guest:wrong"))
    row("no such host", ["rabbitmq.url", "refuses access", "virtual host"], TOLD["RABBITMQ"].replace("%2F", "nowhere"))
    say("tell rabbitmq exchange taken.events fanout")
    row("exchange of another type", ["rabbitmq.prefix", "exchange"], TOLD["RABBITMQ"], RABBITMQ_PREFIX="taken.")
    say("tell rabbitmq stranger")
    row("no permission", ["rabbitmq.url", "permissions", "rabbitmq.prefix"],
        TOLD["RABBITMQ"].replace("guest:guest", "stranger:word"), RABBITMQ_PREFIX="strange.")
    certificates = Path(TOLD["RABBITMQ_CERTIFICATES"])
    row("another authority", ["rabbitmq.url", "rabbitmq.ca_file"], TOLD["RABBITMQ_TLS"],
        RABBITMQ_CA_FILE=str(certificates / "other_ca.pem"))
    row("no file of authorities", ["rabbitmq.ca_file"], TOLD["RABBITMQ_TLS"],
        RABBITMQ_CA_FILE=str(certificates / "nothing.pem"))
    goes_on_without(host, "rabbitmq, nobody there", ["rabbitmq.url", "Check the address"], "rabbitmq.away",
                    RABBITMQ_URL=f"amqp://guest:guest@127.0.0.1:{free_port()}/%2F")
    say("tell rabbitmq full")
    goes_on_without(host, "rabbitmq, a full disk", ["rabbitmq.url", "disk", "Make room"], "rabbitmq.away",
                    RABBITMQ_URL=TOLD["RABBITMQ"])
    say("tell rabbitmq room")


def wrong_s3(host):
    def row(name, says, **settings):
        refused(host, "s3, " + name, says, **{**S3, **settings})

    row("no address", ["s3.endpoint"], S3_ENDPOINT="ftp://127.0.0.1")
    row("plain, to another host", ["s3.endpoint", "egress.allow"], S3_ENDPOINT="http://files.example.com")
    row("nobody there", ["s3.endpoint", "Check the address"], S3_ENDPOINT=f"http://127.0.0.1:{free_port()}")
    row("wrong key", ["s3.key", "s3.secret"], S3_KEY="nobody")
    row("wrong secret", ["s3.key", "s3.secret"], S3_SECRET="wrong")
    row("wrong region", ["s3.region"], S3_REGION="sa-east-1")
    row("no such bucket", ["s3.bucket"], S3_BUCKET="nowhere-at-all")
    certificates = Path(TOLD["S3_CERTIFICATES"])
    row("another authority", ["s3.endpoint", "certificate"], S3_ENDPOINT=TOLD["S3_TLS"],
        S3_CA_FILE=str(certificates / "other_ca.pem"))
    say("tell s3 ahead 1800")
    row("another time", ["15 minutes", "s3.endpoint"])
    say("tell s3 ahead 0")
    say("tell s3 fail 507 1000")
    row("full", ["s3.bucket", "no room", "Make room"])
    say("tell s3 fail 507 0")


def wrong_mail(host):
    """Calls do not wait for a mail server: the doctor tells of it, and the start goes on."""
    def row(name, says, mark="✗", **settings):
        doctor = host.run(host.settings(**{**MAIL, "MAIL_TIMEOUT": "8s", **settings}), "doctor")
        assert any(line.startswith(mark) and all(word in line for word in says)
                   for line in doctor.stdout.splitlines()), (name, says, doctor.stdout, doctor.stderr)
        host.nothing_is_left(name)
        print(f"told: mail, {name}", flush=True)

    row("as it should be", ["mail server", TOLD["SMTP"]], mark="✓")
    row("nobody there", ["mail.url", "Look at"], MAIL_URL=f"smtp://127.0.0.1:{free_port()}")
    row("says nothing", ["mail.url", "Look at"], MAIL_URL=f"smtp://{Silent().at}", MAIL_TIMEOUT="1s")
    row("wrong password", ["mail.user", "mail.password"], MAIL_PASSWORD="otra")
    row("no password", ["mail.user", "mail.password"], MAIL_USER="", MAIL_PASSWORD="")
    row("no TLS there", ["TLS", "mail.url"], MAIL_URL=TOLD["SMTP_PLAIN"])
    row("another authority", ["certificate", "mail.ca_file"], MAIL_CA_FILE="")
    row("refused sender", ["mail.from"], MAIL_FROM="refused@example.com")
    assert not os.listdir(TOLD["SMTP_MAILS"]), "the doctor sent a mail"
    refused(host, "mail, another scheme", ["mail.url"], **{**MAIL, "MAIL_URL": "http://127.0.0.1"})


# -- and as it should be --

def all_as_it_should_be(program, simulator_program, folder, guarded):
    """Everything by TLS or with a password: a sheet goes in, its campaign runs, its events are handled."""
    offset = lawful_offset(program)
    sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset)
    s = SpeechAI(program, folder, sim, offset, ENGINE="distributed", MONGODB_URI=guarded,
                 MONGODB_DATABASE="as_it_should_be", S3_ENDPOINT=TOLD["S3_TLS"],
                 S3_CA_FILE=TOLD["S3_CERTIFICATES"] + "/ca.pem",
                 RABBITMQ_URL=TOLD["RABBITMQ_TLS"], RABBITMQ_CA_FILE=TOLD["RABBITMQ_CERTIFICATES"] + "/ca.pem",
                 DIALING_IDLE="20ms", DIALING_COOL_DOWN="0")
    environment = {**s.environment, **{"SPEECHAI_" + k: v for k, v in s.settings.items()}, "SPEECHAI_LANGUAGE": "en"}
    try:
        doctor = subprocess.run([program, "doctor"], env=environment, cwd=ROOT, capture_output=True, text=True,
                                timeout=300)
        assert doctor.returncode == 0 and "✗" not in doctor.stdout, (doctor.stdout, doctor.stderr)
        doctor_leaves_nothing(s)
        assert s.start(), (Path(folder) / "speechai.log").read_text()[-3000:]
        s.new_account()
        campaign = s.new_campaign()
        s.import_rows(campaign, [(f"300{i:07d}", f"Persona {i}", 1000 + i) for i in range(5)])
        s.launch(campaign)
        s.wait_until_done(campaign)
        consumers = lambda: s.ask("GET", "/api/v1/admin/event-consumers", platform=True)["items"]  # noqa: E731
        wait_for("every event is handled", lambda: all(c["waiting"] == 0 for c in consumers()))
        full_files(s)
    finally:
        s.stop()
        sim.stop()
    print("as it should be: by TLS and with passwords", flush=True)


def doctor_leaves_nothing(s):
    """It started an API of its own, as none ran: its key opens nothing any more."""
    keys = [wire.text(wire.field(key, "name")) for key in documents("as_it_should_be", "api_keys")]
    assert not keys, keys
    left = sorted(path.name for path in Path(s.settings["DATA_FOLDER"]).glob("local*.json"))
    assert not left, left
    for process in documents("as_it_should_be", "processes"):
        assert wire.field(process, "stopped_at"), "the doctor's process counts as alive"


def full_files(s):
    """The store of files fills up while it runs: an upload is refused, another is taken when there is room again."""
    say("tell s3 fail 507 1000")
    path, headers = "/api/v1/batches?file_name=x.csv", {"Content-Type": "application/octet-stream"}
    began = time.monotonic()
    status, answer = s.call("POST", path, b"celular,nombre\n3001234567,Ana\n", headers=headers)
    assert (status, answer["code"]) == (503, "object.unavailable"), (status, answer)
    print(f"a full store of files: refused after {time.monotonic() - began:.1f} s")
    say("tell s3 fail 507 0")
    assert s.call("POST", path, b"celular,nombre\n3001234567,Ana\n", headers=headers)[0] in (200, 201, 202)


def main(program, simulator_program):
    with Folder() as folder:
        host = Host(program, folder)
        guarded = wrong_mongodb(host)
        lost_index(host)
        wrong_redis(host)
        wrong_rabbitmq(host)
        wrong_s3(host)
        wrong_mail(host)
        all_as_it_should_be(program, simulator_program, folder, guarded)
    print("done: wrong_engines", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
