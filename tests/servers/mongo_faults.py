"""Stands before one MongoDB server and makes it look like the primary of a replica set that has bad days: what a
fail-over, a time-out or a broken link does to a write. Drivers then send retryable writes; the server behind need not
know of them, as the proxy takes their numbers away and gives a write that comes again under the same number its first
answer, as a primary does. Answers bear the set's time (a tick a write), so that sessions can say how far they have seen;
and it can be the primary that has just become one, whose majority does not know yet what the last one confirmed: reads
then are of a moment ago, but for those that wait for the time they have seen, or are linearizable."""
import collections
import random
import socket
import struct
import threading
import time

import mongo_wire as wire

SET = "tests"
WRITES = ("insert", "update", "delete", "findAndModify")
HELLOS = ("hello", "isMaster", "ismaster")
STALE_AFTER, FOUND_MOST = 20000, 500  # answers kept: to writes, to reads
NOT_PRIMARY = {"ok": 0.0, "code": 10107, "codeName": "NotWritablePrimary", "errmsg": "not primary"}
STEPPED_DOWN = {"ok": 0.0, "code": 189, "codeName": "PrimarySteppedDown", "errmsg": "primary stepped down"}
INTERRUPTED = {"ok": 0.0, "code": 11602, "codeName": "InterruptedDueToReplStateChange",
               "errmsg": "operation was interrupted"}
WTIMEOUT = {"code": 64, "codeName": "WriteConcernFailed", "errmsg": "waiting for replication timed out",
            "errInfo": {"wtimeout": True}}
STEPPED_DOWN_LATER = {"code": 189, "codeName": "PrimarySteppedDown", "errmsg": "primary stepped down"}
RACE = {"ok": 1.0, "n": 0, "nModified": 0,
        "writeErrors": [{"index": 0, "code": 11000, "errmsg": "E11000 duplicate key error"}]}
NO_SUCH_CONCERN = {"ok": 0.0, "code": 303, "codeName": "FeatureNotSupported",
                   "errmsg": "readConcern level linearizable is not supported"}
RETRY = ["RetryableWriteError"]
PLAIN = {"readConcern": {"level": "majority"}}


class Cut(Exception):
    """This connection ends here."""


class Fault:
    """What happens to a write. done: whether the server does it; then cut off, silent, or with another answer."""

    def __init__(self, done, error=None, concern=None, silent=False, mixed=True):
        self.done, self.error, self.concern, self.silent, self.mixed = done, error, concern, silent, mixed


FAULTS = {
    "lost": Fault(True),               # done; the connection breaks before the answer
    "cut": Fault(False),               # the connection breaks before it
    "race": Fault(False, RACE, mixed=False),  # an upsert that another was faster than
    "silent": Fault(True, silent=True, mixed=False),  # done; nothing comes any more, and the connection stays
    "not_primary": Fault(False, NOT_PRIMARY),
    "stepped_down": Fault(False, STEPPED_DOWN),
    "interrupted": Fault(True, INTERRUPTED),  # done here, though nobody who reads this error can know it
    "wtimeout": Fault(True, concern=WTIMEOUT),
    "stepped_down_later": Fault(True, concern=STEPPED_DOWN_LATER),
}
MIX = [name for name, fault in FAULTS.items() if fault.mixed]
RETRIED = [name for name in MIX if name != "wtimeout"]  # those that a driver meets with a second try


class Plan:
    """Which writes go wrong, and how. Guarded by its lock."""

    def __init__(self):
        self.lock = threading.Lock()
        self.random = random.Random(1)
        self.clear()

    def clear(self):
        with self.lock:
            self.kind, self.skip, self.each, self.stretch, self.place = None, 0, False, 0, 0
            self.fired, self.written = 0, 0

    def storm(self, stretch):
        """One write of each so many goes wrong, at a place that nobody knows; the kinds of faults take turns. So it is
        known how many go wrong, however many writes a run makes."""
        with self.lock:
            self.stretch, self.place, self.fired, self.written = stretch, 0, 0, 0

    def next(self, first_time):
        with self.lock:
            kind = None
            if self.stretch:
                if self.written % self.stretch == 0:
                    self.place = self.written + self.random.randrange(self.stretch)
                kind = MIX[self.fired % len(MIX)] if self.written == self.place else None
                self.written += 1
            elif self.each:
                kind = RETRIED[self.fired % len(RETRIED)] if first_time else None
            elif self.kind and self.skip == 0:
                kind, self.kind = self.kind, None
            elif self.kind:
                self.skip -= 1
            self.fired += kind is not None
            return FAULTS.get(kind)


