"""Pictures of a service map: what needs what, and what is down, degraded or in maintenance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from itsmcore.drawing import dot_id, dot_text, folded, mermaid_ids, mermaid_text
from itsmcore.figures import MOST_FOLDED, Tabled
from itsmcore.layered import Arrow, Box, Face, Shapes, Stroke, layout
from itsmcore.output import Formats
from itsmcore.palette import BLUE, FAINT, GREY, LINE, PANEL, RED, VIOLET, YELLOW, Tone
from itsmcore.phrase import label, say
from itsmcore.picture import Picture, alt_of, clipped, moved, width_of, words_at, wrapped
from itsmcore.services._parts import Part, Service
from itsmcore.services._shape import Hit
from itsmcore.services._status import OperationalStatus

_MARGIN, _TITLE, _HEADING, _SMALL, _BOX = 18, 34, 13, 10.5, 130
_MOST_DRAWN = 60
"""Of a larger map, only what is affected is drawn, and no more of it than this."""
_TONES = {
    OperationalStatus.DOWN: RED,
    OperationalStatus.IN_MAINTENANCE: VIOLET,
    OperationalStatus.DEGRADED: YELLOW,
    OperationalStatus.REDUCED: BLUE,
    OperationalStatus.UP: Tone(PANEL, LINE),
}
_DASHES = {OperationalStatus.DEGRADED: "6 3", OperationalStatus.IN_MAINTENANCE: "2 3"}
_ONE, _SEVERAL = Stroke(LINE), Stroke(LINE, dashes="5 3")


@attrs.frozen
class _Edge:
    """That one part needs another, and with how many others it is one of how many needed."""

    source: str
    target: str
    label: str = ""


def formats(hit: Hit) -> Formats:
    """Return how a map, and what has happened on it, is written."""
    of: Tabled = hit if hit.failed or hit.absent else hit.estate

    def html() -> str:
        shown = of._table().html(caption=say("services.map"), most=MOST_FOLDED)  # noqa: SLF001
        return drawn(hit).html() + folded(say("services.table"), shown)

    return {
        "": of.__str__,
        "md": lambda: of._table().md(),  # noqa: SLF001 (its own room)
        "mermaid": lambda: "\n".join(_mermaid(hit)),
        "dot": lambda: "\n".join(_dot(hit)),
        "svg": lambda: drawn(hit).svg(),
        "html": html,
    }


def _shown(hit: Hit) -> tuple[Part, ...]:
    """Return the parts that are drawn."""
    if len(hit.estate) <= _MOST_DRAWN:
        return tuple(hit.estate)
    several = (hit.estate[name] for name in hit.affected) if hit.affected else iter(hit.estate)
    return tuple(part for _, part in zip(range(_MOST_DRAWN), several, strict=False))


def _edges(hit: Hit, parts: Sequence[Part]) -> Iterator[_Edge]:
    """Yield each pair of parts that are drawn of which one needs the other, once."""
    names, seen = {part.name for part in parts}, set[tuple[str, str]]()
    for part in parts:
        for of in hit.estate.requirements_of(part.name):
            label = (
                say("services.picture.of", number=of.number, count=len(of.of))
                if len(of.of) > 1
                else ""
            )
            for name in of.of:
                if name in names and (part.name, name) not in seen:
                    seen.add((part.name, name))
                    yield _Edge(part.name, name, label)


def _status(hit: Hit, part: Part) -> str:
    """Return how a part does, or why it does nothing."""
    return label("values", hit.status(part.name) or part.state.value)


def drawn(hit: Hit) -> Picture:
    """Draw a map: what needs something stands above it."""
    parts = _shown(hit)
    edges, faces = tuple(_edges(hit, parts)), [_face(hit, part) for part in parts]
    number = {part.name: place for place, part in enumerate(parts)}
    found = layout(
        [Box(*face.size) for face in faces],
        [Arrow(number[of.source], number[of.target], *_size(of.label)) for of in edges],
        is_down=True,
    )
    shapes, pieces = Shapes(is_down=True), list[str]()
    for edge, route in zip(edges, found.routes, strict=True):
        pieces += shapes.arrow(route.points, _SEVERAL if edge.label else _ONE)
    for edge, route in zip(edges, found.routes, strict=True):
        x, y = shapes.beside(route.label)
        pieces.append(words_at(x, y + 11, edge.label, font_size=_SMALL, fill=FAINT))
    for face, place in zip(faces, found.places, strict=True):
        pieces += face.drawn(place)
    return _framed(hit, parts, pieces, found.width, found.height)


def _framed(
    hit: Hit, parts: Sequence[Part], pieces: list[str], width: float, height: float
) -> Picture:
    said = _title(hit)
    left = len(hit.estate) - len(parts)
    wide = max(width, 320, min(width_of(said, size=_HEADING, is_bold=True), 760))
    bottom = _TITLE + height
    title = clipped(said, wide / 1.14, size=_HEADING)
    inside = [
        words_at(0, 14, title, font_weight="bold", font_size=_HEADING),
        moved(0, _TITLE, pieces),
    ]
    if left:
        bottom += 22
        inside.append(words_at(0, bottom - 4, say("services.picture.more", count=left), fill=FAINT))
    return Picture(
        wide + 2 * _MARGIN,
        bottom + 2 * _MARGIN,
        [moved(_MARGIN, _MARGIN, inside)],
        alt=alt_of([said, *_named(hit)]),
    )


def _title(hit: Hit) -> str:
    counts = Counter(of.status for of in hit.affected.values())
    several = [
        f"{counts[status]:,} {label('values', status)}" for status in _TONES if counts[status]
    ]
    if several:
        return ", ".join(several)
    return say(
        "services.picture.counts",
        services=len(hit.estate.services),
        items=len(hit.estate.items),
    )


def _named(hit: Hit) -> Iterator[str]:
    """Yield the services of each status by name, the worst first."""
    for status in _TONES:
        names = [of.name for of in hit.services if of.status is status]
        if names:
            more = (
                say("services.picture.and_more", count=len(names) - 20) if len(names) > 20 else ""
            )
            yield say(
                "services.picture.services",
                status=label("values", status),
                names=", ".join(names[:20]),
                more=more,
            )


def _face(hit: Hit, part: Part) -> Face:
    is_service = isinstance(part, Service)
    status = hit.status(part.name)
    what = say("services.service") if is_service else getattr(part, "kind", None)
    said = "" if status is OperationalStatus.UP else _status(hit, part)
    return Face(
        wrapped(part.name, _BOX),
        " · ".join(filter(None, (what, said))),
        GREY if status is None else _TONES[status],
        is_end=is_service,
        dashes="1 4" if status is None else _DASHES.get(status, ""),
    )


def _size(label: str) -> tuple[float, float]:
    return (width_of(label, size=_SMALL) + 8, 14) if label else (0, 0)


def _mermaid(hit: Hit) -> Iterator[str]:
    parts = _shown(hit)
    ids = mermaid_ids(part.name for part in parts)
    yield "flowchart TD"
    for part in parts:
        words = mermaid_text(f"{part.name} ({_status(hit, part)})")
        shape = f'(["{words}"])' if isinstance(part, Service) else f'["{words}"]'
        yield f"    {ids[part.name]}{shape}"
    for edge in _edges(hit, parts):
        arrow = f"-. {mermaid_text(edge.label)} .->" if edge.label else "-->"
        yield f"    {ids[edge.source]} {arrow} {ids[edge.target]}"


def _dot(hit: Hit) -> Iterator[str]:
    parts = _shown(hit)
    yield 'digraph "service map" {'
    for part in parts:
        label = dot_text(f"{part.name} ({_status(hit, part)})")
        shape = "ellipse" if isinstance(part, Service) else "box"
        yield f'    "{dot_id(part.name)}" [label="{label}", shape={shape}];'
    for edge in _edges(hit, parts):
        style = f' [label="{dot_text(edge.label)}", style=dashed]' if edge.label else ""
        yield f'    "{dot_id(edge.source)}" -> "{dot_id(edge.target)}"{style};'
    yield "}"
