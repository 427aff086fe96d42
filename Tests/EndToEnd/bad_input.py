#!/usr/bin/env python3
"""Gives a filter everything that is wrong, and checks how it says so.

  bad_input.py --cmd 'maskwire filter'

Checked: exit statuses by sysexits, messages with file and line and without a word of the user, all
that was safe before a failure, frames that are refused and frames that only look odd, `--report`
byte for byte, and that a line is answered before the next one comes. The first word of the command
is the binary, which `rules check` is run with too.
"""

import argparse
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile

from bad_frames import bad_frames, binary_frames, odd_frames
from bad_rules import GOOD_RULES, RULE_FILES
from filter_process import TEST_KEY, FilterFailure, FilterProcess
from filter_runs import CONFIG, DATA, GOOD, IO, NO_INPUT, SECONDS, USAGE, VALUE, WORDS, Broken, Runs
from filter_runs import dump, fails, line, masked_line, require

# Flags


def wrong_flags(runs):
    for flags in (
        ["--no-such-flag"], ["--rules"], ["--key-file"], ["--model"], ["more"],
        ["--rules", "a", "--rules", "b"], ["--key-file", "a", "--key-file", "b"], ["--report", "--report"],
        ["--model", "a", "--model", "a"], ["--model", ""], ["--scope", "x"], ["--scope", "principal", "--scope", "principal"],
        ["--restore", "x"], ["--restore", "prose=maybe"], ["--restore", "x=keep"], ["--restore", "prose=keep", "--restore", "prose=keep"],
        ["--action", "X"], ["--action", "EMAIL_ADDRESS=x"], ["--action", "EMAIL_ADDRESS=block", "--action", "EMAIL_ADDRESS=allow"],
        ["--unknown-lineage", "x"], ["--unknown-lineage", "pass", "--unknown-lineage", "pass"], ["--pass-media", "x"],
        ["--fetch-urls", "x"], ["--fetch-urls", "pass", "--fetch-urls", "pass"], ["--restore-in-urls", "https://x"],
        ["--principal", "header:x"], ["--principal", "fixed", "--principal", "fixed"],
    ):  # fmt: skip
        done = runs.filter(*flags, data=GOOD)
        fails(done, USAGE)
        require(done.log.startswith("Error: "), "a wrong flag is told")
    fails(runs.run([runs.binary, "no-such-command"], ""), USAGE)
    fails(runs.check("a", "b"), USAGE)
    fails(runs.filter("--action", "NO_SUCH_ENTITY=block", data=GOOD), USAGE, "NO_SUCH_ENTITY")


def help_and_version(runs):
    for words in (["--help"], ["filter", "--help"], ["rules", "check", "--help"], ["--version"]):
        done = runs.run([runs.binary, *words], "")
        require(done.returncode == 0 and done.lines and not done.log, "%s is answered" % words[-1])
    text = runs.run([runs.binary, "--help"], "").stdout.decode()
    require(all(str(n) in text for n in (USAGE, DATA, NO_INPUT, IO, CONFIG)), "exit statuses are documented")


# Keys


def keys(runs):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "key")
        fails(runs.filter("--key-file", path, data=GOOD), NO_INPUT, path)
        fails(runs.filter("--key-file", folder, data=GOOD), NO_INPUT, folder)
        for text, length in (("", 0), ("private-word", 12), ("x" * 31 + "\n", 31)):
            write(path, text)
            fails(runs.filter("--key-file", path, data=GOOD), CONFIG, path, "%d bytes" % length, "32")
        write(path, TEST_KEY + "\r\n")
        named = runs.filter("--key-file", path, data=masked_line(), environment={"MASKWIRE_KEY": "x" * 40})
        require(named.returncode == 0 and named.stdout == runs.filter(data=masked_line()).stdout, "a line end is no part of a key")
    for text in ("", "private-word"):
        done = runs.filter(data=GOOD, environment={"MASKWIRE_KEY": text})
        fails(done, CONFIG, "MASKWIRE_KEY", "%d bytes" % len(text))
    done = runs.filter(data=GOOD, environment={"MASKWIRE_KEY": None})
    require(done.returncode == 0 and "random key" in done.log and len(done.lines) == 1, "a random key is told")


