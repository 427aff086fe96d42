"""Frames of the backend that cannot be read: cut off, no object, a key twice, binary."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Hello."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.raw('{"type":"response.output_text.delta","delta":"olga.silva@contoso.net')
    talk.raw('["olga.silva@contoso.net"]')
    talk.raw('{"type":"x","a":1,"a":"olga.silva@contoso.net"}')
    talk.binary(b"\x00\xff olga.silva@contoso.net")
    talk.play(answer.message("Hello to you."))
    talk.play(answer.end("completed", tokens=(31, 17)))
