"""Debian's redis-server, with a password and nothing on disk."""
import socket

from servers import ServerBase, end, free_port, program, spawn


class Server(ServerBase):
    name = "redis"
    password = "word-of-the-tests"

    def __init__(self):
        super().__init__()
        self.child = None
        self.port = free_port()
        self.variables = {"SPEECHAI_TEST_REDIS": f"redis://:{self.password}@127.0.0.1:{self.port}/0"}

    def start(self):
        self.child = spawn([program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1",
                            "--dir", self.folder, "--save", "", "--requirepass", self.password], self.log)
        self.wait_until(self.pings, self.child)

    def pings(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                s.sendall(b"AUTH %s\r\nPING\r\n" % self.password.encode())
                lines = s.makefile("rb")
                return [lines.readline(), lines.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False

    def stop(self):
        end(self.child)
        self.child = None
