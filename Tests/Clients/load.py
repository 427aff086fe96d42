#!/usr/bin/env python3
"""Many connections at once through the gateway, then many that vanish without a word.

  load.py --binary PATH

First: all connections hold three turns at the same time, each with values of its own; every answer must be what was
said, the backend must see no value and no client a token. Then: clients drop their sockets at random moments, and the
gateway must keep no descriptor, no connection to the backend, and no memory beyond a bound.
"""

import argparse
import asyncio
import contextlib
import random
import sys

import common
from common import TOKEN, Failure, quiet_environment, until
from made_up import values
from tap import Tap
from wire import answer, create, dial

TURN_SECONDS = 120
SETTLE_SECONDS = 60
VANISHING_AT_ONCE = 25


async def talk(base_url, number, everyone):
    """One connection of the crowd."""
    mine = values(random.Random(number), 3)
    said = ["Number %d: please %s %s." % (number, value.words, value.text) for value in mine]
    async with dial(base_url) as connection:
        await everyone.wait()
        parent = None
        for turn, text in enumerate(said):
            recall = turn == len(said) - 1
            async with asyncio.timeout(TURN_SECONDS):
                await connection.send(create(("echo:recall " if recall else "") + text, parent))
                parent, shown, raw = await answer(connection.recv)
            if not recall and shown != text:
                raise Failure("an answer is not what was said: %d characters, not %d" % (len(shown), len(text)))
            if recall and shown != "\n".join(said[:turn]):
                raise Failure("an answer is not what was said before")
            if any(TOKEN.search(message) for message in raw):
                raise Failure("a client was shown a token")
    return [value.text for value in mine]


async def crowd(base_url, count):
    everyone = asyncio.Barrier(count)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(talk(base_url, number, everyone)) for number in range(count)]
    except* Failure as failures:
        raise Failure("%d connections, the first: %s" % (len(failures.exceptions), failures.exceptions[0])) from None
    return [text for task in tasks for text in task.result()]


def check_crowd(gateway, tap, count):
    texts = asyncio.run(crowd(gateway.base_url, count))
    until(lambda: tap.open() == 0, SETTLE_SECONDS, "the end of the connections to the backend")
    seen = "\n".join(tap.seen())
    if any(text in seen for text in texts):
        raise Failure("the backend saw a value")
    if len(TOKEN.findall(seen)) < 3 * count or len(tap.connections) != count:
        raise Failure("the backend saw too few tokens or connections, so nothing was shown")
    print("%d connections, %d turns, %d values" % (count, 3 * count, len(texts)))


async def upgrade_cut_short(base_url, chance):
    """Vanishes in the middle of the request for the upgrade."""
    port = int(base_url.split(":")[2].split("/")[0])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    request = b"GET /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    writer.write(request[: chance.randrange(len(request))])
    writer.transport.abort()


async def frame_cut_short(base_url, chance):
    """Vanishes in the middle of a frame."""
    async with vanishing(base_url, chance) as connection:
        connection.transport.write(b"\x81\xfe\x10\x00" + bytes(chance.randrange(4, 4096)))


async def turn_unread(base_url, chance):
    """Vanishes after it has asked, with nothing read."""
    async with vanishing(base_url, chance) as connection:
        await connection.send(create("Write to nadia.rossi%d@contoso.net." % chance.randrange(1000)))


async def turn_cut_short(base_url, chance):
    """Vanishes while an answer comes in that would never end."""
    async with vanishing(base_url, chance) as connection:
        await connection.send(create("echo:endless Write to nadia.rossi%d@contoso.net. " % chance.randrange(1000)))
        for _ in range(chance.randrange(2, 60)):
            await connection.recv()


@contextlib.asynccontextmanager
async def vanishing(base_url, chance):
    """A connection that ends without a close frame: it is reset, or just ended."""
    connection = await dial(base_url)
    try:
        yield connection
    finally:
        chance.choice([connection.transport.abort, connection.transport.close])()
        await connection.wait_closed()


async def vanish(base_url, count, chance):
    """So many cycles, some at once; each kind of moment comes as often as the others."""
    moments = [upgrade_cut_short, frame_cut_short, turn_unread, turn_cut_short]
    places = asyncio.Semaphore(VANISHING_AT_ONCE)

    async def one(number):
        async with places, asyncio.timeout(TURN_SECONDS):
            await moments[number % len(moments)](base_url, chance)

    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(one(number))


def check_vanishing(gateway, tap, count, most_growth):
    """Descriptors and memory, after a first batch that lets the process reach its size."""
    chance = random.Random(5)
    descriptors = gateway.descriptors()

    def settled():
        return gateway.descriptors() <= descriptors and tap.open() == 0

    sizes = []
    for _ in range(2):
        before = len(tap.connections)
        asyncio.run(vanish(gateway.base_url, count, chance))
        # All but those that never finished their upgrade.
        if len(tap.connections) - before < count // 4 * 3:
            raise Failure("the gateway dialled too few times, so nothing was shown")
        try:
            until(settled, SETTLE_SECONDS, "an end of the vanished connections")
        except Failure:
            left = gateway.descriptors() - descriptors
            raise Failure("%d descriptors and %d connections to the backend are left" % (left, tap.open())) from None
        sizes.append(gateway.memory())
        gateway.check_alive()
    growth = sizes[1] - sizes[0]
    print("%d cycles twice; resident %.1f MiB, then %+.1f MiB" % (count, sizes[0] / 2**20, growth / 2**20))
    if growth > most_growth:
        raise Failure("resident memory grew by more than %.0f MiB" % (most_growth / 2**20))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the maskwire binary")
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--cycles", type=int, default=500)
    parser.add_argument("--growth-mib", type=float, default=16, help="how much memory may grow over a batch of cycles")
    options = parser.parse_args()
    quiet_environment()
    failures = []
    with (
        common.echo(options.binary) as backend,
        Tap(backend.port) as tap,
        common.serve(options.binary, tap.port) as gateway,
    ):
        with common.reported(failures, "crowd"):
            check_crowd(gateway, tap, options.connections)
        with common.reported(failures, "vanishing"):
            check_vanishing(gateway, tap, options.cycles, options.growth_mib * 2**20)
    print("%d passed, %d failed" % (2 - len(failures), len(failures)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
