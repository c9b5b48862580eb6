"""A server that speaks MongoDB's protocol: the one that SPEECHAI_TEST_MONGODB_URI names, Debian-foreign mongod if it is
installed, else FerretDB 2 before PostgreSQL 18 with the DocumentDB extension (scripts/mongodb_env), whose updates are
atomic. What was acknowledged survives stop() and start(); with SPEECHAI_TEST_MONGODB_DURABLE=1 it is on the disk, too.
The indexes are those of the extension that walks them in order, as MongoDB walks its own."""
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
from pathlib import Path

from servers import Missing, ServerBase, free_port, spawn

TOOL = Path(__file__).resolve().parents[2] / "scripts" / "mongodb_env"
DURABLE = os.environ.get("SPEECHAI_TEST_MONGODB_DURABLE") == "1"
PING = b"\x10ping\x00" + struct.pack("<i", 1) + b"\x02$db\x00" + struct.pack("<i", 6) + b"admin\x00"


def pings(port):
    """Does it answer {ping: 1}?"""
    document = struct.pack("<i", len(PING) + 5) + PING + b"\x00"
    message = struct.pack("<iiiii", 16 + 5 + len(document), 1, 0, 2013, 0) + b"\x00" + document
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as s:
            s.settimeout(5)
            s.sendall(message)
            return b"ok\x00" in s.recv(4096)
    except OSError:
        return False


def kill(child):
    if child is not None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()


def keep(data, copy):
    """As a snapshot of the disk: what was acknowledged by this moment."""
    shutil.rmtree(copy, ignore_errors=True)
    subprocess.run(["cp", "-a", data, copy], check=True)


class Mongod:
    """The real one."""

    def __init__(self, server, path):
        self.server, self.path, self.child = server, path, None
        self.kind = "mongod"

    def start(self, port):
        self.child = spawn([self.path, "--port", str(port), "--bind_ip", "127.0.0.1", "--dbpath",
                            self.server.folder], self.server.log)
        self.server.wait_until(lambda: pings(port), self.child)

    def stop(self):
        kill(self.child)
        self.child = None

    def disk(self):
        return Path(self.server.folder)

    def close(self):
        shutil.rmtree(self.disk().with_name(self.disk().name + ".copy"), ignore_errors=True)


