#!/usr/bin/env python3
"""Every C and C++ file as .clang-format has it."""
import subprocess
import sys


def main(clang_format, root):
    files = subprocess.run(["git", "-C", root, "ls-files", "*.c", "*.h", "*.cc"], text=True, capture_output=True,
                           check=True).stdout.split()
    run = subprocess.run([clang_format, "--dry-run", "-Werror", *files], cwd=root, text=True, capture_output=True)
    wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "error:" in line})
    print("\n".join(f"{name}: run clang-format -i on it" for name in wrong) or f"{len(files)} files are formatted")
    return 1 if run.returncode or not files else 0


sys.exit(main(*sys.argv[1:]))
