#!/usr/bin/env python3
"""The check must see what it is there for."""
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_layers import breaches  # noqa: E402

CASES = [  # file, its include line, is it a breach?
    ("domain/src/a.c", '#include "domain/amount.h"', False),
    ("domain/src/a.c", '#include "base/str.h"', False),
    ("domain/src/a.c", "#include <sqlite3.h>", True),
    ("domain/src/a.c", "#include <stdlib.h>", True),
    ("domain/src/a.c", '#include "codec/json.h"', True),
    ("domain/src/a.c", '#include "application/ports.h"', True),
    ("application/src/a.c", '#include "infrastructure/sqlite.h"', True),
    ("workers/src/a.c", '#include "presentation/rest_server.h"', True),
    ("infrastructure/src/external/retell/a.c", "#include <curl/curl.h>", False),
    ("infrastructure/src/database/sqlite/a.c", "#include <curl/curl.h>", True),
    ("simulator/src/a.c", '#include "domain/amount.h"', True),
    ("presentation/src/v1/a.c", "#include <civetweb.h>", True),
    ("base/src/a.c", "#include <never_heard_of.h>", True),
]


def main():
    layers = (Path(__file__).parents[2] / "cmake/Layers.cmake").read_text()
    wrong = 0
    for file, line, breach in CASES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "cmake").mkdir()
            (root / "cmake/Layers.cmake").write_text(layers)
            (root / file).parent.mkdir(parents=True)
            (root / file).write_text(line + "\n")
            if bool(list(breaches(root, [file]))) != breach:
                wrong += 1
                print(f"{file}: {line}: expected breach={breach}")
    print(f"{len(CASES) - wrong} of {len(CASES)} as expected")
    return wrong


sys.exit(main())
