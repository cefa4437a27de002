"""Categories: the laws of trees, of dated values and of scores."""

import copy
import itertools
import pickle
from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore import INCIDENT
from itsmcore import testing as kit
from itsmcore.categories import (
    Categoriser,
    CategoryTree,
    Score,
    applied_as_of,
    categorisations,
    score,
)
from itsmcore.conditions import All, HasWord, Some, implies
from itsmcore.dated import Dated
from itsmcore.decisions import Match
from itsmcore.interop.cattrs import make_converter
from itsmcore.phase import Phase
from itsmcore.timeline import Timeline
from tests.instants import DAY, NINE

few = settings(max_examples=50)
PATHS = st.lists(
    st.sampled_from(["hardware", "software", "mail", "mails", "x"]), min_size=1, max_size=4
).map("/".join)
CONVERTER = make_converter()


ASKED = st.builds(
    HasWord,
    st.just("summary"),
    st.sampled_from(["a", "b", "ab", "ba", "a b", "b a b"]),
    st.sampled_from(["whole", "start", "part"]),
)
TEXTS = ["".join(chars) for n in range(6) for chars in itertools.product("abc ", repeat=n)]


@few
@given(st.lists(ASKED, min_size=1, max_size=2), st.lists(ASKED, min_size=1, max_size=2))
def test_what_follows_from_words_does(asked: list[HasWord], others: list[HasWord]) -> None:
    """What is proven holds in every short text."""
    found = [{"summary": text} for text in TEXTS if all(a.holds({"summary": text}) for a in asked)]
    is_so = all(any(other.holds(facts) for other in others) for facts in found)
    assert is_so or not implies(All(asked), Some(others))


@few
@given(kit.category_trees(), PATHS, PATHS)
def test_under_is_a_partial_order(tree: CategoryTree, path: str, other: str) -> None:
    """Each is under itself, two that are under each other are one, and it goes all the way up."""
    paths = [*tree.by_path, path, other]
    for one in paths:
        for root in tree.by_path:
            is_under = tree.under(one, root)
            assert is_under is (root in (one, *_above(one)))
            if is_under and one in tree:
                assert one == root or not tree.under(root, one)
                assert all(tree.under(one, above) for above in (*tree.ancestors(root), root))


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


@few
@given(kit.category_trees(), PATHS)
def test_a_path_has_one_chain_of_successors(tree: CategoryTree, path: str) -> None:
    """It ends, its end stands for itself, and nothing that the tree knows leads out of it."""
    for one in (*tree.by_path, path):
        end = tree.successor(one)
        assert end == tree.successor(end)
        assert end in tree or end == one
        if one in tree and not tree.is_retired(one):
            assert end == one


@few
@given(kit.category_trees())
def test_a_tree_is_a_value(tree: CategoryTree) -> None:
    """It equals its twin, its document, and the tree of its own categories."""
    assert tree == pickle.loads(pickle.dumps(tree)) == copy.deepcopy(tree)
    assert tree == CategoryTree(tree.categories)
    assert tree == CONVERTER.structure(CONVERTER.unstructure(tree), CategoryTree)
    assert hash(tree) == hash(CategoryTree(list(tree)))
    assert Counter(tree) == Counter(tree.ordered)
    assert not tree.diff(tree)
    for category in tree:
        assert category == tree.find(category.path) == tree[category.path]
        assert category.path in (*tree.children(category.parent or category.path), *tree.roots)
        assert category.depth == tree.depth(category.path) == len(tree.ancestors(category.path)) + 1


@few
@given(
    st.lists(st.tuples(st.integers(0, 9), kit.category_trees(max_size=4)), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(-5, 15), st.none() | PATHS), max_size=6),
    st.none() | st.integers(1, 3),
)
def test_reading_never_loses_a_record(
    editions: list[tuple[int, CategoryTree]],
    rows: list[tuple[int, str | None]],
    depth: int | None,
) -> None:
    """Whatever is read by whichever tree has as many steps, and a category where it had one."""
    by_day = {NINE + day * DAY: tree for day, tree in editions}
    trees = Dated(list(by_day.items()))
    log = Timeline.from_rows(
        [(NINE + day * DAY, {"category": path, "n": n}) for n, (day, path) in enumerate(rows)],
        sort=True,
    )
    read = applied_as_of(trees, log, depth=depth)
    assert [(s.at, s.facts["n"]) for s in log] == [(s.at, s.facts["n"]) for s in read]
    for before, after in zip(log, read, strict=True):
        assert (before.facts["category"] is None) is (after.facts["category"] is None)
        if before.at < trees.since:
            assert before == after
        else:
            tree = trees.as_of(before.at)
            assert after == tree.applied_to(Timeline([before]), depth=depth)[0]
    assert len(categorisations(read)) <= len(log)


