#!/usr/bin/env python3
"""Runs `maskwire verify` on conversations that are well and on ones that are not.

  verify.py --cmd maskwire

Checked: exit statuses; rules that let a value through; expected transcripts that differ, are missing, are
written and are not; records as they stand, and conversations made of them; folders, pipes, and files that
cannot be read; the counts in text and JSON; and that no value stands in anything it prints.
"""

import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

from filter_process import TEST_KEY
from filter_runs import CONFIG, DATA, NO_INPUT, SECONDS, USAGE, Broken, dump, line, require

CONVERSATIONS = pathlib.Path(__file__).resolve().parent.parent / "Conversations"
VALUE = "jane.roe@contoso.net"
MADE_UP = "olga.silva@fabrikam.org"
TICKET = "T-204816"
WORDS = ("jane", "contoso", "olga", "fabrikam", TICKET, "204816")
TOKEN = "<EMAIL_ADDRESS_"
# What needs a context word is masked in one place and not in another.
FAULTY_RULES = """recognizers:
  - name: Ticket
    supported_entity: TICKET
    patterns: [{name: ticket, regex: '\\bT-\\d{6}\\b', score: 0.3}]
    context: [ticket]
    examples: {match: ['ticket {{T-123456}}'], no_match: ['part T-123456']}
"""


class Bench:
    """The binary, and a folder for its files."""

    def __init__(self, command, folder):
        self.words, self.folder = shlex.split(command), pathlib.Path(folder)

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def verify(self, *arguments, key=None, data=None):
        environment = {k: v for k, v in os.environ.items() if k != "MASKWIRE_KEY"}
        if key:
            environment["MASKWIRE_KEY"] = key
        command = [*self.words, "verify", *arguments]
        done = subprocess.run(command, input=(data or "").encode(), capture_output=True, timeout=SECONDS, env=environment, check=False)
        done.text = done.stdout.decode()
        done.log = done.stderr.decode()
        require(not any(word in done.text + done.log for word in WORDS), "nothing that is printed holds a word of the user")
        return done

    def make(self, record, name):
        """The conversation that is made of a record, as a user makes it."""
        made = self.folder / name
        command = [str(CONVERSATIONS / "from_record.py"), str(record), str(made)]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        done.log = done.stderr.decode()
        return made, done

    def filter(self, data, key=TEST_KEY):
        environment = {**os.environ, "MASKWIRE_KEY": key}
        done = subprocess.run([*self.words, "filter"], input=data.encode(), capture_output=True, timeout=SECONDS, env=environment, check=True)
        return done.stdout.decode()


def create(text):
    return line("client", {"type": "response.create", "input": text})


def completed(text):
    output = [{"type": "message", "content": [{"type": "output_text", "text": text}]}]
    return line("backend", {"type": "response.completed", "response": {"id": "r", "output": output}})


TALK = create("ask " + VALUE) + "\n" + completed("ask " + MADE_UP) + "\n"


def ends(done, status, *parts):
    require(done.returncode == status, "exit status %d, not %d: %s%s" % (done.returncode, status, done.text[-300:], done.log[-300:]))
    for part in parts:
        require(part in done.text + done.log, "it says '%s', not: %s%s" % (part, done.text[-600:], done.log[-300:]))


def what_is_well(bench):
    talk = bench.file("well/talk.ndjson", TALK)
    done = bench.verify(talk)
    ends(done, 0, "ok, 2 lines in, 2 out", "masked: EMAIL_ADDRESS 1 (input 1)", "0 found again, 0 of 1 value\n", "no expected transcript")
    require(done.text.endswith("1 conversation, nothing got through\n"), "the last line says that nothing got through")
    require(len(bench.verify(talk, talk, str(bench.folder / "well"), "--json").text.splitlines()) == 1, "a file counts once")
    ends(bench.verify("/dev/stdin", data=TALK), 0, "/dev/stdin: ok, 2 lines in, 2 out")
    ends(bench.verify("/dev/stdin", "--update", data=TALK), USAGE, "--update writes beside a file")
    keys = bench.file("well/key", TEST_KEY + "\n")
    command = '%s verify %s --key-file <(cat %s)' % (shlex.join(bench.words), shlex.quote(talk), shlex.quote(keys))
    require(subprocess.run(["bash", "-c", command], capture_output=True, timeout=SECONDS, check=False).returncode == 0, "a key comes from a pipe")
    done = bench.verify(talk, "--action", "EMAIL_ADDRESS=allow")
    ends(done, 0, "allowed to the backend: EMAIL_ADDRESS 1 (input 1)", "nothing got through but what is allowed: EMAIL_ADDRESS 1")
    for mode in ("suppress", "stream"):
        ends(bench.verify(talk, "--output-masking", mode), 0, "the model's own: EMAIL_ADDRESS 1", "to the client: 0 found again")


