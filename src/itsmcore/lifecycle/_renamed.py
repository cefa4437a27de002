"""Renaming: a model whose states have other names, wherever it speaks of them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from itsmcore import plans
from itsmcore.conditions import Field
from itsmcore.conditions import Test as Question
from itsmcore.errors import Fault
from itsmcore.fields import as_mapping, as_text, refuse_faults
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.lifecycle._parts import Tables, Timer
from itsmcore.lifecycle._table import Rule, State
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, say
from itsmcore.shown import shown


def renamed(model: Tables, names: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of a model that change if its states have other names or labels."""
    new = {
        old: as_text(name, Phrase("lifecycle.renamed.name"))
        for old, name in as_mapping(names, "names").items()
    }
    shown_as = {
        of: as_text(label, Phrase("lifecycle.renamed.label"))
        for of, label in as_mapping(labels, "labels").items()
    }
    known = [state.name for state in model.states]
    after = [new.get(name, name) for name in known]
    faults = [
        *_strangers(new, known, "state"),
        *_strangers(shown_as, after, say("lifecycle.renamed.labelled_state")),
    ]
    faults += [
        Fault(
            "duplicate_state",
            Phrase("lifecycle.subject.state", name=shown(name)),
            Phrase("lifecycle.duplicate_state.would_twice_each"),
        )
        for name in dict.fromkeys(name for name in after if after.count(name) > 1)
    ]
    refuse_faults(Phrase("lifecycle.renamed.renaming", model=model), faults)
    naming = _Naming(new, shown_as)
    changed = {
        field.name: naming.of(field.name, getattr(model, field.name))
        for field in attrs.fields(model.__class__)  # type: ignore[arg-type]
        if field.init
    }
    return {name: value for name, value in changed.items() if value is not getattr(model, name)}


def _strangers(told: Iterable[str], known: list[str], kind: str) -> list[Fault]:
    return [
        Fault(
            "unknown_state",
            f"{kind} {shown(name)}",
            Phrase("lifecycle.unknown_state.exist", hint=hint(name, known)),
        )
        for name in told
        if name not in known
    ]


@attrs.frozen
class _Naming:
    """What each state is called from now on, carried into whatever names it.

    Regions have states of their own: what they are called does not change, but what is asked there
    of the record's state does.
    """

    names: Mapping[str, str]
    labels: Mapping[str, str]

    def of(self, field: str, value: Any) -> Any:
        """Return a field of a model with the new names."""
        if field == "lifecycle":
            return self.table(value)
        if field == "timers":
            return tuple(map(self.timer, value))
        if field == "roles":
            named = {(v, self.state(s), r): who for (v, s, r), who in value.named.items()}
            return self.asked(attrs.evolve(value, named=named))
        if field == "task_plan" and value is not None:
            return self.planned(value)
        return self.asked(value)

    def state(self, name: Any) -> Any:
        """Return what a state is called; whatever else it is stays."""
        return self.names.get(name, name) if isinstance(name, str) else name

    def table(self, table: Lifecycle) -> Lifecycle:
        """Return the main table with the new names."""
        states = map(self.labelled, table.states)
        return attrs.evolve(table, states=states, rules=map(self.rule, table.rules))

    def labelled(self, state: State) -> State:
        """Return a state by its new name, with its new label."""
        name = self.state(state.name)
        return attrs.evolve(state, name=name, label=self.labels.get(name, state.label))

    def rule(self, rule: Rule) -> Rule:
        """Return a rule between the new names."""
        source, target = tuple(map(self.state, rule.source)), self.state(rule.target)
        asked: Rule = self.asked(rule)
        return attrs.evolve(asked, source=source, target=target)

    def timer(self, timer: Timer) -> Timer:
        """Return a timer that runs in the new names."""
        asked: Timer = self.asked(timer)
        return attrs.evolve(asked, states=tuple(map(self.state, timer.states)))

    def planned(self, plan: plans.Plan) -> plans.Plan:
        """Return a plan that starts in the new name."""
        starts_in = self.state(plan.starts_in)
        tasks = self.asked(plan.tasks)
        return plans.Plan(*tasks, on_incomplete=plan.on_incomplete, starts_in=starts_in)

    def asked(self, value: Any) -> Any:
        """Return a value in which every question about the state asks for its new name."""
        if isinstance(value, Question) and value.subject.name == "state":
            return attrs.evolve(value, value=self.compared(value.value))
        if isinstance(value, tuple):
            several = tuple(map(self.asked, value))
            return value if all(map(operator.is_, several, value)) else several
        if isinstance(value, FrozenDict):
            mapped = {key: self.asked(of) for key, of in value.items()}
            is_same = all(mapped[key] is of for key, of in value.items())
            return value if is_same else FrozenDict(mapped)
        is_whole = isinstance(value, type | Field) or not attrs.has(type(value))
        return value if is_whole else self.parts(value)

    def compared(self, value: Any) -> Any:
        """Return what a state is compared with."""
        several = isinstance(value, tuple | frozenset)
        return type(value)(map(self.state, value)) if several else self.state(value)

    def parts(self, value: Any) -> Any:
        """Return a value made of parts, with each as it is asked; itself where none differs."""
        fields = [field for field in attrs.fields(type(value)) if field.init]
        parts = {field.alias: getattr(value, field.name) for field in fields}
        changed = {name: self.asked(part) for name, part in parts.items()}
        differ = {name: part for name, part in changed.items() if part is not parts[name]}
        return attrs.evolve(value, **differ) if differ else value
