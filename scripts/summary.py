#!/usr/bin/env python3
"""Prints the reasons of skipped tests and the closing line of ./test from ctest's JUnit file."""
import sys
import xml.etree.ElementTree as ET


def main(path):
    passed = failed = skipped = 0
    for case in ET.parse(path).getroot().iter("testcase"):
        if case.find("failure") is not None or case.get("status") == "fail":
            failed += 1
            print("failed:", case.get("name"))
        elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
            skipped += 1
            out = case.findtext("system-out", "").strip().splitlines()
            print("skipped:", case.get("name"), "-", out[-1] if out else "no reason given")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 0 if failed == 0 and passed > 0 else 1


sys.exit(main(sys.argv[1]))
