"""Models: extension, roles, guards, and the forms they are shown in."""

import pickle
from datetime import timedelta
from typing import Any

import attrs
import pytest
import transitions

from itsmcore.conditions import ALWAYS, field
from itsmcore.errors import BadValue, GuardRefused, NotAllowed, RoleMissing, Unlisted
from itsmcore.lifecycle import (
    SYSTEM,
    Actor,
    Guard,
    Lifecycle,
    Model,
    Permit,
    Phase,
    Reaction,
    Rule,
    State,
    Timer,
)
from itsmcore.lifecycle._content import content
from itsmcore.lifecycle.events import Commented
from itsmcore.output import as_bundle
from tests.instants import NINE as T0
from tests.pictures.drawn import drawn, picture_of
from tests.support import (
    FINE,
    LOAN,
    Fined,
    Lent,
    Loan,
    LoanModel,
    Lost,
    Namesake,
    Paid,
    Renewed,
    Returned,
    after,
    lent,
)


def test_a_model_lists_its_tables() -> None:
    """States, rules, events and edges, the main table first."""
    assert ["wanted", "lent", "back", "lost"] == [state.name for state in LOAN.states]
    assert ["ask", "lend", "renew", "return_", "lose", "comment", "link", "fine", "pay"] == [
        event.verb for event in LOAN.events
    ]
    assert {
        ("wanted", "lent"),
        ("lent", "lent"),
        ("lent", "back"),
        ("wanted", "lost"),
        ("lent", "lost"),
    } == LOAN.edges
    assert 9 == len(LOAN.rules)


def test_a_model_is_a_value() -> None:
    """It compares by its tables, hashes and pickles; what it compiles to is no part of it."""
    assert LOAN == pickle.loads(pickle.dumps(LOAN))
    assert hash(LOAN) == hash(pickle.loads(pickle.dumps(LOAN)))
    assert LOAN.extended(version="2") != LOAN
    assert "loan 1" == str(LOAN) == f"{LOAN}"


def test_a_model_shows_in_short() -> None:
    """By its class, its name and version, and its size; its lifecycle shows as its call."""
    assert "<LoanModel loan 1: 4 states, 9 rules>" == repr(LOAN)
    assert "Rule(Renewed, source=('lent',), target='lent')" in repr(LOAN.lifecycle)


class ShownModel(LoanModel):
    """Say in other words what it is."""

    def __repr__(self) -> str:
        return f"loans of {self}"


def test_a_model_may_show_itself_in_its_own_words() -> None:
    """What its class says wins."""
    mine = attrs.frozen(kw_only=True, repr=False)(ShownModel)
    assert "loans of loan 1" == repr(mine(name="loan", lifecycle=LOAN.lifecycle))


def _is_a_regular(facts: Any) -> bool:
    return bool(facts["borrower"])


@pytest.mark.parametrize(
    "other",
    [
        LOAN.with_guards({"lend": Guard("somebody borrows it", _is_a_regular)}),
        LOAN.extended(version="2"),
        LOAN.extended(codes={"title": ("Emma", "Persuasion")}),
        LOAN.extended(codes={"title": ("Persuasion", "Emma")}),
    ],
)
def test_a_digest_tells_whatever_models_differ_in(other: Model) -> None:
    """Also what their reprs leave out."""
    assert other.digest != LOAN.digest
    assert other.digest == pickle.loads(pickle.dumps(other)).digest


def test_a_digest_tells_classes_of_one_name_apart() -> None:
    """Two events may be called alike, in different modules."""
    twin = attrs.make_class("Lent", (), bases=(Lent,), frozen=True, kw_only=True)
    twin.__module__ = "elsewhere"
    assert content(Lent).rpartition(".")[2] == content(twin).rpartition(".")[2]
    assert content(Lent) != content(twin)


def test_what_has_no_order_is_written_in_one() -> None:
    """A set and a mapping are the same in every process."""
    assert "{'a', 'b', 'c'}" == content(frozenset("cab"))
    assert (
        content({"a": 1, "b": (2, 3)}) == content({"b": (2, 3), "a": 1}) == "{'a': 1, 'b': (2, 3)}"
    )


def test_extending_leaves_the_old_model_alone() -> None:
    """The new one has more, under its own name."""
    mine = LOAN.extended(
        State("shelved", phase=Phase.CLOSED),
        Rule(Paid, source="back", target="shelved"),
        Timer("late", Lost, states="lent", after=timedelta(days=99)),
        Reaction(Lost, Fined),
        Lifecycle("mood", states=FINE.states, rules=FINE.rules),
        name="mine",
        version="7",
        codes={"title": ("Emma",)},
    )
    assert ("mine", "7") == (mine.name, mine.version)
    assert "shelved" in [state.name for state in mine.states]
    assert ["late"] == [timer.name for timer in mine.timers]
    assert ["fine_state", "mood"] == [region.name for region in mine.regions]
    assert {"title": ("Emma",)} == mine.codes
    assert "shelved" not in [state.name for state in LOAN.states]


