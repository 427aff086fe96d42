"""A backend that puts values of its own into the echo of instructions, metadata, user and tools."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Hello.", "instructions": "Be kind to [[EMAIL_ADDRESS:nadia.okafor@contoso.net]].", "metadata": {"team": "cobalt"}}
    talk.client(create)
    tool = {"type": "function", "name": "send", "description": "Writes to {{EMAIL_ADDRESS:ops@treyresearch.net}}", "parameters": {"type": "object", "properties": {"to": {"type": "string", "default": "{{EMAIL_ADDRESS:ops@treyresearch.net}}"}}}, "strict": False}
    answer = Response(
        talk,
        create,
        instructions="Be kind to [[EMAIL_ADDRESS:nadia.okafor@contoso.net]]. Copy {{EMAIL_ADDRESS:ops@treyresearch.net}}.",
        metadata={"team": "cobalt", "owner": "{{EMAIL_ADDRESS:tomas.rossi@treyresearch.net}}"},
        user="{{EMAIL_ADDRESS:tomas.rossi@treyresearch.net}}",
        tools=[tool],
    )
    talk.play(answer.start())
    talk.play(answer.message("Hello."))
    talk.play(answer.end("completed", tokens=(31, 17)))
