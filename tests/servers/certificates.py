"""Certificates of the tests, made by openssl: an authority of their own, a server's of it, one whose time is over, and
another authority that signed neither."""
import os
import subprocess

from servers import program


def make(folder):
    """Files in folder: ca.pem, other_ca.pem, server.pem, expired.pem, server.key (of both). For localhost and 127.0.0.1."""
    def at(name):
        return os.path.join(folder, name)

    def openssl(*words):
        subprocess.run([program("openssl"), *words], check=True, stdin=subprocess.DEVNULL, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    for ca in ("ca", "other_ca"):
        openssl("req", "-x509", *key, "-keyout", at(ca + ".key"), "-out", at(ca + ".pem"), "-days", "30",
                "-subj", f"/CN={ca} of the tests", "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("req", "-new", *key, "-keyout", at("server.key"), "-out", at("server.csr"), "-subj", "/CN=localhost")
    with open(at("names"), "w") as file:
        file.write("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    for name, days in (("server", "30"), ("expired", "-1")):
        openssl("x509", "-req", "-in", at("server.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial",
                "-extfile", at("names"), "-days", days, "-out", at(name + ".pem"))
