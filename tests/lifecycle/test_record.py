"""Records: what a verb does, what a refusal does not, and what a history proves."""

import copy
import pickle
from typing import ClassVar

import attrs
import pytest

from itsmcore.errors import (
    BadHistory,
    BadValue,
    BuiltDirectly,
    FieldMissing,
    GuardRefused,
    ItsmError,
    NaiveTime,
    NotAllowed,
    NotYetOpen,
    OutOfOrder,
    Reason,
    Stale,
    Unlisted,
)
from itsmcore.lifecycle import Actor, Cause, Link, LinkKind, Phase
from itsmcore.lifecycle._facts import RecordFacts
from itsmcore.lifecycle.events import Commented
from tests.instants import NINE as T0
from tests.support import (
    LOAN,
    Asked,
    Lent,
    Loan,
    LoanModel,
    Lost,
    Paid,
    Renewed,
    Returned,
    after,
    lent,
)


def test_a_verb_gives_a_new_record_and_leaves_the_old_one() -> None:
    """The old record is still true of its time."""
    wanted = Loan.open("L-1", at=T0, by="desk", title="Emma")
    loan = wanted.lend(at=after(hours=1), by="desk", reader="ada", given={"banned": False})
    assert ("wanted", None, 1) == (wanted.state, wanted.reader, wanted.version)
    assert ("lent", "ada", 2, Phase.ACTIVE) == (loan.state, loan.reader, loan.version, loan.phase)


def test_a_record_cannot_be_changed() -> None:
    """Attributes are frozen, as are those of its events."""
    loan = lent()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        loan.state = "back"  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        loan.history[0].at = T0  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del loan.title


def test_a_record_cannot_be_built_out_of_nothing() -> None:
    """The error names the two ways there are."""
    with pytest.raises(BuiltDirectly, match=r"use Loan\.open\(…\) or Loan\.replay\(…\)"):
        Loan("L-1", state="lost")


def test_records_are_values() -> None:
    """Equal histories make equal records, which hash alike, pickle and copy."""
    assert lent() == lent()
    assert hash(lent()) == hash(lent())
    assert lent() != lent(reader="bob")
    assert lent() != "L-1"
    assert lent() == pickle.loads(pickle.dumps(lent())) == copy.deepcopy(lent())


def test_a_record_shows_itself_short() -> None:
    """The class, the number, the state and the version are enough to recognise it."""
    assert "<Loan L-1 lent v2>" == repr(lent())


def test_a_fact_that_was_not_set_is_the_default() -> None:
    """A record holds what was set; the rest reads as the class says."""
    assert None is lent().due
    assert () == lent().links
    assert {} == lent().custom


@pytest.mark.parametrize(
    ("refused", "kind", "sentence"),
    [
        (
            lambda loan: loan.pay(at=after(hours=2), by="desk"),
            NotAllowed,
            "cannot pay while fine_state is none; allowed moves: fine, lose",
        ),
        (
            lambda loan: loan.lend(at=after(hours=2), by="desk", reader="bob"),
            NotAllowed,
            "cannot lend while lent; allowed moves: return_, lose",
        ),
        (
            lambda loan: loan.return_(at=after(minutes=1), by="desk"),
            OutOfOrder,
            f"cannot return_ while lent: {after(minutes=1)} is earlier than the last event, "
            f"lend at {after(hours=1)}; give an instant at or after it",
        ),
    ],
)
def test_a_refusal_explains_itself(refused: object, kind: type[ItsmError], sentence: str) -> None:
    """The sentence says what cannot be done, why, and what can."""
    loan = lent()
    with pytest.raises(kind) as caught:
        refused(loan)  # type: ignore[operator]
    assert sentence == str(caught.value)
    assert lent() == loan


def test_a_refusal_lists_every_other_verb() -> None:
    """`allowed` has the verbs that stay too, those of regions, and not the refused one."""
    with pytest.raises(NotAllowed) as caught:
        lent().lend(at=after(hours=2), by="desk", reader="bob")
    assert ("renew", "return_", "lose", "comment", "link", "fine") == caught.value.allowed
    assert ("return_", "lose") == caught.value.moves
    assert ("L-1", "lent", "lend") == (caught.value.record, caught.value.state, caught.value.verb)


def test_every_reason_is_given_at_once() -> None:
    """The first kind of reason names the error, and the others are listed beside it."""
    wanted = Loan.open("L-1", at=T0, by="desk", title="Emma")
    with pytest.raises(FieldMissing) as caught:
        wanted.lend(at=after(hours=-1), by="desk", reader="", given={"banned": True})
    assert ["field_missing", "the_reader_is_banned", "out_of_order"] == [
        reason.code for reason in caught.value.reasons
    ]


