#!/usr/bin/env python3
"""Requests a second over HTTP by 16 connections that are kept, each asking when it was answered: a read of the
account, a page of 20 campaigns, and signed webhooks that are durable in the inbox before they are confirmed. Beside it
a bare handler of the same server library that answers the same bytes. Then 1,000 clients that stay, what their
connections take, and four times the measured capacity.

usage: bench_http.py <folder of the build> <rounds> <seconds> <seconds of overload>
Prints one JSON object.
"""
import hashlib
import hmac
import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from processes import ROOT, Folder, Simulator, SpeechAI, memory  # noqa: E402

sys.path.insert(0, str(ROOT / "tests/e2e"))
import overload  # noqa: E402

# Several accounts, because each has its limit of requests.
CONNECTIONS, THREADS, ACCOUNTS, WEBHOOKS = 16, 32, 8, 20000


def new_key(s):
    s.new_account()
    return s.key


def wire(method, path, headers, body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in headers.items())]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    data = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
    return f"{len(data)}\n".encode() + data


def webhook(path, key, n):
    """Of a call that is not known: it is verified, stored and confirmed as any other."""
    call = {"call_id": f"call_{time.monotonic_ns():x}_{n}", "call_status": "ended", "disconnection_reason": "user_hangup",
            "transcript": "Agent: Buenos días.\nUser: Sí, con ella.\n" * 30}
    body = json.dumps({"event": "call_ended", "call": call}).encode()
    at = str(int(time.time() * 1000))
    digest = hmac.new(key.encode(), body + at.encode(), hashlib.sha256).hexdigest()
    return wire("POST", path, {"Content-Type": "application/json", "x-retell-signature": f"v={at},d={digest}"}, body)


def load(build, port, seconds, file, *once):
    done = json.loads(subprocess.run([build / "bench/load", str(port), str(CONNECTIONS), str(seconds), file, *once],
                                     check=True, stdout=subprocess.PIPE).stdout)
    assert done["failed"] == 0, done
    return done


def bare(build, answer, seconds, file):
    process = subprocess.Popen([build / "bench/bare_civetweb", answer, str(THREADS)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    try:
        return load(build, int(process.stdout.readline()), seconds, file)
    finally:
        process.stdin.close()
        process.wait()


def one_round(build, s, sim, folder, seconds, keys):
    port = s.url.rsplit(":", 1)[1]
    read, answer, hooks = folder / "read", folder / "answer", folder / "webhooks"
    authorization = {"Authorization": "Bearer " + s.key}
    read.write_bytes(b"".join(wire("GET", "/api/v1/account", {"Authorization": "Bearer " + key}) for key in keys))
    answer.write_bytes(urllib.request.urlopen(urllib.request.Request(s.url + "/api/v1/account",
                                                                     headers=authorization)).read())
    connection = s.ask("GET", "/api/v1/admin/connections", platform=True)["items"][0]["id"]
    hooks.write_bytes(b"".join(webhook(f"/webhooks/retell/{connection}", sim.key, n) for n in range(WEBHOOKS)))
    page, page_answer = folder / "page", folder / "page_answer"
    path = "/api/v1/campaigns?limit=20"
    page.write_bytes(wire("GET", path, authorization))
    page_answer.write_bytes(urllib.request.urlopen(urllib.request.Request(s.url + path, headers=authorization)).read())
    result = {"page": load(build, port, seconds, page), "bare_page": bare(build, page_answer, seconds, page),
              "read": load(build, port, seconds, read), "bare_read": bare(build, answer, seconds, read),
              "webhook": load(build, port, seconds, hooks, "once")}
    answer.write_bytes(b"")
    result["bare_webhook"] = bare(build, answer, seconds, hooks)
    for name in ("read", "page", "webhook"):
        result[name]["ratio"] = result[name]["per_second"] / result["bare_" + name]["per_second"]
    return result


def many_clients(build, s, folder, seconds):
    """1,000 kept connections that ask in turn; what each takes of the server's memory, also when it only stays."""
    empty = memory(s.process.pid)[0]
    got = json.loads(subprocess.run([build / "bench/flood", s.url.rsplit(":", 1)[1], "1000", str(seconds), "0",
                                     folder / "read"], check=True, stdout=subprocess.PIPE).stdout)
    return {"per_second": got["per_second"], "p99_ms": got["served"]["p99_ms"], "refused": got["refused"]["n"],
            "connections": got["connections"], "kib_each": (memory(s.process.pid)[0] - empty) / 1024 / 1000}


def main(build, rounds, seconds, overload_seconds):
    build = Path(build).resolve()
    result = []
    with Folder() as folder:
        sim = Simulator(build / "bin/retell-simulator", folder)
        s = SpeechAI(build / "bin/speechai", folder, sim)
        try:
            assert s.start(), "speechai up did not start"
            keys = [new_key(s) for _ in range(ACCOUNTS)]
            for n in range(20):
                s.ask("POST", "/api/v1/campaigns", {"name": f"Campaña {n}"})
            for _ in range(int(rounds)):
                result.append(one_round(build, s, sim, folder, seconds, keys))
            clients = many_clients(build, s, folder, seconds)
        finally:
            if s.alive():
                s.stop()
            sim.stop()
    over = overload.measure(build / "bin/speechai", build / "bin/retell-simulator", build / "bench/flood",
                            int(overload_seconds))
    print(json.dumps({"rounds": result, "clients": clients, "overload": over}))


if __name__ == "__main__":
    main(*sys.argv[1:])
