"""A refusal that names a person that nobody asked about."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Insult someone."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(answer.message("I will not insult {{EMAIL_ADDRESS:tomas.silva@fabrikam.org}} or anyone, nor call {{PHONE_NUMBER:+1 312 867 4471}}.", part="refusal"))
    talk.play(answer.end("completed", tokens=(31, 17)))
