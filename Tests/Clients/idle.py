#!/usr/bin/env python3
"""Clients that read nothing between turns, and so answer no ping, must not be closed for it.

  idle.py --binary PATH

An `aiohttp` client and the one of LiveKit's plugin, which is made of it, are idle for longer than the gateway waits
for a pong, then hold another turn on the same connection. While an answer runs, an unanswered ping does close. A relay
before the gateway counts its pings: where it sends none, nothing is shown.
"""

import argparse
import asyncio
import sys

import aiohttp

import common
from common import API_KEY, Failure, Turn, quiet_environment, until
from tap import Tap
from wire import answer, create

PING_SECONDS = 1
PONG_SECONDS = 1
IDLE_SECONDS = 3 * (PING_SECONDS + PONG_SECONDS)
TURN_SECONDS = 30


async def idle(tap, first):
    """Reads nothing for the whole time, and fails as soon as the gateway closes a connection."""
    connection = tap.connections[first]
    pings = connection.pings
    try:
        await asyncio.to_thread(until, lambda: connection.close_frames or connection.ended, IDLE_SECONDS, "a close")
    except Failure:
        if connection.pings == pings:
            raise Failure("the gateway sent no ping, so nothing was shown") from None
    else:
        raise Failure("the gateway closed a client between its turns")


async def hold_turn(connection, text, parent=None):
    async with asyncio.timeout(TURN_SECONDS):
        await connection.send_str(create(text, parent))
        response, shown, _ = await answer(connection.receive_str)
    if shown != text:
        raise Failure("an answer is not what was said: %d characters, not %d" % (len(shown), len(text)))
    return response


async def bare(tap):
    """Two turns of a bare client, long after each other."""
    first = len(tap.connections)
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer " + API_KEY}) as session:
        async with session.ws_connect(tap.base_url + "/responses") as connection:
            parent = await hold_turn(connection, "Write to marek.silva@wingtiptoys.net.")
            await idle(tap, first)
            await hold_turn(connection, "Call marek.silva@wingtiptoys.net on +1 617-482-9350.", parent)


async def livekit(tap):
    """Two turns of LiveKit's plugin, long after each other."""
    import livekit_driver

    first = len(tap.connections)
    turns = [Turn("Write to olga.petrova@fabrikam.org."), Turn("Call olga.petrova@fabrikam.org.")]
    outcomes = await livekit_driver.converse(tap.base_url, turns, between=lambda: idle(tap, first))
    if [outcome.text for outcome in outcomes] != [turn.says for turn in turns]:
        raise Failure("an answer is not what was said")
    if len(tap.connections) != first + 1:
        raise Failure("the turns were held on %d connections" % (len(tap.connections) - first))


async def unanswered(tap):
    """A client that reads nothing while an answer is under way is given up."""
    first = len(tap.connections)
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer " + API_KEY}) as session:
        async with session.ws_connect(tap.base_url + "/responses") as connection:
            await connection.send_str(create("echo:wait Write to ingrid.tanaka@treyresearch.net."))
            relayed = tap.connections[first]
            what = "the end of a client that answers no ping while an answer runs"
            await asyncio.to_thread(until, lambda: relayed.close_frames or relayed.ended, 2 * IDLE_SECONDS, what)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the maskwire binary")
    options = parser.parse_args()
    quiet_environment()
    flags = ["--ping-seconds", str(PING_SECONDS), "--pong-seconds", str(PONG_SECONDS)]
    checks = {"aiohttp": bare, "livekit": livekit, "unanswered while an answer runs": unanswered}
    failures = []
    with (
        common.echo(options.binary) as backend,
        common.serve(options.binary, backend.port, *flags) as gateway,
        Tap(gateway.port) as tap,
    ):
        for name, check in checks.items():
            with common.reported(failures, name):
                asyncio.run(check(tap))
    print("%d passed, %d failed" % (len(checks) - len(failures), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
