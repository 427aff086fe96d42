#!/usr/bin/env python3
"""Walks every path of server events that the facts name, through a filter that masks output.

  output_paths.py --cmd 'maskwire filter' [--only WORDS]

Each text path is filled with an e-mail address that the model makes up: every byte around the address
must arrive, and `<EMAIL_ADDRESS>` in its place. With `suppress` deltas and `*.done` events must not.
What is no text must arrive as it is. With `--own-values restore` an address of the client's own must
come back in the same event.
"""

import argparse
import base64
import re
import sys
import time

import facts
from disguise import holds
from event_paths import EventPaths
from filter_process import FilterFailure, FilterProcess
from path_frames import CARRIERS, MARK, TEXT, data_url, dump, envelope, fill, put_text_beside, same_values
from path_frames import text_values, without_logprobs, written
from path_run import Run

MASK = "<EMAIL_ADDRESS>"
# Two keys of an object must not become one: theirs have a suffix.
KEY_MASK = re.compile(r"<EMAIL_ADDRESS_[0-9A-HJKMNP-TV-Z]{8}>")


class OutputPaths(EventPaths):
    """Events that hold what the model says on its own."""

    def check(self, row):
        cases = 0
        for variant in range(facts.variants(row)):
            if row.kind in ("full", "echo", "delta"):
                for what, value in text_values(row):
                    self.masked(row, what, variant, value)
                    cases += 1
                continue
            for what, value in same_values(row):
                frame = dump(fill(self.base_event(row), row, value, variant))
                self.arrives(row, what, variant, frame, frame, "changed on its way to the client")
                cases += 1
        return cases

    def masked(self, row, what, variant, value):
        mail = self.mail = self.run.mails.next()
        is_data = row.format in CARRIERS and isinstance(value, str) and value.startswith("data:")
        tree = fill(self.base_event(row), row, MARK if is_data else value, variant)
        wanted = tree
        if row.format == "token-of-text":
            tree = put_text_beside(tree, row)
            wanted = without_logprobs(tree)

        def put_in(text):
            return data_url(base64.b64encode(TEXT.replace(MARK, text).encode()).decode()) if is_data else text

        self.arrives(
            row, what, variant, written(tree, put_in(mail)), written(wanted, put_in(MASK)), "the address is not masked, or something else is changed"
        )

    def arrives(self, row, what, variant, frame, wanted, failure):
        conn = self.run.connection()
        lines = self.process.exchange("backend", frame, conn)
        if what in ("key", "property") or row.path.endswith("{keys}"):
            lines = [KEY_MASK.sub(MASK, line) for line in lines]
        if row.frame.endswith((".delta", ".done")):
            if lines:
                self.run.fail(row, what, variant, "arrived, and must not")
        elif lines != [envelope("client", wanted, conn)]:
            self.run.fail(row, what, variant, failure)


class StreamedPaths(OutputPaths):
    """The same events, none of which is dropped; of a delta text may be held, or go out masked."""

    def arrives(self, row, what, variant, frame, wanted, failure):
        conn = self.run.connection()
        lines = self.process.exchange("backend", frame, conn)
        if what in ("key", "property") or row.path.endswith("{keys}"):
            lines = [KEY_MASK.sub(MASK, line) for line in lines]
        if row.frame.endswith(".delta") and row.kind in ("full", "echo", "delta"):
            if len(lines) != 1 or holds(lines[0], self.mail):
                self.run.fail(row, what, variant, "the address went out, or the event did not")
        elif lines != [envelope("client", wanted, conn)]:
            self.run.fail(row, what, variant, failure)


class OwnValues(EventPaths):
    """The same events with a token of the client's own."""

    def check(self, row):
        if row.kind not in ("full", "echo") or row.format in CARRIERS:
            return 1
        cases = 0
        for variant in range(facts.variants(row)):
            for what, value in text_values(row):
                if row.frame.endswith((".delta", ".done")):
                    self.dropped(row, what, variant, value)
                elif row.format == "token-of-text":
                    self.spelled(row, variant, value)
                else:
                    self.restored(row, what, variant, value)
                cases += 1
        return cases


    def dropped(self, row, what, variant, value):
        conn = self.run.connection()
        token = self.token(conn)[1]
        if self.process.exchange("backend", written(fill(self.base_event(row), row, value, variant), token), conn):
            self.run.fail(row, what, variant, "arrived, and must not")


def walk(command, seconds, only, name, kind):
    with FilterProcess(command, seconds) as process:
        run = Run(process, only)
        try:
            rows = facts.server_rows()
            run.count(name, rows, kind(run, rows).check)
            process.finish()
        except FilterFailure as failure:
            run.failures.append("stopped after %d connections: %s" % (run.connections, failure))
    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmd", required=True, help="the filter command")
    parser.add_argument("--only", default="", help="only paths whose name holds this")
    parser.add_argument("--seconds", type=float, default=300, help="bound for each walk (default 300)")
    options = parser.parse_args()
    start = time.monotonic()
    suppress = options.cmd + " --output-masking suppress"
    stream = options.cmd + " --output-masking stream"
    runs = [
        walk(stream, options.seconds, options.only, "events", StreamedPaths),
        walk(suppress, options.seconds, options.only, "events", OutputPaths),
        walk(suppress + " --own-values restore", options.seconds, options.only, "events", OwnValues),
    ]
    failures = [failure for run in runs for failure in run.failures]
    for failure in failures[:300]:
        print("failed: " + failure)
    connections = sum(run.connections for run in runs)
    print("%d connections, %d failures in %.1f s" % (connections, len(failures), time.monotonic() - start))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
