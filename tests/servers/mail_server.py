#!/usr/bin/env python3
"""mail_server.py PORT PLAIN_PORT FOLDER: the mail server of the tests. At PORT it asks for STARTTLS and for a name and
a password; at PLAIN_PORT it has no TLS, and writes down whether somebody showed it a password."""
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

NAME, WORD = b"speechai", "contraseña".encode()


class Keeper:
    def __init__(self, folder):
        self.folder, self.n = folder, 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.7.1 no such sender here"
        if address.startswith("later@"):
            return "451 4.3.0 not now"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        said = {"later": "450 4.2.0 greylisted", "full": "452 4.2.2 mailbox full", "never": "550 5.1.1 no such user",
                "leaving": "421 4.3.2 going down"}.get(address.split("@")[0])
        if said:
            return said
        if address.startswith("slow@"):
            await asyncio.sleep(60)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if any(a.startswith("spam@") for a in envelope.rcpt_tos):
            return "554 5.7.1 looks like spam"
        if any(a.startswith("busy@") for a in envelope.rcpt_tos):
            return "451 4.3.0 try again"
        self.n += 1
        path = os.path.join(self.folder, "mails", f"{self.n:06}.eml")
        with open(path + ".new", "wb") as file:
            file.write(envelope.original_content)
        os.rename(path + ".new", path)
        return "250 kept"


def authenticate(server, session, envelope, mechanism, data):
    ok = isinstance(data, LoginPassword) and data.login == NAME and data.password == WORD
    return AuthResult(success=ok, handled=ok)


def tell_tale(folder):
    def heard(server, session, envelope, mechanism, data):
        open(os.path.join(folder, "password_in_the_clear"), "w").close()
        return AuthResult(success=True)
    return heard


async def main(port, plain, folder):
    keeper = Keeper(folder)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    loop = asyncio.get_running_loop()
    kinds = [(port, dict(tls_context=tls, require_starttls=True, auth_required=True, authenticator=authenticate)),
             (plain, dict(auth_require_tls=False, authenticator=tell_tale(folder)))]
    for at, kind in kinds:
        await loop.create_server(lambda kind=kind: SMTP(keeper, hostname="localhost", **kind), "localhost", at)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
