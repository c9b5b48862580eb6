#!/usr/bin/env python3
"""./start, ./test and ./benchmark before they build anything: what they say of words that they do not know, in which
language, with which status; that ./start refuses to take away the folder of a demo that runs; and that a build which fails
is told as one, at a terminal too, where its steps are counted.

usage: start_words.py
"""
import fcntl
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAIN = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_MESSAGES", "LANG", "SPEECHAI_LANGUAGE")}


def run(folder, *words, **variables):
    return subprocess.run(words, cwd=folder, env={**PLAIN, **variables}, capture_output=True, text=True, timeout=300)


def words_are_checked(folder):
    for words, spanish, english in ((["--port", "http"], "se espera un número", "a number from 1 to 65535"),
                                    (["--port"], "se espera un número", "a number from 1 to 65535"),
                                    (["--port", "65536"], "se espera un número", "a number from 1 to 65535"),
                                    (["--prot", "80"], "no existe la opción --prot", "there is no option --prot")):
        for variables, said in (({}, spanish), ({"LC_MESSAGES": "en_US.UTF-8"}, english),
                                ({"SPEECHAI_LANGUAGE": "es", "LANG": "en_US.UTF-8"}, spanish)):
            done = run(folder, "./start", *words, **variables)
            assert done.returncode == 2 and said in done.stderr and "./start" in done.stderr, (words, variables, done)
    for language, head in (("es_CO.UTF-8", "uso: ./start"), ("en_US.UTF-8", "usage: ./start")):
        told = run(folder, "./start", "--help", LANG=language)
        assert told.returncode == 0 and told.stdout.startswith(head) and "--build-only" in told.stdout, told
    for name in ("./test", "./benchmark"):
        assert run(folder, name, "--help").stdout.startswith(f"usage: {name}")
        wrong = run(folder, name, "--no-such")
        assert wrong.returncode == 2 and f"usage: {name}" in wrong.stderr, wrong


def one_demo_at_a_time(folder):
    (folder / ".run/demo").mkdir(parents=True)
    (folder / ".run/demo/kept").touch()
    lock = folder / ".run/demo.lock"
    lock.write_text("4711\n4712\n")
    with open(lock, "a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = run(folder, "./start", "--exit", LANG="en_US.UTF-8")
    assert done.returncode == 1 and "runs in this folder already" in done.stderr, done
    assert "kill 4711 4712" in done.stderr and (folder / ".run/demo/kept").exists(), done


def a_failed_build_fails(folder):
    """Where standard output is a terminal, and where it is not."""
    script = '. scripts/common.sh; set -euo pipefail; compile log sh -c "echo [1/4] one; echo [2/4] two; exit $1" && echo "well"'
    for status in ("0", "3"):
        plain = run(folder, "bash", "-c", script, "-", status)
        assert ("well" in plain.stdout) == (status == "0"), plain
        ours, theirs = pty.openpty()
        child = subprocess.Popen(["bash", "-c", script, "-", status], cwd=folder, env=PLAIN, stdout=theirs)
        os.close(theirs)
        child.wait(60)
        shown = os.read(ours, 4096).decode()
        os.close(ours)
        assert ("well" in shown) == (status == "0") and "50 %  (2 / 4)" in shown, shown
        assert "[2/4] two" in (folder / "log").read_text()


def main():
    with tempfile.TemporaryDirectory(prefix="start-words-") as name:
        folder = Path(name)
        for file in ("start", "test", "benchmark"):
            shutil.copy(ROOT / file, folder)
        shutil.copytree(ROOT / "scripts", folder / "scripts")
        words_are_checked(folder)
        one_demo_at_a_time(folder)
        a_failed_build_fails(folder)


if __name__ == "__main__":
    sys.exit(main())
