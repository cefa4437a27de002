"""Words: the groups, categories and people of the demo's desk. All of them are made up."""

from __future__ import annotations

import attrs

DESK = "Service Desk"


@attrs.frozen
class Kind:
    """What incidents are about.

    Attributes:
        category: their category.
        group: the group that resolves them.
        share: how many there are, compared with the others.
        item: what the names of its configuration items begin with.
        summaries: what callers say.
    """

    category: str
    group: str
    share: int
    item: str
    summaries: tuple[str, ...]


KINDS = (
    Kind("account", DESK, 8, "dir", ("Password has expired", "Account is locked", "No access")),
    Kind("email", "Messaging", 6, "mx", ("Mail is slow", "Mail is not delivered", "Mailbox full")),
    Kind("network", "Network", 4, "sw", ("No network", "Wireless drops", "The VPN disconnects")),
    Kind("hardware", "Workplace", 5, "pc", ("Laptop does not start", "Screen flickers")),
    Kind("printing", "Workplace", 3, "prt", ("Printer jams", "Print queue hangs")),
    Kind("finance", "Applications", 2, "fin", ("Invoices are not posted", "Report is empty")),
)
GROUPS = tuple(dict.fromkeys(kind.group for kind in KINDS))
NAMES = ("alma", "bruno", "chidi", "dora", "emil", "farah", "goran", "hanne", "imani", "jasper")
BOARD = ("kiran", "lena", "mateo")
AGENTS = {group: tuple(NAMES[index::3]) for index, group in enumerate(GROUPS)}