def test_without_leaves_parts_out() -> None:
    """States with the rules that touch them, events by class or verb, one source of a rule."""
    assert ("lent", "back") not in LOAN.extended(without=["back"]).edges
    assert ("lent", "lent") not in LOAN.extended(without=[Renewed]).edges
    assert ("lent", "lent") not in LOAN.extended(without=["renew"]).edges
    assert () == LOAN.extended(without=["fine_state"]).regions
    cut = LOAN.extended(without=[(Lost, "wanted")])
    assert {("lent", "lost")} == {edge for edge in cut.edges if edge[1] == "lost"}
    assert LOAN == LOAN.extended(without=[])
    only = LOAN.extended(without=[(Lost, "wanted"), (Lost, "lent"), "lost"])
    assert Lost not in [rule.event for rule in only.lifecycle.rules]
    timed = LOAN.extended(Timer("late", Lost, states="lent", at="due"), Reaction(Lost, Fined))
    assert () == timed.extended(without=["late"]).timers
    assert () == timed.extended(without=[Fined]).reactions
    assert () == timed.extended(without=["lose", "late", "lost"]).reactions


def test_a_cut_rule_keeps_the_phases_it_can() -> None:
    """A rule of two phases that loses one state names the others of that phase."""
    base = LOAN.extended(
        State("reserved", phase=Phase.NEW),
        Rule(Paid, source="wanted", target="reserved"),
        Rule(Fined, source="reserved", target="lent"),
        Rule(Renewed, source=(Phase.NEW, Phase.CLOSED)),
        without=["renew"],
    )
    cut = base.extended(without=[(Renewed, "wanted")])
    (rule,) = [rule for rule in cut.rules if rule.event is Renewed]
    assert {Phase.CLOSED, "reserved"} == set(rule.source)


@pytest.mark.parametrize("unknown", ["borrowed", SYSTEM, (Lent, "lost")])
def test_what_is_left_out_must_be_there(unknown: Any) -> None:
    """A misspelt name is told, not passed over."""
    with pytest.raises(Unlisted, match="there is no part in loan 1"):
        LOAN.extended(without=[unknown])


def test_roles_divide_duties() -> None:
    """Only who has one of the roles may, and a permit may ask for more."""
    model = LOAN.with_roles(
        {
            Lent: ["librarian", Permit("reader", field("event.by").is_(field("event.reader")))],
            Lost: "librarian",
        }
    )
    loan = model.open("L-1", at=T0, by="desk", title="Emma")
    data: dict[str, Any] = {"at": T0, "reader": "ada", "given": {"banned": False}}
    librarian, ada = Actor("bob", roles={"librarian"}), Actor("ada", roles="reader")
    assert "lent" == loan.lend(by=librarian, **data).state == loan.lend(by=ada, **data).state
    with pytest.raises(
        RoleMissing, match="carl may not; it takes the role librarian, or reader where"
    ):
        loan.lend(by=Actor("carl", roles="reader"), **data)
    with pytest.raises(RoleMissing):
        loan.lend(by="bob", **data)


def test_timers_and_reactions_need_no_role() -> None:
    """What follows by itself is nobody's doing."""
    model = LOAN.extended(
        Timer("late", Lost, states="lent", after=timedelta(days=1)), Reaction(Lost, Fined)
    ).with_roles({Lost: "librarian", Fined: "librarian"})
    loan = Loan.replay(lent().history, model=model).tick(at=after(days=3))
    assert ("lost", "late", "system") == (
        loan.state,
        str(loan.history[2].cause),
        loan.history[2].by.name,
    )


def test_guards_are_added_and_removed() -> None:
    """By event class, and by code."""
    strict = LOAN.with_guards({Returned: Guard("read it first", field("custom.read").is_(True))})
    loan = Loan.replay(lent().history, model=strict)
    with pytest.raises(GuardRefused, match="cannot return_ while lent: read it first"):
        loan.return_(at=after(days=1), by="ada")
    assert LOAN == strict.without_guards("read_it_first")
    several = LOAN.with_guards({Returned: [Guard("a", ALWAYS), Guard("b", ALWAYS)]})
    assert ("a", "b") == next(
        tuple(g.code for g in rule.guards) for rule in several.rules if rule.event is Returned
    )


