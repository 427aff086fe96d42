"""The conversations that every client holds, directly and through the gateway.

The words that start with `echo:` tell the backend how to answer; it leaves them out of what it quotes.
"""

from common import Turn

# Made-up values that the default rules find. None of them may reach the backend.
VALUES = [
    MAREK := "marek.silva@wingtiptoys.net",
    AMIRA := "Amira.Novak7@contoso.net",
    INGRID := "ingrid.tanaka@treyresearch.net",
    OLGA := "olga.petrova@fabrikam.org",
    PHONE := "+1 617-482-9350",
    OTHER_PHONE := "+1 (312) 665-4821",
    CARD := "4111 1111 1111 1111",
    IBAN := "DE89 3704 0044 0532 0130 00",
    SSN := "260-72-6047",
    # As long as its token is. The backend ends some answers at half their length, and only with such a value does it
    # cut the text of both conversations at the same place.
    TOMAS := "tomas.haddad@contoso.net",
]

STEERED = "incomplete, completed"

NOTE = 'She said: "call %s"\n\tthen wrote to\\from %s \u2014 \u201calways\u201d.' % (PHONE, MAREK)

FOUND = '{"found": [{"mail": "%s", "note": "line one\\nline \\"two\\""}], "phone": "%s"}' % (INGRID, OTHER_PHONE)

# More than the gateway masks on its event loop, and far more than one frame of the network.
LONG = ("Rules of the house, number %d: be kind to everyone and short with nobody. " * 4500) % tuple(range(4500))


def scenarios():
    """Name and turns of each conversation."""
    return {
        "several-turns": [
            Turn("Write to %s today." % MAREK),
            Turn("Grüße aus Köln 👋🏽 an %s, Telefon: %s, naïve façade." % (AMIRA, PHONE)),
            Turn("Call %s or write to %s and %s 🎉." % (OTHER_PHONE, MAREK, INGRID)),
            Turn("Nothing of anybody here."),
            Turn("Credit card %s, IBAN %s, SSN %s." % (CARD, IBAN, SSN)),
        ],
        "literals": [
            Turn("Explain <EMAIL_ADDRESS_1> and <PERSON_2> to %s." % MAREK),
            Turn("Is <EMAIL_ADDRESS_K7Q2M9XR> a token, or &lt;PHONE_NUMBER_1&gt; for %s?" % PHONE),
            Turn("<EMAIL_ADDRESS_1><EMAIL_ADDRESS_1> <EMAIL_ADDRESS_ %s <LITERAL_12345>" % MAREK),
        ],
        "tools": [
            Turn("echo:tool Save this of %s: %s" % (OLGA, NOTE), tool_output=FOUND),
            Turn("And what did %s say?" % MAREK),
            Turn('echo:tool "%s"\nis\n\n"%s"' % (AMIRA, OTHER_PHONE), tool_output='Saved "it" for\n%s.' % AMIRA),
        ],
        "custom-tool": [
            Turn("echo:custom-tool Patch for %s:\n%s" % (OLGA, NOTE), custom_tool=True),
        ],
        "instructions": [
            Turn("Who is %s?" % MAREK, instructions=LONG + "Your boss is %s." % INGRID),
            Turn("And %s?" % AMIRA, instructions="Your boss is %s." % OLGA),
        ],
        "second-connection": [
            Turn("My mail is %s." % MAREK),
            Turn("My phone is %s." % PHONE),
            Turn("echo:recall What do you know of %s?" % INGRID, connection=1),
            Turn("echo:recall And now?", connection=2),
        ],
        "fork": [
            Turn("My mail is %s." % MAREK),
            Turn("My phone is %s." % PHONE),
            Turn("echo:recall Another way from the first, with %s." % OLGA, after=0),
            Turn("A new start with %s." % AMIRA, after=-1),
            Turn("echo:recall Which names?"),
        ],
        "resend": [
            Turn("echo:tool Keep %s and %s." % (MAREK, PHONE), tool_output=FOUND),
            Turn("All of it once more, for %s." % INGRID, resend=True),
            Turn("echo:recall And again.", resend=True, connection=1),
        ],
        "lanes": [
            Turn(
                "%sLane %s, turn %d, of %s and %s."
                % ("echo:recall " if number == 2 else "", lane, number, VALUES[at], VALUES[4 + at]),
                lane=lane,
                after=-1 if number == 0 else None,
            )
            for number in range(3)
            for at, lane in enumerate(["a", "b.2", "c-3", "d_4"])
        ],
        "steer": [
            Turn("echo:wait To %s, a letter, long and kind." % TOMAS, steer="And %s!" % AMIRA, end=STEERED),
            Turn("echo:recall Now to %s." % INGRID),
            Turn("echo:wait %s, please draft an even longer one." % TOMAS, steer=NOTE, end=STEERED),
        ],
        "late-steer": [
            Turn("Tell %s." % MAREK, late_steer="Tell %s too." % INGRID, end="completed, steer.failed"),
            Turn("Go on with %s." % OLGA),
        ],
        "reasoning": [
            Turn("echo:reason Think of %s and %s." % (MAREK, PHONE)),
            Turn("echo:reason And of this:\n%s" % NOTE),
        ],
        "hosted-tools": [
            Turn("echo:search Who is %s?" % MAREK),
            Turn("echo:mcp Ask for %s:\n%s" % (AMIRA, NOTE)),
            Turn("echo:code Print this: %s" % NOTE),
        ],
        "all-at-once": [
            Turn("echo:reason echo:search echo:annotate Find %s and %s" % (PHONE, INGRID)),
        ],
        "annotations": [
            Turn("echo:annotate Write to %s, then to %s 👍 and to %s." % (MAREK, AMIRA, INGRID)),
        ],
        "refusal": [
            Turn("echo:refuse Find the home of %s." % OLGA),
            Turn("Then only write to %s." % OLGA),
        ],
        "incomplete": [
            Turn("echo:incomplete Write to %s, at length and with all that there is to say." % TOMAS, end="incomplete"),
            Turn("Go on, %s." % AMIRA),
        ],
        "failed": [
            Turn("echo:fail Write to %s of everything that went wrong on the way." % TOMAS, end="failed"),
            Turn("Once more to %s." % MAREK, after=-1),
        ],
        "error": [
            Turn("Hello from %s." % MAREK),
            Turn("echo:error Write to %s." % AMIRA, end="error"),
            Turn("Is all well, %s?" % INGRID, after=-1),
        ],
        "lost-response": [
            Turn("Go on, %s." % MAREK, lost=True, end="error"),
            Turn("Then start again with %s." % MAREK, after=-1),
        ],
    }


def values_in(*texts):
    """The values that are in any of these texts."""
    return [value for value in VALUES if any(value in text for text in texts if text)]
