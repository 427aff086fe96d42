#!/usr/bin/env python3
"""Holds random conversations through a filter and checks the laws that must hold in each.

  random_conversations.py --cmd 'maskwire filter' [--seeds 500] [--from 0]

The client sends values of several entities in random places. A made-up backend answers with random
text that holds the tokens it saw, cut anywhere and interleaved over parts, items, responses and lanes.
Checked in each: the backend sees no value; every delta is answered at once; the deltas of a stream,
its done event and the terminal event agree on the text with the values put back; every other field is
what was sent; sequence numbers never go down.

One process serves all seeds, each on a connection of its own. A failure names its seed and no value.
"""

import argparse
import itertools
import json
import random
import re
import sys
import time

import made_up
from filter_process import FilterFailure, FilterProcess
from random_answers import HOLE, STREAMS, Backend, Prose, merged, written

SUFFIX = "(?:[0-9A-HJKMNP-TV-Z]{8}|[0-9A-HJKMNP-TV-Z]{10}|[0-9A-HJKMNP-TV-Z]{13})"
MOST_FAILURES = 10
ENOUGH_SEEDS = 50
PLACE = ("stream_id", "item_id", "output_index", "content_index", "summary_index")


class Broken(Exception):
    """A law that does not hold."""


def require(holds, law):
    if not holds:
        raise Broken(law)


def dump(tree):
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


