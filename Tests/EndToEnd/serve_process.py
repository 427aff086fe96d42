"""One `maskwire serve` process on a free port, bounded in time, and what the checks of it share."""

import argparse
import re
import time

from bounded import BoundedProcess, Broken, until
from fake_backend import FakeBackend

LIFE_SECONDS = 120


class ServeProcess(BoundedProcess):
    """A gateway in front of a backend."""

    ADDRESS = re.compile(rb"listening on ws://(?:127\.0\.0\.1|\[::1\]):(\d+)/")

    def __init__(self, binary, backend, *flags, listen="127.0.0.1:0"):
        url = backend if isinstance(backend, str) else "ws://127.0.0.1:%d" % backend.port
        super().__init__([binary, "serve", "--listen", listen, "--backend", url, *flags], LIFE_SECONDS, self.ADDRESS)

    def lines(self, kind):
        """The log's lines of a kind: `response`, `connection` and so on, as dictionaries."""
        found = []
        for line in self.log.decode("utf-8", "replace").splitlines():
            if line.endswith("] " + kind):
                found.append(dict(re.findall(r"(\w+)=(\S*)", line)))
        return found

    def wait_for_lines(self, kind, count):
        until(lambda: len(self.lines(kind)) >= count, 10, "%d log lines of kind %s" % (count, kind))
        return self.lines(kind)


def main(description, own, shared=(), flags=()):
    """Runs the checks that the command line asks for. Those of `own` are given the binary; those of `shared` a backend
    and a gateway that is started with `flags`."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=description, formatter_class=form)
    parser.add_argument("--binary", required=True, help="the maskwire binary")
    parser.add_argument("--only", help="run the check of that name")
    options = parser.parse_args()
    own, shared = ([check for check in checks if options.only in (None, check.__name__)] for checks in (own, shared))
    cases = [(check, (options.binary,)) for check in own]
    if not shared:
        return run(cases)
    with FakeBackend() as backend, ServeProcess(options.binary, backend, *flags) as gateway:
        return run(cases + [(check, (backend, gateway)) for check in shared])


def run(cases):
    """Runs each check, prints a line for it, and returns the exit status. No message holds a value."""
    failed = 0
    for check, arguments in cases:
        name = check.__name__.replace("_", " ")
        begun = time.monotonic()
        try:
            check(*arguments)
            for argument in arguments:
                if isinstance(argument, ServeProcess):
                    argument.check_alive()
        except Broken as broken:
            failed += 1
            print("%s: FAILED: %s" % (name, broken), flush=True)
        except Exception as error:
            failed += 1
            line = error.__traceback__.tb_next.tb_lineno if error.__traceback__.tb_next else 0
            print("%s: FAILED: raised %s at line %d" % (name, type(error).__name__, line), flush=True)
        else:
            print("%s: ok (%.1f s)" % (name, time.monotonic() - begun), flush=True)
    print("%d passed, %d failed" % (len(cases) - failed, failed))
    return 1 if failed or not cases else 0
