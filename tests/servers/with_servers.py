#!/usr/bin/env python3
"""with_servers.py NAME... -- COMMAND: runs COMMAND while these servers run, and stops them afterwards.

The command learns their addresses from variables (SPEECHAI_TEST_REDIS ...). At the socket that
SPEECHAI_TEST_SERVERS names it may say, a line each: "stop NAME", "start NAME", "tell NAME WORDS"; the answer is a
line, "ok ..." or "error ...". A server that cannot be had skips the test (exit 77), loudly; with
SPEECHAI_TEST_REQUIRE_SERVERS=1 it fails it."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import servers  # noqa: E402

SKIPPED, LOG_TOLD = 77, 1500


def obey(running, line):
    words = line.split(maxsplit=2)
    if len(words) < 2 or words[1] not in running:
        raise ValueError(f"no such server: {line!r}")
    server = running[words[1]]
    if words[0] == "stop":
        server.stop()
    elif words[0] == "start":
        start(server)
    elif words[0] == "tell":
        return server.tell(words[2] if len(words) > 2 else "")
    else:
        raise ValueError(f"no such word: {line!r}")
    return ""


def serve(listener, running):
    while True:
        try:
            peer, _ = listener.accept()
        except OSError:
            return
        with peer, peer.makefile("rw") as lines:
            for line in lines:
                try:
                    said = f"ok {obey(running, line.strip()) or ''}"
                except Exception as problem:  # the test hears of it and fails
                    said = f"error {problem}"
                lines.write(said.replace("\n", " ") + "\n")
                lines.flush()


def tell_logs(running):
    """What the servers said last, of those that said anything: their folders are gone in a moment."""
    for name, server in running.items():
        server.log.flush()
        with open(server.log.name, errors="replace") as log:
            said = log.read()[-LOG_TOLD:].strip()
        if said:
            print(f"-- the last that {name} said:\n{said}", flush=True)


def start(server):
    """Once more, if it ends while it starts: it is others' program, and no test is of that."""
    try:
        server.start()
    except (RuntimeError, subprocess.CalledProcessError) as problem:
        print(f"{server.name} is started again: {problem}", flush=True)
        server.stop()
        server.start()


def run(names, command):
    running = {}
    folder = tempfile.mkdtemp(prefix="speechai-servers-")
    listener = socket.socket(socket.AF_UNIX)
    try:
        for name in names:
            running[name] = servers.make(name)
            start(running[name])
        listener.bind(os.path.join(folder, "control"))
        listener.listen()
        threading.Thread(target=serve, args=(listener, running), daemon=True).start()
        # MongoDB's driver keeps counters below /dev/shm, and leaves them there where a test kills it
        environment = dict(os.environ, SPEECHAI_TEST_SERVERS=os.path.join(folder, "control"), MONGOC_DISABLE_SHM="1")
        for server in running.values():
            environment.update(server.variables)
        status = subprocess.call(command, env=environment)
        if status not in (0, SKIPPED):
            tell_logs(running)
        return status
    except servers.Missing as missing:
        if os.environ.get("SPEECHAI_TEST_REQUIRE_SERVERS") == "1":
            print(f"A server is missing, and SPEECHAI_TEST_REQUIRE_SERVERS asks for it: {missing}")
            return 1
        print(f"SKIPPED, NOT TESTED: {missing}")
        return SKIPPED
    finally:
        listener.close()
        for server in running.values():
            server.close()
        shutil.rmtree(folder, ignore_errors=True)


def main(arguments):
    if "--" not in arguments[1:]:
        sys.exit(__doc__)
    at = arguments.index("--")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    return run(arguments[1:at], arguments[at + 1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv))