def write(path, content):
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


# Rules


def rule_folders(runs):
    with tempfile.TemporaryDirectory() as folder:
        missing = os.path.join(folder, "none")
        for done in (runs.filter("--rules", missing, data=GOOD), runs.check(missing)):
            fails(done, NO_INPUT, missing)
        for done in (runs.filter("--rules", folder, data=GOOD), runs.check(folder)):
            fails(done, NO_INPUT, folder, "no .yaml file")
        write(os.path.join(folder, "notes.txt"), "recognizers: []")
        fails(runs.check(folder), NO_INPUT, folder, "no .yaml file")
        file = os.path.join(folder, "notes.txt")
        fails(runs.check(file), NO_INPUT, file)
        os.symlink(missing, os.path.join(folder, "lost.yaml"))
        fails(runs.check(folder), NO_INPUT, "lost.yaml", "cannot be read")


def rule_files(runs):
    for what, text, place, message in RULE_FILES:
        with tempfile.TemporaryDirectory() as folder:
            write(os.path.join(folder, "a.yaml"), GOOD_RULES)
            write(os.path.join(folder, "b.yaml"), text)
            file = os.path.join(folder, "b.yaml") + (":%d: " % place if place else ": ")
            try:
                fails(runs.check(folder), CONFIG, file, message)
                fails(runs.filter("--rules", folder, data=GOOD), CONFIG, file, message)
            except Broken as failure:
                raise Broken("%s: %s" % (what, failure)) from None


def good_rules(runs):
    with tempfile.TemporaryDirectory() as folder:
        write(os.path.join(folder, "a.yml"), GOOD_RULES)
        done = runs.check(folder)
        require(done.returncode == 0 and done.lines == ["1 recognizer of 1 entity, 2 examples: all as expected"], "good rules pass")
        done = runs.filter("--rules", folder, data=line("client", {"x": "ab12 " + VALUE}))
        text = json.loads(done.lines[0])["frame"]["x"]
        require(text.startswith("<CODE_") and text.endswith(VALUE), "a folder of rules takes the place of the embedded ones")
        os.rename(folder + "/a.yml", folder + "/b.yaml")
    done = runs.check()
    require(done.returncode == 0 and "all as expected" in done.lines[0], "the embedded rules pass")


# Lines

WRONG_LINES = [
    "private-word", "[]", "\"private-word\"", "{}", "{\"from\":\"client\"}", "{\"frame\":{}}",
    "{\"from\":\"private-word\",\"frame\":{}}", "{\"from\":\"client\",\"frame\":[\"private-word\"]}",
    "{\"from\":\"client\",\"frame\":null}", "{\"from\":\"client\",\"binary\":\"private-word!\"}",
    "{\"from\":\"client\",\"close\":7}", "{\"from\":\"client\",\"frame\":{},\"close\":1000}",
    "{\"from\":\"client\",\"frame\":{},\"private-word\":1}", "{\"from\":\"client\",\"frame\":{},\"conn\":1}",
    "{\"from\":\"client\",\"frame\":{},\"principal\":\"\"}", "{\"from\":\"client\",\"frame\":{}",
    "{\"from\":\"client\",\"frame\":{\"a\":\"private-word\"}} {}", "{\"from\":\"client\",\"from\":\"client\",\"frame\":{}}",
    b"{\"from\":\"client\",\"frame\":\"private-word\xff\"}", "{\"from\":\"client\",\"frame\":{\"a\":01}}", "\x00",
]  # fmt: skip


def wrong_lines(runs):
    for wrong in WRONG_LINES:
        wrong = wrong if isinstance(wrong, bytes) else wrong.encode()
        good = masked_line().encode()
        # Blank lines are no lines of a transcript, but they are counted.
        done = runs.filter(data=b"\n".join([good, b"  \r", good, wrong, good, b""]))
        fails(done, DATA, "line 4 of the input: ", lines=2)
        require(all(VALUE not in text and "EMAIL_ADDRESS" in text for text in done.lines), "what came before is complete")


