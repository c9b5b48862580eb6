#!/usr/bin/env python3
"""Holds every include line against the layers. Fails closed: a header in no list is refused."""
import re
import subprocess
import sys
from pathlib import Path

PURE = {"assert.h", "inttypes.h", "limits.h", "stdbool.h", "stddef.h", "stdint.h", "string.h"}
LIBC = PURE | {"ctype.h", "errno.h", "fcntl.h", "malloc.h", "math.h", "pthread.h", "sched.h", "semaphore.h", "signal.h", "stdarg.h",
               "stdatomic.h", "stdio.h", "stdlib.h", "time.h", "unistd.h", "sys/", "netinet/", "arpa/",
               "netdb.h", "dirent.h", "poll.h", "locale.h", "strings.h", "getopt.h", "termios.h", "libgen.h"}
# System and vendor headers, by folder: the nearest folder above a file counts.
HEADERS = {
    "base": PURE | {"stdarg.h", "stdatomic.h", "stdio.h", "stdlib.h", "time.h", "signal.h", "unistd.h"},
    "codec": PURE | {"stdlib.h", "math.h", "pthread.h", "cjson/", "openssl/"},
    "domain": PURE,
    "application": PURE,
    "infrastructure/include": PURE,
    "infrastructure/src/database/sqlite": LIBC | {"sqlite3.h"},
    "infrastructure/src/database/redis": LIBC | {"hiredis/", "openssl/"},
    "infrastructure/src/messaging/embedded": PURE,
    "infrastructure/src/messaging/rabbitmq": LIBC | {"amqp.h", "amqp_tcp_socket.h", "amqp_ssl_socket.h",
                                                     "amqp_framing.h"},
    "infrastructure/src/database/mongodb": LIBC | {"mongoc/"},
    "infrastructure/src/storage": LIBC | {"openssl/"},
    "infrastructure/src/storage/s3": LIBC | {"curl/"},
    "infrastructure/src/external/retell": LIBC | {"curl/"},
    "infrastructure/src/external/mail": LIBC | {"curl/"},
    "infrastructure/src/external/sandbox": LIBC,
    "infrastructure/src/spreadsheet": LIBC | {"expat.h", "isa-l/", "seccomp.h", "spawn.h"},
    "infrastructure/src/phone": LIBC | {"phonenumbers/", "algorithm", "array", "cstdint", "cstring", "map",
                                        "memory", "string", "unordered_map", "vector", "set", "atomic", "mutex",
                                        "utility", "functional", "bitset", "optional", "tuple", "deque", "queue", "cassert", "cstdio", "cstddef", "cstdlib", "limits", "unicode/"},
    "infrastructure/src/process": LIBC,
    "infrastructure/src/password": LIBC | {"sodium.h"},
    "infrastructure/src/oath": LIBC | {"liboath/"},
    "infrastructure/src/qrencode": LIBC | {"qrencode.h"},
    "infrastructure/src/system": LIBC | {"glib.h"},
    "presentation/src": LIBC,
    "presentation/src/http": LIBC | {"civetweb.h", "zlib.h"},
    "presentation/src/live": LIBC | {"libwebsockets.h", "ev.h"},
    "presentation/include": PURE,
    "workers": LIBC,
    "simulator": LIBC | {"civetweb.h", "curl/"},
    "apps": LIBC | {"curl/", "yaml.h", "wchar.h"},
}
INFRASTRUCTURES = {"infrastructure", "presentation", "workers", "simulator"}


def read_layers(root):
    """LAYER_* of cmake/Layers.cmake: the rule stands there alone."""
    text = (root / "cmake/Layers.cmake").read_text()
    layers = {m[1]: m[2].split() for m in re.finditer(r'^set\(LAYER_(\w+) "?([\w ]*)"?\)', text, re.M)}
    many = re.search(r"foreach\(layer ([\w ]+)\)\s*set\(LAYER_\$\{layer\} ([\w ]+)\)", text)
    for layer in many[1].split():
        layers[layer] = many[2].split()
    return layers


def allowed(path, include, layers, own):
    """True if the file at `path` (relative) may include what stands between <> or ""."""
    layer = path.parts[0]
    head = include.split("/")[0]
    if head in layers and "/" in include:
        return head == layer or head in layers[layer]
    if include in own:
        return True
    folder = path.parent
    while str(folder) != "." and str(folder) not in HEADERS:
        folder = folder.parent
    headers = HEADERS.get(str(folder), set())
    return include in headers or (head + "/") in headers


def own_headers(root, layer):
    """Headers below a layer's src/, as its sources may write them: from src/ or beside the file."""
    base = root / layer / "src"
    found = {str(p.relative_to(base)) for p in base.rglob("*.h")}
    return found | {Path(name).name for name in found}


def breaches(root, files):
    layers = read_layers(root)
    own = {layer: own_headers(root, layer) for layer in layers}
    for file in files:
        path = Path(file)
        if path.parts[0] not in layers:
            continue
        for number, line in enumerate((root / path).read_text().splitlines(), 1):
            m = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
            if m and not allowed(path, m[1], layers, own[path.parts[0]]):
                yield f"{path}:{number}: {path.parts[0]} may not include {m[1]}"


def main(root):
    root = Path(root)
    files = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "*.c", "*.h", "*.cc"], text=True,
                           capture_output=True, check=True).stdout.split()
    found = list(breaches(root, [f for f in files if (root / f).exists()]))
    print("\n".join(found) or f"{len(files)} files keep to their layers")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
