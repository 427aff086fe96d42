"""Client frames: what each path holds must leave masked, or as it is."""

import base64
import re

import facts
from disguise import holds
from path_frames import (
    CARD, CARRIERS, FETCHED, MARK, TEXT, TOKEN, changed, data_url, dump, envelope, fill, frame_of,
    put_text_beside, same_values, text_values, to, token_in, without_logprobs, written,
)


class RequestPaths:
    def __init__(self, run):
        self.run, self.process = run, run.process

    def check(self, row):
        cases = 0
        for variant in range(facts.variants(row)):
            if row.kind in ("full", "echo"):
                for what, value in text_values(row):
                    self.masked(row, what, variant, value)
                    cases += 1
                continue
            for what, value in same_values(row):
                self.same_at_backend(row, what, variant, value)
                cases += 1
            if row.kind == "structural":
                self.masked(row, "holds text", variant, {TEXT: "cobalt"} if row.path.endswith("{keys}") else TEXT)
                cases += 1
        return cases

    def base_frame(self, row):
        name = row.frame.removesuffix(" (nested)")
        frame = {"type": name}
        if name == "response.create":
            holder = frame.setdefault("response", {}) if name != row.frame else frame
            holder["model"] = "gpt-4o"
        return frame

    def same_at_backend(self, row, what, variant, value):
        frame = dump(fill(self.base_frame(row), row, value, variant))
        conn = self.run.connection()
        self.process.send("client", frame, conn)
        line = self.process.read()
        if line != envelope("backend", frame, conn):
            self.run.fail(row, what, variant, changed(line, "backend"))

    def masked(self, row, what, variant, value):
        if row.format in CARRIERS:
            return self.carried(row, what, variant, value)
        if row.format == "token-of-text":
            return self.spelled(row, variant, value)
        tree, mail, conn = fill(self.base_frame(row), row, value, variant), self.run.mails.next(), self.run.connection()
        frame = written(tree, mail)
        self.process.send("client", frame, conn)
        line = self.process.read()
        token = token_in(line, envelope("backend", frame, conn), mail)
        if holds(line, mail):
            return self.run.fail(row, what, variant, "the address reached the backend" if to(line) == "backend" else "refused, and the answer quotes the address")
        if not token:
            return self.run.fail(row, what, variant, changed(line, "backend"))
        if row.frame == "response.create":
            self.echoed(row, what, variant, tree, mail, token, conn)
        return None

    def spelled(self, row, variant, value):
        """Logprobs may be masked or left out, alone or beside the text that they spell."""
        for what in ("alone", "beside the text"):
            tree, mail, conn = fill(self.base_frame(row), row, value, variant), self.run.mails.next(), self.run.connection()
            if what != "alone":
                put_text_beside(tree, row)
            self.process.send("client", written(tree, mail), conn)
            line = self.process.read()
            if holds(line, mail):
                self.run.fail(row, what, variant, "the address reached the backend")
                continue
            forms = [envelope("backend", written(t, mail), conn) for t in (tree, without_logprobs(tree))]
            if not any(token_in(line, f, mail) if mail in f else line == f for f in forms):
                self.run.fail(row, what, variant, changed(line, "backend"))

    def echoed(self, row, what, variant, tree, mail, token, conn):
        """What a create carried, said again by the backend, is the client's own text again."""
        response = {"id": "resp_0a1b2c", "object": "response", **{k: v for k, v in tree.items() if k not in ("type", "stream_id")}}
        event = {"type": "response.created", "sequence_number": 0, "response": response}
        if "stream_id" in tree:
            event["stream_id"] = tree["stream_id"]
        lines = self.process.exchange("backend", written(event, token), conn)
        if lines != [envelope("client", written(event, mail), conn)]:
            self.run.fail(row, what, variant, "does not come back as it was sent")

    def carried(self, row, what, variant, value):
        """Files are masked inside; an address to fetch that holds a value refuses the frame."""
        mail, conn = self.run.mails.next(), self.run.connection()
        is_data = isinstance(value, str) and value.startswith("data:")
        tree = fill(self.base_frame(row), row, MARK if is_data else value, variant)
        if row.format == "headers":
            facts.put(tree, row.path[:-1] + "Authorization", "Bearer cobalt-17")
        put_in = lambda text: data_url(base64.b64encode(text.encode()).decode())
        sent = put_in(TEXT.replace(MARK, mail)) if is_data else mail
        frame = written(tree, sent)
        self.process.send("client", frame, conn)
        line = self.process.read()
        if to(line) == "backend" and holds(line, mail):
            return self.run.fail(row, what, variant, "the address reached the backend")
        if row.format.startswith("url") and not is_data:
            if to(line) == "client":
                error = frame_of(line).get("error") or {}
                if frame_of(line).get("type") == "response.steer.failed":
                    return None
                if "EMAIL_ADDRESS" not in str(error.get("message")) or "--fetch-urls" not in str(error.get("message")) or not error.get("param") or holds(line, mail):
                    return self.run.fail(row, what, variant, "refused with an error that does not help")
                return None
            if FETCHED.search(row.path):
                return self.run.fail(row, what, variant, "an address to fetch was changed")
        if is_data:
            inside = re.search(re.escape(data_url("")) + "([A-Za-z0-9+/=]+)", line)
            text = base64.b64decode(inside.group(1)).decode() if inside else ""
            match = re.fullmatch(re.escape(TEXT.replace(MARK, "\0")).replace(re.escape("\0"), "(" + TOKEN + ")"), text)
            if not match or line != envelope("backend", written(tree, put_in(text)), conn):
                self.run.fail(row, what, variant, changed(line, "backend"))
            return None
        if not token_in(line, envelope("backend", frame, conn), mail):
            self.run.fail(row, what, variant, changed(line, "backend"))
        return None

    def beside_the_facts(self):
        """What no table can name: unknown frames, items, fields and numbers are masked too."""
        row = lambda name: facts.Row("beside the facts", name, "full", "text", ())
        message = {"type": "message", "role": "user"}
        create = {"type": "response.create", "model": "gpt-4o"}
        texts = {
            "unknown frame type": {"type": "vendor.note", "who": TEXT, "more": [{TEXT: [TEXT]}]},
            "frame without a type": {"who": TEXT},
            "response.processed": {"type": "response.processed", "response_id": TEXT},
            "unknown field": {**create, "vendor": {"who": TEXT}},
            "unknown field of an item": {**create, "input": [{**message, "content": "cobalt", "vendor": TEXT}]},
            "unknown item type": {**create, "input": [{"type": "vendor_item", "who": [TEXT], TEXT: 1}]},
            "bare string among the items": {**create, "input": ["cobalt", TEXT]},
            "message without a type": {**create, "input": [{"role": "user", "content": TEXT}]},
            "unknown content part": {**create, "input": [{**message, "content": [{"type": "vendor_text", "text": TEXT}]}]},
            "text beside a nested response": {**create, "input": TEXT, "response": {"input": "cobalt"}},
            "unknown tool": {**create, "tools": [{"type": "vendor_tool", "prompt": TEXT}]},
        }
        for name, tree in texts.items():
            self.masked_tree(row(name), tree)
        self.masked_number(row("card number outside the numeric paths"), create)
        print("beside the facts: %d rules checked" % (len(texts) + 1))

    def masked_number(self, row, create):
        conn = self.run.connection()
        self.process.send("client", dump({**create, "input": "cobalt", "vendor": {"card": CARD}}), conn)
        line = self.process.read()
        if to(line) != "backend" or str(CARD) in line or not re.search(r'"card":"<CREDIT_CARD_[0-9A-Z]{10}>"', line):
            self.run.fail(row, "", 0, changed(line, "backend"))

    def masked_tree(self, row, tree):
        mail, conn = self.run.mails.next(), self.run.connection()
        frame = written(tree, mail)
        self.process.send("client", frame, conn)
        line = self.process.read()
        if holds(line, mail):
            self.run.fail(row, "", 0, "the address reached the backend")
        elif not token_in(line, envelope("backend", frame, conn), mail):
            self.run.fail(row, "", 0, changed(line, "backend"))
