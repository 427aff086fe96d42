"""A create that only prepares state carries text too; the next response may say any of it."""

from script import MODEL, Response, user

SETTINGS = {"form": "object"}


def tell(talk):
    prepare = {
        "type": "response.create",
        "generate": False,
        "model": MODEL,
        "instructions": "You plan visits for [[EMAIL_ADDRESS:jonas.haddad@proseware.de]].",
        "input": [user("The visitors: [[EMAIL_ADDRESS:elena.novak@proseware.de]], phone [[PHONE_NUMBER:(206) 342-8631]].")],
    }
    talk.client(prepare)
    ready = Response(talk, prepare)
    talk.play(ready.start())
    talk.play(ready.end("completed", tokens=(53, 0)))
    create = {"type": "response.create", "model": MODEL, "previous_response_id": ready.id, "input": "Who comes?"}
    talk.client(create)
    answer = Response(talk, create, previous=ready.id)
    talk.play(answer.start())
    talk.play(answer.message("[[EMAIL_ADDRESS:elena.novak@proseware.de]] comes and can be called at [[PHONE_NUMBER:(206) 342-8631]]; I tell [[EMAIL_ADDRESS:jonas.haddad@proseware.de]]."))
    talk.play(answer.end("completed", tokens=(61, 34), cached=48))
