"""A whole installation for end-to-end tests: the provider's simulator and `speechai up` as real processes,
spoken to over HTTP. Nothing here sleeps for a time: everything waits for a condition, and for long: a machine that is
busy with other work is slow, not wrong. What must be quick is measured with `in_time`."""
import contextlib
import email
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests/servers"))
from servers import free_port  # noqa: E402
NUMBER = "+576015550100"
FINAL = ("done", "failed", "undetermined", "blocked", "cancelled")


def wait_for(what, condition, seconds=300):
    """Until condition() is true; returns what it gave."""
    end = time.monotonic() + seconds
    while True:
        got = condition()
        if got:
            return got
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds} s still not: {what}")
        time.sleep(0.02)


def in_time(what, seconds, measure, times=3):
    """measure() tells how long something took; it must be within so many seconds. By the clock, so a machine that stood
    still meanwhile may have it measured again, a few times: what is slow by itself is slow each time. Returns the best.
    A build that is slow on purpose may take so many times as long."""
    seconds *= int(os.environ.get("SPEECHAI_TEST_SLOWNESS", "1"))
    took = []
    while len(took) < times:
        took.append(measure())
        if took[-1] < seconds:
            return took[-1]
    raise AssertionError(f"{what}: {seconds} s are allowed, it took {took}")


def request(method, url, body=None, headers=None, timeout=120):
    """(status, parsed body or raw bytes); a refused connection gives (0, None)."""
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    headers = dict(headers or {})
    if data is not None and "Content-Type" not in headers:
        headers["Content-Type"] = "application/json"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=timeout) as r:
            status, raw, kind = r.status, r.read(), r.headers.get("Content-Type", "")
    except urllib.error.HTTPError as e:
        status, raw, kind = e.code, e.read(), e.headers.get("Content-Type", "")
    except (urllib.error.URLError, ConnectionError, TimeoutError, OSError):
        return 0, None
    answer = json.loads(raw) if raw and "json" in kind else raw
    if raw and "problem+json" in kind:
        said = [answer["detail"], *(wrong["detail"] for wrong in answer.get("errors", []))]
        assert not any(re.search(r"\{[a-z_]+\}", text) for text in said), f"a sentence with a hole: {said}"
    return status, answer


class Simulator:
    def __init__(self, program, folder, *options, key="key_of_the_test"):
        self.key, self.folder = key, Path(folder)
        self.port_file = self.folder / "simulator.port"
        self.log = open(self.folder / "simulator.log", "ab")
        self.process = subprocess.Popen(
            [program, "--port", "0", "--port-file", self.port_file, "--api-key", key, "--book",
             self.folder / "book.jsonl", *map(str, options)], stdout=self.log, stderr=self.log)
        wait_for("simulator listens", lambda: self.port_file.exists() and self.port_file.read_text().strip())
        self.url = "http://127.0.0.1:" + self.port_file.read_text().strip()

    def ask(self, method, path, body=None):
        status, answer = request(method, self.url + path, body, {"Authorization": "Bearer " + self.key})
        assert 200 <= status < 300, (path, status, answer)
        return answer

    def book(self, kind=None):
        lines = []
        path = self.folder / "book.jsonl"
        for line in path.read_text().splitlines() if path.exists() else []:
            entry = json.loads(line)
            if kind is None or entry.get("kind") == kind:
                lines.append(entry)
        return lines

    def fault(self, **fault):
        self.ask("POST", "/__sim/faults", fault)

    def scenario(self, ends_with, scenario):
        self.ask("POST", "/__sim/scenario", {"ends_with": ends_with, "scenario": scenario})

    @contextlib.contextmanager
    def frozen(self):
        """Meanwhile it answers nothing and no call goes on, however long that takes."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self.log.close()


def store_of(folder):
    """The distributed engine where the test's MongoDB server is told of; else the embedded one."""
    uri = os.environ.get("SPEECHAI_TEST_MONGODB")
    name = "e2e_" + re.sub(r"\W", "_", Path(folder).name)
    return {"ENGINE": "distributed", "MONGODB_URI": uri, "MONGODB_DATABASE": name} if uri else {}