def json_for_each(bench):
    for name in ("a", "b"):
        bench.file("json/%s.ndjson" % name, TALK)
    done = bench.verify(str(bench.folder / "json"), "--json")
    ends(done, 0)
    results = [json.loads(text) for text in done.text.splitlines()]
    require([pathlib.Path(r["file"]).name for r in results] == ["a.ndjson", "b.ndjson"], "one object a file, in order")
    for result in results:
        require(result["ok"] is True and result["expected"] is None and result["to_client"] is None, "it is well")
        require(result["masked"] == {"EMAIL_ADDRESS": {"input": 1}}, "what was masked is counted by entity and path")
        require(result["to_backend"]["found_again"] == 0 and result["to_backend"]["values_found"] == 0, "both counts are there")
        require(result["to_backend"]["values_searched"] == 1, "one value was searched for")


def faulty_rules(bench):
    bench.file("rules/faulty.yaml", FAULTY_RULES)
    rules = ("--rules", str(bench.folder / "rules"))
    talk = bench.file("faulty.ndjson", create("see ticket " + TICKET) + "\n" + create("t 204 816, again") + "\n")
    done = bench.verify(talk, *rules)
    ends(done, 1, "FAILED", "0 found again, 1 of 1 value; ", "values: TICKET 1 (input 1)", "1 conversation, 1 failed")
    result = json.loads(bench.verify(talk, *rules, "--json").text)
    require(result["ok"] is False and result["to_backend"]["values_found_at"] == {"TICKET": {"input": 1}}, "JSON says the same")
    # Below the threshold and nowhere masked: doubtful, and no error.
    talk = bench.file("doubtful.ndjson", create("part " + TICKET) + "\n")
    ends(bench.verify(talk, *rules), 0, "doubtful to the backend: TICKET 1 (input 1)", "doubtful, and no error: 1 below 0.5")


def expected_transcripts(bench):
    talk = bench.file("expected/talk.ndjson", TALK)
    expected = pathlib.Path(talk.replace(".ndjson", ".expected.ndjson"))
    ends(bench.verify(talk, "--require-expected"), 1, "no expected transcript, and one is required")
    ends(bench.verify(talk, "--update", "--scope", "conversation"), USAGE, "--scope conversation")
    expected.write_text(bench.filter(TALK), encoding="utf-8")
    ends(bench.verify(talk, "--require-expected"), 0, "expected transcript: as expected")
    ends(bench.verify(talk, "--scope", "conversation"), USAGE, "--scope conversation")
    text = expected.read_text(encoding="utf-8")
    require(TOKEN in text, "the value is a token in it")
    expected.write_text(text.replace("ask " + MADE_UP, "ask " + MADE_UP + "!!"), encoding="utf-8")
    differs = "differs at line 2, frame.response.output[0].content[0].text: 29 bytes expected, 27 bytes found"
    ends(bench.verify(talk), 1, differs)
    result = json.loads(bench.verify(talk, "--json").text)["expected"]
    require(result["line"] == 2 and result["expected_bytes"] == 29 and result["found_bytes"] == 27, "JSON says the same")
    expected.write_text(text.splitlines()[0] + "\n", encoding="utf-8")
    ends(bench.verify(talk), 1, "differs at line 2: nothing expected")
    # Another key names other tokens.
    ends(bench.verify(talk, key="another-key-of-at-least-32-bytes-00"), 1, "differs at line 1, frame.input")
    ends(bench.verify(talk, "--update"), 0, "expected transcript: written")
    require(expected.read_text(encoding="utf-8") == text, "what is written is what filter writes")
    for mode in ("suppress", "stream"):
        ends(bench.verify(talk, "--output-masking", mode), 0, "no expected transcript")
        ends(bench.verify(talk, "--output-masking", mode, "--update"), 0, "written")
        beside = talk.replace(".ndjson", ".%s.expected.ndjson" % mode)
        require(MADE_UP not in pathlib.Path(beside).read_text(encoding="utf-8"), "the model's value is masked")
    found = bench.verify(os.path.dirname(talk))
    ends(found, 0, "1 conversation, nothing got through")
    bench.file("rules/faulty.yaml", FAULTY_RULES)
    leak = bench.file("leak.ndjson", create("see ticket " + TICKET) + "\n" + create("t 204 816, again") + "\n")
    ends(bench.verify(leak, "--rules", str(bench.folder / "rules"), "--update"), 1, "not written, because something got through")
    require(not pathlib.Path(leak.replace(".ndjson", ".expected.ndjson")).exists(), "what got through is nothing to expect")


