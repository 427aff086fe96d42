#!/usr/bin/env python3
"""How `maskwire serve` answers the request that opens a WebSocket: paths, refusals, headers, query and model, TLS.

  serve_upgrade.py --binary PATH
"""

import concurrent.futures
import json
import select
import socket
import sys

import serve_process
from fake_backend import FakeBackend, created, open_pair, switching
from raw_socket import KEY, SECONDS, TEXT, Broken, accept_of, dial, frame, require, upgrade
from serve_process import ServeProcess


def backend_paths(binary):
    cases = [
        ("", "/v1/responses"), ("/", "/v1/responses"), ("/v1", "/v1/responses"), ("/v1/", "/v1/responses"),
        ("/openai/v1", "/openai/v1/responses"), ("/openai/v1/responses", "/openai/v1/responses"),
        ("/v1/responses/", "/v1/responses"), ("/responses", "/responses"),
    ]  # fmt: skip

    def check(path, expected):
        with FakeBackend() as backend, ServeProcess(binary, "ws://127.0.0.1:%d%s" % (backend.port, path)) as gateway:
            client, peer = open_pair(gateway, backend, "/responses?a=1")
            require(peer.request.target == expected + "?a=1", "the backend path %r becomes %s" % (path, expected))
            require(peer.request.get("host") == "127.0.0.1:%d" % backend.port, "Host names the backend")
            client.sock.close()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(check, *zip(*cases)))


def client_paths(backend, gateway):
    for target in ["/responses", "/v1/responses", "/responses/", "/v1/responses/", "/v1/responses/?x=1"]:
        client, peer = open_pair(gateway, backend, target)
        require(peer.request.target == "/v1/responses" + ("?x=1" if "?" in target else ""), "the path is the backend's")
        client.sock.close()


def requests_that_are_no_upgrade(backend, gateway):
    h2c = [("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings"), ("HTTP2-Settings", "AAMAAABkAAQAoAAA")]
    plain, no_key = ("Upgrade", "Connection"), ("Sec-WebSocket-Key",)
    cases = [
        ("a plain GET", upgrade(without=plain), 426), ("a POST", upgrade(without=plain, method="POST"), 426),
        ("a POST with a body", upgrade(fields=[("Content-Length", "2")], without=plain, method="POST") + b"{}", 426),
        ("an upgrading POST", upgrade(method="POST"), 426), ("h2c", upgrade(fields=h2c, without=plain), 426),
        ("version 8", upgrade(fields=[("Sec-WebSocket-Version", "8")], without=("Sec-WebSocket-Version",)), 426),
        ("no version", upgrade(without=("Sec-WebSocket-Version",)), 426), ("no key", upgrade(without=no_key), 400),
        ("a short key", upgrade(fields=[("Sec-WebSocket-Key", "AAAA")], without=no_key), 400),
        ("two keys", upgrade(fields=[("Sec-WebSocket-Key", KEY)]), 400),
        ("another path", upgrade("/v1/models"), 404), ("the root", upgrade("/"), 404),
        ("a longer path", upgrade("/v1/responses/resp_1"), 404), ("a path in capitals", upgrade("/V1/Responses"), 404),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ]  # fmt: skip
    for name, request, status in cases:
        client = dial(gateway.port, request)
        head, body = client.answer()
        require(head.status == status, "%s gets %d (%d)" % (name, status, head.status))
        error = json.loads(body)["error"]
        require(error["code"].startswith("maskwire_") and error["message"], "%s gets an error that says why" % name)
        require(status != 426 or head.get("upgrade") == "websocket", "426 names the protocol")
        require("version" not in name or head.get("sec-websocket-version") == "13", "the version is told")
        served = ["/v1/responses", "/responses"]
        require(status != 404 or all(path in error["message"] for path in served), "404 lists what is served")
        client.wait_for_end()
    require(not backend.was_dialled(), "the backend is left alone")


