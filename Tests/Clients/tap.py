"""A relay that copies bytes between two sides and notes what each of them sent: the judge of who saw what.

It reads the copied bytes with the parser of the `websockets` package and changes nothing on the way.
"""

import asyncio
import json
import threading

from websockets.frames import Opcode
from websockets.server import ServerProtocol

HIGH_WATER = 1 << 16


class Connection:
    """One relayed connection: the client's bytes as they came, and counts of the server's frames."""

    def __init__(self):
        self.client_bytes = bytearray()
        self.ended = False
        self._server = ServerFrames()

    @property
    def pings(self):
        """How many pings the server has sent."""
        return self._server.counts.get(Opcode.PING, 0)

    @property
    def close_frames(self):
        """How many close frames the server has sent."""
        return self._server.counts.get(Opcode.CLOSE, 0)

    def from_server(self, data):
        self._server.feed(data)

    def upgrade(self):
        """The client's request for the upgrade, as text."""
        return bytes(self.client_bytes).partition(b"\r\n\r\n")[0].decode("utf-8", "replace")

    def messages(self):
        """The text messages that the client sent, in order."""
        head, end, rest = bytes(self.client_bytes).partition(b"\r\n\r\n")
        protocol = ServerProtocol(max_size=None)
        protocol.receive_data(head + end)
        requests = protocol.events_received()
        if not requests:
            return []
        protocol.send_response(protocol.accept(requests[0]))
        protocol.receive_data(rest)
        messages = []
        for frame in protocol.events_received():
            if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
                messages.append(bytearray(frame.data))
            elif frame.opcode is Opcode.CONT and messages:
                messages[-1] += frame.data
        return [message.decode("utf-8", "replace") for message in messages]


class ServerFrames:
    """Counts the frames of a server's bytes by opcode, without keeping what is in them."""

    def __init__(self):
        self.counts = {}
        self._upgraded = False
        self._rest = bytearray()
        self._skip = 0

    def feed(self, data):
        if self._skip >= len(data):
            self._skip -= len(data)
            return
        self._rest += data[self._skip :]
        self._skip = 0
        if not self._upgraded:
            head, end, rest = bytes(self._rest).partition(b"\r\n\r\n")
            if not end:
                return
            self._upgraded, self._rest = True, bytearray(rest)
        while len(self._rest) >= 2:
            short = self._rest[1] & 0x7F
            head = {126: 4, 127: 10}.get(short, 2)
            if len(self._rest) < head:
                return
            length = head + (short if head == 2 else int.from_bytes(self._rest[2:head], "big"))
            opcode = self._rest[0] & 0x0F
            self.counts[opcode] = self.counts.get(opcode, 0) + 1
            self._skip = max(0, length - len(self._rest))
            del self._rest[:length]


class Tap:
    """Listens on a free port and relays to another one, on a thread of its own."""

    def __init__(self, port):
        self.connections = []
        self._target = port
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        self._ready.wait()
        self.base_url = "ws://127.0.0.1:%d/v1" % self.port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def open(self):
        """How many connections have not ended on both sides."""
        return sum(not connection.ended for connection in self.connections)

    def seen(self, first=0):
        """Every text that the clients sent from a connection on: upgrades, messages, and the strings inside."""
        for connection in self.connections[first:]:
            yield connection.upgrade()
            for message in connection.messages():
                yield message
                yield from strings(message)

    async def _run(self):
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        relays = set()

        def accepted(reader, writer):
            relays.add(relay := asyncio.create_task(self._relay(reader, writer)))
            relay.add_done_callback(relays.discard)

        server = await asyncio.start_server(accepted, "127.0.0.1", 0, limit=HIGH_WATER, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for relay in relays:
            relay.cancel()
        await asyncio.gather(*relays, return_exceptions=True)

    async def _relay(self, reader, writer):
        connection = Connection()
        self.connections.append(connection)
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._target, limit=HIGH_WATER)
        except OSError:
            writer.transport.abort()
            connection.ended = True
            return
        both = (writer, up_writer)
        await asyncio.gather(
            self._copy(reader, up_writer, connection.client_bytes.extend, both),
            self._copy(up_reader, writer, connection.from_server, both),
        )
        for side in both:
            side.close()
        connection.ended = True

    async def _copy(self, reader, writer, note, both):
        """Copies until one side ends; an end is passed on as an end, a reset as a reset."""
        try:
            while data := await reader.read(HIGH_WATER):
                note(data)
                writer.write(data)
                await writer.drain()
            writer.write_eof()
        except OSError:
            for side in both:
                side.transport.abort()


def strings(text):
    """The strings in a JSON text, keys too, and those in strings that are JSON texts themselves."""
    try:
        rest = [json.loads(text)]
    except ValueError:
        return
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            rest += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            rest += value
        elif isinstance(value, str):
            yield value
            yield from strings(value)
