"""Building blocks of recorded conversations: frames as the API sends them."""

import base64
import hashlib
import random
import re

import markup
from markup import Covers, Source

MODEL = "gpt-5.1-2025-11-13"
FIRST_SECOND = 1764000000
# A word of digits or with an at sign, as values are that a model makes up.
VALUE = re.compile(r"\S*[@\d]\S{5,}")
TOKEN = re.compile(r"(<[A-Z_]+_[0-9A-Z]{8,13}>)")


class Conversation:
    """The lines of one conversation in their order.

    `form` is how frames are written into lines: `object`, `spaced` (an object with white space), or `string`.
    """

    def __init__(self, name, form="object", connection=None):
        self.name, self.form, self.connection = name, form, connection
        self.random = random.Random(name)
        self.lines = []
        self.ids = 0

    def client(self, frame, form=None):
        self.lines.append(("client", form or self.form, frame))

    def backend(self, frame, form=None):
        self.lines.append(("backend", form or self.form, frame))

    def raw(self, text):
        """A frame of the backend as it is, such as one that cannot be read."""
        self.lines.append(("backend", "raw", text))

    def binary(self, data):
        self.lines.append(("backend", "binary", base64.b64encode(data).decode()))

    def play(self, events):
        for event in events:
            self.backend(event)

    def interleave(self, *streams):
        """Plays several sequences of events at once, each in its own order."""
        streams = [iter(s) for s in streams]
        while streams:
            stream = self.random.choice(streams)
            try:
                self.backend(next(stream))
            except StopIteration:
                streams.remove(stream)

    def id(self, prefix, length=48):
        self.ids += 1
        digest = hashlib.sha256(("%s/%s/%d" % (self.name, prefix, self.ids)).encode()).hexdigest()
        return prefix + "_" + digest[:length]

    def ciphertext(self, length=180):
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return "gAAAAABp" + "".join(self.random.choices(alphabet, k=length)) + "=="

    def obfuscation(self):
        return "".join(self.random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=self.random.randint(6, 16)))

    def pieces(self, text, single=False):
        """A text as the backend wrote it, cut as a model would: at words, and anywhere inside tokens."""
        cuts_values = markup.OWN.search(text)
        text = markup.View(masked=True).text(text)
        if single:
            return list(text)
        found = []
        for at, part in enumerate(TOKEN.split(text)):
            if at % 2 == 0:
                words = re.findall(r"\s*\S+\s*$|\s*\S+|\s+$", part)
                found += self._cut_values(words) if cuts_values else words
                continue
            cuts = sorted(self.random.sample(range(1, len(part)), self.random.randint(2, 5)))
            chunks = [part[a:b] for a, b in zip([0] + cuts, cuts + [len(part)])]
            if found and self.random.random() < 0.4:
                chunks[0] = found.pop() + chunks[0]
            found += chunks
        return _joined(found, self.random)

    def _cut_values(self, words):
        """Cuts words that may be values in two or three."""
        for word in words:
            if not VALUE.search(word):
                yield word
                continue
            cuts = sorted(self.random.sample(range(1, len(word)), self.random.randint(1, 2)))
            yield from (word[a:b] for a, b in zip([0] + cuts, cuts + [len(word)]))


def _joined(pieces, chance):
    """Joins some neighbours, and every piece that ends inside an escape or an entity with the next."""
    out = []
    for piece in pieces:
        open_end = out and re.search(r"\\$|&[a-z]*$", out[-1])
        if open_end or (out and chance.random() < 0.2):
            out[-1] += piece
        else:
            out.append(piece)
    return out


