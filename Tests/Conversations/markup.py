"""Marked-up text of a script, and its readings: the client's values, the backend's tokens, masked output.

A script writes a value of the client as `[[EMAIL_ADDRESS:jane@contoso.net]]`, and one that the model
makes up itself as `{{EMAIL_ADDRESS:jane@contoso.net}}`. The naming of tokens is written here a
second time, from its description alone, so that a fixture cannot agree with a mistake in the filter.
"""

import hashlib
import hmac
import json
import re

TEST_KEY = "maskwire-documented-test-key-not-secret"
DEFAULT_SCOPE = "default"

MARK = re.compile(r"\[\[([A-Z_]+):(.+?)\]\]")
OWN = re.compile(r"\{\{([A-Z_]+):(.+?)\}\}")
BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SUFFIX_LENGTHS = (8, 10, 13)

VALUE_CHARACTERS = 8
FORM_CHARACTERS = 2


def _digits(text):
    return "".join(c for c in text if c in "0123456789")


def _upper_alphanumerics(text):
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def _same(text):
    return text


NORMALISED = {
    "EMAIL_ADDRESS": str.lower,
    "PHONE_NUMBER": _digits,
    "CREDIT_CARD": _digits,
    "US_SSN": _digits,
    "IBAN_CODE": _upper_alphanumerics,
    "IP_ADDRESS": str.lower,
    "MAC_ADDRESS": _upper_alphanumerics,
    "CRYPTO": _same,
    "PASSWORD": _same,
    "LITERAL": _same,
}


def base32(data):
    """Crockford's alphabet, most significant bits first; a last group of less than five bits is dropped."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    return "".join(BASE32[number >> (bits - at - 5) & 31] for at in range(0, bits - 4, 5))


def token(entity, value, scope=DEFAULT_SCOPE):
    def named(purpose, text):
        parts = ["maskwire/1/" + purpose, scope, entity, text]
        message = b"\0".join(part.encode() for part in parts)
        return base32(hmac.new(TEST_KEY.encode(), message, hashlib.sha256).digest())

    normalised = NORMALISED[entity](value)
    suffix = named("value", normalised)[:VALUE_CHARACTERS]
    if value != normalised:
        suffix += named("form", value)[:FORM_CHARACTERS]
    return "<%s_%s>" % (entity, suffix)


class Source:
    """JSON source in a string, written from a tree so that its values are escaped as JSON asks."""

    def __init__(self, tree, spaced=False):
        self.tree, self.spaced = tree, spaced


class Covers:
    """The place of some words in the text beside them, as start or end in code points."""

    def __init__(self, words, end=False, text=None):
        self.words, self.end, self.text = words, end, text

    def place(self, view, text):
        text = view.text(text if self.text is None else self.text)
        words = view.text(self.words)
        if text.count(words) != 1:
            raise ValueError("an annotation must cover words that stand once in the text")
        return text.index(words) + (len(words) if self.end else 0)


class View:
    """One reading of marked-up text and of trees that hold it.

    `masked` is how the backend reads it. `output` is how output is masked for the client: `suppress` masks
    values of both sides, `stream` those of the model alone.
    """

    def __init__(self, masked, scope=DEFAULT_SCOPE, output=None):
        self.masked, self.scope, self.output = masked, scope, output

    def text(self, text):
        return OWN.sub(self._of_model, MARK.sub(self._of_client, text))

    def _of_client(self, match):
        if self.masked:
            return token(match[1], match[2], self.scope)
        return "<%s>" % match[1] if self.output == "suppress" else match[2]

    def _of_model(self, match):
        return "<%s>" % match[1] if self.output else match[2]

    def tree(self, value, beside=None):
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Source):
            return dump(self.tree(value.tree), value.spaced)
        if isinstance(value, Covers):
            return value.place(self, beside)
        if isinstance(value, list):
            return [self.tree(v, beside) for v in value]
        if isinstance(value, dict):
            beside = value.get("text", beside)
            return {self.text(k): self.tree(v, beside) for k, v in value.items()}
        return value


def values(tree):
    """Every (entity, value) that a tree marks up."""
    if isinstance(tree, str):
        yield from MARK.findall(tree)
    elif isinstance(tree, Source):
        yield from values(tree.tree)
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from values(key)
            yield from values(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from values(value)


def dump(tree, spaced=False):
    return json.dumps(tree, ensure_ascii=False, separators=(", ", ": ") if spaced else (",", ":"))
