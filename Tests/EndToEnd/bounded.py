"""What all checks share that run a server: a process that is bounded in time, and waiting without sleep."""

import os
import subprocess
import threading
import time

from filter_process import LOG_LIMIT_BYTES, TEST_KEY

START_SECONDS = 30
STOP_SECONDS = 10


class Broken(Exception):
    """A check does not hold. Its message names places and counts, never a value."""


def until(condition, seconds, what):
    """Asks until the condition holds, and returns what it gave."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise Broken("not within %d s: %s" % (seconds, what))
        pause.wait(0.01)


class BoundedProcess:
    """A server that prints the address on which it listens. What it prints is read all the time; it is ended by its id."""

    def __init__(self, command, seconds, address):
        """Returns once it listens, on the port that is the first group of the pattern `address`."""
        self.name = command[1]
        self._log, self._out = bytearray(), bytearray()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "MASKWIRE_KEY": TEST_KEY},
        )
        self._bound = threading.Timer(seconds, self._process.kill)
        self._bound.daemon = True
        self._bound.start()
        for pipe, held in ((self._process.stdout, self._out), (self._process.stderr, self._log)):
            threading.Thread(target=self._read, args=(pipe, held), daemon=True).start()
        try:
            until(lambda: address.search(self._out) or self._ended(), START_SECONDS, "an address was printed")
            found = address.search(self._out)
            if not found:
                raise Broken("%s ended before it listened" % self.name)
            self.port = int(found[1])
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def pid(self):
        return self._process.pid

    @property
    def log(self):
        return bytes(self._log)

    def check_alive(self):
        if self._ended():
            raise Broken("%s ended with status %d" % (self.name, self._process.returncode))

    def stop(self):
        """Ends the process; returns how many seconds that took."""
        self._bound.cancel()
        begun = time.monotonic()
        if not self._ended():
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        return time.monotonic() - begun

    def _ended(self):
        return self._process.poll() is not None

    @staticmethod
    def _read(pipe, held):
        for piece in iter(lambda: pipe.read1(65536), b""):
            if len(held) < LOG_LIMIT_BYTES:
                held += piece