def test_a_missing_outside_fact_refuses() -> None:
    """A guard that hangs on what the caller did not say never passes."""
    wanted = Loan.open("L-1", at=T0, by="desk", title="Emma")
    with pytest.raises(GuardRefused, match="not given: banned") as caught:
        wanted.lend(at=after(hours=1), by="desk", reader="ada")
    assert (Reason("not_given", "not given: banned"),) == caught.value.reasons


def test_the_outside_facts_stay_in_the_history() -> None:
    """What a guard was judged by is evidence."""
    assert {"banned": False} == lent().history[-1].given


def test_a_naive_instant_is_never_guessed_at() -> None:
    """It is refused before anything happens."""
    with pytest.raises(NaiveTime, match="has no time zone"):
        lent().return_(at=T0.replace(tzinfo=None), by="desk")


@pytest.mark.parametrize("nobody", ["", None, 7])
def test_an_event_has_an_actor(nobody: object) -> None:
    """Nobody is no actor."""
    with pytest.raises(BadValue, match="give a name or an Actor"):
        lent().return_(at=after(hours=2), by=nobody)  # type: ignore[arg-type]


def test_expect_returns_the_record_or_says_that_it_is_stale() -> None:
    """Two desks that read one version cannot both write the next."""
    loan = lent()
    assert loan is loan.expect(version=2)
    with pytest.raises(Stale, match="'L-1' is at version 2, not 1; load it again"):
        loan.expect(version=1)


def test_replay_gives_the_same_record() -> None:
    """A record is the fold of its events, for a subclass and under another model too."""
    loan = (
        lent()
        .renew(at=after(days=1), by="desk", due=after(days=30))
        .return_(at=after(days=2), by="ada")
    )
    assert loan == Loan.replay(loan.history) == Loan.replay(iter(loan.history), model=LOAN)


def test_replay_judges_no_guard() -> None:
    """Last year's record loads though today's guard would refuse it."""
    history = (
        Asked("L-1", at=T0, by="desk", title="Emma"),
        Lent(at=after(hours=1), by="desk", reader=""),
    )
    assert "lent" == Loan.replay(history).state


@pytest.mark.parametrize(
    ("history", "error", "words"),
    [
        ((), BadHistory, "event 0 is missing"),
        ((Lost(at=T0, by="desk"),), BadHistory, "event 0 is Lost"),
        (
            (Asked("L-1", at=T0, by="x", title="E"), Returned(at=T0, by="x")),
            NotAllowed,
            "event 1: cannot return_ while wanted",
        ),
        (
            (Asked("L-1", at=T0, by="x", title="E"), Paid(at=T0, by="x")),
            NotAllowed,
            "event 1: cannot pay while wanted",
        ),
        (
            (Asked("L-1", at=T0, by="x", title="E"), Lost(at=after(hours=-1), by="x")),
            OutOfOrder,
            "event 1: cannot lose while wanted: .* is earlier than the last event",
        ),
    ],
)
def test_a_history_that_cannot_be_folded_names_the_event(
    history: tuple[object, ...], error: type[ItsmError], words: str
) -> None:
    """The error says which event it is."""
    with pytest.raises(error, match=words):
        Loan.replay(history)  # type: ignore[arg-type]


def test_as_of_gives_the_record_as_it_was_known() -> None:
    """It agrees with the record that was there at the time."""
    wanted = Loan.open("L-1", at=T0, by="desk", title="Emma")
    assert wanted == lent().as_of(T0) == lent().as_of(after(minutes=59))
    assert lent() == lent().as_of(after(hours=1)) == lent().as_of(after(days=99))
    with pytest.raises(NotYetOpen, match="'L-1' was opened at"):
        lent().as_of(after(seconds=-1))


def test_since_lists_what_a_store_has_not_written() -> None:
    """The events after a version are those from there on."""
    assert lent().history == lent().since(0)
    assert lent().history[1:] == lent().since(1)
    assert () == lent().since(2)


def test_last_gives_the_latest_of_a_class() -> None:
    """And None where there is none."""
    loan = lent().renew(at=after(days=1), by="desk", due=after(days=9))
    loan = loan.renew(at=after(days=2), by="desk", due=after(days=19))
    last = loan.last(Renewed)
    assert last is not None
    assert after(days=19) == last.due
    assert None is loan.last(Paid)


def test_a_timeline_has_a_step_for_every_event() -> None:
    """Each holds all the facts that the event left behind."""
    loan = lent().comment(at=after(hours=1), by="ada", text="thanks")
    steps = loan.timeline().steps
    assert ["ask", "lend", "comment"] == [step.verb for step in steps]
    assert ["wanted", "lent", "lent"] == [step.facts["state"] for step in steps]
    assert [None, "ada", "ada"] == [step.facts["reader"] for step in steps]
    assert ["none"] * 3 == [step.facts["fine_state"] for step in steps]