class Talk:
    """One random conversation."""

    def __init__(self, seed, process, strangers):
        self.chance = random.Random(seed)
        self.process = process
        self.connection, self.principal = "seed-%d" % seed, "user-%d" % (seed % 5)
        self.values = made_up.values(self.chance, self.chance.randint(3, 9))
        if self.chance.random() < 0.5:
            self.values.append(made_up.Value("LITERAL", "<EMAIL_ADDRESS_7>", "the text"))
        self.plain = {i: v.text for i, v in enumerate(self.values)}
        self.tokens = {}
        self.prose = Prose(self.chance, self.values)
        self.backend = Backend(self.chance, self.prose, self.tokens, strangers)
        self.ids = itertools.count(1)
        self.numbers, self.texts = {}, {}
        self.as_string = self.chance.random() < 0.3
        self.deltas = self.values_sent = 0

    def run(self):
        for _ in range(self.chance.randint(1, 3)):
            lanes = self.chance.sample([None, "lane-a", "lane-b"], self.chance.choice([1, 1, 2]))
            for lane in lanes:
                self.ask(lane)
            responses = [self.backend.response(lane) for lane in lanes]
            for event in merged(self.chance, responses):
                self.answer(event)
        require(not self.process.rest(), "nothing is sent without a cause")

    # The client

    def send(self, side, tree):
        frame = dump(tree)
        self.process.send(side, dump(frame) if self.as_string else frame, self.connection, self.principal)

    def receive(self, side):
        line = self.process.read()
        found = json.loads(line)
        require(found.get("to") == side, "a frame goes to the other side")
        require(found.get("conn") == self.connection, "a frame stays on its connection")
        require(isinstance(found.get("frame"), str) == self.as_string, "a frame keeps its form")
        return line, json.loads(found["frame"]) if self.as_string else found["frame"]

    def ask(self, lane):
        tree = {"type": "response.create", "model": "gpt-4o"}
        if lane:
            tree["stream_id"] = lane
        if self.chance.random() < 0.5:
            tree["instructions"] = self.prose.text(self.plain)
        if self.chance.random() < 0.4:
            tree["metadata"] = {"first": self.prose.text(self.plain), "second": "cobalt"}
        tree["input"] = self.prose.text(self.plain) if self.chance.random() < 0.3 else [self.item() for _ in range(self.chance.randint(1, 5))]
        self.send("client", written(tree, self.plain))
        line, found = self.receive("backend")
        require(not any(v.text in line for v in self.values), "no value reaches the backend")
        self.compare(tree, found)

    def compare(self, tree, found):
        """The frame at the backend is the one that was sent, with a token in each hole."""
        if isinstance(tree, str):
            self.compare_text(tree, found)
        elif isinstance(tree, list):
            require(isinstance(found, list) and len(tree) == len(found), "arrays stay as they are")
            for part, got in zip(tree, found):
                self.compare(part, got)
        elif isinstance(tree, dict):
            require(isinstance(found, dict) and list(tree) == list(found), "keys stay as they are")
            for key in tree:
                self.compare(tree[key], found[key])
        else:
            require(type(tree) is type(found) and tree == found, "other values stay as they are")

    def compare_text(self, tree, found):
        require(isinstance(found, str), "a text stays a text")
        holes = [int(n) for n in HOLE.findall(tree)]
        pattern = HOLE.split(tree)[::2]
        pattern = re.escape(pattern[0]) + "".join(
            "(<%s_%s>)%s" % (self.values[hole].entity, SUFFIX, re.escape(rest)) for hole, rest in zip(holes, pattern[1:]))
        match = re.fullmatch(pattern, found)
        require(match, "each value is one token, and the text around it stays")
        for hole, token in zip(holes, match.groups()):
            require(self.tokens.setdefault(hole, token) == token, "a value has one token")
            self.values_sent += 1
        require(len(set(self.tokens.values())) == len(self.tokens), "two values have two tokens")

    def source(self):
        tree = {"note": self.prose.text(self.plain), "more": [self.prose.text(self.plain), 17, None, {"quoted": 'say "cobalt"\n' + self.prose.text(self.plain)}]}
        return json.dumps(tree, ensure_ascii=False, indent=self.chance.choice([None, None, 2]))

    def item(self):
        name = lambda prefix: "%s_%04x" % (prefix, next(self.ids))
        kinds = {
            "message": lambda: {"type": "message", "role": "user", "content": self.prose.text(self.plain)},
            "parts": lambda: {"type": "message", "role": "user", "content": [{"type": "input_text", "text": self.prose.text(self.plain) + " "} for _ in range(self.chance.randint(1, 3))]},
            "output": lambda: {"type": "function_call_output", "call_id": name("call"), "output": self.prose.text(self.plain)},
            "json output": lambda: {"type": "function_call_output", "call_id": name("call"), "output": self.source()},
            "custom output": lambda: {"type": "custom_tool_call_output", "call_id": name("call"), "output": [{"type": "input_text", "text": self.prose.text(self.plain)}]},
            "call": lambda: {"type": "function_call", "id": name("fc"), "call_id": name("call"), "name": "look_up", "arguments": self.source()},
            "custom call": lambda: {"type": "custom_tool_call", "id": name("ctc"), "call_id": name("call"), "name": "edit", "input": self.prose.text(self.plain)},
            "reasoning": lambda: {"type": "reasoning", "id": name("rs"), "encrypted_content": "gAAAAAB0b3RhbGx5", "summary": [{"type": "summary_text", "text": self.prose.text(self.plain)}]},
            "shell": lambda: {"type": "shell_call_output", "call_id": name("call"), "output": [{"stdout": self.prose.text(self.plain) + "\n", "stderr": "", "outcome": {"type": "exit", "exit_code": 0}}]},
        }
        if self.backend.said:
            kinds["said"] = lambda: {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": self.chance.choice(self.backend.said), "annotations": []}]}
        return kinds[self.chance.choice(list(kinds))]()

    # What the client must see

    def answer(self, event):
        key = stream_of(event)
        self.send("backend", placed(written(event, self.tokens)))
        if event["type"].endswith(".delta"):
            self.deltas += 1
            found = self.receive("client")[1]
            require(found.get("type") == event["type"], "a delta is answered at once")
            self.check_number(found, event)
            self.add(key, found, event)
            return
        found = self.receive("client")[1]
        while str(found.get("type")).endswith(".delta"):
            self.check_number(found, event)
            flushed = stream_of(found)
            require(flushed in self.texts, "only a stream that runs is flushed")
            require(found.get("logprobs", []) == [], "moved text has no logprobs")
            self.texts[flushed] += found["delta"]
            found = self.receive("client")[1]
        self.check_number(found, event)
        require(same(found, placed(written(event, self.plain))), "%s is what was sent, with the values in it" % event["type"])
        if event["type"].endswith(".done") and key in self.texts:
            field = next(f for n, f in STREAMS.values() if n == key[0] + ".delta")
            require(self.texts.pop(key) == found[field], "the deltas of a stream are its done text")

    def check_number(self, found, event):
        lane, number = event.get("stream_id"), found.get("sequence_number")
        if event["type"] == "response.created":
            self.numbers[lane] = 0
        require(isinstance(number, int) and number >= self.numbers.get(lane, 0), "sequence numbers never go down")
        require(number == event["sequence_number"], "an event carries the number of what caused it")
        self.numbers[lane] = number

    def add(self, key, found, event):
        require(isinstance(found.get("delta"), str), "a delta has a text")
        self.texts[key] = self.texts.get(key, "") + found["delta"]
        want = {**event, "delta": found["delta"]}
        if "logprobs" in want and (found["delta"] != event["delta"] or found.get("logprobs") == []):
            want["logprobs"] = []
        require(found == want and list(found) == list(want), "only the text of a delta changes")


def stream_of(event):
    return (event["type"].rsplit(".", 1)[0], *(event.get(k) for k in PLACE))


def placed(tree):
    """Offsets, written as the text before them, as numbers."""
    if isinstance(tree, list):
        return [placed(v) for v in tree]
    if isinstance(tree, dict):
        return {k: len(v) if k in ("start_index", "end_index") else placed(v) for k, v in tree.items()}
    return tree


def same(found, want):
    """Equality with the order of keys; JSON source is equal if its values are."""
    if isinstance(want, dict):
        return isinstance(found, dict) and list(found) == list(want) and all(
            strict(found[k]) == strict(want[k]) if k == "arguments" else same(found[k], want[k]) for k in want)
    if isinstance(want, list):
        return isinstance(found, list) and len(found) == len(want) and all(map(same, found, want))
    return type(found) is type(want) and found == want


def strict(source):
    if source == "":
        return source
    try:
        return json.loads(source)
    except (ValueError, TypeError):
        raise Broken("arguments are JSON") from None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmd", required=True, help="the filter command")
    parser.add_argument("--seeds", type=int, default=500, help="how many conversations (default 500)")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--seconds", type=float, default=600, help="bound for the whole run (default 600)")
    options = parser.parse_args()
    start = time.monotonic()
    failures, deltas, values, seed = [], 0, 0, options.first
    end = options.first + options.seeds
    while seed < end and len(failures) < MOST_FAILURES:
        strangers = None
        with FilterProcess(options.cmd, options.seconds - (time.monotonic() - start)) as process:
            try:
                strangers = strange_tokens(process)
                while seed < end:
                    talk = Talk(seed, process, strangers)
                    seed += 1
                    talk.run()
                    require(not any(v.text in process.log() for v in talk.values), "no value is in the log")
                    deltas += talk.deltas
                    values += talk.values_sent
                process.finish()
            except (Broken, FilterFailure) as failure:
                failures.append("seed %d: %s" % (seed - 1, failure))
            except (ValueError, LookupError, TypeError, AttributeError) as failure:
                failures.append("seed %d: a line is not of the form that it must have (%s)" % (seed - 1, type(failure).__name__))
            if strangers is None:
                failures[-1] = "before the first seed" + failures[-1][failures[-1].index(":") :]
                break
            # After a failure the rest runs in a new process: the old one may have more to say.
    for failure in failures:
        print("failed: " + failure)
    print("%d conversations, %d values, %d deltas, %d failures in %.1f s" % (
        seed - options.first, values, deltas, len(failures), time.monotonic() - start))
    if options.seeds >= ENOUGH_SEEDS and (deltas < 10 * options.seeds or values < options.seeds):
        print("too few deltas or values: the conversations say too little")
        return 1
    return 1 if failures or seed < end else 0


def strange_tokens(process):
    """Tokens of another principal, which no other connection may get values for."""
    values = made_up.values(random.Random("strangers"), 6)
    text = " and ".join("%s %s" % (v.words, v.text) for v in values)
    process.send("client", dump({"type": "response.create", "model": "gpt-4o", "input": text}), "stranger", "stranger")
    found = re.findall("<[A-Z_]+_%s>" % SUFFIX, process.read())
    require(len(found) == len(values), "each value is one token, and the text around it stays")
    return found


if __name__ == "__main__":
    sys.exit(main())
