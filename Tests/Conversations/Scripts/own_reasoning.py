"""Thoughts, their summary and their ciphertext, with values that are the model's own."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Guess who has IBAN [[IBAN_CODE:NL22ABNA9542165935]]."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(
        answer.reasoning(
            ["The owner of [[IBAN_CODE:NL22ABNA9542165935]] may be {{EMAIL_ADDRESS:marek.novak@treyresearch.net}}.", "Or SSN {{US_SSN:412-55-9082}}."],
            thoughts="I recall {{EMAIL_ADDRESS:marek.novak@treyresearch.net}}, card {{CREDIT_CARD:5241 0532 8656 8735}}.",
        )
    )
    talk.play(answer.message("I cannot tell."))
    talk.play(answer.end("completed", tokens=(31, 17)))
