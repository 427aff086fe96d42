"""The tables of `Tests/Facts`, and frames built from their rows."""

import dataclasses
import json
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Facts"

ANY_KEY = "note"
STEP = re.compile(r"\{type=(?P<type>[^}]*)\}|(?P<keys>\{keys\})|(?P<element>\[\*\])|(?P<any>\.?\*)|\.?(?P<key>[^.\[{*]+)")


@dataclasses.dataclass(frozen=True)
class Row:
    """One path of one frame type."""

    frame: str
    path: str
    kind: str
    format: str
    when: tuple

    @property
    def name(self):
        return "%s %s" % (self.frame, self.path)


@dataclasses.dataclass(frozen=True)
class Event:
    name: str
    stream_key: tuple
    done_event: str
    done_field: str

    @property
    def is_stream(self):
        return bool(self.stream_key)


def _table(name):
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    if len(lines) < 2:
        raise ValueError(name + " has no rows")
    return [line.split("\t") for line in lines[1:]]


def _rows(name):
    rows = []
    for types, path, kind, form, when in _table(name):
        when = tuple((k, tuple(v)) for k, v in json.loads(when).items()) if when else ()
        rows += [Row(t, path, kind, form, when) for t in types.split(" ")]
    return rows


def client_rows():
    """Rows of client frames; the nested shape of a create is written out as `response.create (nested)`."""
    rows = _rows("responses-client-events.tsv")
    nested = []
    for row in rows:
        if row.frame == "response.create":
            when = tuple(("response." + k, v) for k, v in row.when)
            nested.append(Row("response.create (nested)", "response." + row.path, row.kind, row.format, when))
    return rows + nested


def server_rows():
    return _rows("responses-server-events.tsv")


def events():
    found = {}
    for name, _, key, full in _table("responses-events.tsv"):
        key = tuple(k for k in key.split(" ") if k)
        match = re.fullmatch(r"(.*\.done)\.(.+)", full)
        found[name] = Event(name, key, *(match.groups() if match else ("", "")))
    return found


def steps(path):
    """A path as (kind, name) steps: key, element, any, keys, type."""
    at, out = 0, []
    while at < len(path):
        match = STEP.match(path, at)
        if not match:
            raise ValueError("a path that cannot be read: " + path)
        kind = match.lastgroup
        out.append((kind, match.group(kind)))
        at = match.end()
    return out


def put(frame, path, value):
    """Puts a value where a path points, making what is missing on the way."""
    _put(frame, steps(path), value)


def _put(holder, way, value):
    (kind, name), rest = way[0], way[1:]
    if kind == "type":
        holder.setdefault("type", name)
        return _put(holder, rest, value)
    if kind == "keys":
        holder.update(value)
        return None
    slot = 0 if kind == "element" else ANY_KEY if kind == "any" else name
    if not rest:
        if isinstance(holder, list):
            holder[:] = [value]
        else:
            holder[slot] = value
        return None
    missing = not holder if isinstance(holder, list) else slot not in holder
    if missing:
        new = [] if rest[0][0] == "element" else {}
        if isinstance(holder, list):
            holder.append(new)
        else:
            holder[slot] = new
    return _put(holder[slot], rest, value)


def variants(row):
    """How often a row is filled so that each value of its discriminators is seen once."""
    return max([len(values) for _, values in row.when] or [1])


def add_roles(value):
    """Gives each message the role that it needs to be one."""
    if isinstance(value, list):
        for element in value:
            add_roles(element)
    elif isinstance(value, dict):
        if value.get("type") == "message" and "role" not in value:
            parts = value.get("content")
            kinds = {p.get("type") for p in parts if isinstance(p, dict)} if isinstance(parts, list) else set()
            value["role"] = "assistant" if kinds & {"output_text", "refusal"} else "user"
        for element in list(value.values()):
            add_roles(element)
