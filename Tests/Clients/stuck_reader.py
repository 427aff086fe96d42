#!/usr/bin/env python3
"""A side that stops reading while the other one sends without end: the gateway must stop reading too.

  stuck_reader.py --binary PATH [--seconds 60]

Its resident memory may rise over what it is when idle by twice its frame limit and 64 MiB at most. Meanwhile another
client must be served, and once the stuck side reads again it must find everything that it missed, nothing lost. First
the client is stuck, then, for a quarter of the time, the backend.
"""

import argparse
import asyncio
import contextlib
import json
import sys

from websockets.asyncio.server import serve as serve_websockets
from websockets.exceptions import ConnectionClosed

import common
from common import Failure, quiet_environment
from wire import answer, create, dial

FRAME_LIMIT = 64 * 2**20
MOST_GROWTH = 2 * FRAME_LIMIT + 64 * 2**20
TURN_SECONDS = 30
READ_AGAIN = 20_000

BIG_FRAME = '{"type":"response.create","model":"gpt-4o","metadata":{"number":%d},"input":"' + "word " * 200_000 + '"}'


async def stuck(gateway, seconds):
    """Gets stuck for so long; returns how many turns another client held meanwhile, and how many events came later."""
    # The package stops reading from the socket once so many messages wait to be received.
    async with dial(gateway.base_url, max_queue=4) as connection, dial(gateway.base_url) as other:
        async with asyncio.timeout(TURN_SECONDS):
            await other.send(create("Write to olga.petrova@fabrikam.org."))
            await answer(other.recv)
        gateway.forget_peak()
        idle = gateway.memory()
        async with asyncio.timeout(TURN_SECONDS):
            await connection.send(create("echo:endless Write to marek.silva@wingtiptoys.net, and then again. "))
            last = json.loads(await connection.recv())["sequence_number"]
        turns = 0
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            async with asyncio.timeout(TURN_SECONDS):
                await other.send(create("Number %d is olga.petrova@fabrikam.org." % turns))
                await answer(other.recv)
            turns += 1
            gateway.check_alive()
        growth = gateway.memory("VmHWM") - idle
        for _ in range(READ_AGAIN):
            async with asyncio.timeout(TURN_SECONDS):
                number = json.loads(await connection.recv())["sequence_number"]
            if number not in (last, last + 1):
                raise Failure("event %d came after event %d" % (number, last))
            last = number
        connection.transport.abort()
    return idle, growth, turns


async def stuck_backend(binary, seconds, flags):
    """A backend that reads nothing for so long; returns memory as above, and how many frames a client could send."""
    reads, numbers = asyncio.Event(), asyncio.Queue()

    async def backend(connection):
        await reads.wait()
        with contextlib.suppress(ConnectionClosed):
            async for frame in connection:
                numbers.put_nowait(json.loads(frame)["metadata"]["number"])

    async with serve_websockets(backend, "127.0.0.1", 0, max_size=None, max_queue=1, ping_interval=None) as server:
        port = server.sockets[0].getsockname()[1]
        gateway = await asyncio.to_thread(common.serve, binary, port, *flags)
        with gateway:
            async with dial(gateway.base_url) as connection:
                gateway.forget_peak()
                idle, sent = gateway.memory(), 0

                async def flood():
                    nonlocal sent
                    while True:
                        await connection.send(BIG_FRAME % sent)
                        sent += 1

                flooding = asyncio.create_task(flood())
                await asyncio.wait([flooding], timeout=seconds)
                if flooding.done() or not sent:
                    raise Failure("the flood ended, or never began")
                flooding.cancel()
                growth = gateway.memory("VmHWM") - idle
                reads.set()
                for number in range(sent):
                    async with asyncio.timeout(TURN_SECONDS):
                        if await numbers.get() != number:
                            raise Failure("a frame is lost: number %d" % number)
                connection.transport.abort()
    return idle, growth, sent


def check_backend(binary, seconds, flags):
    idle, growth, sent = asyncio.run(stuck_backend(binary, seconds, flags))
    print(
        "backend stuck for %d s: resident %.1f MiB idle, at most %.1f MiB more; %d frames of 1 MiB were sent"
        % (seconds, idle / 2**20, growth / 2**20, sent)
    )
    if growth > MOST_GROWTH:
        raise Failure("resident memory grew beyond its bound")


def check(gateway, seconds):
    idle, growth, turns = asyncio.run(stuck(gateway, seconds))
    print(
        "stuck for %d s: resident %.1f MiB idle, at most %.1f MiB more (bound %.0f); %d turns of another client"
        % (seconds, idle / 2**20, growth / 2**20, MOST_GROWTH / 2**20, turns)
    )
    if growth > MOST_GROWTH:
        raise Failure("resident memory grew beyond its bound")
    if not turns:
        raise Failure("no other client was served")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the maskwire binary")
    parser.add_argument("--seconds", type=int, default=60, help="how long the client reads nothing")
    options = parser.parse_args()
    quiet_environment()
    failures = []
    # The worst case is a client that is never given up, so its pings may go unanswered for the whole time.
    patient = ["--pong-seconds", str(options.seconds + 120)]
    with (
        common.echo(options.binary, seconds=options.seconds + 300) as backend,
        common.serve(options.binary, backend.port, *patient, seconds=options.seconds + 300) as gateway,
    ):
        with common.reported(failures, "stuck client"):
            check(gateway, options.seconds)
    with common.reported(failures, "stuck backend"):
        check_backend(options.binary, max(1, options.seconds // 4), patient)
    print("%d passed, %d failed" % (2 - len(failures), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
