#!/usr/bin/env python3
"""The limits of `maskwire serve` and whose the values of a connection are.

  serve_limits.py --binary PATH
"""

import base64
import json
import sys
import threading
import time

import serve_process
from fake_backend import TOKEN, VALUE, FakeBackend, create, ended, open_pair, turn
from raw_socket import BINARY, CLOSE, PING, PONG, TEXT, Broken, closing, require, until
from serve_process import ServeProcess

CONTINUATION = 0
FIRST = [("Authorization", "Bearer sk-one")]
OTHER = [("Authorization", "Bearer sk-another")]


def largest_messages(binary):
    most = 100_000
    with FakeBackend() as backend, ServeProcess(binary, backend, "--max-frame-bytes", str(most)) as gateway:
        whole = create("x" * (most - len(create(""))))
        client, peer = open_pair(gateway, backend)
        client.text(whole)
        require(peer.next_text() == whole, "a frame of just that size passes")
        client.send_frame(TEXT, whole[:-9], fin=False)
        client.send_frame(CONTINUATION, whole[-9:])
        require(peer.next_text() == whole, "fragments of just that size pass")
        client.text(whole + b" ")
        require(client.next_close()[0] == 1009 and peer.next_close()[0] == 1001, "a larger frame is closed with 1009")
        client, peer = open_pair(gateway, backend)
        client.text(b"x" * 10_000_000)
        require(client.next_close()[0] == 1009, "one that sends on for long learns why, too")
        client, peer = open_pair(gateway, backend)
        client.send_frame(TEXT, whole[:-9], fin=False)
        client.send_frame(CONTINUATION, whole[-9:] + b" ", fin=False)
        require(client.next_close()[0] == 1009, "larger fragments are closed with 1009 before they end")
        client, peer = open_pair(gateway, backend)
        peer.text(b'"' + whole + b'"')
        require(peer.next_close()[0] == 1009 and client.rest()[1] == 1011, "so is a backend, and its client told 1011")


def most_buffered_bytes(binary):
    # Room for seven frames: what is taken is given back a little later, so two that go on need that of six.
    flags = ["--max-frame-bytes", "100000", "--max-buffered-bytes", "650000"]
    with FakeBackend() as backend, ServeProcess(binary, backend, *flags) as gateway:
        text = create("x" * 90_000)
        held = [open_pair(gateway, backend) for _ in range(7)]
        frames = [client.frame(TEXT, text) for client, _ in held]
        for (client, _), frame in zip(held, frames):
            client.send(frame[:-1])
            # Another connection in between: what was sent before is there now.
            open_pair(gateway, backend)[0].reset()
        extra, extra_peer = open_pair(gateway, backend)
        extra.send(extra.frame(TEXT, text)[:-1])
        require(extra.next_close()[0] == 1013, "the one that needs more is closed with 1013")
        require(extra_peer.next_close()[0] == 1001, "its backend is told that it goes")
        extra.sock.close()
        extra_peer.sock.close()
        for client, _ in held[2:]:
            client.reset()
        gateway.wait_for_lines("connection", len(held) + 1 + len(held[2:]))
        for number in (0, 1):
            held[number][0].send(frames[number][-1:])
            require(held[number][1].next_text() == text, "the others go on")
        for client, peer in held[:2]:
            for _ in range(20):
                client.send_frame(PING, b"x" * 100)
                client.text(text)
                require(peer.next_text() == text, "what was held is given back")
        # What follows an end is not held: it must not use up what others need.
        client, _ = open_pair(gateway, backend)
        client.send_frame(3, b"")
        require(client.next_close()[0] == 1002, "a bad frame is closed")
        client.send(b"x" * 800_000)
        held[0][0].text(text)
        require(held[0][1].next_text() == text, "what comes after an end is not held")


def unreadable_frames_while_masking(binary):
    with FakeBackend() as backend, ServeProcess(binary, backend, "--output-masking", "stream") as gateway:
        client, peer = open_pair(gateway, backend)
        for opcode, data in ((BINARY, b"\xff\x00"), (BINARY, b"no JSON"), (TEXT, b"no JSON"), (BINARY, b"[1]")):
            peer.send_frame(opcode, data)
            told = json.loads(client.next_text())
            require(told["error"]["code"] == "maskwire_backend_frame", "what cannot be masked is dropped and told of")


