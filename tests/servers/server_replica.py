"""The MongoDB server of the tests as the primary of a replica set that has bad days (mongo_faults.py)."""
from mongo_faults import SET, FaultProxy
from server_mongodb import Server as MongoDB
from servers import free_port


class Server(MongoDB):
    name = "replica"

    def __init__(self):
        super().__init__()
        self.given = None  # faults are made on a server of the test's own
        self.outer, self.proxy = free_port(), None
        self.variables = {"SPEECHAI_TEST_MONGODB": f"mongodb://127.0.0.1:{self.outer}/?replicaSet={SET}"}

    def start(self):
        super().start()
        self.proxy = FaultProxy(self.outer, self.port)

    def stop(self):
        if self.proxy is not None:
            self.proxy.close()
            self.proxy = None
        super().stop()

    def tell(self, words):
        """"fail KIND SKIP": one write, after SKIP others; "each": every write, the first time it comes, in one
        way after the other; "storm
        PERCENT": some, by chance; "election MS": no primary for so long; "away", "back": connections break; "wire N":
        an older server; "fine": no fault any more; "count": faults so far, and writes that came again."""
        return self.proxy.tell(words)