class Response:
    """One response; its methods give the events of its items in the order of the API."""

    def __init__(self, talk, create, lane=None, previous=None, **settings):
        self.talk, self.lane = talk, lane
        self.id = talk.id("resp")
        self.number = 0
        self.output = []
        self.created_at = FIRST_SECOND + 7 * talk.ids
        self.settings = {
            "instructions": create.get("instructions"),
            "max_output_tokens": create.get("max_output_tokens"),
            "previous_response_id": previous,
            "tools": create.get("tools", []),
            "metadata": create.get("metadata", {}),
            "user": create.get("user"),
            "store": create.get("store", True),
            **settings,
        }

    def event(self, name, **fields):
        event = {"type": "response." + name, "sequence_number": self.number, **fields}
        self.number += 1
        if self.lane:
            event["stream_id"] = self.lane
        return event

    def body(self, status, usage=None, error=None, incomplete=None, output=None):
        given = self.settings
        body = {
            "id": self.id,
            "object": "response",
            "created_at": self.created_at,
            "status": status,
            "background": False,
            "error": error,
            "incomplete_details": incomplete,
            "instructions": given["instructions"],
            "max_output_tokens": given["max_output_tokens"],
            "max_tool_calls": None,
            "model": MODEL,
            "output": output or [],
            "parallel_tool_calls": True,
            "previous_response_id": given["previous_response_id"],
            "prompt_cache_key": None,
            "prompt_cache_retention": None,
            "reasoning": {"effort": given.get("effort", "none"), "summary": given.get("summary")},
            "safety_identifier": None,
            "service_tier": "auto" if usage is None else "default",
            "store": given["store"],
            "temperature": 1.0,
            "text": {"format": {"type": "text"}, "verbosity": "medium"},
            "tool_choice": "auto",
            "tools": given["tools"],
            "top_logprobs": 0,
            "top_p": 1.0,
            "truncation": "disabled",
            "usage": usage,
            "user": given["user"],
            "metadata": given["metadata"],
        }
        if usage is not None:
            body["completed_at"] = self.created_at + 3
        return body

    def start(self):
        yield self.event("created", response=self.body("in_progress"))
        yield self.event("in_progress", response=self.body("in_progress"))

    def end(self, status, tokens=(0, 0), cached=0, reasoning=0, **details):
        usage = {
            "input_tokens": tokens[0],
            "input_tokens_details": {"cached_tokens": cached},
            "output_tokens": tokens[1],
            "output_tokens_details": {"reasoning_tokens": reasoning},
            "total_tokens": sum(tokens),
        }
        yield self.event(status, response=self.body(status, usage=usage, output=self.output, **details))

    def _deltas(self, name, pieces, place, **fields):
        for piece in pieces:
            extra = {k: list(v) if isinstance(v, list) else v for k, v in fields.items()}
            yield self.event(name, **place, delta=piece, **extra, obfuscation=self.talk.obfuscation())

    def _item(self, started, ended, events):
        index = len(self.output)
        self.output.append(ended)
        yield self.event("output_item.added", output_index=index, item=started)
        yield from events(index)
        yield self.event("output_item.done", output_index=index, item=ended)

    def message(self, text, annotations=(), single=False, part="output_text", status="completed", logprobs=False):
        """An assistant message of one part."""
        identifier = self.talk.id("msg")
        field = "refusal" if part == "refusal" else "text"
        empty = {"type": part, "annotations": [], "logprobs": [], "text": ""} if part == "output_text" else {"type": part, "refusal": ""}
        probabilities = [] if not logprobs else self.logprobs(text)
        full = {**empty, field: text}
        if part == "output_text":
            full.update(annotations=list(annotations), logprobs=probabilities)
        shell = {"id": identifier, "type": "message", "status": "in_progress", "content": [], "role": "assistant"}

        def events(index):
            place = {"item_id": identifier, "output_index": index, "content_index": 0}
            yield self.event("content_part.added", **place, part=empty)
            pieces = self.talk.pieces(text, single)
            extra = {"logprobs": []} if part == "output_text" else {}
            for piece in pieces:
                if logprobs:
                    extra = {"logprobs": [self.logprob(piece)]}
                yield from self._deltas(part + ".delta", [piece], place, **extra)
            for number, annotation in enumerate(annotations):
                annotation = {k: Covers(v.words, v.end, text) if isinstance(v, Covers) else v for k, v in annotation.items()}
                yield self.event("output_text.annotation.added", **place, annotation_index=number, annotation=annotation)
            done = {field: text} if part != "output_text" else {"text": text, "logprobs": probabilities}
            yield self.event(part + ".done", **place, **done)
            yield self.event("content_part.done", **place, part=full)

        yield from self._item(shell, {**shell, "status": status, "content": [full]}, events)

    def logprob(self, piece):
        return {"token": piece, "bytes": list(piece.encode()), "logprob": round(-self.talk.random.random(), 4), "top_logprobs": []}

    def logprobs(self, text):
        return [self.logprob(piece) for piece in self.talk.pieces(text)]

    def reasoning(self, summaries, thoughts=None, encrypted=True):
        identifier = self.talk.id("rs")
        secret = {"encrypted_content": self.talk.ciphertext()} if encrypted else {}
        started = {"id": identifier, "type": "reasoning", **secret, "summary": []}
        ended = {**started, "summary": [{"type": "summary_text", "text": s} for s in summaries]}
        if encrypted:
            ended["encrypted_content"] = self.talk.ciphertext(320)
        if thoughts:
            ended["content"] = [{"type": "reasoning_text", "text": thoughts}]

        def events(index):
            for number, summary in enumerate(summaries):
                place = {"item_id": identifier, "output_index": index, "summary_index": number}
                yield self.event("reasoning_summary_part.added", **place, part={"type": "summary_text", "text": ""})
                yield from self._deltas("reasoning_summary_text.delta", self.talk.pieces(summary), place)
                yield self.event("reasoning_summary_text.done", **place, text=summary)
                yield self.event("reasoning_summary_part.done", **place, part={"type": "summary_text", "text": summary})
            if thoughts:
                place = {"item_id": identifier, "output_index": index, "content_index": 0}
                yield self.event("content_part.added", **place, part={"type": "reasoning_text", "text": ""})
                yield from self._deltas("reasoning_text.delta", self.talk.pieces(thoughts), place)
                yield self.event("reasoning_text.done", **place, text=thoughts)
                yield self.event("content_part.done", **place, part={"type": "reasoning_text", "text": thoughts})

        yield from self._item(started, ended, events)

    def function_call(self, name, arguments, call_id=None, single=False):
        """`arguments` is the tree of the call; the model writes it as JSON source."""
        identifier, call_id = self.talk.id("fc"), call_id or self.talk.id("call", 24)
        source = Source(arguments)
        shell = {"id": identifier, "type": "function_call", "status": "in_progress", "arguments": "", "call_id": call_id, "name": name}

        def events(index):
            place = {"item_id": identifier, "output_index": index}
            written = markup.View(masked=True).tree(source)
            yield from self._deltas("function_call_arguments.delta", self.talk.pieces(written, single), place)
            yield self.event("function_call_arguments.done", **place, arguments=source)

        yield from self._item(shell, {**shell, "status": "completed", "arguments": source}, events)

    def custom_tool_call(self, name, text, call_id=None):
        identifier, call_id = self.talk.id("ctc"), call_id or self.talk.id("call", 24)
        shell = {"id": identifier, "type": "custom_tool_call", "status": "in_progress", "call_id": call_id, "input": "", "name": name}

        def events(index):
            place = {"item_id": identifier, "output_index": index}
            yield from self._deltas("custom_tool_call_input.delta", self.talk.pieces(text), place)
            yield self.event("custom_tool_call_input.done", **place, input=text)

        yield from self._item(shell, {**shell, "status": "completed", "input": text}, events)

    def shell_call(self, commands, call_id=None):
        identifier, call_id = self.talk.id("sh"), call_id or self.talk.id("call", 24)
        limits = {"max_output_length": 4096, "timeout_ms": 60000}
        shell = {"id": identifier, "type": "shell_call", "status": "in_progress", "call_id": call_id, "action": {"commands": [], **limits}}

        def events(index):
            for number, command in enumerate(commands):
                place = {"output_index": index, "command_index": number}
                yield self.event("shell_call_command.added", **place, command="")
                yield from self._deltas("shell_call_command.delta", self.talk.pieces(command), place)
                yield self.event("shell_call_command.done", **place, command=command)

        yield from self._item(shell, {**shell, "status": "completed", "action": {"commands": list(commands), **limits}}, events)


def user(text):
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


def citation(words, url, title):
    return {"type": "url_citation", "end_index": Covers(words, end=True), "start_index": Covers(words), "title": title, "url": url}
