"""s3rver from npm, which keeps objects but believes every signature, behind the verifier of verifying_proxy.py: plain
at one port, by TLS at another."""
import os
import shutil
import tempfile
import threading

import certificates
from servers import ServerBase, answers_at, end, free_port, npm_packages, program, spawn
from verifying_proxy import VerifyingProxy


class Server(ServerBase):
    name = "s3"
    key, secret, bucket, region = "S3RVER", "secret/of+the=tests", "speechai-tests", "us-east-1"

    def __init__(self):
        super().__init__()
        self.child = self.proxy = None
        self.starting = threading.Lock()
        self.port, self.inner, self.tls_port = free_port(), free_port(), free_port()
        self.certificates = tempfile.mkdtemp(prefix="speechai-s3-certificates-")  # the folder is the store's
        certificates.make(self.certificates)
        self.variables = {"SPEECHAI_TEST_S3_TLS": f"https://localhost:{self.tls_port}",
                          "SPEECHAI_TEST_S3_CERTIFICATES": self.certificates,
                          "SPEECHAI_TEST_S3": f"http://127.0.0.1:{self.port}", "SPEECHAI_TEST_S3_BUCKET": self.bucket,
                          "SPEECHAI_TEST_S3_KEY": self.key, "SPEECHAI_TEST_S3_SECRET": self.secret,
                          "SPEECHAI_TEST_S3_REGION": self.region}

    def start(self):
        self.start_store()
        self.proxy = VerifyingProxy(self.port, self.inner, {self.key: self.secret}, self.region, self.revive)
        self.proxy.listen(self.tls_port, self.certificates)

    def start_store(self):
        here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "s3")
        node, modules = program("node"), npm_packages(here, "s3")
        environment = dict(os.environ, NODE_OPTIONS="--openssl-legacy-provider")
        self.child = spawn([node, os.path.join(modules, "s3rver/bin/s3rver.js"), "-d", self.folder,
                            "-a", "127.0.0.1", "-p", str(self.inner), "--configure-bucket", self.bucket,
                            "--no-vhost-buckets"], self.log, env=environment)
        self.wait_until(lambda: answers_at(self.inner), self.child)

    def revive(self, problem):
        """Whether s3rver had fallen over by itself, and answers again: what it keeps is in its folder. Its log tells."""
        with self.starting:
            fell = self.child is not None and self.child.poll() is not None
            self.log.write(f"\nno answer to {problem}; the store {'had ended' if fell else 'runs'}\n".encode())
            self.log.flush()
            if fell:
                self.start_store()
            return fell

    def stop(self):
        if self.proxy is not None:
            self.proxy.close()
            self.proxy = None
        with self.starting:
            end(self.child)
            self.child = None

    def close(self):
        super().close()
        shutil.rmtree(self.certificates, ignore_errors=True)

    def tell(self, words):
        """"fail STATUS N": the next N requests; "lose N SPARED": N are done, but their answers lost, after
        so many that are spared; "ahead SECONDS": by its clock; "count": requests so far by kind, and how many were
        refused for what."""
        return self.proxy.tell(words)
