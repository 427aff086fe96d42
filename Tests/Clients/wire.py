"""Frames by hand, for the checks that need a bare WebSocket client."""

import json

from websockets.asyncio.client import connect

from common import API_KEY, MODEL, Failure

TERMINAL = {"response.completed", "response.incomplete", "response.failed", "error"}


def dial(base_url, **options):
    """Connects as the clients do, without compression and without pings of its own."""
    return connect(
        base_url + "/responses",
        additional_headers={"Authorization": "Bearer " + API_KEY},
        compression=None,
        ping_interval=None,
        max_size=None,
        proxy=None,
        open_timeout=60,
        **options,
    )


def create(text, parent=None):
    """A `response.create` frame."""
    frame = {"type": "response.create", "model": MODEL, "input": [{"type": "message", "role": "user", "content": text}]}
    if parent:
        frame["previous_response_id"] = parent
    return json.dumps(frame)


async def answer(receive):
    """Reads one answer: its id, its text by the deltas, and all of it as it came."""
    streamed, raw = "", []
    while True:
        message = await receive()
        raw.append(message)
        event = json.loads(message)
        if event["type"] == "response.output_text.delta":
            streamed += event["delta"]
        elif event["type"] in TERMINAL:
            if event["type"] != "response.completed":
                raise Failure("a turn ended with %s" % event["type"])
            text = "".join(
                part["text"]
                for item in event["response"]["output"]
                if item["type"] == "message"
                for part in item["content"]
            )
            if text != streamed:
                raise Failure("the deltas do not add up to the text")
            return event["response"]["id"], text, raw
