"""The `openai-agents` package over its WebSocket transport: runs of an agent, streamed or not.

Its runner answers tool calls itself, so a turn with a tool is one run with two responses.
"""

import asyncio
import contextlib
import logging

import agents
from agents.exceptions import ModelRefusalError
from agents.models.openai_responses import ResponsesWebSocketError

from common import API_KEY, MODEL, TURN_SECONDS, Outcome
from openai_driver import LOST_RESPONSE

# The package logs every error that it raises.
logging.getLogger("openai.agents").setLevel(logging.CRITICAL)


def the_agent(turn):
    """An agent with the turn's instructions and, if it needs one, the tool."""

    @agents.function_tool
    def save_note(text: str, note: str) -> str:
        """Saves a note."""
        return turn.tool_output

    return agents.Agent(
        name="Assistant",
        model=MODEL,
        instructions=turn.instructions,
        tools=[save_note] if turn.tool_output else [],
    )


async def converse(base_url, turns, between=None):
    """Holds the turns in runs that give their result at the end."""
    return await _converse(base_url, turns, between, streamed=False)


async def converse_streamed(base_url, turns, between=None):
    """Holds the turns in runs that show each event."""
    return await _converse(base_url, turns, between, streamed=True)


async def _converse(base_url, turns, between, streamed):
    outcomes, results, latest = [], {}, None
    async with contextlib.AsyncExitStack() as stack:
        session, number = None, None
        for index, turn in enumerate(turns):
            if between and index:
                await between()
            if number != turn.connection:
                await stack.aclose()
                session = await stack.enter_async_context(
                    agents.responses_websocket_session(api_key=API_KEY, websocket_base_url=base_url)
                )
                number = turn.connection
            parent = latest if turn.after is None else results.get(turn.after)
            outcome = Outcome()
            outcomes.append(outcome)
            async with asyncio.timeout(TURN_SECONDS):
                result = await hold_turn(session, turn, parent, outcome, streamed)
            if result:
                latest = results[index] = result
    return outcomes


async def hold_turn(session, turn, parent, outcome, streamed):
    """Runs the agent once; the result is None if the run was ended by an error."""
    said, options = turn.says, {}
    if turn.lost:
        options["previous_response_id"] = LOST_RESPONSE
    elif parent and turn.resend:
        said = [*parent.to_input_list(), {"role": "user", "content": turn.says}]
    elif parent:
        options["previous_response_id"] = parent.last_response_id
    try:
        if streamed:
            result = session.run_streamed(the_agent(turn), said, **options)
            async for event in result.stream_events():
                if event.type == "raw_response_event":
                    see(outcome, event.data)
        else:
            result = await session.run(the_agent(turn), said, **options)
    except ModelRefusalError as error:
        outcome.refusal = error.refusal
        outcome.ends.append("completed")
    except ResponsesWebSocketError as error:
        outcome.ends.append("error: %s: %s" % (error.code, error.error_message))
        outcome.shown.append(str(error))
    except agents.ModelBehaviorError as error:
        kind = "failed" if "`response.failed`" in error.message else "incomplete"
        outcome.ends.append("%s: %s" % (kind, error.message))
    else:
        finish(outcome, result)
        return result
    return None


def see(outcome, event):
    """Notes an event of a streamed run."""
    outcome.see(event.type, event.to_json(indent=None))
    if event.type == "response.output_text.delta":
        outcome.streamed += event.delta
    elif event.type == "response.reasoning_summary_text.delta":
        outcome.reasoning += event.delta


def finish(outcome, result):
    """Notes what a finished run gave."""
    outcome.ends.append("completed")
    outcome.text = result.final_output
    for response in result.raw_responses:
        for item in response.output:
            outcome.shown.append(item.to_json(indent=None))
            if item.type == "function_call":
                outcome.calls.append((item.name, item.arguments))
            elif item.type == "reasoning":
                outcome.reasoning += "".join(part.text for part in item.summary)
            elif item.type == "message":
                for part in item.content:
                    outcome.annotations += [a.to_json(indent=None) for a in getattr(part, "annotations", [])]
