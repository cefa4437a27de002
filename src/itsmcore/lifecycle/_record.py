"""Records: frozen values, each the fold of its events."""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeAlias, TypeVar

import attrs

from itsmcore.errors import (
    BadHistory,
    BadValue,
    BuiltDirectly,
    ItsmError,
    NotAllowed,
    NotYetOpen,
    OutOfOrder,
    Reason,
    Refused,
    Stale,
    Unlisted,
)
from itsmcore.fields import as_class, as_flag, as_several, as_texts, as_whole, is_in
from itsmcore.frozen import EMPTY, FrozenDict, evidence, frozen, holding, is_same
from itsmcore.instant import utc
from itsmcore.lifecycle._actor import Actor, as_actor
from itsmcore.lifecycle._answers import CauseCheck, Choice, Finding
from itsmcore.lifecycle._asked import choice, reasons_against
from itsmcore.lifecycle._chronology import Chronology
from itsmcore.lifecycle._custom import Plain
from itsmcore.lifecycle._event import Cause, Event
from itsmcore.lifecycle._event_fields import data_fields, required
from itsmcore.lifecycle._facts import Copier, RecordFacts, settled
from itsmcore.lifecycle._following import holds
from itsmcore.lifecycle._judge import (
    Verdict,
    judge,
    judge_move,
    judge_opening,
    refusal,
    too_early,
    unknown,
)
from itsmcore.lifecycle._link import NO_LINKS, Links, Word, Words, joined, parted
from itsmcore.lifecycle._model import Model, as_model
from itsmcore.lifecycle._plan import Keeping, Moved
from itsmcore.lifecycle._prospect import no_rule
from itsmcore.lifecycle._sharing import Sharing
from itsmcore.lifecycle._sides import Side
from itsmcore.lifecycle._values import Stranger
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.persistent import NOTHING
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase
from itsmcore.shown import shown

if TYPE_CHECKING:
    # Not asked for at run time: a type checker brings its own copy.
    from typing_extensions import TypeVar as WithDefault

    from itsmcore.lifecycle._seen import SeenRecord
    from itsmcore.lifecycle._snapshot import Snapshot
    from itsmcore.timeline import Step, Timeline

    M = WithDefault("M", bound=Model, default=Model, covariant=True)
else:
    M = TypeVar("M", bound=Model, covariant=True)
R = TypeVar("R")
V = TypeVar("V", bound=Event)
_HISTORY = Phrase("lifecycle.record.events_opening_first")


def _made(cls: type[R], facts: dict[str, Any]) -> R:
    """Make a record from its facts; attrs.evolve would run an initialiser for every verb."""
    record = object.__new__(cls)
    object.__setattr__(record, "__dict__", facts)
    return record


