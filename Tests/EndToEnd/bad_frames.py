"""Frames that are refused, and frames that only look odd."""

import base64
import json

from filter_runs import GOOD, VALUE, WORDS, dump, line, require

def refused(runs, frame, code, as_text=False, **more):
    data = line("client", frame) if not isinstance(frame, str) or as_text else "{\"from\":\"client\",\"frame\":%s}" % frame
    done = runs.filter(*more.get("flags", []), data="%s\n%s\n" % (data, GOOD))
    require(done.returncode == 0 and len(done.lines) == 2, "a refused frame (%s) stops nothing" % code)
    answer = json.loads(done.lines[0])
    require(answer["to"] == "client" and answer["frame"]["error"]["code"] == "maskwire_" + code, "the refusal is of rule " + code)
    require(not any(word in done.lines[0] for word in WORDS), "a refusal (%s) tells no word of the user" % code)
    require(json.loads(done.lines[1])["to"] == "backend", "the connection goes on")
    return answer["frame"]


def bad_frames(runs):
    deep = "{\"a\":" + "[" * 128 + "\"private-word\"" + "]" * 128 + "}"
    twice = "{\"private-word\":1,\"private-word\":\"%s\"}" % VALUE
    refused(runs, deep, "too_deep")
    refused(runs, deep, "too_deep", as_text=True)
    refused(runs, twice, "duplicate_key")
    refused(runs, twice, "duplicate_key", as_text=True)
    for text in ("", "private-word", "{\"a\":\"%s\"" % VALUE, "{\"a\":\"%s\",}" % VALUE, "{'a':1}", "\ufeff{}", "{\"a\":\"\x01\"}", "{\"a\":NaN}"):
        event = refused(runs, text, "malformed_json", as_text=True)
        require(event["error"]["param"] is None and "stream_id" not in event, "what cannot be read has no place")
    for text in ("[\"%s\"]" % VALUE, "\"private-word\"", "null", "17"):
        refused(runs, text, "not_an_object", as_text=True)
    refused(runs, "{\"a\":[%s0]}" % ("0," * 1_000_000), "too_many_values")
    refused(runs, "{\"a\":\"%s\"}" % ("private-word " * 1_300_000), "text_too_long")
    refused(runs, "{\"input\":[{\"type\":\"reasoning\",\"encrypted_content\":\"%s\"}]}" % ("A" * (64 << 20)), "frame_too_large")
    refused(runs, {"type": "response.create", "model": "private-word"}, "model", flags=["--model", "a", "--model", "b"])
    steer = "{\n\"type\":\"response.steer\",\"stream_id\":\"l\",\"input\":\"%s\",\"model\":\"c\"}" % VALUE
    done = runs.filter("--model", "a", "--model", "b", data=line("client", steer))
    frame = json.loads(done.lines[0])["frame"]
    frame = json.loads(frame) if isinstance(frame, str) else frame
    require(frame["type"] == "response.steer.failed" and frame["steer"]["input"] == VALUE and frame["stream_id"] == "l", "a steer fails by itself")


def binary_frames(runs):
    for raw in (b"\x00\xff", b"{}", VALUE.encode()):
        data = dump({"from": "client", "binary": base64.b64encode(raw).decode()})
        done = runs.filter(data=data)
        answer = json.loads(done.lines[0])
        require(answer["to"] == "client" and answer["frame"]["error"]["code"] == "maskwire_binary_frame", "a binary frame of the client is refused")
    data = dump({"from": "backend", "binary": "AP8="})
    require(runs.filter(data=data).lines == ["{\"to\":\"client\",\"binary\":\"AP8=\"}"], "bytes of the backend pass")
    data = dump({"from": "backend", "binary": base64.b64encode(b"{\"a\":1}").decode()})
    require(runs.filter(data=data).lines == ["{\"to\":\"client\",\"frame\":\"{\\\"a\\\":1}\"}"], "text in a binary frame is text")
    data = dump({"from": "client", "close": 1001, "conn": "c"})
    require(runs.filter(data=data).lines == ["{\"to\":\"backend\",\"close\":1001,\"conn\":\"c\"}"], "a close is passed on")


def odd_frames(runs):
    """Frames of no known type or shape are masked by default, and odd events pass."""
    odd = [
        {}, {"type": "a.frame", "x": [{"y": VALUE}]}, {"type": 7, VALUE: VALUE}, {"type": None, "input": {"a": [VALUE]}},
        {"type": "response.create", "model": "m", "input": [[VALUE], 1, None, {"type": {"a": VALUE}, "content": {"b": VALUE}}], "tools": VALUE, "metadata": [VALUE]},
    ]  # fmt: skip
    done = runs.filter(data="\n".join(line("client", frame) for frame in odd))
    require(done.returncode == 0 and len(done.lines) == len(odd), "odd frames go on")
    for text, frame in zip(done.lines, odd):
        require(json.loads(text)["to"] == "backend" and VALUE not in text, "no value of an odd frame leaves")
        require(text.count("<EMAIL_ADDRESS_") == dump(frame).count(VALUE), "each value has its token")
    events = ["", "private-word", "[]", "{\"a\":1,\"a\":2}", "{\"type\":\"response.output_text.delta\",\"delta\":7}", "{\"type\":\"response.output_text.delta\"}"]
    done = runs.filter(data="\n".join(line("backend", event) for event in events))
    require([json.loads(text)["frame"] for text in done.lines] == events, "odd events pass as they are")
