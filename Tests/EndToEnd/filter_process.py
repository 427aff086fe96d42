"""One filter process, spoken to line by line and bounded in time."""

import json
import os
import queue
import shlex
import subprocess
import threading
import time

# The key of all fixtures. It names tokens in made-up conversations and protects nothing.
TEST_KEY = "maskwire-documented-test-key-not-secret"

LOG_LIMIT_BYTES = 4_000_000


class FilterFailure(Exception):
    """The process broke the line protocol: it ended early, or did not answer in time."""


class FilterProcess:
    """Feeds transcript lines to a command and reads what it writes, in order.

    `seconds` bounds the whole life of the process, `answer_seconds` each answer.
    """

    SYNC = "sync"

    def __init__(self, command, seconds=300.0, answer_seconds=20.0):
        self._end = time.monotonic() + seconds
        self._answer_seconds = answer_seconds
        self._process = subprocess.Popen(
            shlex.split(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "MASKWIRE_KEY": TEST_KEY},
        )
        self._lines = queue.SimpleQueue()
        self._log = bytearray()
        self._readers = [
            threading.Thread(target=self._read_lines, daemon=True),
            threading.Thread(target=self._read_log, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def send(self, side, frame_json, conn=None, principal=None):
        """Sends one frame, given as JSON text, from `client` or `backend`."""
        line = '{"from":"%s"' % side
        if conn is not None:
            line += ',"conn":' + json.dumps(conn)
        if principal is not None:
            line += ',"principal":' + json.dumps(principal)
        self.send_line(line + ',"frame":' + frame_json + "}")

    def send_line(self, line):
        try:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise FilterFailure("the process ended early") from None

    def read(self):
        """The next line that the process writes."""
        limit = min(self._end, time.monotonic() + self._answer_seconds)
        try:
            line = self._lines.get(timeout=max(0.001, limit - time.monotonic()))
        except queue.Empty:
            raise FilterFailure("no answer in time") from None
        if line is None:
            raise FilterFailure("the process ended early")
        return line

    def exchange(self, side, frame_json, conn=None):
        """Sends a frame and returns every line that it causes, before anything later does."""
        self.send(side, frame_json, conn)
        return self.rest()

    def rest(self):
        """All lines that are still to come for what was sent so far."""
        frame = '{"type":"response.create","model":"gpt-4o","input":"sync"}'
        self.send("client", frame, self.SYNC)
        lines = []
        while True:
            line = self.read()
            if line.endswith('"conn":"sync"}'):
                return lines
            lines.append(line)

    def finish(self):
        """Ends the input and returns the lines that were left; the exit status must be 0."""
        try:
            self._process.stdin.close()
        except OSError:
            raise FilterFailure("the process ended early") from None
        lines = []
        while True:
            limit = min(self._end, time.monotonic() + self._answer_seconds)
            try:
                line = self._lines.get(timeout=max(0.001, limit - time.monotonic()))
            except queue.Empty:
                raise FilterFailure("no end after the end of input") from None
            if line is None:
                break
            lines.append(line)
        try:
            status = self._process.wait(timeout=self._answer_seconds)
        except subprocess.TimeoutExpired:
            raise FilterFailure("no end after the end of input") from None
        if status != 0:
            raise FilterFailure("exit status %d" % status)
        self._readers[1].join(self._answer_seconds)
        return lines

    def log(self):
        """What the process wrote on stderr so far."""
        return bytes(self._log).decode("utf-8", "replace")

    def kill(self):
        """Ends the process if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            try:
                pipe.close()
            except OSError:
                pass

    def _read_lines(self):
        for line in self._process.stdout:
            self._lines.put(line.decode("utf-8", "replace").rstrip("\n"))
        self._lines.put(None)

    def _read_log(self):
        for piece in iter(lambda: self._process.stderr.read1(65536), b""):
            if len(self._log) < LOG_LIMIT_BYTES:
                self._log += piece
