"""Hosts on one machine, for tests: each is a network namespace with a name, an address and one cable to a switch.
Nothing of the machine's own network is touched. Namespaces are held by open files of this process and by what runs
in them, so the kernel takes all of it away when the test ends, however it ends. Needs root, iproute2 and nftables."""
import contextlib
import ctypes
import itertools
import os
import shutil
import socket
import struct
import subprocess
import threading
import time

CLONE_NEWUTS, CLONE_NEWNET = 0x04000000, 0x40000000
NET = "10.213.7."  # exists only between these namespaces
SWITCH = "switch"
libc = ctypes.CDLL(None, use_errno=True)
unconnected = itertools.count(1)


class Impossible(Exception):
    """Why no hosts can be laid out: the machine forbids namespaces, or else (mendable) something is missing on it."""

    def __init__(self, why, mendable=False):
        super().__init__(why)
        self.mendable = mendable


def checked(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class Namespace:
    """Where a thread may go: its network and its host's name."""

    def __init__(self):
        self.files = [(os.open(f"/proc/thread-self/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC), flag)
                      for kind, flag in (("net", CLONE_NEWNET), ("uts", CLONE_NEWUTS))]

    @classmethod
    def new(cls, name):
        made = []

        def make():
            try:
                checked(libc.unshare(CLONE_NEWNET | CLONE_NEWUTS))
                socket.sethostname(name)
                made.append(cls())
            except OSError as problem:
                made.append(problem)

        thread = threading.Thread(target=make)
        thread.start()
        thread.join()
        if isinstance(made[0], OSError):
            raise made[0]
        return made[0]

    def enter(self):
        for file, flag in self.files:
            checked(libc.setns(file, flag))

    @contextlib.contextmanager
    def inside(self):
        """Sockets and processes that this thread makes meanwhile belong here, and stay."""
        back = Namespace()
        self.enter()
        try:
            yield
        finally:
            back.enter()
            back.close()

    def run(self, *words, told=None):
        with self.inside():
            done = subprocess.run(words, input=told, capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stderr)

    def close(self):
        for file, _ in self.files:
            os.close(file)
        self.files = []


class Host:
    def __init__(self, network, name, number):
        self.name, self.address, self.network = name, NET + str(number), network
        self.namespace = Namespace.new(name)
        self.inside, self.run = self.namespace.inside, self.namespace.run
        # the cable: its end on this host is eth0, the other is in the switch
        file, cable = self.namespace.files[0][0], f"to{next(unconnected)}"
        network.switch.run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns",
                           f"/proc/{os.getpid()}/fd/{file}")
        network.switch.run("ip", "link", "set", cable, "master", SWITCH, "up")
        self.run("ip", "link", "set", "lo", "up")
        self.run("ip", "address", "add", self.address + "/24", "dev", "eth0")
        self.run("ip", "link", "set", "eth0", "up")

    def cut(self):
        """Packets to and from it are dropped without a word, by nft."""
        self.run("nft", "-f", "-", told="table inet cut {\n"
                 "  chain to { type filter hook input priority 0; iifname eth0 drop\n  }\n"
                 "  chain from { type filter hook output priority 0; oifname eth0 drop\n  }\n}\n")

    def mend(self):
        self.run("nft", "delete", "table", "inet", "cut")

    def unplug(self):
        self.run("ip", "link", "set", "eth0", "down")

    def plug(self):
        self.run("ip", "link", "set", "eth0", "up")


class Network:
    """The switch and what is plugged into it. This thread stands at the switch, and threads and processes that it starts
    do too, until close()."""

    def __init__(self):
        self.outside, self.hosts, self.doors = Namespace(), {}, []
        self.switch = Namespace.new(SWITCH)
        self.address = NET + "1"
        self.switch.run("ip", "link", "set", "lo", "up")
        self.switch.run("ip", "link", "add", SWITCH, "type", "bridge")
        self.switch.run("ip", "address", "add", self.address + "/24", "dev", SWITCH)
        self.switch.run("ip", "link", "set", SWITCH, "up")
        self.switch.enter()

    def host(self, name):
        self.hosts[name] = Host(self, name, len(self.hosts) + 2)
        return self.hosts[name]

    def door(self, *arguments):
        self.doors.append(Door(*arguments))
        return self.doors[-1]

    def close(self):
        for door in self.doors:
            door.close()
        self.outside.enter()
        for namespace in [self.switch, *(host.namespace for host in self.hosts.values())]:
            namespace.close()


class Door:
    """A TCP proxy that listens in one namespace and connects from others: what stands before a server on its host. Takes
    its ways in turn; one that refuses is passed over. Each piece is held up by delay seconds."""

    def __init__(self, namespace, address, *ways):
        self.ways, self.delay, self.turn = ways, 0.0, itertools.count()
        with namespace.inside():
            self.listener = socket.create_server(address, backlog=512)
        self.address = self.listener.getsockname()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(client,), daemon=True).start()

    def connect(self, client):
        first, ways = next(self.turn), self.ways
        for i in range(len(ways)):
            namespace, address = ways[(first + i) % len(ways)]
            with namespace.inside():
                server = socket.socket()
            try:
                server.settimeout(2)
                server.connect(address)
                server.settimeout(None)
            except OSError:
                server.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            back = threading.Thread(target=self.carry, args=(server, client), daemon=True)
            back.start()
            self.carry(client, server)
            back.join()
            client.close()
            server.close()
            return
        reset(client)
        client.close()

    def carry(self, source, target):
        try:
            while piece := source.recv(65536):
                if self.delay:
                    time.sleep(self.delay)
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (source, target):
                reset(end)

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def reset(end):
    """Its next close is an RST; who waits for it in this process wakes up."""
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.shutdown(socket.SHUT_RDWR)


def require_hosts():
    """Impossible, with the reason, unless namespaces, cables, a switch and nft can be had."""
    try:
        Namespace.new("probe").close()
    except OSError as problem:
        raise Impossible(f"no network namespace can be made here ({problem}); it takes CAP_SYS_ADMIN") from None
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for tool, package in (("ip", "iproute2"), ("nft", "nftables")):
        if not shutil.which(tool):
            raise Impossible(f"{package} is not installed", mendable=True)
    network = Network()
    try:
        probe = network.host("probe")
        probe.cut()
        probe.mend()
    except (OSError, AssertionError) as problem:
        raise Impossible(f"no cable can be laid or cut here: {problem}", mendable=True) from None
    finally:
        network.close()
