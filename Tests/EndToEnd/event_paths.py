"""Server events: a token at each path must reach the client as its value, whole or cut."""

import base64

import facts
from disguise import holds
from filter_process import FilterFailure
from path_frames import (
    CARRIERS, MARK, TEXT, data_url, dump, envelope, fill, frame_of, put_text_beside,
    same_values, text_values, token_in, value_at, without_logprobs, written,
)

INDEXES = ("item_id", "output_index", "content_index", "summary_index", "command_index")


class EventPaths:
    def __init__(self, run, rows):
        self.run, self.process = run, run.process
        self.events = facts.events()
        self.indexes = {}
        for row in rows:
            if row.path in INDEXES:
                self.indexes.setdefault(row.frame, []).append(row.path)
        streams = {e.name for e in self.events.values() if e.is_stream}
        odd = {r.frame for r in rows} - set(self.events) | streams ^ {r.frame for r in rows if r.kind == "delta"}
        if odd:
            run.failures.append("tables that do not agree on " + " ".join(sorted(odd)))

    def check(self, row):
        cases = 0
        for variant in range(facts.variants(row)):
            if row.kind in ("full", "echo", "delta"):
                for what, value in text_values(row):
                    if row.format in CARRIERS:
                        self.carried_back(row, what, variant, value)
                    elif row.format == "token-of-text":
                        self.spelled(row, variant, value)
                    else:
                        self.restored(row, what, variant, value)
                        if row.kind == "delta":
                            cases += self.restored_in_pieces(row, what, value)
                    cases += 1
                continue
            for what, value in same_values(row):
                frame = dump(fill(self.base_event(row), row, value, variant))
                conn = self.run.connection()
                if self.process.exchange("backend", frame, conn) != [envelope("client", frame, conn)]:
                    self.run.fail(row, what, variant, "changed on its way to the client")
                cases += 1
        return cases

    def base_event(self, row):
        frame = {"type": row.frame, "sequence_number": 7}
        for path in self.indexes.get(row.frame, ()):
            frame[path] = "item_0a1b2c" if path == "item_id" else 0
        if row.path.startswith("response."):
            frame["response"] = {"id": "resp_0a1b2c", "object": "response"}
        if row.frame == "error":
            frame["status"] = 400
        return frame

    def token(self, conn):
        """A token of this connection, and the address that it stands for."""
        mail = self.run.mails.next()
        frame = dump({"type": "response.create", "model": "gpt-4o", "input": TEXT.replace(MARK, mail)})
        self.process.send("client", frame, conn)
        token = token_in(self.process.read(), envelope("backend", frame, conn), mail)
        if not token:
            raise FilterFailure("no token was given out for an address in a plain input")
        return mail, token

    def restored(self, row, what, variant, value):
        conn = self.run.connection()
        mail, token = self.token(conn)
        tree = fill(self.base_event(row), row, value, variant)
        lines = self.process.exchange("backend", written(tree, token), conn)
        if any(holds(line, token) for line in lines):
            self.run.fail(row, what, variant, "the token reached the client")
        elif lines != [envelope("client", written(tree, mail), conn)]:
            self.run.fail(row, what, variant, "changed elsewhere, or not there" if lines else "did not arrive")

    def spelled(self, row, variant, value):
        """The text beside logprobs is restored, and they are left out, since they spell the token."""
        conn = self.run.connection()
        mail, token = self.token(conn)
        tree = put_text_beside(fill(self.base_event(row), row, value, variant), row)
        lines = self.process.exchange("backend", written(tree, token), conn)
        if lines != [envelope("client", written(without_logprobs(tree), mail), conn)]:
            self.run.fail(row, "", variant, "the logprobs of a changed text are not left out")

    def restored_in_pieces(self, row, what, value):
        """The same stream cut at each place of its token; returns how many ways."""
        event = self.events[row.frame]
        places = 0
        conn = self.run.connection()
        mail, token = self.token(conn)
        start = value.index(dump(MARK)[1:-1] if MARK not in value else MARK)
        text, whole = (value.replace(MARK, t).replace(dump(MARK)[1:-1], t) for t in (token, mail))
        for cut in range(start + 1, start + len(token)):
            item = "item_%d" % cut
            lines, counts = [], []
            for number, piece in enumerate((text[:cut], text[cut:])):
                tree = self.piece(row, item, number, piece)
                self.process.send("backend", dump(tree), conn)
                lines.append(self.process.read())
            lines += self.process.exchange("backend", dump(self.done(event, row, item, text)), conn)
            found = [frame_of(line) for line in lines]
            deltas = [value_at(f, row.path) for f in found if f.get("type") == row.frame]
            dones = [f for f in found if f.get("type") != row.frame]
            if any(holds(line, token) for line in lines) or holds(dump("".join(deltas)), token):
                self.run.fail(row, what, cut, "the token reached the client")
            elif "".join(deltas) != whole or len(deltas) < 2:
                self.run.fail(row, what, cut, "the pieces are not the client's text")
            elif dones != [self.done(event, row, item, whole)]:
                self.run.fail(row, what, cut, "the done event is not the client's text")
            elif any(f.get("item_id", item) != item for f in found):
                self.run.fail(row, what, cut, "an event of another stream")
            places += 1
        self.process.exchange("backend", dump({"type": "response.completed", "sequence_number": 99, "response": {"id": "resp_0a1b2c", "object": "response", "status": "completed", "output": None}}), conn)
        return places

    def piece(self, row, item, number, piece):
        tree = self.base_event(row)
        tree["sequence_number"] = number
        self.name_stream(tree, item)
        if row.path.startswith("delta."):
            tree["delta"] = {"stdout": "", "stderr": ""}
        facts.put(tree, row.path, piece)
        return tree

    def name_stream(self, tree, item):
        if "item_id" in tree:
            tree["item_id"] = item
        elif "command_index" in tree:
            tree["command_index"] = int(item.removeprefix("item_"))

    def done(self, event, row, item, text):
        name = event.done_event or row.frame.removesuffix(".delta") + ".done"
        tree = self.base_event(facts.Row(name, "", "", "", ()))
        tree["sequence_number"] = 2
        self.name_stream(tree, item)
        if event.done_field.endswith("[*]"):
            output = {"stdout": "", "stderr": "", "outcome": {"type": "exit", "exit_code": 0}}
            tree[event.done_field[:-3]] = [{**output, row.path.removeprefix("delta."): text}]
        elif event.done_field:
            tree[event.done_field] = text
        return tree

    def carried_back(self, row, what, variant, value):
        """A token in an address stays a token; one in a file or a header is the client's text again."""
        conn = self.run.connection()
        mail, token = self.token(conn)
        is_data = isinstance(value, str) and value.startswith("data:")
        tree = fill(self.base_event(row), row, MARK if is_data else value, variant)
        put_in = lambda text: data_url(base64.b64encode(TEXT.replace(MARK, text).encode()).decode())
        stays = not is_data and row.format.startswith("url")
        frame, wanted = (written(tree, put_in(t) if is_data else t) for t in (token, token if stays else mail))
        if self.process.exchange("backend", frame, conn) != [envelope("client", wanted, conn)]:
            self.run.fail(row, what, variant, "not as expected at the client")