@few
@given(
    st.lists(st.tuples(st.integers(1, 9), kit.category_trees(max_size=4)), min_size=1, max_size=3),
    st.integers(0, 10),
)
def test_choices_offer_the_tree_of_their_instant(
    editions: list[tuple[int, CategoryTree]], day: int
) -> None:
    """Each option is taken by the verb, and nothing else is; before the first tree none is."""
    by_day = {NINE + day * DAY: tree for day, tree in editions}
    trees, at = Dated(list(by_day.items())), NINE + day * DAY
    model = INCIDENT.extended(categories=trees, name="dated")
    inc = model.open("INC-1", at=NINE, by="ada", summary="It is slow")
    found = {one.verb: one.arguments for one in inc.choices(at=at, by="ada")}
    (category,) = found["recategorise"]
    legal = () if at < trees.since else tuple(trees.as_of(at).openable)
    assert legal == category.options
    every = dict.fromkeys(path for tree in by_day.values() for path in tree.by_path)
    taken = [of for of in every if not inc.why_not("recategorise", at=at, by="ada", category=of)]
    assert set(legal) == set(taken)


@few
@given(st.data())
def test_as_of_is_the_last_edition_that_has_begun(data: st.DataObject) -> None:
    """As counted by hand."""
    days = data.draw(st.lists(st.integers(0, 20), min_size=1, max_size=5, unique=True))
    dated = Dated([(NINE + day * DAY, day) for day in days])
    at = data.draw(st.integers(min(days), 30))
    assert max(day for day in days if day <= at) == dated.as_of(NINE + at * DAY)
    assert dated == pickle.loads(pickle.dumps(dated))


CASES = st.lists(
    st.tuples(
        st.sampled_from(["mail is slow", "printer down", "vpn", ""]),
        st.none() | st.sampled_from(["hardware", "mail", "mail/spam"]),
        st.sampled_from([Phase.NEW, Phase.RESOLVED, Phase.CLOSED, Phase.CANCELLED]),
    ),
    max_size=12,
)


def scored(categoriser: Categoriser, cases: list[tuple[str, str | None, Phase]]) -> Score:
    """Give the score of a categoriser on cases of two steps."""
    logs = {
        f"I{number}": Timeline.from_rows(
            [
                (NINE, {"summary": summary, "state": "new", "phase": Phase.NEW}),
                (NINE + timedelta(hours=1), {"category": category, "phase": phase}),
            ]
        )
        for number, (summary, category, phase) in enumerate(cases)
    }
    return score(categoriser, logs)


@few
@given(kit.categorisers(), CASES)
def test_the_counts_of_a_score_sum(
    categoriser: Categoriser, cases: list[tuple[str, str | None, Phase]]
) -> None:
    """Every case is labelled or not, answered or not, and right or wrong."""
    found = scored(categoriser, cases)

    assert len(cases) == found.labelled + found.unlabelled
    assert found.labelled == sum(row["cases"] for row in found.rows)
    assert found.answered == found.right + found.wrong == sum(one.hits for one in found.rules)
    assert found.right == sum(one.right for one in found.rules)
    assert found.wrong == sum(one.wrong for one in found.rules)
    assert found.right <= found.answered <= found.labelled
    known = [category for _, category, phase in cases if category and not phase.is_open]
    most = max(Counter(known).values(), default=None)
    assert most == (found.majority and found.majority[1])


@few
@given(kit.categorisers(), st.sampled_from(["mail is slow", "printer down", ""]))
def test_what_is_suggested_is_ranked_and_explained(categoriser: Categoriser, summary: str) -> None:
    """Each category once, the most confident first; but for ALL, one at most."""
    facts = {"summary": summary, "state": "new"}
    found = categoriser.suggest(facts)
    confidences = [one.confidence for one in found]

    assert sorted(confidences, reverse=True) == confidences
    assert len({one.category for one in found}) == len(found)
    assert len(found) <= 1 or categoriser.match is Match.ALL
    held = {rule.name: rule for rule in categoriser.rules if rule.when.judge(facts)}
    assert bool(held) is bool(found)
    for one in found:
        assert one.rule is not None
        assert (one.category, one.confidence) == (
            held[one.rule].category,
            held[one.rule].confidence,
        )
    assert categoriser == pickle.loads(pickle.dumps(categoriser))
    assert categoriser == CONVERTER.structure(CONVERTER.unstructure(categoriser), Categoriser)
