"""Debian's rabbitmq-server as a node of its own: own port, own epmd, own folder; no service of the machine. Plain at
one port, by TLS at another."""
import glob
import os
import shutil
import socket
import subprocess

import certificates
from servers import Missing, ServerBase, answers_at, end, free_port, program, spawn


class Server(ServerBase):
    name = "rabbitmq"

    def __init__(self):
        super().__init__()
        self.child = self.epmd = None
        self.port, self.epmd_port = free_port(), free_port()
        self.tls_port = free_port()
        certificates.make(self.folder)
        self.variables = {"SPEECHAI_TEST_RABBITMQ": f"amqp://guest:guest@127.0.0.1:{self.port}/%2F",
                          "SPEECHAI_TEST_RABBITMQ_TLS": f"amqps://guest:guest@localhost:{self.tls_port}/%2F",
                          "SPEECHAI_TEST_RABBITMQ_CERTIFICATES": self.folder}

    def environment(self):
        def below(name):
            return os.path.join(self.folder, name)

        return dict(os.environ, HOME=self.folder, LC_ALL="C.UTF-8", ERL_EPMD_PORT=str(self.epmd_port),
                    ERL_EPMD_ADDRESS="127.0.0.1",
                    RABBITMQ_NODENAME=f"test{os.getpid()}@localhost", RABBITMQ_NODE_IP_ADDRESS="127.0.0.1",
                    RABBITMQ_NODE_PORT=str(self.port), RABBITMQ_DIST_PORT=str(free_port()),
                    RABBITMQ_MNESIA_BASE=below("mnesia"), RABBITMQ_LOG_BASE=below("log"), RABBITMQ_LOGS="-",
                    RABBITMQ_CONFIG_FILE=below("rabbitmq.conf"), RABBITMQ_ADVANCED_CONFIG_FILE=below("advanced.config"),
                    RABBITMQ_ENABLED_PLUGINS_FILE=below("enabled_plugins"), RABBITMQ_CONF_ENV_FILE=below("env.conf"),
                    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 1:1 +sbwt none")

    @staticmethod
    def sbin():
        found = sorted(glob.glob("/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))
        if not found:
            raise Missing("rabbitmq-server is not installed")
        return found[-1]

    def start(self):
        command = [self.sbin()]
        epmd = program("epmd")
        conf = ["disk_free_limit.absolute = 50MB", f"listeners.ssl.1 = 127.0.0.1:{self.tls_port}",
                *(f"ssl_options.{key} = {os.path.join(self.folder, name)}" for key, name in
                  (("cacertfile", "ca.pem"), ("certfile", "server.pem"), ("keyfile", "server.key"))),
                "ssl_options.verify = verify_none\n"]
        for name, text in (("rabbitmq.conf", "\n".join(conf)), ("env.conf", ""),
                           ("enabled_plugins", "[].\n")):
            with open(os.path.join(self.folder, name), "w") as file:
                file.write(text)
        if self.epmd is None:
            self.epmd = spawn([epmd, "-port", str(self.epmd_port), "-address", "127.0.0.1"], self.log)
            self.wait_until(lambda: answers_at(self.epmd_port), self.epmd)
        self.child = spawn(command, self.log, env=self.environment(), cwd=self.folder)
        self.wait_until(self.greets, self.child)

    def greets(self):
        """It takes connections before it may be used: a greeting says that it is up."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                s.settimeout(2)
                s.sendall(b"AMQP\x00\x00\x09\x01")
                return len(s.recv(8)) > 0
        except OSError:
            return False

    def control(self, *words):
        tool = shutil.which("rabbitmqctl", path=os.path.dirname(self.sbin()))
        done = subprocess.run([tool, *words], env=self.environment(), capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise ValueError(done.stderr.strip() or done.stdout.strip())
        return done.stdout

    def tell(self, words):
        """"exchange NAME TYPE": there is one of that name and type; "stranger": there is a user "stranger", password
        "word", who may make nothing; "full", "room": its disk is, or is not any more."""
        if words in ("full", "room"):
            least, alarms = ("1000000000000000", ">") if words == "full" else ("50000000", "==")
            self.control("eval", f"ok = rabbit_disk_monitor:set_disk_free_limit({least}), Wait = fun(W) -> case "
                                 f"length(rabbit_alarm:get_alarms()) {alarms} 0 of "
                                 "true -> ok; false -> timer:sleep(20), W(W) end end, Wait(Wait).")
            return ""
        if words == "stranger":
            self.control("eval", 'rabbit_auth_backend_internal:add_user(<<"stranger">>, <<"word">>, <<"tests">>), '
                                 'rabbit_auth_backend_internal:set_permissions(<<"stranger">>, <<"/">>, <<"^$">>, '
                                 '<<".*">>, <<".*">>, <<"tests">>).')
            return ""
        word, name, kind = words.split()
        if word != "exchange" or not name.replace(".", "").replace("_", "").replace("-", "").isalnum():
            raise ValueError(f"rabbitmq knows no {words!r}")
        self.control("eval", f'rabbit_exchange:declare({{resource, <<"/">>, exchange, <<"{name}">>}}, {kind}, true, '
                             'false, false, [], <<"tests">>).')
        return ""

    def stop(self):
        end(self.child, 20)
        self.child = None

    def close(self):
        self.stop()
        end(self.epmd)
        super().close()
