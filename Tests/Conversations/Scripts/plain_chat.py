"""Two turns of a support chat: several values, another spelling of one, a citation, logprobs."""

from script import MODEL, Response, citation

SETTINGS = {"form": "spaced"}


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "instructions": "You answer for Northwind Traders. Forward billing questions to [[EMAIL_ADDRESS:billing@northwindtraders.com]].",
        "input": "Hi, this is Jane. My address is [[EMAIL_ADDRESS:Jane.Okafor@contoso.net]] and my phone is [[PHONE_NUMBER:+1 415-736-2094]]. Who looks at my order from March?",
        "metadata": {"channel": "web", "ticket": "CB-17"},
    }
    talk.client(create)
    first = Response(talk, create)
    talk.play(first.start())
    talk.play(first.message(
        "Hello Jane! I wrote to [[EMAIL_ADDRESS:Jane.Okafor@contoso.net]] and asked [[EMAIL_ADDRESS:billing@northwindtraders.com]] to call you at [[PHONE_NUMBER:+1 415-736-2094]].\n\nYour order is fine: 3 < 5 days late, see the delivery terms [1]. <b>Please reply</b> to [[EMAIL_ADDRESS:billing@northwindtraders.com]].",
        annotations=[citation("delivery terms [1]", "https://www.northwindtraders.com/terms", "Delivery terms")],
    ))
    talk.play(first.end("completed", tokens=(96, 71)))
    again = {
        "type": "response.create",
        "model": MODEL,
        "previous_response_id": first.id,
        "include": ["message.output_text.logprobs"],
        "top_logprobs": 0,
        "input": [
            {
                "type": "message",
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "Use jane's other spelling, [[EMAIL_ADDRESS:jane.okafor@contoso.net]], please. "},
                    {"type": "input_text", "text": "And charge my credit card [[CREDIT_CARD:4539 1488 0343 6467]] for the rest."},
                ],
            }
        ],
    }
    talk.client(again, form="string")
    second = Response(talk, again, previous=first.id)
    for event in second.start():
        talk.backend(event, form="string")
    for event in second.message("Done. The card [[CREDIT_CARD:4539 1488 0343 6467]] is charged and the receipt goes to [[EMAIL_ADDRESS:jane.okafor@contoso.net]].", logprobs=True):
        talk.backend(event, form="string")
    for event in second.end("completed", tokens=(181, 33), cached=128):
        talk.backend(event, form="string")
