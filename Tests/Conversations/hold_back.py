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
        """Where the first `<` stands that could still begin a token."""
        for at, character in enumerate(text):
            if character == "<" and begins_token(text[at:]):
                return at
        return len(text)


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
