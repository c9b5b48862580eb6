"""What the benchmarks of whole processes share: an installation of their own, and a look at a process's memory
and processor time while it works."""
import os
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))
from installation import Folder, Simulator, SpeechAI, lawful_offset, wait_for  # noqa: E402,F401

TICKS = os.sysconf("SC_CLK_TCK")


def children(pid):
    """All below it, as /proc tells."""
    found = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    except OSError:
        return []
    return found + [below for child in found for below in children(child)]


def memory(pid):
    """(RSS, anonymous) in bytes; nothing of a process that is gone. Files that are mapped count for RSS alone:
    the page cache of the database may be given back at any moment."""
    rss = anonymous = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                rss = int(line.split()[1]) * 1024
            elif line.startswith("Anonymous:"):
                anonymous = int(line.split()[1]) * 1024
    except OSError:
        pass
    return rss, anonymous


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / TICKS  # its own and that of the children it has waited for


class Watch:
    """Peak memory of a process together with its children, sampled while the block runs."""

    def __init__(self, pid, every=0.05):
        self.pid, self.every, self.rss, self.anonymous = pid, every, 0, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.sample, daemon=True)

    def sample(self):
        while not self.ended.wait(self.every):
            both = [memory(pid) for pid in [self.pid, *children(self.pid)]]
            self.rss = max(self.rss, sum(rss for rss, _ in both))
            self.anonymous = max(self.anonymous, sum(anonymous for _, anonymous in both))

    def __enter__(self):
        self.cpu, self.start = cpu_seconds(self.pid), time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.seconds = time.monotonic() - self.start
        self.ended.set()
        self.thread.join()
        self.cpu = cpu_seconds(self.pid) - self.cpu
