"""Somebody at the dashboard: a session in a cookie, what a page sends along, and a device that makes codes."""
import base64
import hashlib
import hmac
import json
import struct
import time
import urllib.error
import urllib.request


def code_of(secret, now):
    """RFC 6238, reckoned here a second time: 6 figures of the 30 seconds of `now`."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(now) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


class Person:
    """offset: of the installation's clock, in milliseconds; address: where the proxy says they are."""

    def __init__(self, url, email, password, offset=0, address=None):
        self.url, self.email, self.password, self.offset, self.address = url, email, password, offset, address
        self.cookie = self.csrf = self.secret = None

    def call(self, method, path, body=None):
        """(status, answer); a session that the answer begins is kept."""
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
        if self.address:
            headers["X-Forwarded-For"] = self.address
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self.cookie:
            headers.update({"Cookie": self.cookie, "X-CSRF": self.csrf})
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers, method=method)) as got:
                raw, status, cookie = got.read(), got.status, got.headers["Set-Cookie"]
        except urllib.error.HTTPError as refused:
            raw, status, cookie = refused.read(), refused.code, None
        answer = json.loads(raw) if raw else None
        if cookie and answer:
            self.cookie, self.csrf = cookie.split(";")[0], answer.get("csrf") or answer["in"]["csrf"]
        return status, answer

    def ask(self, method, path, body=None):
        status, answer = self.call(method, path, body)
        assert 200 <= status < 300, (method, path, status, answer)
        return answer

    def sign_in(self, **more):
        self.cookie = None
        return self.call("POST", "/api/v1/sessions", {"email": self.email, "password": self.password, **more})

    def code(self):
        return code_of(self.secret, time.time() + self.offset / 1000)

    def turn_factor_on(self):
        """The recovery codes."""
        self.secret = self.ask("POST", "/api/v1/second-factor", {"password": self.password})["secret"]
        return self.ask("POST", "/api/v1/second-factor/confirm", {"code": self.code()})["codes"]
