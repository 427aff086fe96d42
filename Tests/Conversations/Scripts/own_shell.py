"""Command lines and what they wrote, on both streams."""

import tools
from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Check the mail host."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(answer.shell_call(["ping -c1 {{IP_ADDRESS:93.184.20.34}}", "mail {{EMAIL_ADDRESS:henrik.moreau@fabrikam.org}} <<EOF"]))
    talk.play(tools.shell_output(answer, "64 bytes from IP {{IP_ADDRESS:93.184.20.34}}: ttl=57\n", "mail: {{EMAIL_ADDRESS:henrik.moreau@fabrikam.org}}: unknown\n"))
    talk.play(answer.end("completed", tokens=(31, 17)))