def test_needs_are_set() -> None:
    """By event class."""
    needy = LOAN.with_needs({Returned: ["due"]})
    assert [("due",)] == [rule.needs for rule in needy.rules if rule.event is Returned]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda: LOAN.with_roles({"lendd": "librarian"}), "rule in loan 1 for 'lendd'"),
        (lambda: LOAN.with_roles({Namesake: "librarian"}), "rule in loan 1 for 'Namesake'"),
        (lambda: LOAN.with_guards({"retrun": ()}), "rule in loan 1 for 'retrun'"),
        (lambda: LOAN.with_needs({"nothing": ()}), "rule in loan 1 for 'nothing'"),
        (lambda: LOAN.without_guards("nobody"), "guard in loan 1 'nobody'"),
    ],
)
def test_a_table_that_would_protect_nothing_is_refused(change: Any, kind: str) -> None:
    """A misspelt event or guard is told, and the verb names an event as well as its class."""
    with pytest.raises(Unlisted, match=f"there is no {kind}"):
        change()
    assert LOAN.with_roles({"lend": "librarian"}) == LOAN.with_roles({Lent: ["librarian"]})


def test_codes_are_added_by_field() -> None:
    """Those of other fields stay."""
    first = LOAN.extended(codes={"title": ("Emma",)})
    second = first.extended(codes={"shelf": ("A", "B")})
    assert {"title": ("Emma",), "shelf": ("A", "B")} == second.codes


def test_a_part_is_of_a_known_kind() -> None:
    """Anything else is named."""
    with pytest.raises(BadValue, match="a part of a model cannot be 'attic'; give a State"):
        LOAN.extended("attic")  # type: ignore[arg-type]


def test_one_reaction_is_left_out_by_itself() -> None:
    """The others of its events stay."""
    first, second = Reaction(Lost, Fined), Reaction(Returned, Fined)
    both = LOAN.extended(first, second)
    assert (second,) == both.extended(without=[first]).reactions


def test_an_event_class_decides_and_not_its_verb() -> None:
    """A stranger with a known verb has no rule."""

    class Impostor(Returned):
        pass

    with pytest.raises(NotAllowed) as caught:
        lent().apply(Impostor(at=after(days=1), by="x"))
    assert "cannot return_ while lent: " in str(caught.value)
    assert "Impostor is none of its events; give tests.support.Returned" in str(caught.value)
    assert ["other_event"] == [reason.code for reason in caught.value.reasons]


def test_mermaid() -> None:
    """Every state with its words, every edge with its verbs."""
    assert (
        "stateDiagram-v2\n"
        "    [*] --> wanted\n"
        "    wanted: wanted\n"
        "    lent: lent\n"
        "    back: back\n"
        "    lost: lost\n"
        "    wanted --> lent: lend\n"
        "    lent --> lent: renew\n"
        "    lent --> back: return_\n"
        "    wanted --> lost: lose\n"
        "    lent --> lost: lose\n"
        "    back --> [*]\n"
        "    lost --> [*]\n"
        '    state "fine_state" as fine_state {\n'
        "        [*] --> none\n"
        "        none: none\n"
        "        owed: owed\n"
        "        paid: paid\n"
        "        none --> owed: fine, lose\n"
        "        owed --> paid: pay\n"
        "        paid --> [*]\n"
        "    }"
    ) == f"{LOAN:mermaid}"


def test_dot() -> None:
    """The same table for Graphviz."""
    text = f"{LOAN:dot}"
    assert text.startswith('digraph "loan" {')
    assert '    "lent" -> "back" [label="return_"];' in text
    assert '    "lent" [label="lent", fillcolor="#dcfce7"];' in text


def test_markdown() -> None:
    """Every rule, those of regions too."""
    text = f"{LOAN.with_roles({Lost: 'librarian'}):md}"
    assert "| lend | wanted | lent | the reader is banned |  | reader |" in text
    assert "| lose | wanted, lent | lost |  | librarian |  |" in text
    assert "| comment | any | (stays) |  |  |  |" in text
    assert "| pay | owed | paid |  |  |  |" in text


def test_an_unknown_format_is_named() -> None:
    """With those there are."""
    with pytest.raises(
        Unlisted, match="there is no format 'gif'; known: mermaid, dot, md, svg, html"
    ):
        f"{LOAN:gif}"


def test_a_region_is_written_and_drawn_by_itself() -> None:
    """It is a lifecycle like any other."""
    assert "    none --> owed: fine, lose" in f"{FINE:mermaid}"
    assert "| pay | owed | paid |  |  |  |" in f"{FINE:md}"
    assert ("fine_state", True) == (f"{FINE}", FINE._repr_html_().startswith("<img"))


