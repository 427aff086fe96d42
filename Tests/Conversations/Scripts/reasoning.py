"""Reasoning with a summary and with its text; ciphertext is resent and never touched."""

from script import MODEL, Response

SETTINGS = {"form": "string"}


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "reasoning": {"effort": "medium", "summary": "auto"},
        "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Is the IBAN [[IBAN_CODE:DE44 5001 0517 5407 3249 31]] the one that [[EMAIL_ADDRESS:tomas.weber@proseware.de]] sent?"}]}],
    }
    talk.client(create)
    first = Response(talk, create, effort="medium", summary="detailed")
    talk.play(first.start())
    talk.play(first.reasoning(
        [
            "**Checking the IBAN**\n\nI compare [[IBAN_CODE:DE44 5001 0517 5407 3249 31]] with what [[EMAIL_ADDRESS:tomas.weber@proseware.de]] wrote.",
            "**Answering**\n\nBoth match, so I can tell [[EMAIL_ADDRESS:tomas.weber@proseware.de]].",
        ],
        thoughts="The user gave [[IBAN_CODE:DE44 5001 0517 5407 3249 31]]. If x < y then stop. Ask [[EMAIL_ADDRESS:tomas.weber@proseware.de]]?",
    ))
    talk.play(first.message("Yes: [[IBAN_CODE:DE44 5001 0517 5407 3249 31]] came from [[EMAIL_ADDRESS:tomas.weber@proseware.de]]."))
    talk.play(first.end("completed", tokens=(61, 412), reasoning=384))
    reasoned, said = first.output
    again = {
        **create,
        "input": [
            *create["input"],
            {k: v for k, v in reasoned.items() if k != "content"},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": said["content"][0]["text"]}]},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Then answer him."}]},
        ],
    }
    talk.client(again)
    second = Response(talk, again, effort="medium", summary="detailed")
    talk.play(second.start())
    talk.play(second.reasoning([], encrypted=True))
    talk.play(second.message("To: [[EMAIL_ADDRESS:tomas.weber@proseware.de]]\n\nDear Tomas, the account is right."))
    talk.play(second.end("completed", tokens=(512, 90), reasoning=64))
