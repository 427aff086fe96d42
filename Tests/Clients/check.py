#!/usr/bin/env python3
"""Holds the same conversations with real clients directly and through the gateway, and compares what the clients show.

  check.py --binary PATH [--only WORDS]

A relay between the gateway and the backend notes what the backend was sent: it must hold tokens and no value, and no
client may be shown a token. The gateway's log and its record are held to the same. Places and lengths are printed,
never a text.
"""

import argparse
import asyncio
import pathlib
import sys
import tempfile

import common
from common import API_KEY, TOKEN, Failure, kinds_of, quiet_environment
from scenarios import VALUES, scenarios, values_in
from tap import Tap, strings

SECONDS = 120

# What a client offers no way to do.
CANNOT = {
    "openai": {"lanes"},
    "openai-sync": {"lanes"},
    "openai-lanes": set(),
    "agents": {"lanes", "steer", "late-steer", "custom-tool"},
    "agents-streamed": {"lanes", "steer", "late-steer", "custom-tool"},
    "livekit": {"lanes", "steer", "late-steer", "custom-tool", "fork", "lost-response"},
}

# Clients that build their turns from deltas and items alone: they show nothing if those are suppressed.
READS_DELTAS = {"livekit"}

# Where a client shows nothing of the answer: LiveKit's plugin of a refusal, a run that is not streamed of an answer
# that was cut short.
SILENT = {("livekit", "refusal"), ("agents", "incomplete")}


def clients():
    """The drivers by name. They are imported late: the environment must be quiet before."""
    import agents_driver
    import livekit_driver
    import openai_driver

    return {
        "openai": openai_driver.converse,
        "openai-sync": openai_driver.converse_synchronously,
        "openai-lanes": openai_driver.converse_in_lanes,
        "agents": agents_driver.converse,
        "agents-streamed": agents_driver.converse_streamed,
        "livekit": livekit_driver.converse,
    }


def hold(converse, base_url, turns, where):
    """Holds the turns; whatever a client raises is a failure that names its type alone."""

    async def bounded():
        async with asyncio.timeout(SECONDS):
            return await converse(base_url, turns)

    try:
        return asyncio.run(bounded())
    except Exception as error:
        raise Failure("%s: the client raised %s" % (where, kinds_of(error))) from None


def check_direct(client, name, turns, outcomes):
    """The direct conversation must be what the scenario is about, or comparing with it shows nothing."""
    for number, (turn, outcome) in enumerate(zip(turns, outcomes), 1):
        kinds = [end.partition(":")[0] for end in outcome.ends]
        wanted = turn.end.split(", ")
        if client == "livekit" and turn.end != "completed":
            wanted = ["raised"]
        elif turn.tool_output and not client.startswith("agents"):
            wanted = ["completed", "completed"]
        if kinds != wanted:
            raise Failure("direct, turn %d: ended as %s, not as %s" % (number, kinds, wanted))
        if (turn.tool_output or turn.custom_tool) and not outcome.calls:
            raise Failure("direct, turn %d: no tool was called" % number)
        said = values_in(turn.says, turn.steer)
        shown = [outcome.text, outcome.streamed, outcome.refusal, outcome.end, *(call[1] for call in outcome.calls)]
        if said and not turn.lost and not values_in(*shown) and (client, name) not in SILENT:
            raise Failure("direct, turn %d: the answer holds nothing of what was said" % number)
        if outcome.streamed and turn.end == "completed" and outcome.streamed != outcome.text:
            raise Failure("direct, turn %d: the deltas do not add up to the text" % number)


def compare(turns, direct, through, suppressed):
    """Every turn must come out through the gateway as it did directly; what only deltas and `*.done` events tell does
    not come if they are suppressed."""
    for number, (turn, one, other) in enumerate(zip(turns, direct, through), 1):
        for field in ("text", "refusal", "end") if suppressed else ("text", "streamed", "refusal", "reasoning", "end"):
            same_text("turn %d: %s" % (number, field), getattr(one, field), getattr(other, field))
        for field in ("calls", "annotations"):
            wanted, found = getattr(one, field), getattr(other, field)
            if len(wanted) != len(found):
                raise Failure("turn %d: %d %s, directly %d" % (number, len(found), field, len(wanted)))
            for at, (want, got) in enumerate(zip(wanted, found)):
                same_text("turn %d: %s[%d]" % (number, field, at), "\0".join(want), "\0".join(got))
        if not suppressed and one.events != other.events:
            raise Failure("turn %d: other events: %s" % (number, difference(one.events, other.events)))