class Ferret:
    """FerretDB, and PostgreSQL in its chroot."""

    def __init__(self, server):
        done = subprocess.run([TOOL], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise Missing(f"no server speaks MongoDB's protocol here: {done.stderr.strip()[-400:]}")
        if os.geteuid() != 0:
            raise Missing("no server speaks MongoDB's protocol here: FerretDB's PostgreSQL needs root, for chroot")
        self.server = server
        self.kind = "FerretDB 2 on PostgreSQL 18 with DocumentDB"
        self.home = Path(done.stdout.strip())
        self.root = self.home / "root"
        self.data = Path(tempfile.mkdtemp(prefix="speechai-mongodb-", dir=self.root / "srv"))
        self.postgres_port = free_port()
        self.debug_port = free_port()
        self.postgres = self.ferret = None
        self.make_database()

    def within(self, *command):
        """The command line that runs it as postgres in the chroot, ending with its parent."""
        return ["chroot", self.root, "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
                "--pdeathsig=KILL", "--", *command]

    def run(self, *command):
        subprocess.run(self.within(*command), stdin=subprocess.DEVNULL, stdout=self.server.log,
                       stderr=subprocess.STDOUT, check=True)

    def inside(self, name=""):
        return str(Path("/") / self.data.relative_to(self.root) / name)

    def make_database(self):
        subprocess.run(["chroot", self.root, "chown", "postgres:postgres", self.inside()], check=True)
        self.run("/usr/lib/postgresql/18/bin/initdb", "-D", self.inside("data"), "--auth=trust", "-U", "postgres",
                 "--no-sync", "--encoding=UTF8", "--locale=C")
        with open(self.data / "data" / "postgresql.conf", "a") as conf:
            conf.write(f"shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb,"
                       f"pg_documentdb_extended_rum_core,pg_documentdb_extended_rum'\n"
                       f"cron.database_name = 'postgres'\nlisten_addresses = '127.0.0.1'\n"
                       f"port = {self.postgres_port}\nunix_socket_directories = '{self.inside()}'\n"
                       f"max_connections = 300\nfsync = {'on' if DURABLE else 'off'}\nshared_buffers = 64MB\n"
                       f"documentdb.alternate_index_handler_name = 'extended_rum'\n"
                       f"log_min_messages = fatal\n")
        self.start_postgres()
        self.run("/usr/bin/psql", "-q", "-h", self.inside(), "-p", str(self.postgres_port), "-U", "postgres", "-c",
                 "CREATE EXTENSION documentdb CASCADE", "-c", "CREATE EXTENSION documentdb_extended_rum CASCADE")

    def start_postgres(self):
        self.postgres = spawn(self.within("/usr/lib/postgresql/18/bin/postgres", "-D", self.inside("data")),
                              self.server.log)
        self.server.wait_until(self.postgres_is_ready, self.postgres)

    def postgres_is_ready(self):
        asked = subprocess.run(self.within("/usr/lib/postgresql/18/bin/pg_isready", "-q", "-h", self.inside(), "-p",
                                           str(self.postgres_port), "-U", "postgres"), stdin=subprocess.DEVNULL)
        return asked.returncode == 0

    def start(self, port):
        if self.postgres is None:
            self.start_postgres()
        url = f"postgres://postgres@127.0.0.1:{self.postgres_port}/postgres?pool_max_conns=100"
        self.ferret = spawn([self.home / "ferretdb", f"--postgresql-url={url}", f"--listen-addr=127.0.0.1:{port}",
                             f"--debug-addr=127.0.0.1:{self.debug_port}", "--telemetry=disable", "--no-auth", f"--state-dir={self.server.folder}",
                             "--log-level=ERROR"], self.server.log)
        self.server.wait_until(lambda: pings(port), self.ferret)

    def stop(self):
        kill(self.ferret)
        kill(self.postgres)
        self.ferret = self.postgres = None

    def disk(self):
        return self.data / "data"

    def close(self):
        shutil.rmtree(self.data, ignore_errors=True)


class Server(ServerBase):
    name = "mongodb"

    def __init__(self):
        super().__init__()
        self.port = free_port()
        self.given = os.environ.get("SPEECHAI_TEST_MONGODB_URI")
        self.engine = None
        uri = self.given or f"mongodb://127.0.0.1:{self.port}/?directConnection=true"
        self.variables = {"SPEECHAI_TEST_MONGODB": uri}

    def start(self):
        if self.given:
            return
        if self.engine is None:
            mongod = shutil.which("mongod")
            self.engine = Mongod(self, mongod) if mongod else Ferret(self)
            self.variables["SPEECHAI_TEST_MONGODB_KIND"] = self.engine.kind
            if isinstance(self.engine, Ferret):  # counts the commands that it is given
                self.variables["SPEECHAI_TEST_MONGODB_METRICS"] = (
                    f"http://127.0.0.1:{self.engine.debug_port}/debug/metrics")
        self.engine.start(self.port)

    def stop(self):
        if self.engine is not None:
            self.engine.stop()

    def tell(self, words):
        """copy: its disk as it is now. restore: the disk is that copy again."""
        if self.engine is None or words not in ("copy", "restore"):
            return super().tell(words)
        self.stop()
        data = self.engine.disk()
        copy = data.with_name(data.name + ".copy")
        keep(*((data, copy) if words == "copy" else (copy, data)))
        self.start()
        return ""

    def close(self):
        super().close()
        if self.engine is not None:
            self.engine.close()
