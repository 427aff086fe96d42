"""Annotations behind values of the model's own, with an address in a title and a file name."""

from markup import Covers
from script import MODEL, Response, citation


def tell(talk):
    create = {"type": "response.create", "model": MODEL, "input": "Where is [[EMAIL_ADDRESS:nadia.okafor@contoso.net]] listed?"}
    talk.client(create)
    answer = Response(talk, create)
    talk.play(answer.start())
    notes = [
        citation("the list [1]", "https://www.contoso.net/list", "List of {{EMAIL_ADDRESS:olga.rossi@contoso.net}}"),
        {"type": "container_file_citation", "container_id": "cntr_1", "end_index": Covers("the file [2]", end=True), "file_id": "file_1", "filename": "{{EMAIL_ADDRESS:wei.tanaka@contoso.net}} (mails).csv", "start_index": Covers("the file [2]")},
    ]
    talk.play(answer.message("[[EMAIL_ADDRESS:nadia.okafor@contoso.net]] and {{EMAIL_ADDRESS:olga.rossi@contoso.net}} are in the list [1], call {{PHONE_NUMBER:+1 617-738-6784}}, and in the file [2].", annotations=notes))
    talk.play(answer.end("completed", tokens=(31, 17)))
