"""What all checks with real clients share: the processes, what a turn is and how it came out, and waiting."""

import collections
import contextlib
import dataclasses
import os
import pathlib
import re
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "EndToEnd"))
from bounded import BoundedProcess, Broken as Failure, until  # noqa: E402, F401

MODEL = "gpt-4o"
API_KEY = "sk-dummy-of-the-tests"

TURN_SECONDS = 30

# What a token looks like: an entity's name and a suffix of Crockford base32. No text of the scenarios has this form:
# the token-shaped text that they type has other suffixes.
TOKEN = re.compile(r"<[A-Z][A-Z_]*_[0-9A-HJKMNP-TV-Z]{8,13}>")

DELTA = re.compile(r"\.delta$")


@dataclasses.dataclass(frozen=True)
class Turn:
    """One thing that the user says, and how its answer must end."""

    says: str
    end: str = "completed"
    # Turns with different numbers are held on different connections; the earlier one is closed first.
    connection: int = 0
    # The turn whose response this one continues; None: that of the turn before, -1: of none.
    after: int | None = None
    # Sends everything said so far again instead of naming a response.
    resend: bool = False
    # Names a response that never was.
    lost: bool = False
    lane: str | None = None
    instructions: str | None = None
    # Offers a tool, and answers its call with this.
    tool_output: str | None = None
    # Offers a tool whose input is plain text.
    custom_tool: bool = False
    # Said while the answer runs.
    steer: str | None = None
    # Said once the answer has ended, to the response that has.
    late_steer: str | None = None


@dataclasses.dataclass
class Outcome:
    """What a client shows of a turn; `shown` is everything that it was given, to look for tokens in."""

    text: str = ""
    streamed: str = ""
    refusal: str = ""
    reasoning: str = ""
    calls: list = dataclasses.field(default_factory=list)
    annotations: list = dataclasses.field(default_factory=list)
    ends: list = dataclasses.field(default_factory=list)
    events: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    shown: list = dataclasses.field(default_factory=list)

    @property
    def end(self):
        return ", ".join(self.ends)

    def see(self, kind, shown):
        """Counts an event.

        Deltas count once: a token is longer or shorter than its value, so the same text has another number of
        deltas through the gateway than without it.
        """
        self.events[kind] = 1 if DELTA.search(kind) else self.events[kind] + 1
        self.shown.append(shown)


def quiet_environment():
    """Keeps the clients from proxies, telemetry and every address but loopback."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith(("OPENAI_", "LIVEKIT_", "OTEL_")):
            del os.environ[name]
    os.environ["OPENAI_AGENTS_DISABLE_TRACING"] = "1"
    sys.addaudithook(_only_loopback)


def _only_loopback(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1"):
            raise PermissionError("a client wants to leave the machine")


class Server(BoundedProcess):
    """A server for real clients, and what of it the machine tells."""

    ADDRESS = re.compile(rb"listening on ws://127\.0\.0\.1:(\d+)")

    def __init__(self, command, seconds):
        super().__init__(command, seconds, self.ADDRESS)
        self.base_url = "ws://127.0.0.1:%d/v1" % self.port

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.pid))

    def memory(self, figure="VmRSS"):
        """Resident bytes, now (`VmRSS`) or at most since `forget_peak` (`VmHWM`)."""
        with open("/proc/%d/status" % self.pid, encoding="ascii", errors="replace") as status:
            for line in status:
                if line.startswith(figure + ":"):
                    return int(line.split()[1]) * 1024
        raise Failure("%s has no memory" % self.name)

    def forget_peak(self):
        with open("/proc/%d/clear_refs" % self.pid, "w", encoding="ascii") as file:
            file.write("5")


def echo(binary, seed=1, seconds=900):
    """The embedded backend on a free port."""
    return Server([binary, "echo", "--listen", "127.0.0.1:0", "--seed", str(seed)], seconds)


def serve(binary, backend_port, *flags, seconds=900):
    """A gateway on a free port in front of a backend."""
    backend = "ws://127.0.0.1:%d" % backend_port
    return Server([binary, "serve", "--listen", "127.0.0.1:0", "--backend", backend, *flags], seconds)


@contextlib.contextmanager
def reported(failures, name):
    """Prints one line for what is done inside, and counts it if it fails."""
    try:
        yield
    except Failure as failure:
        failures.append(name)
        print("%s: FAILED: %s" % (name, failure), flush=True)
    except Exception as error:
        failures.append(name)
        print("%s: FAILED: raised %s" % (name, kinds_of(error)), flush=True)
    else:
        print("%s: ok" % name, flush=True)


def kinds_of(error):
    """The types of an error, of its cause and of the errors in its group; its text could hold a value."""
    cause = error.__cause__ or error.__context__
    inner = sorted({kinds_of(one) for one in getattr(error, "exceptions", [cause] if cause else [])})
    return type(error).__name__ + (" (%s)" % ", ".join(inner) if inner else "")
