#!/usr/bin/env python3
"""Four times as many requests as the server can answer, offered by a schedule that waits for nobody: what it can it goes
on answering, the rest hears a no within a second, its memory stays as it is, and when the flood is over so is the
overload. The request is a signed-in page of 200 jobs, unsealed, written and packed: real work, a millisecond of it.

Both share a machine, so each gets processors of its own: the flood the last one, the server the others, the same while
the capacity is measured as while it is exceeded. A machine that others use beside them takes from both: what is served
with a second of the server's processor time tells what the server did with what it had. A machine that stood still for a
second has it measured again, some times: what the server does wrong it does each time. By how much the flood itself was
behind its schedule, as answers are counted from when they were to be asked for, is taken off the longest wait for a no.

usage: overload.py <speechai> <retell-simulator> <flood> [least share of the capacity] [connections] [MiB of growth]
SPEECHAI_TEST_OVERLOAD_S: for how many seconds (12). Prints one JSON object.
"""
import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, request  # noqa: E402

JOBS, CONNECTIONS, TIMES, MIB = 300, 1000, 4, 1 << 20
PAGE = "/api/v1/jobs?limit=200"
CALM, TIMES_MEASURED = 8, 5
CLOSED = (4, 8, 16, 32)  # connections of the ramp that looks for the capacity
NOT_OFFERED_MOST = 0.01


def processors():
    """(the server's, the flood's)"""
    all_of_them = sorted(os.sched_getaffinity(0))
    return (all_of_them[:-1], all_of_them[-1:]) if len(all_of_them) > 1 else (all_of_them, all_of_them)


def wire(path, key):
    data = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
    return f"{len(data)}\n".encode() + data


def rss(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def refused_where(s):
    told = request("GET", s.url + "/metrics")[1].decode()
    return {at: int(n) for at, n in re.findall(r'^http_overload_refused_total\{at="(\w+)"\} (\d+)$', told, re.M)}


class Watch:
    """The server's memory, looked at while the block runs."""

    def __init__(self, pid):
        self.pid, self.most, self.ended = pid, 0, threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def look(self):
        while not self.ended.wait(0.25):
            self.most = max(self.most, rss(self.pid))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


class Flood:
    def __init__(self, program, server, port, file):
        self.program, self.server, self.port, self.file = program, server, port, file
        self.processors = processors()[1]

    def __call__(self, connections, seconds, rate=0):
        before = cpu_seconds(self.server)
        done = subprocess.run([self.program, str(self.port), str(connections), str(seconds), str(rate), self.file],
                              check=True, stdout=subprocess.PIPE,
                              preexec_fn=lambda: os.sched_setaffinity(0, self.processors)).stdout
        got = json.loads(done)
        got["cpu_seconds"] = cpu_seconds(self.server) - before
        got["per_cpu_second"] = got["served"]["n"] / max(got["cpu_seconds"], 0.01)
        return got


def measure(program, simulator_program, flood_program, seconds, connections=CONNECTIONS):
    everything = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors()[0])  # what is started from here on inherits it
    with Folder() as folder:
        sim = Simulator(simulator_program, folder)
        s = SpeechAI(program, folder, sim, LOG_LEVEL="warn")
        try:
            # what is freed is given back at once, also under the sanitizer
            options = [o for o in (os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=4", "thread_local_quarantine_size_kb=16") if o]
            assert s.start(ASAN_OPTIONS=":".join(options))
            s.new_account()
            s.import_rows(s.new_campaign(), [(f"300{n:07d}", f"Persona {n}", 1000 + n) for n in range(JOBS)])
            file, pid = folder / "page", s.process.pid
            file.write_bytes(wire(PAGE, s.key))
            flood = Flood(flood_program, pid, int(s.url.rsplit(":", 1)[1]), file)
            capacity = max((flood(n, max(2, seconds // 15)) for n in CLOSED), key=lambda got: got["per_second"])
            rate = int(TIMES * capacity["per_second"])
            flood(connections, 4, rate)  # every thread has worked once
            before = rss(pid)
            with Watch(pid) as watch:
                over = flood(connections, seconds, rate)
            began = time.monotonic()
            assert request("GET", s.url + PAGE, headers={"Authorization": "Bearer " + s.key})[0] == 200
            first = time.monotonic() - began
            told = refused_where(s)
            calm = flood(CALM, 2)
            after = rss(pid)
            s.stop()
        finally:
            os.sched_setaffinity(0, everything)
            if s.alive():
                s.kill()
            sim.stop()
    return {"capacity": capacity["per_second"], "connections": capacity["connections"], "offered": rate, "over": over,
            "share": over["per_second"] / capacity["per_second"],
            "cpu_share": over["per_cpu_second"] / capacity["per_cpu_second"],
            "refused_where": told, "not_offered": over["not_offered"] / (rate * seconds),
            "rss_before": before, "rss_most": watch.most, "rss_after": after,
            "first_after_ms": first * 1000, "after": calm["per_second"], "refused_after": calm["refused"]["n"]}


def main(program, simulator_program, flood_program, least="0.9", connections=CONNECTIONS, growth="64"):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, CONNECTIONS + 1000), hard))
    seconds = int(os.environ.get("SPEECHAI_TEST_OVERLOAD_S", "12"))
    for time_measured in range(TIMES_MEASURED):
        got = measure(program, simulator_program, flood_program, seconds, int(connections))
        print(json.dumps(got), flush=True)
        try:
            return judge(got, float(least), int(growth))
        except AssertionError as wrong:
            if time_measured == TIMES_MEASURED - 1:
                raise
            print("measured again:", wrong, flush=True)


def judge(got, least, growth):
    over = got["over"]
    share = max(got["share"], got["cpu_share"])
    longest_ms = over["refused"]["most_ms"] - over["late_ms"]
    assert got["not_offered"] < NOT_OFFERED_MOST, f"{got['not_offered']:.1%} of the load was never offered"
    assert over["refused"]["n"] > 0, "the load was no overload"
    assert longest_ms < 1000, f"a no came after {longest_ms:.0f} ms"
    assert got["refused_where"]["lobby"] > over["refused"]["n"] / 2, "a thread was woken for most of the noes"
    assert over["other"]["n"] == 0 and over["broken"] == 0, over
    assert share >= least, f"{share:.2f} of the capacity is served"
    assert max(got["rss_most"], got["rss_after"]) - got["rss_before"] < growth * MIB, got
    assert got["first_after_ms"] < 1000 and got["refused_after"] == 0, "it refuses although the flood is over"


if __name__ == "__main__":
    main(*sys.argv[1:])
