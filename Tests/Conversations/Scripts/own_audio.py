"""The transcript of spoken output arrives in deltas and nowhere as a whole."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Say it."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    for piece in talk.pieces("You can write to {{EMAIL_ADDRESS:olga.novak@proseware.de}} or call {{PHONE_NUMBER:+1 503-738-6784}} today."):
        talk.backend(answer.event("audio.transcript.delta", delta=piece))
    talk.backend(answer.event("audio.delta", delta="UklGRiQAAABXQVZF"))
    talk.backend(answer.event("audio.transcript.done"))
    talk.backend(answer.event("audio.done"))
    talk.play(answer.end("completed", tokens=(31, 17)))
