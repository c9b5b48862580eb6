#!/usr/bin/env python3
"""check_secrets.py sees each rule broken, in a copy of the source that it looks at."""
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import check_secrets  # noqa: E402

SOURCE = Path(__file__).resolve().parents[2]
CLIENT = "infrastructure/src/external/retell/recordings.c"
BREACHES = [
    ("codec/src/crypto.c", "CRYPTO_memcmp(", "memcmp("),
    ("infrastructure/src/system/secrets.c", "return secret_eq(mac(self, &arena, use, text), given);",
     "return str_eq(mac(self, &arena, use, text), given);"),
    ("infrastructure/src/system/secrets.c", "return secret_eq(tag_mac(self, &arena, tag), mac);",
     "return str_eq(tag_mac(self, &arena, tag), mac);"),
    ("infrastructure/src/external/retell/signature.c", "return secret_eq(", "return str_eq("),
    ("infrastructure/src/system/random.c", "getrandom(at, n, 0)", "getrandom(at, n, GRND_INSECURE)"),
    ("infrastructure/src/database/redis/link.c", "SSL_VERIFY_PEER", "SSL_VERIFY_NONE"),
    ("infrastructure/src/database/redis/link.c", "TLS1_2_VERSION", "TLS1_VERSION"),
    ("infrastructure/src/external/mail/smtp.c", "CURLOPT_SSL_VERIFYPEER, 1L", "CURLOPT_SSL_VERIFYPEER, 0L"),
    ("infrastructure/src/messaging/rabbitmq/link.c", "amqp_ssl_socket_set_verify_hostname(socket, 1)",
     "amqp_ssl_socket_set_verify_hostname(socket, 0)"),
    (CLIENT, "CURLOPT_FOLLOWLOCATION, 0L", "CURLOPT_FOLLOWLOCATION, 1L"),
    (CLIENT, 'CURLOPT_PROXY, ""', "CURLOPT_PROXY, NULL"),
]


class Secrets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in {b[0] for b in check_secrets.BODIES} | {b[0] for b in BREACHES}:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SOURCE / name, self.root / name)

    def test_the_source_as_it_is_passes(self):
        self.assertEqual(list(check_secrets.breaches(self.root)), [])

    def test_each_breach_is_seen(self):
        for name, right, wrong in BREACHES:
            with self.subTest(f"{name}: {wrong}"):
                text = (SOURCE / name).read_text()
                self.assertEqual(text.count(right), 1)
                (self.root / name).write_text(text.replace(right, wrong))
                self.assertNotEqual(list(check_secrets.breaches(self.root)), [])
                (self.root / name).write_text(text)


if __name__ == "__main__":
    unittest.main()
