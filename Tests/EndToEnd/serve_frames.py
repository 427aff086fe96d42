#!/usr/bin/env python3
"""What `maskwire serve` does with the frames of both sides: sizes, fragments, every kind that is not allowed, pings,
closes, and sides that go away.

  serve_frames.py --binary PATH
"""

import json
import sys
import time

import serve_process
from fake_backend import TOKEN, VALUE, create, created, delta, ended, open_pair, switching
from raw_socket import BINARY, CLOSE, PING, PONG, TEXT, closing, dial, frame, require, until, upgrade

CONTINUATION = 0

BAD_CODES = (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)

# A name for the case, the bytes by `frame(opcode, payload, …)`, and the code that they are closed with.
BAD_FRAMES = [
    ("a reserved bit", [(TEXT, b"{}", {"rsv": 4})], 1002), ("the last reserved bit", [(PING, b"", {"rsv": 1})], 1002),
    ("a reserved data opcode", [(3, b"{}", {})], 1002), ("a reserved control opcode", [(11, b"", {})], 1002),
    ("a continuation of nothing", [(CONTINUATION, b"{}", {})], 1002),
    ("a message inside a message", [(TEXT, b"{", {"fin": False}), (TEXT, b"{}", {})], 1002),
    ("a fragmented ping", [(PING, b"", {"fin": False})], 1002),
    ("a fragmented close", [(CLOSE, b"", {"fin": False})], 1002),
    ("a ping of 126 bytes", [(PING, b"x" * 126, {})], 1002),
    ("a close of 126 bytes", [(CLOSE, closing(1000, b"x" * 124), {})], 1002),
    ("a close of one byte", [(CLOSE, b"\x03", {})], 1002),
    ("a close reason that is no UTF-8", [(CLOSE, closing(1000, b"\xff"), {})], 1007),
    ("text that is no UTF-8", [(TEXT, b'{"a":"\xff"}', {})], 1007),
    ("text with a surrogate", [(TEXT, b'{"a":"\xed\xa0\x80"}', {})], 1007),
    ("fragments that are no UTF-8", [(TEXT, b'{"\xc3', {"fin": False}), (CONTINUATION, b'\x28"}', {})], 1007),
    ("a cut character at the end", [(TEXT, b'"\xc3', {})], 1007),
    *[("close code %d" % code, [(CLOSE, closing(code), {})], 1002) for code in BAD_CODES],
]  # fmt: skip


def join(side, parts):
    return b"".join(side.frame(opcode, payload, **how) for opcode, payload, how in parts)


def at_once(backend, gateway):
    """Frames in the same write as the handshake, on both sides."""
    client = dial(gateway.port, upgrade() + frame(TEXT, create(VALUE), masked=True))
    peer = backend.accept()
    peer.send(switching(peer) + peer.frame(TEXT, created()) + peer.frame(PING, b"p"))
    require(client.head().status == 101, "the upgrade is answered")
    require(client.next_text() == created(), "a frame that came with the 101 arrives")
    frames = {peer.next_frame()[0]: n for n in range(2)}
    require(set(frames) == {TEXT, PONG}, "a frame that came with the request arrives, and a pong")
    client = dial(gateway.port, upgrade())
    peer = backend.accept()
    peer.send(switching(peer) + peer.frame(TEXT, created()) + peer.frame(CLOSE, closing(4000, b"bye")))
    require(client.head().status == 101, "the upgrade is answered")
    texts, code = client.rest()
    require(texts[0] == created() and len(texts) == 2, "what came before a close arrives, what it cuts off is told")
    require(code == 4000, "a close that came with the 101 arrives (%d)" % code)
    client = dial(gateway.port, upgrade())
    peer = backend.accept()
    peer.send(switching(peer) + peer.frame(TEXT, b'{"type":"error"}') + peer.frame(CLOSE, closing(4000)))
    peer.sock.close()
    require(client.head().status == 101, "the upgrade is answered")
    require(client.rest() == ([b'{"type":"error"}'], 4000), "what a backend says before it goes at once arrives")


def fragments(backend, gateway):
    client, peer = open_pair(gateway, backend)
    text = create("Zoë 😀 %s and %s" % (VALUE, VALUE))
    for sender, receiver, data in ((client, peer, text), (peer, client, created())):
        out = b""
        for at in range(0, len(data), 7):
            out += sender.frame(CONTINUATION if at else TEXT, data[at : at + 7], fin=False)
            out += sender.frame(PING, b"%d" % at)
        sender.send(out + sender.frame(CONTINUATION, b""))
        got = receiver.next_text()
        if sender is client:
            tokens = set(TOKEN.findall(got))
            require(len(tokens) == 1, "a value that was cut by fragments is one token")
            require(got.replace(tokens.pop(), VALUE.encode()) == data, "fragments are joined")
        else:
            require(got == data, "fragments of the backend are joined")
        for at in range(0, len(data), 7):
            require(sender.next_frame() == (PONG, b"%d" % at), "each ping between fragments is answered")


