"""The model refuses, and names whom it refuses to write to."""

from script import MODEL, Response

SETTINGS = {"form": "object"}


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "input": "Write an insulting mail to [[EMAIL_ADDRESS:pavel.novak@wingtiptoys.net]] from [[EMAIL_ADDRESS:henrik.rossi@wingtiptoys.net]].",
        "safety_identifier": "team-cobalt",
    }
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(answer.message("I'm sorry, but I can't insult [[EMAIL_ADDRESS:pavel.novak@wingtiptoys.net]], not even for [[EMAIL_ADDRESS:henrik.rossi@wingtiptoys.net]].", part="refusal"))
    talk.play(answer.end("completed", tokens=(44, 27)))
    resent = {
        "type": "response.create",
        "model": MODEL,
        "input": [
            {"type": "message", "role": "user", "content": create["input"]},
            {"type": "message", "role": "assistant", "content": answer.output[0]["content"]},
            {"type": "message", "role": "user", "content": "Why not?"},
        ],
    }
    talk.client(resent)
    second = Response(talk, resent)
    talk.play(second.start())
    talk.play(second.message("It would hurt [[EMAIL_ADDRESS:pavel.novak@wingtiptoys.net]]."))
    talk.play(second.end("completed", tokens=(83, 16)))
