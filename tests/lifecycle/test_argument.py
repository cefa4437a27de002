"""What somebody is asked for, by a verb or by its name."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

import attrs
import pytest

from itsmcore.changes import NORMAL_CHANGE
from itsmcore.errors import BadValue, NotAllowed, Unlisted
from itsmcore.incidents import (
    INCIDENT,
    Escalation,
    HoldReason,
    Incident,
    Opened,
    Reopened,
    ResolutionCode,
)
from itsmcore.knowledge import ARTICLE
from itsmcore.lifecycle import Argument, Event, LinkKind, Rule
from itsmcore.problems import PROBLEM
from itsmcore.tasks import TASK
from tests.changes import walks
from tests.instants import MARCH
from tests.instants import NINE as T0


@attrs.frozen(kw_only=True)
class Weighed(Event):
    """Weigh it.

    Attributes:
        unit: what it is weighed in; said by
            the scales.
    """

    verb: ClassVar[str] = "weigh"
    unit: Literal["kg", "lb"] = "kg"
    kinds: tuple[Escalation, ...] = ()
    either: int | str | None = attrs.field(default=None, metadata={"label": "One or the other"})
    notes: tuple[str, ...] = attrs.field(factory=tuple)


def asked(model: Any, event: Any) -> dict[str, Argument]:
    return {argument.name: argument for argument in model.arguments(event)}


def test_an_argument_needs_nothing_but_its_name() -> None:
    """It is a text, of which nothing is said."""
    site = Argument("site")
    assert ("site", str, (), None) == (site.name, site.kind, site.options, site.default)
    assert ("site", "", (), False) == (site.label, site.help, site.sets, site.is_required)


@pytest.mark.parametrize(
    ("model", "verb", "kept"),
    [(INCIDENT, "update", "summary"), (PROBLEM, "update", "summary"), (ARTICLE, "revise", "title")],
)
def test_what_may_be_emptied_is_a_menu(model: Any, verb: str, kept: str) -> None:
    """Of the facts of which a record may have none."""
    clear = asked(model, verb)["clear"]
    assert {"service", "root_cause"}.intersection(clear.options)
    assert kept not in [one.code for one in clear.menu]


def test_an_argument_says_what_a_form_needs() -> None:
    """Its type, its codes, what it means, and where it goes."""
    held = asked(INCIDENT, "hold")
    assert (
        Argument(
            "reason",
            str,
            options=tuple(HoldReason),
            help="whom it waits for; a HoldReason, or the model's own code.",
            sets="hold_reason",
            is_required=True,
        )
        == held["reason"]
    )
    assert (datetime, (), ("hold_until",), False) == (
        held["until"].kind,
        held["until"].options,
        held["until"].sets,
        held["until"].is_required,
    )
    opened = asked(INCIDENT, Opened)
    assert INCIDENT.legal["impact"] == opened["impact"].options
    assert ("vendor reference", ()) == (
        opened["vendor_reference"].label,
        opened["vendor_reference"].options,
    )
    assert tuple(ResolutionCode) == asked(INCIDENT, "resolve")["code"].options
    assert () == asked(INCIDENT, Reopened)["reason"].options


def test_an_argument_shows_itself_as_it_is_made() -> None:
    """A type by its name."""
    assert "Argument('due', datetime, sets=('due',))" == repr(Argument("due", datetime, sets="due"))
    assert "Argument('tags', tuple[str, ...])" == repr(Argument("tags", tuple[str, ...]))


def test_links_and_types_have_their_options() -> None:
    """The kinds that the model lists, the members, the literals."""
    assert INCIDENT.codes["links"] == asked(INCIDENT, "link")["kind"].options
    bare = attrs.evolve(TASK, codes={})
    assert tuple(LinkKind) == asked(bare, "link")["kind"].options
    assert tuple(Escalation) == asked(INCIDENT, "escalate")["kind"].options
    weighed = asked(INCIDENT.extended(Rule(Weighed, source="new"), name="w"), "weigh")
    assert (("kg", "lb"), "kg", "what it is weighed in; said by the scales.") == (
        weighed["unit"].options,
        weighed["unit"].default,
        weighed["unit"].help,
    )
    assert (tuple(Escalation), True) == (weighed["kinds"].options, weighed["kinds"].is_several)
    assert ("One or the other", "notes") == (weighed["either"].label, weighed["notes"].label)
    assert (int | str, None, False) == (
        weighed["either"].kind,
        weighed["notes"].default,
        weighed["either"].is_several,
    )


@pytest.mark.parametrize("model", [INCIDENT, PROBLEM, NORMAL_CHANGE, TASK], ids=str)
def test_choices_describe_their_arguments_as_the_model_does(model: Any) -> None:
    """For every verb of every practice."""
    more = {"parent": "INC-1"} if model is TASK else {}
    record = model.open("X-1", at=T0, by="ada", summary="It", **more)
    for choice in record.choices(at=T0, by="ada"):
        assert model.arguments(choice.verb) == choice.arguments
        assert model.arguments(choice.event) is choice.arguments
        assert model.event(choice.verb) is choice.event


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hodl", "did you mean 'hold'"),
        (5, "verb"),
        (HoldReason, "event of incident 1"),
    ],
)
def test_what_is_no_event_has_no_arguments(name: Any, words: str) -> None:
    """The nearest one is named."""
    with pytest.raises((Unlisted, BadValue), match=words):
        INCIDENT.arguments(name) if name != 5 else INCIDENT.event(name)


def incident() -> Incident:
    return Incident.open("INC-1", at=T0, by="ada", summary="Mail")


def test_a_verb_is_done_by_its_name() -> None:
    """As by the method, from what a form or a queue has."""
    done = incident().do("hold", at=T0, by="grace", reason="caller", given={"a": 1})
    assert incident().hold(at=T0, by="grace", reason="caller", given={"a": 1}) == done


@pytest.mark.parametrize(
    ("verb", "data", "error", "words"),
    [
        ("hodl", {}, Unlisted, "did you mean 'hold'"),
        ("open", {}, Unlisted, "did you mean 'reopen'"),
        ("hold", {"raeson": "caller"}, Unlisted, "did you mean 'reason'"),
        ("hold", {}, BadValue, "reason cannot be None"),
        ("hold", {"reason": 5}, BadValue, "reason cannot be 5"),
        ("close", {}, NotAllowed, "cannot close while new"),
    ],
)
def test_what_cannot_be_done_by_name_is_refused(
    verb: str, data: Any, error: type[Exception], words: str
) -> None:
    """A wrong name with the nearest, a wrong value by its argument, a wrong time as always."""
    with pytest.raises(error, match=words):
        incident().do(verb, at=T0, by="grace", **data)


def test_a_change_asks_those_whom_its_policy_names() -> None:
    """By the name of the verb, too."""
    start = MARCH
    ready = walks.opened().assess(at=start, by="ines")
    by_method = ready.request_approval(at=start, by="ada")
    assert by_method == ready.do("request_approval", at=start, by="ada")
    said = {"authorities": ready.authorities_to_ask, "lasts": ready.time_to_decide}
    assert by_method == ready.do("request_approval", at=start, by="ada", **said)
