#!/usr/bin/env python3
"""Clients that never finish, and one that only wants its answer: 500 slow heads and 500 slow bodies against the
server alone, 1,000 of each behind nginx with the configuration that is shipped. Meanwhile everything a normal client
asks is answered, quickly.

usage: slow_clients.py <speechai> <retell-simulator>
"""
import http.client
import json
import os
import resource
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import ROOT, Folder, Simulator, SpeechAI, free_port, in_time, wait_for  # noqa: E402

ASKED, MOST_MS = 40, 2000
HEAD = b"GET /api/v1/account HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
SKIPPED, TOGETHER, TIMES = 77, 25, 5


class Slow:
    """Connections that send a byte now and then, of a head or of a body, for ever. They come a few at a time: all at
    once, some of them would be too many in line, and rightly sent away."""

    def __init__(self, port, first, stand, context=None):
        self.port, self.first, self.stand, self.context = port, first, stand, context
        self.sockets, self.ended, self.lock = [], threading.Event(), threading.Lock()
        self.thread = threading.Thread(target=self.drip, daemon=True)
        self.thread.start()

    def fill(self, n):
        """So many there are, new ones in the place of those that the server had enough of."""
        self.still_open()
        while len(self.sockets) < n:
            if len(self.sockets) % TOGETHER == 0:
                self.stand()
            s = socket.create_connection(("127.0.0.1", self.port), timeout=120)
            if self.context is not None:
                s = self.context.wrap_socket(s, server_hostname="localhost")
            s.sendall(self.first)
            s.setblocking(False)
            with self.lock:
                self.sockets.append(s)
        self.stand()

    def drip(self):
        while not self.ended.wait(0.5):
            for s in list(self.sockets):
                with self.lock:
                    try:
                        s.send(b"x")
                    except OSError:
                        pass  # the server had enough of it: that is its right

    def close(self):
        self.ended.set()
        self.thread.join()
        for s in self.sockets:
            s.close()

    def still_open(self):
        """Those that the server has not closed: it has nothing to say to them yet. The others are forgotten."""
        with self.lock:
            gone = [s for s in self.sockets if not is_silent(s)]
            self.sockets = [s for s in self.sockets if s not in gone]
        for s in gone:
            s.close()
        return len(self.sockets)


def is_silent(s):
    try:
        s.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        pass
    return False


