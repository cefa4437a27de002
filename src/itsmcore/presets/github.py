"""GitHub: a reader of what happened to the issues of a repository.

What is read is what its REST interface gives (docs.github.com, Issue event types). An issue is open
or closed, and whatever else a desk keeps in labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from itsmcore._faces import offer
from itsmcore.errors import BadValue
from itsmcore.fields import as_mapping
from itsmcore.lifecycle import Phase, State
from itsmcore.phrase import Phrase
from itsmcore.presets._histories import Histories
from itsmcore.presets._reading import as_rows, iso_instant, mapping_of
from itsmcore.presets._stated import StateWords
from itsmcore.presets._tables import table
from itsmcore.timeline import Timeline

__all__ = ["ISSUE", "timelines"]

ISSUE = table(
    "github.issue",
    (State("open", phase=Phase.NEW), State("closed", phase=Phase.CLOSED)),
    {"open": {"close": "closed"}, "closed": {"reopen": "open"}},
    reopens=("reopen",),
)
"""The states of an issue."""

Labels = Mapping[str, tuple[str, str]]
Held = dict[str, dict[str, Any]]
"""Of each fact of which an issue may have several, such as assignees, all that it has now."""
_FACTS = ("state", "summary", "assignee", "milestone", "resolution_code")
_ISSUES = Phrase("presets.expected.github_issues")
_EVENTS = Phrase("presets.expected.github_events")


def timelines(
    events: Iterable[Mapping[str, Any]],
    *,
    issues: Iterable[Mapping[str, Any]] = (),
    labels: Labels | None = None,
) -> dict[str, Timeline]:
    """Read the events of issues as `{number: Timeline}`.

    State, reason, title, assignee and milestone become facts; comments, mentions and pull requests
    are left out. Events may come newest first. Times have their zone. Dirty events raise nothing:
    what was wrong, and how it was read, is in each timeline's `flaws`, with the event's position.

    Args:
        events: mappings, as `json.load` makes of `/repos/{owner}/{repo}/issues/events`; those of
            one issue do not name it, so give each its `"issue"`.
        issues: the issues themselves, as `/repos/{owner}/{repo}/issues` gives them, for those to
            which nothing has happened.
        labels: what a label says: a fact and its value, such as
            `{"prio: high": ("priority", "high")}`; it holds while the label is there.

    Raises:
        BadRow: an event or an issue is not a mapping.
        BadValue: the events, the issues or the labels are something else.

    >>> issue = {"number": 7, "created_at": "2026-01-05T09:00:00Z", "state": "closed"}
    >>> log = timelines([
    ...     {"event": "closed", "created_at": "2026-01-05T11:30:00Z", "issue": issue},
    ... ])
    >>> log["7"].time_in("open")
    datetime.timedelta(seconds=9000)
    """
    said = _labels(labels)
    log = Histories(
        words=StateWords.of(ISSUE),
        fields={fact: fact for fact in (*_FACTS, *(fact for fact, _ in said.values()))},
        reads={},
        clock=iso_instant,
        absent=("",),
    )
    for index, issue in as_rows(issues, _ISSUES, field="issues"):
        if "pull_request" not in issue:
            _open(log, index, issue)
    now: dict[tuple[str | None, str], Any] = {}
    held: dict[str | None, Held] = {}
    for index, event in sorted(as_rows(events, _EVENTS, field="events"), key=_place):
        issue = mapping_of(event.get("issue"))
        key, at = log.text(issue.get("number")), event.get("created_at")
        if "pull_request" in issue:
            continue
        if key is not None and key not in log.cases:
            _open(log, index, issue)
        for fact, old, value in _told(event, said, held.setdefault(key, {})):
            before = now.get((key, fact), old)
            now[key, fact] = value
            log.change(index, key, at, fact, before, value, order=event.get("id"))
    return log.timelines()


def _labels(labels: Labels | None) -> dict[str, tuple[str, str]]:
    said = (
        {}
        if labels is None
        else as_mapping(labels, "labels", Phrase("presets.github.mapping_labels"))
    )
    for label, told in said.items():
        if not (isinstance(told, tuple | list) and [*map(type, told)] == [str, str]):
            expected = Phrase("presets.expected.fact_value_such_priority")
            raise BadValue(
                field=Phrase("presets.github.label", label=label), value=told, expected=expected
            )
    return {label: (told[0], told[1]) for label, told in said.items()}


def _place(row: tuple[int, Mapping[str, Any]]) -> tuple[str, str]:
    """Return where an event stands in time; its text tells, since all are written alike."""
    return str(row[1].get("created_at")), str(row[1].get("id")).rjust(20)


def _open(log: Histories, index: int, issue: Mapping[str, Any]) -> None:
    """Take what an issue is now; facts that events change are told by them."""
    told = {
        "state": issue.get("state"),
        "summary": issue.get("title"),
        "assignee": mapping_of(issue.get("assignee")).get("login"),
        "milestone": mapping_of(issue.get("milestone")).get("title"),
        "resolution_code": issue.get("state_reason"),
    }
    number = issue.get("number")
    log.open(index, number, number, issue.get("created_at"), told)


def _told(
    event: Mapping[str, Any], labels: Mapping[str, tuple[str, str]], held: Held
) -> Iterator[tuple[str, Any, Any]]:
    """Yield what an event makes true of a fact, behind what was true if no event told it."""
    kind = event.get("event")
    if kind in ("closed", "reopened"):
        is_closed = kind == "closed"
        yield ("state", "open", "closed") if is_closed else ("state", "closed", "open")
        yield "resolution_code", None, event.get("state_reason") if is_closed else None
    elif kind == "renamed":
        rename = mapping_of(event.get("rename"))
        yield "summary", rename.get("from"), rename.get("to")
    elif kind in ("assigned", "unassigned"):
        person = mapping_of(event.get("assignee")).get("login")
        yield _changed("assignee", person, person, held, is_gone=kind == "unassigned")
    elif kind in ("milestoned", "demilestoned"):
        title = mapping_of(event.get("milestone")).get("title")
        yield _changed("milestone", title, title, held, is_gone=kind == "demilestoned")
    elif kind in ("labeled", "unlabeled"):
        label = str(mapping_of(event.get("label")).get("name"))
        fact, value = labels.get(label, (None, None))
        if fact is not None:
            yield _changed(fact, label, value, held, is_gone=kind == "unlabeled")


def _changed(
    fact: str, name: Any, value: Any, held: Held, *, is_gone: bool
) -> tuple[str, Any, Any]:
    """Return a fact, what it was, and what it is: the latest that the issue still has."""
    several = held.setdefault(fact, {})
    several.pop(str(name), None)
    if not is_gone:
        several[str(name)] = value
    return fact, value if is_gone else None, next(reversed(several.values()), None)


offer(globals())
