"""Techniques of analysis: what they make of what is said, how they show it, what they refuse."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore.errors import BadValue, FaultyDefinition, Unlisted
from itsmcore.techniques import CATEGORIES, FiveWhys, Ishikawa, PainAnalysis, PainValue
from tests.instants import HOUR
from tests.pictures.drawn import drawn, picture_of


def faults(make: Callable[[], object]) -> dict[str, str]:
    """Give what is wrong with a definition, by subject, with the code of each."""
    with pytest.raises(FaultyDefinition) as refusal:
        make()
    return {fault.subject: fault.code for fault in refusal.value.faults}


# --- five whys ----------------------------------------------------------------------------------

WHYS = FiveWhys(
    "Mail is down",
    ("The queue is full", "Nobody empties it", "Nobody is told to"),
    action="Write it into the rota",
)


def test_five_whys_end_in_a_cause_that_can_be_acted_on() -> None:
    """The last answer, and what will be done about it."""
    assert ("Nobody is told to", "Write it into the rota") == (WHYS.cause, WHYS.action)
    assert "a disk" == FiveWhys("Mail is down", "a disk", action="Replace it").cause


def test_five_whys_in_text_and_markdown() -> None:
    """A line for each answer."""
    assert (
        (
            "Mail is down\n"
            "why? The queue is full\n"
            "why? Nobody empties it\n"
            "why? Nobody is told to\n"
            "so: Write it into the rota"
        )
        == str(WHYS)
        == f"{WHYS}"
    )
    assert (
        "**Mail is down**\n\n"
        "1. why? The queue is full\n"
        "2. why? Nobody empties it\n"
        "3. why? Nobody is told to\n\n"
        "So: Write it into the rota"
    ) == f"{WHYS:md}"


def test_five_whys_as_a_chain_of_boxes() -> None:
    """In Mermaid, from the effect down; what is said cannot break out of its box."""
    assert (
        "flowchart TD\n"
        '    w0["Mail is down"]\n'
        '    w1["The queue is full"]\n'
        '    w2["Nobody empties it"]\n'
        '    w3["Nobody is told to"]\n'
        "    w0 -- why? --> w1\n"
        "    w1 -- why? --> w2\n"
        "    w2 -- why? --> w3\n"
        '    w3 -- so --> action(["Write it into the rota"])'
    ) == f"{WHYS:mermaid}"
    odd = FiveWhys('a "b"', ["<c>\nd"], action="#1 & more")
    assert ['    w0["a #quot;b#quot;"]', '    w1["#lt;c#gt; d"]'] == f"{odd:mermaid}".split("\n")[
        1:3
    ]
    assert f"{odd:mermaid}".endswith('action(["#35;1 #amp; more"])')


def test_five_whys_in_a_notebook() -> None:
    """As a list, with markup taken as text."""
    shown = FiveWhys("a < b", ["c"], action="d")._repr_html_()
    assert "<div><strong>a &lt; b</strong><ol><li>why? c</li></ol>so: d</div>" == shown


@pytest.mark.parametrize(
    ("effect", "answers", "action", "expected"),
    [
        ("", [], " ", {"effect": "no_text", "action": "no_text", "answers": "no_answers"}),
        ("e", ["a", "", "b"], "do", {"answer 2": "no_text"}),
        ("e", ["a", "b", "a"], "do", {"answer 3": "circular"}),
        ("e", ["e"], "do", {"answer 1": "circular"}),
        ("e", ["", ""], "do", {"answer 1": "no_text", "answer 2": "no_text"}),
        (None, [7], None, {"effect": "no_text", "answer 1": "no_text", "action": "no_text"}),
    ],
)
def test_five_whys_are_refused_with_every_fault(
    effect: Any, answers: Any, action: Any, expected: dict[str, str]
) -> None:
    """What is blank, what is missing, and a chain that leads round."""
    assert expected == faults(lambda: FiveWhys(effect, answers, action=action))


def test_a_chain_that_leads_round_names_the_answer() -> None:
    """And says why it is none."""
    with pytest.raises(FaultyDefinition) as refusal:
        FiveWhys("e", ["a", "e"], action="do")
    assert ["says 'e' again; a chain in a circle ends nowhere"] == [
        fault.words for fault in refusal.value.faults
    ]


# --- Ishikawa -----------------------------------------------------------------------------------

FISH = Ishikawa(
    "Mail is down",
    {
        "process": ["Nobody empties the queue", "Nobody watches it"],
        "people": "On leave",
        "supplier": [],
    },
)


def test_a_fishbone_has_six_categories_unless_told_otherwise() -> None:
    """Causes stand in their order, and a category without any is left out."""
    assert 6 == len(CATEGORIES) == len(FISH.categories)
    assert (
        ("people", ("On leave",)),
        ("process", ("Nobody empties the queue", "Nobody watches it")),
    ) == FISH.bones
    eight = Ishikawa("It is late", {"price": "Too low"}, categories=["price", "place"])
    assert (("price", ("Too low",)),) == eight.bones


def test_a_fishbone_in_text_and_markdown() -> None:
    """A line for each category, a row for each cause."""
    assert (
        "Mail is down\npeople: On leave\nprocess: Nobody empties the queue; Nobody watches it"
        == (str(FISH))
        == f"{FISH}"
    )
    assert (
        "**Mail is down**\n\n"
        "| category | cause |\n"
        "| --- | --- |\n"
        "| people | On leave |\n"
        "| process | Nobody empties the queue |\n"
        "| process | Nobody watches it |"
    ) == f"{FISH:md}"


def test_a_fishbone_as_a_tree() -> None:
    """In Mermaid: causes lead to their category, and that to the effect."""
    assert (
        "flowchart LR\n"
        '    effect["Mail is down"]\n'
        '    b0(["people"]) --> effect\n'
        '    b0c0["On leave"] --> b0\n'
        '    b1(["process"]) --> effect\n'
        '    b1c0["Nobody empties the queue"] --> b1\n'
        '    b1c1["Nobody watches it"] --> b1'
    ) == f"{FISH:mermaid}"


def test_a_fishbone_as_a_drawing() -> None:
    """Categories by turns above and below the spine, causes from there towards it."""
    at = {word.words: word.y for word in drawn(f"{FISH:svg}").words}
    assert [
        *("people", "On leave", "Mail is down"),
        *("Nobody watches it", "Nobody empties the queue", "process"),
    ] == sorted(at, key=at.__getitem__)
    assert f"{FISH:svg}" == picture_of(FISH._repr_html_())


@given(st.from_type(Ishikawa))
def test_a_fishbone_is_drawn_within_its_picture(fish: Ishikawa) -> None:
    """Well-formed: every category and cause once, as far as there is room, and none outside."""
    picture = drawn(f"{fish:svg}")
    words = [*(n for n, _ in fish.bones), *(row["cause"] for row in fish.rows)]
    assert len(words) < len(picture.words) <= len(words) + 5
    for word in picture.words:
        assert 0 < word.x <= word.x + word.width < picture.width
        assert 0 < word.y <= word.y + word.height < picture.height


@pytest.mark.parametrize(
    ("effect", "causes", "options", "expected"),
    [
        ("", {}, {}, {"effect": "no_text", "causes": "no_causes"}),
        ("e", {"people": []}, {}, {"causes": "no_causes"}),
        ("e", {"peeple": ["a"]}, {}, {"category 'peeple'": "unknown_category"}),
        ("e", {"people": ["a", " "]}, {}, {"a cause of people": "no_text"}),
        ("e", {"people": ["a", "a"]}, {}, {"cause 'a'": "repeated"}),
        ("e", {"x": "a"}, {"categories": ["x", "x"]}, {"category 'x'": "repeated"}),
    ],
)
def test_a_fishbone_is_refused_with_every_fault(
    effect: Any, causes: Any, options: dict[str, Any], expected: dict[str, str]
) -> None:
    """What is blank, missing, unknown or named twice."""
    assert expected == faults(lambda: Ishikawa(effect, causes, **options))


def test_a_fishbone_hints_at_the_category_and_wants_a_mapping() -> None:
    """The nearest one; a list of causes has no categories."""
    with pytest.raises(FaultyDefinition) as refusal:
        Ishikawa("e", {"peeple": "a"})
    assert "did you mean 'people'?" in refusal.value.faults[0].words
    with pytest.raises(BadValue, match=r"causes cannot be .*; give a mapping from each category"):
        Ishikawa("e", ["a"])  # type: ignore[arg-type]


# --- pain ---------------------------------------------------------------------------------------


def pain(name: str = "slow", count: int = 40, hours: float = 1, **more: Any) -> PainValue:
    return PainValue(name=name, count=count, duration=hours * HOUR, **more)


def test_pain_is_count_by_hours_by_severity_by_weight() -> None:
    """And says so."""
    assert 40 * 1.5 * 2 * 0.5 == pain(hours=1.5, severity=2, weight=0.5).value
    assert "slow: 60 (40 x 1.5 h x severity 2 x weight 0.5)" == (
        str(pain(hours=1.5, severity=2, weight=0.5))
    )
    assert 0 == pain(count=0).value == pain(hours=0).value


pains = st.lists(
    st.builds(
        pain,
        st.text(st.characters(categories=["Ll"]), min_size=1, max_size=3),
        st.integers(0, 99),
        st.integers(0, 99),
        severity=st.integers(0, 5),
        weight=st.sampled_from([0, 0.5, 1, 2]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one.name,
)


@given(pains, st.randoms(use_true_random=False))
def test_the_worst_stands_first_whatever_the_order(several: list[PainValue], chance: Any) -> None:
    """None is lost, and the shares add up to all of it."""
    analysis = PainAnalysis(several)
    assert max(one.value for one in several) == analysis.worst.value == analysis[0].value
    values = [one.value for one in analysis]
    assert sorted(values, reverse=True) == values
    assert set(several) == set(analysis)
    assert len(several) == len(analysis)
    shares = sum(row["share"] for row in analysis.rows)
    assert (pytest.approx(1) if any(values) else 0) == shares
    shuffled = list(several)
    chance.shuffle(shuffled)
    assert analysis == PainAnalysis(shuffled)
    assert analysis == pickle.loads(pickle.dumps(analysis))


@given(pains, st.integers(1, 9))
def test_more_of_anything_hurts_more(several: list[PainValue], more: int) -> None:
    """Each of the four scales the value."""
    one = several[0]
    name, count, hours = one.name, one.count, one.hours
    scale = {"severity": one.severity, "weight": one.weight}
    for other in (
        pain(name, count * more, hours, **scale),
        pain(name, count, hours * more, **scale),
        pain(name, count, hours, **{**scale, "severity": one.severity * more}),
        pain(name, count, hours, **{**scale, "weight": one.weight * more}),
    ):
        assert pytest.approx(one.value * more) == other.value


def test_an_analysis_is_shown_as_a_table() -> None:
    """In text, Markdown, HTML and rows; of equals the names decide."""
    analysis = PainAnalysis([pain("b"), pain("a"), pain("worst", 10, 12, severity=3)])
    assert (
        (
            "name   count  hours  severity  weight  pain  share\n"
            "worst  10     12     3         1       360   81.8 %\n"
            "a      40     1      1         1       40    9.1 %\n"
            "b      40     1      1         1       40    9.1 %"
        )
        == str(analysis)
        == f"{analysis}"
    )
    assert "| worst | 10 | 12 | 3 | 1 | 360 | 81.8 % |" in f"{analysis:md}"
    assert "<td>81.8 %</td>" in analysis._repr_html_()
    assert {
        "name": "worst",
        "count": 10,
        "hours": 12.0,
        "severity": 3,
        "weight": 1,
        "pain": 360.0,
        "share": 360 / 440,
    } == analysis.rows[0]


def test_an_analysis_holds_its_pains_worst_first() -> None:
    """As a sequence does."""
    mild, worst = pain("mild"), pain("worst", 10, 12, severity=3)
    analysis = PainAnalysis([mild, worst])
    assert [worst, mild] == list(analysis)
    assert (2, worst, mild) == (len(analysis), analysis[0], analysis[-1])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "name cannot be ''; give a name"),
        ({"count": -1}, "count cannot be -1; give a whole number of 0 or more"),
        ({"count": 1.5}, "count cannot be 1.5; give a whole number"),
        ({"count": True}, "count cannot be True"),
        ({"duration": -HOUR}, "duration cannot be .*; give a timedelta of zero or more"),
        ({"duration": 3600}, "duration cannot be 3600"),
        ({"severity": -1}, "severity cannot be -1; give a number of 0 or more"),
        ({"severity": float("nan")}, "severity cannot be nan"),
        ({"severity": "high"}, "severity cannot be 'high'"),
        ({"weight": float("inf")}, "weight cannot be inf"),
        ({"weight": True}, "weight cannot be True"),
    ],
)
def test_pain_is_measured_in_numbers(wrong: dict[str, Any], words: str) -> None:
    """Whole, finite, and not below zero."""
    with pytest.raises(BadValue, match=words):
        PainValue(**{"name": "slow", "count": 1, "duration": HOUR, **wrong})


def test_an_analysis_has_pains_and_each_once() -> None:
    """Two of one name would be one problem."""
    assert {"pains": "no_pains"} == faults(lambda: PainAnalysis([]))
    assert {"pain 'slow'": "repeated"} == faults(lambda: PainAnalysis([pain(), pain(count=1)]))
    with pytest.raises(BadValue, match="pains cannot be 'slow'; give a PainValue"):
        PainAnalysis(["slow"])  # type: ignore[list-item]


@pytest.mark.parametrize("technique", [WHYS, FISH, PainAnalysis([pain()])])
def test_an_unknown_format_is_refused_with_those_there_are(technique: object) -> None:
    """Markdown is always one of them."""
    with pytest.raises(Unlisted, match=r"there is no format 'gif'; .*md"):
        format(technique, "gif")


@pytest.mark.long
@pytest.mark.parametrize("technique", [FiveWhys, Ishikawa])
def test_the_kit_draws_only_sound_ones(technique: type[Any]) -> None:
    """So that any model which takes them can be driven at random; each is a value."""

    @given(st.from_type(technique))
    def check(one: Any) -> None:
        assert one == pickle.loads(pickle.dumps(one))
        assert str(one).startswith(one.effect)
        assert {one} == {pickle.loads(pickle.dumps(one))}

    check()
