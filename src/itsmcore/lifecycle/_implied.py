"""What must have happened before: ways in a table to something without something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from itsmcore.errors import Fault, Unlisted
from itsmcore.fields import as_text
from itsmcore.lifecycle._faults import verb_of
from itsmcore.lifecycle._graph import edges
from itsmcore.lifecycle._lifecycle import Lifecycle
from itsmcore.phrase import Phrase
from itsmcore.shown import shown


def unimplied(table: Lifecycle, late: str, early: str) -> Iterator[Fault]:
    """Yield a fault if something can happen without something else before it, with a way there.

    Raises:
        Unlisted: one of them is no state and no verb of the table.
    """
    steps: dict[str, list[tuple[str, str]]] = {}
    for state, rule in table.expanded():
        target = state.name if rule.target is None else rule.target
        steps.setdefault(state.name, []).append((verb_of(rule.event), target))
    _check(late, table, steps)
    _check(early, table, steps)
    free = {
        name: [step for step in several if early not in step] for name, several in steps.items()
    }
    start = table.initial
    before: dict[str, str] = {}
    for source, target in edges([start], lambda one: [to for _, to in free.get(one, ())]):
        before.setdefault(target, source)
    for name in () if start == early else dict.fromkeys((start, *before)):
        ends = [to for verb, to in free.get(name, ()) if verb == late]
        if name == late or ends:
            way = dict.fromkeys((*_way(before, start, name), *ends[:1]))
            words = Phrase(
                "lifecycle.implied.happens_without_add", early=shown(early), way=" -> ".join(way)
            )
            yield Fault("not_implied", shown(late), words)
            return


def _check(name: str, table: Lifecycle, steps: Mapping[str, list[tuple[str, str]]]) -> None:
    verbs = (verb for several in steps.values() for verb, _ in several)
    known = dict.fromkeys((*table.phases, *verbs))
    if as_text(name, "implies") not in known:
        raise Unlisted(kind=Phrase("lifecycle.implied.state_verb"), name=name, known=tuple(known))


def _way(before: Mapping[str, str], start: str, end: str) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]
