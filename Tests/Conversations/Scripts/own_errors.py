"""Errors of all kinds that quote a value: of a response, of the connection, of steering."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Hello."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    error = {"code": "server_error", "message": "Worker 7 of {{EMAIL_ADDRESS:ops@treyresearch.net}} failed."}
    talk.play(answer.end("failed", error=error))
    talk.client(create)
    talk.backend({"type": "error", "status": 429, "error": {"type": "rate_limit_exceeded", "code": "rate_limit", "message": "Organization of {{EMAIL_ADDRESS:ops@treyresearch.net}} is over its limit; call {{PHONE_NUMBER:+1 206-738-6784}}.", "param": None}, "sequence_number": 0})
    talk.backend({"type": "response.steer.failed", "sequence_number": 1, "error": {"code": "response_not_found", "message": "Nothing runs for {{EMAIL_ADDRESS:ops@treyresearch.net}}."}, "steer": {"previous_response_id": answer.id, "input": "go on"}})
