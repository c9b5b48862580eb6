#!/usr/bin/env python3
"""Open sockets of the live hub while campaigns change: how old an event is when its client has it, what the sockets
cost, and what they do to the API. The same load of changes and reads runs twice, without sockets and with them.

usage: bench_live.py <folder of the build> <sockets> <seconds>
Prints one JSON object.
"""
import concurrent.futures
import http.client
import json
import multiprocessing
import resource
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from processes import Folder, Simulator, SpeechAI, cpu_seconds, memory  # noqa: E402

OF_ACCOUNT = 50     # sockets, as many as one key may have
CHANGES = 200       # a second, over all accounts
READS = 100         # a second
CHANGERS = 4


def new_account(s):
    s.new_account(funds=None)
    campaign = s.new_campaign()
    return s.key, campaign


def paced(per_second, seconds, step):
    start, n = time.monotonic(), 0
    while (now := time.monotonic()) < start + seconds:
        due = start + n / per_second
        if due > now:
            time.sleep(due - now)
        step(n)
        n += 1
    return n


def change(port, accounts, seconds, per_second):
    """Every change is an event of its campaign, and of one account."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def step(n):
        key, campaign = accounts[n % len(accounts)]
        connection.request("PATCH", f"/api/v1/campaigns/{campaign}", json.dumps({"name": f"Campaña {n}"}),
                           {"Authorization": "Bearer " + key, "Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    return paced(per_second, seconds, step)


def read(port, key, seconds):
    connection, took = http.client.HTTPConnection("127.0.0.1", port), []

    def step(n):
        start = time.monotonic()
        connection.request("GET", "/api/v1/account", headers={"Authorization": "Bearer " + key})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        took.append(time.monotonic() - start)
    paced(READS, seconds, step)
    took.sort()
    return {"reads": len(took), "p50_ms": took[len(took) // 2] * 1000, "p99_ms": took[len(took) * 99 // 100] * 1000}


def under_load(s, pool, accounts, seconds, meanwhile):
    port = int(s.url.rsplit(":", 1)[1])
    cpu = cpu_seconds(s.process.pid)
    reads = pool.apply_async(read, (port, accounts[0][0], seconds))
    changes = [pool.apply_async(change, (port, accounts[i::CHANGERS], seconds, CHANGES / CHANGERS))
               for i in range(CHANGERS)]
    told = meanwhile()
    result = {"read": reads.get(), "changes": sum(c.get() for c in changes)}
    return {**result, "cpu_seconds": cpu_seconds(s.process.pid) - cpu, "told": told}


def ticket(s, key):
    return json.load(urllib.request.urlopen(urllib.request.Request(
        s.url + "/api/v1/live", headers={"Authorization": "Bearer " + key})))


def open_sockets(s, client, accounts, sockets):
    wanted = [accounts[i // OF_ACCOUNT] for i in range(sockets)]
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        for start in range(0, sockets, 500):  # a ticket is good for 30 s
            some = wanted[start:start + 500]
            for got, (_, campaign) in zip(threads.map(lambda a: ticket(s, a[0]), some), some):
                client.stdin.write(f"open {got['ticket']} {campaign}\n".encode())
            client.stdin.write(b"wait\n")
            client.stdin.flush()
            assert client.stdout.readline() == f"open {min(start + 500, sockets)}\n".encode()


def measured(client, seconds):
    client.stdin.write(f"measure {seconds}\n".encode())
    client.stdin.flush()
    client.stdout.readline()
    return json.loads(client.stdout.readline())


def main(build, sockets, seconds):
    build, sockets, seconds = Path(build).resolve(), int(sockets), int(seconds)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with Folder() as folder, multiprocessing.Pool(CHANGERS + 1) as pool:
        sim = Simulator(build / "bin/retell-simulator", folder)
        s = SpeechAI(build / "bin/speechai", folder, sim)
        client = None
        try:
            assert s.start(), "speechai up did not start"
            accounts = [new_account(s) for _ in range((sockets + OF_ACCOUNT - 1) // OF_ACCOUNT)]
            without = under_load(s, pool, accounts, seconds, lambda: None)
            before = memory(s.process.pid)[1]
            hub = ticket(s, accounts[0][0])["url"].rsplit(":", 1)[1].split("/")[0]
            # 5,000 clients are 5,000 machines: here they take what the others leave.
            client = subprocess.Popen(["chrt", "--idle", "0", build / "bench/live_sockets", hub],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            open_sockets(s, client, accounts, sockets)
            after = memory(s.process.pid)[1]
            having = under_load(s, pool, accounts, seconds, lambda: measured(client, seconds))
            busy = memory(s.process.pid)[1]
        finally:
            if client is not None:
                client.stdin.close()
                client.wait()
            if s.alive():
                s.stop()
            sim.stop()
    print(json.dumps({"without": without, "with": having, "bytes_of_socket": (after - before) / sockets,
                      "bytes_of_busy_socket": (busy - before) / sockets,
                      "cpu_us_of_socket_second": (having["cpu_seconds"] - without["cpu_seconds"]) * 1e6 /
                                                 sockets / seconds,
                      "cpu_us_of_message": (having["cpu_seconds"] - without["cpu_seconds"]) * 1e6 /
                                           max(1, having["told"]["messages"])}))


if __name__ == "__main__":
    main(*sys.argv[1:])
