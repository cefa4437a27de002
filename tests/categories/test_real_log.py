"""A real log: how often its first category was wrong, and what twenty rules make of it."""

from collections import Counter
from collections.abc import Mapping
from operator import itemgetter

import pytest

from itsmcore.categories import Categoriser, CategoryRule, categorisations, score
from itsmcore.conditions import field
from itsmcore.decisions import Match
from itsmcore.metrics import Share, reclassification
from itsmcore.presets import servicenow
from itsmcore.timeline import Timeline
from tests.logs import UCI_END, uci_rows, with_uci

NAMES = ("symptom", "group")

pytestmark = [pytest.mark.untraced, pytest.mark.long, with_uci]


@pytest.fixture(scope="module")
def real() -> Mapping[str, Timeline]:
    """Read its timelines once."""
    columns = {
        "at": "sys_updated_at",
        "resolution_code": "closed_code",
        "symptom": "u_symptom",
    }
    return servicenow.timelines(uci_rows(), columns=columns, format="%d/%m/%Y %H:%M")


def test_one_in_twenty_ended_in_another_category(real: Mapping[str, Timeline]) -> None:
    """EXAMPLES T6: 1,153 of 24,911 with a category (4.6 %)."""
    found = reclassification(real, at=UCI_END)
    had = [categorisations(timeline) for timeline in real.values()]

    assert 1_153 == sum(of[0].category != of[-1].category for of in had if of)
    assert (Share(1_153, 24_911), 7) == (found.wrong_at_first, found.without)
    assert 0.046 == round(found.wrong_at_first.rate or 0, 3)


def rules_from(half: Mapping[str, Timeline]) -> Categoriser:
    """Make twenty rules of what most often went with a category in the first half."""
    counts: dict[tuple[str, object], Counter[str]] = {}
    for timeline in half.values():
        first, last = timeline[0].facts, timeline[-1].facts.get("category")
        for name in NAMES:
            if first.get(name) is not None and last is not None:
                counts.setdefault((name, first[name]), Counter())[str(last)] += 1
    best = [
        (times, name, value, category, times / of.total())
        for (name, value), of in counts.items()
        for category, times in of.most_common(1)
    ]
    best.sort(key=itemgetter(0), reverse=True)
    return Categoriser(
        [
            CategoryRule(f"{name} {value}", field(name).is_(value), category, share)
            for _, name, value, category, share in best[:20]
        ],
        match=Match.GREATEST,
    )


def test_twenty_rules_of_its_first_half_hold_in_its_second(real: Mapping[str, Timeline]) -> None:
    """Two and a half times as often right as the majority, from symptom and group alone."""
    ordered = sorted(real.items(), key=lambda pair: pair[1][0].at)
    first, second = dict(ordered[:12_459]), dict(ordered[12_459:])
    found = score(rules_from(first), second)

    assert (12_459, "Category 42") == (found.labelled, (found.majority or ("",))[0])
    assert (0.884, 0.478, 0.423, 0.172) == tuple(
        round(share or 0, 3)
        for share in (found.coverage, found.accuracy, found.accuracy_of_all, found.baseline)
    )


def test_the_majority_of_the_whole_log_is_known(real: Mapping[str, Timeline]) -> None:
    """EXAMPLES T6: "Category 42", 3,558 (14.3 %)."""

    class Silent:
        """Suggest nothing."""

        def suggest(self, _: object, /) -> tuple[()]:
            return ()

    found = score(Silent(), real)
    assert (24_911, 7, ("Category 42", 3_558)) == (
        found.labelled,
        found.unlabelled,
        found.majority,
    )
    assert 0.143 == round(found.baseline or 0, 3)
