"""Services, changes, plans, catalogues, categories, articles and the rest of many parts."""

from functools import partial
from typing import Any

from itsmcore import (
    approval,
    assessment,
    catalogue,
    categories,
    change_calendar,
    changes,
    dated,
    improvements,
    intake,
    knowledge,
    matching,
    metrics,
    objectives,
    outages,
    plans,
    requests,
    risk,
    services,
    techniques,
)
from itsmcore.conditions import field
from itsmcore.lexicon import Lexicon
from itsmcore.lifecycle import Argument
from itsmcore.plans import PlannedTask
from itsmcore.proportions import Proportion
from itsmcore.services import Availability, Item, Needs, Service, ServiceMap
from tests.growth.inputs import (
    OFFICE,
    Call,
    Table,
    article,
    change,
    each,
    end,
    kept,
    line,
    lines,
    opened,
    problem,
    request,
)
from tests.instants import DAY, HOUR, MINUTE
from tests.instants import NINE as T0

# --- services ---------------------------------------------------------------------------------


def tower(count: int) -> ServiceMap:
    """Give a map where each service needs the one beneath, and two items stand for each other."""
    return ServiceMap(
        [Service(f"s{n}", users=n) for n in range(count)],
        items=[Item("a"), Item("b")],
        needs=[
            Needs("s0", any_of=["a", "b"]),
            *(Needs(f"s{n}", f"s{n - 1}") for n in range(1, count)),
        ],
    )


def plain(count: int) -> ServiceMap:
    """Give a map where all services need one item, and each has one of its own."""
    return ServiceMap(
        [Service(f"s{n}") for n in range(count)],
        items=[Item("shared"), *(Item(f"i{n}") for n in range(count))],
        needs=[Needs(f"s{n}", ["shared", f"i{n}"]) for n in range(count)],
    )


