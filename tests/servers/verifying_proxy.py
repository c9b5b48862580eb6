"""Stands before a store that believes every S3 signature: recomputes signature version 4 of each request, in the
header and in the presigned form, from the bytes as they came, and refuses what differs. It adds what the store
behind does not do: If-None-Match on writing, giving up an upload in parts, 416. Written from the published rules, not
from the adapter that it judges."""
import datetime
import hashlib
import hmac
import http.client
import http.server
import socket
import ssl
import threading
import urllib.parse

ALGORITHM = "AWS4-HMAC-SHA256"
SKEW_SECONDS = 900
LONGEST_LINK = 604800


class Refused(Exception):
    def __init__(self, status, code, message=""):
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def encode(text):
    return urllib.parse.quote(text, safe="-_.~")


def canonical_query(raw, without=None):
    pairs = []
    for piece in raw.split("&") if raw else []:
        name, _, value = piece.partition("=")
        name, value = urllib.parse.unquote(name), urllib.parse.unquote(value)
        if name != without:
            pairs.append((encode(name), encode(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def canonical_headers(headers, names):
    lines = []
    for name in names:
        values = headers.get_all(name)
        if values is None:
            raise Refused(403, "SignatureDoesNotMatch", f"{name} is signed but was not sent")
        lines.append(f"{name}:{','.join(' '.join(v.split()) for v in values)}\n")
    return "".join(lines)


def when(text):
    try:
        return datetime.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    except ValueError:
        raise Refused(403, "AccessDenied", "no readable date") from None


class Verifier:
    def __init__(self, secrets, region):
        self.secrets, self.region, self.ahead = secrets, region, datetime.timedelta(0)

    def signature(self, credential, moment, request):
        key, _, scope = credential.partition("/")
        if key not in self.secrets:
            raise Refused(403, "InvalidAccessKeyId")
        day = moment[:8]
        if scope != f"{day}/{self.region}/s3/aws4_request":
            raise Refused(400, "AuthorizationHeaderMalformed", scope)
        signing = ("AWS4" + self.secrets[key]).encode()
        for part in (day, self.region, "s3", "aws4_request"):
            signing = mac(signing, part)
        digest = hashlib.sha256(request.encode()).hexdigest()
        return mac(signing, "\n".join([ALGORITHM, moment, scope, digest])).hex()

    def check(self, method, target, headers, body):
        path, _, query = target.partition("?")
        if path != urllib.parse.quote(urllib.parse.unquote(path), safe="/-_.~"):
            raise Refused(403, "SignatureDoesNotMatch", "the path is not encoded as it must be")
        given = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        if "X-Amz-Signature" in given:
            self.check_link(method, path, query, given, headers)
        else:
            self.check_header(method, path, query, headers, body)

    def check_header(self, method, path, query, headers, body):
        said = headers.get("authorization", "")
        if not said.startswith(ALGORITHM + " "):
            raise Refused(403, "AccessDenied", "not signed")
        parts = dict(p.strip().split("=", 1) for p in said[len(ALGORITHM) + 1:].split(","))
        names = parts["SignedHeaders"].split(";")
        hashed, moment = headers.get("x-amz-content-sha256", ""), headers.get("x-amz-date", "")
        must = {"host"} | {n.lower() for n in headers.keys() if n.lower().startswith("x-amz-")}
        if names != sorted(names) or not must <= set(names):
            raise Refused(403, "SignatureDoesNotMatch", "headers that must be signed are not")
        if hashed != "UNSIGNED-PAYLOAD" and hashed != hashlib.sha256(body).hexdigest():
            raise Refused(400, "XAmzContentSHA256Mismatch")
        now = datetime.datetime.now(datetime.timezone.utc) + self.ahead
        if abs((now - when(moment)).total_seconds()) > SKEW_SECONDS:
            raise Refused(403, "RequestTimeTooSkewed")
        request = "\n".join([method, path, canonical_query(query), canonical_headers(headers, names), ";".join(names),
                             hashed])
        if not hmac.compare_digest(self.signature(parts["Credential"], moment, request), parts["Signature"]):
            raise Refused(403, "SignatureDoesNotMatch")

    def check_link(self, method, path, query, given, headers):
        names = given.get("X-Amz-SignedHeaders", "").split(";")
        moment, life = given.get("X-Amz-Date", ""), int(given.get("X-Amz-Expires", "0"))
        if given.get("X-Amz-Algorithm") != ALGORITHM or not 1 <= life <= LONGEST_LINK:
            raise Refused(400, "AuthorizationQueryParametersError")
        if datetime.datetime.now(datetime.timezone.utc) > when(moment) + datetime.timedelta(seconds=life):
            raise Refused(403, "AccessDenied", "Request has expired")
        request = "\n".join([method, path, canonical_query(query, "X-Amz-Signature"), canonical_headers(headers, names),
                             ";".join(names), "UNSIGNED-PAYLOAD"])
        wanted = self.signature(given.get("X-Amz-Credential", ""), moment, request)
        if not hmac.compare_digest(wanted, given["X-Amz-Signature"]):
            raise Refused(403, "SignatureDoesNotMatch")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def any(self):
        proxy = self.server.proxy
        if self.headers.get("expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        if self.command in ("PUT", "POST") and "content-length" not in self.headers:
            return self.refuse(Refused(411, "MissingContentLength"))
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        try:
            proxy.counted(self.command)
            proxy.verifier.check(self.command, self.path, self.headers, body)
            proxy.misbehave()
            status, headers, answer = proxy.answer(self.command, self.path, self.headers, body)
        except Refused as refused:
            return self.refuse(refused)
        if proxy.loses():
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        self.reply(status, headers, answer)

    def refuse(self, refused):
        self.server.proxy.refused(refused.code)
        text = f"<Error><Code>{refused.code}</Code><Message>{refused.message}</Message></Error>"
        self.reply(refused.status, [("Content-Type", "application/xml")], text.encode())

    def reply(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "keep-alive"):
                self.send_header(name, value)
        length = dict((n.lower(), v) for n, v in headers).get("content-length")
        self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = any


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is what tests do; whatever else is wrong shows in its answers."""


class VerifyingProxy:
    def __init__(self, port, inner, secrets, region, revive=lambda problem: False):
        """revive(problem): the store behind did not answer; True if it is worth asking once more."""
        self.verifier, self.inner, self.revive = Verifier(secrets, region), inner, revive
        self.lock, self.failing, self.losing, self.sparing = threading.Lock(), [], 0, 0
        self.counts, self.refusals = {}, {}
        self.gone, self.writing = set(), threading.Lock()
        self.servers = []
        self.listen(port)

    def listen(self, port, certificates=None):
        """There too; with a folder of certificates.py, by TLS."""
        server = QuietServer(("127.0.0.1", port), Handler)
        server.proxy = self
        if certificates:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(f"{certificates}/server.pem", f"{certificates}/server.key")
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.servers.append(server)

    def close(self):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def counted(self, method):
        with self.lock:
            self.counts[method] = self.counts.get(method, 0) + 1

    def refused(self, code):
        with self.lock:
            self.refusals[code] = self.refusals.get(code, 0) + 1

    def misbehave(self):
        with self.lock:
            status = self.failing.pop(0) if self.failing else 0
        if status:
            raise Refused(status, {507: "InsufficientStorage", 503: "SlowDown", 500: "InternalError",
                                   403: "AccessDenied",
                                   404: "NoSuchBucket"}.get(status, "Broken"))

    def loses(self):
        with self.lock:
            if self.sparing > 0:
                self.sparing -= 1
                return False
            lost = self.losing > 0
            self.losing -= lost
            return lost

    def answer(self, method, target, headers, body):
        path, _, query = target.partition("?")
        given = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        upload = given.get("uploadId")
        if upload in self.gone:
            raise Refused(404, "NoSuchUpload")
        if method == "DELETE" and upload:
            self.gone.add(upload)
            return 204, [], b""
        ends = method == "POST" and upload
        if method == "GET" and headers.get("range", "").startswith("bytes="):
            self.check_range(path, headers)
        if headers.get("if-none-match") == "*" and (ends or method == "PUT"):
            with self.writing:
                if self.forward("HEAD", path, headers, b"")[0] == 200:
                    raise Refused(412, "PreconditionFailed")
                answer = self.forward(method, target, headers, body)
        else:
            answer = self.forward(method, target, headers, body)
        if ends and answer[0] == 200:
            self.gone.add(upload)
        return answer

    def check_range(self, path, headers):
        """The store behind promises bytes that it has not when a range begins at the end."""
        status, about, _ = self.forward("HEAD", path, headers, b"")
        size = int(dict((n.lower(), v) for n, v in about).get("content-length", "0"))
        if status == 200 and int(headers["range"][6:].split("-")[0]) >= size:
            raise Refused(416, "InvalidRange")

    def forward(self, method, target, headers, body):
        try:
            return self.ask(method, target, headers, body)
        except OSError as problem:
            if not self.revive(f"{method} {target}: {problem!r}"):
                raise Refused(503, "ServiceUnavailable") from None
        try:
            return self.ask(method, target, headers, body)
        except OSError:
            raise Refused(503, "ServiceUnavailable") from None

    def ask(self, method, target, headers, body):
        link = http.client.HTTPConnection("127.0.0.1", self.inner, timeout=60)
        try:
            without = {"if-none-match", "expect", "connection"}
            if method == "HEAD":  # asked for a PUT as well, whose body does not come with it
                without |= {"range", "content-length"}
            kept = {n: v for n, v in headers.items() if n.lower() not in without}
            link.request(method, target, body if body or method in ("PUT", "POST") else None, kept)
            answer = link.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            link.close()

    def tell(self, words):
        word, *rest = words.split()
        with self.lock:
            if word == "fail":
                self.failing = [int(rest[0])] * int(rest[1])
            elif word == "lose":
                self.losing, self.sparing = int(rest[0]), int(rest[1])
            elif word == "ahead":
                self.verifier.ahead = datetime.timedelta(seconds=int(rest[0]))
            elif word == "count":
                return " ".join(f"{k}={v}" for k, v in sorted({**self.counts, **self.refusals}.items()))
            else:
                raise ValueError(words)
        return ""
