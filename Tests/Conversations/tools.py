"""Items of tools that run at the provider or at the client, with the events of the API for each.

Each takes a response and gives the events of one item. `text` that is streamed may be marked up.
"""

import json

from markup import Source


def _states(answer, kind, index, item, *states):
    for state in states:
        yield answer.event("%s.%s" % (kind, state), item_id=item["id"], output_index=index)


def mcp_call(answer, arguments, output, error=None):
    shell = {"id": answer.talk.id("mcp"), "type": "mcp_call", "status": "in_progress", "approval_request_id": None, "arguments": "", "error": None, "name": "find", "output": None, "server_label": "crm"}
    source = Source(arguments)
    ended = {**shell, "status": "failed" if error else "completed", "arguments": source, "output": output, "error": error}

    def events(index):
        place = {"item_id": shell["id"], "output_index": index}
        yield from _states(answer, "mcp_call", index, shell, "in_progress")
        yield from answer._deltas("mcp_call_arguments.delta", answer.talk.pieces(source_text(arguments)), place)
        yield answer.event("mcp_call_arguments.done", **place, arguments=source)
        yield from _states(answer, "mcp_call", index, shell, "failed" if error else "completed")

    yield from answer._item(shell, ended, events)


def source_text(arguments):
    """The marked-up source of arguments whose values need no escape."""
    return json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))


def code_interpreter_call(answer, code, logs):
    shell = {"id": answer.talk.id("ci"), "type": "code_interpreter_call", "status": "in_progress", "code": "", "container_id": answer.talk.id("cntr", 32), "outputs": []}
    ended = {**shell, "status": "completed", "code": code, "outputs": [{"type": "logs", "logs": logs}]}

    def events(index):
        place = {"item_id": shell["id"], "output_index": index}
        yield from _states(answer, "code_interpreter_call", index, shell, "in_progress")
        yield from answer._deltas("code_interpreter_call_code.delta", answer.talk.pieces(code), place)
        yield answer.event("code_interpreter_call_code.done", **place, code=code)
        yield from _states(answer, "code_interpreter_call", index, shell, "interpreting", "completed")

    yield from answer._item(shell, ended, events)


def apply_patch_call(answer, path, diff):
    shell = {"id": answer.talk.id("apc"), "type": "apply_patch_call", "status": "in_progress", "call_id": answer.talk.id("call", 24), "operation": {"type": "update_file", "path": path, "diff": ""}}
    ended = {**shell, "status": "completed", "operation": {**shell["operation"], "diff": diff}}

    def events(index):
        place = {"item_id": shell["id"], "output_index": index}
        yield from answer._deltas("apply_patch_call_operation_diff.delta", answer.talk.pieces(diff), place)
        yield answer.event("apply_patch_call_operation_diff.done", **place, diff=diff)

    yield from answer._item(shell, ended, events)


def image_generation_call(answer, prompt):
    shell = {"id": answer.talk.id("ig"), "type": "image_generation_call", "status": "in_progress"}
    ended = {**shell, "status": "completed", "output_format": "png", "quality": "low", "result": "iVBORw0KGgo=", "revised_prompt": prompt, "size": "1024x1024"}

    def events(index):
        yield from _states(answer, "image_generation_call", index, shell, "in_progress", "generating")
        yield answer.event("image_generation_call.partial_image", item_id=shell["id"], output_index=index, partial_image_b64="iVBORw0KGgo=", partial_image_index=0)
        yield from _states(answer, "image_generation_call", index, shell, "completed")

    yield from answer._item(shell, ended, events)


def shell_output(answer, stdout, stderr):
    """What a hosted shell wrote: its deltas are objects of two texts."""
    shell = {"id": answer.talk.id("sho"), "type": "shell_call_output", "status": "in_progress", "call_id": answer.talk.id("call", 24), "output": [], "max_output_length": 4096}
    output = [{"stdout": stdout, "stderr": stderr, "outcome": {"type": "exit", "exit_code": 1}}]
    ended = {**shell, "status": "completed", "output": output}

    def events(index):
        place = {"item_id": shell["id"], "output_index": index, "command_index": 0}
        for piece in answer.talk.pieces(stdout):
            yield answer.event("shell_call_output_content.delta", **place, delta={"stdout": piece})
        for piece in answer.talk.pieces(stderr):
            yield answer.event("shell_call_output_content.delta", **place, delta={"stderr": piece})
        yield answer.event("shell_call_output_content.done", **place, output=output)

    yield from answer._item(shell, ended, events)
