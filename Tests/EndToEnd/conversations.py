#!/usr/bin/env python3
"""Replays every recorded conversation through a filter and compares what it writes, line by line.

  conversations.py --cmd 'maskwire filter' [NAME...]

The first line that differs is shown as both have it: the conversations are made up, so their values
may be seen.
"""

import argparse
import os
import pathlib
import re
import shlex
import subprocess
import sys

from filter_process import TEST_KEY

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Conversations"
ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+\.\w+")
AT_LEAST = 12
SECONDS = 60


def first_difference(command, name):
    """What is wrong with the filter's reading of a conversation; None if nothing is."""
    given = (FOLDER / (name + ".ndjson")).read_bytes()
    wanted = (FOLDER / (name + ".expected.ndjson")).read_text(encoding="utf-8").splitlines()
    if not given.strip() or len(wanted) < given.count(b"\n"):
        return "an empty recording, or fewer expected lines than given ones"
    try:
        run = subprocess.run(
            shlex.split(command),
            input=given,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "MASKWIRE_KEY": TEST_KEY},
        )
    except subprocess.TimeoutExpired:
        return "no end within %d s" % SECONDS
    found = run.stdout.decode("utf-8", "replace").split("\n")
    if found[-1] == "":
        found.pop()
    for number, (want, got) in enumerate(zip(wanted, found), 1):
        if want != got:
            return "line %d differs\n  expected %s\n  found    %s" % (number, *around(want, got))
    if len(wanted) != len(found):
        extra = (wanted if len(wanted) > len(found) else found)[min(len(wanted), len(found))]
        return "%d lines, not %d; the first of the rest: %s" % (len(found), len(wanted), extra[:400])
    if any(address in run.stderr for address in ADDRESS.findall(given)):
        return "an address is in the log"
    if run.returncode != 0:
        return "exit status %d" % run.returncode
    return None


def around(want, got, width=240):
    """The two lines from a little before the place where they part."""
    at = next((i for i, (a, b) in enumerate(zip(want, got)) if a != b), min(len(want), len(got)))
    start = max(0, at - width // 2)
    return tuple(("…" if start else "") + line[start : at + width] + ("…" if len(line) > at + width else "") for line in (want, got))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmd", required=True, help="the filter command")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these conversations")
    options = parser.parse_args()
    recorded = sorted(p.name.removesuffix(".ndjson") for p in FOLDER.glob("*.ndjson") if not p.name.endswith(".expected.ndjson"))
    names = options.names or recorded
    failed = 0
    for name in names:
        difference = first_difference(options.cmd, name)
        failed += difference is not None
        print("%s: %s" % (name, difference or "as expected"))
    print("%d conversations, %d failed" % (len(names), failed))
    if len(recorded) < AT_LEAST:
        print("only %d conversations are recorded, not %d" % (len(recorded), AT_LEAST))
        return 1
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
