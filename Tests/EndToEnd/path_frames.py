"""Frames that are filled at one path, and how to read what becomes of them."""

import base64
import json
import re

import facts

CARRIERS = {"url", "url-or-data-url", "data-url", "headers"}
FETCHED = re.compile(r"(image_url|file_url|server_url)$")
SCHEMAS = {"schema", "parameters", "output_schema", "input_schema"}
TOKEN = "<EMAIL_ADDRESS_(?:[0-9A-HJKMNP-TV-Z]{8}|[0-9A-HJKMNP-TV-Z]{10}|[0-9A-HJKMNP-TV-Z]{13})>"
CARD = 5241053286568735
MARK = "\0mail\0"
TEXT = "ask " + MARK + " about cobalt"


def dump(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def written(frame, mail):
    """The JSON text of a frame whose strings hold the mark instead of an address."""
    return dump(frame).replace(dump(MARK)[1:-1], mail).replace(dump(dump(MARK)[1:-1])[1:-1], mail)


def text_values(row):
    """(what it is, value) pairs that fill a text path; each holds the mark."""
    if row.format == "any-json":
        yield "leaf", {"note": {"deep": [1, {"who": TEXT}]}}
        yield "key", {"note": {TEXT: "cobalt"}}
        if facts.steps(row.path.removesuffix(".*"))[-1][1] in SCHEMAS:
            who = {"type": "string"}
            for keyword in ("description", "const", "default"):
                yield keyword, {"type": "object", "properties": {"who": {**who, keyword: TEXT}}}
            for keyword in ("enum", "examples"):
                yield keyword, {"type": "object", "properties": {"who": {**who, keyword: ["cobalt", TEXT]}}}
            yield "property", {"type": "object", "properties": {TEXT: who}, "required": [TEXT]}
    elif row.format.startswith("json-string"):
        yield "leaf", dump({"who": TEXT, "n": [1, 2.5]})
        yield "key", dump({TEXT: True})
    elif row.path.endswith("{keys}"):
        yield "", {TEXT: "cobalt"}
    elif row.format == "url":
        yield "", "https://files.example.org/of/" + MARK + "/cobalt.txt"
    elif row.format == "url-or-data-url":
        yield "url", "https://files.example.org/of/" + MARK + "/cobalt.png"
        yield "data", data_url(TEXT)
    elif row.format == "data-url":
        yield "", data_url(TEXT)
    elif row.format == "headers":
        yield "", TEXT
    else:
        yield "", TEXT


def data_url(text):
    return "data:text/plain;base64," + text


def same_values(row):
    """Values of the class of a path, which must pass as they are."""
    if row.kind == "number":
        yield from [("integer", CARD)] if row.format == "integer" else [("fraction", -0.125), ("integer", CARD)]
    elif row.kind == "opaque":
        yield "", "gAAAA" + base64.b64encode(b"\x00\x01 ask jane.doe@contoso.net about cobalt, twice").decode()
    elif row.path.endswith("{keys}"):
        yield "", {"title" if row.format == "schema-key" else "X-Cobalt-Ref": "cobalt"}
    elif row.path.endswith("stream_id"):
        yield "", "cobalt-Ref_17.a"
    else:
        yield "", "cobalt-Ref_17.a:b/c=d"


def place(row):
    """Where `text_values` go: an any-json path that ends in any key is filled as a whole object."""
    if row.format == "any-json" and row.path.endswith(".*"):
        return facts.Row(row.frame, row.path[:-2], row.kind, row.format, row.when)
    return row


def fill(frame, row, value, variant):
    row = place(row)
    for path, values in row.when:
        facts.put(frame, path, values[variant % len(values)])
    if isinstance(value, dict) and row.path.endswith("[*]"):
        # An element that is known by its discriminators keeps them.
        for key, part in value.items():
            facts.put(frame, row.path + "." + key, part)
    else:
        facts.put(frame, row.path, value)
    facts.add_roles(frame)
    return frame


def envelope(side, frame, conn):
    return '{"to":"%s","frame":%s,"conn":"%s"}' % (side, frame, conn)


def to(line):
    return line[7 : line.index('"', 7)] if line.startswith('{"to":"') else ""


def frame_of(line):
    try:
        frame = json.loads(line).get("frame")
    except (ValueError, AttributeError):
        return {}
    return frame if isinstance(frame, dict) else {}


def token_in(line, sent, mail):
    """The token that stands in a line where an address was sent; None if anything else differs."""
    pattern = re.escape(sent.replace(mail, "\0")).split(re.escape("\0"))
    match = re.fullmatch(pattern[0] + "(" + TOKEN + ")" + r"\1".join(pattern[1:]), line)
    return match.group(1) if match else None


def changed(line, side):
    if to(line) != side:
        error = frame_of(line).get("error")
        return "refused: %s" % error.get("code") if isinstance(error, dict) else "not sent on"
    return "a value changed that should not, or the text was not masked as it should be"


def put_text_beside(frame, row):
    """Puts the text that the logprobs of a row spell next to them."""
    facts.put(frame, re.sub(r"logprobs\[\*\]\..*", "delta" if row.kind == "delta" else "text", row.path), TEXT)
    return frame


def without_logprobs(value):
    if isinstance(value, dict):
        return {k: [] if k == "logprobs" else without_logprobs(v) for k, v in value.items()}
    return [without_logprobs(v) for v in value] if isinstance(value, list) else value


def value_at(frame, path):
    for _, name in facts.steps(path):
        frame = frame.get(name) if isinstance(frame, dict) else None
    return frame if isinstance(frame, str) else "\0"
