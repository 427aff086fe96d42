"""The binary, run to its end on input that is known beforehand."""

import json
import os
import shlex
import subprocess

from filter_process import TEST_KEY

USAGE, DATA, NO_INPUT, IO, CONFIG = 64, 65, 66, 74, 78
SECONDS = 60

VALUE = "jane.roe@contoso.net"
WORDS = ("jane", "contoso", "private-word")


class Broken(Exception):
    """The filter did not do what it says."""


def require(holds, what):
    if not holds:
        raise Broken(what)


def dump(tree):
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def line(side, frame, **more):
    return dump({"from": side, "frame": frame, **more})


GOOD = line("client", {"type": "response.create", "model": "a", "input": "hi"})


class Runs:
    """The binary, run to its end on input that is known beforehand."""

    def __init__(self, command):
        self.words = shlex.split(command)
        self.binary = self.words[0]

    def filter(self, *flags, data="", environment=None):
        return self.run([*self.words, *flags], data, environment)

    def check(self, *arguments):
        return self.run([self.binary, "rules", "check", *arguments], "")

    def run(self, words, data, environment=None):
        environment = {**os.environ, "MASKWIRE_KEY": TEST_KEY, **(environment or {})}
        environment = {k: v for k, v in environment.items() if v is not None}
        data = data if isinstance(data, bytes) else data.encode()
        done = subprocess.run(words, input=data, capture_output=True, env=environment, timeout=SECONDS)
        done.lines = done.stdout.decode("utf-8", "replace").splitlines()
        done.log = done.stderr.decode("utf-8", "replace")
        require(not any(word in done.log for word in WORDS), "standard error tells no word of the user")
        return done


def fails(done, status, *parts, lines=0):
    require(done.returncode == status, "exit status %d, not %d: %s" % (status, done.returncode, done.log[:300]))
    for part in parts:
        require(part in done.log, "standard error says '%s', not: %s" % (part, done.log[:300]))
    require(len(done.lines) == lines, "%d lines came before the failure" % lines)


def masked_line():
    return line("client", {"type": "response.create", "model": "m", "input": VALUE})