def servers_of(folder):
    """S3, Redis and RabbitMQ where the test's servers are told of, each installation below a prefix of its own."""
    told = {"S3_ENDPOINT": "S3", "S3_BUCKET": "S3_BUCKET", "S3_KEY": "S3_KEY", "S3_SECRET": "S3_SECRET",
            "REDIS_URL": "REDIS", "RABBITMQ_URL": "RABBITMQ"}
    found = {setting: os.environ["SPEECHAI_TEST_" + name] for setting, name in told.items()
             if "SPEECHAI_TEST_" + name in os.environ}
    name = Path(folder).name
    return {**found, "S3_PREFIX": name + "/", "REDIS_PREFIX": name + ":", "RABBITMQ_PREFIX": name + "."} if found else {}


class SpeechAI:
    """`speechai up` on a folder of its own; may be killed and started again."""

    def __init__(self, program, folder, simulator, clock_offset_ms=0, **settings):
        self.program, self.folder, self.simulator = program, Path(folder), simulator
        # MongoDB's driver keeps counters below /dev/shm by a process' number: killed, it would leave them to the next of it
        self.environment = {**{k: v for k, v in os.environ.items() if not k.startswith("SPEECHAI_")},
                            "MONGOC_DISABLE_SHM": "1"}
        self.settings = {
            "DATA_FOLDER": str(self.folder / "data"),
            "HTTP_PORT": str(free_port()),  # the same after a restart: webhooks on their way find it
            "VOICE_BASE_URL": simulator.url,
            "VOICE_API_KEY": simulator.key,
            "VOICE_MAX_ACTIVE": "200",
            "CLOCK_OFFSET": f"{clock_offset_ms}ms",
            "PLANS_FILE": str(ROOT / "data/plans.json"),
            "PASSWORDS_FILE": str(ROOT / "data/common_passwords.txt"),
            "RULES_FOLDER": str(ROOT / "data/rules"),
            "LIMITS_REQUESTS_PER_MINUTE": "1000000",
            "LIMITS_BURST": "100000",
            **store_of(self.folder),
            **servers_of(self.folder),
            **settings,
        }
        self.process, self.account, self.key = None, None, None

    def start(self, **extra):
        environment = {**self.environment, **extra}
        environment.update({"SPEECHAI_" + k: v for k, v in self.settings.items()})
        log = open(self.folder / "speechai.log", "ab")
        self.process = subprocess.Popen([self.program, "up"], env=environment, stdout=subprocess.PIPE, stderr=log)
        log.close()
        line = self.process.stdout.readline().decode().strip()  # its address, or nothing when it died
        self.url = line
        local = self.folder / "data/local.json"
        if line and local.exists():
            self.platform_key = json.loads(local.read_text())["key"]
        return bool(line)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        if self.alive():
            self.process.terminate()
            assert self.process.wait(150) == 0, "speechai up did not end cleanly"
        if self.process is not None:
            self.process.stdout.close()

    def call(self, method, path, body=None, platform=False, headers=None):
        sent = {"Authorization": "Bearer " + (self.platform_key if platform else self.key)}
        if method == "POST":
            sent["Idempotency-Key"] = str(uuid.uuid4())
        sent.update(headers or {})
        return request(method, self.url + path, body, sent)

    def ask(self, method, path, body=None, platform=False, headers=None):
        status, answer = self.call(method, path, body, platform, headers)
        assert 200 <= status < 300, (method, path, status, answer)
        return answer

    # -- mails --

    def mail_of(self, ident, part="token="):
        """What stands behind "#token=" in the mail of that name, once it lies in the outbox."""
        found = wait_for(f"a mail {ident}", lambda: sorted(Path(self.settings["DATA_FOLDER"]).glob(f"outbox/{ident}*.eml")))
        text = email.message_from_bytes(found[-1].read_bytes()).get_payload(decode=True).decode()
        return re.search(re.escape(part) + r"(\S+)", text)[1] if part else text

    # -- what a customer does --

    def new_account(self, plan="professional", country="CO", funds="100.00"):
        self.ask("POST", "/api/v1/admin/voice/set-up", {}, platform=True)
        made = self.ask("POST", "/api/v1/admin/accounts",
                        {"name": "Prueba", "country": country, "plan": plan, "owner_email": f"{uuid.uuid4()}@example.com"},
                        platform=True)
        self.account, self.key = made["account"]["id"], made["secret"]
        if funds:
            self.top_up(funds)
        self.ask("POST", "/api/v1/numbers", {"e164": NUMBER})
        return self.account

    def top_up(self, amount, currency="USD"):
        return self.ask("POST", "/api/v1/wallet/top-ups", {"amount": {"amount": amount, "currency": currency}})

    def new_script(self, instructions="Cobre a {{nombre}} el saldo de ${{saldo}}.", opening="¿Hablo con {{nombre}}?"):
        return self.ask("POST", "/api/v1/scripts", {"name": "Guion", "language": "es-CO", "opening": opening,
                                                    "instructions": instructions})["id"]

    def new_campaign(self, **fields):
        fields = {"name": "Campaña", "from_numbers": [NUMBER], "max_call_ms": 300000,
                  "pacing": {"starts_per_minute": 6000, "max_active": 200},
                  "retry": {"max_attempts": 1, "attempts_per_day": 1}, **fields}
        if "script" not in fields:
            fields["script"] = self.new_script()
        return self.ask("POST", "/api/v1/campaigns", fields)["id"]

    def import_rows(self, campaign, rows, header=("celular", "nombre", "saldo")):
        text = ",".join(header) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
        return self.import_file(campaign, "contactos.csv", text.encode())

    def import_file(self, campaign, name, data):
        query = urllib.parse.urlencode({"file_name": name, "campaign": campaign})
        batch = self.ask("POST", f"/api/v1/batches?{query}", data,
                         headers={"Content-Type": "application/octet-stream"})["id"]
        self.ask("POST", f"/api/v1/batches/{batch}/import")
        return wait_for("batch is imported", lambda: self.settled_batch(batch))

    def settled_batch(self, batch):
        got = self.ask("GET", f"/api/v1/batches/{batch}")
        return got if got["status"] in ("committed", "failed") else None

    def launch(self, campaign):
        return self.ask("POST", f"/api/v1/campaigns/{campaign}/launch")

    def hurry(self, campaign):
        """What went slowly, so that something was left to be seen, goes fast from here on."""
        return self.ask("PATCH", f"/api/v1/campaigns/{campaign}", {"pacing": {"starts_per_minute": 6000, "max_active": 200}})

    def progress(self, campaign):
        return self.ask("GET", f"/api/v1/campaigns/{campaign}/progress")

    def all(self, path):
        """Every record of a list, page by page."""
        items, cursor = [], None
        joint = "&" if "?" in path else "?"
        while True:
            page = self.ask("GET", path + joint + "limit=200" + (f"&cursor={urllib.parse.quote(cursor)}" if cursor else ""))
            items += page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return items

    def wait_until_done(self, campaign, seconds=300):
        return wait_for("campaign is done", lambda: self.progress_if(campaign, "done"), seconds)

    def progress_if(self, campaign, status):
        got = self.progress(campaign)
        return got if got["status"] == status else None

    def check_money(self):
        """I1 to I7 by the store itself, and put in = spent + held + left as people see it."""
        self.ask("POST", "/api/v1/wallet/check")
        wallet = self.ask("GET", "/api/v1/wallet")
        micros = {k: micro(wallet[k]) for k in ("available", "held", "spent", "funded", "refunded", "adjusted", "debt")}
        assert micros["funded"] - micros["refunded"] + micros["adjusted"] == \
            micros["available"] + micros["held"] + micros["spent"] - micros["debt"], wallet
        assert micros["available"] >= 0 and micros["held"] >= 0, wallet
        return micros


def micro(amount):
    if "talk_ms" in amount:
        return amount["talk_ms"]
    whole, _, part = amount["amount"].partition(".")
    sign = -1 if whole.startswith("-") else 1
    return int(whole) * 1000000 + sign * int((part + "000000")[:6])


def lawful_offset(program):
    """Milliseconds to a lawful weekday morning in Colombia."""
    out = subprocess.run([program, "demo-clock", "CO"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return int(out.split()[0])


def no_tag_twice(simulator):
    """The judge: the provider's own book."""
    tags = [p["tag"] for p in simulator.book("post")]
    twice = sorted({t for t in tags if tags.count(t) > 1}) if len(tags) != len(set(tags)) else []
    assert not twice, f"POSTed more than once: {twice}"
    return len(tags)


class Folder:
    """A temporary folder that stays when the test fails, and says where."""

    def __enter__(self):
        self.path = Path(tempfile.mkdtemp(prefix="installation-"))
        return self.path

    def __exit__(self, kind, *_):
        if kind is None:
            shutil.rmtree(self.path, ignore_errors=True)
        else:
            print("kept for a look:", self.path)
            log = self.path / "speechai.log"
            if log.exists():
                print("".join(log.read_text(errors="replace").splitlines(True)[-30:]))
