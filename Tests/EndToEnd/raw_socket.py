"""A WebSocket, or anything before it is one, byte by byte: what is sent is what the caller says, and what came is told
as it came. Every wait has a deadline."""

import base64
import hashlib
import os
import socket
import struct

from bounded import Broken, until  # noqa: F401

SECONDS = 10

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

KEY = base64.b64encode(b"maskwire-checks!").decode()


class Ended(Broken):
    """The other side has ended the connection."""


def require(holds, what):
    if not holds:
        raise Broken("it does not hold that " + what)


def accept_of(key):
    digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
    return base64.b64encode(digest).decode()


def frame(opcode, payload=b"", fin=True, rsv=0, masked=False):
    """The bytes of one frame, whether the protocol allows it or not."""
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    bit, size = (0x80 if masked else 0), len(payload)
    if size < 126:
        head += bytes([bit | size])
    elif size < 65536:
        head += bytes([bit | 126]) + struct.pack("!H", size)
    else:
        head += bytes([bit | 127]) + struct.pack("!Q", size)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + _masked(payload, key)


def closing(code, reason=b""):
    return struct.pack("!H", code) + reason


def _masked(payload, key):
    size = len(payload)
    pad = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(pad, "big")).to_bytes(size, "big")


class Head:
    """The first lines of a request or an answer; header names in small letters."""

    def __init__(self, data):
        lines = data.decode("latin-1").split("\r\n")
        self.line = lines[0]
        self.fields = [(n.lower(), v.strip()) for n, _, v in (line.partition(":") for line in lines[1:])]

    def all(self, name):
        return [v for n, v in self.fields if n == name]

    def get(self, name):
        return (self.all(name) or [None])[0]

    @property
    def status(self):
        return int(self.line.split(" ")[1])

    @property
    def target(self):
        return self.line.split(" ")[1]


class Raw:
    """One end of a connection. `masks` says whether its own frames are masked, as a client's are."""

    def __init__(self, sock, masks):
        sock.settimeout(SECONDS)
        self.sock = sock
        self.masks = masks
        self.pings = 0
        self._data = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    # What is sent.

    def send(self, data):
        rest = memoryview(data)
        try:
            # Time is up if no byte is taken, not if all of them take long.
            while rest:
                rest = rest[self.sock.send(rest) :]
        except TimeoutError:
            raise Broken("the other side took no bytes in time") from None
        except OSError:
            raise Ended("the connection ended while bytes were sent") from None

    def frame(self, opcode, payload=b"", **how):
        return frame(opcode, payload, **{"masked": self.masks, **how})

    def send_frame(self, opcode, payload=b"", **how):
        self.send(self.frame(opcode, payload, **how))

    def text(self, payload):
        self.send_frame(TEXT, payload if isinstance(payload, bytes) else payload.encode())

    def reset(self):
        """Ends it with a reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    # What came.

    def more(self):
        try:
            piece = self.sock.recv(1 << 20)
        except TimeoutError:
            raise Broken("nothing came in time") from None
        except OSError:
            raise Ended("the connection was reset") from None
        if not piece:
            raise Ended("the connection ended")
        self._data += piece

    def prepend(self, data):
        """Gives back what was read past this class."""
        self._data[:0] = data

    def take(self, size):
        while len(self._data) < size:
            self.more()
        taken = bytes(self._data[:size])
        del self._data[:size]
        return taken

    def head(self):
        while b"\r\n\r\n" not in self._data:
            self.more()
        return Head(self.take(self._data.index(b"\r\n\r\n") + 4)[:-4])

    def answer(self):
        """A head that is no upgrade, and its body by Content-Length."""
        head = self.head()
        return head, self.take(int(head.get("content-length") or 0))

    def next_frame(self):
        """An opcode and a payload; fragments, reserved bits and wrong masking are not expected of Maskwire."""
        first, second = self.take(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self.take(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self.take(8))
        require(first & 0xF0 == 0x80, "frames are whole and have no reserved bits")
        require(bool(second & 0x80) != self.masks, "a client's frames are masked, a server's are not")
        if not second & 0x80:
            return first & 15, self.take(size)
        key = self.take(4)
        return first & 15, _masked(self.take(size), key)

    def next(self):
        """The next frame that is no ping, which is answered."""
        while True:
            opcode, payload = self.next_frame()
            if opcode != PING:
                return opcode, payload
            self.pings += 1
            self.send_frame(PONG, payload)

    def next_text(self):
        opcode, payload = self.next()
        require(opcode == TEXT, "a text frame comes (opcode %d came)" % opcode)
        return payload

    def next_close(self):
        """The code and the reason of the close that is next; code 1005 for one without."""
        opcode, payload = self.next()
        require(opcode == CLOSE, "a close comes (opcode %d came)" % opcode)
        return self.code_of(payload), payload[2:]

    def rest(self):
        """All text up to the close, and its code."""
        texts = []
        while True:
            opcode, payload = self.next()
            if opcode == CLOSE:
                return texts, self.code_of(payload)
            texts.append(payload)

    @staticmethod
    def code_of(payload):
        return struct.unpack("!H", payload[:2])[0] if payload else 1005

    def wait_for_end(self):
        """Waits until the other side has ended the connection; frames that come before do not matter."""
        try:
            while True:
                self.more()
                self._data.clear()
        except Ended:
            pass


def upgrade(target="/v1/responses", fields=(), without=(), method="GET"):
    """The bytes of a client's request; `without` are names of usual headers that are left out."""
    usual = [
        ("Host", "client.invalid"), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
        ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", KEY),
    ]  # fmt: skip
    lines = ["%s %s HTTP/1.1" % (method, target)]
    lines += ["%s: %s" % pair for pair in usual if pair[0] not in without] + ["%s: %s" % pair for pair in fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def dial(port, data=b"", host="127.0.0.1", receive_bytes=None):
    """A client's connection on which something is said."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    sock.settimeout(SECONDS)
    if receive_bytes:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    sock.connect((host, port))
    client = Raw(sock, masks=True)
    client.send(data)
    return client
