#!/usr/bin/env python3
"""Writes the recorded conversations from their scripts.

  record.py [NAME...] [--check]

Each script of `Scripts` becomes two transcripts: `NAME.ndjson`, the frames of both sides, and
`NAME.expected.ndjson`, what a filter must write. Both come from the script alone: nothing here asks
the filter. With --check nothing is written, and files that differ from their scripts are an error.
"""

import argparse
import importlib
import json
import pathlib
import sys

import markup
from hold_back import HoldBack
from script import Conversation

HERE = pathlib.Path(__file__).resolve().parent
PLACE = ("stream_id", "item_id", "output_index", "content_index", "summary_index", "command_index")


class Recorder:
    """Turns the lines of a conversation into what goes in and what must come out."""

    def __init__(self, talk):
        self.talk = talk
        self.masked, self.plain = markup.View(masked=True), markup.View(masked=False)
        self.restored = {}
        self.streams = {}
        self.given, self.expected = [], []

    def run(self):
        for side, form, frame in self.talk.lines:
            if side == "client":
                self.client(form, frame)
            else:
                self.backend(form, frame)
        if any(hold.held for hold, _, _ in self.streams.values()):
            raise ValueError(self.talk.name + " ends with held text")

    def client(self, form, frame):
        for entity, value in markup.values(frame):
            self.restored[markup.token(entity, value)] = value
        self.take("client", form, self.plain.tree(frame))
        self.give("backend", form, self.masked.tree(frame))

    def backend(self, form, frame):
        for entity, value in markup.values(frame):
            if markup.token(entity, value) not in self.restored:
                raise ValueError("%s restores a value that the client never sent" % self.talk.name)
        came = self.masked.tree(frame)
        self.take("backend", form, came)
        if came["type"].endswith(".delta"):
            self.delta(form, came)
            return
        self.flush(came)
        self.give("client", form, emptied_logprobs(self.plain.tree(frame), came))

    def delta(self, form, came):
        key = (came["type"].removesuffix(".delta"), *(came.get(k) for k in PLACE))
        if key not in self.streams:
            self.streams[key] = (HoldBack(self.restored), None, None)
        hold = self.streams[key][0]
        self.streams[key] = (hold, form, came)
        goes = {**came, "delta": hold.feed(came["delta"])}
        self.give("client", form, emptied_logprobs(goes, came))

    def flush(self, came):
        """A stream that ends gives out what it held, in a copy of its last delta."""
        name = came["type"].removesuffix(".done")
        ends_all = name in ("response.completed", "response.incomplete", "response.failed")
        for key, (hold, form, last) in self.streams.items():
            same_lane = key[1] == came.get("stream_id")
            own = name == key[0] and all(came.get(k) == v for k, v in zip(PLACE, key[1:]))
            if hold.held and (own or (ends_all and same_lane)):
                copy = {**last, "delta": hold.held, "sequence_number": came["sequence_number"]}
                hold.held = ""
                self.give("client", form, emptied_logprobs(copy, last, moved=True))

    def take(self, side, form, tree):
        spaced = form == "spaced"
        frame = markup.dump(tree, spaced)
        if form == "string":
            frame = markup.dump(frame)
        comma, colon = (", ", ": ") if spaced else (",", ":")
        conn = comma + '"conn"' + colon + markup.dump(self.talk.connection) if self.talk.connection else ""
        self.given.append('{"from"%s"%s"%s"frame"%s%s%s}' % (colon, side, comma, colon, frame, conn))

    def give(self, side, form, tree):
        frame = markup.dump(tree, form == "spaced")
        if form == "string":
            frame = markup.dump(frame)
        conn = ',"conn":' + markup.dump(self.talk.connection) if self.talk.connection else ""
        self.expected.append('{"to":"%s","frame":%s%s}' % (side, frame, conn))


def emptied_logprobs(tree, came, moved=False):
    """Logprobs spell a text out, so a text that changed has none."""
    if isinstance(tree, dict):
        changed = moved or any(tree.get(k) != came.get(k) for k in ("text", "delta"))
        return {
            k: [] if k == "logprobs" and changed else emptied_logprobs(v, came.get(k))
            for k, v in tree.items()
        }
    if isinstance(tree, list) and isinstance(came, list):
        return [emptied_logprobs(v, c) for v, c in zip(tree, came, strict=True)]
    return tree


def conversations():
    return sorted(p.stem.replace("_", "-") for p in (HERE / "Scripts").glob("*.py") if p.stem != "__init__")


def record(name):
    module = importlib.import_module("Scripts." + name.replace("-", "_"))
    talk = Conversation(name, **getattr(module, "SETTINGS", {}))
    module.tell(talk)
    recorder = Recorder(talk)
    recorder.run()
    for line in recorder.given + recorder.expected:
        json.loads(line)
    return {
        HERE / (name + ".ndjson"): "\n".join(recorder.given) + "\n",
        HERE / (name + ".expected.ndjson"): "\n".join(recorder.expected) + "\n",
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these conversations")
    parser.add_argument("--check", action="store_true", help="compare with the files instead of writing them")
    options = parser.parse_args()
    differing = 0
    for name in options.names or conversations():
        for path, text in record(name).items():
            if not options.check:
                path.write_text(text, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                differing += 1
                print("%s is not what its script says" % path.name)
        print("%s: %d lines" % (name, text.count("\n")))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
