"""A mail server by aiosmtpd: STARTTLS with a certificate of its own, a name and a password asked for, and every
message kept as a file. An address may say what shall become of its mail: later@, never@, slow@ ..."""
import os
import subprocess
import sys

from servers import Missing, ServerBase, answers_at, end, free_port, spawn


class Server(ServerBase):
    name = "smtp"

    def __init__(self):
        super().__init__()
        self.child = None
        self.port, self.plain = free_port(), free_port()
        self.mails = os.path.join(self.folder, "mails")
        os.mkdir(self.mails)
        self.variables = {
            "SPEECHAI_TEST_SMTP": f"smtp://localhost:{self.port}",
            "SPEECHAI_TEST_SMTP_PLAIN": f"smtp://localhost:{self.plain}",
            "SPEECHAI_TEST_SMTP_CA": os.path.join(self.folder, "cert.pem"),
            "SPEECHAI_TEST_SMTP_MAILS": self.mails,
        }

    def start(self):
        try:
            import aiosmtpd  # noqa: F401
        except ImportError:
            raise Missing("python3-aiosmtpd is not installed")
        if not os.path.exists(os.path.join(self.folder, "cert.pem")):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                            "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                            "subjectAltName=DNS:localhost", "-keyout", f"{self.folder}/key.pem", "-out",
                            f"{self.folder}/cert.pem"], check=True, capture_output=True)
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mail_server.py")
        self.child = spawn([sys.executable, "-B", program, str(self.port), str(self.plain), self.folder], self.log)
        self.wait_until(lambda: answers_at(self.port) and answers_at(self.plain), self.child)

    def stop(self):
        end(self.child)
        self.child = None