def refusals_of_the_backend(backend, gateway):
    body = b'{"error":{"code":"x","message":"\xc3\xa9"}}'
    cases = [
        ("401 Unauthorized", [("WWW-Authenticate", "Bearer realm=\"x\"")]), ("403 Forbidden", []),
        ("429 Too Many Requests", [("Retry-After", "7"), ("x-ratelimit-reset", "7s")]),
        ("503 Service Unavailable", [("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")]), ("500 Oops", []),
    ]  # fmt: skip
    for status, fields in cases:
        for framing in ("length", "chunked", "end"):
            client = dial(gateway.port, upgrade())
            peer = backend.accept()
            lines = ["HTTP/1.1 " + status, "Content-Type: application/json", "x-request-id: req_1"]
            lines += ["%s: %s" % pair for pair in fields]
            content = body
            if framing == "length":
                lines.append("Content-Length: %d" % len(body))
            elif framing == "chunked":
                lines.append("Transfer-Encoding: chunked")
                content = b"5\r\n" + body[:5] + b"\r\n%x\r\n" % len(body[5:]) + body[5:] + b"\r\n0\r\n\r\n"
            peer.send(("\r\n".join(lines) + "\r\n\r\n").encode() + content)
            if framing == "end":
                peer.sock.close()
            head, got = client.answer()
            require(head.line.split(" ")[1] == status[:3] and got == body, "%s arrives, %s" % (status[:3], framing))
            told = [("content-type", "application/json"), ("x-request-id", "req_1")]
            told += [(name.lower(), value) for name, value in fields]
            require(all(head.all(name) == [value] for name, value in told), "the headers of %s arrive" % status[:3])
            require(head.get("transfer-encoding") is None, "the framing is our own")
            client.wait_for_end()


def backends_that_fail(backend, gateway):
    def answer(act):
        client = dial(gateway.port, upgrade())
        peer = backend.accept()
        act(peer)
        head, body = client.answer()
        require(json.loads(body)["error"]["code"].startswith("maskwire_backend_"), "the error names the backend")
        return head.status

    bad = accept_of("of another key")
    cases = [
        ("a close", 502, lambda peer: peer.sock.close()), ("a reset", 502, lambda peer: peer.reset()),
        ("no HTTP", 502, lambda peer: peer.send(b"SSH-2.0-x\r\n\r\n")),
        ("a cut head", 502, lambda peer: (peer.send(b"HTTP/1.1 101 Swi"), peer.sock.close())),
        ("a cut body", 502, lambda peer: (peer.send(b"HTTP/1.1 401 No\r\nContent-Length: 9\r\n\r\nab"), peer.sock.close())),
        ("a wrong accept", 502, lambda peer: peer.send(switching(peer, accept=bad))),
        ("an extension", 502, lambda peer: peer.send(switching(peer, "Sec-WebSocket-Extensions: permessage-deflate"))),
        ("silence", 504, lambda peer: None),
        ("a head without end", 504, lambda peer: peer.send(switching(peer)[:-2])),
    ]  # fmt: skip
    for name, status, act in cases:
        got = answer(act)
        require(got == status, "%s is told as %d (%d)" % (name, status, got))


def backends_that_cannot_be_reached(binary):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for url in ["ws://127.0.0.1:%d" % port, "ws://no-such-host.invalid"]:
        with ServeProcess(binary, url) as other:
            status = dial(other.port, upgrade()).answer()[0].status
            require(status == 502, "an unreachable backend is told as 502 (%d)" % status)


def clients_that_leave_early(backend, gateway):
    for leave in (lambda client: client.sock.close(), lambda client: client.reset()):
        client = dial(gateway.port, upgrade())
        peer = backend.accept()
        leave(client)
        peer.sock.settimeout(0.9)
        peer.wait_for_end()
        client = dial(gateway.port, upgrade())
        peer = backend.accept()
        leave(client)
        peer.send(switching(peer) + peer.frame(TEXT, created()))
        peer.wait_for_end()
    open_pair(gateway, backend)
    gateway.check_alive()


