#!/usr/bin/env python3
"""Filters a recorded conversation and shows what each side sent and what reached the other.

  demo.py --cmd 'maskwire filter' NAME
"""

import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys

CONVERSATIONS = pathlib.Path(__file__).resolve().parent / "Conversations"
KEY = "maskwire-documented-test-key-not-secret"
FIELDS = ("instructions", "input", "text", "content", "output", "arguments", "refusal", "message")


def frame_of(line):
    frame = line.get("frame")
    return json.loads(frame) if isinstance(frame, str) else frame


def texts(value, key=""):
    """The texts for people in a client frame, with the name of their field."""
    if isinstance(value, str):
        if key in FIELDS:
            yield key, value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in ("tools", "metadata"):
                yield from texts(item, name)


def show(title, rows):
    for number, (name, text) in enumerate(rows):
        label = title if number == 0 else ""
        print("%-13s %-23s %s" % (label, name, json.dumps(text, ensure_ascii=False)[1:-1]))


class Streams:
    """Joins the deltas of one side, stream by stream, until a response ends."""

    def __init__(self):
        self.rows = {}

    def add(self, event):
        if event["type"].endswith(".delta") and isinstance(event.get("delta"), str):
            key = (event.get("stream_id"), event.get("item_id"), event.get("output_index"), event["type"])
            self.rows[key] = self.rows.get(key, "") + event["delta"]
        elif event["type"] == "error":
            self.rows["error"] = event["error"]["message"]

    def take(self, lane):
        """The texts of a lane, and forgets them."""
        mine = [key for key in self.rows if key == "error" or key[0] == lane]
        return [("error" if key == "error" else key[3].split(".")[1], self.rows.pop(key)) for key in mine]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmd", required=True, help="the filter command")
    parser.add_argument("name", help="a conversation of Tests/Conversations")
    options = parser.parse_args()
    recording = CONVERSATIONS / (options.name + ".ndjson")
    if not recording.exists():
        print("no conversation of that name: %s" % recording, file=sys.stderr)
        return 66
    given = recording.read_bytes()
    run = subprocess.run(
        shlex.split(options.cmd), input=given, capture_output=True, timeout=60, env={**os.environ, "MASKWIRE_KEY": KEY}
    )
    sys.stderr.buffer.write(run.stderr)
    if run.returncode != 0:
        return run.returncode
    sent = [json.loads(line) for line in given.splitlines()]
    went = [json.loads(line) for line in run.stdout.splitlines()]
    at = 0
    said, got = Streams(), Streams()
    for line in sent:
        frame = frame_of(line)
        mine = [went[at]]
        at += 1
        if line["from"] == "client":
            show("client sent", texts(frame))
            show("backend saw", texts(frame_of(mine[0])))
            print()
            continue
        # Text that was held goes out before the event that ends its stream.
        while frame_of(mine[-1])["type"] != frame["type"]:
            mine.append(went[at])
            at += 1
        said.add(frame)
        for event in mine:
            got.add(frame_of(event))
        if frame["type"] in ("response.completed", "response.incomplete", "response.failed", "error"):
            show("backend said", said.take(frame.get("stream_id")))
            show("client got", got.take(frame.get("stream_id")))
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