def test_time_in_states_adds_up_to_the_record_s_age() -> None:
    """No time is lost between states."""
    loan = lent().return_(at=after(days=3), by="ada")
    spent = loan.time_in_states(until=after(days=4))
    assert {"wanted", "lent", "back"} == spent.keys()
    assert after(days=4) - T0 == sum(spent.values(), T0 - T0)


def test_audit_lists_what_a_model_would_refuse() -> None:
    """It folds by the model the history was written with, and judges by the other."""
    history = (
        Asked("L-1", at=T0, by="desk", title="Emma"),
        Lent(at=after(hours=1), by="desk", reader="ada", given={"banned": True}),
        Returned(at=after(hours=2), by="desk"),
    )
    (finding,) = Loan.audit(history, model=LOAN)
    assert (1, "the_reader_is_banned") == (finding.index, finding.reasons[0].code)
    stricter = LOAN.extended(without=["back"]).with_roles({Lent: "librarian"})
    findings = Loan.audit(history, model=stricter, written_with=LOAN)
    assert [1, 2] == [finding.index for finding in findings]
    assert ["role_missing", "the_reader_is_banned"] == [r.code for r in findings[0].reasons]


def test_audit_reads_regions_by_their_names() -> None:
    """A model with other regions judges each by its own name, or as it begins."""
    history = (
        *lent().history,
        Lost(at=after(hours=2), by="ada"),
        Paid(at=after(hours=3), by="ada"),
    )
    assert () == Loan.audit(history, model=LOAN)
    without = LOAN.extended(without=["fine_state"])
    assert [3] == [finding.index for finding in Loan.audit(history, model=without)]


def test_choices_say_what_may_be_done() -> None:
    """Every verb has its target, its reasons and its arguments."""
    choices = {choice.verb: choice for choice in lent().choices(at=after(hours=2), by="desk")}
    assert ("back", True, ()) == (
        choices["return_"].target,
        choices["return_"].is_allowed,
        choices["return_"].needs,
    )
    assert ("due",) == choices["renew"].needs
    assert ("lent", False) == (choices["lend"].target, choices["lend"].is_allowed)
    assert ["reader", "due"] == [argument.name for argument in choices["lend"].arguments]
    assert "lent" == choices["fine"].target
    assert "ask" not in choices


def test_choices_count_missing_arguments_against_nothing() -> None:
    """A form asks for them; what the caller must give from outside does count."""
    wanted = Loan.open("L-1", at=T0, by="desk", title="Emma")
    of = {c.verb: c for c in wanted.choices(at=after(hours=2), by="desk")}
    assert (Reason("not_given", "not given: banned"),) == of["lend"].reasons
    of = {c.verb: c for c in wanted.choices(at=T0, by="desk", given={"banned": False})}
    assert of["lend"].is_allowed


def test_why_not_gives_the_reasons_and_changes_nothing() -> None:
    """No reason at all means that it may be done."""
    loan = lent()
    assert () == loan.why_not("return_", at=after(hours=2), by="desk")
    assert ("not_allowed",) == tuple(r.code for r in loan.why_not("pay", at=after(hours=2), by="x"))
    assert ("out_of_order",) == tuple(r.code for r in loan.why_not("lose", at=T0, by="desk"))
    wanted = Loan.open("L-1", at=T0, by="desk", title="Emma")
    given = {"banned": False}
    assert () == wanted.why_not("lend", at=T0, by="desk", given=given, reader="ada")
    assert ("field_missing",) == tuple(
        r.code for r in wanted.why_not("lend", at=T0, by="desk", given=given, reader="")
    )


@pytest.mark.parametrize("unknown", ["retrun_", "ask"])
def test_why_not_knows_no_other_verbs(unknown: str) -> None:
    """A misspelt verb is named with the nearest one; opening is no verb of an open record."""
    with pytest.raises(Unlisted, match=f"there is no verb '{unknown}'"):
        lent().why_not(unknown, at=after(hours=2), by="desk")


def test_why_not_knows_the_arguments_of_a_verb() -> None:
    """A misspelt one is named, not passed over."""
    with pytest.raises(Unlisted, match="no argument of renew 'deu'; did you mean 'due'"):
        lent().why_not("renew", at=after(hours=2), by="desk", deu=T0)


@pytest.mark.parametrize("nothing", ["return_", None, T0])
def test_only_events_are_applied(nothing: object) -> None:
    """Anything else is named."""
    with pytest.raises(BadValue, match="give an instance of an Event class"):
        lent().apply(nothing)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", ["", None, 7])
def test_a_record_has_a_number(number: object) -> None:
    """An empty one names nothing."""
    with pytest.raises(BadValue, match="id cannot be"):
        Loan.open(number, at=T0, by="desk", title="Emma")  # type: ignore[arg-type]


