"""The `openai` package: its asynchronous and its synchronous connection, and its session with lanes."""

import asyncio
import contextlib
import json

import openai
from openai.lib.responses_websocket import AsyncResponsesWebSocketSession, ResponsesWebSocketLimits

from common import API_KEY, MODEL, TURN_SECONDS, Outcome

TERMINAL = {"response.completed", "response.incomplete", "response.failed"}

LIMITS = ResponsesWebSocketLimits(
    max_lanes=32, max_events_per_lane=100_000, max_events=100_000, max_bytes_per_lane=1 << 28, max_bytes=1 << 28
)

FUNCTION = {
    "type": "function",
    "name": "save_note",
    "description": "Saves a note.",
    "strict": False,
    "parameters": {"type": "object", "properties": {"text": {"type": "string"}, "note": {"type": "string"}}},
}
CUSTOM = {"type": "custom", "name": "write_patch", "description": "Writes a patch."}

LOST_RESPONSE = "resp_0123456789abcdef0123456789abcdef0123456789abcdef"


def message(text):
    return {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}


class Talk:
    """One chain of turns: what its next request holds, and what was answered so far."""

    def __init__(self, outcomes):
        self.outcomes = outcomes
        self.responses = {}
        self.history = []
        self.latest = None

    def request(self, index, turn):
        """The fields of `response.create` for what the user says."""
        said = message(turn.says)
        fields = {"model": MODEL, "input": [*self.history, said] if turn.resend else [said]}
        self.history.append(said)
        if turn.instructions:
            fields["instructions"] = turn.instructions
        if turn.tool_output:
            fields["tools"] = [FUNCTION]
        if turn.custom_tool:
            fields["tools"] = [CUSTOM]
        parent = self.latest if turn.after is None else self.responses.get(turn.after)
        if turn.lost:
            fields["previous_response_id"] = LOST_RESPONSE
        elif parent and not turn.resend:
            fields["previous_response_id"] = parent.id
        self.outcomes[index] = Outcome()
        return fields

    def follow_up(self, index, turn):
        """The fields of the request that answers the last response's tool calls; None if there are none."""
        calls = [item for item in self.latest.output if item.type == "function_call"] if self.latest else []
        if not turn.tool_output or not calls or not self.outcomes[index].ends[-1].startswith("completed"):
            return None
        outputs = [
            {"type": "function_call_output", "call_id": call.call_id, "output": turn.tool_output} for call in calls
        ]
        self.history += outputs
        return {"model": MODEL, "input": outputs, "tools": [FUNCTION], "previous_response_id": self.latest.id}

    def read(self, index, event):
        """Notes an event; true if the response or the request has ended with it."""
        outcome = self.outcomes[index]
        outcome.see(event.type, event.to_json(indent=None))
        if event.type == "response.output_text.delta":
            outcome.streamed += event.delta
        elif event.type == "response.reasoning_summary_text.delta":
            outcome.reasoning += event.delta
        elif event.type == "response.output_text.annotation.added":
            outcome.annotations.append(json.dumps(event.annotation, sort_keys=True, default=str))
        elif event.type == "error":
            error = event.to_dict()["error"]
            outcome.ends.append("error: %s: %s: %s" % (error["code"], error.get("param"), error["message"]))
            return True
        elif event.type == "response.steer.failed":
            outcome.ends.append("steer.failed: %s" % event.error.code)
            outcome.text += json.dumps(event.to_dict()["steer"]["input"], ensure_ascii=False)
            return True
        elif event.type in TERMINAL:
            self.finish(index, event.response)
            return True
        return False

    def finish(self, index, response):
        """Notes what a terminal response holds."""
        outcome = self.outcomes[index]
        reason = response.error or response.incomplete_details
        outcome.ends.append(response.status + (": " + reason.to_json(indent=None) if reason else ""))
        for item in response.output or []:
            self.history.append(item.to_dict(exclude_unset=True))
            if item.type == "function_call":
                outcome.calls.append((item.name, item.arguments))
            elif item.type == "custom_tool_call":
                outcome.calls.append((item.name, item.input))
            elif item.type == "reasoning":
                outcome.reasoning += "".join(part.text for part in item.summary)
            elif item.type == "message":
                for part in item.content:
                    if part.type == "refusal":
                        outcome.refusal += part.refusal
                    else:
                        outcome.text += part.text
                        outcome.annotations += [a.to_json(indent=None) for a in part.annotations]
            else:
                without_ids = {k: v for k, v in item.to_dict().items() if k not in ("id", "container_id")}
                outcome.calls.append((item.type, json.dumps(without_ids, sort_keys=True)))
        self.latest = self.responses[index] = response


