#!/usr/bin/env python3
"""Holds random conversations through a filter that masks output, with a backend that says values of its own.

  random_outputs.py --cmd 'maskwire filter' [--seeds 150] [--from 0]

Each seed runs in `stream` and in `suppress`, each with both settings of `--own-values`. Checked in each:
no value that the model made up reaches the client, also not over several deltas; values of the client's
own come back with `restore` and not with `mask`; in `stream` every event arrives when the backend sends
it, the joined deltas are the done text, JSON stays JSON, sequence numbers never go down, and no more is
held than may be; in `suppress` no delta and no done event arrives. A failure names its seed and no value.
"""

import argparse
import json
import random
import re
import sys
import time

from filter_process import FilterFailure, FilterProcess
from random_answers import written
from random_conversations import Broken, dump, require
from random_outputs_backend import FIELDS, OutputTalk, text_of

MOST_FAILURES = 20
HOLD_CHARACTERS = 256
TOKEN_BYTES = 64
PART = 48
# A character may be written in as many bytes.
ESCAPE_BYTES = 6
UNSEEN = re.compile("[\\s\u00ad\u200b\u200c\u200d\u2060-]+")
PLACE = ("stream_id", "item_id", "output_index", "content_index", "summary_index", "command_index")


def strings(tree):
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for child in tree:
            yield from strings(child)
    elif isinstance(tree, dict):
        for key, child in tree.items():
            yield key
            yield from strings(child)


def letters(text):
    """What a reader sees of a text, written on as one."""
    return UNSEEN.sub("", text)


def parts(value):
    """A value, or what of a long secret would be too much."""
    value = letters(value)
    return [value] if len(value) <= PART else [value[at : at + PART] for at in range(PART, len(value) - PART, PART)]


class Check:
    """One conversation as the client of one mode must see it."""

    def __init__(self, seed, process, mode, own):
        self.process, self.mode, self.own = process, mode, own
        self.connection, self.principal = "seed-%d" % seed, "user-%d" % (seed % 3)
        self.talk = OutputTalk(random.Random(seed))
        self.joined, self.held, self.numbers = {}, {}, {}
        # What of the model's values and of the client's own would be too much to see.
        self.made, self.plain = [], [letters(value) for value in self.talk.plain.values()]
        self.most_held = self.events = self.masked = 0

    def run(self):
        self.send("client", {"type": "response.create", "model": "gpt-4o", "input": self.talk.question})
        found = json.loads(self.process.read())
        require(found.get("to") == "backend", "the question goes to the backend")
        self.talk.read_tokens(found["frame"]["input"])
        for event in self.talk.events():
            self.answer(event)
        require(not self.process.rest(), "nothing is sent without a cause")
        for text in self.joined.values():
            self.look(text)

    def send(self, side, tree):
        self.process.send(side, dump(tree), self.connection, self.principal)

    def answer(self, tree):
        event = written(tree, self.talk.tokens)
        self.send("backend", event)
        self.events += 1
        name = event["type"]
        if self.mode == "suppress" and name.endswith((".delta", ".done")):
            return
        found = self.receive()
        while found["type"].endswith(".delta") and found["type"] != name:
            self.flush(found, event)
            found = self.receive()
        # The tail of the stream that ends comes before the event that ends it.
        require(found["type"] == name, "an event arrives when the backend sends it")
        require(list(found) == list(event), "only the texts of an event change")
        self.number(found, event)
        if name.endswith(".delta"):
            self.add(found, event)
        elif name.endswith(".done"):
            self.done(found, event)
        for text in strings(found):
            self.look(text)
        self.compare(tree, found)

    def receive(self):
        found = json.loads(self.process.read())
        require(found.get("to") == "client" and found.get("conn") == self.connection, "an event goes to its client")
        return found["frame"]

    def flush(self, found, event):
        require(event.get("sequence_number") == found.get("sequence_number"), "a flush has the number of its cause")
        require(found.get("logprobs", []) == [], "moved text has no logprobs")
        key = stream(found)
        require(key in self.joined, "only a stream that runs is flushed")
        self.joined[key] += found["delta"]

    def number(self, found, event):
        require(found.get("sequence_number") == event.get("sequence_number"), "an event carries its own number")
        lane = event.get("stream_id")
        require(event["sequence_number"] >= self.numbers.get(lane, 0) or event["type"] == "response.created", "numbers never go down")
        self.numbers[lane] = event["sequence_number"]

    def add(self, found, event):
        key = stream(event)
        self.joined[key] = self.joined.get(key, "") + found["delta"]
        if found["delta"] != event["delta"]:
            require(found.get("logprobs", []) == [], "a changed delta has no logprobs")
        self.hold(key, event["delta"], found["delta"])

    def hold(self, key, came, went):
        """What is held is a tail of what arrived; what went on ends somewhere before it."""
        held = self.held.get(key, 0)
        # From the first mask or token on, what went on says nothing of what is held.
        if held is None or "<" in went:
            self.held[key] = None
            return
        self.held[key] = held = held + len(came.encode()) - len(went.encode())
        self.most_held = max(self.most_held, held)
        require(held <= ESCAPE_BYTES * HOLD_CHARACTERS + TOKEN_BYTES, "no more is held than may be")

    def done(self, found, event):
        key, field = stream(event), FIELDS.get(event["type"].removesuffix(".done"))
        if key not in self.joined or field not in found:
            return
        require(self.joined[key] == found[field], "the deltas of a stream are its done text")
        if field == "arguments" and valid(event[field]):
            require(valid(found[field]), "arguments stay JSON")

    def compare(self, tree, found):
        """Own values come back or do not; what is no value stays."""
        for text in text_of(tree, found, "arguments"):
            require(not valid(written(text[0], self.talk.tokens)) or valid(text[1]), "arguments stay JSON")

    def look(self, text):
        seen = letters(text)
        while len(self.made) < len(self.talk.made):
            self.made.append(parts(self.talk.made[len(self.made)]))
        for value in self.made:
            require(not any(part in seen for part in value), "no value of the model reaches the client")
        if self.own == "mask":
            require(not any(value in seen for value in self.plain), "own values stay masked")
        self.masked += text.count("<")

    def restored(self):
        """Whether a value of the client's own came back somewhere."""
        return any(value in text for value in self.talk.plain.values() for text in self.joined.values())


