"""One walk over the paths of the facts: connections, addresses, failures and counts."""

from made_up import DOMAINS, FIRST, LAST

# How many paths the facts name, so that a table that lost rows is not taken for a whole one.
PATHS = {"requests": 1714, "events": 7614}


class Mails:
    """Addresses, never the same one twice."""

    def __init__(self):
        self.count = 0

    def next(self):
        self.count += 1
        n = self.count
        return "%s.%s%d@%s" % (FIRST[n % len(FIRST)], LAST[n % len(LAST)], n, DOMAINS[n % len(DOMAINS)])


class Run:
    """What all checks of one walk share."""

    def __init__(self, process, only):
        self.process, self.only = process, only
        self.mails = Mails()
        self.connections = 0
        self.failures = []

    def connection(self):
        self.connections += 1
        return "c%d" % self.connections

    def fail(self, row, what, variant, reason):
        name = row.name + (" (%s)" % what if what else "") + (" #%d" % variant if variant else "")
        self.failures.append("%s: %s" % (name, reason))

    def count(self, title, rows, check):
        """Runs a check for each row and says how many of the paths were looked at."""
        rows = [r for r in rows if self.only in r.name]
        done = sum(1 for row in rows if check(row))
        print("%s: %d paths in the facts, %d checked" % (title, len(rows), done))
        if not rows or done != len(rows):
            self.failures.append("%s: %d paths were skipped" % (title, len(rows) - done))
        if not self.only and len(rows) != PATHS[title]:
            self.failures.append("%s: the facts name %d paths, not %d" % (title, len(rows), PATHS[title]))
