#!/usr/bin/env python3
"""Four times as many requests as the server can answer: what it can it goes on answering, the rest hears a no within a
second, and its memory stays as it is. ./benchmark does the same for a minute and looks at what is served a second; here,
where other tests may run beside it, what counts is what it serves with a second of processor time.

usage: overload.py <speechai> <retell-simulator> <flood> [seconds]
Prints one JSON object.
"""
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import Folder, Simulator, SpeechAI, request  # noqa: E402

SCRIPTS, CONNECTIONS, TIMES, MIB = 40, 1000, 4, 1 << 20
GROWTH_MOST = 128 * MIB
LEAST = 0.6  # of what it serves with a second of processor time when it is calm


def wire(path, key):
    data = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
    return f"{len(data)}\n".encode() + data


def rss(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def flood(pid, program, port, connections, seconds, rate, file):
    before = cpu_seconds(pid)
    done = subprocess.run([program, str(port), str(connections), str(seconds), str(rate), file], check=True,
                          stdout=subprocess.PIPE).stdout
    got = json.loads(done)
    got["cpu_seconds"] = cpu_seconds(pid) - before
    got["per_cpu_second"] = got["served"]["n"] / max(got["cpu_seconds"], 0.01)
    return got


def measure(program, simulator_program, flood_program, seconds):
    with Folder() as folder:
        sim = Simulator(simulator_program, folder)
        s = SpeechAI(program, folder, sim, LOG_LEVEL="warn")
        try:
            # what is freed is given back at once, also under the sanitizer
            options = [o for o in (os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=4") if o]
            assert s.start(ASAN_OPTIONS=":".join(options))
            s.new_account()
            for n in range(SCRIPTS):
                s.ask("POST", "/api/v1/scripts", {"name": f"Guion {n}", "instructions": "Buenos días, ¿cómo está? " * 150})
            port, file = int(s.url.rsplit(":", 1)[1]), folder / "page"
            file.write_bytes(wire("/api/v1/scripts", s.key))
            capacity = flood(s.process.pid, flood_program, port, 16, max(2, seconds // 10), 0, file)
            # every thread has worked once
            flood(s.process.pid, flood_program, port, CONNECTIONS, 4, int(TIMES * capacity["per_second"]), file)
            before = rss(s.process.pid)
            over = flood(s.process.pid, flood_program, port, CONNECTIONS, seconds, int(TIMES * capacity["per_second"]), file)
            after = rss(s.process.pid)
            assert request("GET", s.url + "/healthz")[0] == 200
            calm = flood(s.process.pid, flood_program, port, 16, 1, 0, file)
            s.stop()
        finally:
            if s.alive():
                s.kill()
            sim.stop()
    return {"capacity": capacity["per_second"], "offered": TIMES * capacity["per_second"], "over": over,
            "share": over["per_second"] / capacity["per_second"],
            "cpu_share": over["per_cpu_second"] / capacity["per_cpu_second"], "rss_before": before, "rss_after": after,
            "after": calm["per_second"], "refused_after": calm["refused"]["n"]}


def main(program, simulator_program, flood_program, seconds="5"):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    got = measure(program, simulator_program, flood_program, int(seconds))
    print(json.dumps(got))
    over = got["over"]
    assert over["refused"]["n"] > 0, "the load was no overload"
    assert over["refused"]["p99_ms"] < 1000, f"a no came after {over['refused']['p99_ms']:.0f} ms"
    assert over["other"]["n"] == 0, over
    assert got["cpu_share"] >= LEAST, f"a second of processor time serves {got['cpu_share']:.2f} of what it does in calm"
    assert got["rss_after"] - got["rss_before"] < GROWTH_MOST, got
    assert got["refused_after"] == 0, "it refuses although the flood is over"


if __name__ == "__main__":
    main(*sys.argv[1:])
