"""Duplicates: which records of a log turned out to be another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from itsmcore.absent import present
from itsmcore.lifecycle import Link, LinkKind
from itsmcore.service_levels._goal import DUPLICATE
from itsmcore.timeline import Step


def linked(step: Step, kind: LinkKind) -> Iterator[str]:
    """Yield the numbers of the records that a step's links of one kind name."""
    links = present(step.facts.get("links"))
    for link in links if isinstance(links, tuple | list | set | frozenset) else ():
        if isinstance(link, Link) and link.kind == kind:
            yield link.target


def doubles(last: Mapping[str, Step]) -> frozenset[str]:
    """Find the records that are duplicates, by the last step of each.

    A record is a duplicate if its resolution says so, or a link of either record does.
    """
    named = (id for step in last.values() for id in linked(step, LinkKind.DUPLICATED_BY))
    say_so = (case for case, step in last.items() if _is_double(step))
    return frozenset((*named, *say_so))


def _is_double(step: Step) -> bool:
    return DUPLICATE.judge(step) is True or any(linked(step, LinkKind.DUPLICATE_OF))
