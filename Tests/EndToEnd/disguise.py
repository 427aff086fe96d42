"""Finds a text however a frame writes it."""

import base64
import binascii
import html
import json
import re
import urllib.parse

ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")


def _strings(value):
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            stack += value.keys()
            stack += value.values()
        elif isinstance(value, list):
            stack += value
            if value and all(isinstance(v, int) and 0 <= v < 256 for v in value):
                yield bytes(value).decode("utf-8", "replace")


def _decoded(text):
    yield ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), text)
    if "%" in text:
        yield urllib.parse.unquote(text)
    if "&" in text:
        yield html.unescape(text)
    if text[:1] in ("{", "[", '"'):
        try:
            yield from _strings(json.loads(text))
        except (ValueError, RecursionError):
            pass
    for match in BASE64.finditer(text):
        run = match.group().replace("-", "+").replace("_", "/")
        try:
            yield base64.b64decode(run + "=" * (-len(run) % 4)).decode("utf-8")
        except (binascii.Error, ValueError):
            pass


def holds(text, wanted, depth=4):
    """Whether `wanted` stands in `text`, as it is or in up to `depth` layers of ordinary encodings."""
    wanted = wanted.lower()
    seen, layer = set(), {text}
    for _ in range(depth):
        if any(wanted in t.lower() for t in layer):
            return True
        seen |= layer
        layer = {d for t in layer for d in _decoded(t)} - seen
    return any(wanted in t.lower() for t in layer)
