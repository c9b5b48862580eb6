"""Debian's redis-server, with a password and nothing on disk; plain at one port, by TLS at another."""
import os
import signal
import socket

import certificates
from servers import ServerBase, end, free_port, program, spawn


class Server(ServerBase):
    name = "redis"
    password = "word-of-the-tests"

    def __init__(self):
        super().__init__()
        self.child = None
        self.port, self.tls_port = free_port(), free_port()
        certificates.make(self.folder)
        self.variables = {"SPEECHAI_TEST_REDIS": f"redis://:{self.password}@127.0.0.1:{self.port}/0",
                          "SPEECHAI_TEST_REDIS_TLS": f"rediss://:{self.password}@localhost:{self.tls_port}/0",
                          "SPEECHAI_TEST_REDIS_CERTIFICATES": self.folder}

    def below(self, name):
        return os.path.join(self.folder, name)

    def start(self, *more):
        if "--cluster-enabled" in more:  # by itself it takes the port 10,000 above, which there may not be
            more += ("--cluster-port", str(free_port()))
        self.child = spawn([program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1 127.0.0.2",
                            "--tls-port", str(self.tls_port), "--tls-cert-file", self.below("server.pem"),
                            "--tls-key-file", self.below("server.key"), "--tls-ca-cert-file", self.below("ca.pem"),
                            "--tls-auth-clients", "no",
                            "--dir", self.folder, "--save", "", "--requirepass", self.password, *more], self.log)
        self.wait_until(lambda: self.says("PING") == "+PONG", self.child)

    def says(self, commands):
        """The first line of its answer to the last of them."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                said, lines = "", s.makefile("rb")
                for command in [f"AUTH {self.password}", *commands.split(";")]:
                    s.sendall(f"{command.strip()}\r\n".encode())
                    said = lines.readline().decode().strip()
                return said
        except OSError as problem:
            return str(problem)

    def tell(self, words):
        """hang, resume (it lives, and does nothing), certificate NAME, again OPTIONS, or commands of its own."""
        if words.startswith("again"):
            self.stop()
            self.start(*words.split()[1:])
            return ""
        if words in ("hang", "resume"):
            os.kill(self.child.pid, signal.SIGSTOP if words == "hang" else signal.SIGCONT)
            return ""
        if words.startswith("certificate "):
            words = f"CONFIG SET tls-cert-file {self.below(words.split()[1])}.pem"
        said = self.says(words)
        if not said.startswith(("+", ":", "$", "*")):
            raise ValueError(said)
        return said

    def stop(self):
        if self.child is not None and self.child.poll() is None:
            os.kill(self.child.pid, signal.SIGCONT)
        end(self.child)
        self.child = None
