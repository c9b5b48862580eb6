#!/usr/bin/env python3
"""check_qr.py PRINT_QR: what a camera sees on the picture is the text it was made from, read by zbar."""
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

TEXTS = ["otpauth://totp/SpeechAI:ana%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=SpeechAI"
         "&algorithm=SHA1&digits=6&period=30",
         "a", "x" * 900]
SCALE = 6


def raster(svg):
    """White and black squares as the paths say, as a PGM."""
    root = xml.fromstring(svg)
    size = int(root.get("viewBox").split()[2])
    rows = [[255] * size for _ in range(size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", root[1].get("d")):
        for at in range(int(x), int(x) + int(width)):
            rows[int(y)][at] = 0
    lines = [bytes(v for v in row for _ in range(SCALE)) * SCALE for row in rows]
    return b"P5 %d %d 255\n" % (size * SCALE, size * SCALE) + b"".join(lines)


def main(program):
    for text in TEXTS:
        svg = subprocess.run([program, text], capture_output=True, check=True).stdout.decode()
        with tempfile.NamedTemporaryFile(suffix=".pgm") as picture:
            picture.write(raster(svg))
            picture.flush()
            seen = subprocess.run(["zbarimg", "--quiet", "--raw", picture.name], capture_output=True, text=True)
        assert seen.stdout.strip() == text, (text, seen.stdout, seen.stderr)
    assert subprocess.run([program, "x" * 5000]).returncode == 1, "what does not fit is refused"


if __name__ == "__main__":
    main(sys.argv[1])
