"""Events that nobody knows yet: whole, in deltas and as they end."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Hello."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    place = {"item_id": "hologram_1", "output_index": 0}
    talk.backend(answer.event("hologram.added", **place, hologram={"caption": "from {{EMAIL_ADDRESS:ingrid.petrova@proseware.de}}", "tags": ["call {{PHONE_NUMBER:+1 713-738-6784}}"]}))
    for piece in talk.pieces("The caption is from {{EMAIL_ADDRESS:ingrid.petrova@proseware.de}}, as they say."):
        talk.backend(answer.event("hologram.delta", **place, delta=piece))
    talk.backend(answer.event("hologram.done", **place, text="The caption is from {{EMAIL_ADDRESS:ingrid.petrova@proseware.de}}, as they say."))
    talk.backend({"type": "codex.rate_limits", "plan": "pro", "owner": "{{EMAIL_ADDRESS:ingrid.petrova@proseware.de}}"})
    talk.play(answer.end("completed", tokens=(31, 17)))
