#!/usr/bin/env python3
"""Walks every path that the facts name, in both directions, through a filter.

  paths.py --cmd 'maskwire filter' [--only WORDS]

Requests: each text path is filled with an e-mail address of its own. The address must not reach the
backend, the frame must, and every byte around the address must be the one that was sent. Opaque,
structural and numeric values must arrive as they are; a structural slot that holds text is text.
What a create carries is then echoed, and must come back to the client as it was sent.

Events: each text path is filled with a token that the filter gave out on the same connection. The
client must see the address and never the token. Streams are also cut at every place of the token.

A file is decoded, masked and encoded again; an address to fetch with an e-mail address in it refuses the
frame; of HTTP headers those with credentials pass.
"""

import argparse
import sys
import time

import facts
from event_paths import EventPaths
from filter_process import FilterFailure, FilterProcess
from made_up import DOMAINS
from path_run import Run
from request_paths import RequestPaths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmd", required=True, help="the filter command")
    parser.add_argument("--only", default="", help="only paths whose name holds this")
    parser.add_argument("--seconds", type=float, default=300, help="bound for the whole run (default 300)")
    options = parser.parse_args()
    start = time.monotonic()
    with FilterProcess(options.cmd, options.seconds) as process:
        run = Run(process, options.only)
        try:
            requests = RequestPaths(run)
            run.count("requests", facts.client_rows(), requests.check)
            if not options.only:
                requests.beside_the_facts()
            rows = facts.server_rows()
            run.count("events", rows, EventPaths(run, rows).check)
            process.finish()
        except FilterFailure as failure:
            run.failures.append("stopped after %d connections: %s" % (run.connections, failure))
        log = process.log()
        if "@" in log and any(d in log for d in DOMAINS):
            run.failures.append("an address is in the log")
    for failure in run.failures[:300]:
        print("failed: " + failure)
    print("%d connections, %d failures in %.1f s" % (run.connections, len(run.failures), time.monotonic() - start))
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
