"""Category trees; random ones are in tests/property/test_categories.py."""

from typing import Any

import pytest

from itsmcore import categories
from itsmcore.categories import Category, CategoryTree
from itsmcore.errors import BadValue, FaultyDefinition, Unlisted
from itsmcore.timeline import Timeline
from tests.instants import HOUR, NINE
from tests.pictures.drawn import drawn, picture_of
from tests.timing import within_times

TREE = CategoryTree(
    [
        "hardware/server/disk",
        Category("hardware/printer", code="HW-P", synonyms=("Drucker", "imprimante")),
        Category("software", may_open=False, may_close=False),
        Category("software/email", label="E-mail", code="SW-E", synonyms="outlook"),
        Category("mail", is_retired=True, successor="software/email"),
        "mail/notes",
        Category("fax", is_retired=True),
        Category("software/other", label="Other", may_close=False),
        Category("hardware/other", label="Other"),
    ]
)


def faults(*categories: Any) -> list[tuple[str, str]]:
    """Give the code and the subject of each fault of a tree."""
    with pytest.raises(FaultyDefinition, match="the category tree has") as refusal:
        CategoryTree(categories)
    assert all("; " in fault.words for fault in refusal.value.faults)
    return [(fault.code, fault.subject) for fault in refusal.value.faults]


def test_what_is_above_a_path_is_implied_before_it() -> None:
    """Nobody has to list a branch to list what is on it."""
    tree = CategoryTree(["a/b/c", "d"])

    assert ["a", "a/b", "a/b/c", "d"] == [category.path for category in tree]
    assert tree == CategoryTree(["a", "a/b", "a/b/c", "d"]) == CategoryTree(tree.categories)
    assert 4 == len(tree)
    assert "a/b" in tree
    assert "a/" not in tree
    assert 5 not in tree


def test_a_branch_that_is_listed_later_is_not_implied() -> None:
    """What is said of it counts, wherever it is said."""
    tree = CategoryTree(["a/b", Category("a", code="A")])

    assert "A" == tree["a"].code
    assert ("a/b", "a") == tuple(category.path for category in tree)


def test_a_category_knows_its_place() -> None:
    """By its path alone."""
    disk, top = Category("hardware/server/disk"), Category("hardware")

    assert ("disk", "disk", "hardware/server", 3) == (
        disk.name,
        disk.label,
        disk.parent,
        disk.depth,
    )
    assert (None, 1) == (top.parent, top.depth)
    assert "hardware/server/disk" == str(disk)
    assert "Category('a/b', label='B', code='X')" == repr(Category("a/b", label="B", code="X"))


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"path": ""}, "path"),
        ({"path": 5}, "path"),
        ({"path": "a", "label": ""}, "label"),
        ({"path": "a", "label": None}, "label"),
        ({"path": "a", "code": 5}, "code"),
        ({"path": "a", "successor": ""}, "successor"),
        ({"path": "a", "synonyms": 5}, "synonyms"),
        ({"path": "a", "synonyms": ("b", "")}, "a synonym"),
        ({"path": "a", "is_retired": 1}, "is_retired"),
        ({"path": "a", "may_open": None}, "may_open"),
        ({"path": "a", "may_close": "yes"}, "may_close"),
    ],
)
def test_what_a_category_cannot_be_is_refused(arguments: dict[str, Any], field: str) -> None:
    """At once, and by the name it was given for."""
    with pytest.raises(BadValue) as refusal:
        Category(**arguments)

    assert field == refusal.value.field


def test_everything_that_is_wrong_with_a_tree_is_told_together() -> None:
    """Whoever imports a table of categories mends it once."""
    assert [
        ("empty_part", "path 'a//b'"),
        ("empty_part", "path 'c/'"),
        ("blank_part", "path 'd/ e'"),
    ] == faults("a//b", "c/", "d/ e")
    assert ["too_deep"] == [code for code, _ in faults("/".join(["x"] * 101))]
    assert [
        ("duplicate_path", "path 'a'"),
        ("duplicate_path", "path 'A'"),
        ("duplicate_code", "code 'one'"),
        ("duplicate_synonym", "synonym 'b/c'"),
        ("duplicate_synonym", "synonym 'twice' of 'f'"),
    ] == faults(
        "a",
        "a",
        "A",
        Category("d", code="ONE", synonyms="x"),
        Category("e", code="one"),
        "b/c",
        Category("f", synonyms=("b/c", "twice", "Twice")),
    )


def test_a_path_that_is_implied_goes_by_no_name_of_another() -> None:
    """A code may not be mistaken for a branch that nobody listed."""
    assert [("duplicate_path", "path 'hw'")] == faults(Category("other", code="HW"), "hw/disk")