def test_links_are_added_once() -> None:
    """A link that is there already changes nothing."""
    loan = lent()
    for _ in range(2):
        loan = loan.link(at=after(hours=2), by="desk", kind=LinkKind.PARENT, target="L-0")
    assert (Link("parent", "L-0"),) == loan.links


def test_a_link_may_take_the_place_of_another() -> None:
    """The former one goes, whichever of the two was there; others and other kinds stay."""
    loan = lent()
    for kind, target in (("follow_up_of", "L-0"), ("related", "L-0"), ("follow_up_of", "L-2")):
        loan = loan.link(at=after(hours=2), by="desk", kind=kind, target=target)
    for target in ("L-2", "L-3"):
        moved = loan.link(
            at=after(hours=3), by="desk", kind="follow_up_of", target=target, instead_of="L-0"
        )
        expected = {
            Link("related", "L-0"),
            Link("follow_up_of", "L-2"),
            Link("follow_up_of", target),
        }
        assert expected == set(moved.links)
        assert moved == Loan.replay(moved.history)


def test_what_another_record_caused_is_audited_as_automatic() -> None:
    """A cascade needs no role, where the record that caused it is there to bear it out."""
    strict = LOAN.with_roles({Commented: ("librarian",)})
    cause = Cause("return_", version=3, record="L-0")
    other = Loan.open("L-0", at=T0, by="desk", title="Emma")
    other = other.lend(at=T0, by="desk", reader="ada", given={"banned": False})
    other = other.return_(at=after(hours=2), by="ada")
    loan = lent().apply(Commented(at=after(hours=2), by="ada", text="by itself", cause=cause))
    asked = loan.apply(Commented(at=after(hours=2), by="ada", text="by ada"))
    assert () == Loan.audit(loan.history, model=strict, records=[other])
    assert [2] == [finding.index for finding in Loan.audit(loan.history, model=strict)]
    found = Loan.audit(asked.history, model=strict, records=[other])
    assert [3] == [finding.index for finding in found]


def test_events_compare_by_value_and_show_what_was_said() -> None:
    """The repr is the constructor call, without what was left out."""
    comment = Commented(at=T0, by="ada", text="thanks")
    assert comment == Commented(at=T0, by=Actor("ada", roles="reader"), text="thanks")
    assert hash(comment) == hash(Commented(at=T0, by="ada", text="thanks"))
    assert comment != Commented(at=T0, by="ada", text="no thanks")
    assert comment != Lost(at=T0, by="ada")
    assert f"Commented(at={T0!r}, by='ada', text='thanks')" == repr(comment)
    assert repr(Asked("L-1", at=T0, by="x", title="E")).startswith("Asked('L-1', at=")
    assert "by=Actor('ada', ['reader'])" in repr(attrs.evolve(comment, by=Actor("ada", "reader")))


def test_facts_without_an_event_have_none_of_its_own() -> None:
    """Outside facts and an event's data come with the event."""
    facts = lent().facts
    assert (None, None, None) == (facts.get("given.x"), facts.get("event.at"), facts.get("verb"))


def test_facts_travel() -> None:
    """With the record, the event and what is known of it."""
    facts = RecordFacts(loan := lent(), loan.history[-1], is_automatic=True)
    twin = pickle.loads(pickle.dumps(facts))
    assert (loan, loan.history[-1], True) == (twin.record, twin.event, twin.is_automatic)
    assert "lent" == twin["state"]
    assert "lend" == twin.get("verb")


@attrs.frozen(init=False, kw_only=True, eq=False, repr=False, slots=False)
class Storied(Loan):
    """A loan that tells its story, and the tables of one."""

    derived: ClassVar[tuple[str, ...]] = (*Loan.derived, "story")

    @property
    def story(self) -> str:
        """What has happened, up to where it stands."""
        return ", ".join(event.verb for event in self.history)


class StoriedModel(LoanModel):
    """The tables of such a loan."""

    record: ClassVar[type[Loan]] = Storied


def test_a_fact_may_be_told_of_the_history() -> None:
    """At each step of a timeline, of what had happened by then; a class alone has no history."""
    model = StoriedModel(name="storied", lifecycle=LOAN.lifecycle, regions=LOAN.regions)
    loan = Storied.replay(lent().return_(at=after(days=3), by="ada").history, model=model)
    stories = [step.facts["story"] for step in loan.timeline()]
    assert ["ask", "ask, lend", "ask, lend, return_"] == stories
    assert not hasattr(Storied, "history")


def test_a_cause_reads_as_words() -> None:
    """A timer's by its name, an event's by its verb and place."""
    assert "auto_close" == str(Cause("auto_close"))
    assert "comment (v5)" == str(Cause("comment", 5))
    assert "resolve (v3 of INC-1)" == str(Cause("resolve", 3, "INC-1"))
