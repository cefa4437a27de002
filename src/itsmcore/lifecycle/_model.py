"""Models: the tables a record lives by, named, versioned and proven sound when built."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self, TypeVar, Unpack

import attrs

from itsmcore import plans
from itsmcore.conditions import Condition
from itsmcore.dated import Dated
from itsmcore.errors import BadValue, Fault, OtherModel, Unlisted
from itsmcore.fields import (
    as_a,
    as_items,
    as_mapping,
    as_several,
    as_text,
    as_texts,
    is_in,
    refuse_faults,
)
from itsmcore.frozen import EMPTY, FrozenDict, frozen
from itsmcore.kinds import check_definition
from itsmcore.lifecycle._argument import Argument
from itsmcore.lifecycle._content import content
from itsmcore.lifecycle._custom import custom_fields
from itsmcore.lifecycle._event import Event
from itsmcore.lifecycle._event_fields import data_fields
from itsmcore.lifecycle._faults import left_finals
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._more_tables import MoreTables, Table
from itsmcore.lifecycle._parts import Part, Reaction, Timer, Unwanted
from itsmcore.lifecycle._plan import Plan
from itsmcore.lifecycle._roles import Others, Roles, Who
from itsmcore.lifecycle._sides import FROM_MACHINE, FROM_REQUESTER
from itsmcore.lifecycle._table import (
    ANY,
    Guard,
    Rule,
    State,
    as_guard_condition,
    as_guards,
)
from itsmcore.lifecycle._values import Stranger
from itsmcore.lifecycle._verify import faults_of
from itsmcore.lifecycle.events import Redacted
from itsmcore.output import Formats, as_format, as_html, as_pretty
from itsmcore.phase import Phase
from itsmcore.phrase import Phrase, in_english
from itsmcore.shown import shown

T = TypeVar("T")


def _codes(codes: Mapping[str, Collection[Any]]) -> FrozenDict[str, Collection[Any]]:
    known = as_mapping(codes, "codes", Phrase("lifecycle.model.mapping_fields_legal"))
    return FrozenDict(
        {
            as_text(name, Phrase("lifecycle.model.field_codes")): as_items(
                legal,
                Phrase("lifecycle.model.codes", name=name),
                Phrase("lifecycle.argument.tuple_values"),
            )
            for name, legal in known.items()
        }
    )


def _fields(fields: Iterable[Argument]) -> tuple[Argument, ...]:
    return as_several(Argument, fields, "fields", Phrase("lifecycle.model.arguments_such_argument"))


def _defaults(defaults: Mapping[str, Any]) -> FrozenDict[str, Any]:
    known = frozen(defaults, "defaults")
    custom = known.get("custom")
    return known if custom is None else known | {"custom": custom_fields(custom)}


def _tables(tables: Iterable[Lifecycle]) -> tuple[Lifecycle, ...]:
    return as_several(Lifecycle, tables, "regions")


def _timers(timers: Iterable[Timer]) -> tuple[Timer, ...]:
    return as_several(Timer, timers, "timers")


def _reactions(reactions: Iterable[Reaction]) -> tuple[Reaction, ...]:
    return as_several(Reaction, reactions, "reactions")


def _guards(guards: Mapping[str, Iterable[Guard]]) -> FrozenDict[str, tuple[Guard, ...]]:
    several = {verb: as_guards(of) for verb, of in as_mapping(guards, "guards").items()}
    return FrozenDict({verb: of for verb, of in several.items() if of})


def _needs(needs: Mapping[str, Iterable[str]]) -> FrozenDict[str, tuple[str, ...]]:
    several = {verb: as_texts(of, "needs") for verb, of in as_mapping(needs, "needs").items()}
    return FrozenDict({verb: of for verb, of in several.items() if of})


def _are_roles(_: object, field: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Roles):
        raise BadValue(
            field=field.name, value=value, expected=Phrase("lifecycle.expected.roles_name_roles")
        )


def _values(model: type[Model]) -> Iterator[attrs.Attribute[Any]]:
    """Return the fields that make up a model's value."""
    return (field for field in attrs.fields(model) if field.init)


@functools.lru_cache(maxsize=256)
def _shared(model: Model) -> Model:
    return model