def what_cannot_be_read(bench):
    ends(bench.verify(), USAGE)
    ends(bench.verify("x", "--json", "--json"), USAGE)
    ends(bench.verify(str(bench.folder / "missing.ndjson")), NO_INPUT, "there is no such file")
    (bench.folder / "empty").mkdir()
    ends(bench.verify(str(bench.folder / "empty")), NO_INPUT, "holds no .ndjson file")
    broken = bench.file("broken.ndjson", TALK + '{"to":"client","frame":"%s"}\n' % VALUE + TALK)
    talk = bench.file("talk.ndjson", TALK)
    done = bench.verify(broken, str(bench.folder / "missing.ndjson"), talk)
    ends(done, DATA, 'broken.ndjson:3: a line has "from"', "not read, 2 lines in, 2 out", "read up to line 3", "talk.ndjson: ok")
    require(done.text.endswith("3 conversations, 2 not read to the end\n"), "the last line says what was not read")
    results = [json.loads(text) for text in bench.verify(broken, talk, "--json").text.splitlines()]
    require([r["ok"] for r in results] == [False, True] and results[0]["error"]["line"] == 3, "JSON says the same")
    bench.file("rules/faulty.yaml", FAULTY_RULES)
    leak = bench.file("leak.ndjson", create("see ticket " + TICKET) + "\n" + create("t 204 816, again") + "\n")
    ends(bench.verify(broken, leak, "--rules", str(bench.folder / "rules")), 1, "2 conversations, 1 failed, 1 not read to the end")
    ends(bench.verify(bench.file("mark.ndjson", "\ufeff" + TALK)), DATA, "byte order mark")
    ends(bench.verify(broken, key="short"), CONFIG)
    ends(bench.verify(bench.file("no.ndjson", "\n\n")), 0, "nothing to check, 0 lines in, 0 out", "1 conversation, nothing to check")


def records_as_they_stand(bench):
    """What a gateway has let through is masked by a replay, and shown by --recorded."""
    record = bench.file("talk.record", create("ask <EMAIL_ADDRESS_4FZZBTKY>") + "\n" + completed("<EMAIL_ADDRESS_4FZZBTKY>") + "\n")
    ends(bench.verify("--recorded", record), 0, "ok, 2 lines of a record", "masked: EMAIL_ADDRESS 1 (input 1)", "0 found again")
    leak = bench.file("leak.record", create("ask " + VALUE) + "\n" + completed("<EMAIL_ADDRESS_00000000>") + "\n")
    ends(bench.verify(leak), 0, "0 found again")
    done = bench.verify("--recorded", leak)
    ends(done, 1, "found again: EMAIL_ADDRESS 1 (input 1)", "tokens that nobody issued: 1")
    for flag in (["--update"], ["--output-masking", "off"], ["--require-expected"]):
        ends(bench.verify("--recorded", leak, *flag), USAGE, flag[0])


def made_of_a_record(bench):
    """A record holds what the backend saw: what is made of it has values again, and tokens as they were cut."""
    given = (CONVERSATIONS / "plain-chat.ndjson").read_text(encoding="utf-8")
    tokens = [json.loads(text) for text in bench.filter(given).splitlines()]
    masked = [{"from": "client", **frame_of(text), "principal": "p"} for text in tokens if text["to"] == "backend"]
    record = [{**json.loads(text), "principal": "p"} for text in given.splitlines()]
    record = [masked.pop(0) if text["from"] == "client" else text for text in record]
    path = bench.file("plain.record", "".join(dump(text) + "\n" for text in record))
    made, done = bench.make(path, "plain.ndjson")
    require(done.returncode == 0, "it is made: " + done.log)
    result = json.loads(bench.verify(str(made), "--json").text)
    well = json.loads(bench.verify(str(CONVERSATIONS / "plain-chat.ndjson"), "--json").text)
    for what in ("ok", "masked", "restored", "unknown_tokens", "compared_texts", "unlike_texts", "refused"):
        require(result[what] == well[what], "%s is that of the recorded conversation" % what)


