#!/usr/bin/env python3
"""A disk that is full, on a small one of its own (a tmpfs in a mount namespace of this process, which takes it away): the
doctor and the start name it and begin nothing; one that fills up while calls are placed refuses what it cannot keep, and
goes on by itself when there is room again: nobody is called twice, every call that the provider accepted is settled.
Without root it is skipped, and says so.

usage: full_disk.py <speechai> <retell-simulator>
"""
import ctypes
import errno
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from installation import FINAL, ROOT, Folder, Simulator, SpeechAI, free_port, lawful_offset, no_tag_twice, wait_for  # noqa: E402,E501

SKIPPED, CLONE_NEWNS, DISK_MIB, PEOPLE = 77, 0x00020000, 40, 60
# the embedded form, whatever servers run beside: it is this host's disk that is full
FAST = {"ENGINE": "embedded", "DIALING_IDLE": "20ms", "DIALING_COOL_DOWN": "0", "DIALING_RECONCILE_FIRST": "500ms",
        "DIALING_RECONCILE_SECOND": "1s", "DIALING_RECONCILE_THIRD": "2s", "DIALING_RECONCILE_LAST": "3s",
        "DIALING_RECONCILE_MOST": "6s", "DIALING_COMPLETE_EVERY": "500ms"}


class Disk:
    def __init__(self):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNS) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)
        self.path = Path(tempfile.mkdtemp(prefix="speechai-disk-"))
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tests", self.path], check=True)
        self.filling = self.path / "filling"

    def free(self):
        disk = os.statvfs(self.path)
        return disk.f_bavail * disk.f_frsize

    def fill(self, but_mib=0):
        """All that is free, but so much. Others write and delete beside it, so what is left is asked anew, and the end may
        come before all was written; nothing waits in a buffer that its closing would write once more."""
        with open(self.filling, "ab", buffering=0) as file:
            while (left := self.free() - but_mib * 2**20) > 0:
                try:
                    file.write(b"\0" * min(left, 65536))
                except OSError as problem:
                    assert problem.errno == errno.ENOSPC, problem
                    return

    def make_room(self):
        self.filling.unlink()

    def close(self):
        subprocess.run(["umount", "-l", self.path], check=False)
        self.path.rmdir()


def full_from_the_beginning(program, disk):
    data = disk.path / "first"
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("SPEECHAI_")},
                   "SPEECHAI_DATA_FOLDER": str(data), "SPEECHAI_HTTP_PORT": str(free_port()), "LANG": "en_US.UTF-8",
                   "SPEECHAI_VOICE_BASE_URL": "http://127.0.0.1:1", "SPEECHAI_VOICE_API_KEY": "key"}
    disk.fill(but_mib=3)
    for words in ("doctor", "up"):
        done = subprocess.run([program, words], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300)
        said = done.stdout + done.stderr
        assert done.returncode > 0 and "data.folder" in said and "Make room" in said, (words, done)
    assert not data.exists() or not list(data.iterdir()), list(data.iterdir())
    disk.make_room()


def fills_up_while_calls_are_placed(s, sim, disk):
    campaign = s.new_campaign(pacing={"starts_per_minute": 900, "max_active": 50})
    s.import_rows(campaign, [(f"300{i:07d}", f"Persona {i}", 1000 + i) for i in range(PEOPLE)])
    s.launch(campaign)
    wait_for("calls are placed", lambda: len(sim.book("post")) > 5)
    disk.fill()
    upload = f"/api/v1/batches?file_name={uuid.uuid4()}.csv"
    sheet = ("celular,nombre,saldo\n" + "".join(f"301{i:07d},Ana {i},{i}\n" for i in range(20000))).encode()
    status, answer = s.call("POST", upload, sheet, headers={"Content-Type": "application/octet-stream"})
    assert status == 503, (status, answer)
    wait_for("its log tells of it", lambda: '"slug":"store.unavailable"' in (s.folder / "speechai.log").read_text()
             or '"event":"store.failed"' in (s.folder / "speechai.log").read_text())
    assert s.alive()
    began = time.monotonic()
    disk.make_room()
    s.wait_until_done(campaign)
    wait_for("every call is settled", lambda: s.check_money()["held"] == 0)
    print(f"all was done {time.monotonic() - began:.1f} s after there was room again", flush=True)
    judge(s, sim, campaign)
    made = s.call("POST", upload, sheet, headers={"Content-Type": "application/octet-stream"})
    assert made[0] in (200, 201), made


def judge(s, sim, campaign):
    no_tag_twice(sim)
    jobs = s.all(f"/api/v1/jobs?campaign={campaign}")
    assert len(jobs) == PEOPLE and all(job["state"] in FINAL for job in jobs), jobs
    accepted = {p["tag"] for p in sim.book("post") if p.get("accepted")}
    settled = {e["tag"] for e in s.all("/api/v1/wallet/entries") if e["kind"] == "settle"}
    assert accepted and accepted <= settled, f"accepted, but never settled: {sorted(accepted - settled)}"


def main(program, simulator_program):
    try:
        disk = Disk()
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"SKIPPED, NOT TESTED: no disk of its own can be had here: {problem}")
        return SKIPPED
    with Folder() as folder:
        offset = lawful_offset(program)
        sim = Simulator(simulator_program, folder, "--speed", 200, "--clock-offset-ms", offset, "--concurrency", 200,
                        "--webhook-retry-ms", 50)
        s = SpeechAI(program, folder, sim, offset, **FAST)
        try:
            full_from_the_beginning(program, disk)
            (disk.path / "data").mkdir(0o700)
            (folder / "data").symlink_to(disk.path / "data")
            assert s.start(), (Path(folder) / "speechai.log").read_text()[-3000:]
            s.new_account()
            fills_up_while_calls_are_placed(s, sim, disk)
        finally:
            s.stop()
            sim.stop()
            disk.close()
    print("done: full_disk", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
