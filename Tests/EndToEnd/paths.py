#!/usr/bin/env python3
"""Walks every path that the facts name, in both directions, through a filter.

  paths.py --cmd 'maskwire filter' [--carriers] [--only WORDS]

Requests: each text path is filled with an e-mail address of its own. The address must not reach the
backend, the frame must, and every byte around the address must be the one that was sent. Opaque,
structural and numeric values must arrive as they are; a structural slot that holds text is text.
What a create carries is then echoed, and must come back to the client as it was sent.

Events: each text path is filled with a token that the filter gave out on the same connection. The
client must see the address and never the token. Streams are also cut at every place of the token.

Paths that carry files, addresses to fetch and HTTP headers are checked with --carriers.
"""

import argparse
import base64
import json
import re
import sys
import time

import facts
from disguise import holds
from filter_process import FilterFailure, FilterProcess

# How many paths the facts name, so that a table that lost rows is not taken for a whole one.
PATHS = {"requests": 1714, "events": 7614}
CARRIERS = {"url", "url-or-data-url", "data-url", "headers"}
FETCHED = re.compile(r"(image_url|file_url|server_url)$")
SCHEMAS = {"schema", "parameters", "output_schema", "input_schema"}
TOKEN = "<EMAIL_ADDRESS_(?:[0-9A-HJKMNP-TV-Z]{8}|[0-9A-HJKMNP-TV-Z]{10}|[0-9A-HJKMNP-TV-Z]{13})>"
CARD = 5241053286568735
MARK = "\0mail\0"
TEXT = "ask " + MARK + " about cobalt"

FIRST = "elena marek nadia jonas amira tomas ingrid pavel lucia henrik".split()
LAST = "okafor silva lindqvist rossi haddad novak weber moreau tanaka".split()
DOMAINS = ["northwindtraders.com", "contoso.net", "treyresearch.net", "wingtiptoys.net", "fabrikam.org", "proseware.de"]


class Mails:
    """Addresses, never the same one twice."""

    def __init__(self):
        self.count = 0

    def next(self):
        self.count += 1
        n = self.count
        return "%s.%s%d@%s" % (FIRST[n % 10], LAST[n % 9], n, DOMAINS[n % 6])


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


