#!/usr/bin/env python3
"""Runs the benchmarks and prints each beside its reference. Started by ./benchmark, which builds them.

usage: run.py <folder of the build> <folder of the peers> <folder of the pages' tools> [--quick] [--json] [--rounds N] [NAME...]
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MIB = 1 << 20


def middle(rounds, key):
    """(middle, least, most)"""
    values = [r[key] for r in rounds]
    return statistics.median(values), min(values), max(values)


def spread(rounds, key, scale=1, digits=1):
    a, low, high = (v / scale for v in middle(rounds, key))
    return f"{a:,.{digits}f} ({low:,.{digits}f}–{high:,.{digits}f})"


def line(what, figure, beside=""):
    print(f"  {what:<34} {figure:<36} {beside}".rstrip(), flush=True)


def goal(met, text):
    line("goal", text, "met" if met else "NOT met")


class Runner:
    def __init__(self, build, peers, pages, quick, rounds):
        self.build, self.peers, self.pages = Path(build).resolve(), peers, pages
        self.quick, self.rounds = quick, rounds

    def program(self, name, *words):
        out = subprocess.run([self.build / "bench" / name, *map(str, words), "--json"], check=True, capture_output=True)
        return json.loads(out.stdout)

    def repeat(self, name, *words):
        return [self.program(name, *words) for _ in range(self.rounds)]

    # -- what is measured --

    def measure_import(self):
        rows = 100000 if self.quick else 1000000
        out = subprocess.run([sys.executable, HERE / "bench_import.py", self.build, str(rows), str(self.rounds),
                              self.peers], check=True, stdout=subprocess.PIPE)
        return {"rows": rows, **json.loads(out.stdout)}

    def measure_export(self):
        return self.repeat("bench_export", "--jobs", 10000 if self.quick else 50000)

    def of_calls(self, *words):
        return self.repeat("bench_calls", "--seconds", 2 if self.quick else 10, *words)

    def measure_calls(self):
        return self.of_calls()

    def measure_claims(self):
        return self.of_calls("--only", "claims", "--queued", 100000 if self.quick else 500000)

    def measure_ledger(self):
        return self.of_calls("--only", "ledger")

    def measure_phones(self):
        return self.repeat("bench_phones")

    def beside(self, servers, *command):
        """The command's answer while these servers run; what MongoDB's acknowledges is on the disk."""
        done = subprocess.run([sys.executable, "-B", HERE.parent / "tests/servers/with_servers.py", *servers, "--",
                               *map(str, command)], check=True, stdout=subprocess.PIPE,
                              env={**os.environ, "SPEECHAI_TEST_REQUIRE_SERVERS": "1", "SPEECHAI_TEST_MONGODB_DURABLE": "1"})
        return json.loads(done.stdout)

    def measure_bus(self):
        return [self.beside(["rabbitmq"], self.build / "bench/bench_bus", "--events", 10000 if self.quick else 50000)
                for _ in range(self.rounds)]

    def on_mongodb(self, name, *words):
        return self.beside(["mongodb"], "sh", "-c", '"$0" --mongodb "$SPEECHAI_TEST_MONGODB" "$@"',
                           self.build / "bench" / name, *words, "--json")

    def measure_queue(self):
        """Claims and counts, with few and with many jobs that wait, both asked in turn."""
        words = ("--many", 100000 if self.quick else 1000000, "--seconds", 3 if self.quick else 10)
        return [{"SQLite": self.program("bench_queue", *words), "MongoDB": self.on_mongodb("bench_queue", *words)}
                for _ in range(1 if self.quick else self.rounds)]

    def measure_stores(self):
        """The same whole calls on either store."""
        words = ("--callers", 32, "--seconds", 5 if self.quick else 15, "--queued", 10000)
        return [{"SQLite": self.program("bench_calls", *words[:-1], 50000), "MongoDB": self.on_mongodb("bench_calls", *words)}
                for _ in range(self.rounds)]

    def lives(self, workers, calls):
        command = (sys.executable, HERE / "bench_engines.py", self.build, workers, calls)
        if workers:
            return self.beside(["mongodb", "rabbitmq", "redis"], *command)
        return json.loads(subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE).stdout)

    def measure_lives(self):
        calls = 800 if self.quick else 4000
        return [{str(workers): self.lives(workers, calls) for workers in (0, 1, 2)}
                for _ in range(1 if self.quick else self.rounds)]

    def measure_figures(self):
        return self.repeat("bench_figures", "--calls", 1000000 if self.quick else 10000000)

    def measure_http(self):
        out = subprocess.run([sys.executable, HERE / "bench_http.py", self.build, str(self.rounds),
                              "2" if self.quick else "5", "10" if self.quick else "60"], check=True, stdout=subprocess.PIPE)
        return json.loads(out.stdout)

    def measure_live(self):
        sockets, seconds = ("500", "5") if self.quick else ("5000", "15")
        out = subprocess.run([sys.executable, HERE / "bench_live.py", self.build, sockets, seconds], check=True,
                             stdout=subprocess.PIPE)
        return json.loads(out.stdout)

    def measure_pages(self):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run(["/usr/bin/python3", "-B", HERE.parent / "tests/e2e/dashboard/dashboard.py", self.pages,
                            self.build / "bin/speechai", self.build / "bin/retell-simulator", self.build / "dashboard", out,
                            "lighthouse"], check=True, stdout=sys.stderr)
            return json.loads((Path(out) / "lighthouse.json").read_text())


# -- how it is told --

def tell_import(r):
    ours = middle(r["ours"], "seconds")[0]
    print(f"import of {r['rows']:,} rows, end to end")
    line("seconds until committed", spread(r["ours"], "seconds"), f"{r['rows'] / ours:,.0f} rows/s")
    line("processor seconds", spread(r["ours"], "cpu_seconds"))
    line("peak memory, MiB (RSS)", spread(r["ours"], "rss", MIB, 0),
         "anonymous " + spread(r["ours"], "anonymous", MIB, 0))
    for name, shown in (("openpyxl", "openpyxl"), ("sheetjs", "SheetJS")):
        line(f"{shown} merely reading, seconds", spread(r[name], "seconds"),
             f"takes {middle(r[name], 'seconds')[0] / ours:.2f} x our time, "
             f"{middle(r[name], 'rss')[0] / MIB:,.0f} MiB")
    if r["rows"] == 1000000:
        memory = middle(r["ours"], "rss")[2] / MIB
        goal(ours <= 30 and memory <= 256, "30 s and 256 MiB")


def tell_export(rounds):
    print(f"export of {rounds[0]['jobs']:,} jobs that were called, {rounds[0]['columns']} columns")
    line("rows/s", spread(rounds, "per_second", digits=0), f"{middle(rounds, 'ratio')[0]:.2f} x libxlsxwriter alone")
    line("libxlsxwriter alone, rows/s", spread(rounds, "alone_per_second", digits=0))


def tell_calls(rounds, wanted=2000):
    r = rounds[0]
    print(f"{r['bench']} ({r['callers']} callers, {r['batch']} at a time, {r['queued']:,} queued)")
    line("a second", spread(rounds, "per_second", digits=0), f"{middle(rounds, 'ratio')[0]:.2f} x fsync")
    line("bare fdatasync loop, a second", spread(rounds, "fsyncs_per_second", digits=0))
    if wanted:
        goal(middle(rounds, "per_second")[0] >= wanted, f"{wanted:,} complete durable calls a second")


def tell_steps(rounds):
    tell_calls(rounds, 0)


def tell_phones(rounds):
    print("phone numbers")
    line("read and checked, ns", spread(rounds, "tables_ns", digits=0),
         f"{middle(rounds, 'ratio')[0]:.0f} x faster than the library")
    line("libphonenumber alone, ns", spread(rounds, "library_ns", digits=0))
    line("rows checked a second", spread(rounds, "rows_per_second", digits=0))


def tell_bus(rounds):
    r = rounds[0]
    print(f"events through RabbitMQ ({r['events']:,} of {r['bytes']} bytes, quorum queue, confirmed 200 at a time)")
    for name, shown in (("published", "published and confirmed, a second"), ("taken", "taken and acknowledged, a second")):
        ratio = middle(rounds, name)[0] / middle(rounds, "bare_" + name)[0]
        line(shown, spread(rounds, name, digits=0), f"{ratio:.2f} x the bare loop")
        line("bare librabbitmq loop, a second", spread(rounds, "bare_" + name, digits=0))


def tell_queue(rounds):
    few, many = (side["queued"] for side in rounds[0]["SQLite"])
    print(f"with {few:,} and with {many:,} jobs that wait, asked in turn by one caller")
    for name in ("SQLite", "MongoDB"):
        for kind, shown in (("claims", "a claim of eight"), ("passes", "counts of a pass"), ("counts", "counts by state")):
            small, big = ([r[name][i][kind] for r in rounds] for i in (0, 1))
            ratio = middle(big, "middle_us")[0] / max(middle(small, "middle_us")[0], 1)
            line(f"{name}, {shown}, ms", spread(small, "middle_us", 1000, 3), f"p99 {middle(small, 'slowest_us')[0] / 1000:.2f}")
            line(f"  with {many:,}", spread(big, "middle_us", 1000, 3),
                 f"p99 {middle(big, 'slowest_us')[0] / 1000:.2f}, {ratio:.2f} x that of {few:,}")
            if kind == "claims":
                goal(ratio < 2, f"flat: {name} less than twice as long")


def tell_stores(rounds):
    sqlite, mongodb = ([r[name] for r in rounds] for name in ("SQLite", "MongoDB"))
    print(f"complete durable calls on either store, at the level of the ports ({sqlite[0]['callers']} callers)")
    line("SQLite, a second", spread(sqlite, "per_second", digits=0))
    line("MongoDB's protocol, a second", spread(mongodb, "per_second", digits=0),
         f"{middle(mongodb, 'per_second')[0] / middle(sqlite, 'per_second')[0]:.3f} x SQLite")


def tell_lives(rounds):
    one = [r["1"] for r in rounds]
    print(f"life cycles of {one[0]['calls']:,} calls by whole processes, from the queue to the charge")
    base, first = (middle([r[name] for r in rounds], "per_second")[0] for name in ("0", "1"))
    line("one process on SQLite, a second", spread([r["0"] for r in rounds], "per_second"))
    line("all engines, one call worker", spread(one, "per_second"), f"{first / base:.2f} x SQLite")
    line("processor of a call on SQLite, ms", spread([r["0"] for r in rounds], "cpu_ms"))
    line("on all engines, servers included, ms", spread(one, "cpu_ms"),
         f"{middle(one, 'cpu_ms')[0] / middle([r['0'] for r in rounds], 'cpu_ms')[0]:.1f} x SQLite")
    line("questions to the database, a call", spread(one, "questions"), "of all workers and the API, its pages included")
    two = [r["2"] for r in rounds]
    line("all engines, two call workers", spread(two, "per_second"),
         f"{middle(two, 'per_second')[0] / first:.2f} x one ({one[0]['server']}, RabbitMQ, Redis)")
    for key, shown in (("cpu_ms", "processor of a call, ms"), ("questions", "questions, a call")):
        line(f"  {shown}", spread(two, key), f"{middle(two, key)[0] / max(middle(one, key)[0], 1e-9):.2f} x one")


def tell_http(result):
    rounds, clients, over = result["rounds"], result["clients"], result["overload"]
    for name, shown in (("read", "HTTP: a read of the account"), ("page", "HTTP: a page of 20 campaigns"),
                        ("webhook", "HTTP: signed webhooks, durable")):
        ours, bare = [r[name] for r in rounds], [r["bare_" + name] for r in rounds]
        print(f"{shown} (16 connections)")
        line("a second", spread(ours, "per_second", digits=0), f"{middle(ours, 'ratio')[0]:.2f} x the bare handler")
        line("p50 / p99, ms", f"{middle(ours, 'p50_ms')[0]:.2f} / {middle(ours, 'p99_ms')[0]:.2f}")
        line("bare civetweb handler, a second", spread(bare, "per_second", digits=0))
        if name == "read":
            goal(middle(ours, "ratio")[0] >= 0.6, "0.6 of the bare handler")
    print("HTTP: 1,000 clients that stay, all asking for the account")
    line("a second", f"{clients['per_second']:,.0f}", f"p99 {clients['p99_ms']:.0f} ms, {clients['refused']} refused")
    line("memory a connection, KiB", f"{clients['kib_each']:.0f}")
    flood = over["over"]
    print(f"HTTP: pages of 200 jobs, four times as many as can be answered, by a schedule ({over['offered']:,} a second), "
          "a processor each")
    line("served a second", f"{flood['per_second']:,.0f}", f"{over['share']:.2f} x the capacity ({over['capacity']:,.0f})")
    line("by processor time of the server", f"{flood['per_cpu_second']:,.0f}", f"{over['cpu_share']:.2f} x of calm")
    line("p50 / p99 of a yes, ms", f"{flood['served']['p50_ms']:.0f} / {flood['served']['p99_ms']:.0f}")
    line("p50 / p99 / longest wait for a no", f"{flood['refused']['p50_ms']:.0f} / {flood['refused']['p99_ms']:.0f} / "
         f"{flood['refused']['most_ms']:.0f} ms", f"{flood['refused']['n']:,} refused")
    line("never offered; without answer", f"{over['not_offered']:.2%}; {flood['broken']}",
         f"{flood['connections']:,} connections, at most {flood['late_ms']:.0f} ms late")
    line("memory before / most / after, MiB", " / ".join(f"{over['rss_' + at] / MIB:.0f}" for at in ("before", "most", "after")))
    line("first answer afterwards, ms", f"{over['first_after_ms']:.0f}", f"{over['after']:,.0f} a second, {over['refused_after']} refused")
    goal(max(over["share"], over["cpu_share"]) >= 0.9 and flood["refused"]["most_ms"] < 1000 and over["not_offered"] < 0.01
         and not flood["broken"] and not over["refused_after"], "0.9 of the capacity, a no within 1 s")


def tell_figures(rounds):
    r = rounds[0]
    print(f"figures of {r['calls']:,} calls ({r['rollups']:,} roll-ups)")
    for name, shown in (("days", "90 days, by day"), ("campaigns", "90 days, by campaign")):
        line(f"{shown}, ms", spread(rounds, name + "_us", 1000),
             f"{middle(rounds, 'ratio_' + name)[0]:,.0f} x faster than the scan")
        line("plain SQLite scanning calls, ms", spread(rounds, f"scan_{name}_us", 1000, 0))
    line("the dashboard's first page, ms", spread(rounds, "stats_us", 1000))
    if r["calls"] >= 10000000:
        goal(max(middle(rounds, key)[0] for key in ("days_us", "campaigns_us", "stats_us")) < 100000,
             "milliseconds: below 100")


def tell_live(r):
    told, without, having = r["with"]["told"], r["without"], r["with"]
    print(f"live updates: {told['sockets']:,} open sockets, {having['changes']:,} progress events")
    line("event to client, p50 / p99 / most", f"{told['p50_ms']} / {told['p99_ms']} / {told['max_ms']} ms",
         f"{told['messages']:,} messages, {told['closed']} sockets lost")
    line("API read p50 / p99, ms", f"{having['read']['p50_ms']:.2f} / {having['read']['p99_ms']:.2f}",
         f"without sockets {without['read']['p50_ms']:.2f} / {without['read']['p99_ms']:.2f}")
    line("memory of a socket", f"{r['bytes_of_socket'] / 1024:.1f} KiB", f"busy {r['bytes_of_busy_socket'] / 1024:.1f} KiB")
    line("processor of a socket", f"{r['cpu_us_of_socket_second']:.0f} us a second",
         f"{r['cpu_us_of_message']:.1f} us a message")
    goal(told["p99_ms"] < 1000 and having["read"]["p99_ms"] <= 2 * without["read"]["p99_ms"] and not told["closed"],
         "p99 < 1 s, API p99 not more than doubled")


def tell_pages(pages):
    print("Lighthouse: performance, accessibility, best practices of 100")
    least = 100
    for name, devices in pages.items():
        for device, found in devices.items():
            scores = [found[k] for k in ("performance", "accessibility", "best-practices")]
            least = min(least, *scores)
            line(f"{name}, {device}", ", ".join(map(str, scores)), "; ".join(found["lost"]))
    goal(least >= 95, "95 on every page")


TELL = {"import": tell_import, "export": tell_export, "calls": tell_calls, "claims": tell_steps,
        "ledger": tell_steps, "phones": tell_phones, "http": tell_http,
        "figures": tell_figures, "live": tell_live, "bus": tell_bus, "queue": tell_queue,
        "stores": tell_stores, "lives": tell_lives, "pages": tell_pages}


def main():
    parser = argparse.ArgumentParser(prog="./benchmark")
    parser.add_argument("build")
    parser.add_argument("peers")
    parser.add_argument("pages")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_intermixed_args()
    unknown = [name for name in options.names if name not in TELL]
    if unknown:
        parser.error(f"no benchmark has the name {unknown[0]}; there are {', '.join(TELL)}")
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    runner = Runner(options.build, options.peers, options.pages, options.quick, options.rounds)
    results = {}
    for name in options.names or TELL:
        results[name] = getattr(runner, "measure_" + name)()
        if not options.json:
            TELL[name](results[name])
            print()
    if options.json:
        load = os.getloadavg()[0]
        print(json.dumps({"quick": options.quick, "rounds": options.rounds, "processors": os.cpu_count(),
                          "load": load, "results": results}))


if __name__ == "__main__":
    main()