def same_text(place, want, got):
    if want != got:
        at = next((i for i, (a, b) in enumerate(zip(want, got)) if a != b), min(len(want), len(got)))
        raise Failure("%s differs at %d (%d characters, directly %d)" % (place, at, len(got), len(want)))


def difference(want, got):
    kinds = sorted(set(want) | set(got))
    return ", ".join("%s %d, directly %d" % (k, got[k], want[k]) for k in kinds if got[k] != want[k])


def check_sides(turns, through, sent):
    """The backend saw tokens and no value; no client was shown a token that nobody typed."""
    said = "\n".join(str(turn) for turn in turns)
    for number, outcome in enumerate(through, 1):
        for shown in outcome.shown + [outcome.text, outcome.streamed, outcome.end]:
            if any(token not in said for token in TOKEN.findall(shown)):
                raise Failure("turn %d: the client was shown a token" % number)
    for text in sent:
        if values_in(text) or values_in(text.casefold().title()):
            raise Failure("the backend saw a value")
    if not any(TOKEN.search(text) for text in sent):
        raise Failure("the backend saw no token, so nothing was shown")


def check(client, converse, name, turns, backend, gateway, tap, suppressed):
    """One scenario with one client."""
    direct = hold(converse, backend.base_url, turns, "direct")
    check_direct(client, name, turns, direct)
    before = len(tap.connections)
    through = hold(converse, gateway.base_url, turns, "through the gateway")
    common.until(lambda: tap.open() == 0, 10, "the end of the connections to the backend")
    compare(turns, direct, through, suppressed)
    check_sides(turns, through, list(tap.seen(before)))
    backend.check_alive()
    gateway.check_alive()


def record_texts(record):
    for line in record.splitlines():
        yield line
        yield from strings(line)


def check_files(log, record):
    """What the gateway wrote about the conversations: the log neither values nor tokens, the record no values."""
    if any(line for line in log.splitlines() if values_in(line) or API_KEY in line or TOKEN.search(line)):
        raise Failure("the log holds a value, a credential or a token")
    if any(secret in text for secret in [*VALUES, API_KEY] for text in record_texts(record)):
        raise Failure("the record holds a value or a credential")
    if not log or not TOKEN.search(record):
        raise Failure("the log is empty or the record holds no token, so nothing was shown")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the maskwire binary")
    parser.add_argument("--only", default="", help="only names like 'openai tools' that hold these words")
    parser.add_argument("--seed", type=int, default=1, help="of the backend's cuts")
    parser.add_argument("--output-masking", default="off", choices=["off", "stream", "suppress"], help="of the gateway")
    options = parser.parse_args()
    quiet_environment()
    passed, failures = 0, []
    suppressed = options.output_masking == "suppress"
    with (
        tempfile.TemporaryDirectory() as folder,
        common.echo(options.binary, options.seed) as backend,
        Tap(backend.port) as tap,
        common.serve(
            options.binary, tap.port, "--record", folder + "/record", "--output-masking", options.output_masking,
            *([] if options.output_masking == "off" else ["--own-values", "restore"]),
        ) as gateway,
    ):
        for client, converse in clients().items():
            for name, turns in scenarios().items():
                title = "%s %s" % (client, name)
                if suppressed and client in READS_DELTAS or name in CANNOT[client] or not set(options.only.split()) <= set(title.split()):
                    continue
                with common.reported(failures, title):
                    check(client, converse, name, turns, backend, gateway, tap, suppressed)
                passed += title not in failures
        if passed and not failures:
            gateway.stop()
            with common.reported(failures, "log and record"):
                check_files(gateway.log.decode("utf-8", "replace"), pathlib.Path(folder, "record").read_text(encoding="utf-8"))
            passed += not failures
    print("%d passed, %d failed" % (passed, len(failures)))
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
