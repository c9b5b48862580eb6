"""The MongoDB server of the tests as the primary of a replica set that has bad days (mongo_faults.py); and, when a test
asks for it, a second door to it that wants a name and a password."""
import json
import os

from mongo_faults import SET, FaultProxy
from server_mongodb import Ferret, pings
from server_mongodb import Server as MongoDB
from servers import end, free_port, spawn


class Server(MongoDB):
    name = "replica"
    user, word = "speechai", "right+word"

    def __init__(self):
        super().__init__()
        self.given = None  # faults are made on a server of the test's own
        self.outer, self.proxy, self.guarded = free_port(), None, None
        self.variables = {"SPEECHAI_TEST_MONGODB": f"mongodb://127.0.0.1:{self.outer}/?replicaSet={SET}"}

    def start(self):
        super().start()
        self.proxy = FaultProxy(self.outer, self.port)

    def stop(self):
        if self.proxy is not None:
            self.proxy.close()
            self.proxy = None
        end(self.guarded)
        self.guarded = None
        super().stop()

    def guard(self):
        """The address of the door that asks who comes."""
        if not isinstance(self.engine, Ferret):
            raise ValueError("only the FerretDB of the tests has a second door")
        port, state = free_port(), os.path.join(self.folder, "guarded")
        os.mkdir(state)
        roles = [{"role": role, "db": "admin"} for role in ("readWriteAnyDatabase", "clusterAdmin")]
        user = json.dumps({"createUser": self.user, "pwd": self.word, "roles": roles})
        self.engine.run("/usr/bin/psql", "-q", "-h", self.engine.inside(), "-p", str(self.engine.postgres_port), "-U",
                        "postgres", "-c", f"SELECT documentdb_api.create_user('{user}')")
        url = f"postgres://postgres@127.0.0.1:{self.engine.postgres_port}/postgres?pool_max_conns=20"
        self.guarded = spawn([self.engine.home / "ferretdb", f"--postgresql-url={url}",
                              f"--listen-addr=127.0.0.1:{port}", "--debug-addr=-", "--telemetry=disable",
                              f"--state-dir={state}", "--log-level=ERROR"], self.log)
        self.wait_until(lambda: pings(port), self.guarded)
        return f"mongodb://{self.user}:{self.word}@127.0.0.1:{port}/?directConnection=true"

    def tell(self, words):
        """"guard": the address of a door that asks for a name and a password. Else, of the proxy:
        "fail KIND SKIP": one write, after SKIP others; "each": every write, the first time it comes, in one
        way after the other; "storm
        N": one of each N, at a place that nobody knows; "election MS": no primary for so long; "away", "back": connections break; "wire N":
        an older server; "old": what is read from now on is of this moment; "plain": no linearizable reads; "fine": no fault any more; "count": faults so far, and writes that came again."""
        return self.guard() if words == "guard" else self.proxy.tell(words)