def test_arrows_lead_both_ways() -> None:
    """Back to an earlier phase, too."""
    model = LOAN.extended(
        State("kept", phase=Phase.PENDING),
        Rule(Paid, source="lent", target="kept"),
        Rule(Fined, source="kept", target="lent"),
    )
    assert {"pay", "fine"} <= set(drawn(f"{model:svg}").texts)


def test_the_drawing_has_every_state_and_every_verb() -> None:
    """In words, as what a notebook shows has it, with the table of the rules below."""
    picture = drawn(f"{LOAN:svg}")
    assert {"wanted", "lent", "back", "lost", "lend", "renew", "return", "lose"} <= set(
        picture.texts
    )
    assert picture.alt.startswith("loan 1: wanted to lent by lend; lent to lent by renew;")
    shown = LOAN._repr_html_()
    assert f"{LOAN:svg}" == picture_of(shown)
    assert "<caption>rules of loan 1</caption>" in shown
    bundle = as_bundle(LOAN)
    assert {
        "text/plain": "loan 1",
        "text/html": shown,
        "text/vnd.mermaid": f"{LOAN:mermaid}",
    } == bundle


def test_a_stock_machine_has_the_same_table() -> None:
    """With guards that read the model's attributes and the trigger's arguments."""

    class Plain:
        reader = None

    plain = Plain()
    machine = LOAN.to_machine(plain)
    assert isinstance(machine, transitions.Machine)
    assert ["comment", "lend", "link", "lose"] == sorted(machine.get_triggers("wanted"))
    assert not plain.lend(given={"banned": True})  # type: ignore[attr-defined]
    assert not plain.lend()  # type: ignore[attr-defined]
    assert plain.lend(given={"banned": False})  # type: ignore[attr-defined]
    assert "lent" == plain.state  # type: ignore[attr-defined]
    region = FINE.to_machine(owed := Plain(), initial="none")
    assert not owed.fine()  # type: ignore[attr-defined]
    owed.reader = "ada"  # type: ignore[assignment]
    assert owed.fine()  # type: ignore[attr-defined]
    assert [] == region.get_triggers("paid")


def test_a_stock_machine_moves_what_has_attributes() -> None:
    """What has none is refused."""
    with pytest.raises(BadValue, match="give an object whose attributes can be set, or None"):
        LOAN.to_machine(5)


def test_stock_guards_read_the_event_and_the_verb() -> None:
    """As ours do."""
    guard = Guard("no", field("event.text").is_("hi") & field("verb").is_("comment"))
    model = LOAN.with_guards({Commented: guard})

    class Plain:
        pass

    plain: Any = Plain()
    model.to_machine(plain)
    assert plain.comment(text="hi")
    assert not plain.comment(text="ho")


@pytest.mark.parametrize(
    "times", [{}, {"after": timedelta(1), "at": "due"}, {"after": timedelta(days=-1)}]
)
def test_a_timer_has_one_time(times: dict[str, Any]) -> None:
    """A duration that is not negative, or a field."""
    with pytest.raises(BadValue):
        Timer("late", Lost, states="lent", **times)


def test_a_timer_counts_by_what_has_deadlines() -> None:
    """A name of opening hours has none."""
    with pytest.raises(BadValue, match="schedule cannot be 'office'; give a Schedule, or None"):
        Timer("late", Lost, states="lent", after=timedelta(1), schedule="office")  # type: ignore[arg-type]


def test_a_model_is_one_of_a_practice() -> None:
    """The class that all of them share has neither records nor an opening."""
    with pytest.raises(BadValue, match=r"give one of a practice, such as IncidentModel\(…\)"):
        Model(name="loan", lifecycle=LOAN.lifecycle)


def test_a_rule_applies_to_a_state() -> None:
    """And is not asked of a name."""
    rule = Rule(Renewed, source=Phase.ACTIVE)
    assert ["lent"] == [state.name for state in LOAN.lifecycle.states if rule.applies_to(state)]
    with pytest.raises(BadValue, match="state cannot be 'lent'; give a State"):
        rule.applies_to("lent")  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="reopens cannot be 1; give True or False"):
        Rule(Renewed, source="back", reopens=1)  # type: ignore[arg-type]


def test_the_opening_of_a_model_class_tells_what_it_is() -> None:
    """Only a model, or a record class, opens records by it."""
    assert "Ask for a book." == LoanModel.open.__doc__
    assert not callable(LoanModel.open)


def test_an_actor_is_equal_by_name() -> None:
    """Roles are what somebody acts in, and not who it is."""
    assert Actor("ada", roles="reader") == Actor("ada")
    assert "Actor('ada', ['reader'])" == repr(Actor("ada", roles=["reader"]))
    assert "ada" == str(Actor("ada"))
