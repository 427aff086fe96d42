"""The user steers a running response: it ends as incomplete, and a successor starts without a create."""

from script import MODEL, Response, user

SETTINGS = {"form": "object"}


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "input": [user("Draft a letter to [[EMAIL_ADDRESS:marek.silva@wingtiptoys.net]].")],
    }
    talk.client(create)
    first = Response(talk, create)
    talk.play(first.start())
    events = first.message("Dear [[EMAIL_ADDRESS:marek.silva@wingtiptoys.net]], it was long ago that", status="incomplete")
    for event in events:
        talk.backend(event)
        if event["type"].endswith(".delta") and "Dear" not in event["delta"]:
            break
    steer = {"type": "response.steer", "previous_response_id": first.id, "input": [user("Shorter, and with a copy to [[EMAIL_ADDRESS:amira.novak@wingtiptoys.net]]. Phone: [[PHONE_NUMBER:+1 617-482-9350]].")]}
    talk.client(steer)
    number = talk.id("steer")
    talk.backend(first.event("steer.accepted", steer={"id": number, "previous_response_id": first.id}))
    talk.play(events)
    talk.play(first.end("incomplete", tokens=(31, 12), incomplete={"reason": "steered"}))
    second = Response(talk, create, previous=first.id)
    talk.play(second.start())
    talk.play(second.message("To: [[EMAIL_ADDRESS:marek.silva@wingtiptoys.net]]\nCc: [[EMAIL_ADDRESS:amira.novak@wingtiptoys.net]]\n\nCall [[PHONE_NUMBER:+1 617-482-9350]]."))
    talk.play(second.end("completed", tokens=(74, 30), cached=0))
    late = {**steer, "previous_response_id": second.id, "input": [user("Tell [[EMAIL_ADDRESS:ingrid.tanaka@wingtiptoys.net]] too.")]}
    talk.client(late)
    talk.backend({
        "type": "response.steer.failed",
        "error": {"code": "response_not_found", "message": "Response '%s' is not running." % second.id},
        "steer": {"id": talk.id("steer"), "previous_response_id": second.id, "input": late["input"]},
    })
