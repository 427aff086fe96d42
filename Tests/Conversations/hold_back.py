"""What a client sees of a stream whose tokens are cut, delta by delta."""

import re

import markup


class HoldBack:
    """One stream: takes its deltas, gives back what can go on at once, and keeps what could be a token."""

    def __init__(self, restored):
        self.restored = restored
        self.held = ""

    def feed(self, delta):
        text = self._restore(self.held + delta)
        cut = self._cut(text)
        self.held = text[cut:]
        return text[:cut]

    def _restore(self, text):
        if not self.restored:
            return text
        known = re.compile("|".join(map(re.escape, self.restored)))
        return known.sub(lambda m: self.restored[m[0]], text)

    def _cut(self, text):
        """Where the first text stands that could still become a token, mangled ones too."""
        entities = sorted({token[1:].rsplit("_", 1)[0] for token in self.restored})
        for at, character in enumerate(text):
            if character == "<" and (begins_token(text[at:]) or begins_mangled(text[at:], entities, "<")):
                return at
            if character.isupper() and not is_word(text[at - 1 : at]) and begins_mangled(text[at:], entities, ""):
                return at
        return len(text)


def is_word(character):
    return character.isalnum() or character == "_"


def begins_mangled(text, entities, bracket):
    """Whether a text is a beginning of a token that a model has not copied exactly: in brackets in any
    case and with spaces or backticks inside, or without them in capital letters."""
    for entity in entities:
        parts = ["<", "[ `]{0,2}"] if bracket else []
        for letter in entity + "_":
            parts.append(r"\\{0,2}(?:_|$)" + ("| " if bracket else "") if letter == "_" else letter)
        parts.append("[%s]{0,%d}" % (markup.BASE32, max(markup.SUFFIX_LENGTHS)))
        pattern = ""
        for part in reversed(parts):
            pattern = "(?:(?:%s)(?:%s|$))" % (part, pattern) if pattern else "(?:%s)" % part
        if re.fullmatch(pattern, text, re.IGNORECASE if bracket else 0):
            return True
    return False


def begins_token(text):
    """Whether a text is a proper beginning of some token, of a value that may be known or not."""
    for entity in markup.NORMALISED:
        head = "<" + entity + "_"
        if len(text) <= len(head):
            if head.startswith(text):
                return True
        elif text.startswith(head):
            suffix = text[len(head) :]
            if len(suffix) <= max(markup.SUFFIX_LENGTHS) and all(c in markup.BASE32 for c in suffix):
                return True
    return False