def pool(count: int) -> ServiceMap:
    """Give a map where a service needs some of many items."""
    items = [f"i{n}" for n in range(count)]
    return ServiceMap(
        [Service("erp")],
        items=map(Item, items),
        needs=[Needs("erp", any_of=items, at_least=count // 2)],
    )


def lost(count: int, name: str = "erp") -> list[outages.Outage]:
    """Give so many outages of one."""
    return [
        outages.Outage(name, T0 + n * HOUR, T0 + n * HOUR + MINUTE, causes=f"INC-{n}")
        for n in range(count)
    ]


def lost_apart(count: int) -> list[outages.Outage]:
    """Give an outage of each of many items."""
    return [
        outages.Outage(f"i{n}", T0 + n * HOUR, T0 + n * HOUR + MINUTE, causes=f"INC-{n}")
        for n in range(count)
    ]


def around(count: int) -> list[outages.Outage]:
    """Give so many outages that overlap."""
    return [
        outages.Outage("erp", T0 + n * MINUTE, T0 + n * MINUTE + 9 * HOUR, causes=f"INC-{n}")
        for n in range(count)
    ]


AGREED = Availability(OFFICE, target=0.995)
SERVICES: Table = {
    "services.ServiceMap: tower": lambda n: partial(tower, n),
    "services.ServiceMap: plain": lambda n: partial(plain, n),
    "services.ServiceMap: pool": lambda n: partial(pool, n),
    "services.ServiceMap.impact: tower": lambda n: partial(tower(n).impact, down=["a", "b"]),
    "services.ServiceMap.impact: plain": lambda n: partial(plain(n).impact, down="shared"),
    "services.ServiceMap.impact: down": lambda n: partial(
        plain(n).impact, down=[f"i{m}" for m in range(n)]
    ),
    "services.ServiceMap.impact: pool": lambda n: partial(
        pool(n).impact, down=[f"i{m}" for m in range(0, n, 2)]
    ),
    "services.ServiceMap.dependents: tower": lambda n: partial(tower(n).dependents, "a"),
    "services.ServiceMap.requirements_of: services": lambda n: each(
        plain(n).requirements_of, [f"s{m}" for m in range(n)]
    ),
    "services.ServiceMap.bounds: tower": lambda n: partial(
        tower(n).bounds, f"s{n - 1}", {"a": 0.9, "b": 0.9}
    ),
    "services.ServiceMap.bounds: pool": lambda n: partial(
        pool(n).bounds, "erp", {f"i{m}": 0.9 for m in range(n)}
    ),
    "services.ServiceMap.diff: services": lambda n: partial(plain(n).diff, tower(n)),
    "services.ServiceMap.__getitem__: services": lambda n: each(
        plain(n).__getitem__, [f"s{m}" for m in range(n)]
    ),
    "services.ServiceMap.__contains__: services": lambda n: each(
        plain(n).__contains__, [f"s{m}" for m in range(n)]
    ),
    "services.ServiceMap.outages: items": lambda n: partial(plain(n).outages, lost_apart(n)),
    "services.ServiceMap.outages: of one": lambda n: partial(plain(9).outages, lost(n, "shared")),
    "services.implied_outages: items": lambda n: partial(
        services.implied_outages, dated.Dated([(T0, plain(n))]), lost_apart(n)
    ),
    "services.implied_outages: editions": lambda n: partial(
        services.implied_outages,
        dated.Dated([(T0 + m * HOUR, plain(3)) for m in range(n)]),
        lost(n, "shared"),
    ),
    "services.Needs: items": lambda n: partial(Needs, "erp", [f"i{m}" for m in range(n)]),
    "services.Availability.measure: outages": lambda n: partial(
        AGREED.measure, "erp", lost(n), since=T0, until=end(n)
    ),
    "services.Availability.measure: overlapping": lambda n: partial(
        AGREED.measure, "erp", around(n), since=T0, until=end(n)
    ),
    "outages.merged: outages": lambda n: partial(outages.merged, lost(n)),
    "outages.merged: overlapping": lambda n: partial(outages.merged, around(n)),
    "outages.Outage: causes": lambda n: partial(
        outages.Outage, "erp", T0, causes=[f"INC-{m}" for m in range(n)]
    ),
    "metrics.availability: services": lambda n: partial(
        metrics.availability,
        lost_apart(n),
        {f"i{m}": AGREED for m in range(n)},
        since=T0,
        until=end(n),
    ),
    "metrics.availability: periods": lambda n: partial(
        metrics.availability,
        lost(n),
        {"erp": AGREED},
        since=T0,
        until=T0 + n * DAY / 2,
        period="day",
    ),
    "metrics.pain: outages": lambda n: partial(
        metrics.pain, lost(n), problems_of(9), at=end(n), incidents=lines(n)
    ),
    "metrics.pain: problems": lambda n: partial(
        metrics.pain, lost(n), problems_of(n), at=end(n), incidents=lines(n)
    ),
    "techniques.PainAnalysis: pains": lambda n: partial(
        techniques.PainAnalysis,
        [techniques.PainValue(name=f"p{m}", count=m, duration=HOUR) for m in range(n)],
    ),
    "techniques.Ishikawa: causes": lambda n: partial(
        techniques.Ishikawa, "Mail stops", {"people": [f"cause {m}" for m in range(n)]}
    ),
    "techniques.FiveWhys: answers": lambda n: partial(
        techniques.FiveWhys, "Mail stops", [f"cause {m}" for m in range(n)], action="Empty it"
    ),
}


def problems_of(count: int) -> dict[str, Any]:
    """Give the timelines of so many problems."""
    return {one.id: one.timeline() for one in map(problem, range(count))}


# --- changes ----------------------------------------------------------------------------------


@kept
def planned(count: int) -> change_calendar.ChangeSchedule:
    """Give the schedule of so many changes."""
    return change_calendar.ChangeSchedule(
        [change(n) for n in range(count)],
        windows=[change_calendar.MaintenanceWindow("nights", OFFICE)],
    )


def frozen(count: int) -> change_calendar.ChangeSchedule:
    """Give the schedule of some changes and many freezes."""
    return change_calendar.ChangeSchedule(
        [change(n) for n in range(9)],
        freezes=[
            change_calendar.Freeze(f"freeze {n}", OFFICE, items=f"host-{n}") for n in range(count)
        ],
    )


def hosts(count: int) -> list[tuple[str, str]]:
    """Let each host depend on the one before."""
    return [(f"host-{n}", f"host-{n - 1}") for n in range(1, count)]


def near_items(count: int) -> change_calendar.Items:
    """Give hosts that stand side by side."""
    return change_calendar.Items(depends=[(f"app-{n}", f"host-{n}") for n in range(count)])


CHANGES: Table = {
    "change_calendar.ChangeSchedule: changes": lambda n: partial(
        change_calendar.ChangeSchedule, [change(m) for m in range(n)]
    ),
    "change_calendar.ChangeSchedule.with_changes: changes": lambda n: partial(
        planned(n).with_changes, *[change(m) for m in range(n // 2, n + n // 2)]
    ),
    "change_calendar.ChangeSchedule.all_conflicts: changes": lambda n: planned(n).all_conflicts,
    "change_calendar.ChangeSchedule.all_conflicts: freezes": lambda n: frozen(n).all_conflicts,
    "change_calendar.ChangeSchedule.conflicts: changes": lambda n: each(
        planned(n).conflicts, [change(m) for m in range(n)]
    ),
    "change_calendar.ChangeSchedule.unresolved: changes": lambda n: each(
        planned(n).unresolved, [change(m) for m in range(n)]
    ),
    "change_calendar.ChangeSchedule.given: changes": lambda n: each(
        partial(planned(n).given, at=T0), [change(m) for m in range(n)]
    ),
    "change_calendar.ChangeSchedule.free_slots: changes": lambda n: partial(
        planned(n).free_slots, change(1), since=T0, until=T0 + 30 * DAY, duration=HOUR
    ),
    "change_calendar.ChangeSchedule.month: changes": lambda n: partial(planned(n).month, 2026, 1),
    "change_calendar.Items: depends": lambda n: partial(change_calendar.Items, depends=hosts(n)),
    "change_calendar.Items.of: services": lambda n: partial(change_calendar.Items.of, tower(n)),
    "change_calendar.Items.near: items": lambda n: each(
        near_items(n).near, [f"host-{m}" for m in range(n)]
    ),
    "change_calendar.Items.dependents: chain": lambda n: partial(
        change_calendar.Items(depends=hosts(n)).dependents, "host-0"
    ),
    "change_calendar.Items.dependencies: chain": lambda n: partial(
        change_calendar.Items(depends=hosts(n)).dependencies, f"host-{n - 1}"
    ),
    "change_calendar.announcement: services": lambda n: partial(
        change_calendar.announcement, change(1), plain(n)
    ),
    "changes.Procedure: steps": lambda n: partial(
        changes.Procedure, [f"step {m}" for m in range(n)]
    ),
    "approval.Authority: members": lambda n: partial(
        approval.Authority,
        "CAB",
        [f"m{m}" for m in range(n)],
        deputies={f"m{m}": f"d{m}" for m in range(n)},
    ),
    "approval.Authority.can_approve: members": lambda n: partial(
        approval.Authority(
            "CAB", [f"m{m}" for m in range(n)], deputies={f"m{m}": f"d{m}" for m in range(n)}
        ).can_approve,
        absent=[f"m{m}" for m in range(n)],
    ),
    "approval.Authority.without: names": lambda n: partial(
        approval.Authority("CAB", [f"m{m}" for m in range(n)]).without,
        [f"m{m}" for m in range(1, n)],
    ),
    "approval.Standing: ballots": lambda n: partial(
        approval.Standing,
        approval.Authority("CAB", [f"m{m}" for m in range(n)]),
        [approval.Ballot("CAB", f"m{m}", "yes", f"m{m}", T0) for m in range(n)],
    ),
    "approval.ApprovalPolicy: rows": lambda n: partial(
        approval.ApprovalPolicy,
        [
            (field("service").is_(f"s {m}"), approval.Authority(f"a {m}", ["ines"]))
            for m in range(n)
        ],
    ),
    "assessment.Questionnaire: questions": lambda n: partial(questionnaire, n),
    "assessment.Questionnaire.opinion: questions": lambda n: partial(
        questionnaire(n).opinion, {f"q{m}": "yes" for m in range(n)}
    ),
    "assessment.assess: engines": lambda n: partial(
        assessment.assess, [questionnaire(2)] * n, {"q0": "yes", "q1": "yes"}
    ),
}


def questionnaire(count: int) -> assessment.Questionnaire:
    """Give so many questions about a risk."""
    return assessment.Questionnaire(
        [assessment.Question(f"q{n}", {"no": 0, "yes": 1}) for n in range(count)],
        levels={0: risk.Risk.LOW, 1: risk.Risk.HIGH},
    )


# --- plans, catalogues and categories ---------------------------------------------------------


def chain(count: int) -> plans.Plan:
    """Give a plan of so many tasks in a row."""
    return plans.Plan(*(PlannedTask(f"t{n}", after=f"t{n - 1}" if n else ()) for n in range(count)))


def fan(count: int) -> plans.Plan:
    """Give a plan of so many tasks side by side, and one that ends it."""
    names = [f"t{n}" for n in range(count)]
    return plans.Plan(*map(PlannedTask, names), PlannedTask("last", after=names))


@kept
def tree(count: int) -> categories.CategoryTree:
    """Give a tree of so many categories, ten in each."""
    return categories.CategoryTree([f"c{n // 100}/c{n // 10 % 10}/c{n % 10}" for n in range(count)])


@kept
def flat(count: int) -> categories.CategoryTree:
    """Give so many categories side by side."""
    return categories.CategoryTree([f"category {n}" for n in range(count)])


def sorter(count: int) -> categories.Categoriser:
    """Give so many rules of categories."""
    return categories.Categoriser(
        [
            categories.CategoryRule(f"r{n}", field("service").is_(f"s{n}"), f"category {n}")
            for n in range(count)
        ],
        tree=flat(count),
    )


def every_path(method: str, count: int, *args: Any) -> Call:
    """Ask a tree about each of its categories."""
    made = tree(count)
    call = getattr(made, method)
    return each(lambda path: call(path, *args), made.by_path)


@kept
def items(count: int) -> list[catalogue.CatalogueItem]:
    """Give so many items."""
    return [
        catalogue.CatalogueItem(
            f"item {n}",
            service=f"s{n}",
            entitled=field("profile.site").is_("AMS"),
            prices=catalogue.Price(n + 1, "EUR"),
        )
        for n in range(count)
    ]


def form(count: int) -> list[Argument]:
    """Give so many questions about an item."""
    return [Argument(f"q{n}", options=("a", "b")) for n in range(count)]


OFFERS: Table = {
    "plans.Plan: chain": lambda n: partial(chain, n),
    "plans.Plan: fan": lambda n: partial(fan, n),
    "plans.Plan.progress: chain": lambda n: partial(
        chain(n).progress, states={f"t{m}": "complete" for m in range(n - 1)}
    ),
    "plans.Plan.progress: fan": lambda n: partial(
        fan(n).progress, states={f"t{m}": "complete" for m in range(n)}
    ),
    "plans.Plan.starting_in: chain": lambda n: partial(chain(n).starting_in, "new"),
    "plans.Plan.__getitem__: tasks": lambda n: each(
        chain(n).__getitem__, [f"t{m}" for m in range(n)]
    ),
    "plans.Plan.__contains__: tasks": lambda n: each(
        chain(n).__contains__, [f"t{m}" for m in range(n)]
    ),
    "plans.Plan.check_step: tasks": lambda n: each(
        chain(n).check_step, [f"t{m}" for m in range(n)]
    ),
    "plans.roll_up: states": lambda n: partial(plans.roll_up, ["complete"] * n),
    "plans.PlannedTask: after": lambda n: partial(
        PlannedTask, "last", after=[f"t{m}" for m in range(n)]
    ),
    "categories.CategoryTree: categories": lambda n: partial(
        categories.CategoryTree, [f"c{m // 10}/c{m % 10}" for m in range(n)]
    ),
    **{
        f"categories.CategoryTree.{name}: categories": partial(every_path, name)
        for name in (
            *("__contains__", "__getitem__", "ancestors", "children", "depth", "is_retired"),
            *("named", "parent", "successor"),
        )
    },
    "categories.CategoryTree.at_depth: categories": lambda n: every_path("at_depth", n, 1),
    "categories.CategoryTree.under: categories": lambda n: every_path("under", n, "c0"),
    "categories.CategoryTree.siblings: category": lambda n: partial(flat(n).siblings, "category 1"),
    "categories.CategoryTree.find: words": lambda n: partial(flat(n).find, "category 1"),
    "categories.CategoryTree.nearest: words": lambda n: partial(flat(n).nearest, "categroy 1"),
    "categories.CategoryTree.diff: categories": lambda n: partial(
        flat(n).diff, categories.CategoryTree([f"category {m}" for m in range(1, n + 1)])
    ),
    "categories.CategoryTree.applied_to: steps": lambda n: partial(
        categories.CategoryTree([f"mail/{m}" for m in range(5)]).applied_to, line(n), depth=1
    ),
    "categories.applied_as_of: steps": lambda n: partial(
        categories.applied_as_of,
        dated.Dated(
            [
                (T0 + m * MINUTE, categories.CategoryTree([f"mail/{m}" for m in range(5)]))
                for m in range(n)
            ]
        ),
        line(n),
        depth=1,
    ),
    "categories.categorisations: steps": lambda n: partial(categories.categorisations, line(n)),
    "categories.Categoriser: rules": lambda n: partial(sorter, n),
    "categories.Categoriser.suggest: rules": lambda n: partial(
        sorter(n).suggest, {"service": f"s{n - 1}"}
    ),
    "categories.Categoriser.explain: rules": lambda n: partial(
        sorter(n).explain, {"service": f"s{n - 1}"}
    ),
    "categories.score: cases": lambda n: partial(categories.score, sorter(9), lines(n)),
    "dated.Dated: editions": lambda n: partial(
        dated.Dated, [(T0 + m * HOUR, "x") for m in range(n)]
    ),
    "dated.Dated.as_of: instants": lambda n: each(
        dated.Dated([(T0 + m * HOUR, "x") for m in range(n)]).as_of,
        [T0 + m * HOUR for m in range(n)],
    ),
    "catalogue.Catalogue: items": lambda n: partial(catalogue.Catalogue, items(n)),
    "catalogue.Catalogue.for_: items": lambda n: partial(
        catalogue.Catalogue(items(n)).for_, {"site": "AMS"}, at=T0
    ),
    "catalogue.Catalogue.affected: items": lambda n: partial(
        catalogue.Catalogue(items(n)).affected, plain(n).impact(down="shared")
    ),
    "catalogue.Catalogue.__getitem__: items": lambda n: each(
        catalogue.Catalogue(items(n)).__getitem__, [f"item {m}" for m in range(n)]
    ),
    "catalogue.Catalogue.__contains__: items": lambda n: each(
        catalogue.Catalogue(items(n)).__contains__, [f"item {m}" for m in range(n)]
    ),
    "catalogue.Catalogue.bundle: bundles": lambda n: each(
        catalogue.Catalogue(
            items(1), bundles=[catalogue.Bundle(f"b{m}", "item 0") for m in range(n)]
        ).bundle,
        [f"b{m}" for m in range(n)],
    ),
    "catalogue.Bundle: items": lambda n: partial(
        catalogue.Bundle, "first", *[f"item {m}" for m in range(n)]
    ),
    "catalogue.Bundle.ordered: items": lambda n: partial(
        catalogue.Bundle("first", *[f"item {m}" for m in range(n)]).ordered, {}
    ),
    "catalogue.CatalogueItem: form": lambda n: partial(
        catalogue.CatalogueItem, "vpn", form=form(n)
    ),
    "catalogue.Cost: prices": lambda n: partial(
        catalogue.Cost, [catalogue.Price(m + 1, "EUR") for m in range(n)]
    ),
    "catalogue.Cost.__add__: one after another": lambda n: partial(added, n),
    "requests.request_models: items": lambda n: partial(requests.request_models, items(n // 4 + 1)),
    "requests.ending: requests": lambda n: partial(
        requests.ending, [request(m) for m in range(n)], since=T0, until=end(n)
    ),
}


def added(count: int) -> catalogue.Cost:
    """Add so many costs."""
    made = catalogue.Cost()
    for number in range(count):
        made = made + catalogue.Cost([catalogue.Price(number + 1, "EUR")])
    return made


# --- knowledge and what comes in --------------------------------------------------------------


def letters(number: int) -> str:
    """Write a number in letters, for words."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


@kept
def articles(count: int) -> list[Any]:
    """Give so many articles."""
    return list(map(article, range(count)))


def base(count: int) -> knowledge.KnowledgeBase:
    """Give a base of so many articles."""
    return knowledge.KnowledgeBase(articles=articles(count), at=end(count))


def topics(count: int) -> dict[str, matching.Topic]:
    """Give so many topics."""
    return {
        f"KB-{n}": matching.Topic(text=f"Mail {n} is down", services=f"s{n % 9}")
        for n in range(count)
    }


def known(count: int) -> list[Any]:
    """Give so many known errors."""
    return [problem(n).known_error() for n in range(count)]


def signals(count: int) -> list[intake.Signal]:
    """Give so many signals of as many nodes."""
    return [
        intake.Signal(
            source="z", node=f"n{n}", type="t", severity=intake.Severity.MAJOR, at=T0 + n * MINUTE
        )
        for n in range(count)
    ]


def told(count: int) -> intake.Alerts:
    """Give what so many signals make."""
    alerts = intake.Alerts()
    for one in signals(count):
        alerts = intake.Intake().decide(one, alerts).alerts
    return alerts


def every_key(method: str, count: int) -> Call:
    """Ask about each alert."""
    alerts = told(count)
    return each(getattr(alerts, method), list(alerts))


RATE = Proportion(3, 9)
KNOWN: Table = {
    "knowledge.KnowledgeBase: articles": lambda n: partial(base, n),
    "knowledge.KnowledgeBase.search: words": lambda n: each(
        base(n).search, [f"fault {m}" for m in range(50)]
    ),
    "knowledge.search: articles": lambda n: partial(
        knowledge.search, articles(n), "fault 3", at=end(n)
    ),
    "knowledge.undocumented: known errors": lambda n: partial(
        knowledge.undocumented, known(n), articles(n)
    ),
    "matching.Matcher: topics": lambda n: partial(matching.Matcher, topics(n)),
    "matching.Matcher.match: topic": lambda n: partial(
        matching.Matcher(topics(n)).match, matching.Topic(text="Mail 3 is down")
    ),
    "matching.Topic: items": lambda n: partial(
        matching.Topic, text="Mail", items=[f"i{m}" for m in range(n)]
    ),
    "lexicon.Lexicon: synonyms": lambda n: partial(
        Lexicon, synonyms=[(f"{letters(m)}mail", f"{letters(m)}post") for m in range(n)]
    ),
    "lexicon.Lexicon.terms: words": lambda n: partial(
        Lexicon().terms, " ".join(f"word{m}" for m in range(n))
    ),
    "intake.Alerts: alerts": lambda n: partial(intake.Alerts, list(told(n).values())),
    "intake.Alerts.__getitem__: alerts": lambda n: every_key("__getitem__", n),
    "intake.Alerts.__contains__: alerts": lambda n: every_key("__contains__", n),
    "intake.Alerts.get: alerts": lambda n: every_key("get", n),
    "intake.Alerts.above: alerts": lambda n: every_key("above", n),
    "intake.Alerts.due: alerts": lambda n: partial(told(n).due, end(n)),
    "intake.Alerts.forget: alerts": lambda n: partial(told(n).forget, before=end(n)),
    "intake.Alerts.__eq__: alerts": lambda n: partial(told(n).__eq__, told(n)),
    "intake.Alerts.with_: one after another": lambda n: partial(kept_in_turn, told(n)),
    "intake.Intake.decide: signals": lambda n: partial(told, n),
    "intake.Intake.tick: alerts": lambda n: partial(intake.Intake().tick, told(n), at=end(n)),
    "intake.take: records": lambda n: partial(
        intake.take,
        intake.Contact(at=T0 + DAY, by="ada", summary="Fault 3"),
        id="INC-X",
        records=[opened(m) for m in range(n)],
        known_errors=known(n),
    ),
    "improvements.Trend: values": lambda n: partial(
        improvements.Trend,
        RATE.figure("reopened", until=T0),
        objectives.Objective("reopened", at_most=0.1),
        [RATE.figure("reopened", since=T0 + m * HOUR, until=T0 + (m + 1) * HOUR) for m in range(n)],
    ),
    "improvements.Register: improvements": lambda n: partial(
        improvements.Register, list(map(improvement, range(n))), at=end(n)
    ),
    "improvements.Register.is_stale: improvements": lambda n: each(
        improvements.Register(list(map(improvement, range(n))), at=end(n)).is_stale,
        list(map(improvement, range(n))),
    ),
}


def kept_in_turn(alerts: intake.Alerts) -> intake.Alerts:
    """Put one alert after another where it is."""
    made = intake.Alerts()
    for alert in alerts.values():
        made = made.with_(alert)
    return made


def improvement(number: int) -> improvements.Improvement:
    """Give an improvement that was proposed."""
    return improvements.Improvement.open(
        f"IMP-{number}", at=T0 + number * MINUTE, by="ines", summary=f"Fewer of {number}"
    )


ESTATES: Table = {**SERVICES, **CHANGES, **OFFERS, **KNOWN}