def clients_that_talk_early(backend, gateway):
    """What comes before the upgrade is answered waits in the client's socket, and is not lost."""
    data = b"".join(frame(TEXT, b'{"type":"x.early","n":%d,"pad":"%s"}' % (n, b"p" * 4000), masked=True) for n in range(10_000))
    client = dial(gateway.port, upgrade())
    peer = backend.accept()
    client.sock.setblocking(False)
    sent = 0
    while sent < len(data) and select.select([], [client.sock], [], 0.3)[1]:
        sent += client.sock.send(data[sent : sent + 65536])
    require(sent < len(data), "a client that waits for its answer is not read without end")
    peer.send(switching(peer))
    client.sock.settimeout(SECONDS)
    require(client.head().status == 101, "the upgrade is answered")
    for n in range(sent // 4100):
        require(json.loads(peer.next_text())["n"] == n, "what came early arrives in order")


def headers(backend, gateway):
    passed = [
        ("Authorization", "Bearer sk-x"), ("OpenAI-Beta", "a=1"), ("OpenAI-Beta", "b=2"), ("User-Agent", "x/1"),
        ("Cookie", "c=1; d=2"), ("X-Long", "y" * 6000), ("Accept-Language", ""), ("Origin", "https://x.invalid"),
    ]  # fmt: skip
    kept = [
        ("Connection", "X-Hop, keep-alive"), ("X-Hop", "1"), ("Keep-Alive", "9"), ("TE", "trailers"),
        ("Proxy-Authorization", "Basic x"), ("Proxy-Connection", "x"), ("Trailer", "x"),
        ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
    ]  # fmt: skip
    client = dial(gateway.port, upgrade("/v1/responses", passed + kept))
    peer = backend.accept()
    for name, value in passed:
        require(value in peer.request.all(name.lower()), "%s passes as it is" % name)
    require(peer.request.all("openai-beta") == ["a=1", "b=2"], "two lines of a name stay two, in order")
    for name, value in kept:
        require(value not in peer.request.all(name.lower()), "%s does not pass" % name)
    for name, value in [("upgrade", "websocket"), ("connection", "Upgrade"), ("sec-websocket-version", "13")]:
        require([v.lower() for v in peer.request.all(name)] == [value.lower()], "%s is our own" % name)
    require(peer.request.get("sec-websocket-key") != KEY, "the key is our own")
    peer.send(switching(peer, "x-request-id: req_1", "Set-Cookie: a=1", "Set-Cookie: b=2", "openai-version: 1"))
    head = client.head()
    require(head.get("sec-websocket-accept") == accept_of(KEY), "the key is answered")
    require(head.all("set-cookie") == ["a=1", "b=2"], "cookies of the handshake pass back")
    require((head.get("x-request-id"), head.get("openai-version")) == ("req_1", "1"), "other headers pass back")
    require(head.get("sec-websocket-extensions") is None, "no extension is agreed on")
    require(len(head.all("upgrade")) == len(head.all("connection")) == 1, "each header of the upgrade is there once")


def queries(backend, gateway):
    cases = [
        "a=1&b=2", "a=1&a=2&a=1", "a=", "=b", "a", "&&a=1&", "a=%20+%2b&b=%C3%A9", "model=gpt-4o", "mod%65l=gpt-4o",
        "x=1&model=gpt-4o&model=gpt-4o", "Model=a&Model=b", "a=%zz&b=%", "a='\"<>|{}`^", "a=?b=/c", "",
    ]  # fmt: skip
    for query in cases:
        client, peer = open_pair(gateway, backend, "/v1/responses?" + query)
        require(peer.request.target == "/v1/responses?" + query, "a query passes byte for byte (%d)" % cases.index(query))
        client.sock.close()
    for query in ["model=", "model", "model=a&model=b", "model=a&mod%65l=b", "x=1&model=%20", "model=%ff", "model=%C3%A9&model=e%CC%81"]:
        status = dial(gateway.port, upgrade("/v1/responses?" + query)).answer()[0].status
        require(status == 400, "a query whose model is unclear is refused with 400 (%d)" % status)
    require(not backend.was_dialled(), "the backend is left alone")


def models(binary):
    def asked(gateway, backend, query):
        client = dial(gateway.port, upgrade("/v1/responses" + query))
        if backend.was_dialled():
            raise Broken("a refused upgrade dials the backend")
        return client.answer()[0].status

    with FakeBackend() as backend:
        with ServeProcess(binary, backend, "--model", "my model/é&") as gateway:
            added = "model=my%20model%2F%C3%A9%26"
            for query, expected in [("", "?" + added), ("?", "?" + added), ("?a=1", "?a=1&" + added), ("?a=1&", "?a=1&" + added)]:
                client, peer = open_pair(gateway, backend, "/v1/responses" + query)
                require(peer.request.target == "/v1/responses" + expected, "the model is added to %r" % query)
            same = "?mod%65l=my+model%2f%c3%a9%26"
            client, peer = open_pair(gateway, backend, "/v1/responses" + same)
            require(peer.request.target == "/v1/responses" + same, "a model that is there is not added")
            require(asked(gateway, backend, "?model=other") == 403, "another model is refused")
        with ServeProcess(binary, backend, "--model", "a", "--model", "b") as gateway:
            for query in ["", "?model=b", "?x"]:
                client, peer = open_pair(gateway, backend, "/v1/responses" + query)
                require(peer.request.target == "/v1/responses" + query, "of several models none is added")
            require(asked(gateway, backend, "?model=c") == 403, "a model that is not listed is refused")
            require(asked(gateway, backend, "?model=A") == 403, "the case of a model counts")


# One gateway for all whose answers do not depend on its flags.
SHARED = [
    client_paths, requests_that_are_no_upgrade, refusals_of_the_backend, backends_that_fail, clients_that_leave_early,
    clients_that_talk_early, headers, queries,
]  # fmt: skip
OWN = [backend_paths, backends_that_cannot_be_reached, models]


if __name__ == "__main__":
    sys.exit(serve_process.main(__doc__, OWN, SHARED, ["--connect-seconds", "1"]))
