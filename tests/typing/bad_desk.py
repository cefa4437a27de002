"""A desk, misused."""

from datetime import UTC, datetime

from itsmcore import Incident, incidents
from itsmcore.desk import Applied, Desk, Entry, Store
from itsmcore.lifecycle import Following
from itsmcore.problems import Problem

t0 = datetime(2026, 1, 5, 9, tzinfo=UTC)
desk = Desk.of([Incident.open("INC-1", at=t0, by="ada", summary="Mail is down")])
desk.apply("INC-1", "resolve")  # error: a verb's name is no event
desk.apply(1, incidents.Started(at=t0, by="grace"))  # error
desk.apply("INC-1", incidents.Resolved(at=t0, by="grace"))  # error: no code
desk.one(Problem, "INC-1").priority = 1  # error: frozen
desk.one(str, "INC-1")  # error: no kind of record
desk.all(Incident)[0].workaround  # error: an incident has none
desk.do("INC-1", "start", at=t0)  # error: by whom
desk.do("INC-1", incidents.Started, at=t0, by="ada")  # error: a verb is named
desk.choices("INC-1", t0, "ada")  # error: by keyword
desk.why_not("INC-1", at=t0, by="ada")  # error: which verb
desk.apply_all([("INC-1", incidents.Started(at=t0, by="ada"))])  # error: pairs are no entries
Entry("INC-1", incidents.Started(at=t0, by="ada"), version="2")  # error: no number


class Half:
    """It keeps, and never tells."""

    def append(self, applied: Applied) -> None: ...


half: Store = Half()  # error: three methods are missing
desk.tick(t0)  # error: by keyword
Following("comment")  # error: no event class
Desk.of(["INC-1"])  # error: no records
