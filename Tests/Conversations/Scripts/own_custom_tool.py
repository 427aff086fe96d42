"""The input of a custom tool and the arguments of a function hold what the model made up."""

from script import MODEL, Response


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Look [[EMAIL_ADDRESS:nadia.okafor@contoso.net]] up."}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(answer.custom_tool_call("lookup", "find [[EMAIL_ADDRESS:nadia.okafor@contoso.net]] near {{EMAIL_ADDRESS:lucia.petrova@contoso.net}}\nhost {{IP_ADDRESS:81.2.69.161}}"))
    talk.play(answer.function_call("lookup", {"who": ["[[EMAIL_ADDRESS:nadia.okafor@contoso.net]]", "{{EMAIL_ADDRESS:lucia.petrova@contoso.net}}"], "note": "say \"hi\" to {{PHONE_NUMBER:+1 404-738-6712}}\n"}))
    talk.play(answer.end("completed", tokens=(31, 17)))
