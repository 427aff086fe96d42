#!/usr/bin/env python3
"""Turns a record of `maskwire serve --record` into a conversation that can be replayed.

  from_record.py RECORD NAME.ndjson [--conn NUMBER]

A record is what the backend saw: its client frames hold tokens. Here each token gets a made-up value of
its entity, and one for text that only looked like a token gets such text. Client frames get the values,
and frames of the backend the tokens that these have under the documented test key, in deltas cut where they
were cut. Several principals get names of their own; one needs none. What was masked one way, such as a
password that became <PASSWORD>, stays as it is, and so does what no rule knows, such as a name: read the
result before it is shared. It is written only if the whole record could be read.
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
RULES = pathlib.Path(__file__).resolve().parent.parent.parent / "rules"
ENTITIES = sorted({e for f in RULES.glob("*.yaml") for e in re.findall(r"supported_entity: (\w+)", f.read_text(encoding="utf-8"))})
MARKER = re.compile("<(?:%s)>" % "|".join(ENTITIES))


def password(chance):
    return made_up.Value("PASSWORD", "".join(chance.choice(markup.BASE32) for _ in range(12)), "password")


def hardware_address(chance):
    return made_up.Value("MAC_ADDRESS", ":".join("%02x" % chance.randint(16, 255) for _ in range(6)), "MAC")


def literal(chance):
    """Text that looks like a token and is none."""
    return made_up.Value("LITERAL", "<EMAIL_ADDRESS_%s>" % "".join(chance.choice(markup.BASE32) for _ in range(8)), "")


KINDS = [*made_up.KINDS, password, hardware_address, literal]


class Renaming:
    """A made-up value for each token of a principal, always the same for the same record."""

    def __init__(self, scope):
        self.scope = scope
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
            value = self.chance.choice(KINDS)(self.chance)
            if value.entity != entity or value.text in self.values.values():
                continue
            found = value.text
            if len(markup.token(entity, found)) == len(entity) + len(suffix) + 3:
                break
        if found is None:
            raise SystemExit("no made-up value of %s: add a kind to KINDS in from_record.py" % entity)
        return found

    def token(self, match):
        """The token of the value in place of the one that was recorded."""
        return markup.token(match[1], self.value(match[0]), self.scope) if match[0] in self.values else match[0]


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
    """Renames tokens in the deltas of each text of a principal, which may be cut over several."""
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


def by_principal(lines):
    """The lines of each principal, in order."""
    parts = {}
    for line in lines:
        parts.setdefault(line.get("principal"), []).append(line)
    return list(parts.values())


def rename(lines, names):
    """Gives the lines of one principal made-up values, and the tokens of these."""
    for line in lines:
        line.pop("principal", None)
        if names.scope != markup.DEFAULT_SCOPE:
            line["principal"] = names.scope
        if line["from"] == "client" and "frame" in line:
            line["frame"] = changed(line["frame"], TOKEN, lambda m: names.value(m[0]))
    rename_deltas(lines, names)
    for line in lines:
        if line["from"] == "backend" and "frame" in line:
            line["frame"] = changed(line["frame"], TOKEN, names.token)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", metavar="RECORD", type=pathlib.Path)
    parser.add_argument("conversation", metavar="NAME.ndjson", type=pathlib.Path)
    parser.add_argument("--conn", help="only this connection of the record")
    options = parser.parse_args()
    lines = [read(line) for line in options.record.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if options.conn in (None, line.get("conn"))]
    if not lines:
        raise SystemExit("%s: no line%s" % (options.record, "" if options.conn is None else " of that connection"))
    parts = by_principal(lines)
    made = 0
    for number, part in enumerate(parts, 1):
        names = Renaming(markup.DEFAULT_SCOPE if len(parts) == 1 else "user-%d" % number)
        rename(part, names)
        made += len(names.values)
    text = "".join(markup.dump(line) + "\n" for line in lines)
    options.conversation.write_text(text, encoding="utf-8")
    print("%d lines, %d values made up" % (len(lines), made), file=sys.stderr)
    markers = sum(len(MARKER.findall(markup.dump(line))) for line in lines if line["from"] == "client")
    if markers:
        print("%d one-way markers such as <PASSWORD> left as they are" % markers, file=sys.stderr)


if __name__ == "__main__":
    main()
