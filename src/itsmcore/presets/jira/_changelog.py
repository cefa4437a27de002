"""Timelines of issues with their changelogs, as Jira's REST interface gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from itsmcore.absent import is_absent
from itsmcore.fields import as_mapping, as_text
from itsmcore.frozen import FrozenDict
from itsmcore.phrase import Phrase, Words
from itsmcore.presets._chains import gap
from itsmcore.presets._reading import as_rows, iso_instant, items_of, mapping_of
from itsmcore.presets._stated import HasStates, StateWords
from itsmcore.presets.jira._models import INCIDENT
from itsmcore.presets.jira._tables import PRIORITIES
from itsmcore.shown import shown
from itsmcore.timeline import Flaw, Timeline

FIELDS: FrozenDict[str, str] = FrozenDict(
    {
        "status": "state",
        "assignee": "assignee",
        "reporter": "caller",
        "priority": "priority",
        "summary": "summary",
        "resolution": "resolution_code",
        "issuetype": "kind",
    }
)
"""The fact that each field of an issue becomes; those that are not in it are left out."""

_EXPECTED = Phrase("presets.expected.issues")
_LEVELS = {level.label: level for level in PRIORITIES}


def timelines(
    issues: Iterable[Mapping[str, Any]],
    *,
    model: HasStates = INCIDENT,
    states: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
) -> dict[str, Timeline]:
    """Read issues of Jira's REST interface, with their changelogs, as `{key: Timeline}`.

    Changes are put in order of time, since the newest come first from some sites; those of one
    history stay together. Dirty issues raise nothing: what was wrong, and how it was read, is in
    each timeline's `flaws`, with the position of the issue.

    Args:
        issues: mappings, as `json.load` makes of `/search?expand=changelog`: its `"issues"`.
        model: what has the states: a model, or a lifecycle such as an exported `workflow` gives.
            A status is known by the name, the code or the label of a state.
        states: further names of statuses, each with the state it stands for, such as
            `{"In Arbeit": "work_in_progress"}`.
        fields: facts that other fields become, beside those of `FIELDS`, such as
            `{"Assigned team": "group"}`, by their names in the changelog.

    Raises:
        BadRow: an issue is not a mapping.
        BadValue: the issues, the model or a state are something else.

    >>> issue = {"key": "OPS-7", "fields": {
    ...     "created": "2026-01-05T09:00:00.000+0100", "status": {"name": "Completed"}},
    ...     "changelog": {"histories": [{"created": "2026-01-05T11:30:00.000+0100", "items": [
    ...         {"field": "status", "fromString": "Open", "toString": "Completed"}]}]}}
    >>> log = timelines([issue])
    >>> [(step.at.hour, step.facts["state"]) for step in log["OPS-7"]]
    [(8, 'open'), (10, 'completed')]
    """
    others = (
        {}
        if fields is None
        else as_mapping(fields, "fields", Phrase("presets.histories.mapping_fields"))
    )
    named = {
        **FIELDS,
        **{field: as_text(fact, Phrase("presets.fact")) for field, fact in others.items()},
    }
    words = StateWords.of(model, states)
    found: dict[str, Timeline] = {}
    for index, issue in as_rows(issues, _EXPECTED):
        case = _Issue(index, issue, words, named)
        number = case.number(found)
        found[number] = case.timeline()
    return found


@attrs.define
class _Issue:
    """One issue, and what was wrong with it."""

    index: int
    issue: Mapping[str, Any]
    words: StateWords
    named: Mapping[str, str]
    flaws: list[Flaw] = attrs.field(factory=list)
    unknown: set[str] = attrs.field(factory=set)

    def number(self, taken: Mapping[str, Timeline]) -> str:
        """Return its key, or a name of its own where it has none or another issue has it."""
        key = self.issue.get("key")
        if not isinstance(key, str) or not key:
            self.flaw("no_number", Phrase("presets.changelog.no_number", key=shown(key)))
            key = ""
        if key not in taken:
            return key
        self.flaw("same_number", Phrase("presets.flaw.same_number", key=shown(key)))
        return f"{key} (issue {self.index})"

    def timeline(self) -> Timeline:
        """Return what was true when."""
        told = mapping_of(self.issue.get("fields"))
        opened = self.instant(told.get("created"), Phrase("presets.changelog.creation"))
        changes = self.changes()
        if opened is None and not changes:
            self.flaw("no_time", Phrase("presets.flaw.no_beginning"))
            return Timeline((), tuple(self.flaws), states=self.words.names)
        opened = changes[0][0] if opened is None else opened
        placed = [(self.placed(at, opened), *change) for at, *change in changes]
        now = {
            fact: self.value(fact, _name_of(told[field]))
            for field, fact in self.named.items()
            if field in told
        }
        rows = [
            (at, fact, self.value(fact, old), self.value(fact, new))
            for at, fact, old, new in placed
        ]
        read = Timeline.from_changes(rows, opened_at=opened, facts=now)
        self.compare(now.get("state"), read[-1].facts.get("state"))
        flaws = (attrs.evolve(flaw, index=self.index) for flaw in read.flaws)
        steps = [attrs.evolve(step, facts=self.phased(step.facts)) for step in read]
        return Timeline(steps, (*self.flaws, *flaws), states=self.words.names)

    def compare(self, now: Any, last: Any) -> None:
        """List an issue whose changelog is not there, or is not all that happened."""
        changelog = self.issue.get("changelog")
        if not isinstance(changelog, Mapping):
            words = Phrase("presets.changelog.changelog_status_read")
            self.flaw("no_changes", Phrase("presets.changelog.fetch_expand_changelog", words=words))
            return
        listed, total = [*items_of(changelog.get("histories"))], changelog.get("total")
        if isinstance(total, int) and len(listed) < total:
            words = Phrase(
                "presets.changelog.changelog_histories_fetch", count=len(listed), total=total
            )
            self.flaw("changes_missing", words)
        else:
            gap(now, last, self.index, lambda _, code, words: self.flaw(code, words))

    def placed(self, at: datetime, opened: datetime) -> datetime:
        if at >= opened:
            return at
        self.flaw(
            "backward", Phrase("presets.changelog.lies_before_creation", at=at, opened=opened)
        )
        return opened

    def phased(self, facts: Mapping[str, object]) -> dict[str, object]:
        """Return the facts of a step with the phase of its state."""
        state = self.words.known.get(str(facts.get("state")), (None, None))[0]
        return {**facts, "phase": None if state is None else state.phase}

    def changes(self) -> list[tuple[datetime, str, Any, Any]]:
        """Return the changes of facts in order of time; those of one history stay together."""
        histories = items_of(mapping_of(self.issue.get("changelog")).get("histories"))
        dated = []
        seen: dict[str, Mapping[str, Any]] = {}
        for history in histories:
            id = history.get("id")
            if isinstance(id, str) and seen.get(id) == history:
                self.flaw("repeated", Phrase("presets.changelog.history_before_left", id=shown(id)))
                continue
            if isinstance(id, str):
                seen[id] = history
            at = self.instant(history.get("created"), Phrase("presets.changelog.change"))
            if at is not None:
                dated.append((at, _place(id), history))
        dated.sort(key=lambda one: one[:2])
        return [
            (at, self.named[item["field"]], item.get("fromString"), item.get("toString"))
            for at, _, history in dated
            for item in items_of(history.get("items"))
            if isinstance(item.get("field"), str) and item["field"] in self.named
        ]

    def value(self, fact: str, raw: Any) -> Any:
        """Return what a value of a field is here."""
        if is_absent(raw):
            return None
        if fact == "state":
            return self.state(raw)
        return _LEVELS.get(raw, raw) if fact == "priority" and isinstance(raw, str) else raw

    def state(self, raw: Any) -> str:
        name, state, _ = self.words.read(raw)
        if state is None and name not in self.unknown:
            self.unknown.add(name)
            self.flaw("unknown_state", Phrase("presets.flaw.unknown_state", name=shown(name)))
        return name

    def instant(self, raw: Any, what: Words) -> datetime | None:
        at, code = iso_instant(raw)
        if code is not None:
            code = "no_time" if is_absent(raw) else code
            self.flaw(code, Phrase("presets.flaw.time_left_out", what=what, raw=shown(raw)))
        return at

    def flaw(self, code: str, words: Words) -> None:
        """Note what is wrong."""
        self.flaws.append(Flaw(self.index, code, words))


def _place(id: Any) -> int:
    """Return the number of a history, which grows with time where instants are the same."""
    return int(id) if isinstance(id, str) and id.isdecimal() else 0


def _name_of(raw: Any) -> Any:
    """Return what people read for a value, which Jira gives in an object."""
    if not isinstance(raw, Mapping):
        return raw
    return next((raw[key] for key in ("displayName", "name", "value") if key in raw), None)
