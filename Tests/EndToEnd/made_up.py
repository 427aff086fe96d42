"""Made-up values that the default rules find, with the words that they need around them."""

import dataclasses

FIRST = "elena marek nadia jonas amira tomas ingrid pavel lucia henrik olga wei".split()
LAST = "okafor silva lindqvist rossi haddad novak weber moreau tanaka petrova".split()
DOMAINS = ["northwindtraders.com", "contoso.net", "treyresearch.net", "wingtiptoys.net", "fabrikam.org", "proseware.de"]
AREAS = "206 212 303 312 404 415 503 617 713 808".split()
PUBLIC_NETWORKS = [8, 23, 45, 81, 93, 104, 151, 185]


@dataclasses.dataclass(frozen=True)
class Value:
    entity: str
    text: str
    words: str


def luhn_digit(digits):
    total = 0
    for at, digit in enumerate(reversed(digits)):
        twice = int(digit) * (2 if at % 2 == 0 else 1)
        total += twice - 9 if twice > 9 else twice
    return str(-total % 10)


def iban(country, account):
    number = int("".join(str(int(c, 36)) for c in account + country + "00"))
    return "%s%02d%s" % (country, 98 - number % 97, account)


def email(chance):
    text = "%s.%s%d@%s" % (chance.choice(FIRST), chance.choice(LAST), chance.randint(1, 99), chance.choice(DOMAINS))
    return Value("EMAIL_ADDRESS", text.title() if chance.random() < 0.2 else text, "write to")


def phone(chance):
    area, line = chance.choice(AREAS), "%04d" % chance.randint(1000, 9899)
    exchange = "%d%d%d" % (chance.choice([3, 4, 6, 7, 8]), chance.randint(2, 9), chance.randint(2, 9))
    form = chance.choice(["+1 %s-%s-%s", "+1%s%s%s", "+1 (%s) %s-%s"])
    return Value("PHONE_NUMBER", form % (area, exchange, line), "phone")


def card(chance):
    digits = "45"[chance.randint(0, 1)]
    digits += str(chance.randint(1, 5)) + "".join(str(chance.randint(0, 9)) for _ in range(13))
    digits += luhn_digit(digits)
    between = chance.choice(["", " ", "-"])
    return Value("CREDIT_CARD", between.join(digits[a : a + 4] for a in range(0, 16, 4)), "credit card")


def account(chance):
    number = "".join(str(chance.randint(0, 9)) for _ in range(18))
    text = iban("DE", "5" + number[1:]) if chance.random() < 0.6 else iban("GB", "NWBK" + number[:14])
    if chance.random() < 0.4:
        text = " ".join(text[a : a + 4] for a in range(0, len(text), 4))
    return Value("IBAN_CODE", text, "IBAN")


def social_security(chance):
    text = "%03d-%02d-%04d" % (chance.randint(210, 580), chance.randint(11, 89), chance.randint(1100, 9800))
    return Value("US_SSN", text, "SSN")


def address(chance):
    text = "%d.%d.%d.%d" % (chance.choice(PUBLIC_NETWORKS), *(chance.randint(20, 240) for _ in range(3)))
    return Value("IP_ADDRESS", text, "IP address")


KINDS = [email, email, phone, card, account, social_security, address]


def values(chance, count):
    """So many different values of several entities."""
    found = {}
    while len(found) < count:
        value = chance.choice(KINDS)(chance)
        found[value.text] = value
    return list(found.values())
