#!/usr/bin/env python3
"""Turns a record of `maskwire serve --record` into a conversation that can be replayed.

  from_record.py RECORD [--conn NUMBER] >NAME.ndjson

A record is what the backend saw: its client frames hold tokens. Here each token gets a made-up value of
its entity. Client frames get the values, and frames of the backend the tokens that these have under the
documented test key, in deltas cut where they were cut. What no rule knows, such as a name, stays as it is:
read the result before it is shared.
"""

import argparse
import json
import pathlib
import random
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "EndToEnd"))

import made_up  # noqa: E402
import markup  # noqa: E402

TOKEN = re.compile("<(%s)_([%s]{8}|[%s]{10}|[%s]{13})>" % ("|".join(markup.NORMALISED), *[markup.BASE32] * 3))
STREAM = ("conn", "stream_id", "item_id", "output_index", "content_index", "summary_index", "command_index")
TRIES = 2_000


class Renaming:
    """A made-up value for each token, always the same for the same record."""

    def __init__(self):
        self.chance = random.Random(7)
        self.values = {}

    def value(self, token):
        if token not in self.values:
            self.values[token] = self._made_up(*TOKEN.fullmatch(token).groups())
        return self.values[token]

    def _made_up(self, entity, suffix):
        """One whose token is as long, if there is one; so deltas are cut as they were."""
        found = None
        for _ in range(TRIES):
            value = self.chance.choice(made_up.KINDS)(self.chance)
            if value.entity != entity or value.text in self.values.values():
                continue
            found = value.text
            if len(markup.token(entity, found)) == len(entity) + len(suffix) + 3:
                break
        if found is None:
            raise SystemExit("no made-up value of %s: add a kind to made_up.py" % entity)
        return found

    def token(self, match):
        """The token of the value in place of the one that was recorded."""
        return markup.token(match[1], self.value(match[0])) if match[0] in self.values else match[0]


def changed(tree, pattern, change):
    if isinstance(tree, str):
        return pattern.sub(change, tree)
    if isinstance(tree, list):
        return [changed(v, pattern, change) for v in tree]
    if isinstance(tree, dict):
        return {pattern.sub(change, k): changed(v, pattern, change) for k, v in tree.items()}
    return tree


def recut(pieces, names):
    """The pieces of a text with its tokens renamed, cut at the same places."""
    text = "".join(pieces)
    places, new, at = [], "", 0
    for match in TOKEN.finditer(text):
        new += text[at : match.start()]
        places.append((match.start(), match.end(), len(new), names.token(match)))
        new += places[-1][3]
        at = match.end()
    new += text[at:]

    def moved(offset):
        shift = 0
        for start, end, target, token in places:
            if offset <= start:
                break
            if offset < end:
                return target + min(offset - start, len(token))
            shift = target + len(token) - end
        return offset + shift

    cuts, position = [0], 0
    for piece in pieces:
        position += len(piece)
        cuts.append(moved(position))
    return [new[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


def read(text):
    """A line of the record; a frame that is written as a string is read if it can be."""
    line = json.loads(text)
    if isinstance(line.get("frame"), str):
        try:
            line["frame"] = json.loads(line["frame"])
        except ValueError:
            pass
    return line


def stream(line):
    frame = line["frame"]
    return (frame["type"], line.get("conn"), *(frame.get(k) for k in STREAM[1:]))


def rename_deltas(lines, names):
    """Renames tokens in the deltas of each text, which may be cut over several."""
    texts = {}
    for line in lines:
        frame = line.get("frame")
        if line["from"] != "backend" or not isinstance(frame, dict):
            continue
        kind = str(frame.get("type", ""))
        if kind.endswith(".delta") and isinstance(frame.get("delta"), str):
            texts.setdefault(stream(line), []).append(frame)
        elif kind.endswith(".done"):
            end(texts, [k for k in texts if k[0] == kind.removesuffix("done") + "delta" and k[1:] == stream(line)[1:]], names)
    end(texts, list(texts), names)


def end(texts, keys, names):
    for key in keys:
        frames = texts.pop(key)
        for frame, piece in zip(frames, recut([f["delta"] for f in frames], names), strict=True):
            frame["delta"] = piece


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", metavar="RECORD", type=pathlib.Path)
    parser.add_argument("--conn", help="only this connection of the record")
    options = parser.parse_args()
    lines = [read(line) for line in options.record.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if options.conn in (None, line.get("conn"))]
    names = Renaming()
    for line in lines:
        line.pop("principal", None)
        if line["from"] == "client":
            line.update({k: changed(line[k], TOKEN, lambda m: names.value(m[0])) for k in ("frame",) if k in line})
    rename_deltas(lines, names)
    for line in lines:
        if line["from"] == "backend" and "frame" in line:
            line["frame"] = changed(line["frame"], TOKEN, names.token)
        print(markup.dump(line))
    print("%d lines, %d values made up" % (len(lines), len(names.values)), file=sys.stderr)
    return 0 if lines else 1


if __name__ == "__main__":
    sys.exit(main())
