"""Pictures of a map: every part by its name, its status and its needs."""

from itsmcore.services import Item, Needs, Service, ServiceMap
from tests.services.estates import ESTATE


def test_a_map_draws_its_parts_and_needs() -> None:
    """What stands in for each other is dashed, and says how many it takes."""
    drawn = f"{ESTATE:svg}"
    assert all(f">{part.name}<" in drawn for part in ESTATE)
    assert 3 == drawn.count(">2 of 3<")
    assert 'aria-label="4 services, 6 items"' in drawn


def test_an_impact_says_in_words_what_its_colours_say() -> None:
    """Each status by its name, and in the words for those who do not see it."""
    hit = ESTATE.impact(down=["web-1", "n1"], in_maintenance="db")
    drawn = f"{hit:svg}"
    assert "2 down, 4 in maintenance, 1 degraded; services in maintenance: erp, payroll" in drawn
    assert ">service · degraded<" in drawn
    assert ">server · down<" in drawn
    assert "<summary>table</summary>" in f"{hit:html}"
    assert "| web-1 | down |" in f"{hit:md}"
    assert "| web-1 | item | live |" in f"{ServiceMap(items=[Item('web-1')]):md}"


def test_a_large_map_draws_what_is_affected() -> None:
    """As much of it as can be read."""
    items = [Item(f"n{number:03}") for number in range(100)]
    needs = [Needs("erp", any_of=[item.name for item in items])]
    estate = ServiceMap([Service("erp")], items=items, needs=needs)
    drawn = f"{estate.impact(down=['n007', 'n042']):svg}"
    assert (">n007<" in drawn, ">n001<" in drawn, "… and 98 more" in drawn) == (True, False, True)
    assert "… and 41 more" in f"{estate:svg}"
    many = ServiceMap([Service(f"s{number}") for number in range(30)], items=[Item("db")])
    hit = many.impact(down=[service.name for service in many.services])
    assert " and 10 more" in f"{hit:svg}"


def test_a_map_is_written_for_mermaid_and_graphviz() -> None:
    """With the status of each part, and each pair once."""
    estate = ServiceMap(
        [Service("erp")],
        items=[Item("db"), Item("old-1", state="retired")],
        needs=[Needs("erp", "db"), Needs("erp", any_of=["db"], at_least=1)][:1],
    )
    hit = estate.impact(down="db")
    assert [
        "flowchart TD",
        '    erp(["erp (down)"])',
        '    db["db (down)"]',
        '    old_1["old-1 (retired)"]',
        "    erp --> db",
    ] == f"{hit:mermaid}".splitlines()
    assert '    "erp" -> "db";' in f"{hit:dot}"
    assert 'label="1 of 2", style=dashed' in f"{ESTATE:dot}"
    assert "    erp -. 1 of 2 .-> web_1" in f"{ESTATE:mermaid}"
    assert ">retired<" in f"{hit:svg}"


def test_a_pair_that_two_needs_name_is_drawn_once() -> None:
    """By the first of them."""
    needs = [Needs("erp", "a"), Needs("erp", any_of=["a", "b"])]
    estate = ServiceMap([Service("erp")], items=[Item("a"), Item("b")], needs=needs)
    assert 2 == f"{estate:dot}".count("->")