def asked_once(s, connect, method, body):
    connection = connect()
    connection.request(method, "/api/v1/scripts", body,
                       {"Authorization": "Bearer " + s.key, "Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def normal_client(s, connect):
    """Reads and writes; the slowest answer in seconds."""
    slowest = 0
    for n in range(ASKED):
        start = time.monotonic()
        body = json.dumps({"name": f"Guion {n}", "instructions": "Hola."}) if n % 2 else None
        status = asked_once(s, connect, "POST" if body else "GET", body)
        assert status in (200, 201), (n, status)
        slowest = max(slowest, time.monotonic() - start)
    return slowest


def try_both(name, s, port, connect, heads, bodies, context=None):
    slow_body = (b"POST /api/v1/scripts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: "
                 b"Bearer " + s.key.encode() + b"\r\nContent-Length: 250000\r\n\r\n{")
    for kind, n, first in (("heads", heads, HEAD), ("bodies", bodies, slow_body)):
        def stand():
            wait_for("they stand where they stay", lambda: asked_once(s, connect, "GET", None) == 200)

        slow = Slow(port, first, stand, context)
        try:
            for _ in range(TIMES):  # the server waits for nobody for ever, and a busy machine is slow to bring them all
                slow.fill(n)
                slowest = in_time(f"{name}: a normal client beside {n} slow {kind}", MOST_MS / 1000,
                                  lambda: normal_client(s, connect))
                stayed = slow.still_open()
                if stayed > n * 9 // 10:
                    break
        finally:
            slow.close()
        print(f"{name}: {n} slow {kind}, {stayed} to the end; slowest answer of {ASKED}: {slowest * 1000:.0f} ms")
        assert stayed > n * 9 // 10, f"{name}: only {stayed} of {n} slow {kind} were there meanwhile"


class Nginx:
    """Debian's nginx with the shipped configuration: ports, names of files and the server's address put in."""

    def __init__(self, folder, server_port):
        self.folder, self.port = folder / "nginx", free_port()
        self.folder.mkdir()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-keyout", self.folder / "key.pem", "-out",
                        self.folder / "certificate.pem"], check=True, capture_output=True)
        shipped = (ROOT / "deploy/nginx/speechai.conf").read_text()
        site = shipped
        for written, ours in (("127.0.0.1:8080", f"127.0.0.1:{server_port}"),
                              ("listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
                              ("listen [::]:443 ssl http2;", ""), ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
                              ("listen [::]:80;", ""),
                              # to bring a thousand may take longer, and then each would have been there for long enough
                              ("client_header_timeout 10s", "client_header_timeout 600s"),
                              ("/etc/ssl/speechai/certificate.pem", str(self.folder / "certificate.pem")),
                              ("/etc/ssl/speechai/key.pem", str(self.folder / "key.pem"))):
            assert written in site, f"the shipped configuration has no {written}"
            site = site.replace(written, ours)
        (self.folder / "site.conf").write_text(site)
        temporary = "".join(f"{kind}_temp_path {self.folder}/{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;\n" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"{user}pid {self.folder}/pid;\nerror_log {self.folder}/error.log;\nworker_processes 1;\ndaemon off;\n"
            f"events {{ worker_connections 4096; }}\nhttp {{\naccess_log off;\n{temporary}"
            f"include {self.folder}/site.conf;\n}}\n")
        self.command = [self.program(), "-p", str(self.folder), "-e", f"{self.folder}/error.log", "-c",
                        f"{self.folder}/nginx.conf"]
        subprocess.run([*self.command, "-t"], check=True, capture_output=True)
        self.process = subprocess.Popen(self.command, stderr=subprocess.DEVNULL)
        self.context = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        self.context.check_hostname = False
        wait_for("nginx listens", self.listens)

    @staticmethod
    def program():
        return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")

    def listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def connect(self, source="127.0.0.1"):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=120, context=self.context,
                                           source_address=(source, 0))

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def behind_nginx(s, folder):
    nginx = Nginx(folder, int(s.url.rsplit(":", 1)[1]))
    try:
        try_both("behind nginx", s, nginx.port, nginx.connect, 1000, 1000, nginx.context)
        connection = nginx.connect("127.0.0.2")
        connection.request("GET", "/api/v1/account", headers={"Authorization": "Bearer " + s.key,
                                                              "X-Forwarded-For": "6.6.6.6"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200 and answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        connection.close()
        # what nginx would read otherwise than we do never arrives as something else
        for path in ("/api/v1/%2e%2e/account", "/api/v1//account", "/api/v1/account%00"):
            connection = nginx.connect()
            connection.request("GET", path, headers={"Authorization": "Bearer " + s.key})
            assert connection.getresponse().status in (400, 404), path
            connection.close()
    finally:
        nginx.stop()
    log = (folder / "speechai.log").read_text().splitlines()
    last = [json.loads(line) for line in log if line.startswith("{")]  # MongoDB's driver may have said a word before
    asked = [line for line in last if line.get("route") == "/api/v1/account" and line.get("status") == 200][-1]
    assert asked["address"] == "127.0.0.2", asked  # and not what the client wrote


def main(program, simulator_program):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with Folder() as folder:
        sim = Simulator(simulator_program, folder)
        s = SpeechAI(program, folder, sim, HTTP_TRUSTED_PROXIES="127.0.0.1")
        try:
            assert s.start()
            s.new_account()
            port = int(s.url.rsplit(":", 1)[1])
            try_both("alone", s, port, lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=120), 500, 500)
            if Nginx.program() is None:
                print("no nginx here: not tried behind it")
                return SKIPPED
            behind_nginx(s, folder)
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
