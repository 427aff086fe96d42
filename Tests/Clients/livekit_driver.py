"""The Responses model of `livekit-plugins-openai` over its WebSocket transport.

It builds its answer from `response.output_text.delta` and `response.output_item.done` alone, names the last response
by itself as long as the context only grew, and raises on everything that does not end as completed.
"""

import asyncio

from livekit.agents import APIConnectOptions, APIStatusError, llm, utils
from livekit.plugins import openai

from common import API_KEY, MODEL, TURN_SECONDS, Outcome

ONCE = APIConnectOptions(max_retry=0)


@llm.function_tool
async def save_note(text: str, note: str) -> str:
    """Saves a note."""
    return note


async def converse(base_url, turns, between=None):
    """Holds the turns; another connection is another model object, which sends the whole context again."""
    outcomes, model, number = [], None, None
    context = llm.ChatContext.empty()
    async with utils.http_context.open():
        try:
            for index, turn in enumerate(turns):
                if between and index:
                    await between()
                if number != turn.connection:
                    if model:
                        await model.aclose()
                    model = openai.responses.LLM(model=MODEL, api_key=API_KEY, base_url=base_url + "/responses")
                    number = turn.connection
                if turn.after is not None or turn.resend:
                    # The plugin names a response only if what it said before is the beginning of the context.
                    context = llm.ChatContext(items=context.items[:0] if turn.after == -1 else list(context.items))
                    context.add_message(role="system", content="Anew.")
                    context.items.insert(0, context.items.pop())
                outcome = Outcome()
                outcomes.append(outcome)
                async with asyncio.timeout(TURN_SECONDS):
                    await hold_turn(model, context, turn, outcome)
        finally:
            if model:
                await model.aclose()
    return outcomes


async def hold_turn(model, context, turn, outcome):
    """Says what the turn says, and answers tool calls until there is an answer without one."""
    if turn.instructions:
        context.add_message(role="system", content=turn.instructions)
    context.add_message(role="user", content=turn.says)
    tools = [save_note] if turn.tool_output else []
    while True:
        text, calls = "", []
        try:
            async with model.chat(chat_ctx=context, tools=tools, conn_options=ONCE) as stream:
                async for chunk in stream:
                    outcome.shown.append(chunk.model_dump_json())
                    if chunk.delta:
                        text += chunk.delta.content or ""
                        calls += chunk.delta.tool_calls
        except APIStatusError as error:
            outcome.text += text
            outcome.ends.append("raised: %s" % error.message)
            return
        outcome.text += text
        outcome.ends.append("completed")
        if text:
            context.add_message(role="assistant", content=text)
        for call in calls:
            outcome.calls.append((call.name, call.arguments))
            context.insert(llm.FunctionCall(call_id=call.call_id, name=call.name, arguments=call.arguments))
            context.insert(
                llm.FunctionCallOutput(call_id=call.call_id, name=call.name, output=turn.tool_output, is_error=False)
            )
        if not calls:
            return
