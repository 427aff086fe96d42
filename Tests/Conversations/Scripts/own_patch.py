"""A patch whose lines hold an address and whose path does not."""

import tools
from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Add yourself to the authors, after [[EMAIL_ADDRESS:nadia.okafor@contoso.net]]."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(tools.apply_patch_call(answer, "AUTHORS.md", "@@\n [[EMAIL_ADDRESS:nadia.okafor@contoso.net]]\n+Author: {{EMAIL_ADDRESS:amira.tanaka@contoso.net}}\n"))
    talk.play(answer.custom_tool_call("apply_patch", "*** Begin Patch\n+Author: {{EMAIL_ADDRESS:amira.tanaka@contoso.net}}\n*** End Patch\n"))
    talk.play(answer.end("completed", tokens=(31, 17)))
