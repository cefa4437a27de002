"""Pictures of a lifecycle: Mermaid, Graphviz and Markdown texts, and an SVG for notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from itsmcore.drawing import dot_id, dot_text, folded, md_table, mermaid_ids, mermaid_text
from itsmcore.figures import MOST_FOLDED
from itsmcore.figures import Table as Lines
from itsmcore.lifecycle._faces import COLOURS
from itsmcore.lifecycle._signs import Timed, when
from itsmcore.lifecycle._table import Rule, Table
from itsmcore.lifecycle._workflow import drawn
from itsmcore.output import Formats
from itsmcore.phase import Phase
from itsmcore.phrase import label, say
from itsmcore.picture import Picture
from itsmcore.shown import brief

_MOST_ALT = 600


def formats(title: str, tables: Sequence[Table], timers: Sequence[Timed] = ()) -> Formats:
    """Return how tables are written: Graphviz shows the first one, all else every one.

    Args:
        title: what they are called.
        tables: the main table, and then the regions.
        timers: what moves a record automatically.
    """

    def picture() -> Picture:
        return drawn(title.replace("_", " "), tables, alt=_alt(title, tables[0]), timers=timers)

    return {
        "": lambda: title,
        "mermaid": lambda: "\n".join(_mermaid(tables)),
        "dot": lambda: _dot(tables[0]),
        "md": lambda: md_table([tuple(label("columns", name) for name in _HEAD), *_lines(tables)]),
        "svg": lambda: picture().svg(),
        "html": lambda: picture().html() + _below(title, tables, timers),
    }


def _alt(title: str, table: Table) -> str:
    """Say which moves lead from each state."""
    named = {state.name: str(state) for state in table.states}
    moves = (
        say(
            "lifecycle.pictures.to_by",
            source=named[a],
            target=named.get(b, b),
            verbs=", ".join(verbs),
        )
        for (a, b), verbs in _arrows(table).items()
    )
    return brief(f"{title}: {'; '.join(moves) or say('lifecycle.pictures.no_moves')}", _MOST_ALT)


def _below(title: str, tables: Sequence[Table], timers: Sequence[Timed]) -> str:
    """Write what a picture has no room for: every rule and every timer."""
    listed = [
        Lines(_HEAD, _lines(tables)).html(
            caption=say("lifecycle.pictures.rules", title=title), most=MOST_FOLDED
        )
    ]
    if timers:
        head = ("timer", "event", "in", "due", "where")
        lines = [
            (
                timer.name,
                timer.event.verb,
                ", ".join(
                    label("values", state.value) if isinstance(state, Phase) else state
                    for state in timer.states
                ),
                when(timer),
                str(timer.when),
            )
            for timer in timers
        ]
        listed.append(
            Lines(head, lines).html(
                caption=say("lifecycle.pictures.timers", title=title), most=MOST_FOLDED
            )
        )
    return folded(
        say("lifecycle.pictures.with_timers" if timers else "lifecycle.pictures.only_rules"),
        *listed,
    )


def _arrows(table: Table) -> dict[tuple[str, str], list[str]]:
    """Collect the verbs that lead along each edge, in the order of the rules."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for state, rule in table.expanded():
        if rule.target is not None:
            arrows.setdefault((state.name, rule.target), []).append(rule.event.verb)
    return arrows


def _mermaid(tables: Sequence[Table]) -> Iterator[str]:
    """Write the main table, and each region as a state around its own."""
    yield "stateDiagram-v2"
    main, *regions = tables
    ids = mermaid_ids(_names(main))
    yield from _diagram(main, ids)
    taken = set(ids.values())
    for region in regions:
        whole = mermaid_ids([region.name], taken)[region.name]
        ids = mermaid_ids(_names(region), {*taken, whole})
        taken |= {whole, *ids.values()}
        yield f'    state "{mermaid_text(region.name)}" as {whole} {{'
        yield from (f"    {said}" for said in _diagram(region, ids))
        yield "    }"


def _names(table: Table) -> list[str]:
    return [*(state.name for state in table.states), *(target for _, target in _arrows(table))]


def _diagram(table: Table, ids: Mapping[str, str]) -> Iterator[str]:
    yield from (f"    [*] --> {ids[s.name]}" for s in table.states[:1])
    yield from (f"    {ids[s.name]}: {mermaid_text(s)}" for s in table.states)
    for (a, b), verbs in _arrows(table).items():
        yield f"    {ids[a]} --> {ids[b]}: {', '.join(map(mermaid_text, verbs))}"
    yield from (f"    {ids[s.name]} --> [*]" for s in table.states if s.phase.is_final)


def _dot(table: Table) -> str:
    name, head = dot_id(table.name), "    node [shape=box, style=filled];"
    lines = [f'digraph "{name}" {{', "    rankdir=LR;", head]
    lines += [
        f'    "{dot_id(s.name)}" [label="{dot_text(s)}", fillcolor="{COLOURS[s.phase].fill}"];'
        for s in table.states
    ]
    lines += [
        f'    "{dot_id(a)}" -> "{dot_id(b)}" [label="{", ".join(map(dot_text, verbs))}"];'
        for (a, b), verbs in _arrows(table).items()
    ]
    return "\n".join([*lines, "}"])


_HEAD = ("event", "from", "to", "guards", "roles", "needs")


def _lines(tables: Sequence[Table]) -> Iterator[tuple[str, ...]]:
    return (_line(table, rule) for table in tables for rule in table.rules)


def _line(table: Table, rule: Rule) -> tuple[str, ...]:
    sources = [state.name for state in table.states if rule.applies_to(state)]
    return (
        rule.event.verb,
        say("lifecycle.pictures.any") if len(sources) == len(table.states) else ", ".join(sources),
        rule.target or say("lifecycle.pictures.stays"),
        "; ".join(guard.words for guard in rule.guards),
        "; ".join(map(str, rule.roles)),
        ", ".join(rule.needs),
    )
