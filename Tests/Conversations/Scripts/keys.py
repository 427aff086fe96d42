"""Values that are keys: of metadata, of a schema, and in the JSON that a tool gave back."""

from markup import Source
from script import MODEL, Response

SETTINGS = {"form": "object"}


def tell(talk):
    who = "[[EMAIL_ADDRESS:lucia.lindqvist@contoso.net]]"
    create = {
        "type": "response.create",
        "model": MODEL,
        "input": [
            {"type": "function_call", "call_id": "call_1", "name": "count", "arguments": Source({who: 2})},
            {"type": "function_call_output", "call_id": "call_1", "output": Source({who: {"mails": 17}})},
        ],
        "metadata": {who: "owner"},
        "tools": [{"type": "function", "name": "count", "parameters": {"type": "object", "properties": {who: {"type": "number"}}}, "strict": False}],
    }
    talk.client(create)
    answer = Response(talk, {**create, "metadata": {}, "tools": []})
    talk.play(answer.start())
    talk.play(answer.message(who + " sent 17 mails."))
    talk.play(answer.end("completed", tokens=(61, 12)))
