#!/usr/bin/env python3
"""No two libraries of one layer define one name: linked into one program, each would call the other's.
usage: check_symbols.py LIBRARY.a..."""
import subprocess
import sys


def defined(library):
    out = subprocess.run(["nm", "--defined-only", "-g", library], capture_output=True, text=True).stdout
    lines = (line.split() for line in out.splitlines())
    return {w[2] for w in lines if len(w) == 3 and w[1] in "TDBR" and not w[2].startswith("_")}


def main(libraries):
    owner, bad = {}, 0
    for library in libraries:
        for name in defined(library):
            if name in owner:
                print(f"{name}: in {owner[name]} and in {library}")
                bad += 1
            owner[name] = library
    return 1 if bad or not owner else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
