#!/usr/bin/env python3
"""That `maskwire serve` keeps all in order while something waits: large frames among small ones, events that come while
one is masked, all that sockets hold of an end that reads late, and lanes of which some have ended.

  serve_order.py --binary PATH
"""

import json
import sys
import threading

import serve_process
from fake_backend import TOKEN, VALUE, create, created, delta, ended, open_pair
from raw_socket import CLOSE, PING, PONG, TEXT, closing, frame, require

KIB, MIB = 1 << 10, 1 << 20


def large(size, text=VALUE, **fields):
    """A request of that size, most of which is ciphertext."""
    item = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "A" * size}
    message = {"type": "message", "role": "user", "content": text}
    return create([item, message], **fields)


def sending(side, data):
    """Sends what one socket may not hold, while the caller reads at the other end."""
    thread = threading.Thread(target=side.send, args=(data,), daemon=True)
    thread.start()
    return thread


def large_frames_among_small_ones(backend, gateway):
    client, peer = open_pair(gateway, backend)
    words = create("plain words to read over " * 20_000 + VALUE, n=1)
    frames = [create("hi", n=0), words, create(VALUE, n=2), large(MIB, n=3), large(2 * MIB, n=4), create("hi", n=5)]
    thread = sending(client, b"".join(client.frame(TEXT, data) for data in frames))
    got = [peer.next_text() for _ in frames]
    thread.join()
    require([json.loads(text)["n"] for text in got] == list(range(6)), "frames over 256 KiB keep their place")
    tokens = [TOKEN.findall(text) for text in got]
    require(not any(VALUE.encode() in text for text in got), "all of them are masked")
    require([len(found) for found in tokens] == [0, 1, 1, 1, 1, 0], "each value has its token")
    require(len({found[0] for found in tokens if found}) == 1, "it is one token on all threads")
    client.text(b'{"a":1,"a":"' + b"x" * 300 * KIB + b'"}')
    require(json.loads(client.next_text())["error"]["code"] == "maskwire_duplicate_key", "a large frame is refused, too")
    client.send(client.frame(TEXT, large(MIB, n=7)) + client.frame(CLOSE, closing(1000)))
    require(json.loads(peer.next_text())["n"] == 7 and peer.next_close()[0] == 1000, "a close waits for a large frame")


def events_while_a_frame_is_masked(backend, gateway):
    client, peer = open_pair(gateway, backend)
    client.text(create(VALUE))
    token = TOKEN.findall(peer.next_text())[0].decode()
    peer.text(created())
    client.next_text()
    thread = sending(client, client.frame(TEXT, large(8 * MIB)))
    for number in range(1, 40):
        peer.text(delta("%d %s " % (number, token[:9]), 2 * number))
        peer.text(delta(token[9:], 2 * number + 1))
    peer.text(ended(text=token, number=99))
    text = ""
    while True:
        event = json.loads(client.next_text())
        if event["type"] == "response.completed":
            break
        text += event["delta"]
    thread.join()
    require(text == "".join("%d %s %s" % (n, token[:9], token[9:]) for n in range(1, 40)), "events stay whole and in order")
    require(TOKEN.findall(peer.next_text())[0].decode() == token, "the large frame arrives")


def ends_that_read_late(backend, gateway):
    """All that the sockets between two ends hold, of frames and pings, arrives in order."""
    for name in ("client", "backend"):
        client, peer = open_pair(gateway, backend, receive_bytes=64 * KIB)
        reader, writer = (client, peer) if name == "client" else (peer, client)
        payloads = [b'{"type":"x.more","n":%d,"pad":"%s"}' % (n, b"p" * 4000) for n in range(6000)]
        ping = frame(PING, b"still", masked=writer.masks)
        thread = sending(writer, b"".join(writer.frame(TEXT, data) for data in payloads) + ping)
        thread.join(0.5)
        require(thread.is_alive(), "a %s that does not read stops the other side" % name)
        reader.text(b'{"type":"x.other"}')
        require(writer.next_text() == b'{"type":"x.other"}', "the other direction goes on")
        for data in payloads:
            require(reader.next_text() == data, "what waited for a %s arrives in order" % name)
        require(writer.next_frame() == (PONG, b"still"), "a ping after it is answered")
        client.sock.close()


def lanes_of_a_lost_backend(backend, gateway):
    client, peer = open_pair(gateway, backend)
    for lane in ("a", "b", "c"):
        client.text(create(VALUE, stream_id=lane))
        token = TOKEN.findall(peer.next_text())[0].decode()
        peer.text(created("resp_" + lane, stream_id=lane))
        client.next_text()
    peer.text(delta("see " + token[:9], stream_id="b"))
    require(json.loads(client.next_text())["delta"] == "see ", "text that may be a token is held")
    peer.text(ended(identifier="resp_c", stream_id="c"))
    client.next_text()
    peer.send_frame(CLOSE, closing(1012, b"restart"))
    texts, code = client.rest()
    events = [json.loads(text) for text in texts]
    require(code == 1012, "the backend's code passes")
    require(events[0]["delta"] == token[:9] and events[0]["stream_id"] == "b", "held text goes out first")
    told = sorted(event["stream_id"] for event in events[1:] if event["error"]["code"] == "upstream_closed")
    require(len(events) == 3 and told == ["a", "b"], "each lane that is open is told, and no other")


CHECKS = [large_frames_among_small_ones, events_while_a_frame_is_masked, ends_that_read_late, lanes_of_a_lost_backend]

if __name__ == "__main__":
    sys.exit(serve_process.main(__doc__, [], CHECKS))