def valid(source):
    try:
        json.loads(source)
        return True
    except ValueError:
        return False


def stream(event):
    return (event["type"].rsplit(".", 1)[0], *(event.get(k) for k in PLACE))


def run(command, mode, own, options, end):
    """All seeds through one way of masking: failures, and figures."""
    failures, held, events, masked, back, seed = [], 0, 0, 0, 0, options.first
    last = options.first + options.seeds
    command = "%s --output-masking %s --own-values %s" % (command, mode, own)
    while seed < last and len(failures) < MOST_FAILURES:
        with FilterProcess(command, end - time.monotonic()) as process:
            try:
                while seed < last:
                    check = Check(seed, process, mode, own)
                    seed += 1
                    check.run()
                    held = max(held, check.most_held)
                    events += check.events
                    masked += check.masked
                    back += check.restored()
                process.finish()
            except (Broken, FilterFailure) as failure:
                failures.append("%s, %s: seed %d: %s" % (mode, own, seed - 1, failure))
            except (ValueError, LookupError, TypeError, AttributeError) as failure:
                failures.append("%s, %s: seed %d: a line is not of its form (%s)" % (mode, own, seed - 1, type(failure).__name__))
    if own == "restore" and mode == "stream" and not back:
        failures.append("%s, %s: no value of the client's own came back" % (mode, own))
    return failures, held, events, masked


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmd", required=True, help="the filter command")
    parser.add_argument("--seeds", type=int, default=150, help="how many conversations in each mode and setting (default 150)")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--seconds", type=float, default=1800, help="bound for the whole run (default 1800)")
    options = parser.parse_args()
    start, failures, most_held, events, masked = time.monotonic(), [], 0, 0, 0
    for mode in ("stream", "suppress"):
        for own in ("restore", "mask"):
            found = run(options.cmd, mode, own, options, start + options.seconds)
            failures += found[0]
            most_held, events, masked = max(most_held, found[1]), events + found[2], masked + found[3]
    for failure in failures:
        print("failed: " + failure)
    print("%d conversations, %d events, %d masks or tokens, largest hold %d bytes, %d failures in %.1f s" % (
        4 * options.seeds, events, masked, most_held, len(failures), time.monotonic() - start))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