def as_model(model: object, field: str = "model") -> Model:
    """Check that a value is a model, and return it.

    Raises:
        BadValue: it is something else.

    >>> from itsmcore.incidents import INCIDENT
    >>> as_model(INCIDENT) is INCIDENT
    True
    """
    return as_a(Model, model, field, Phrase("lifecycle.model.model_such_incident"))


@attrs.frozen(kw_only=True)
class Model(Stranger):
    """The tables of one kind of record; a practice subclasses it to add its own.

    Args:
        name: what the model is called, in documents and errors.
        version: which edition of that name it is.
        lifecycle: the main table.
        regions: tables of facts beside the state; each state is read by the region's name.
        timers: what fires automatically.
        reactions: what follows from what.
        codes: the values a record field may take, if only some are legal.
        fields: the custom fields, if only some are allowed; with none declared, any may be set.
        defaults: what the opening event says of a field that it leaves out; see `with_defaults`.
        roles: who may do what; made by `with_roles`, and by what rules state.
        guards: the guards of every rule of an event, by its verb; made by `with_guards`.
        needs: the fields that every rule of an event needs set, by its verb; made by `with_needs`.
        from_customer: when an event comes from the customer's side, by the record's facts,
            `event.by` and `event.by.roles`; its answer is the fact `event.from_customer`.
        from_machine: when an event comes from a machine, which is neither the customer's side nor
            the desk; `event.from_machine`. What comes from neither has `event.from_desk`.
        task_plan: the tasks that a desk makes once a record is in the state in which they start.

    Raises:
        FaultyDefinition: the tables have faults; lists every one.
    """

    record: ClassVar[type[Any]]
    opening_event: ClassVar[type[Event]]

    name: str
    version: str = "1"
    lifecycle: Lifecycle
    regions: tuple[Lifecycle, ...] = attrs.field(default=(), converter=_tables)
    timers: tuple[Timer, ...] = attrs.field(default=(), converter=_timers)
    reactions: tuple[Reaction, ...] = attrs.field(default=(), converter=_reactions)
    codes: FrozenDict[str, Collection[Any]] = attrs.field(default=EMPTY, converter=_codes)
    fields: tuple[Argument, ...] = attrs.field(default=(), converter=_fields)
    defaults: FrozenDict[str, Any] = attrs.field(default=EMPTY, converter=_defaults)
    roles: Roles = attrs.field(factory=Roles, validator=_are_roles)
    guards: FrozenDict[str, tuple[Guard, ...]] = attrs.field(default=EMPTY, converter=_guards)
    needs: FrozenDict[str, tuple[str, ...]] = attrs.field(default=EMPTY, converter=_needs)
    from_customer: Condition = attrs.field(default=FROM_REQUESTER, converter=as_guard_condition)
    from_machine: Condition = attrs.field(default=FROM_MACHINE, converter=as_guard_condition)
    task_plan: plans.Plan | None = None
    _home: tuple[str, str] | None = attrs.field(default=None, init=False, eq=False, repr=False)

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        if str(cls.__repr__.__doc__).startswith("Method generated by attrs"):
            cls.__repr__ = Model.__repr__  # type: ignore[method-assign]

    def __attrs_post_init__(self) -> None:
        if not hasattr(self, "opening_event"):
            expected = Phrase("lifecycle.expected.practice_such_incidentmodel")
            raise BadValue(
                field=Phrase("lifecycle.model.model"), value=type(self), expected=expected
            )
        check_definition(self)
        if self.guards or self.needs:
            self._demand()
        self._gather_roles()
        self.verify()

    def _demand(self) -> None:
        """Write into each rule what the model demands of its event."""

        def demanded(table: Lifecycle) -> Lifecycle:
            return attrs.evolve(table, rules=map(self._demanded, table.rules))

        object.__setattr__(self, "lifecycle", demanded(self.lifecycle))
        object.__setattr__(self, "regions", tuple(map(demanded, self.regions)))

    def _demanded(self, rule: Rule) -> Rule:
        verb = rule.event.verb
        guards = dict.fromkeys((*rule.guards, *self.guards.get(verb, ())))
        needs = dict.fromkeys((*rule.needs, *self.needs.get(verb, ())))
        return attrs.evolve(rule, guards=tuple(guards), needs=tuple(needs))

    def _gather_roles(self) -> None:
        """Collect the roles that rules state, and write into each rule what the table says."""
        roles = self.roles.stated(self.lifecycle)
        for region in self.regions:
            roles = roles.stated(region, region.name)
        if roles:
            shown = [roles.shown(region, region.name) for region in self.regions]
            object.__setattr__(self, "roles", roles)
            object.__setattr__(self, "lifecycle", roles.shown(self.lifecycle))
            object.__setattr__(self, "regions", tuple(shown))

    def offered_as(self, face: str, name: str, /) -> None:
        """Note the module and the name under which this model is offered, by which it pickles."""
        object.__setattr__(self, "_home", (face, name))

    @functools.cached_property
    def digest(self) -> str:
        """What distinguishes its tables from another edition's: a hash of their whole content."""
        import hashlib  # noqa: PLC0415 (few models are asked, and it takes its time)

        return hashlib.sha256(content(self).encode()).hexdigest()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle a model that a face offers by its name there, and any other by value."""
        if self._home is not None:
            return Model._offered, (*self._home, self.digest)
        values = {field.name: getattr(self, field.name) for field in _values(type(self))}
        return self._of_values, (values,)

    @classmethod
    def _offered(cls, face: str, name: str, digest: str) -> Model:
        model: Model = getattr(importlib.import_module(face), name)
        if model.digest != digest:
            raise OtherModel(model=str(model), place=f"{face}.{name}")
        return model

    @classmethod
    def _of_values(cls, values: Mapping[str, Any]) -> Model:
        """Make a model again, unverified as a history is unjudged; equal ones are one object."""
        model = object.__new__(cls)
        for name, value in {**values, "_home": None}.items():
            object.__setattr__(model, name, value)
        return _shared(model)

    @functools.cached_property
    def plan(self) -> Plan:
        """The tables compiled for speed; derived, and not part of the value."""
        return Plan(self)

    @property
    def phases(self) -> Mapping[str, Phase]:
        """The phase of each state of the main table."""
        return self.lifecycle.phases

    @property
    def states(self) -> tuple[State, ...]:
        """The states of the main table; the first is the initial one."""
        return self.lifecycle.states

    @functools.cached_property
    def tables(self) -> tuple[Lifecycle, ...]:
        """The main table and then the regions, each rule with who may use it.

        A rule that different people may use in different states is divided.
        """
        if not self.roles:
            return (self.lifecycle, *self.regions)
        regions = (self.roles.divided(region, region.name) for region in self.regions)
        return (self.roles.divided(self.lifecycle), *regions)

    @functools.cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, the main table's first and then the regions', each with who may use it."""
        return tuple(rule for table in self.tables for rule in table.rules)

    @functools.cached_property
    def events(self) -> tuple[type[Event], ...]:
        """Every event class that it knows, the opening first."""
        return tuple(dict.fromkeys((self.opening_event, *(rule.event for rule in self.rules))))

    def event(self, verb: str) -> type[Event]:
        """Return the event class of a verb.

        Raises:
            Unlisted: no event of the model has the verb.

        >>> from itsmcore import INCIDENT
        >>> INCIDENT.event("hold").__name__
        'Held'
        """
        if not is_in(verb, self.plan.verbs):
            raise Unlisted(
                kind=Phrase("lifecycle.model.verb", model=self),
                name=verb,
                known=tuple(self.plan.verbs),
            )
        return self.plan.verbs[verb]

    def arguments(self, event: str | type[Event]) -> tuple[Argument, ...]:
        """Return the arguments of an event besides `at`, `by`, `cause` and `given`, for a form.

        What the record fills in itself, such as whom a policy asks to approve, is left out.

        Args:
            event: an event class of the model, including its opening, or a verb.

        Raises:
            Unlisted: the model does not have it.

        >>> from itsmcore import INCIDENT
        >>> reason = INCIDENT.arguments("hold")[0]
        >>> [str(code) for code in reason.options], reason.sets, reason.is_required
        (['caller', 'vendor', 'problem', 'change'], ('hold_reason',), True)
        """
        if isinstance(event, str):
            return self.plan.asked_for[self.event(event)]
        if not is_in(event, self.events):
            known = tuple(one.__name__ for one in self.events)
            raise Unlisted(
                kind=Phrase("lifecycle.model.event", model=self), name=event, known=known
            )
        return self.plan.asked_for[event]

    @property
    def edges(self) -> frozenset[tuple[str, str]]:
        """Every pair of state names that some rule of the main table leads along."""
        return self.lifecycle.edges

    @property
    def legal(self) -> Mapping[str, Collection[Any]]:
        """The values that record fields may take: the codes, and what the practice adds."""
        return self.codes

    @property
    def declared(self) -> Mapping[str, tuple[Argument, ...]]:
        """The items that record fields that hold mappings may have, where only some are allowed."""
        return {"custom": self.fields} if self.fields else {}

    @property
    def needed_to_open(self) -> tuple[str, ...]:
        """The arguments that an opening has to say here, besides those that its class requires."""
        return ()

    @property
    def dated(self) -> Mapping[str, Dated[Collection[Any]]]:
        """The values of those fields for which they depend on when; `legal` has the latest."""
        return EMPTY

    @property
    def paths(self) -> Mapping[str, Collection[str]]:
        """The paths that record fields may hold or have held, for those that hold paths."""
        return EMPTY

    def extended(
        self,
        *parts: Part,
        without: str | type[Event] | Iterable[Unwanted] = (),
        name: str | None = None,
        version: str | None = None,
        **tables: Unpack[MoreTables],
    ) -> Self:
        """Make a model with parts added and removed, in one step and verified once.

        Args:
            parts: states and rules for the main table, timers, reactions, lifecycles for regions.
            without: what to leave out first: states, regions and timers by name, event classes or
                verbs with all their rules, timers and reactions, `(event class, source state)` for
                one rule's source, or a reaction itself.
            name: the new model's name.
            version: its version.
            tables: other fields of the model; `codes` and custom `fields` are added to those it
                has, and replace those of the same name; `roles`, `guards` and `needs` are tables as
                `with_roles`, `with_guards` and `with_needs` take them.

        Raises:
            FaultyDefinition: the new tables have faults; lists every one.
            Unlisted: something to leave out does not exist.
            BadValue: a part is not one that a model is made of.
        """
        from itsmcore.lifecycle._extension import extended  # noqa: PLC0415 (import on use)

        expected = Phrase("lifecycle.expected.names_event_classes_pairs")
        one = isinstance(without, str | type)
        several = (without,) if one else as_items(without, "without", expected)
        changes = extended(self, parts, several)
        said: dict[str, Any] = {**tables}
        joined = {name: said.pop(name) for name in ("guards", "needs", "roles") if name in said}
        if "fields" in said:
            more = {field.name: field for field in (*self.fields, *_fields(said["fields"]))}
            said["fields"] = more.values()
        if "codes" in said:
            said["codes"] = {**self.codes, **as_mapping(said["codes"], "codes")}
        given = {"name": name, "version": version}
        named = {key: value for key, value in given.items() if value is not None}
        made = attrs.evolve(self, **{**changes, **said, **named})
        for table, entries in joined.items():
            made = getattr(made, f"with_{table}")(entries)
        return made

    def renamed(
        self,
        names: Mapping[str, str],
        *,
        labels: Mapping[str, str] = EMPTY,
        name: str | None = None,
        version: str | None = None,
    ) -> Self:
        """Make a model whose states have other names, in all its rules, timers and conditions.

        Histories do not name states, so a history that was written with the one can be replayed by
        the other.

        Args:
            names: the new name of each state that gets one.
            labels: what people read for a state, by its new name.
            name: the new model's name.
            version: its version.

        Raises:
            FaultyDefinition: there is no such state, or two would share a name; lists every one.

        >>> from itsmcore import INCIDENT
        >>> waiting = INCIDENT.renamed({"on_hold": "waiting"}, version="2")
        >>> str(waiting), waiting.states[2].name, ("waiting", "in_progress") in waiting.edges
        ('incident 2', 'waiting', True)
        """
        from itsmcore.lifecycle._renamed import renamed  # noqa: PLC0415 (import on use)

        given = {"name": name, "version": version}
        changes = renamed(self, names, labels)
        changes |= {key: value for key, value in given.items() if value is not None}
        return attrs.evolve(self, **changes)

    def with_roles(self, roles: Table[Who], *, others: Others | None = None) -> Self:
        """Make a model in which the events of the table are for those roles only.

        The table belongs to the model: it holds for rules that are added later, and what a rule
        states itself is added to it. Timers, reactions and cascades need no role.

        Args:
            roles: event classes or verbs, or pairs of one with a state or a phase that it starts
                from, and who may: a role, a Permit, or several of them; `()` means everybody. An
                event by itself stands for all its states, whatever was said of one of them before.
            others: what the table does not name is `"allowed"` to everybody, or `"denied"`; by
                default it stays as it was, initially allowed.

        Raises:
            Unlisted: no rule of the model has the event, or none has it from there.
            BadValue: a role, or `others`, is something else.
        """
        roles = as_mapping(roles, "roles", Phrase("lifecycle.model.mapping_events_verbs"))
        table = {self._place(key): who for key, who in roles.items()}
        named = self.roles.naming(table, others)
        return self._mapped(lambda rule: attrs.evolve(rule, roles=()), roles=named)

    def _place(self, key: Any) -> tuple[str, str | Phase | None]:
        """Read what a table of roles names: a verb, and a state or a phase that it starts from."""
        named, source = key if isinstance(key, tuple) and len(key) == 2 else (key, None)
        event = next((e for e in self._events_with_roles() if named in (e, e.verb)), None)
        if event is None:
            raise self._no_rule(named)
        states = [s for table in self.tables for s, rule in table.expanded() if rule.event is event]
        known = (*(state.name for state in states), *(state.phase for state in states))
        if source is not None and source != ANY and states and source not in known:
            kind = Phrase("lifecycle.model.rule", verb=event.verb, model=self)
            raise Unlisted(kind=kind, name=source, known=tuple(dict.fromkeys(map(str, known))))
        return event.verb, None if source == ANY else source

    def _events_with_roles(self) -> tuple[type[Event], ...]:
        """List what a table of roles may name: every event of the practice, even those left out.

        So one table serves every model of the practice, and holds when an event comes back.
        """
        default = getattr(self.record, "model", None)
        left_out = default.events[1:] if isinstance(default, Model) else ()
        return (*self.events[1:], *left_out, Redacted)

    def _no_rule(self, named: Any) -> Unlisted:
        name = named if isinstance(named, str) else getattr(named, "__name__", shown(named))
        known = tuple(event.verb for event in self.events[1:])
        return Unlisted(kind=Phrase("lifecycle.model.rule_2", model=self), name=name, known=known)

    def with_defaults(self, **values: Any) -> Self:
        """Make a model whose records start with these values unless others are given.

        They are added to the opening event when a record is opened, and stored with it. So a
        history that is replayed stays as it was written, however the defaults have changed since.

        Args:
            values: arguments of the opening event, added to those the model has; None removes one.

        Raises:
            FaultyDefinition: the opening event has no such argument, requires it, or cannot take
                the value.

        >>> from itsmcore import INCIDENT, Impact, Urgency
        >>> INCIDENT.with_defaults(impact=Impact.LOW, urgency=Urgency.LOW).defaults
        FrozenDict({'impact': Impact.LOW, 'urgency': Urgency.LOW})
        """
        merged = {**self.defaults, **values}
        kept = {name: value for name, value in merged.items() if value is not None}
        return attrs.evolve(self, defaults=kept)

    def completed(self, opening: Event) -> Event:
        """Return an opening event with the model's defaults filled in."""
        if not (self.defaults or self.fields) or type(opening) is not self.opening_event:
            return opening
        plain = {field.name: field.default for field in data_fields(self.opening_event)}
        unsaid = {
            name: value
            for name, value in self.defaults.items()
            if getattr(opening, name) == plain[name]
        }
        said = self.defaults.get("custom", EMPTY) | (getattr(opening, "custom", None) or EMPTY)
        custom = self.plan.form.defaults(said) | said
        if custom != getattr(opening, "custom", EMPTY):
            unsaid["custom"] = custom
        return attrs.evolve(opening, **unsaid) if unsaid else opening

    def with_guards(self, guards: Table[Guard | Iterable[Guard]]) -> Self:
        """Make a model in which the events of the table have these additional guards.

        The guards belong to the model: they also hold for rules that are added later.

        Raises:
            Unlisted: no rule of the model has the event.
        """
        added = {verb: as_guards(more) for verb, more in self._by_verb(guards).items()}
        joined = {verb: (*self.guards.get(verb, ()), *more) for verb, more in added.items()}
        return attrs.evolve(self, guards=self.guards | joined)

    def with_needs(self, needs: Table[str | Iterable[str]]) -> Self:
        """Make a model in which the events of the table need exactly these record fields.

        Rules that are added later need them too, besides what they state themselves.

        Raises:
            Unlisted: no rule of the model has the event.
        """
        named = {verb: as_texts(names, "needs") for verb, names in self._by_verb(needs).items()}
        return self._mapped(
            lambda rule: attrs.evolve(rule, needs=named.get(rule.event.verb, rule.needs)),
            needs=self.needs | named,
        )

    def without_guards(self, *codes: str) -> Self:
        """Make a model without the guards that have these codes.

        Raises:
            Unlisted: no rule of the model has such a guard.
        """
        known = tuple(dict.fromkeys(guard.code for rule in self.rules for guard in rule.guards))
        for code in codes:
            if not is_in(code, known):
                raise Unlisted(
                    kind=Phrase("lifecycle.model.guard", model=self), name=code, known=known
                )

        def kept(guards: Iterable[Guard]) -> tuple[Guard, ...]:
            return tuple(guard for guard in guards if guard.code not in codes)

        return self._mapped(
            lambda rule: attrs.evolve(rule, guards=kept(rule.guards)),
            guards={verb: kept(guards) for verb, guards in self.guards.items()},
        )

    def _by_verb(self, table: Table[T]) -> dict[str, T]:
        """Read a table whose keys are event classes or verbs."""
        known = {rule.event: rule.event.verb for rule in self.rules}
        entries: dict[str, T] = {}
        for key, entry in as_mapping(
            table, Phrase("lifecycle.model.table"), Phrase("lifecycle.model.mapping_events_verbs_2")
        ).items():
            event = next((e for e, verb in known.items() if key in (e, verb)), None)
            if event is None:
                raise self._no_rule(key)
            entries[event.verb] = entry
        return entries

    def _mapped(self, change: Callable[[Rule], Rule], **more: Any) -> Self:
        def mapped(table: Lifecycle) -> Lifecycle:
            return attrs.evolve(table, rules=map(change, table.rules))

        return attrs.evolve(
            self, lifecycle=mapped(self.lifecycle), regions=map(mapped, self.regions), **more
        )

    def verify(self) -> None:
        """Check the tables; this is done when a model is built.

        Raises:
            FaultyDefinition: the tables have faults; lists every one.
        """
        refuse_faults(Phrase("lifecycle.model.model_2", name=shown(self.name)), self._faults())

    def _faults(self) -> Iterator[Fault]:
        """Yield the faults for which it is refused; a subclass adds those of its own tables."""
        return faults_of(self)

    def faults(self) -> tuple[Fault, ...]:
        """List the faults for which a model is not refused: rules that leave a final state.

        A rule that is meant to do so says it: `Rule(…, reopens=True)`.
        """
        return tuple(left_finals(self.lifecycle))

    def to_machine(self, model: Any = None, **options: Any) -> Any:
        """Build a stock `transitions.Machine` of the main table; see `Lifecycle.to_machine`."""
        return self.lifecycle.to_machine(model, **options)

    def __repr__(self) -> str:
        states, rules = len(self.states), len(self.rules)
        size = in_english(Phrase("lifecycle.model.states_rules", states=states, rules=rules))
        return f"<{type(self).__name__} {self}: {size}>"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def _formats(self) -> Formats:
        from itsmcore.lifecycle._pictures import formats  # noqa: PLC0415 (import on use)

        return formats(str(self), self.tables, self.timers)

    __format__ = as_format
    _repr_html_ = as_html
    _repr_pretty_ = as_pretty
