"""The answer ends in the middle of a token: what was held comes out before the done event, as it is."""

import markup
from script import MODEL, Response

SETTINGS = {"form": "object"}


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "max_output_tokens": 24,
        "input": "List the contacts [[EMAIL_ADDRESS:nadia.silva@treyresearch.net]] and [[EMAIL_ADDRESS:lucia.moreau@treyresearch.net]].",
    }
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    beginning = markup.token("EMAIL_ADDRESS", "lucia.moreau@treyresearch.net")[:-5]
    talk.play(answer.message("1. [[EMAIL_ADDRESS:nadia.silva@treyresearch.net]]\n2. " + beginning, status="incomplete"))
    talk.play(answer.end("incomplete", tokens=(38, 24), incomplete={"reason": "max_output_tokens"}))
    again = {"type": "response.create", "model": MODEL, "previous_response_id": answer.id, "input": "Go on."}
    talk.client(again)
    second = Response(talk, again, previous=answer.id)
    talk.play(second.start())
    talk.play(second.message("2. [[EMAIL_ADDRESS:lucia.moreau@treyresearch.net]] is the last one <"))
    talk.play(second.end("completed", tokens=(70, 14)))