def line_ends(runs):
    good = line("client", {"a": 1})
    for data in ("", "\n", good, good + "\n", good + "\r\n", "\n" + good + "\n\n"):
        done = runs.filter(data=data)
        require(done.returncode == 0 and done.lines == ["{\"to\":\"backend\",\"frame\":{\"a\":1}}"] * data.count("from"), "line ends do not matter")


# Whose values they are


def unknown_lineage(runs):
    again = {"type": "response.create", "previous_response_id": "private-word", "input": "hi"}
    data = "\n".join(line("client", again, conn=conn) for conn in ("a", "a", "b"))
    done = runs.filter(data=data)
    require(len(done.lines) == 3 and done.log.count("\n") == 2, "each connection is warned of once")
    require("line 1 " in done.log and "line 3 " in done.log, "a warning says of which line it is")
    require('"unknown_lineage":3' in runs.filter("--report", data=data).log, "a report counts them")


def principals(runs):
    frame = {"type": "response.create", "input": VALUE}
    first = json.loads(runs.filter(data=line("client", frame)).lines[0])["frame"]["input"]
    begun = {"type": "response.created", "response": {"id": "resp_1"}}
    again = {"type": "response.create", "previous_response_id": "resp_1", "input": "hi"}
    for flags, comes_back in ([], False), (["--principal", "fixed"], True):
        one, two = {"conn": "1", "principal": "a"}, {"conn": "2", "principal": "b"}
        done = runs.filter(*flags, data=line("client", frame, **one))
        token = json.loads(done.lines[0])["frame"]["input"]
        require((token == first) == comes_back, "a fixed principal names values as the default one does")
        said = {"type": "response.output_text.done", "item_id": "m", "text": token}
        data = [line("client", frame, **one), line("backend", begun, **one), line("client", again, **two)]
        done = runs.filter(*flags, data="\n".join([*data, line("backend", said, **two)]))
        require((VALUE in done.lines[-1]) == comes_back, "a token comes back to its principal only")


# A process that talks


def interactive(runs):
    with FilterProcess(shlex.join(runs.words), seconds=SECONDS) as process:
        process.send("client", dump({"type": "response.create", "model": "m", "input": VALUE}))
        token = json.loads(process.read())["frame"]["input"]
        require(token.startswith("<EMAIL_ADDRESS_"), "a value is masked")
        for cut in range(1, len(token), 5):
            text = ""
            for piece in (token[:cut], token[cut:]):
                process.send("backend", dump({"type": "response.output_text.delta", "item_id": "i", "delta": piece}))
                text += json.loads(process.read())["frame"]["delta"]
            require(text == VALUE, "a line is answered before the next one comes")
        process.send("backend", json.dumps("{\n\"type\":\"x.delta\",\"delta\":%s}" % dump(token[:9])))
        process.read()
        process.send_line(dump({"from": "backend", "close": 1000}))
        flushed = json.loads(json.loads(process.read())["frame"])
        require(flushed["delta"] == token[:9], "what was held comes before the close")
        rest = [json.loads(text) for text in process.finish()]
        require(rest[-1] == {"to": "client", "close": 1000}, "the close comes last")


