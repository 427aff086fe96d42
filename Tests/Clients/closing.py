#!/usr/bin/env python3
"""What each side is told of how the other one closed its connection.

  closing.py --binary PATH

A backend and a client made of the `websockets` package close with codes and reasons, or break off; the other side must
be told the same. What was said before a close must have arrived before it.
"""

import argparse
import asyncio
import json
import sys

from websockets.asyncio.server import serve as serve_websockets
from websockets.exceptions import ConnectionClosed

import common
from common import Failure, quiet_environment
from wire import create, dial

SECONDS = 20

# A code, its reason, and what the other side must be told.
CLOSINGS = [(1000, ""), (1000, "done"), (4001, "bye"), (3000, "r" * 100), (None, "")]

# The backend breaks off without a close.
BREAK = (0, "")

CREATED = json.dumps({"type": "response.created", "sequence_number": 0, "response": {"id": "resp_1", "output": []}})


class Backend:
    """Answers a request with one event, and notes how each connection ended and how much it had been told."""

    def __init__(self):
        self.ends = asyncio.Queue()
        self.closing = None

    async def __call__(self, connection):
        messages = 0
        try:
            async for _ in connection:
                messages += 1
                await connection.send(CREATED)
                if self.closing == BREAK:
                    connection.transport.abort()
                elif self.closing:
                    await close(connection, *self.closing)
        except ConnectionClosed:
            pass
        self.ends.put_nowait((connection.close_code, connection.close_reason, messages))


async def close(connection, code, reason):
    """Closes as told; without a code, with an empty close frame."""
    if code is None:
        connection.protocol.send_close()
        connection.transport.write(b"".join(connection.protocol.data_to_send()))
        await connection.wait_closed()
    else:
        await connection.close(code, reason)


def told(code, reason):
    return (1005 if code is None else code, reason)


async def client_closes(gateway, backend, closing, turn):
    async with dial(gateway.base_url) as connection:
        if turn:
            await connection.send(create("Write to olga.petrova@fabrikam.org."))
            await connection.recv()
        await close(connection, *closing)
    code, reason, messages = await backend.ends.get()
    if (code, reason) != told(*closing) or messages != turn:
        raise Failure("the backend was told %d and %d characters after %d messages" % (code, len(reason), messages))


async def client_says_and_closes(gateway, backend):
    async with dial(gateway.base_url) as connection:
        connection.protocol.send_text(create("The last of olga.petrova@fabrikam.org.").encode())
        await close(connection, 4002, "in one write")
    code, _, messages = await backend.ends.get()
    if code != 4002 or messages != 1:
        raise Failure("the backend was told %d after %d messages" % (code, messages))


async def backend_closes(gateway, backend, closing):
    backend.closing = closing
    async with dial(gateway.base_url) as connection:
        await connection.send(create("Write to olga.petrova@fabrikam.org."))
        kinds = []
        try:
            while True:
                event = json.loads(await connection.recv())
                kinds.append(event.get("error", {}).get("code") or event["type"])
        except ConnectionClosed:
            pass
    backend.closing = None
    await backend.ends.get()
    if kinds != ["response.created", "upstream_closed"]:
        raise Failure("the client was told %s of a response that was under way" % kinds)
    # Where the backend gave no code the gateway may give one.
    codes = {None: (1005, 1011), 0: (1011,)}.get(closing[0], (closing[0],))
    if connection.close_code not in codes or closing[1] != connection.close_reason and closing[0]:
        raise Failure("the client was told %d and %d characters" % (connection.close_code, len(connection.close_reason)))


async def check(binary, failures):
    backend = Backend()
    passed = 0
    async with serve_websockets(backend, "127.0.0.1", 0, ping_interval=None) as server:
        gateway = await asyncio.to_thread(common.serve, binary, server.sockets[0].getsockname()[1])
        cases = [("client says something and closes", client_says_and_closes(gateway, backend))]
        for closing in CLOSINGS:
            name = "%s, %d characters" % (closing[0], len(closing[1]))
            for turn in (0, 1):
                run = client_closes(gateway, backend, closing, turn)
                cases.append(("client closes after %d turns: %s" % (turn, name), run))
            cases.append(("backend closes: " + name, backend_closes(gateway, backend, closing)))
        cases.append(("backend breaks off", backend_closes(gateway, backend, BREAK)))
        with gateway:
            for name, case in cases:
                with common.reported(failures, name):
                    async with asyncio.timeout(SECONDS):
                        await case
                passed += name not in failures
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the maskwire binary")
    options = parser.parse_args()
    quiet_environment()
    failures = []
    passed = asyncio.run(check(options.binary, failures))
    print("%d passed, %d failed" % (passed, len(failures)))
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
