"""Major incidents: what triggers their proposal, who leads them, and how often they are told of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from itsmcore.called import call_of
from itsmcore.checked import checked
from itsmcore.conditions import Condition, as_condition, field
from itsmcore.decisions import Decision
from itsmcore.errors import BadValue
from itsmcore.fields import as_a, as_text, as_writable
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.incidents._events import MajorProposed
from itsmcore.incidents._incident import Incident
from itsmcore.instant import utc
from itsmcore.kinds import check_kinds
from itsmcore.lifecycle import Actor, LinkKind, Plain, as_actor
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, Words, in_english, say
from itsmcore.plain import is_blank, is_said, said_text
from itsmcore.shown import brief

if TYPE_CHECKING:
    from itsmcore.service_levels import Goal
    from itsmcore.service_levels._targets import Targets

_PLACE = "priority_place"
MAJOR_TRIGGERS: Decision[str] = Decision(
    [
        (field("criticality") <= 2, "business criticality 1 or 2"),
        (field("children") > 20, "more than 20 children"),
        (field("caller_count") > 20, "more than 20 callers"),
        (field(_PLACE).is_(1), "the highest priority"),
    ],
    name="the triggers of major incidents",
)
"""When an incident is proposed as a major one by default.

These are ServiceNow's examples, in its order. As many callers as it asks of children are added:
where nobody opens a child for each, they are affected users of the one.
"""

_DECLARED = ("proposed", "accepted", "reviewed")


@attrs.frozen(repr=False)
class MajorTrigger:
    """Whether an incident is to be proposed as a major one, and why.

    Attributes:
        event: the proposal, for the desk to apply; None if it is not to be proposed.
        why: why, or why not.
    """

    event: MajorProposed | None
    _why: Words = attrs.field(eq=in_english)

    __repr__ = call_of

    @property
    def why(self) -> str:
        """Why, in words."""
        return str(self._why)

    def __attrs_post_init__(self) -> None:
        check_kinds(self)

    def __str__(self) -> str:
        return say(
            "incidents.major.propose" if self.event is not None else "incidents.major.leave",
            why=self.why,
        )


def _known(known: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return frozen(known, "known")


def propose_if_major(
    incident: Incident,
    *,
    at: datetime,
    by: str | Actor,
    known: Mapping[str, Any] = EMPTY,
    triggers: Decision[str] = MAJOR_TRIGGERS,
) -> MajorTrigger:
    """Decide whether an incident is to be proposed as a major one, by the first trigger that holds.

    Triggers are not asked for an incident that is resolved or has ended, that has a parent, or that
    has been proposed or accepted already. One that was rejected may be proposed again: ask when
    something has changed.

    Args:
        incident: the incident.
        at: when it is proposed.
        by: who proposes it.
        known: what it does not know of itself: by default `children`, how many it has, and
            `criticality`, how critical the business is that it hits, 1 being most. What it knows
            itself counts, whatever is said here.
        triggers: a Decision that answers with reasons, by the facts of the incident, these, and
            `priority_place`: the place of its priority among those of its model, 1 being highest.

    Raises:
        BadValue: a value is of the wrong kind, or a reason is not a text.
        NaiveTime: the instant has no time zone.
        NotGiven: a trigger reads a fact from outside.

    Source: ServiceNow's trigger rules (ServiceNow/ServiceNowDocs, markdown/it-service-management).

    >>> from datetime import UTC
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
    >>> print(propose_if_major(inc, at=nine, by="desk", known={"children": 21}))
    propose: more than 20 children
    >>> print(propose_if_major(inc, at=nine, by="desk"))
    leave: no trigger holds; not given: criticality, children, priority_place
    """
    as_a(Incident, incident, "incident")
    as_a(Decision, triggers, "triggers", Phrase("incidents.major.decision_answers_reasons"))
    instant, actor, besides = utc(at), as_actor(by), _known(known)
    against = _against(incident)
    if against:
        return MajorTrigger(None, against)
    facts = FrozenDict({**besides, _PLACE: _place(incident), **incident.facts})
    reason = next(iter(triggers.answers(facts)), None)
    if reason is None:
        return MajorTrigger(
            None,
            Phrase(
                "incidents.major.trigger_holds", not_given=_not_given(triggers, facts, incident)
            ),
        )
    words = as_text(reason, Phrase("incidents.major.answer_triggers"))
    return MajorTrigger(MajorProposed(at=instant, by=actor, reason=words), words)


def _place(incident: Incident) -> int | None:
    """Return the place of its priority among those of its model; None while it has none."""
    level, rules = incident.priority, incident.model.prioritiser
    if level is None:
        return None
    is_told = rules.matrix is not None or level not in level.scale
    known = rules.priorities if is_told else level.scale
    return 1 + sum(one.__class__ is level.__class__ and one > level for one in known)


def _not_given(triggers: Decision[str], facts: Mapping[str, object], incident: Incident) -> Words:
    """Name what triggers read that the incident does not know and nobody has told."""
    read = dict.fromkeys(of.name for row in triggers.rows for of in row.when.fields)
    own = incident.facts
    names = [name for name in read if name not in own and facts.get(name) is None]
    return Phrase("incidents.major.given", names=", ".join(names)) if names else ""


def _against(incident: Incident) -> Words:
    """Say why no trigger is asked; empty if they are."""
    if not incident.phase.is_open:
        return Phrase("incidents.major.it_is", state=incident.state)
    parents = incident.links.of(LinkKind.PARENT)
    if parents:
        return Phrase("incidents.major.child", parents=", ".join(parents))
    declared = incident.major_incident
    return Phrase("incidents.major.already", declared=declared) if declared in _DECLARED else ""


@attrs.frozen(kw_only=True)
class MajorTeam:
    """Who leads a major incident: roles that an incident keeps as custom facts.

    A model that declares its custom fields has to declare these three as well:
    `major_incident_manager`, `communications_lead` and `technical_lead`.

    Attributes:
        manager: who leads it.
        communications_lead: who tells others of it.
        technical_lead: who leads the technical work.

    Raises:
        BadValue: nobody leads it, or a name is not a text that documents can hold.

    >>> team = MajorTeam(manager="ada", technical_lead="grace")
    >>> team.custom["technical_lead"], team.custom["communications_lead"]
    ('grace', None)
    """

    manager: str
    communications_lead: str | None = None
    technical_lead: str | None = None

    def __attrs_post_init__(self) -> None:
        check_kinds(self)
        if is_blank(self.manager):
            raise BadValue(
                field="manager", value=self.manager, expected=Phrase("incidents.expected.name")
            )
        for name in _ROLES:
            if getattr(self, name) is not None:
                as_writable(getattr(self, name), name)

    @property
    def custom(self) -> FrozenDict[str, Plain]:
        """The custom facts that keep it: `inc.update(at=…, by=…, custom=team.custom)`.

        A role that nobody has is None, so that whoever had it before has it no more.
        """
        return FrozenDict({name: said_text(getattr(self, of)) for of, name in _ROLES.items()})

    @classmethod
    def of(cls, incident: Incident) -> MajorTeam | None:
        """Read who leads an incident; None if nobody does.

        Raises:
            BadValue: it is not an incident, or a name in it is not a text.
        """
        custom = as_a(Incident, incident, "incident").custom
        known: dict[str, Any] = {of: custom.get(name) for of, name in _ROLES.items()}
        return cls(**known) if is_said(known["manager"]) else None


_ROLES = {
    "manager": "major_incident_manager",
    "communications_lead": "communications_lead",
    "technical_lead": "technical_lead",
}


_USERS = "users"


@checked
def update_cadence(every: Targets, *, audience: str = _USERS, update: object = None) -> Goal:
    """Return the goal that those who are told of a major incident hear of it every so often.

    Its clock starts when the incident becomes a major one, each update begins a new cycle, and it
    ends when the incident is closed, cancelled or no longer a major one.

    Args:
        every: the time from one update to the next: whatever a goal takes as its targets.
        audience: who is told, as the goal's name says it.
        update: the condition that counts as an update to them; for users, by default a public
            comment of the desk. No comment says to whom else it is addressed, so for others it is
            to be told.

    Raises:
        FaultyDefinition: the time is none that a goal can count.
        BadValue: the audience has no name, or is another than users and what counts as an update
            to them is not told.

    >>> from datetime import timedelta
    >>> update_cadence(timedelta(minutes=30)).name
    'update of users'
    """
    from itsmcore.service_levels import PUBLIC_UPDATE, Goal, Metric  # noqa: PLC0415 (import on use)

    whom = as_text(audience, "audience")
    if update is None and whom != _USERS:
        expected = Phrase("incidents.expected.counts_update_update_condition", whom=brief(whom))
        raise BadValue(field="update", value=update, expected=expected)
    reset: Condition = PUBLIC_UPDATE if update is None else as_condition(update)
    return Goal(
        Metric.UPDATE,
        name=f"update of {whom}",
        start=field("major_incident").is_("accepted"),
        stop=Phase.CLOSED,
        reset=reset,
        cancel=field("phase").is_(Phase.CANCELLED) | field("major_incident").is_("demoted"),
        targets=every,
    )