def broken_pipe(runs):
    environment = {**os.environ, "MASKWIRE_KEY": TEST_KEY}
    process = subprocess.Popen(runs.words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    process.stdout.close()
    try:
        for _ in range(100):
            process.stdin.write((masked_line() + "\n").encode())
            process.stdin.flush()
    except OSError:
        pass
    try:
        process.stdin.close()
    except OSError:
        pass
    log = process.stderr.read().decode()
    process.stderr.close()
    status = process.wait(SECONDS)
    require(status == IO, "output that no one reads ends with %d, not %d" % (IO, status))
    require("standard output" in log and not any(word in log for word in WORDS), "it is told")
    require(status != -signal.SIGPIPE, "no signal ends the process")


def full_disk(runs):
    if not os.path.exists("/dev/full"):
        return
    with open("/dev/full", "wb") as full:
        done = subprocess.run(runs.words, input=GOOD.encode(), stdout=full, stderr=subprocess.PIPE, env={**os.environ, "MASKWIRE_KEY": TEST_KEY}, timeout=SECONDS)
    require(done.returncode == IO and b"standard output" in done.stderr, "a full disk is told")
    with open(os.devnull, "rb") as empty:
        done = subprocess.run(runs.words, stdin=empty, capture_output=True, env={**os.environ, "MASKWIRE_KEY": TEST_KEY}, timeout=SECONDS)
    require(done.returncode == 0 and not done.stdout, "no input is no failure")


# The report


def report(runs):
    frames = [
        {"type": "response.create", "model": "other", "input": [VALUE, {"type": "message", "content": VALUE + " " + VALUE}], "metadata": {VALUE: "x"}},
        {"type": "response.create", "stream_id": "l"}, {"type": "response.create", "Model": "b\u00e9"},
    ]  # fmt: skip
    lines = [line("client", frame) for frame in frames]
    lines += [
        "{ \"frame\" :{ \"a\": 1e400,\"a\" :2 },\"from\":\"client\", \"conn\":\"c\\u0031\"}",
        line("client", "{broken " + VALUE), dump({"from": "client", "binary": "AP8="}), dump({"from": "backend", "binary": "e30="}),
        line("backend", {"type": "response.output_text.delta", "item_id": "i", "delta": "<EMAIL_"}), dump({"from": "backend", "close": 1011}),
        line("backend", "[\u00e9\\ud800"), dump({"from": "client", "close": 1000}),
    ]  # fmt: skip
    expected = []
    for text in lines:
        tree = json.loads(text)
        kind = next(k for k in ("frame", "binary", "close") if k in tree)
        to = {"client": "backend", "backend": "client"}[tree["from"]]
        raw = "{ \"a\": 1e400,\"a\" :2 }" if "1e400" in text else dump(tree[kind])
        conn = ",\"conn\":\"c\\u0031\"" if "conn" in tree else ""
        expected.append("{\"to\":\"%s\",\"%s\":%s%s}" % (to, kind, raw, conn))
    for flags, counts in (([], {}), (["--model", "a"], {}), (["--model", "a", "--model", "b"], {"model": 3})):
        done = runs.filter("--report", *flags, data="\n".join(lines))
        require(done.returncode == 0 and done.lines == expected, "a report changes no byte")
        found = json.loads(done.log)
        require(found["frames"] == 6, "every frame of the client is counted")
        require(found["findings"] == {"EMAIL_ADDRESS": {"input[*]": 1, "input[*].content": 2, "metadata.*": 1}}, "findings are counted by entity and path")
        require(found["refusals"] == {"malformed_json": 1, "duplicate_key": 1, "binary_frame": 1, **counts}, "refusals are counted by rule")
    done = runs.filter("--report", data=lines[0] + "\nprivate-word\n")
    require(done.returncode == DATA and done.lines == expected[:1], "a report ends at a wrong line too")
    require("\"frames\":1" in done.log and "line 2" in done.log, "what was counted until then is told")


CHECKS = [
    wrong_flags, help_and_version, keys, rule_folders, rule_files, good_rules, wrong_lines, line_ends, bad_frames,
    binary_frames, odd_frames, unknown_lineage, principals, interactive, broken_pipe, full_disk, report,
]  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description="Gives a filter everything that is wrong.")
    parser.add_argument("--cmd", required=True, help="the filter, as a command line")
    parser.add_argument("--only", help="run the check of that name")
    arguments = parser.parse_args()
    runs = Runs(arguments.cmd)
    failures = 0
    checks = [check for check in CHECKS if arguments.only in (None, check.__name__)]
    for check in checks:
        try:
            check(runs)
        except (Broken, FilterFailure, subprocess.TimeoutExpired) as failure:
            failures += 1
            told = "no end in time" if isinstance(failure, subprocess.TimeoutExpired) else failure
            print("FAIL %s: %s" % (check.__name__, told))
    print("bad input: %d of %d checks passed" % (len(checks) - failures, len(checks)))
    sys.exit(1 if failures or not checks else 0)


if __name__ == "__main__":
    main()
