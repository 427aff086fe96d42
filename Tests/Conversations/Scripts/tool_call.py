"""A function call whose arguments hold quotes and line breaks, its output as JSON, and the answer."""

from markup import Source
from script import MODEL, Response

SETTINGS = {"form": "object"}

SEND_MAIL = {
    "type": "function",
    "name": "send_mail",
    "description": "Sends a mail. Only colleagues may be written to, for example [[EMAIL_ADDRESS:ops@fabrikam.org]].",
    "parameters": {
        "type": "object",
        "properties": {
            "to": {"type": "string", "description": "Address"},
            "subject": {"type": "string"},
            "body": {"type": "string"},
        },
        "required": ["to", "subject", "body"],
        "additionalProperties": False,
    },
    "strict": True,
}


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "input": [
            {"role": "user", "content": "Tell [[EMAIL_ADDRESS:amira.haddad@fabrikam.org]] that the host at IP address [[IP_ADDRESS:81.2.69.160]] is down; she can call [[PHONE_NUMBER:+12126647665]]."}
        ],
        "tools": [SEND_MAIL],
        "tool_choice": "auto",
    }
    talk.client(create)
    call_id = talk.id("call", 24)
    asks = Response(talk, create)
    talk.play(asks.start())
    arguments = {
        "to": "[[EMAIL_ADDRESS:amira.haddad@fabrikam.org]]",
        "subject": "Host \"[[IP_ADDRESS:81.2.69.160]]\" is down",
        "body": "Hi Amira,\n\nthe host [[IP_ADDRESS:81.2.69.160]] said:\n\t\"no route <to> host\"\n\nCall [[PHONE_NUMBER:+12126647665]] — thanks!\n",
    }
    talk.play(asks.function_call("send_mail", arguments, call_id=call_id))
    talk.play(asks.end("completed", tokens=(148, 64)))
    answer = {
        "type": "response.create",
        "model": MODEL,
        "previous_response_id": asks.id,
        "input": [
            {
                "type": "function_call_output",
                "call_id": call_id,
                "output": Source({"status": "sent", "to": ["[[EMAIL_ADDRESS:amira.haddad@fabrikam.org]]"], "copies": {"cc": "[[EMAIL_ADDRESS:ops@fabrikam.org]]"}, "message_no": 17}, spaced=True),
            }
        ],
        "tools": [SEND_MAIL],
    }
    talk.client(answer)
    ends = Response(talk, answer, previous=asks.id)
    talk.play(ends.start())
    talk.play(ends.message("I told [[EMAIL_ADDRESS:amira.haddad@fabrikam.org]] about [[IP_ADDRESS:81.2.69.160]], with a copy to [[EMAIL_ADDRESS:ops@fabrikam.org]]."))
    talk.play(ends.end("completed", tokens=(231, 29), cached=128))
