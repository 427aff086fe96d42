"""Code that the model writes and the logs of its run."""

import tools
from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Plot the mails per user."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(tools.code_interpreter_call(answer, "import csv\nme = '{{EMAIL_ADDRESS:elena.haddad@fabrikam.org}}'\nprint(me)\n", "{{EMAIL_ADDRESS:elena.haddad@fabrikam.org}} sent 17 mails from IP {{IP_ADDRESS:93.184.20.34}}\n"))
    talk.play(answer.end("completed", tokens=(31, 17)))
