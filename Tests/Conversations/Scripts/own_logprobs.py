"""The model makes up an address, and log probabilities spell it out."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Whom may I ask? I am [[EMAIL_ADDRESS:nadia.okafor@contoso.net]]."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(answer.message("Ask {{EMAIL_ADDRESS:ingrid.weber@proseware.de}}, dear reader.", logprobs=True))
    talk.play(answer.message("Nothing else is known.", logprobs=True))
    talk.play(answer.end("completed", tokens=(31, 17)))