class Check:
    def __init__(self, process, carriers, only):
        self.process, self.carriers, self.only = process, carriers, only
        self.mails = Mails()
        self.connections = 0
        self.failures = []

    def connection(self):
        self.connections += 1
        return "c%d" % self.connections

    def fail(self, row, what, variant, reason):
        name = row.name + (" (%s)" % what if what else "") + (" #%d" % variant if variant else "")
        self.failures.append("%s: %s" % (name, reason))

    def count(self, title, rows, check):
        """Runs a check for each row and says how many of the paths were looked at."""
        rows = [r for r in rows if self.only in r.name]
        later = [r for r in rows if r.format in CARRIERS and not self.carriers]
        done = 0
        for row in rows:
            if row not in later and check(row):
                done += 1
        for path in dict.fromkeys(r.path.removeprefix("response.") for r in later):
            print("join with the scope feature: %s" % path)
        print("%s: %d paths in the facts, %d checked%s" % (
            title, len(rows), done, ", %d join with the scope feature" % len(later) if later else ""))
        if not rows or done + len(later) != len(rows) or not done:
            self.failures.append("%s: %d paths were skipped" % (title, len(rows) - done - len(later)))
        if not self.only and len(rows) != PATHS[title]:
            self.failures.append("%s: the facts name %d paths, not %d" % (title, len(rows), PATHS[title]))

    # Requests

    def request(self, row):
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
        conn = self.connection()
        self.process.send("client", frame, conn)
        line = self.process.read()
        if line != envelope("backend", frame, conn):
            self.fail(row, what, variant, changed(line, "backend"))

    def masked(self, row, what, variant, value):
        if row.format in CARRIERS:
            return self.carried(row, what, variant, value)
        tree, mail, conn = fill(self.base_frame(row), row, value, variant), self.mails.next(), self.connection()
        frame = written(tree, mail)
        self.process.send("client", frame, conn)
        line = self.process.read()
        if row.format == "token-of-text" and emptied(line, "backend", tree):
            return None
        token = token_in(line, envelope("backend", frame, conn), mail)
        if holds(line, mail):
            return self.fail(row, what, variant, "the address reached the backend" if to(line) == "backend" else "refused, and the answer quotes the address")
        if not token:
            return self.fail(row, what, variant, changed(line, "backend"))
        if row.frame == "response.create" and row.format != "token-of-text":
            self.echoed(row, what, variant, tree, mail, token, conn)
        return None

    def echoed(self, row, what, variant, tree, mail, token, conn):
        """What a create carried, said again by the backend, is the client's own text again."""
        response = {"id": "resp_0a1b2c", "object": "response", **{k: v for k, v in tree.items() if k not in ("type", "stream_id")}}
        event = {"type": "response.created", "sequence_number": 0, "response": response}
        if "stream_id" in tree:
            event["stream_id"] = tree["stream_id"]
        lines = self.process.exchange("backend", written(event, token), conn)
        if lines != [envelope("client", written(event, mail), conn)]:
            self.fail(row, what, variant, "does not come back as it was sent")

    def carried(self, row, what, variant, value):
        """Files are masked inside; an address to fetch that holds a value refuses the frame."""
        mail, conn = self.mails.next(), self.connection()
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
            return self.fail(row, what, variant, "the address reached the backend")
        if row.format.startswith("url") and not is_data:
            if to(line) == "client":
                error = frame_of(line).get("error") or {}
                if frame_of(line).get("type") == "response.steer.failed":
                    return None
                if "EMAIL_ADDRESS" not in str(error.get("message")) or "--fetch-urls" not in str(error.get("message")) or not error.get("param") or holds(line, mail):
                    return self.fail(row, what, variant, "refused with an error that does not help")
                return None
            if FETCHED.search(row.path):
                return self.fail(row, what, variant, "an address to fetch was changed")
        if is_data:
            inside = re.search(re.escape(data_url("")) + "([A-Za-z0-9+/=]+)", line)
            text = base64.b64decode(inside.group(1)).decode() if inside else ""
            match = re.fullmatch(re.escape(TEXT.replace(MARK, "\0")).replace(re.escape("\0"), "(" + TOKEN + ")"), text)
            if not match or line != envelope("backend", written(tree, put_in(text)), conn):
                self.fail(row, what, variant, changed(line, "backend"))
            return None
        if not token_in(line, envelope("backend", frame, conn), mail):
            self.fail(row, what, variant, changed(line, "backend"))
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
        conn = self.connection()
        self.process.send("client", dump({**create, "input": "cobalt", "vendor": {"card": CARD}}), conn)
        line = self.process.read()
        if to(line) != "backend" or str(CARD) in line or not re.search(r'"card":"<CREDIT_CARD_[0-9A-Z]{10}>"', line):
            self.fail(row("card number outside the numeric paths"), "", 0, changed(line, "backend"))
        print("beside the facts: %d rules checked" % (len(texts) + 1))

    def masked_tree(self, row, tree):
        mail, conn = self.mails.next(), self.connection()
        frame = written(tree, mail)
        self.process.send("client", frame, conn)
        line = self.process.read()
        if holds(line, mail):
            self.fail(row, "", 0, "the address reached the backend")
        elif not token_in(line, envelope("backend", frame, conn), mail):
            self.fail(row, "", 0, changed(line, "backend"))

    # Events

    def event(self, row):
        cases = 0
        for variant in range(facts.variants(row)):
            if row.kind in ("full", "echo", "delta"):
                for what, value in text_values(row):
                    if row.format in CARRIERS:
                        self.carried_back(row, what, variant, value)
                    else:
                        self.restored(row, what, variant, value)
                        if row.kind == "delta" and row.format != "token-of-text":
                            cases += self.restored_in_pieces(row, what, value)
                    cases += 1
                continue
            for what, value in same_values(row):
                frame = dump(fill(self.base_event(row), row, value, variant))
                conn = self.connection()
                if self.process.exchange("backend", frame, conn) != [envelope("client", frame, conn)]:
                    self.fail(row, what, variant, "changed on its way to the client")
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
        mail = self.mails.next()
        frame = dump({"type": "response.create", "model": "gpt-4o", "input": TEXT.replace(MARK, mail)})
        self.process.send("client", frame, conn)
        token = token_in(self.process.read(), envelope("backend", frame, conn), mail)
        if not token:
            raise FilterFailure("no token was given out for an address in a plain input")
        return mail, token

    def restored(self, row, what, variant, value):
        conn = self.connection()
        mail, token = self.token(conn)
        tree = fill(self.base_event(row), row, value, variant)
        lines = self.process.exchange("backend", written(tree, token), conn)
        if any(holds(line, token) for line in lines):
            self.fail(row, what, variant, "the token reached the client")
        elif lines != [envelope("client", written(tree, mail), conn)]:
            if row.format != "token-of-text" or len(lines) != 1 or not emptied(lines[0], "client", tree):
                self.fail(row, what, variant, "changed elsewhere, or not there" if lines else "did not arrive")

    def restored_in_pieces(self, row, what, value):
        """The same stream cut at each place of its token; returns how many ways."""
        event = self.events[row.frame]
        places = 0
        conn = self.connection()
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
                self.fail(row, what, cut, "the token reached the client")
            elif "".join(deltas) != whole or len(deltas) < 2:
                self.fail(row, what, cut, "the pieces are not the client's text")
            elif dones != [self.done(event, row, item, whole)]:
                self.fail(row, what, cut, "the done event is not the client's text")
            elif any(f.get("item_id", item) != item for f in found):
                self.fail(row, what, cut, "an event of another stream")
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
        conn = self.connection()
        mail, token = self.token(conn)
        is_data = isinstance(value, str) and value.startswith("data:")
        tree = fill(self.base_event(row), row, MARK if is_data else value, variant)
        put_in = lambda text: data_url(base64.b64encode(TEXT.replace(MARK, text).encode()).decode())
        stays = not is_data and row.format.startswith("url")
        frame, wanted = (written(tree, put_in(t) if is_data else t) for t in (token, token if stays else mail))
        if self.process.exchange("backend", frame, conn) != [envelope("client", wanted, conn)]:
            self.fail(row, what, variant, "not as expected at the client")

    def run(self):
        rows = facts.server_rows()
        self.events = facts.events()
        self.indexes = {}
        for row in rows:
            if row.path in ("item_id", "output_index", "content_index", "summary_index", "command_index"):
                self.indexes.setdefault(row.frame, []).append(row.path)
        unknown = {r.frame for r in rows} - set(self.events)
        if unknown:
            self.failures.append("events without a row: " + " ".join(sorted(unknown)))
        self.count("requests", facts.client_rows(), self.request)
        if not self.only:
            self.beside_the_facts()
        self.count("events", rows, self.event)


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


