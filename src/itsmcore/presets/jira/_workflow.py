"""Workflows that Jira exports as XML, read as lifecycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

import attrs

from itsmcore.errors import BadValue
from itsmcore.frozen import FrozenDict
from itsmcore.lifecycle import ANY, Lifecycle, Phase
from itsmcore.phase import phases_of
from itsmcore.phrase import Phrase, say
from itsmcore.presets._xml import Source, tree_of
from itsmcore.presets.jira._tables import STATUS_IDS
from itsmcore.shown import shown

_EXPECTED = Phrase("presets.expected.workflow")
_STAY = "-1"
_REQUIRED = "FieldsRequiredValidator"


@attrs.frozen(kw_only=True)
class Workflow:
    """What an exported workflow says.

    Attributes:
        lifecycle: its statuses and transitions; fields that a transition requires are the needs of
            its rules, by their names in Jira.
        screens: the number of the screen that each transition shows; what fields a screen has is
            not in the file.
        left_out: what was not read, in words: conditions, which say who may.
    """

    lifecycle: Lifecycle
    screens: FrozenDict[str, str]
    left_out: tuple[str, ...]


def workflow(
    source: Source, *, phases: Mapping[str, Phase], name: str = "jira.workflow"
) -> Workflow:
    """Read a workflow that Jira exported as XML.

    A transition that several steps share leads from each of them, and a global one from every
    state. A document type may be named, and is not fetched; one with declarations is refused.

    Args:
        source: the text of the file, its bytes, or the file opened for reading.
        phases: what each status means, by its name, as a mapping or a model. Open, In Progress,
            Reopened, Resolved and Closed need not be there: Jira numbers them alike everywhere.
        name: the lifecycle's name.

    Raises:
        BadValue: it is no such file.
        FaultyDefinition: a status has no phase, or a transition leads from one status to two; lists
            every such fault.

    >>> bug = workflow('''<workflow>
    ...   <initial-actions><action id="1" name="Create"><results>
    ...     <unconditional-result step="1"/></results></action></initial-actions>
    ...   <steps>
    ...     <step id="1" name="Open"><meta name="jira.status.id">1</meta><actions>
    ...       <action id="11" name="Fix"><results>
    ...         <unconditional-result step="2"/></results></action>
    ...     </actions></step>
    ...     <step id="2" name="Fixed"><meta name="jira.status.id">10010</meta></step>
    ...   </steps>
    ... </workflow>''', phases={"Fixed": Phase.CLOSED})
    >>> bug.lifecycle.initial, sorted(bug.lifecycle.edges)
    ('Open', [('Open', 'Fixed')])
    """
    given = phases_of(phases)
    root = tree_of(source)
    steps = {step.get("id"): step for step in root.iterfind("steps/step")}
    if root.tag != "workflow" or not steps:
        raise BadValue(field="source", value=source, expected=_EXPECTED)
    reading = _Reading(root, {id: step.get("name", "") for id, step in steps.items()})
    meant = dict(_known_phases(steps.values())) | dict(given)
    rows = [(source, action.get("name", ""), to) for source, action, to in reading.edges()]
    table = Lifecycle.from_edges(rows, phases=meant, name=name, initial=reading.initial())
    needs: dict[tuple[str, str | None], dict[str, None]] = {}
    for _, action, to in reading.edges():
        needs.setdefault((action.get("name", ""), to), {}).update(_required(action))
    rules = [
        attrs.evolve(rule, needs=tuple(needs[rule.event.verb, rule.target])) for rule in table.rules
    ]
    return Workflow(
        lifecycle=attrs.evolve(table, rules=rules),
        screens=FrozenDict(dict(reading.screens())),
        left_out=tuple(reading.left_out()),
    )


def _known_phases(steps: Iterable[Element]) -> Iterator[tuple[str, Phase]]:
    for step in steps:
        status = _meta(step, "jira.status.id")
        if status in STATUS_IDS:
            yield step.get("name", ""), STATUS_IDS[status]


def _meta(of: Element, name: str) -> str:
    found = (meta.text for meta in of.iterfind("meta") if meta.get("name") == name)
    return (next(found, "") or "").strip()


def _required(action: Element) -> dict[str, None]:
    """List the fields that a transition requires."""
    found: dict[str, None] = {}
    for validator in action.iterfind("validators/validator"):
        said = {arg.get("name"): (arg.text or "").strip() for arg in validator.iterfind("arg")}
        if said.get("class.name", "").endswith(_REQUIRED):
            listed = said.get("hidFieldsList", "").split("@@")
            found |= dict.fromkeys(field.strip() for field in listed if field.strip())
    return found


@attrs.frozen
class _Reading:
    """The actions of a workflow, each with where it starts from and leads to."""

    root: Element
    names: Mapping[str | None, str]

    def initial(self) -> str | None:
        """Return the state that records begin in, if the file says so."""
        first = self.root.find("initial-actions/action")
        return None if first is None else next(self.targets(first), None)

    def placed(self) -> Iterator[tuple[str, Element]]:
        """Yield each action with a state that it starts from."""
        common = {one.get("id"): one for one in self.root.iterfind("common-actions/action")}
        for action in self.root.iterfind("global-actions/action"):
            yield ANY, action
        for step in self.root.iterfind("steps/step"):
            source = self.names[step.get("id")]
            for action in step.iterfind("actions/action"):
                yield source, action
            for shared in step.iterfind("actions/common-action"):
                if shared.get("id") in common:
                    yield source, common[shared.get("id")]

    def edges(self) -> Iterator[tuple[str, Element, str | None]]:
        """Yield each action with a state that it starts from and one that it leads to."""
        for source, action in self.placed():
            for target in dict.fromkeys(self.results(action)):
                yield source, action, target

    def results(self, action: Element) -> Iterator[str | None]:
        """Yield where an action leads; None where it stays."""
        for kind in ("result", "unconditional-result"):
            for result in action.iterfind(f"results/{kind}"):
                step = result.get("step", _STAY)
                if step == _STAY:
                    yield None
                elif step in self.names:
                    yield self.names[step]
                else:
                    name = shown(action.get("name", ""))
                    expected = Phrase("presets.expected.leads_none", expected=_EXPECTED, name=name)
                    raise BadValue(
                        field=Phrase("presets.workflow.step"), value=step, expected=expected
                    )

    def targets(self, action: Element) -> Iterator[str]:
        """Yield the states that an action leads to."""
        return (state for state in self.results(action) if state is not None)

    def screens(self) -> Iterator[tuple[str, str]]:
        """Yield the screen of each action that shows one."""
        for _, action in self.placed():
            screen = _meta(action, "jira.fieldscreen.id")
            if screen:
                yield action.get("name", ""), screen

    def left_out(self) -> Iterator[str]:
        """Say which actions have conditions, each once."""
        for name in dict.fromkeys(
            action.get("name", "")
            for _, action in self.placed()
            if action.find("restrict-to") is not None
        ):
            yield say("presets.workflow.conditions", name=repr(name))