def test_successors_lead_to_what_there_is() -> None:
    """They are known, of what is retired, and end somewhere."""
    assert [
        ("not_retired", "category 'a'"),
        ("unknown_successor", "category 'b'"),
        ("successor_circle", "the successor of 'c'"),
        ("successor_circle", "the successor of 'e/f'"),
    ] == faults(
        Category("a", successor="x"),
        Category("b", is_retired=True, successor="xx"),
        Category("c", is_retired=True, successor="d"),
        Category("d", is_retired=True, successor="c"),
        Category("e", is_retired=True, successor="e/f"),
        "x",
        "e/f",
    )


def test_a_circle_through_what_moved_along_is_found() -> None:
    """What moves with its branch may come back to it."""
    assert [("successor_circle", "the successor of 'b/x'")] == faults(
        Category("a", is_retired=True, successor="b/x"),
        "b/x",
        Category("b", is_retired=True, successor="a/y"),
        "a/y",
    )


def test_a_path_that_is_not_there_is_named_with_the_nearest() -> None:
    """A slip in any part is followed down the tree."""
    for slip, meant in (
        ("hardware/servr/disk", "hardware/server/disk"),
        ("Hardware/Printr", "hardware/printer"),
        ("outlok", "software/email"),
        ("othr", "software/other"),
        ("e-mail", "software/email"),
    ):
        with pytest.raises(Unlisted) as refusal:
            TREE[slip]
        assert meant == refusal.value.known[0]
    with pytest.raises(Unlisted, match="did you mean 'hardware/server/disk'"):
        TREE["hardware/servr/disk"]
    with pytest.raises(Unlisted) as refusal:
        TREE["zzzz/qqqq"]
    assert "hardware" == refusal.value.known[0]
    assert TREE.nearest(5) is None
    assert () == TREE.named(5)
    with pytest.raises(BadValue, match="path cannot be 5"):
        TREE[5]  # type: ignore[index]


def test_a_category_is_found_by_whatever_it_goes_by() -> None:
    """Its path, code, synonym or label, in any case."""
    for words in (
        "hardware/printer",
        "HARDWARE/Printer",
        "hw-p",
        "drucker",
        " Imprimante ",
        "printer",
    ):
        assert "hardware/printer" == TREE.find(words).path
    with pytest.raises(BadValue, match="give the path of one: software/other, hardware/other"):
        TREE.find("other")
    with pytest.raises(Unlisted, match="did you mean"):
        TREE.find("hardware/printre")
    with pytest.raises(BadValue, match="words cannot be ''"):
        TREE.find("")


def test_places_are_read_off_the_paths() -> None:
    """Parents, children, siblings, ancestors and depth."""
    assert ("hardware", "software", "mail", "fax") == TREE.roots
    assert ("hardware/server", None) == (TREE.parent("hardware/server/disk"), TREE.parent("fax"))
    assert ("hardware/server", "hardware/printer", "hardware/other") == TREE.children("hardware")
    assert () == TREE.children("fax")
    assert ("hardware/server", "hardware/other") == TREE.siblings("hardware/printer")
    assert ("software", "mail", "fax") == TREE.siblings("hardware")
    assert ("hardware", "hardware/server") == TREE.ancestors("hardware/server/disk")
    assert 3 == TREE.depth("hardware/server/disk")
    assert () == CategoryTree([]).roots
    for question in (TREE.parent, TREE.children, TREE.siblings, TREE.ancestors, TREE.depth):
        with pytest.raises(Unlisted, match="there is no category 'hardwar'"):
            question("hardwar")


def test_a_path_is_cut_to_a_depth() -> None:
    """The levels of a path are its first parts; what is shorter stays."""
    cuts = [TREE.at_depth("hardware/server/disk", depth) for depth in (1, 2, 3, 4)]

    assert ["hardware", "hardware/server", *["hardware/server/disk"] * 2] == cuts
    assert "unknown" == TREE.at_depth("unknown/path", 1)
    with pytest.raises(BadValue, match="depth cannot be 0"):
        TREE.at_depth("hardware", 0)


def test_under_is_a_matter_of_parts_and_not_of_letters() -> None:
    """EXAMPLES T5: "hardwareserver" is not under "hardware"."""
    assert TREE.under("hardware", "hardware")
    assert TREE.under("hardware/server/disk", "hardware")
    assert not TREE.under("hardwareserver", "hardware")
    assert not TREE.under("hardware", "hardware/server")
    with pytest.raises(Unlisted, match="did you mean 'hardware'"):
        TREE.under("hardware", "hardwre")


