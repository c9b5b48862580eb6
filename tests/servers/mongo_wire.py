"""As much of MongoDB's wire protocol as a proxy needs: frames of a stream, and the outermost level of a BSON document.
Written from the published specifications, not from the driver or the server that the proxy stands between."""
import collections
import struct

OP_REPLY, OP_QUERY, OP_MSG = 1, 2004, 2013
SIZES = {0x01: 8, 0x06: 0, 0x07: 12, 0x08: 1, 0x09: 8, 0x0A: 0, 0x10: 4, 0x11: 8, 0x12: 8, 0x13: 16, 0x7F: 0, 0xFF: 0}
COUNTED = {0x02: 4, 0x0D: 4, 0x0E: 4, 0x05: 5}  # bytes besides those that the length counts
WHOLE = {0x03, 0x04, 0x0F}


Timestamp = collections.namedtuple("Timestamp", "second tick")


# -- documents --

def elements(document):
    """(type, name, value's bytes) of each element."""
    at = 4
    while document[at] != 0:
        kind, end = document[at], document.index(0, at + 1)
        name, start = document[at + 1:end].decode(), end + 1
        if kind in SIZES:
            size = SIZES[kind]
        elif kind in COUNTED:
            size = COUNTED[kind] + struct.unpack_from("<i", document, start)[0]
        elif kind in WHOLE:
            size = struct.unpack_from("<i", document, start)[0]
        else:
            raise ValueError(f"BSON type {kind:#x} is not expected in a command")
        yield kind, name, document[start:start + size]
        at = start + size


def joined(parts):
    body = b"".join(bytes([kind]) + name.encode() + b"\0" + value for kind, name, value in parts)
    return struct.pack("<i", len(body) + 5) + body + b"\0"


def element(name, value):
    """One of few kinds: bool, int, Timestamp, float, str, bytes (an ObjectId of 12), dict, list."""
    if isinstance(value, bool):
        return 0x08, name, bytes([value])
    if isinstance(value, int):
        return 0x10, name, struct.pack("<i", value)
    if isinstance(value, Timestamp):
        return 0x11, name, struct.pack("<II", value.tick, value.second)
    if isinstance(value, float):
        return 0x01, name, struct.pack("<d", value)
    if isinstance(value, str):
        raw = value.encode() + b"\0"
        return 0x02, name, struct.pack("<i", len(raw)) + raw
    if isinstance(value, bytes):
        return 0x07, name, value
    if isinstance(value, list):
        return 0x04, name, document({str(i): item for i, item in enumerate(value)})
    return 0x03, name, document(value)


def document(fields):
    return joined(element(name, value) for name, value in fields.items())


def changed(raw, fields):
    """With these fields instead of those of the same names; None: without it."""
    kept = [part for part in elements(raw) if part[1] not in fields]
    return joined(kept + [element(name, value) for name, value in fields.items() if value is not None])


def text(value):
    return value[4:-1].decode()


def field(raw, name):
    return next((value for _, at, value in elements(raw) if at == name), None)


# -- messages --

def read_exactly(sock, n):
    data = b""
    while len(data) < n:
        piece = sock.recv(n - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def read_message(sock):
    """(request id, the id that it answers, opcode, body)."""
    size, request, answers, code = struct.unpack("<iiii", read_exactly(sock, 16))
    return request, answers, code, read_exactly(sock, size - 16)


def message(request, answers, code, body):
    return struct.pack("<iiii", 16 + len(body), request, answers, code) + body


def split(code, body):
    """(what stands before the document, the document, what follows): of a command or of an answer."""
    if code == OP_MSG:
        if body[4] != 0:
            raise ValueError("the command's document is not its first section")
        at = 5
    elif code == OP_QUERY:
        at = body.index(0, 4) + 1 + 8
    else:
        at = 20
    size = struct.unpack_from("<i", body, at)[0]
    return body[:at], body[at:at + size], body[at + size:]


def answer(request, fields):
    """An OP_MSG that answers it."""
    return message(0, request, OP_MSG, b"\0\0\0\0\0" + document(fields))
