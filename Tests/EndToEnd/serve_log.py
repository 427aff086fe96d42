#!/usr/bin/env python3
"""What `maskwire serve` logs, and what it records.

  serve_log.py --binary PATH
"""

import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

import serve_process
from fake_backend import VALUE, FakeBackend, create, created, delta, event, open_pair, turn
from filter_process import TEST_KEY
from raw_socket import BINARY, CLOSE, closing, require, until
from serve_process import ServeProcess

FIRST = [("Authorization", "Bearer sk-secret-credential")]
OTHER = [("Authorization", "Bearer sk-another")]


def log_lines(binary):
    with FakeBackend() as backend, ServeProcess(binary, backend) as gateway:
        client, peer = open_pair(gateway, backend, "/v1/responses?a=queryvalue&model=gpt-4o", FIRST)
        for number, end in enumerate(["completed", "incomplete", "failed"]):
            turn(client, peer, end, number)
        client.text(create(VALUE, stream_id="lane-1"))
        peer.next_text()
        peer.text(event("error", 1, error={"code": "x", "message": VALUE}, stream_id="lane-1"))
        client.next_text()
        client.text(b'{"type":"response.create","input":"%s","input":1}' % VALUE.encode())
        require(json.loads(client.next_text())["type"] == "error", "a frame is refused")
        client.text(create(VALUE))
        peer.next_text()
        peer.text(created("resp_9"))
        client.next_text()
        client.send_frame(CLOSE, closing(1000))
        peer.next_close()
        peer.send_frame(CLOSE, closing(1000))
        peer.sock.close()
        (line,) = gateway.wait_for_lines("connection", 1)
        require((line["client_close"], line["backend_close"]) == ("1000", "1000"), "the closes are logged")
        responses = gateway.lines("response")
        outcomes = [found["outcome"] for found in responses]
        expected = ["completed", "incomplete", "failed", "error", "refused", "closed"]
        require(outcomes == expected, "each response has one line with its outcome (%s)" % outcomes)
        require(line["responses"] == "6", "they are counted")
        for found in responses:
            if found["outcome"] != "refused":
                require(found["model"] == "gpt-4o", "the model is logged")
                require(found["masked_EMAIL_ADDRESS"] == "1", "what was masked is counted")
        require(responses[3].get("lane") == "lane-1" and "lane" not in responses[0], "the lane is logged")
        require(int(responses[0]["restored"]) >= 1, "what was restored is counted")
        client, peer = open_pair(gateway, backend, fields=FIRST)
        client.text(create("x", stream_id="a\nfake line %s" % VALUE, model="m\n%s" % VALUE))
        client.text(b"no JSON " + VALUE.encode())
        client.reset()
        lines = gateway.wait_for_lines("connection", 2)
        require(lines[1]["client_close"] == "1006", "a client that broke off is logged")
        for word in (VALUE.encode(), b"queryvalue", b"sk-secret", b"fake line"):
            require(word not in gateway.log, "the log holds no text, no credential and no query")


def records(binary):
    with tempfile.TemporaryDirectory() as folder, FakeBackend() as backend:
        path = pathlib.Path(folder) / "record"
        with ServeProcess(binary, backend, "--record", str(path)) as gateway:
            ends = [open_pair(gateway, backend, fields=fields) for fields in (FIRST, FIRST, OTHER)]
            for number, (client, peer) in enumerate(ends):
                token = turn(client, peer, number=number)
                peer.text(delta("cut " + token[:8]))
                peer.send_frame(BINARY, b"\xff\x00")
                client.text(b"no JSON " + VALUE.encode())
                client.send_frame(CLOSE, closing(1000))
                peer.next_close()
                peer.sock.close()
            gateway.wait_for_lines("connection", 3)
            count = 3 * 7
            until(lambda: path.read_bytes().count(b"\n") >= count, 5, "%d lines are recorded" % count)
        require(stat.S_IMODE(path.stat().st_mode) == 0o600, "only its owner may read the record")
        data = path.read_bytes()
        require(VALUE.encode() not in data and b"secret-credential" not in data, "no value and no credential is in it")
        lines = [json.loads(line) for line in data.splitlines()]
        for line in lines:
            kinds = set(line) - {"from", "conn", "principal"}
            require(len(kinds) == 1 and kinds <= {"frame", "binary", "close"}, "a line is of the transcript's form")
        whose = {line["conn"]: line["principal"] for line in lines}
        require(len(whose) == 3 and len(set(whose.values())) == 2, "connections and principals are told apart")
        environment = {**os.environ, "MASKWIRE_KEY": TEST_KEY}
        done = subprocess.run([binary, "filter"], input=data, capture_output=True, timeout=20, env=environment)
        require(done.returncode == 0, "the record replays (%d)" % done.returncode)
        require(len(done.stdout.splitlines()) >= len(lines), "each line of it has an outcome")


def records_without_credentials(binary):
    """Credentials that a tool needs reach the backend, and no file."""
    secret = "sk-of-a-tool-1234567890"
    tool = {"type": "mcp", "server_label": "s", "server_url": "https://x.invalid", "authorization": secret, "headers": {"X-Key": secret}}
    shell = {"type": "shell", "environment": {"type": "container_auto", "network_policy": {"domain_secrets": [{"domain": "x.invalid", "name": "n", "value": secret}]}}}
    with tempfile.TemporaryDirectory() as folder, FakeBackend() as backend:
        path = pathlib.Path(folder) / "record"
        with ServeProcess(binary, backend, "--record", str(path)) as gateway:
            client, peer = open_pair(gateway, backend)
            client.text(create("x", tools=[tool, shell]))
            require(peer.next_text().count(secret.encode()) == 3, "credentials of tools reach the backend")
            peer.text(json.dumps({"type": "response.created", "response": {"id": "resp_1", "tools": [tool]}}))
            require(client.next_text().count(secret.encode()) == 2, "and come back with the response")
            until(lambda: path.read_bytes().count(b"\n") == 2, 5, "two lines are recorded")
        require(secret.encode() not in path.read_bytes(), "no credential of a tool is in the record")


def records_that_cannot_be_written(binary):
    with FakeBackend() as backend, ServeProcess(binary, backend, "--record", "/dev/full") as gateway:
        client, peer = open_pair(gateway, backend)
        for number in range(20):
            turn(client, peer, number=number)
        told = lambda: [int(part.split()[0]) for part in gateway.log.decode().split("lost_lines=")[1:]]  # noqa: E731
        until(lambda: told() and told()[-1] >= 30, 5, "lost lines are counted in the log")
        require(len(told()) < 12, "the log is not flooded")
    command = [binary, "serve", "--listen", "127.0.0.1:0", "--backend", "ws://127.0.0.1:1", "--record", "/no/such"]
    done = subprocess.run(command, capture_output=True, timeout=20)
    require(done.returncode == 69 and b"record" in done.stderr, "a record that cannot be opened is told of")


if __name__ == "__main__":
    sys.exit(serve_process.main(__doc__, [log_lines, records, records_without_credentials, records_that_cannot_be_written]))