async def converse(base_url, turns, between=None):
    """Holds the turns over asynchronous connections; `between` is awaited before each turn but the first."""
    talk = Talk([None] * len(turns))
    async with openai.AsyncOpenAI(api_key=API_KEY, websocket_base_url=base_url) as client:
        connection, number = None, None
        try:
            for index, turn in enumerate(turns):
                if between and index:
                    await between()
                if number != turn.connection:
                    if connection:
                        await connection.close()
                    connection, number = await client.responses.connect().enter(), turn.connection
                async with asyncio.timeout(TURN_SECONDS):
                    await hold_turn(talk, index, turn, connection.send, connection.recv)
        finally:
            if connection:
                await connection.close()
    return talk.outcomes


async def hold_turn(talk, index, turn, send, recv):
    """Says what the turn says over any asynchronous way to send and receive, to the end of its last answer."""
    fields = talk.request(index, turn)
    while fields:
        await send({"type": "response.create", **fields})
        await read_answers(talk, index, turn, send, recv)
        fields = talk.follow_up(index, turn)


async def read_answers(talk, index, turn, send, recv):
    missing = 2 if turn.steer or turn.late_steer else 1
    while missing:
        event = await recv()
        if talk.read(index, event):
            missing -= 1
            if turn.late_steer and missing:
                await send(steering(event.response.id, turn.late_steer))
        elif turn.steer and missing == 2 and event.type == "response.created":
            await send(steering(event.response.id, turn.steer))


def steering(response_id, text):
    return {"type": "response.steer", "previous_response_id": response_id, "input": [message(text)]}


async def converse_in_lanes(base_url, turns, between=None):
    """Holds the turns in a session: each lane is a chain of its own, and all lanes of a connection run at once."""
    outcomes = [None] * len(turns)
    talks = {lane: Talk(outcomes) for lane in {turn.lane for turn in turns}}
    async with openai.AsyncOpenAI(api_key=API_KEY, websocket_base_url=base_url) as client:
        for number in sorted({turn.connection for turn in turns}):
            async with client.responses.connect() as connection:
                async with AsyncResponsesWebSocketSession(connection, limits=LIMITS) as session:
                    here = [(index, turn) for index, turn in enumerate(turns) if turn.connection == number]
                    async with asyncio.TaskGroup() as group:
                        for name, talk in talks.items():
                            lane = session.lane(name) if name else session.default
                            own = [(index, turn) for index, turn in here if turn.lane == name]
                            group.create_task(hold_lane(talk, lane, own, between))
    return outcomes


async def hold_lane(talk, lane, turns, between):
    for index, turn in turns:
        if between and index:
            await between()
        async with asyncio.timeout(TURN_SECONDS):
            await hold_turn(talk, index, turn, lane.send, lane.recv)


async def converse_synchronously(base_url, turns, between=None):
    """The same turns over synchronous connections, on a thread of their own."""
    return await asyncio.to_thread(_converse_synchronously, base_url, turns)


def _converse_synchronously(base_url, turns):
    talk = Talk([None] * len(turns))
    with openai.OpenAI(api_key=API_KEY, websocket_base_url=base_url) as client, contextlib.ExitStack() as stack:
        connection, number = None, None
        for index, turn in enumerate(turns):
            if number != turn.connection:
                stack.close()
                connection, number = stack.enter_context(client.responses.connect()), turn.connection
            fields = talk.request(index, turn)
            while fields:
                connection.response.create(**fields)
                read_answers_synchronously(talk, index, turn, connection)
                fields = talk.follow_up(index, turn)
    return talk.outcomes


def read_answers_synchronously(talk, index, turn, connection):
    missing = 2 if turn.steer or turn.late_steer else 1
    for event in connection:
        if talk.read(index, event):
            missing -= 1
            if not missing:
                return
            if turn.late_steer:
                connection.response.steer(previous_response_id=event.response.id, input=[message(turn.late_steer)])
        elif turn.steer and missing == 2 and event.type == "response.created":
            connection.response.steer(previous_response_id=event.response.id, input=[message(turn.steer)])
