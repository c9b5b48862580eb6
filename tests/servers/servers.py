"""What tests share that speak to real servers: each is started on a free port in a folder of its own, asked until
it answers, and stopped afterwards. A server is a module server_<name>.py with a class Server(ServerBase)."""
import contextlib
import ctypes
import importlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PR_SET_PDEATHSIG = 1
START_SECONDS = 180


class Missing(Exception):
    """The server cannot be had on this machine; the text says what is missing."""


taken = []  # for as long as this process lives


def free_port():
    """Below those that the kernel gives to who connects: while a server is stopped, its port is nobody's. No two tests
    of this host are given the same: each is taken by a name of the kernel's, which ends with who has it."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as told:
        first = int(told.read().split()[0])
    while True:
        port = random.SystemRandom().randrange(max(1024, first - 16384), first)
        claim = socket.socket(socket.AF_UNIX)
        with contextlib.suppress(OSError), socket.socket() as s:
            claim.bind(f"\0speechai-tests-port-{port}")
            s.bind(("127.0.0.1", port))
            taken.append(claim)
            return port
        claim.close()


def program(*names):
    """The first of them that is installed, here or in the folders of system programs."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    raise Missing(f"{' or '.join(names)} is not installed")


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn(command, log, **options):
    """A child that ends with this process, whatever happens to it."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                            preexec_fn=die_with_parent, start_new_session=True, **options)


def end(child, seconds=10):
    """Ends the child and what it started (its own process group)."""
    if child is None:
        return
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, sign)
        except ProcessLookupError:
            pass
        try:
            child.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            pass


class ServerBase:
    """One server. `variables` tells tests how to reach it; what it keeps survives stop() and start()."""

    name = ""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix=f"speechai-{self.name}-")
        os.chmod(self.folder, 0o755)
        self.log = open(os.path.join(self.folder, "server.log"), "ab")
        self.variables = {}

    def start(self):
        """Starts it and returns when it answers; Missing if it cannot be had."""
        raise NotImplementedError

    def stop(self):
        """Stops it at once, as a crash would."""
        raise NotImplementedError

    def tell(self, words):
        """What a test may ask of this kind of server besides; answers a line."""
        raise ValueError(f"{self.name} knows no {words!r}")

    def wait_until(self, answers, child):
        end_at = time.monotonic() + START_SECONDS
        while time.monotonic() < end_at:
            if child.poll() is not None:
                break
            if answers():
                return
            time.sleep(0.05)
        self.log.flush()
        tail = open(self.log.name, errors="replace").read()[-2000:]
        raise RuntimeError(f"{self.name} did not start:\n{tail}")

    def close(self):
        self.stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def answers_at(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def make(name):
    return importlib.import_module(f"server_{name}").Server()


def npm_packages(folder, name):
    """node_modules of folder's lock file, fetched once into a cache."""
    program("npm")
    tool = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/npm_env")
    done = subprocess.run([tool, name, folder], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Missing(f"npm could not fetch {name}: {done.stderr.strip()[-300:]}")
    return os.path.join(done.stdout.strip(), "node_modules")
