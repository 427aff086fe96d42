"""Arguments, output and error of an MCP server, which the provider calls."""

import tools
from markup import Source
from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Who is [[EMAIL_ADDRESS:nadia.okafor@contoso.net]]?"}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(tools.mcp_call(answer, {"who": "[[EMAIL_ADDRESS:nadia.okafor@contoso.net]]", "cc": "{{EMAIL_ADDRESS:jonas.rossi@contoso.net}}"}, Source({"manager": "{{EMAIL_ADDRESS:jonas.rossi@contoso.net}}", "ids": [17]})))
    talk.play(tools.mcp_call(answer, {"who": "manager"}, None, error="no entry for {{EMAIL_ADDRESS:jonas.rossi@contoso.net}}"))
    talk.play(answer.end("completed", tokens=(31, 17)))
