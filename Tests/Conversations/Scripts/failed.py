"""The response fails in the middle of an answer; its error message quotes what was asked."""

from script import MODEL, Response, user

SETTINGS = {"form": "object"}


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "input": [user("Convert the invoice of [[EMAIL_ADDRESS:elena.moreau@northwindtraders.com]], IBAN [[IBAN_CODE:NL22ABNA9542165935]].")],
        "metadata": {"owner": "[[EMAIL_ADDRESS:elena.moreau@northwindtraders.com]]"},
    }
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    started = answer.message("Converting for [[EMAIL_ADDRESS:elena.moreau@northwindtraders.com]] and [[IBAN_CODE:NL22ABNA9542165935]]", status="incomplete")
    for event in started:
        talk.backend(event)
        if event["type"].endswith(".delta") and "<" in event["delta"]:
            break
    answer.output.clear()
    error = {"code": "server_error", "message": "The model failed on \"[[EMAIL_ADDRESS:elena.moreau@northwindtraders.com]] [[IBAN_CODE:NL22ABNA9542165935]]\". Retry, or name request req_7c1d in a ticket."}
    talk.play(answer.end("failed", error=error))
    talk.client({**create, "metadata": {}})
    second = Response(talk, {**create, "metadata": {}})
    talk.play(second.start())
    talk.play(second.message("Converted, [[EMAIL_ADDRESS:elena.moreau@northwindtraders.com]] has it."))
    talk.play(second.end("completed", tokens=(58, 21)))
