#!/usr/bin/env python3
"""How `maskwire serve` starts and ends: wrong flags, addresses, certificates of the backend.

  serve_start.py --binary PATH
"""

import concurrent.futures
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile

import serve_process
from fake_backend import FakeBackend, created, open_pair, switching
from raw_socket import TEXT, Broken, dial, require, upgrade
from serve_process import ServeProcess


def refused_backends(binary):
    cases = [
        ("ws://h/v1?a=secretword", b"query"), ("ws://u:secretword@h/v1", b"user"), ("http://h/v1", b"ws://"),
        ("h:80", b"ws://"), ("", b"ws://"), ("ws://", b"host"), ("ws://h:0", b"port"), ("ws://h:x", b"port"),
        (None, b"--backend"),
    ]  # fmt: skip

    def check(url, word):
        flags = [] if url is None else ["--backend", url]
        done = subprocess.run([binary, "serve", "--listen", "127.0.0.1:0", *flags], capture_output=True, timeout=20)
        require(done.returncode == 64, "status 64 for a backend of kind %s (%d)" % (word.decode(), done.returncode))
        require(word in done.stderr and b"--backend" in done.stderr, "the message says %s" % word.decode())
        require(b"secretword" not in done.stderr, "the message holds no value")

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(check, *zip(*cases)))


def address_in_use(binary):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = "127.0.0.1:%d" % taken.getsockname()[1]
        command = [binary, "serve", "--listen", address, "--backend", "ws://127.0.0.1:1"]
        done = subprocess.run(command, capture_output=True, timeout=20)
        require(done.returncode == 69, "status 69 (%d)" % done.returncode)
        require(address.encode() in done.stderr and b"--listen" in done.stderr, "the message names address and flag")


def tls(binary):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder)
        make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        make += ["-keyout", str(file / "key"), "-out", str(file / "ca"), "-days", "2", "-subj", "/CN=localhost"]
        make += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        subprocess.run(make, check=True, capture_output=True, timeout=20)
        (file / "both").write_bytes((file / "ca").read_bytes() + (file / "key").read_bytes())
        for name in ("localhost", "127.0.0.1"):
            with FakeBackend(certificate=file / "both") as backend:
                url = "wss://%s:%d" % (name, backend.port)
                with ServeProcess(binary, url) as gateway:
                    client = dial(gateway.port, upgrade())
                    try:
                        backend.accept()
                        raise Broken("a certificate that no one vouches for is taken")
                    except (ssl.SSLError, OSError):
                        require(client.answer()[0].status == 502, "a certificate that fails is told as 502")
                with ServeProcess(binary, url, "--backend-ca", str(file / "ca")) as gateway:
                    client = dial(gateway.port, upgrade())
                    peer = backend.accept()
                    peer.send(switching(peer) + peer.frame(TEXT, created()))
                    require(client.head().status == 101, "the upgrade over TLS is answered")
                    require(client.next_text() == created(), "a frame that came with the 101 arrives")
                    client.text(b"{}")
                    require(peer.next_text() == b"{}", "frames pass over TLS")
                    peer.sock.close()
                    require(client.rest()[1] == 1011, "the loss of a backend over TLS is told")
        for path in (file / "key", file / "missing"):
            command = [binary, "serve", "--listen", "127.0.0.1:0", "--backend", "wss://localhost"]
            command += ["--backend-ca", str(path)]
            done = subprocess.run(command, capture_output=True, timeout=20)
            require(done.returncode == 69 and b"PEM" in done.stderr, "a file without certificates is told of")


def ends_promptly(binary):
    with FakeBackend() as backend, ServeProcess(binary, backend) as gateway:
        client, peer = open_pair(gateway, backend)
        waiting = dial(gateway.port, upgrade())
        backend.accept()
        seconds = gateway.stop()
        require(seconds < 2, "SIGTERM ends it within 2 s (%.1f)" % seconds)
        for side in (client, peer, waiting):
            side.wait_for_end()


def listens_on_ipv6(binary):
    with FakeBackend() as backend, ServeProcess(binary, backend, listen="[::1]:0") as gateway:
        open_pair(gateway, backend, host="::1")


if __name__ == "__main__":
    sys.exit(serve_process.main(__doc__, [refused_backends, address_in_use, tls, ends_promptly, listens_on_ipv6]))