def _hides(cls: type, name: str) -> bool:
    """Return whether a class inherits something under a name that is not a verb."""
    for base in cls.__mro__[1:]:
        if name in vars(base) or name in vars(base).get("__annotations__", {}):
            return not getattr(vars(base).get(name), "is_verb", False)
    return False


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Record(Stranger, Generic[M]):
    """One incident, problem, change or task: what its events add up to.

    Every verb returns a new record; the old one stays true of its time. A practice subclasses this
    with its facts; a user's subclass adds only verbs and a default model (`model = MINE`).

    Each item of a field that holds a mapping is a fact as well: conditions, timelines and decisions
    read `custom.NAME`, and `answers.NAME` of a class with `answers: FrozenDict[str, Plain] =
    FrozenDict()`. What makes a field one of these is that its default is a mapping.

    A record holds the facts that were set; every other reads as the class's default. So a verb
    copies one small dictionary, and an incident of six events stays under 2 kB.

    Attributes:
        id: its number.
        model: the tables it lives by.
        state: the name of its state.
        regions: the state of each of the model's regions, in their order.
        history: its events, the opening first.
        links: how it is linked to other records.
        custom: facts of the user's own.
    """

    derived: ClassVar[tuple[str, ...]] = ("opened_at", "opened_by", "changed_at", "version")
    """The names of its properties that conditions may read; a subclass says which more."""
    derived_of_events: ClassVar[tuple[str, ...]] = ()
    """The names of its methods that tell a fact of an event; conditions read `event.NAME`."""
    derived_mappings: ClassVar[tuple[str, ...]] = ()
    """The names of its properties that hold mappings; conditions read `NAME.ITEM`."""
    _keeps: ClassVar[tuple[tuple[type[Event] | str, Keeping], ...]] = ()
    """What it keeps of events whatever these set, so that nobody searches the history for it.

    Each is a class of events, or a field that events of any class may have, with the method that
    adds to the facts after such an event.
    """
    chronology: ClassVar[Chronology] = Chronology()
    shared: ClassVar[Sharing] = Sharing()
    """What the customer's side may read of it: nothing, unless a practice says so."""

    id: str
    model: M  # type: ignore[misc]
    state: str
    regions: tuple[str, ...]
    history: tuple[Event, ...]
    links: Links = NO_LINKS
    custom: FrozenDict[str, Plain] = EMPTY

    _entry: ClassVar[int] = 0
    """The place in the history of the event that brought it into its state, or into it again."""
    _words: ClassVar[Words] = NOTHING
    """Its last word on each link that its history names."""

    def __init__(self, *_: Any, **__: Any) -> None:
        raise BuiltDirectly(cls=type(self).__name__)

    def __init_subclass__(cls, **options: Any) -> None:
        """Refuse a verb that would hide what records have under its name.

        Raises:
            BadValue: there is one.
        """
        super().__init_subclass__(**options)
        for name, value in vars(cls).items():
            if getattr(value, "is_verb", False) and _hides(cls, name):
                expected = Phrase("lifecycle.expected.another_name_records_something")
                raise BadValue(
                    field=Phrase("lifecycle.record.verb", name=cls.__name__),
                    value=name,
                    expected=expected,
                )
        inherited = (name for base in cls.__bases__ for name in getattr(base, "derived", ()))
        cls.derived = tuple(dict.fromkeys((*inherited, *cls.derived)))

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        for field in attrs.fields(cls):
            if field.default is not attrs.NOTHING:
                setattr(cls, field.name, field.default)

    @property
    def phase(self) -> Phase:
        """What its state means."""
        return self.model.plan.phases[self.state]

    @property
    def opened_at(self) -> datetime:
        """When the desk learned of it."""
        return self._events[0][0].at

    @property
    def opened_by(self) -> Actor:
        """Who opened it."""
        return self._events[0][0].by

    @property
    def changed_at(self) -> datetime:
        """The instant of its last event; the next is no earlier: `at=max(now, inc.changed_at)`."""
        history: tuple[Event, ...] | None = self.__dict__.get("history")
        return self._newest.at if history is None else history[-1].at

    @property
    def _newest(self) -> Event:
        """Its last event, for which no history is cut off."""
        events, version = self._events
        return events[version - 1]

    @property
    def _events(self) -> tuple[tuple[Event, ...], int]:
        """Its events, within a replay with those to come, and how many of them have happened."""
        history: tuple[Event, ...] | None = self.__dict__.get("history")
        if history is not None:
            return history, len(history)
        replayed: tuple[tuple[Event, ...], int] = self.__dict__["_replayed"]
        return replayed

    @property
    def version(self) -> int:
        """The number of its events; `(id, version)` is the address of its last one."""
        return self._events[1]

    @property
    def facts(self) -> Mapping[str, object]:
        """Its facts by name, as conditions read them."""
        return RecordFacts(self)

    # --- events in --------------------------------------------------------------------------

    def apply(self, event: Event) -> Self:
        """Apply an event, and what follows from it; `unfold` yields each record on the way.

        Raises:
            Refused: the event may not happen now; NotAllowed, GuardRefused, RoleMissing,
                FieldMissing, UnknownCode, BadData or OutOfOrder says which of its reasons came
                first.
        """
        record = self._accepted(event)
        if event.__class__ in self.model.plan.reactions:
            return record._and_following()[-1]
        return record

    def do(self, verb: str, *, at: datetime, by: str | Actor, **arguments: Any) -> Self:
        """Apply the event of a verb, for programs that have its name.

        Args:
            verb: the name of the verb.
            at: when.
            by: who does it.
            arguments: the event's other arguments.

        Raises:
            Unlisted: the model has no such verb, or the verb no such argument.
            BadValue: an argument is missing, or not what the verb takes.
            Refused: as `apply` does.

        >>> import datetime
        >>> from itsmcore.incidents import Incident
        >>> nine = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
        >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
        >>> inc.do("hold", at=nine, by="grace", reason="caller")
        <Incident INC-1 on_hold v2>
        """
        return self.apply(self._called(verb, {"at": at, "by": by, **arguments}))

    def _called(self, verb: str, values: Mapping[str, Any]) -> Event:
        """Make the event of a verb; a practice fills in what no caller says."""
        return called(self.model, verb, values)

    def unfold(self, event: Event, *, is_automatic: bool = False) -> Iterator[Self]:
        """Yield the record after an event, and after each event that follows from it.

        Args:
            event: what happens.
            is_automatic: whether it follows automatically, from a timer, a reaction or something
                that happened to another record, and so needs no role.

        Raises:
            Refused: as `apply` does, once it is iterated.

        >>> import datetime
        >>> from itsmcore import incidents
        >>> nine = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
        >>> inc = incidents.Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
        >>> inc = inc.hold(at=nine, by="grace", reason="caller")
        >>> list(inc.unfold(incidents.Commented(at=nine, by="ada", text="It is the whole floor")))
        [<Incident INC-1 on_hold v3>, <Incident INC-1 in_progress v4>]
        """
        record = self._accepted(event, is_automatic=as_flag(is_automatic, "is_automatic"))
        yield from record._and_following(is_automatic=is_automatic)

    def tick(self, *, at: datetime, given: Mapping[str, Any] | None = None) -> Self:
        """Fire every timer that fell due by an instant, in order; if none did, return itself.

        Args:
            at: the instant.
            given: outside facts that the guards of their events may ask for.
        """
        from itsmcore.lifecycle._timers import ticked  # noqa: PLC0415 (import on use)

        facts = EMPTY if given is None else frozen(given, "given")
        told = (lambda _, event: attrs.evolve(event, given=facts)) if facts else None
        return ticked(self, utc(at), told)

    def expect(self, *, version: int) -> Self:
        """Return the record itself, if it is still at that version.

        Raises:
            Stale: somebody else changed it first.
            BadValue: the version is not a whole number.
        """
        if as_whole(version, "version") == self.version:
            return self
        raise Stale.of(self.id, found=self.version, expected=version, state=self.state)

    def seen_by(self, side: Side, *, who: str | Actor | None = None) -> SeenRecord:
        """Return what one side may read of it, for pages, documents and notifications.

        The desk reads everything. The customer's side, and a machine, read what `shared` names, the
        instants at which the state changed, and comments: those of the desk that are public, and
        their own. Internal comments, notes, names of the desk's staff and words of other callers
        are not there. Whether somebody may ask at all is not asked here.

        Args:
            side: who reads it.
            who: the one who reads it; without a name nothing is there that only callers read, and
                no caller's words.

        Raises:
            BadValue: it is no side, or neither a name nor an Actor.

        >>> from datetime import UTC, datetime
        >>> from itsmcore import Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
        >>> inc = inc.comment(at=nine, by="grace", text="Ada broke it again")
        >>> inc = inc.comment(at=nine, by="grace", text="We look at it", public=True)
        >>> for event in inc.seen_by(Side.CUSTOMER, who="ada").events:
        ...     print(event.version, event.verb, event.by, *event.data.values())
        1 open ada
        3 comment grace We look at it
        """
        from itsmcore.lifecycle._seen import seen_by  # noqa: PLC0415 (import on use)

        return seen_by(self, side, who)

    def snapshot(
        self,
        *,
        facts: str | Iterable[str] | None = None,
        side: Side = Side.DESK,
        who: str | Actor | None = None,
    ) -> Snapshot:
        """Return its facts at its version, to store for lists that read no histories.

        Args:
            facts: the names of the facts to copy besides its state and phase; by default all.
            side: who will read it; for any but the desk only what `seen_by` shows of it.
            who: the one who will read it, as `seen_by` takes it; without a name nothing is there
                that only callers read.

        Raises:
            Unlisted: there is no fact of that name.
            BadValue: it is no side, or neither a name nor an Actor.

        >>> from datetime import UTC, datetime
        >>> from itsmcore import Incident
        >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
        >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="Mail is down")
        >>> stored = inc.snapshot(facts="summary")
        >>> stored.version, dict(stored.facts)
        (1, {'state': 'new', 'phase': Phase.NEW, 'summary': 'Mail is down'})
        >>> inc = inc.start(at=nine, by="grace")
        >>> stored.is_stale(version=inc.version, model=inc.model)
        True
        """
        from itsmcore.lifecycle._snapshot import snapshot  # noqa: PLC0415 (import on use)

        return snapshot(self, facts, side, who)

    def redacted(
        self,
        *,
        at: datetime,
        by: str | Actor,
        reason: str,
        fields: str | Iterable[str] = (),
        texts: str | Iterable[str] = (),
    ) -> Self:
        """Take personal data out of the history, and say so by an event, `Redacted`.

        A tombstone such as `(redacted 1 of INC-1)` stands for each text that is taken out: one and
        the same wherever that text is a whole value, of a name too, so that whatever was equal
        stays equal. No state, clock or code changes, and the addresses of events stay as they are.

        Every model knows the event. Where a model says of any verb who may, nobody may redact whom
        it does not name (`with_roles({"redact": …})`).

        Args:
            at: when.
            by: who takes it out; their name stays.
            reason: why.
            fields: whose values to take out: facts of the record, data of events, `"by"` for all
                who acted, `"custom.NAME"`, `"given.NAME"`.
            texts: what to take out of every text that it is a part of, such as a password; out of
                numbers, days and names of custom fields and outside facts, too.

        Raises:
            NotRedactable: one is a code, a level, an instant or a number, or a condition of the
                model would judge otherwise without it.
            Unlisted: there is no such field.
            BadValue: nothing is named, a text stands nowhere, or whoever takes it out would be
                nameless.
            Refused: it may not happen; RoleMissing, OutOfOrder … say why.

        >>> import datetime
        >>> from itsmcore.incidents import Incident
        >>> nine = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
        >>> inc = Incident.open("INC-1", at=nine, by="ada", summary="My password is hunter2")
        >>> inc = inc.redacted(at=nine, by="dpo", reason="Erasure", fields="by", texts="hunter2")
        >>> inc, inc.caller, inc.summary
        (<Incident INC-1 new v2>, '(redacted 1 of INC-1)', 'My password is (redacted 2 of INC-1)')
        """
        from itsmcore.lifecycle._redaction import redacted  # noqa: PLC0415 (import on use)

        return redacted(self, at=at, by=by, reason=reason, fields=fields, texts=texts)

    def _accepted(self, event: Event, *, is_automatic: bool = False) -> Self:
        if not isinstance(event, Event):
            raise BadValue(
                field=Phrase("lifecycle.record.event"),
                value=event,
                expected=Phrase("lifecycle.expected.instance_event_class"),
            )
        moved = self.model.plan.moves[event.__class__, self.state, self.regions]
        if moved is None:
            raise refusal(unknown(self, type(event)), self, event)
        if event.unsaid:
            event = settled(self, event)
        changes = event.changes(self)
        verdict = judge_move(moved, self, event, changes, is_exempt=is_automatic)
        if verdict.reasons:
            raise refusal(verdict, self, event)
        history = self.history
        facts = self._after(event, changes, moved, len(history))
        facts["history"] = (*history, event)
        return _made(type(self), facts)

    def _after(
        self, event: Event, changes: Mapping[str, Any], moved: Moved | None, index: int
    ) -> dict[str, Any]:
        """Return the facts after an event; to put it into the history is up to the caller.

        Args:
            event: the event.
            changes: what it sets.
            moved: where it leads; None to stay.
            index: its place in the history.
        """
        facts = {**self.__dict__, **changes}
        if moved is not None:
            facts["state"] = moved.state
            facts["regions"] = moved.regions
            if moved.is_entry:
                facts["_entry"] = index
        for keep in self.model.plan.kept[event.__class__]:
            keep(self, event, facts)
        return facts

    def _once(self, event: Event, changes: Mapping[str, Any]) -> Self:
        """Return the record as an event would leave it, in the state as it is."""
        return _made(type(self), self._after(event, changes, None, 0))

    def _keep_links(self, event: Event, facts: dict[str, Any]) -> None:
        links, words, said = self.links, self._words, dict[tuple[str, str], Word]()
        for kind, number in event.untied():
            if number is None:
                ended = ((kind, one) for one in links.of(kind))
                said |= {tie: attrs.evolve(words[tie], is_held=False) for tie in ended}
            else:
                said[kind, number] = Word(event.at, is_tied=False, is_held=False)
            links = parted(links, kind, number)
        for kind, number in event.tied():
            said[kind, number] = Word(event.at, is_tied=True, is_held=True)
            links = joined(links, kind, number)
        if said:
            facts["_words"] = words | said
        if links is not self.links:
            facts["links"] = links

    def _with(self, **changes: Any) -> Self:
        return _made(type(self), {**self.__dict__, **changes})

    def _and_following(self, *, is_automatic: bool = False) -> list[Self]:
        """Return the record itself, and then after each event that follows from the last one."""
        event, records = self._newest, [self]
        reactions = self.model.plan.reactions.get(type(event))
        if reactions is None:
            return records
        facts = RecordFacts(self, event, is_automatic=is_automatic)
        for reaction in reactions:
            record = records[-1]
            if record is not facts.record:
                facts = RecordFacts(record, event, is_automatic=is_automatic)
            if not holds(reaction.when, facts):
                continue
            cause = Cause(event.verb, version=self.version)
            try:
                follow = reaction.following.made(
                    facts, at=event.at, by=event.by, cause=cause, given=event.given
                )
                accepted = record._accepted(follow, is_automatic=True)
                records += accepted._and_following(is_automatic=True)
            except ItsmError:
                continue
        return records

    # --- histories --------------------------------------------------------------------------

    @classmethod
    def begin(cls, opening: Event, *, model: M | None = None) -> Self:
        """Start a record with its opening event; `open` is the short form.

        If the event leaves out what the model has a default for, the default is stored with it.

        Args:
            opening: the event that the model calls its opening.
            model: the tables to live by; by default the class's own.

        Raises:
            UnknownCode: a code is not among the model's.
            BadData: what it says cannot be so.
            BadHistory: the event is not an opening.
        """
        return begun(cls, opening, cls._model(model))[-1]

    @classmethod
    def _model(cls, model: object) -> Any:
        """Return the tables to live by: the class's own if none are given."""
        return cls.model if model is None else as_model(model)

    @classmethod
    def _begun(cls, opening: Any, model: Any) -> tuple[Self, Mapping[str, Any]]:
        """Return the record that an event opens, and what the event says of it."""
        if type(opening) is not model.opening_event:
            raise BadHistory(
                index=0, why=Phrase("lifecycle.why.opening", opening=shown(opening), model=model)
            )
        if not isinstance(opening.id, str) or not opening.id:
            raise BadValue(
                field="id", value=opening.id, expected=Phrase("fields.expected.text_empty")
            )
        plan = model.plan
        facts = {
            "id": opening.id,
            "model": model,
            "state": plan.initial,
            "regions": plan.region_initials,
            "history": (opening,),
        }
        draft = _made(cls, facts)
        changes = opening.changes(draft)
        facts = {**facts, **changes}
        for keep in plan.kept[opening.__class__]:
            keep(draft, opening, facts)
        return _made(cls, facts), changes

    @classmethod
    def replay(cls, history: Iterable[Event], *, model: M | None = None) -> Self:
        """Fold a history into its record, judging nothing and reacting to nothing.

        Args:
            history: the events, the opening first.
            model: the tables it was written with; by default the class's own.

        Raises:
            BadHistory: it is empty, or does not start with an opening.
            NotAllowed: an event has no rule at its place; `index` says which.
            OutOfOrder: an event is earlier than the one before it.

        >>> import datetime
        >>> from itsmcore.incidents import Incident
        >>> inc = Incident.open("INC-1", at=datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC),
        ...                     by="ada", summary="Mail is down")
        >>> Incident.replay(inc.history) == inc
        True
        """
        events = as_several(Event, history, "history", _HISTORY)
        if not events:
            raise BadHistory(index=0, why=Phrase("lifecycle.why.missing"))
        record = deque(cls._along(events, cls._model(model)), maxlen=1).pop()
        return record._whole(events)

    def _whole(self, history: tuple[Event, ...]) -> Self:
        """Return a record within a replay with its history."""
        facts = self.__dict__.copy()
        facts.pop("_replayed", None)
        facts["history"] = history
        return _made(type(self), facts)

    @classmethod
    def _along(cls, events: tuple[Event, ...], model: Model) -> Iterator[Self]:
        """Yield the record after each event of a history, of which it takes its part when asked."""
        record, _ = cls._begun(events[0], model)
        yield record
        for index, event in enumerate(events[1:], 1):
            facts = record._facts_after(event, events[index - 1], index)
            facts.pop("history", None)
            facts["_replayed"] = events, index + 1
            record = _made(cls, facts)
            yield record

    def _folded(self, event: Event, index: int) -> Self:
        facts = self._facts_after(event, self._newest, index)
        facts["history"] = (*self.history, event)
        return _made(type(self), facts)

    def _facts_after(self, event: Event, previous: Event, index: int) -> dict[str, Any]:
        """Return the facts after an event that has happened.

        Raises:
            NotAllowed, OutOfOrder: it has no rule here, or is earlier than the one before it.
        """
        moved = self.model.plan.moves[type(event), self.state, self.regions]
        if moved is None:
            reason = no_rule(type(event), self.state)
            raise self._unfoldable(NotAllowed, reason, event, index)
        if event.at < previous.at:
            raise self._unfoldable(OutOfOrder, too_early(self, event.at), event, index)
        return self._after(event, event.changes(self), moved, index)

    def _unfoldable(self, kind: type[Refused], reason: Reason, event: Event, index: int) -> Refused:
        return refusal(Verdict().refuse(kind, reason), self, event, index)

    @classmethod
    def audit(
        cls,
        history: Iterable[Event],
        *,
        model: M,  # type: ignore[misc]
        written_with: M | None = None,
        records: Iterable[Record | Iterable[Event]] = (),
    ) -> tuple[Finding, ...]:
        """List the events of a history that a model would refuse.

        What follows automatically needs no role. That an event does so is believed if the history,
        a timer that was due, or a record that is given bears out the cause that it names; otherwise
        it is judged like any other, and the finding says what is wrong with its cause.

        Args:
            history: the events, the opening first.
            model: the tables to judge by.
            written_with: the tables the history was written with, and is folded by; by default the
                class's own.
            records: other records, or their histories, in which causes may lie.

        Raises:
            BadHistory, NotAllowed, OutOfOrder: as `replay` does, by the tables it was written with.
            BadValue: one of the records is something else.
        """
        from itsmcore.lifecycle._causes import Causes  # noqa: PLC0415 (import on use)

        as_model(model)
        events = as_several(Event, history, "history", _HISTORY)
        causes = Causes(records, Record)
        cls.replay(events[:1], model=written_with)
        along = cls._along(events, cls._model(written_with))
        record = next(along)
        reasons = judge_opening(record._under(model), events[0].changes(record)).reasons
        findings = [Finding(0, events[0], reasons)] if reasons else []
        causes.happened(record, is_automatic=False)
        for index, event in enumerate(events[1:], 1):
            cause = causes.check(record, event)
            is_exempt = cause is CauseCheck.BORNE_OUT
            verdict = judge(
                record._under(model), event, type(event), event.changes(record), is_exempt=is_exempt
            )
            if verdict.reasons:
                findings.append(Finding(index, event, verdict.reasons, cause))
            record = next(along)
            causes.happened(record, is_automatic=is_exempt)
        return tuple(findings)

    def _under(self, model: Model) -> Self:
        """Read the record by another model, with each region of a name that both know."""
        own = dict(zip(self.model.plan.region_names, self.regions, strict=True))
        plan = model.plan
        initials = zip(plan.region_names, plan.region_initials, strict=True)
        return self._with(model=model, regions=tuple(own.get(*pair) for pair in initials))

    def as_of(self, instant: datetime) -> Self:
        """Return the record as the desk knew it at an instant.

        Raises:
            NotYetOpen: it was opened later.
        """
        moment = utc(instant)
        known = [event for event in self.history if event.at <= moment]
        if not known:
            raise NotYetOpen(record=self.id, opened_at=self.history[0].at, asked=moment)
        return self._prefix(len(known))

    def _prefix(self, version: int) -> Self:
        return type(self).replay(self.history[:version], model=self.model)

    def since(self, version: int) -> tuple[Event, ...]:
        """List the events after a version, such as those a store has not yet written.

        Raises:
            BadValue: the version is not a whole number, or is negative.
        """
        return self.history[as_whole(version, "version", least=0) :]

    def last(self, event: type[V]) -> V | None:
        """Return the latest event of a class, or None.

        Raises:
            BadValue: it is not a class.
        """
        as_class(Event, event, "event", Phrase("lifecycle.record.event_class"))
        return next((e for e in reversed(self.history) if isinstance(e, event)), None)

    def timeline(self, *, facts: str | Iterable[str] | None = None) -> Timeline:
        """Return a timeline with a step for every event, and the facts it left behind.

        The event's own data is there as `event.NAME`, with `event.by`, at its step only.

        Args:
            facts: the names of the facts to copy besides its state and phase; by default all. They
                must include whatever the timeline is asked for later.

        Raises:
            Unlisted: there is no fact of that name.
        """
        from itsmcore.timeline import Timeline  # noqa: PLC0415 (import on use)

        known = Phrase("lifecycle.record.names_facts")
        names = None if facts is None else as_texts(facts, "facts", known)
        plan = self.model.plan
        return Timeline(self._steps(plan.copier(names)), states=plan.phases)

    def _steps(self, copied: Copier) -> tuple[Step, ...]:
        """Return a step for every event, with the facts that are copied of it.

        What none of it changed is held once, for all the steps that it is true at.
        """
        from itsmcore.timeline import step_of  # noqa: PLC0415 (import on use)

        steps: list[Step] = []
        last, facts = dict[str, object](), EMPTY
        records = self._along(self.history, self.model)
        for record, event in zip(records, self.history, strict=True):
            told = copied(record, event)
            if not is_same(told, last):
                last, facts = told, holding(told)
            steps.append(step_of(at=event.at, verb=event.verb, facts=facts))
        return tuple(steps)

    def time_in_states(self, *, until: datetime) -> dict[str, timedelta]:
        """Add up the wall time spent in each state, up to an instant."""
        return self.timeline(facts=()).time_by("state", until=until)

    # --- questions --------------------------------------------------------------------------

    @property
    def next_instant(self) -> datetime | None:
        """When the next timer will fire if nothing else happens; None if none is running."""
        from itsmcore.lifecycle._timers import armed  # noqa: PLC0415 (import on use)

        due = armed(self)
        return due[0].at if due else None

    def choices(
        self, *, at: datetime, by: str | Actor, given: Mapping[str, Any] | None = None
    ) -> tuple[Choice, ...]:
        """Return for every verb whether the actor may use it now, as a row of buttons needs it.

        The options of its arguments are those that are legal at the instant.
        """
        draft = utc(at), as_actor(by), evidence(given)
        plan = self.model.plan
        prospects = list(plan.prospects[type(self), self.state, self.regions].values())
        if plan.is_dated:
            prospects = [plan.as_of(prospect, draft[0]) for prospect in prospects]
        return tuple([choice(self, prospect, *draft) for prospect in prospects])

    def why_not(
        self,
        verb: str,
        *,
        at: datetime,
        by: str | Actor,
        given: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> tuple[Reason, ...]:
        """List every reason against a verb; an empty answer means that it may be used.

        Nothing is changed. Arguments that are left out count against nothing; what they change is
        judged once everything the verb needs is there. No value raises an error: one that the verb
        does not take is a reason.

        Raises:
            Unlisted: the model has no such verb, or the verb no such argument.
        """
        prospects = self.model.plan.prospects[type(self), self.state, self.regions]
        if not is_in(verb, prospects):
            raise Unlisted(
                kind=Phrase("lifecycle.record.verb_2"), name=verb, known=tuple(prospects)
            )
        prospect = prospects[verb]
        known = tuple([field.name for field in data_fields(prospect.event)])
        for name in arguments.keys() - known:
            raise Unlisted(
                kind=Phrase("lifecycle.record.argument", verb=verb), name=name, known=known
            )
        return reasons_against(self, prospect, {"at": at, "by": by, "given": given}, arguments)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), self.id, self.version))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the history, and the model if the class does not know it."""
        cls, model = type(self), self.model
        own = model is getattr(cls, "model", None)
        load = cls.replay if own else functools.partial(cls.replay, model=model)
        return load, (self.history,)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {self.state} v{self.version}>"

    def _formats(self) -> Formats:
        from itsmcore.lifecycle._card import formats  # noqa: PLC0415 (import on use)

        return formats(self, UTC)

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty


AnyRecord: TypeAlias = Record
"""A record of any practice, whatever tables it lives by."""


class _Replayed:
    """Cut a history off where a record stands in its replay, once the record is asked."""

    def __get__(self, record: Any, _: type) -> tuple[Event, ...]:
        try:
            events, version = record.__dict__["_replayed"]
        except (AttributeError, KeyError):
            raise AttributeError("history") from None
        known: tuple[Event, ...] = events[:version]
        return known


Record.history = _Replayed()  # type: ignore[assignment]


def begun(kind: type[R], opening: Event, model: Any) -> list[R]:
    """Return a record after its opening, and after each event that follows from that.

    Raises:
        UnknownCode, BadData, BadHistory: as `Record.begin` does.
    """
    cls: Any = kind
    record, changes = cls._begun(model.completed(opening), model)
    verdict = judge_opening(record, changes)
    if verdict.reasons:
        raise verdict.kind(record=record.id, state="", verb=opening.verb, reasons=verdict.reasons)
    records: list[R] = record._and_following()
    return records


def folded(record: R, event: Event) -> R:
    """Fold an event that has happened into a record, judging nothing.

    Raises:
        NotAllowed, OutOfOrder: as `Record.replay` does.
    """
    known: Any = record
    after: R = known._folded(event, known.version)
    return after


def word_of(record: AnyRecord, tie: tuple[str, str]) -> Word | None:
    """Return what a record last said of a link, by its kind and number; None if nothing."""
    word: Word | None = record._words.get(tie)
    return word


def called(model: Model, verb: str, values: Mapping[str, Any]) -> Event:
    """Make the event of a verb; what it needs and is not given is no value, which it refuses.

    Raises:
        Unlisted, BadValue: as `Record.do` does.
    """
    return event_of(model.event(verb), values)


def event_of(event: Any, values: Mapping[str, Any], *number: str) -> Event:
    """Make an event; what it needs and is not given is no value, which it refuses.

    Args:
        event: its class.
        values: its arguments by name.
        number: the number of the record that it opens, if it does.

    Raises:
        Unlisted: the event has no such argument.
        BadValue: an argument is missing, or not what it takes.
    """
    known = ("at", "by", *(field.name for field in data_fields(event)), "cause", "given")
    for name in values.keys() - known:
        kind = Phrase("lifecycle.record.argument", verb=event.verb)
        raise Unlisted(kind=kind, name=name, known=known[2:])
    made: Event = event(*number, **{**dict.fromkeys(required(event)), **values})
    return made


def called_of(record: AnyRecord, verb: str, values: Mapping[str, Any]) -> Event:
    """Make the event of a verb for a record, which fills in what no caller says.

    Raises:
        Unlisted, BadValue: as `Record.do` does.
    """
    return record._called(verb, values)


def versions(record: R, *, since: int = 0) -> Iterator[R]:
    """Yield a record as it was at each of its versions after a given one."""
    known: Any = record
    for version, one in enumerate(known._along(known.history, known.model), 1):
        if version > since:
            yield one._whole(known.history[:version])
