"""A made-up backend that says values of its own beside the tokens that it saw.

Its events are trees with holes, filled with tokens; values of the model's own stand in them as they are.
"""

import itertools
import json
import re
import string

import made_up
from random_answers import RUBBISH, WORDS, merged

TOKEN = re.compile("<[A-Z_]+_(?:[0-9A-HJKMNP-TV-Z]{13}|[0-9A-HJKMNP-TV-Z]{10}|[0-9A-HJKMNP-TV-Z]{8})>")
BASE64 = string.ascii_letters + string.digits
# The families of streams, and the field of their done events.
FIELDS = {
    "response.output_text": "text",
    "response.refusal": "refusal",
    "response.reasoning_text": "text",
    "response.reasoning_summary_text": "text",
    "response.function_call_arguments": "arguments",
    "response.mcp_call_arguments": "arguments",
    "response.custom_tool_call_input": "input",
    "response.code_interpreter_call_code": "code",
    "response.shell_call_command": "command",
    "response.audio.transcript": None,
    "response.apply_patch_call_operation_diff": "diff",
    "response.something_new": "text",
}
TERMINALS = ["completed", "completed", "incomplete", "failed"]
AROUND = ["%s", " %s ", "mail: %s.", "**%s**", "`%s`", "<b>%s</b>", "(%s)", "数据%s数据", "🎉 %s 🎉", "| %s |", "\n%s\n", "f('%s')", "[x](mailto:%s)", "\t%s"]


def secret(chance):
    kind = chance.randint(0, 4)
    run = lambda n: "".join(chance.choice(BASE64) for _ in range(n))
    if kind == 0:
        return "sk-proj-a1B" + run(40)
    if kind == 1:
        return "AKIA" + "".join(chance.choice(string.ascii_uppercase + string.digits) for _ in range(16))
    if kind == 2:
        return "ghp_" + run(36)
    if kind == 3:
        return "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + run(chance.choice([40, 400, 4000])) + "." + run(43)
    body = "\n".join("M7" + run(62) for _ in range(chance.choice([2, 30])))
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----" % body


def disguised(chance, text):
    """The same value as it reads, written in another way."""
    way = chance.randint(0, 3)
    if way == 0:
        return "".join(c + ("\u200b" if chance.random() < 0.3 else "") for c in text[:-1]) + text[-1]
    if way == 1:
        return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
    if way == 2:
        return text.replace("@", "&#64;").replace("-", "\u2011")
    return text.replace("@", "\\u0040")


class OutputTalk:
    """What the client asks, and what the backend says to it."""

    def __init__(self, chance):
        self.chance = chance
        values = made_up.values(chance, chance.randint(1, 4))
        self.plain = {i: v.text for i, v in enumerate(values)}
        self.question = "\n".join("%s %s" % (v.words, v.text) for v in values)
        self.tokens, self.made = {}, []
        self.ids = itertools.count(1)

    def read_tokens(self, text):
        self.tokens = dict(zip(self.plain, TOKEN.findall(text)))

    def value(self):
        """A value of the model's own with the words that it needs."""
        if self.chance.random() < 0.2 and self.tokens:
            return self.say("", secret(self.chance))
        value = self.chance.choice(made_up.KINDS)(self.chance)
        if value.text in self.plain.values():
            return "cobalt"
        return self.say(value.words, value.text)

    def say(self, words, text):
        self.made.append(text)
        if self.chance.random() < 0.25 and len(text) < 60:
            text = disguised(self.chance, text)
        return words + " " + self.chance.choice(AROUND) % text

    def words(self):
        parts = []
        for _ in range(self.chance.randint(0, 9)):
            roll = self.chance.random()
            if roll < 0.25 and self.tokens:
                parts.append("%%%%%d%%%%" % self.chance.choice(list(self.tokens)))
            elif roll < 0.5:
                parts.append(self.value())
            elif roll < 0.58:
                parts.append(self.chance.choice(RUBBISH))
            elif roll < 0.62:
                parts.append("".join(self.chance.choice(BASE64) for _ in range(self.chance.choice([30, 300, 900]))))
            else:
                parts.append(self.chance.choice(WORDS))
        return " ".join(parts)

    def source(self):
        tree = {self.chance.choice(["note", "mail", "phone"]): self.words(), "list": [self.words(), 2.5, True, {"a\nb": self.words()}], "n": self.chance.randint(0, 10**6)}
        text = json.dumps(tree, ensure_ascii=self.chance.random() < 0.3, indent=self.chance.choice([None, 2]))
        roll = self.chance.random()
        if roll < 0.15:
            return text[: self.chance.randint(0, len(text))]
        return self.words() if roll < 0.25 else text

    def events(self):
        lanes = self.chance.sample([None, "lane-a", "lane-b"], self.chance.choice([1, 1, 2, 3]))
        for event in merged(self.chance, [self.response(lane) for lane in lanes]):
            yield event

    def response(self, lane):
        number = itertools.count(0)
        response = {"id": "resp_%04x" % next(self.ids), "object": "response", "status": "in_progress"}
        output = []

        def events():
            yield {"type": "response.created", "response": {**response, "output": []}}
            items = [self.item(index, output) for index in range(self.chance.randint(1, 4))]
            yield from merged(self.chance, items)
            end = self.chance.choice(TERMINALS)
            yield {"type": "response." + end, "response": {**response, "status": end, "output": output, "metadata": {"note": self.words()}, "error": {"code": "x", "message": self.words()} if end == "failed" else None}}

        for event in events():
            event["sequence_number"] = next(number)
            if lane:
                event["stream_id"] = lane
            yield event

    def item(self, index, output):
        parts = [self.chance.choice(list(FIELDS)) for _ in range(self.chance.randint(1, 3))]
        place = {"item_id": "item_%04x" % next(self.ids), "output_index": index}
        streams = []
        for part, family in enumerate(parts):
            kind = "summary_index" if "summary" in family else "command_index" if "shell" in family else "content_index"
            text = self.source() if FIELDS[family] == "arguments" else self.words()
            streams.append(self.stream(family, text, {**place, kind: part}))
            output.append({"type": "message", "id": place["item_id"], "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": text, "annotations": []}]} if FIELDS[family] != "arguments" else {"type": "function_call", "id": place["item_id"], "call_id": "call_1", "name": "look_up", "arguments": text, "status": "completed"})
        yield from merged(self.chance, streams)
        yield {"type": "response.output_item.done", "output_index": index, "item": output[-1]}

    def stream(self, family, text, place):
        longest = self.chance.choice([1, 4, 40, 4000])
        field = FIELDS[family]
        # Tokens are not cut by holes: a hole is cut as its token will be.
        text_with_tokens = re.sub(r"%%(\d+)%%", lambda m: self.tokens[int(m[1])], text)
        while text_with_tokens:
            size = self.chance.randint(1, longest)
            yield {"type": family + ".delta", **place, "delta": text_with_tokens[:size], **({"logprobs": []} if family == "response.output_text" else {})}
            text_with_tokens = text_with_tokens[size:]
        if field:
            yield {"type": family + ".done", **place, field: text}


def text_of(tree, found, field):
    """The texts of a field in two events of one form."""
    if isinstance(tree, dict) and isinstance(found, dict):
        for key in tree:
            if key == field and isinstance(tree[key], str) and isinstance(found.get(key), str):
                yield tree[key], found[key]
            elif key in found:
                yield from text_of(tree[key], found[key], field)
    elif isinstance(tree, list) and isinstance(found, list):
        for child, other in zip(tree, found):
            yield from text_of(child, other, field)
