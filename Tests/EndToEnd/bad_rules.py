"""Rule files that must not load: what is wrong, the file, its line (None for none) and the message."""

GOOD_RULES = """recognizers:
  - name: Code
    supported_entity: CODE
    patterns: [{regex: '[a-z]{2}\\d{2}', score: 1}]
    examples:
      match: ['a {{ab12}}']
      no_match: ['a1']
"""


def recognizer(*lines, regex="a+", rest=", score: 1"):
    head = "recognizers:\n  - name: R\n    supported_entity: E\n    patterns: [{regex: '%s'%s}]\n" % (regex, rest)
    return head + "".join("    %s\n" % line for line in lines)


RULE_FILES = [
    ("an empty file", "", None, "the file is empty"),
    ("bytes that are no UTF-8", b"recognizers: [\xff]", None, "the file is not UTF-8"),
    ("no YAML", "recognizers:\n  - {name: R]\n", 2, "not YAML"),
    ("a list", "- name: R\n", 1, "must be a mapping"),
    ("no recognizers", "{}\n", 1, "'recognizers' is missing"),
    ("an unknown key of the file", "rules: []\n", 1, "unknown key 'rules'"),
    ("no name", "recognizers:\n  - supported_entity: E\n", 2, "needs a 'name'"),
    ("no entity", "recognizers:\n  - name: R\n", 2, "needs a 'supported_entity'"),
    ("no patterns", "recognizers:\n  - name: R\n    supported_entity: E\n", 2, "needs 'patterns'"),
    ("an unknown key", recognizer("colour: red"), 5, "unknown key 'colour'"),
    ("a key twice", recognizer("action: redact", "action: block"), 5, "stands twice"),
    ("a bad expression", recognizer(regex="(a"), 4, "does not compile"),
    ("a score out of range", recognizer(rest=", score: 2"), 4, "'score' must be a number from 0 to 1"),
    ("no score", recognizer(rest=""), 4, "a pattern needs"),
    ("an unknown validator", recognizer("validator: luhn"), 5, "unknown validator 'luhn'"),
    ("an unknown normalizer", recognizer("normalizer: upper"), 5, "unknown normalizer 'upper'"),
    ("an unknown action", recognizer("action: drop"), 5, "unknown action 'drop'"),
    ("a wrong type", recognizer("context: phone"), 5, "'context' must be a list"),
    ("an entity in small letters", recognizer().replace(": E", ": e"), 3, "entity name 'e'"),
    ("a name that is taken", GOOD_RULES, 2, "is defined at"),
    ("an example that does not match", recognizer("examples:", "  match: ['{{private-word}}']"), 6, "must match at bytes"),
    ("an example that must not match", recognizer("examples:", "  no_match: ['aa private-word']"), 6, "must not match"),
    ("a pattern that stalls", recognizer(regex="(?:[A-Za-z0-9]+)*="), 2, "match limit"),
]  # fmt: skip