def test_what_is_retired_is_retired_with_all_below() -> None:
    """Nothing is opened or closed with it any more."""
    assert [False, True, True, True] == [
        TREE.is_retired(path) for path in ("software", "mail", "mail/notes", "fax")
    ]
    assert (
        "hardware",
        "hardware/server",
        "hardware/server/disk",
        "hardware/printer",
        "software/email",
        "software/other",
        "hardware/other",
    ) == tuple(TREE.openable)
    assert TREE.openable.keys() - {"software/other"} == TREE.closable.keys()


def test_nobody_changes_what_a_tree_tells() -> None:
    """The same tree is shared by models, threads and histories."""
    for told in (TREE.by_path, TREE.openable, TREE.closable):
        with pytest.raises(TypeError):
            told["mail"] = TREE["fax"]  # type: ignore[index]


def test_what_was_below_moves_along() -> None:
    """To its like below the successor if there is one, and otherwise to the successor."""
    tree = CategoryTree(
        [
            Category("mail", is_retired=True, successor="collaboration/mail"),
            Category("mail/eudora", is_retired=True),
            Category("mail/lists", is_retired=True, successor="forum"),
            Category("collaboration", is_retired=True, successor="work"),
            "collaboration/mail/outlook",
            "work/mail/outlook",
            "forum",
        ]
    )
    for path, today in (
        ("mail", "work/mail"),
        ("mail/outlook", "work/mail/outlook"),
        ("mail/outlook/rules", "work/mail"),
        ("mail/eudora", "work/mail"),
        ("mail/lists/old", "forum"),
        ("collaboration", "work"),
        ("collaboration/chat", "work"),
        ("forum", "forum"),
        ("mailbox", "mailbox"),
    ):
        assert today == tree.successor(path)
    assert "fax" == TREE.successor("fax")
    with pytest.raises(BadValue, match="path cannot be"):
        tree.successor("")


def test_history_is_read_by_a_tree() -> None:
    """Both categories become what stands for them today, cut to a depth if asked."""
    log = Timeline.from_rows(
        [
            (NINE, {"category": "mail/notes", "state": "new"}),
            (NINE + HOUR, {"category": "gone/since", "closing_category": "mail"}),
            (NINE + 2 * HOUR, {"category": None, "closing_category": 5}),
        ]
    )
    whole, top = TREE.applied_to(log), TREE.applied_to(log, depth=1)

    assert [("software/email", None), ("gone/since", "software/email"), (None, 5)] == [
        (step.facts["category"], step.facts.get("closing_category")) for step in whole
    ]
    assert ["software", "gone", None] == [step.facts["category"] for step in top]
    assert "new" == whole[0].facts["state"]
    assert whole == TREE.applied_to(whole)
    assert log[2] is whole[2]
    with pytest.raises(BadValue, match="timeline cannot be 5"):
        TREE.applied_to(5)  # type: ignore[arg-type]
    with pytest.raises(BadValue, match="depth cannot be 0"):
        TREE.applied_to(log, depth=0)


def test_the_difference_of_two_trees_is_told() -> None:
    """What was added, removed, moved and renamed, each path once."""
    new = CategoryTree(
        [
            Category("hardware", label="Devices"),
            "hardware/server/disk",
            Category("hardware/printer", is_retired=True, successor="printing"),
            "printing",
            "software/email",
            Category("software/other", is_retired=True),
            "cloud",
        ]
    )
    changes = TREE.diff(new)

    assert ("cloud",) == changes.added
    assert ("software/other", "hardware/other") == changes.removed
    assert (("hardware/printer", "printing"),) == changes.moved
    assert (
        ("hardware", "hardware", "Devices"),
        ("software/email", "E-mail", "email"),
    ) == changes.renamed
    assert [
        "added: cloud",
        "removed: software/other, hardware/other",
        "moved: hardware/printer -> printing",
        "renamed: hardware: hardware -> Devices, software/email: E-mail -> email",
    ] == str(changes).splitlines()
    assert changes
    assert not TREE.diff(TREE)
    assert "no changes" == str(TREE.diff(TREE))
    one, both = CategoryTree(["a"]), CategoryTree(["a", "b"])
    named = CategoryTree([Category("a", label="A")])
    moved = CategoryTree([Category("a", is_retired=True, successor="b"), "b"])
    for old, later in ((one, both), (both, one), (one, named), (both, moved)):
        assert old.diff(later)
    with pytest.raises(BadValue, match="other cannot be"):
        TREE.diff("mail")  # type: ignore[arg-type]


