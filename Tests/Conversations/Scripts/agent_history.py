"""An agent resends its whole history in one frame, and goes on with commands."""

from markup import Source
from script import MODEL, Response, citation, user

SETTINGS = {"form": "object", "connection": "agent-1"}

OWNER = "[[EMAIL_ADDRESS:henrik.lindqvist@fabrikam.org]]"
ADMIN = "[[EMAIL_ADDRESS:nadia.rossi@fabrikam.org]]"
HOST = "[[IP_ADDRESS:185.199.108.153]]"
CARD = "[[CREDIT_CARD:4539148803436467]]"


def history(talk):
    found, patch, shell, crm = (talk.id("call", 24) for _ in range(4))
    yield user("Find who owns the server with IP address %s and clean up." % HOST)
    yield {"id": talk.id("rs"), "type": "reasoning", "encrypted_content": talk.ciphertext(), "summary": [{"type": "summary_text", "text": "**Looking up** the owner of %s first" % HOST}]}
    yield {"id": talk.id("fc"), "type": "function_call", "status": "completed", "arguments": Source({"host": HOST, "note": "say \"hello\"\nto %s" % ADMIN}), "call_id": found, "name": "find_owner"}
    yield {"type": "function_call_output", "call_id": found, "output": Source({"owner": {"mail": OWNER, "since": "2019"}, "admins": [ADMIN]})}
    said = "%s belongs to %s 🙂, see the inventory [2]." % (HOST, OWNER)
    yield {
        "id": talk.id("msg"),
        "type": "message",
        "status": "completed",
        "content": [{"type": "output_text", "annotations": [citation("the inventory [2]", "https://inventory.fabrikam.org/hosts", "Inventory")], "logprobs": [], "text": said}],
        "role": "assistant",
    }
    yield {"id": talk.id("ctc"), "type": "custom_tool_call", "status": "completed", "call_id": patch, "input": "*** Update File: OWNERS\n-owner: %s\n+owner: %s\n" % (ADMIN, OWNER), "name": "edit_file"}
    yield {"type": "custom_tool_call_output", "call_id": patch, "output": "OWNERS: 1 line changed, now %s" % OWNER}
    yield {"id": talk.id("sh"), "type": "shell_call", "status": "completed", "call_id": shell, "action": {"commands": ["grep -n %s /etc/aliases" % OWNER, "whoami"], "max_output_length": 4096, "timeout_ms": 60000}}
    yield {
        "type": "shell_call_output",
        "call_id": shell,
        "max_output_length": 4096,
        "output": [
            {"stdout": "12:root: %s\n" % OWNER, "stderr": "", "outcome": {"type": "exit", "exit_code": 0}},
            {"stdout": "", "stderr": "mail from %s bounced\n" % ADMIN, "outcome": {"type": "exit", "exit_code": 1}},
        ],
    }
    yield {
        "id": talk.id("mcp"),
        "type": "mcp_call",
        "status": "completed",
        "approval_request_id": None,
        "arguments": Source({"customer": OWNER}),
        "error": None,
        "name": "find_customer",
        "output": Source([{"mail": OWNER, "card": CARD}], spaced=True),
        "server_label": "crm",
    }
    yield user("Now tell %s." % ADMIN)


def tell(talk):
    create = {
        "type": "response.create",
        "model": MODEL,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "instructions": "You are an agent of Fabrikam. Escalate to %s." % ADMIN,
        "input": list(history(talk)),
        "tools": [{"type": "shell"}, {"type": "custom", "name": "edit_file", "description": "Edits a file; ask %s before." % ADMIN}],
        "parallel_tool_calls": True,
        "prompt_cache_key": "agent-cobalt-1",
    }
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    talk.play(answer.reasoning(["I write to %s about %s." % (ADMIN, HOST)]))
    talk.play(answer.shell_call(["echo done | mail -s cleanup %s" % ADMIN, "ping -c 1 %s" % HOST]))
    talk.play(answer.custom_tool_call("edit_file", "*** Update File: OWNERS\n@@ <head>\n+owner: %s\n" % ADMIN))
    talk.play(answer.end("completed", tokens=(1290, 96), cached=1024, reasoning=32))