def closes_without_answer(binary):
    with FakeBackend() as backend, ServeProcess(binary, backend) as gateway:
        first, first_peer = open_pair(gateway, backend)
        second, second_peer = open_pair(gateway, backend)
        first_peer.send_frame(CLOSE, closing(4000))
        require(first.next_close()[0] == 4000, "the client is told")
        second.send_frame(CLOSE, closing(4000))
        require(second_peer.next_close()[0] == 4000, "the backend is told")
        for side in (first, second_peer):
            side.wait_for_end()


def keep_alive(binary):
    flags = ["--ping-seconds", "1", "--pong-seconds", "1"]
    with FakeBackend() as backend, ServeProcess(binary, backend, *flags) as gateway:
        idle, idle_peer = open_pair(gateway, backend)
        silent, silent_peer = open_pair(gateway, backend)
        mute, mute_peer = open_pair(gateway, backend)
        slow, slow_peer = open_pair(gateway, backend)
        turn(idle, idle_peer)
        for client, peer in ((silent, silent_peer), (mute, mute_peer), (slow, slow_peer)):
            client.text(create("x"))
            peer.next_text()
        upload = slow.frame(TEXT, create(VALUE))
        for at in range(3):
            # None of these answers a ping. This one sends a piece of a frame at each.
            opcode, _ = slow.next_frame()
            require(opcode == PING, "a client whose frame is on its way is not closed (opcode %d)" % opcode)
            slow.send(upload[at * 20 : at * 20 + 20])
            answer_ping(slow_peer)
            opcode, _ = idle.next_frame()
            require(opcode == PING, "a client between turns is not closed (opcode %d)" % opcode)
            answer_ping(idle_peer)
            if at == 0:
                answer_ping(silent_peer)
                answer_ping(mute)
        slow.send(upload[60:])
        require(TOKEN.search(slow_peer.next_text()), "the slow frame arrives")
        turn(idle, idle_peer, number=2)
        opcode, payload = silent.next_frame()
        while opcode == PING:
            opcode, payload = silent.next_frame()
        require(silent.code_of(payload) == 1011, "a client that is silent in a response is closed with 1011")
        require(silent_peer.next_close()[0] == 1001, "its backend is told that it goes")
        texts, code = mute.rest()
        codes = [json.loads(text)["error"]["code"] for text in texts]
        require((codes, code) == (["upstream_closed"], 1011), "a backend that is silent in a response is given up")
        idle.send_frame(CLOSE, closing(1000))
        lines = gateway.wait_for_lines("connection", 3)
        require(any(int(line["missed_pongs"]) >= 2 for line in lines), "missed pongs are counted")


def slow_readers(binary):
    """A ping stands behind what was sent before: an end that still takes that is not silent, one that takes nothing is."""
    flags = ["--ping-seconds", "1", "--pong-seconds", "1"]
    with FakeBackend() as backend, ServeProcess(binary, backend, *flags) as gateway:
        slow, slow_peer = open_pair(gateway, backend, receive_bytes=16384)
        stuck, stuck_peer = open_pair(gateway, backend, receive_bytes=16384)
        data = b'{"type":"x.big","pad":"%s"}' % (b"x" * (16 << 20))
        told = {slow_peer: [], stuck_peer: []}
        for client, peer in ((slow, slow_peer), (stuck, stuck_peer)):
            client.text(create("x"))
            peer.next_text()
            threading.Thread(target=send_and_listen, args=(peer, data, told[peer]), daemon=True).start()
        begun, pace, taken = time.monotonic(), threading.Event(), b""
        while time.monotonic() - begun < 5:
            piece = slow.sock.recv(16384)
            require(piece, "an end that reads slowly is not closed")
            taken += piece
            pace.wait(0.01)
        slow.prepend(taken)
        require(slow.next_text() == data, "an end that reads slowly gets all")
        slow.text(b'{"type":"x.after"}')
        until(lambda: told[slow_peer] == [b'{"type":"x.after"}'], 5, "an end that reads slowly goes on")
        until(lambda: told[stuck_peer] == [closing(1001)], 5, "an end that takes nothing of a response is given up")


def send_and_listen(peer, data, told):
    """Sends a large event and answers pings; notes what else comes."""
    try:
        peer.text(data)
        while True:
            told.append(peer.next()[1])
    except Broken:
        pass


