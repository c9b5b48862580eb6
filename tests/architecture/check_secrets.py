#!/usr/bin/env python3
"""What no test of behaviour sees, held against the source: secrets are compared in constant time, chance is the
kernel's, and whoever speaks TLS asks who the other is."""
import re
import sys
from pathlib import Path

# (file, function, what its body must have, what it must not have)
BODIES = [
    ("codec/src/crypto.c", "secret_eq", r"CRYPTO_memcmp\(", r"\b(str_eq|memcmp|strcmp)\("),
    ("infrastructure/src/system/secrets.c", "tag_mac_is", r"secret_eq\(", r"\b(str_eq|memcmp|strcmp)\("),
    ("infrastructure/src/system/secrets.c", "mac_is", r"secret_eq\(", r"\b(str_eq|memcmp|strcmp)\("),
    ("infrastructure/src/external/retell/signature.c", "signed_by", r"secret_eq\(", r"\b(str_eq|memcmp|strcmp)\("),
    ("infrastructure/src/password/argon.c", "verify", r"crypto_pwhash_argon2id_str_verify\(",
     r"\b(str_eq|memcmp|strcmp)\("),
    ("infrastructure/src/system/random.c", "bytes", r"getrandom\(at, n, 0\)", r"\b(s?rand|random|drand48)\("),
    ("infrastructure/src/database/redis/link.c", "redis_link_trust",
     r"SSL_CTX_set_verify\(trust, SSL_VERIFY_PEER, NULL\)[\s\S]*TLS1_2_VERSION", r"SSL_VERIFY_NONE"),
]
# Of every file of the product.
NOWHERE = [
    (r"CURLOPT_SSL_VERIFY(PEER|HOST|STATUS)\s*,\s*0", "a TLS peer is always asked who it is"),
    (r"CURLOPT_FOLLOWLOCATION\s*,\s*1", "no redirect is followed"),
    (r"\bSSL_VERIFY_NONE\b", "a TLS peer is always asked who it is"),
    (r"TLSALLOWINVALID|tlsInsecure|weak_cert_validation\s*=\s*true|allow_invalid_hostname\s*=\s*true",
     "a TLS peer is always asked who it is"),
    (r"amqp_ssl_socket_set_verify_(peer|hostname)\([^;]*,\s*(0|false)\s*\)", "a TLS peer is always asked who it is"),
    (r"(?<![\w.>])(s?rand|random|drand48)\(\s*\)", "chance is the kernel's"),
]
# No server that speaks by libcurl takes a proxy from the environment; the command line does, beyond this host.
CURL = r"curl_easy_setopt\(\s*\w+,\s*CURLOPT_URL\b"
PLAIN = r'CURLOPT_PROXY,\s*""'
LAYERS = ("base", "codec", "domain", "application", "infrastructure", "presentation", "workers", "apps")


def body_of(text, name):
    found = re.search(rf"^[^\n;]*\b{name}\([^;{{]*\)\n\{{\n(.*?)^\}}", text, re.S | re.M)
    return found.group(1) if found else None


def breaches(root):
    for path, name, must, never in BODIES:
        body = body_of((root / path).read_text(), name)
        if body is None:
            yield f"{path}: no function {name}, whose body is held against a rule here"
        elif not re.search(must, body) or re.search(never, body):
            yield f"{path}: {name} must have {must} and not {never}"
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*.[ch]")):
            text = path.read_text()
            for pattern, why in NOWHERE:
                if re.search(pattern, text):
                    yield f"{path.relative_to(root)}: {pattern}: {why}"
            if layer == "infrastructure" and re.search(CURL, text) and not re.search(PLAIN, text):
                yield f"{path.relative_to(root)}: libcurl without CURLOPT_PROXY \"\": it would take one from outside"


if __name__ == "__main__":
    found = list(breaches(Path(sys.argv[1])))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
