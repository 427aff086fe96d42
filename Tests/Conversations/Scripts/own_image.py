"""The prompt of an image as the provider has revised it."""

import tools
from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Draw a visiting card."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(tools.image_generation_call(answer, "A card of {{EMAIL_ADDRESS:pavel.weber@wingtiptoys.net}}, phone {{PHONE_NUMBER:+1 415-738-6784}}"))
    talk.play(answer.end("completed", tokens=(31, 17)))