def large_messages(backend, gateway):
    client, peer = open_pair(gateway, backend)
    for size in (20_000, 70_000, 300_000, 5_000_000):
        filler = "word and word again, " * (size // 21)
        client.text(create(filler + VALUE))
        client.text(create("later"))
        got = peer.next_text()
        tokens = TOKEN.findall(got)
        require(len(tokens) == 1 and VALUE.encode() not in got, "%d bytes are masked" % size)
        require(got.replace(tokens[0], VALUE.encode()) == create(filler + VALUE), "the rest of %d bytes is kept" % size)
        require(peer.next_text() == create("later"), "a frame after a large one stays after it")
        peer.send(peer.frame(TEXT, ended(text=filler + tokens[0].decode())) + peer.frame(TEXT, created()))
        require(client.next_text() == ended(text=filler + VALUE), "%d bytes arrive restored" % size)
        require(client.next_text() == created(), "what comes after %d bytes arrives after them" % size)


def twenty_megabytes(backend, gateway):
    client, peer = open_pair(gateway, backend)
    image = b'{"type":"response.create","model":"gpt-4o","input":[{"type":"message","role":"user","content":[{"type":'
    image += b'"input_image","image_url":"data:image/png;base64,' + b"iVBORw0KGgo" * 1_820_000 + b'"}]}]}'
    client.text(image)
    require(peer.next_text() == image, "an image of 20 MB passes as it is")
    peer.text(ended(text="word " * 4_000_000))
    require(client.next_text() == ended(text="word " * 4_000_000), "20 MB of the backend arrive")


def pings_while_a_frame_is_masked(backend, gateway):
    client, peer = open_pair(gateway, backend)
    client.text(create(("Say %s again. " % VALUE + "word " * 100) * 20_000))
    client.send_frame(PING, b"first")
    begun = time.monotonic()
    require(client.next_frame() == (PONG, b"first"), "the client's ping is answered")
    client.send_frame(PING, b"second")
    peer.send_frame(PING, b"third")
    require(client.next_frame() == (PONG, b"second"), "the client's next ping is answered")
    require(peer.next_frame() == (PONG, b"third"), "the backend's ping is answered before the large frame comes")
    pinged = time.monotonic() - begun
    other, other_peer = open_pair(gateway, backend)
    other.text(create("short"))
    require(other_peer.next_text() == create("short"), "another connection goes on")
    served = time.monotonic() - begun
    peer.sock.settimeout(30)
    got = peer.next_text()
    masked = time.monotonic() - begun
    require(VALUE.encode() not in got and len(TOKEN.findall(got)) == 20_000, "all of it is masked")
    times = (pinged, served, masked)
    require(served < masked / 2, "others wait for less than the masking takes (%.2f, %.2f of %.2f s)" % times)


def pings_while_text_is_held(backend, gateway):
    client, peer = open_pair(gateway, backend)
    client.text(create(VALUE))
    token = TOKEN.findall(peer.next_text())[0].decode()
    for data in (created(), delta("Hi " + token[:9])):
        peer.text(data)
    require(client.next_text() == created(), "the first event arrives")
    require(json.loads(client.next_text())["delta"] == "Hi ", "the safe part of a delta arrives")
    for side in (client, peer):
        side.send_frame(PING, b"now")
        require(side.next_frame() == (PONG, b"now"), "a ping is answered while text is held")
    peer.text(delta(token[9:] + "!", 2))
    require(json.loads(client.next_text())["delta"] == VALUE + "!", "what was held arrives restored")


def binary_frames(backend, gateway):
    client, peer = open_pair(gateway, backend)
    client.text(create(VALUE))
    token = TOKEN.findall(peer.next_text())[0]
    peer.send_frame(BINARY, ended(text=token.decode()))
    require(client.next() == (TEXT, ended(text=VALUE)), "a binary frame of the backend that is JSON arrives as text")
    for data in (b"\xff\x00", b"no JSON", b""):
        peer.send_frame(BINARY, data)
        require(client.next() == (BINARY, data), "another binary frame arrives as it is")
    client.send_frame(BINARY, b"{}")
    require(client.next_close()[0] == 1003, "a binary frame of the client is closed with 1003")
    require(peer.next_close()[0] in (1000, 1001), "its backend is told that it goes")


def bad_frames_of_the_client(backend, gateway):
    witness, witness_peer = open_pair(gateway, backend)
    for name, parts, code in [*BAD_FRAMES, ("no mask", [(TEXT, b"{}", {"masked": False})], 1002)]:
        client, peer = open_pair(gateway, backend)
        client.send(client.frame(TEXT, create("before")) + join(client, parts) + client.frame(TEXT, create("after")))
        got = client.next_close()[0]
        require(got == code, "%s is closed with %d (%d)" % (name, code, got))
        require(peer.rest() == ([create("before")], 1001), "of %s what came before passes and no more" % name)
        client.send_frame(CLOSE, closing(code))
        client.wait_for_end()
    witness.text(create("still"))
    require(witness_peer.next_text() == create("still"), "another connection is untouched")


def bad_frames_of_the_backend(backend, gateway):
    for name, parts, code in [*BAD_FRAMES, ("a mask", [(TEXT, b"{}", {"masked": True})], 1002)]:
        client, peer = open_pair(gateway, backend)
        client.text(create("x"))
        peer.next_text()
        peer.send(peer.frame(TEXT, created()) + join(peer, parts) + peer.frame(TEXT, delta("after")))
        require(peer.next_close()[0] == code, "the backend is told %d of %s" % (code, name))
        texts, told = client.rest()
        codes = [(json.loads(text).get("error") or {}).get("code") for text in texts[1:]]
        require(texts[0] == created() and codes == ["upstream_closed"], "after %s the client is told of the loss" % name)
        require(told == 1011, "of %s the client is told 1011 (%d)" % (name, told))
        peer.sock.settimeout(2)
        peer.wait_for_end()


def lengths_that_lie(backend, gateway):
    for length in (b"\x7f" * 8, b"\xff" * 8, (1 << 40).to_bytes(8, "big")):
        client, peer = open_pair(gateway, backend)
        client.send(b"\x81\xff" + length + b"abcd")
        require(client.next_close()[0] == 1009, "a frame that says that it is endless is closed with 1009")
        require(peer.next_close()[0] == 1001, "its backend is told that it goes")


def close_reasons(backend, gateway):
    for reason, expected in ((b"done", b"done"), (b"by %s" % VALUE.encode(), b""), (b"", b"")):
        client, peer = open_pair(gateway, backend)
        client.send_frame(CLOSE, closing(4001, reason))
        require(client.next_close()[0] == 4001, "a close is answered with its code")
        require(peer.next_close() == (4001, expected), "a reason without personal data passes, another does not")
        peer.send_frame(CLOSE, closing(4001))
        peer.sock.close()


def backend_lost_with_held_text(backend, gateway):
    for leave in (lambda peer: peer.sock.close(), lambda peer: peer.reset()):
        client, peer = open_pair(gateway, backend)
        lanes = ("", "a", "b")
        for lane in lanes:
            client.text(create(VALUE, **({"stream_id": lane} if lane else {})))
            token = TOKEN.findall(peer.next_text())[0].decode()
        for lane in lanes:
            where = {"stream_id": lane} if lane else {}
            peer.text(created("resp_" + lane, **where))
            peer.text(delta("Mail %s now, or %s" % (token, token[:-4]), **where))
        seen = [json.loads(client.next_text()) for _ in range(6)]
        leave(peer)
        texts, code = client.rest()
        seen += map(json.loads, texts)
        require(code == 1011, "the client is told 1011 (%d)" % code)
        for lane in lanes:
            own = [event for event in seen if event.get("stream_id", "") == lane]
            text = "".join(event.get("delta", "") for event in own)
            require(text == "Mail %s now, or %s" % (VALUE, token[:-4]), "held text goes out before the end")
            kinds = [event.get("error", {}).get("code") or event["type"].rpartition(".")[2] for event in own]
            require(kinds == ["created", "delta", "delta", "upstream_closed"], "each lane is told once, at its end")


def clients_that_vanish(backend, gateway):
    for name, leave in (("RST", lambda client: client.reset()), ("FIN", lambda client: client.sock.close())):
        client, peer = open_pair(gateway, backend)
        client.text(create(VALUE))
        peer.next_text()
        begun = time.monotonic()
        leave(client)
        peer.wait_for_end()
        require(time.monotonic() - begun < 1, "the backend is left at once after a %s" % name)
    for name, leave in (("RST", lambda client: client.reset()), ("FIN", lambda client: client.sock.close())):
        # The client does not read, so the gateway cannot write to it any more.
        client, peer = open_pair(gateway, backend, receive_bytes=4096)
        flood(peer, peer.frame(TEXT, ended(text="word " * 40_000)))
        leave(client)
        begun = time.monotonic()
        peer.wait_for_end()
        require(time.monotonic() - begun < 2, "the backend is left at once after a %s of one that does not read" % name)
    # The backend does not read, so the gateway does not read the client any more; an end without reset waits behind
    # what is not read.
    client, peer = open_pair(gateway, backend)
    flood(client, client.frame(TEXT, create("word " * 40_000)))
    client.reset()
    until(lambda: not takes_bytes(peer), 5, "a backend that does not read is left at once")


def flood(side, data):
    """Sends until the other side takes no more."""
    side.sock.settimeout(0.3)
    try:
        for _ in range(1000):
            side.sock.sendall(data)
    except OSError:
        pass
    finally:
        side.sock.settimeout(10)


def takes_bytes(peer):
    """Whether the connection is open, by a write: nothing is read."""
    try:
        peer.sock.send(peer.frame(PONG))
    except OSError:
        return False
    return True


CHECKS = [
    at_once, fragments, large_messages, twenty_megabytes, pings_while_a_frame_is_masked, pings_while_text_is_held,
    binary_frames, bad_frames_of_the_client, bad_frames_of_the_backend, lengths_that_lie, close_reasons,
    backend_lost_with_held_text, clients_that_vanish,
]  # fmt: skip


if __name__ == "__main__":
    sys.exit(serve_process.main(__doc__, [], CHECKS))
