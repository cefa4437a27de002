"""Values in messages: whatever a value is, it is shown on one line, short and at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itsmcore import errors
from itsmcore.errors import BadValue, Fault, FaultyDefinition, ItsmError, Reason, Refused, Unlisted
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import HoldReason
from itsmcore.level import Impact
from itsmcore.nearest import hint, nearest
from itsmcore.phase import Phase
from itsmcore.shown import MOST_SAID, MOST_SHOWN, brief, shown, written
from tests.timing import within


def frame(rows: int) -> Any:
    """Make a table of so many rows."""
    return pytest.importorskip("pandas").DataFrame({"number": range(rows)})


class Unshowable:
    """Fail to show itself, as values of a broken driver do."""

    def __repr__(self) -> NoReturn:
        raise RuntimeError("closed")

    def __len__(self) -> NoReturn:
        raise RuntimeError("closed")


class Wordy:
    """Take several lines, as tables do."""

    def __repr__(self) -> str:
        return "one\ntwo"


class Loud(str):
    """Claim to be short, and be cut by a method of its own."""

    __slots__ = ()

    def __repr__(self) -> str:
        return Loud("x" * 1_000)

    def __len__(self) -> int:
        return 1

    def __getitem__(self, _: Any) -> NoReturn:
        raise RuntimeError("not to be cut")


def nested(depth: int) -> list[Any]:
    """Put lists into lists."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def endless() -> list[Any]:
    """Put a list into itself."""
    value: list[Any] = []
    value.append(value)
    return value


FLOODS: dict[str, Callable[[], Any]] = {
    "a long integer": lambda: 10**5_000,
    "a long negative integer": lambda: -(10**5_000),
    "a long text": lambda: "x" * 1_000_000,
    "long bytes": lambda: b"x" * 1_000_000,
    "a long list": lambda: list(range(1_000_000)),
    "a long set": lambda: set(range(1_000_000)),
    "a long mapping": lambda: {n: n for n in range(1_000_000)},
    "a long frozen mapping": lambda: FrozenDict({n: n for n in range(10_000)}),
    "a list of long texts": lambda: ["x" * 1_000_000] * 10,
    "a long integer in a list": lambda: [10**5_000],
    "a deep list": lambda: nested(100_000),
    "a list in itself": endless,
    "what fails": Unshowable,
    "a list of what fails": lambda: [Unshowable()],
    "a mapping of what fails": lambda: {"a": Unshowable()},
    "several lines": Wordy,
    "a text of its own kind": lambda: Loud("x" * 1_000_000),
    "a frame": lambda: frame(200_000),
    "a class": lambda: type("x" * 1_000_000, (), {}),
}
every_flood = pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=5)
    | st.decimals()
    | st.datetimes()
    | st.timedeltas()
    | st.sampled_from([*Phase, *Impact.scale, *HoldReason, Phase, Impact])
)
ordinary = st.recursive(
    scalars,
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.lists(parts, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3), parts, max_size=3)
        | st.sets(st.integers(), max_size=3)
        | st.frozensets(st.text(max_size=3), max_size=3)
    ),
    max_leaves=6,
)


@given(ordinary)
def test_what_is_short_is_shown_as_its_repr(value: object) -> None:
    """Of a short value a message shows what `repr` says, of a longer one how that begins."""
    text = repr(value)

    assert shown(value) == (text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…")


@pytest.mark.long
@every_flood
def test_no_value_floods(flood: Callable[[], Any]) -> None:
    """Whatever a value is, it takes one short line and no time."""
    value = flood()
    text = within(1, lambda: shown(value))

    assert type(text) is str
    assert len(text) <= MOST_SHOWN + 1
    assert text.isprintable()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10**4_999, "<int of about 5000 digits>"),
        (Unshowable(), "<Unshowable whose repr raises RuntimeError>"),
        ([Unshowable()], "[<Unshowable whose repr raises RuntimeError>]"),
        ({"a": (10**4_999,)}, "{'a': (<int of about 5000 digits>,)}"),
        (Wordy(), "<Wordy>"),
        ("a\nb", r"'a\nb'"),
        ("\ud800", r"'\ud800'"),
    ],
    ids=["int", "class", "list", "mapping", "lines", "break", "surrogate"],
)
def test_what_cannot_be_shown_is_said_in_a_word(value: object, text: str) -> None:
    """What has no short repr, or none at all, is called what it is."""
    assert text == shown(value)