def answer_ping(side):
    opcode, payload = side.next_frame()
    require(opcode == PING, "a side that is in order is pinged (opcode %d)" % opcode)
    side.send_frame(PONG, payload)


def first_events(binary):
    with FakeBackend() as backend, ServeProcess(binary, backend, "--first-event-seconds", "1") as gateway:
        client, peer = open_pair(gateway, backend)
        client.text(create(VALUE))
        token = TOKEN.findall(peer.next_text())[0].decode()
        told = json.loads(client.next_text())
        require(told["type"] == "error", "the client is told of a backend that is silent")
        require(len(gateway.wait_for_lines("backend is silent", 1)) == 1, "so is the log")
        peer.text(ended(text=token))
        require(client.next_text() == ended(text=VALUE), "an answer that comes later arrives")


def backpressure(binary):
    most = 40 << 20
    with FakeBackend(receive_bytes=65536) as backend, ServeProcess(binary, backend) as gateway:
        client, peer = open_pair(gateway, backend, receive_bytes=65536)
        taken = flood(peer, peer.frame(BINARY, b"\xff" * 1_000_000), most)
        require(taken < most, "a client that does not read stops its backend")
        for _ in range(taken // 1_000_000):
            require(client.next()[1] == b"\xff" * 1_000_000, "what was taken arrives")
        client, peer = open_pair(gateway, backend)
        text = create([{"type": "reasoning", "encrypted_content": "A" * 200_000}])
        taken = flood(client, client.frame(TEXT, text), most)
        require(taken < most, "a backend that does not read stops its client")
        for _ in range(taken // len(text)):
            require(peer.next_text() == text, "what was taken arrives")


def flood(side, data, most):
    """Sends until the other side takes no more for a while; returns how many bytes it took."""
    side.sock.settimeout(1)
    taken = 0
    try:
        while taken < most:
            taken += side.sock.send(data[taken % len(data) :])
    except TimeoutError:
        pass
    side.sock.settimeout(10)
    return taken


def principals(binary):
    def bearer(subject, salt):
        parts = [json.dumps(part).encode() for part in ({"alg": "none"}, {"sub": subject, "jti": salt})]
        text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in [*parts, b"s"]).decode()
        return [("Authorization", "Bearer " + text)]

    user, another, key, lock = ([pair] for pair in [("X-User", "u1"), ("X-User", "u2"), ("api-key", "k"), ("api-key", "l")])
    one, again, two = bearer("u1", 1), bearer("u1", 2), bearer("u2", 1)
    # Where the first connection names a response, and whether the second one gets its values.
    cases = [
        ("credential", [(FIRST, FIRST, True), (FIRST, OTHER, False), ([], [], False), (FIRST, [], False)]),
        ("credential", [(key, key, True), (key, lock, False), (key, FIRST, False)]),
        ("header:X-User", [(user + FIRST, user + OTHER, True), (user + FIRST, another + FIRST, False), (FIRST, FIRST, False)]),
        ("claim:sub", [(one, again, True), (one, two, False), (FIRST, FIRST, False)]),
        ("fixed", [(FIRST, OTHER, True), ([], [], True)]),
    ]  # fmt: skip
    number = 0
    for source, pairs in cases:
        with FakeBackend() as backend, ServeProcess(binary, backend, "--principal", source) as gateway:
            for first, second, restores in pairs:
                number += 1
                client, peer = open_pair(gateway, backend, fields=first)
                token = turn(client, peer, number=number)
                client.send_frame(CLOSE, closing(1000))
                client.wait_for_end()
                client, peer = open_pair(gateway, backend, fields=second)
                client.text(create("And now?", previous_response_id="resp_%d" % number))
                peer.next_text()
                peer.text(ended(text=token))
                shown = client.next_text() == ended(text=VALUE)
                require(shown == restores, "by %s, pair %d restores: %s" % (source, number, restores))


CHECKS = [
    largest_messages, most_buffered_bytes, unreadable_frames_while_masking, closes_without_answer, keep_alive,
    slow_readers, first_events, backpressure, principals,
]  # fmt: skip


if __name__ == "__main__":
    sys.exit(serve_process.main(__doc__, CHECKS))