def made_of_two_users(bench):
    """Text that looks like a token, what was masked one way, and two principals."""
    lines = []
    for user in ("a", "b"):
        text = "ask <EMAIL_ADDRESS_%s> of <LITERAL_4FZZBTKY>, key <AWS_ACCESS_KEY>" % ("4FZZBTKY" if user == "a" else "9ZZZBTKY")
        lines.append({**json.loads(create(text)), "conn": user, "principal": user})
        lines.append({**json.loads(completed(text)), "conn": user, "principal": user})
    path = bench.file("two.record", "".join(dump(text) + "\n" for text in lines))
    made, done = bench.make(path, "two.ndjson")
    require(done.returncode == 0 and "2 one-way markers" in done.log, "it is made, and markers are told: " + done.log)
    frames = [json.loads(text) for text in made.read_text(encoding="utf-8").splitlines()]
    require(len({text["principal"] for text in frames}) == 2, "two principals stay two")
    asked = [text["frame"]["input"] for text in frames if text["from"] == "client"]
    require(all("<LITERAL_" not in text and "@" in text and "<EMAIL_ADDRESS_" in text for text in asked), "literal text is literal again")
    result = json.loads(bench.verify(str(made), "--json").text)
    require(result["ok"] and result["unknown_tokens"] == 0, "each gets its own values back")
    require(result["restored"] == {entity: {"response.output[*].content[*].text": 2} for entity in ("EMAIL_ADDRESS", "LITERAL")}, "all of them")
    made, done = bench.make(bench.file("bad.record", "no line\n"), "bad.ndjson")
    require(done.returncode != 0 and not made.exists(), "what cannot be read makes no file")


def random_conversations(bench, seeds):
    """What the model makes up, in every way in which output is masked: all is masked, and none of it looks as if not."""
    words = " ".join(shlex.quote(word) for word in bench.words)
    wrapper = '#!/bin/sh\ntee "%s/$(echo "$*" | tr -cd a-z).ndjson" | %s filter "$@"\n' % (bench.folder, words)
    command = bench.file("recorded_filter", wrapper)
    os.chmod(command, 0o700)
    answers = [sys.executable, str(pathlib.Path(__file__).parent / "random_outputs.py"), "--cmd", command, "--seeds", str(seeds)]
    subprocess.run(answers, capture_output=True, timeout=SECONDS + 10 * seeds, check=True)
    for mode in ("stream", "suppress"):
        for own in ("mask", "restore"):
            record = bench.folder / ("outputmasking%sownvalues%s.ndjson" % (mode, own))
            done = bench.verify(str(record), "--output-masking", mode, "--own-values", own, "--json")
            result = json.loads(done.text)
            found = {side: {k: v for k, v in result[side].items() if k.endswith("_at")} for side in ("to_backend", "to_client")}
            require(done.returncode == 0 and result["of_model"], "nothing got through in %s with %s: %s" % (mode, own, found))


def frame_of(text):
    return {k: v for k, v in text.items() if k != "to"}


CHECKS = [what_is_well, json_for_each, faulty_rules, expected_transcripts, what_cannot_be_read, records_as_they_stand, made_of_a_record, made_of_two_users, random_conversations]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cmd", required=True, help="the binary")
    parser.add_argument("--seeds", type=int, default=4, help="how many random conversations in each mode (default 4)")
    options = parser.parse_args()
    failed = 0
    for check in CHECKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                bench = Bench(options.cmd, folder)
                check(bench, options.seeds) if check is random_conversations else check(bench)
            except (Broken, subprocess.SubprocessError, ValueError) as failure:
                failed += 1
                print("failed: %s: %s" % (check.__name__.replace("_", " "), failure))
    print("%d checks, %d failed" % (len(CHECKS), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
