"""A made-up backend: random answers whose texts hold the tokens that it saw, cut anywhere.

Its events are trees with holes. The number in a hole is that of a value; a filled hole holds the
token on one side of the filter and the value on the other.
"""

import itertools
import json
import re

HOLE = re.compile(r"%%(\d+)%%")
WORDS = "cobalt harbour letter Tuesday vier straße été 東京 привет 🎉 naïve two-fold invoice, done. (see below) it's".split()
RUBBISH = [
    "<", "<<", " < ", "a < b", "<b>", "</b>", "<EMAIL", "<EMAIL_ADDRESS", "<EMAIL_ADDRESS_", "<EMAIL_ADDRESS_>",
    "<EMAIL_ADDRESS_0000000", "<EMAIL_ADDRESS_ABCDEFGHJ>", "<EMAIL_ADDRESS_00000000>", "<PHONE_NUMBER_0000000000>",
    "<CREDIT_", "<IBAN_CODE_0U", "<US_SSN_!", "<IP_ADDRESS_0000000000000>", "<PERSON>", "EMAIL_ADDRESS", "_", ">", "&lt;", "&amp;",
    "\n", "\t", '"', "'", "{", "}", "[1]", "\u00a0", "e\u0301", "👩‍👩‍👧",
]
STREAMS = {
    "output_text": ("response.output_text.delta", "text"),
    "refusal": ("response.refusal.delta", "refusal"),
    "reasoning_text": ("response.reasoning_text.delta", "text"),
    "summary_text": ("response.reasoning_summary_text.delta", "text"),
    "function_call": ("response.function_call_arguments.delta", "arguments"),
    "mcp_call": ("response.mcp_call_arguments.delta", "arguments"),
    "custom_tool_call": ("response.custom_tool_call_input.delta", "input"),
}


def written(tree, holes):
    """A tree whose holes are filled."""
    if isinstance(tree, str):
        return HOLE.sub(lambda m: holes[int(m[1])], tree)
    if isinstance(tree, list):
        return [written(v, holes) for v in tree]
    if isinstance(tree, dict):
        return {written(k, holes): written(v, holes) for k, v in tree.items()}
    return tree


def merged(chance, streams):
    """Several sequences as one, each in its own order."""
    streams = [iter(s) for s in streams]
    while streams:
        stream = chance.choice(streams)
        try:
            yield next(stream)
        except StopIteration:
            streams.remove(stream)


class Prose:
    """Words around values, with a hole for each value."""

    def __init__(self, chance, values):
        self.chance, self.values = chance, values

    def text(self, holes):
        """Some words with one or two of the values that `holes` number."""
        parts = [self.chance.choice(WORDS)]
        for hole in self.chance.sample(list(holes), min(len(holes), self.chance.randint(1, 2))):
            parts += [self.values[hole].words, "%%%%%d%%%%" % hole, self.chance.choice(WORDS), self.chance.choice(WORDS)]
        return " ".join(parts)


