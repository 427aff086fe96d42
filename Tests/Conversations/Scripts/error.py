"""Requests that never start: the error frames quote the input, and the socket stays usable."""

from script import MODEL, Response, user

SETTINGS = {"form": "string"}


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "input": [user("My SSN is [[US_SSN:260-72-6047]], my mail [[EMAIL_ADDRESS:lucia.weber@treyresearch.net]].")],
        "temperature": 9,
    }
    talk.client(create)
    error = {
        "type": "invalid_request_error",
        "code": "decimal_above_max_value",
        "message": "Invalid 'temperature' for input 'My SSN is [[US_SSN:260-72-6047]], my mail [[EMAIL_ADDRESS:lucia.weber@treyresearch.net]].': expected at most 2.",
        "param": "temperature",
    }
    talk.backend({"type": "error", "status": 400, "error": error})
    lost = {"type": "response.create", "stream_id": "lane-2", "model": MODEL, "previous_response_id": talk.id("resp"), "input": "Ask [[EMAIL_ADDRESS:lucia.weber@treyresearch.net]] again."}
    talk.client(lost, form="object")
    missing = {
        "type": "invalid_request_error",
        "code": "previous_response_not_found",
        "message": "Previous response with id '%s' not found." % lost["previous_response_id"],
        "param": "previous_response_id",
    }
    talk.backend({"type": "error", "status": 400, "error": missing, "stream_id": "lane-2"}, form="object")
    right = {k: v for k, v in create.items() if k != "temperature"}
    talk.client(right)
    answer = Response(talk, right)
    talk.play(answer.start())
    talk.play(answer.message("I must not keep [[US_SSN:260-72-6047]]; I told [[EMAIL_ADDRESS:lucia.weber@treyresearch.net]] so."))
    talk.play(answer.end("completed", tokens=(49, 26)))
