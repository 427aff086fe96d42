"""A backend that does what a check says: it sees the gateway's bytes as they come and answers the bytes it is given."""

import json
import re
import socket
import ssl

from raw_socket import SECONDS, Broken, Raw, accept_of, dial, require, upgrade

VALUE = "olga.petrova@fabrikam.org"
TOKEN = re.compile(rb"<EMAIL_ADDRESS_[0-9A-HJKMNP-TV-Z]{8,13}>")


class FakeBackend:
    """Listens on a free port; each connection of the gateway is taken with `accept`."""

    def __init__(self, receive_bytes=None, certificate=None):
        self._listener = socket.socket()
        self._listener.settimeout(SECONDS)
        if receive_bytes:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.port = self._listener.getsockname()[1]
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()

    def accept(self):
        """The gateway's next connection, with the head of its request in `request`."""
        try:
            sock, _ = self._listener.accept()
        except TimeoutError:
            raise Broken("the backend was not dialled in time") from None
        sock.settimeout(SECONDS)
        if self._tls:
            sock = self._tls.wrap_socket(sock, server_side=True)
        peer = Raw(sock, masks=False)
        peer.request = peer.head()
        return peer

    def was_dialled(self):
        """Whether a connection waits to be accepted."""
        self._listener.settimeout(0.05)
        try:
            self._listener.accept()[0].close()
        except TimeoutError:
            return False
        finally:
            self._listener.settimeout(SECONDS)
        return True


def switching(peer, *fields, accept=None):
    """The bytes of a 101."""
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    lines.append("Sec-WebSocket-Accept: " + (accept or accept_of(peer.request.get("sec-websocket-key"))))
    return ("\r\n".join([*lines, *fields]) + "\r\n\r\n").encode("latin-1")


def open_pair(gateway, backend, target="/v1/responses", fields=(), **how):
    """A client's open connection and the backend's end of it."""
    client = dial(gateway.port, upgrade(target, fields), **how)
    peer = backend.accept()
    peer.send(switching(peer))
    require(client.head().status == 101, "the client's upgrade is answered with 101")
    return client, peer


# Frames of the API.


def create(text, **fields):
    return json.dumps({"type": "response.create", "model": "gpt-4o", "input": text, **fields}).encode()


def event(kind, number, **fields):
    return json.dumps({"type": kind, "sequence_number": number, **fields}).encode()


def response(status, identifier="resp_1", text=None):
    found = {"id": identifier, "object": "response", "status": status, "output": []}
    if text is not None:
        part = {"type": "output_text", "text": text, "annotations": []}
        item = {"type": "message", "id": "msg_1", "role": "assistant", "status": status, "content": [part]}
        found["output"] = [item]
    return found


def created(identifier="resp_1", **fields):
    return event("response.created", 0, response=response("in_progress", identifier), **fields)


def delta(text, number=1, **fields):
    where = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    return event("response.output_text.delta", number, delta=text, logprobs=[], **where, **fields)


def ended(status="completed", number=9, identifier="resp_1", text=None, **fields):
    return event("response." + status, number, response=response(status, identifier, text), **fields)


def turn(client, peer, end="completed", number=1, **fields):
    """Asks for a response and gets it; returns the token that stood for the value."""
    client.text(create(VALUE, **fields))
    token = TOKEN.findall(peer.next_text())[0].decode()
    identifier = "resp_%d" % number
    peer.text(created(identifier))
    peer.text(ended(end, identifier=identifier, text=token))
    require(client.next_text() == created(identifier), "a turn begins")
    require(client.next_text() == ended(end, identifier=identifier, text=VALUE), "a turn ends restored")
    return token