class Backend:
    """Answers one conversation. `tokens` is what it saw so far, `said` what it wrote without rubbish."""

    def __init__(self, chance, prose, tokens, strangers):
        self.chance, self.prose, self.tokens, self.strangers = chance, prose, tokens, strangers
        self.ids = itertools.count(1)
        self.said = []

    def response(self, lane):
        identifier = "resp_%04x" % next(self.ids)
        output = []
        body = lambda status, **more: {"id": identifier, "object": "response", "status": status, "output": [], "metadata": {"note": self.prose.text(self.tokens)} if self.tokens else {}, **more}
        usage = {"input_tokens": self.chance.randint(1, 10**6), "input_tokens_details": {"cached_tokens": 4111}, "output_tokens": 17, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 4128}

        def events():
            yield {"type": "response.created", "response": body("in_progress")}
            yield {"type": "response.in_progress", "response": body("in_progress")}
            items = [self.output_item(index, output) for index in range(self.chance.randint(1, 4))]
            yield from merged(self.chance, items)
            end = self.chance.choice(["completed", "completed", "incomplete", "failed"])
            done = [item for _, item in sorted(output, key=lambda pair: pair[0])]
            yield {"type": "response." + end, "response": body(end, output=done if self.chance.random() < 0.9 else None, usage=usage)}

        for number, event in enumerate(events()):
            event["sequence_number"] = number
            if lane:
                event["stream_id"] = lane
            yield event

    def output_item(self, index, output):
        kind = self.chance.choice(["message", "message", "reasoning", "function_call", "mcp_call", "custom_tool_call"])
        identifier = "item_%04x" % next(self.ids)
        item = {"id": identifier, "type": kind, "status": "in_progress"}
        place = {"item_id": identifier, "output_index": index}
        if kind == "message":
            parts = [self.part(self.chance.choice(["output_text", "output_text", "refusal"]), {**place, "content_index": n}) for n in range(self.chance.randint(1, 3))]
            item.update(role="assistant", content=[])
            ended = {**item, "status": "completed", "content": [p for p, _ in parts]}
        elif kind == "reasoning":
            summaries = [self.part("summary_text", {**place, "summary_index": n}) for n in range(self.chance.randint(0, 2))]
            thoughts = [self.part("reasoning_text", {**place, "content_index": 0})]
            parts = summaries + thoughts
            item.update(summary=[], encrypted_content="gAAAAAB0b3RhbGx5")
            ended = {**item, "summary": [p for p, _ in summaries], "content": [p for p, _ in thoughts]}
        else:
            field = STREAMS[kind][1]
            text = self.words() if field == "input" else json.dumps({"note": self.words(), "list": [self.words(), 2.5, True], self.chance.choice(WORDS): ""}, ensure_ascii=False)
            parts = [(None, self.stream(kind, text, place))]
            item.update(name="look_up", **{field: ""})
            ended = {**item, "status": "completed", field: text}
        yield {"type": "response.output_item.added", "output_index": index, "item": item}
        yield from merged(self.chance, [events for _, events in parts])
        output.append((index, ended))
        yield {"type": "response.output_item.done", "output_index": index, "item": ended}

    def part(self, kind, place):
        """The finished part, and the events that make it."""
        text = self.words()
        field = "refusal" if kind == "refusal" else "text"
        part = {"type": kind, field: text}
        if kind == "output_text":
            if self.tokens and self.chance.random() < 0.5:
                text = part["text"] = self.prose.text(self.tokens)
                self.said.append(text)
            part.update(annotations=[self.annotation(text)] if self.chance.random() < 0.3 else [], logprobs=[])
        added = "response.reasoning_summary_part." if kind == "summary_text" else "response.content_part."

        def events():
            yield {"type": added + "added", **place, "part": {**part, field: "", **({"annotations": []} if kind == "output_text" else {})}}
            yield from self.stream(kind, text, place)
            yield {"type": added + "done", **place, "part": part}

        return part, events()

    def annotation(self, text):
        """Offsets lie between the pieces of a text, never inside a value."""
        edges = [0] + [at for m in HOLE.finditer(text) for at in m.span()] + [len(text)]
        start, end = sorted(self.chance.choices(edges, k=2))
        return {"type": "url_citation", "start_index": text[:start], "end_index": text[:end], "title": "cobalt", "url": "https://example.org/terms"}

    def words(self):
        """What a model might write: words, tokens that it saw, and rubbish that looks like tokens."""
        parts = []
        for _ in range(self.chance.randint(0, 8)):
            roll = self.chance.random()
            if roll < 0.45 and self.tokens:
                parts.append("%%%%%d%%%%" % self.chance.choice(list(self.tokens)))
            elif roll < 0.65:
                parts.append(self.chance.choice(RUBBISH))
            elif roll < 0.7:
                parts.append(self.chance.choice(self.strangers))
            else:
                parts.append(self.chance.choice(["", " "]) + self.chance.choice(WORDS) + " ")
        return "".join(parts)

    def stream(self, kind, text, place):
        name, field = STREAMS[kind]
        whole = written(text, self.tokens)
        for piece in self.pieces(whole):
            delta = {"type": name, **place, "delta": piece}
            if kind == "output_text":
                delta["logprobs"] = [{"token": piece, "logprob": -0.5, "bytes": list(piece.encode()), "top_logprobs": []}] if self.chance.random() < 0.2 else []
            delta["obfuscation"] = "x" * self.chance.randint(1, 16)
            yield delta
        done = {"type": name.removesuffix("delta") + "done", **place, field: text}
        if kind == "output_text":
            done["logprobs"] = []
        yield done

    def pieces(self, text):
        mode = self.chance.choice(["characters", "short", "long", "whole"])
        if mode == "characters":
            return list(text)
        if mode == "whole":
            return [text] if text else []
        out, longest = [], 6 if mode == "short" else 40
        while text:
            size = self.chance.randint(0 if self.chance.random() < 0.05 else 1, longest)
            out.append(text[:size])
            text = text[size:]
        return out
