"""Two lanes at once, in one connection; their events interleave and each token is cut in single characters."""

from script import MODEL, Response

SETTINGS = {"form": "object", "connection": "gateway-17"}


def tell(talk):
    left = {
        "type": "response.create",
        "stream_id": "lane-left",
        "model": MODEL,
        "input": "Summarise the case of [[EMAIL_ADDRESS:ingrid.lindqvist@contoso.net]], phone [[PHONE_NUMBER:+1 (312) 867-4471]].",
    }
    right = {
        "type": "response.create",
        "stream_id": "lane-right",
        "model": MODEL,
        "input": "Whose card is [[CREDIT_CARD:5241-0532-8656-8735]]? Answer [[EMAIL_ADDRESS:jonas.tanaka@contoso.net]].",
    }
    talk.client(left)
    talk.client(right)
    first, second = Response(talk, left, lane="lane-left"), Response(talk, right, lane="lane-right")

    def answer_left():
        yield from first.start()
        yield from first.message("[[EMAIL_ADDRESS:ingrid.lindqvist@contoso.net]] can be reached at [[PHONE_NUMBER:+1 (312) 867-4471]].", single=True)
        yield from first.end("completed", tokens=(52, 31))

    def answer_right():
        yield from second.start()
        yield from second.message("[[CREDIT_CARD:5241-0532-8656-8735]] is [[EMAIL_ADDRESS:jonas.tanaka@contoso.net]]'s, not [[EMAIL_ADDRESS:ingrid.lindqvist@contoso.net]]'s.", single=True)
        yield from second.end("completed", tokens=(47, 40))

    talk.interleave(answer_left(), answer_right())
    third = {"type": "response.create", "stream_id": "lane-left", "model": MODEL, "previous_response_id": second.id, "input": "And who is [[EMAIL_ADDRESS:jonas.tanaka@contoso.net]]?"}
    talk.client(third)
    forked = Response(talk, third, lane="lane-left", previous=second.id)
    talk.play(forked.start())
    talk.play(forked.message("The owner of [[CREDIT_CARD:5241-0532-8656-8735]]."))
    talk.play(forked.end("completed", tokens=(99, 12)))