def test_a_tree_is_a_table_of_rows() -> None:
    """Each category after the one above it."""
    assert [
        "hardware",
        "hardware/server",
        "hardware/server/disk",
        "hardware/printer",
        "hardware/other",
        "software",
        "software/email",
        "software/other",
        "mail",
        "mail/notes",
        "fax",
    ] == [row["path"] for row in TREE.rows]
    assert {
        "path": "hardware/printer",
        "label": "printer",
        "depth": 2,
        "code": "HW-P",
        "synonyms": "Drucker, imprimante",
        "is_retired": False,
        "successor": None,
        "may_open": True,
        "may_close": True,
    } == TREE.rows[3]
    assert (True, False) == (TREE.rows[9]["is_retired"], TREE.rows[9]["may_open"])


def test_a_tree_is_written_and_drawn() -> None:
    """As a nested list, as graphs, and in a notebook."""
    tree = CategoryTree(
        [
            "a/b",
            Category("c<d", code="X", is_retired=True, successor="a/b"),
            Category("e", is_retired=True),
        ]
    )

    assert "a tree of 4 categories" == str(tree) == f"{tree}"
    assert "a tree of 1 category" == str(CategoryTree(["a"]))
    assert "- a\n  - b\n- c&lt;d (X, now a/b)\n- e (retired)" == f"{tree:md}"
    assert [
        "flowchart LR",
        '    c0["a"]',
        '    c1["b"]',
        '    c2["c#lt;d"]',
        '    c3["e"]',
        "    c0 --> c1",
        "    c2 -.-> c1",
    ] == f"{tree:mermaid}".splitlines()
    assert '    "a" -> "a/b";' in f"{tree:dot}".splitlines()
    assert '    "c<d" -> "a/b" [style=dashed];' in f"{tree:dot}".splitlines()
    page = tree._repr_html_()
    assert (
        "<ul><li>a<ul><li>b</li></ul></li><li>c&lt;d (X, now a/b)</li><li>e (retired)</li></ul>"
        in page
    )
    assert f"{tree:svg}" == picture_of(page)
    assert "a tree of 4 categories: a, c<d, e" == drawn(f"{tree:svg}").alt
    assert ["a", "b", "c<d (X, now a/b)", "e (retired)"] == drawn(f"{tree:svg}").texts[1:]
    assert "a tree of 0 categories" in CategoryTree([])._repr_html_()
    with pytest.raises(Unlisted, match="there is no format 'mdd'"):
        format(tree, "mdd")


def test_a_long_tree_is_written_in_part() -> None:
    """In a notebook, which says how much more there is; its Markdown is whole."""
    tree = CategoryTree(f"c{number}" for number in range(501))

    assert 501 == len(f"{tree:md}".splitlines())
    assert tree._repr_html_().endswith("<p>… and 1 more</p></details>")
    assert "… and 441 more" == drawn(f"{tree:svg}").texts[-1]
    assert 501 == len(tree.rows)


def test_what_is_not_a_tree_is_refused() -> None:
    """By its name."""
    for listed in ("mail", 5, [5], {"mail": 1}):
        with pytest.raises(BadValue, match="categories cannot be"):
            CategoryTree(listed)  # type: ignore[arg-type]


def test_the_face_offers_what_it_lists() -> None:
    """What a model does not need is loaded when it is asked for, and is at home here as well."""
    assert sorted(categories.__all__) == dir(categories)
    for name in categories.__all__:
        value = getattr(categories, name)
        assert "itsmcore.categories" == value.__module__
    with pytest.raises(AttributeError, match="has no attribute 'Categorizer'"):
        _ = categories.Categorizer


@pytest.mark.untraced
def test_a_tree_is_built_and_read_in_time_that_grows_with_it() -> None:
    """No look-up walks the whole tree."""

    def use(size: int) -> None:
        last = size - 1
        tree = CategoryTree(
            Category(
                f"a{n}/b",
                code=f"c{n}",
                is_retired=n < last,
                successor=f"a{n + 1}/b" if n < last else None,
            )
            for n in range(size)
        )
        assert f"a{last}/b" == tree.successor("a0/b/c")
        assert "a7/b" == tree.find("C7").path
        assert all(tree.under(path, path) for path in tree.by_path)

    within_times(14, lambda: use(500), lambda: use(4_000))


def test_of_many_unknown_successors_the_first_are_told_what_was_meant() -> None:
    """Every one is a fault, whatever it takes to look for the names."""
    with pytest.raises(FaultyDefinition) as refusal:
        CategoryTree([Category(f"a{n}", is_retired=True, successor=f"a{n}x") for n in range(100)])
    told = [str(fault).rpartition("; ")[2] for fault in refusal.value.faults]
    assert ["did you mean 'a49'?", "list it", 100] == [told[49], told[50], len(told)]