def emptied(line, side, tree):
    """Whether a line is the frame with its logprobs left out."""
    def without(value):
        if isinstance(value, dict):
            return {k: [] if k == "logprobs" else without(v) for k, v in value.items()}
        return [without(v) for v in value] if isinstance(value, list) else value
    return to(line) == side and frame_of(line) == without(tree)


def value_at(frame, path):
    for _, name in facts.steps(path):
        frame = frame.get(name) if isinstance(frame, dict) else None
    return frame if isinstance(frame, str) else "\0"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmd", required=True, help="the filter command")
    parser.add_argument("--carriers", action="store_true", help="also files, addresses to fetch and headers")
    parser.add_argument("--only", default="", help="only paths whose name holds this")
    parser.add_argument("--seconds", type=float, default=300, help="bound for the whole run (default 300)")
    options = parser.parse_args()
    start = time.monotonic()
    with FilterProcess(options.cmd, options.seconds) as process:
        check = Check(process, options.carriers, options.only)
        try:
            check.run()
            process.finish()
        except FilterFailure as failure:
            check.failures.append("stopped after %d connections: %s" % (check.connections, failure))
        log = process.log()
        if "@" in log and any(d in log for d in DOMAINS):
            check.failures.append("an address is in the log")
    for failure in check.failures[:300]:
        print("failed: " + failure)
    print("%d connections, %d failures in %.1f s" % (check.connections, len(check.failures), time.monotonic() - start))
    return 1 if check.failures else 0


if __name__ == "__main__":
    sys.exit(main())
