#!/usr/bin/env python3
"""Writes the recorded conversations from their scripts.

  record.py [NAME...] [--check]

Each script of `Scripts` becomes three transcripts: `NAME.ndjson`, the frames of both sides,
`NAME.expected.ndjson`, what a filter must write, and `NAME.suppress.expected.ndjson`, what it must
write with `--output-masking suppress`. They come from the script alone: nothing here asks the filter.

How a masked delta is cut is the filter's own affair, so `NAME.stream.expected.ndjson` is written by
`maskwire verify --update` and checked here: every line but deltas must be what the script says, and the
deltas of a text must join to the text that ends them.

With --check nothing is written, and files that differ from their scripts are an error.
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
# What does not arrive while output is masked, or arrives in other pieces.
DROPPED = {"suppress": (".delta", ".done"), "stream": (".delta",)}
# Where events that end a text have all of it.
WHOLE = ("text", "refusal", "arguments", "input", "diff", "code", "command")
UNREADABLE = {
    "type": "error",
    "status": 502,
    "error": {
        "type": "server_error",
        "code": "maskwire_backend_frame",
        "message": "backend_frame: the backend sent what is no JSON object; it was dropped.",
        "param": None,
    },
}
PLACE = ("stream_id", "item_id", "output_index", "content_index", "summary_index", "command_index")


class Recorder:
    """Turns the lines of a conversation into what goes in and what must come out."""

    def __init__(self, talk):
        self.talk = talk
        self.masked, self.plain = markup.View(masked=True), markup.View(masked=False)
        self.restored = {}
        self.streams = {}
        self.given, self.expected = [], []
        self.views = {mode: markup.View(masked=False, output=mode) for mode in ("suppress", "stream")}
        # What must come out while output is masked; of deltas only that there are any.
        self.outputs = {mode: [] for mode in self.views}

    def run(self):
        for side, form, frame in self.talk.lines:
            if form in ("raw", "binary"):
                self.unreadable(form, frame)
            elif side == "client":
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
        for lines in self.outputs.values():
            lines.append(self.expected[-1])

    def unreadable(self, form, frame):
        """A frame that cannot be read passes, unless output is masked: then an event says that it is gone."""
        name = "binary" if form == "binary" else "frame"
        self.given.append('{"from":"backend","%s":%s}' % (name, markup.dump(frame)))
        self.expected.append('{"to":"client","%s":%s}' % (name, markup.dump(frame)))
        for lines in self.outputs.values():
            lines.append(self.line("client", "object", UNREADABLE))

    def backend(self, form, frame):
        for entity, value in markup.values(frame):
            if markup.token(entity, value) not in self.restored:
                raise ValueError("%s restores a value that the client never sent" % self.talk.name)
        came = self.masked.tree(frame)
        self.take("backend", form, came)
        for mode, view in self.views.items():
            if not came["type"].endswith(DROPPED[mode]):
                self.outputs[mode].append(self.line("client", form, emptied_logprobs(view.tree(frame), came)))
        if came["type"].endswith(".delta") and isinstance(came["delta"], str):
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
        self.expected.append(self.line(side, form, tree))

    def line(self, side, form, tree):
        frame = markup.dump(tree, form == "spaced")
        if form == "string":
            frame = markup.dump(frame)
        conn = ',"conn":' + markup.dump(self.talk.connection) if self.talk.connection else ""
        return '{"to":"%s","frame":%s%s}' % (side, frame, conn)

    def stream_failure(self, found):
        """What is wrong with a transcript of output that was masked on the fly; None if nothing is."""
        wanted = self.outputs["stream"]
        others, texts = [], {}
        for line in found:
            frame = json.loads(line).get("frame")
            frame = json.loads(frame) if isinstance(frame, str) else frame
            name = frame.get("type", "")
            key = (name.rpartition(".")[0], *(frame.get(k) for k in PLACE))
            if name.endswith(".delta"):
                if isinstance(frame["delta"], str):
                    texts[key] = texts.get(key, "") + frame["delta"]
                continue
            others.append(line)
            whole = next((frame[k] for k in WHOLE if isinstance(frame.get(k), str)), None)
            if name.endswith(".done") and whole is not None and texts.pop(key, whole) != whole:
                return "the deltas of %s do not join to its text" % name
        for number, (want, got) in enumerate(zip(wanted, others, strict=False), 1):
            if want != got:
                return "line %d without deltas differs\n  expected %s\n  found    %s" % (number, want, got)
        return None if len(wanted) == len(others) else "%d lines without deltas, not %d" % (len(others), len(wanted))


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
    transcripts = {"": recorder.given, ".expected": recorder.expected, ".suppress.expected": recorder.outputs["suppress"]}
    for line in sum(transcripts.values(), []):
        json.loads(line)
    files = {HERE / (name + kind + ".ndjson"): "\n".join(lines) + "\n" for kind, lines in transcripts.items()}
    return files, recorder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these conversations")
    parser.add_argument("--check", action="store_true", help="compare with the files instead of writing them")
    options = parser.parse_args()
    differing = 0
    for name in options.names or conversations():
        files, recorder = record(name)
        for path, text in files.items():
            if not options.check:
                path.write_text(text, encoding="utf-8")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                differing += 1
                print("%s is not what its script says" % path.name)
        if options.check:
            stream = HERE / (name + ".stream.expected.ndjson")
            lines = stream.read_text(encoding="utf-8").splitlines() if stream.exists() else []
            failure = recorder.stream_failure(lines)
            if failure:
                differing += 1
                print("%s: %s" % (stream.name, failure))
        print("%s: %d lines" % (name, len(recorder.given)))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