def test_what_has_no_text_is_written_as_it_is_shown() -> None:
    """Text that fails is said in a word, as a repr that fails is."""
    assert "<Unshowable whose repr raises RuntimeError>" == written(Unshowable())


def test_a_frame_is_told_by_its_rows() -> None:
    """A table is no sentence: it is its class and how many rows it has."""
    assert "<DataFrame of 200000 items>" == shown(frame(200_000))


def test_names_stand_as_they_are() -> None:
    """A verb or a name stands without quotes, cut where it is long; anything else is shown."""
    assert "resolve" == brief("resolve")
    assert "on_hold" == brief(Loud("on_hold"))
    assert "x" * MOST_SHOWN + "…" == brief("x" * 1_000_000)
    assert "3" == brief(3)


@pytest.mark.long
@every_flood
def test_a_hint_takes_no_time(flood: Callable[[], Any]) -> None:
    """What was meant is not looked for in what nobody writes, as a name or among those known."""
    value = flood()

    def said() -> list[str]:
        return [
            str(hint(value, ["resolve", "close"])),
            str(hint("resolv", [value, "close"])),
            str(hint(value, [value])),
            str(hint("zzz", [value] * 10)),
            str(Unlisted(kind="verb", name=value, known=("resolve", value))),
        ]

    assert max(map(len, within(1, said))) < 1_500


@pytest.mark.long
def test_among_many_names_a_few_are_compared_and_named() -> None:
    """A hint out of a hundred thousand names is as short and quick as out of ten."""
    many = [f"{'a' * 70}{number}" for number in range(100_000)]
    others = [f"x{n}" for n in range(100_000)]

    near, text = within(2, lambda: (nearest("a" * 79, many), str(hint("zzz", others))))
    assert near is not None
    assert "known: x0, x1" in text
    assert text.endswith(" and 99950 more")


WORDS: list[Any] = [10**5_000, Unshowable(), "x" * 1_000_000, ["x" * 1_000] * 1_000]
FIELDS = [
    (cls, name)
    for cls in vars(errors).values()
    if isinstance(cls, type) and issubclass(cls, ItsmError) and cls is not ItsmError
    for name, kind in cls.__annotations__.items()
    if kind == "object" and cls is not FaultyDefinition
]
GIVEN: dict[str, Any] = {
    "kind": "verb",
    "field": "size",
    "why": "is strange",
    "expected": "another",
    "name": "x",
    "known": (),
    "value": 1,
    "left": 1,
    "right": 2,
}


@pytest.mark.parametrize("word", WORDS, ids=lambda word: type(word).__name__)
@pytest.mark.parametrize(("cls", "name"), FIELDS, ids=str)
def test_no_error_raises_or_floods(cls: type[ItsmError], name: str, word: Any) -> None:
    """Whatever value an error holds, it writes one short sentence, and its repr is short."""
    known = {field: GIVEN[field] for field in cls._fields}
    error = cls(**{**known, name: word})

    assert len(str(error)) < 3 * MOST_SHOWN
    assert len(repr(error)) < 5 * MOST_SHOWN
    assert "\n" not in str(error)


def test_no_refusal_floods() -> None:
    """A refusal with a verb, reasons and moves of megabytes is read at a glance."""
    text = "x" * 1_000_000
    error = Refused(
        record=text,
        state="new",
        verb=text,
        reasons=(Reason("a", text), Reason("b", text)),
        moves=(text, text),
    )

    assert len(str(error)) < 2 * MOST_SAID + 2 * MOST_SHOWN


def test_faults_are_counted_beyond_a_hundred() -> None:
    """A definition with ten thousand faults says a hundred, holds all, and says how many."""
    error = FaultyDefinition("the model", [Fault("a", "b" * 10_000, "c" * 10_000)] * 10_000)
    lines = str(error).splitlines()

    assert 102 == len(lines)
    assert "- and 9900 more, which its `faults` hold" == lines[-1]
    assert len(lines[1]) < MOST_SAID + 2 * MOST_SHOWN
    assert 10_000 == len(error.faults)


def test_decimals_and_instants_are_shown_as_they_are() -> None:
    """Values of the standard library are shown as Python writes them."""
    assert "Decimal('1.50')" == shown(Decimal("1.50"))
    value = datetime(2026, 1, 5, tzinfo=UTC)
    assert str(BadValue(field="at", value=value, expected="x")).startswith(
        "at cannot be datetime.datetime(2026, 1, 5, 0, 0, tzinfo=datetime.timezone.utc)"
    )