class FaultProxy:
    def __init__(self, port, inner):
        self.port, self.inner, self.plan = port, inner, Plan()
        self.lock = threading.Lock()
        # by lsid and number: answers, and which numbers were seen
        self.answers, self.seen = collections.OrderedDict(), collections.OrderedDict()
        self.no_primary_until, self.away, self.terms, self.wire, self.retried = 0.0, False, 1, None, 0
        self.time, self.found, self.old, self.old_time, self.plain = 1, collections.OrderedDict(), None, 0, False
        self.links = set()
        self.listener = socket.create_server(("127.0.0.1", port), backlog=256)
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        for end in (self.listener,):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
        self.cut_all()

    def cut_all(self):
        with self.lock:
            links, self.links = self.links, set()
        for link in links:
            reset(link)

    # -- connections --

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.converse, args=(client,), daemon=True).start()

    def converse(self, client):
        server = None
        with self.lock:
            away = self.away
            self.links.add(client)
        try:
            if away:
                raise Cut
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server = socket.create_connection(("127.0.0.1", self.inner), 10)
            server.settimeout(None)
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                self.exchange(client, server)
        except (Cut, OSError):
            reset(client)
        finally:
            with self.lock:
                self.links.discard(client)
            client.close()
            if server is not None:
                server.close()

    def exchange(self, client, server):
        request, _, code, body = wire.read_message(client)
        before, command, after = wire.split(code, body)
        parts = list(wire.elements(command))
        name = parts[0][1]
        if name in HELLOS:
            self.greet(client, server, request, code, body)
        elif self.has_no_primary():
            client.sendall(wire.answer(request, {**NOT_PRIMARY, "errorLabels": RETRY}))
        elif name in WRITES:
            command, key = self.numberless(command)
            self.write(client, server, request, before + command + after, key)
        elif name == "find":
            self.find(client, server, request, code, before, command, after)
        else:
            client.sendall(self.ask(server, request, code, before + plain(command) + after))

    # -- reads --

    def find(self, client, server, request, code, before, command, after):
        concern = wire.field(command, "readConcern")
        level = wire.text(wire.field(concern, "level")) if concern else ""
        waits = wire.field(concern, "afterClusterTime") if concern else None
        asked = b"".join(value for _, name, value in wire.elements(command) if name in ("find", "filter", "sort"))
        with self.lock:
            is_old = self.old is not None and level != "linearizable" and (
                waits is None or struct.unpack("<II", waits)[0] <= self.old_time)
            known, refused = self.old.get(asked) if is_old else None, self.plain and level == "linearizable"
        if refused:
            client.sendall(wire.answer(request, NO_SUCH_CONCERN))
        elif known is not None:
            client.sendall(wire.message(0, request, code, known))
        else:
            server.sendall(wire.message(request, 0, code, before + plain(command) + after))
            _, _, kind, said = wire.read_message(server)
            with self.lock:
                said = self.timed(said)
                remember(self.found, asked, said, FOUND_MOST)
            client.sendall(wire.message(0, request, kind, said))

    def timed(self, answer):
        """With the time of the set; under the lock."""
        head, said, rest = wire.split(wire.OP_MSG, answer)
        return head + wire.changed(said, {"operationTime": wire.Timestamp(1, self.time)}) + rest

    def ask(self, server, request, code, body):
        server.sendall(wire.message(request, 0, code, body))
        return wire.message(*wire.read_message(server))

    # -- what it is --

    def has_no_primary(self):
        with self.lock:
            return time.monotonic() < self.no_primary_until

    def greet(self, client, server, request, code, body):
        server.sendall(wire.message(request, 0, code, body))
        number, answers, kind, told = wire.read_message(server)
        before, said, after = wire.split(kind, told)
        primary, me = not self.has_no_primary(), f"127.0.0.1:{self.port}"
        with self.lock:
            fields = {"ismaster": primary, "isWritablePrimary": primary, "secondary": not primary, "setName": SET,
                      "setVersion": 1, "hosts": [me], "me": me, "primary": me if primary else None, "msg": None,
                      "topologyVersion": None, "electionId": struct.pack(">IQ", 1, self.terms) if primary else None}
            if self.wire is not None:
                fields["maxWireVersion"] = self.wire
        client.sendall(wire.message(number, answers, kind, before + wire.changed(said, fields) + after))

    # -- writes --

    def numberless(self, command):
        """The command without what only a replica set's primary knows, and its key; None: it may not come again."""
        number, session = wire.field(command, "txnNumber"), wire.field(command, "lsid")
        if number is None:
            return command, None
        return wire.changed(command, {"txnNumber": None}), session + number

    def write(self, client, server, request, body, key):
        with self.lock:
            known = self.answers.get(key) if key else None
            first_time = key is None or key not in self.seen
            self.retried += not first_time
            if key:
                remember(self.seen, key, True)
        if known is not None:
            client.sendall(wire.message(0, request, wire.OP_MSG, known))
            return
        fault = self.plan.next(first_time)
        if fault is None or fault.done:
            answer = self.apply(server, request, body, key)
        if fault is None:
            client.sendall(wire.message(0, request, wire.OP_MSG, answer))
        elif fault.error:
            client.sendall(wire.answer(request, {**fault.error, **({"errorLabels": RETRY} if key else {})}))
        elif fault.concern:
            client.sendall(wire.message(0, request, wire.OP_MSG, unconfirmed(answer, fault.concern, key)))
        elif fault.silent:
            client.recv(1)  # until it gives up
            raise Cut
        else:
            raise Cut

    def apply(self, server, request, body, key):
        server.sendall(wire.message(request, 0, wire.OP_MSG, body))
        answer = wire.read_message(server)[3]
        with self.lock:
            self.time += 1
            answer = self.timed(answer)
            if key:
                remember(self.answers, key, answer)
        return answer

    # -- what a test says --

    def tell(self, words):
        word, *rest = words.split()
        if word == "fail":
            with self.plan.lock:
                self.plan.kind, self.plan.skip, self.plan.each = self.known(rest[0]), int((rest + ["0"])[1]), False
                self.plan.fired = 0
        elif word == "each":
            with self.plan.lock:
                self.plan.each, self.plan.fired = True, 0
        elif word == "storm":
            self.plan.storm(int(rest[0]))
        elif word == "election":
            with self.lock:
                self.no_primary_until, self.terms = time.monotonic() + int(rest[0]) / 1000, self.terms + 1
        elif word == "old":
            with self.lock:
                self.old, self.old_time = dict(self.found), self.time
        elif word == "plain":
            with self.lock:
                self.plain = True
        elif word in ("away", "back"):
            with self.lock:
                self.away = word == "away"
            self.cut_all()
        elif word == "wire":
            with self.lock:
                self.wire = int(rest[0])
        elif word == "fine":
            self.plan.clear()
            with self.lock:
                self.no_primary_until, self.wire, self.old, self.plain = 0.0, None, None, False
                self.found.clear()
        elif word == "count":
            return f"fired={self.plan.fired} retried={self.retried} written={self.plan.written}"
        else:
            raise ValueError(f"no such word: {words!r}")
        return ""

    @staticmethod
    def known(kind):
        if kind not in FAULTS:
            raise ValueError(f"no such fault: {kind}")
        return kind


def plain(command):
    """As the server behind may be asked, which has one member."""
    return wire.changed(command, PLAIN) if wire.field(command, "readConcern") else command


def remember(kept, key, value, most=STALE_AFTER):
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)


def unconfirmed(answer, concern, key):
    """The answer of a write that is done here and not known to be on the others."""
    before, said, after = wire.split(wire.OP_MSG, answer)
    labels = {"errorLabels": RETRY} if key and concern is STEPPED_DOWN_LATER else {}
    return before + wire.changed(said, {"writeConcernError": concern, **labels}) + after


def reset(link):
    """Its next close is an RST; who waits for it in this process wakes up."""
    try:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
