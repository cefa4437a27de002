"""The examples: they run as the README says, and the small log is the one the generator writes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.logs import UCI, with_uci

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
NOT_EVERYWHERE = {
    "pyarrow": "pyarrow, which the example measures with, is not here",
    "rich": "rich, which the example prints with, is not here",
    "sklearn": "scikit-learn, which the example learns with, is not here",
    "helpdesk": "django-helpdesk 2.6.1, which the example drives, is not here: make products",
}


def run(*arguments: str) -> str:
    """Return what an example prints; skip the test where something that it imports is not here."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    missing = re.search(r"^ModuleNotFoundError: No module named '(\w+)", done.stderr, re.MULTILINE)
    if missing and missing[1] in NOT_EVERYWHERE:
        pytest.skip(NOT_EVERYWHERE[missing[1]])
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_small_log_is_the_generator_s() -> None:
    """Seeded, so that everybody replays the same."""
    assert (ROOT / "examples" / "incidents.csv").read_text() == run("examples/generate_log.py")


def test_the_demo_prints_the_report_and_one_life() -> None:
    """What a desk lead asks, and a refusal that explains itself."""
    printed = " ".join(run("examples/replay_log.py").split())
    for words in (
        "200 incidents",
        "illegal moves",
        "priority differs from the stock matrix in",
        "reopenings",
        "time in each state",
        "refused: cannot close while on_hold; allowed moves: resume, resolve, mark_duplicate, "
        "cancel",
        "replayed from its history, it is the same: True",
    ):
        assert words in printed


def test_another_log_is_replayed_without_the_walk(tmp_path: Path) -> None:
    """A zip of a CSV will do."""
    import zipfile

    path = tmp_path / "log.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(ROOT / "examples" / "incidents.csv", "incidents.csv")
    printed = run("examples/replay_log.py", str(path))
    assert "200 incidents" in printed
    assert "one incident" not in printed


def test_the_small_log_is_judged_by_an_agreement() -> None:
    """How many kept their targets, why the worst did not, and what other targets would change."""
    printed = " ".join(run("examples/sla_report.py").split())
    for words in (
        "200 incidents, judged as of Tue 2026-02-03 17:59",
        "400 clocks in",
        "compliance by priority",
        "compliance by month",
        "resolution by the desk: running, missed; 152:59:00 of 45:00:00 (340 %)",
        "late since mon 2026-01-19 09:00; Messaging held it longest, 44:55:00",
        "warn the assignee",
        "first-contact resolution",
        "open at",
        "what if: Moderate in 5 working days, Low in 3 working days, by the clock of Europe/Lisbon",
        "3 become missed, such as INC0000035: 25.4 h spent, of 23.7 instead of 45.0",
        "0 become met",
    ):
        assert words in printed


def test_a_week_of_changes_is_planned_and_an_emergency_goes_in() -> None:
    """The calendar, what is in the way and where there is room; a vote anew, and a way back."""
    printed = " ".join(run("examples/change_week.py").split())
    for words in (
        "thu 2026-03-12 20:00 !CHG-106, [annual figures]",
        "CHG-101: dependent item CHG-102 (host-1, needed by vm-mail), 2026-03-10 20:00 to",
        "CHG-103: same assignee CHG-105",
        "CHG-103: dependent item CHG-104 (san-1, needed by db-1)",
        "CHG-106: freeze annual figures",
        "CHG-107: outside maintenance",
        "CHG-104: Tue 20:00, Sat 06:00",
        "void_approvals, because of reschedule (v8)",
        "CHG-104 scheduled v14>: 2 of 2 of the CAB, jorge abstaining",
        "refused: a freeze is in force (grant_exception): annual figures",
        "with an exception for annual figures",
        "no obstacle to it: CHG-109: outside maintenance",
        "CHG-109 scheduled v4>: 1 of 1 of the emergency CAB",
        "refused: what failed its verification is retried",
        "due: it has to be reviewed first (review)",
        "due: back_out_plan must be set first",
        "CHG-109 review v8>: backed_out",
        "CHG-109 closed v12>, caused INC-2001",
        "the way back was to install the former one, then start it",
    ):
        assert words in printed


def test_a_year_of_availability_is_reported(tmp_path: Path) -> None:
    """What fails takes along what needs it, and the worst month is explained and drawn."""
    picture = tmp_path / "worst.svg"
    printed = " ".join(run("examples/availability.py", str(picture)).split())
    for words in (
        "web shop down db-1 db-1",
        "has the priority Critical",
        "payroll in maintenance hr 900 san-1",
        "140 outages in the log, 401 with those that followed from them",
        "payroll 99.7028 % 99.9 % no 9 9:18:00 -6:10:12",
        "availability, service payroll: at least 0.999 99.7028 % missed",
        "15 of 48 months missed their target, such as: payroll: 98.9219 % of 252:00:00",
        "sat 2025-03-15 08:00 sat 2025-03-15 10:00 out of hours: CHG-3 2:10:00",
        "payroll could have 0.998 to 0.999",
    ):
        assert words in printed
    assert "down 2:10:00 INC-29" in picture.read_text("utf-8")


def test_a_major_incident_takes_its_children_along() -> None:
    """By an emergency change; what had ended before stays as it was, and the journal agrees."""
    printed = " ".join(run("examples/major_incident.py").split())
    for words in (
        "<Incident INC0000001 new v2>, major, with 30 children",
        "09:55 INC0000001 start, by grace follows: INC0000002 start, by grace, because of start",
        "… and 26 more",
        "follows: CHG0000001 approve, by omar, because of vote (v4)",
        "follows: TASK0000001 cancel, by grace, because of complete (v8 of CHG0000001)",
        "offered: INC0000001 resolve, by grace, because of complete (v8 of CHG0000001)",
        "11:45 keiko accepts, and 30 events follow",
        "INC0000031 resolve, by keiko, because of resolve (v5 of INC0000001)",
        "resolved: 30 of 30 children, and <Incident INC0000001 resolved v5>",
        "INC0000006 keeps its own: It was the cable",
        "replayed, it gives the same desk: True",
        "next: Mon 16 08:50 UTC",
    ):
        assert words in printed


WAY = (
    "groups that keep coming back; the worst:",
    "of its incidents are open on",
    "so: Install the patch",
    "workaround: Start the service anew each night",
    "a new incident is like it: PRB0000001",
    "follows: CHG0000001 approve, by ines, because of vote (v5)",
    "offered: PRB0000001 resolve, by linus, because of complete (v11 of CHG0000001)",
)


def test_the_worst_of_a_log_becomes_a_problem_and_is_solved() -> None:
    """From what keeps coming back to a change, by which the incidents that wait resolve."""
    printed = run("examples/problem_from_recurrence.py")
    for words in (
        "200 incidents, 7 groups",
        "category email, from 2026-01-05 08:19",
        "<Problem PRB0000001 resolved v8>: 7 of 7 incidents resolved",
        *WAY,
    ):
        assert words in printed


@pytest.mark.untraced
@with_uci
def test_the_worst_of_the_real_log_becomes_a_problem_and_is_solved() -> None:
    """Ten within a week of one category and symptom, or on one item; the worst by its pain."""
    printed = run("examples/problem_from_recurrence.py", str(UCI))
    for words in (
        "24,918 incidents, 174 groups",
        "category Category 34, symptom Symptom 491",
        "97 of its incidents are open on 2016-05-03 12:23 UTC",
        "<Problem PRB0000001 resolved v8>: 97 of 97 incidents resolved",
        *WAY,
    ):
        assert words in printed


def test_what_a_problem_taught_solves_an_incident() -> None:
    """From the problem to its article, to an incident in other words, to the end of the article."""
    printed = run("examples/knowledge.py")
    for words in (
        "KB0000001  publish  by linus",
        "article:     KB0000001 (4.67): same service vpn; words after, day (hours), dropped "
        "(disconnects), vpn (tunnel)",
        "the caller could have found: ['KB0000001']",
        "INC0000001  resolve  by ada",
        "offered   Wed 2026-04-01 09:00  KB0000001   propose_retirement  by grace",
        "used by INC0000001",
    ):
        assert words in printed


def test_a_reopened_rate_is_halved_or_it_is_too_early_to_say() -> None:
    """In a small log chance alone does as much, so the next one goes on from the last value."""
    printed = " ".join(run("examples/improvement.py").split())
    for words in (
        "Half the reopened incidents of Network: 9.1 % (2 of 22",
        "target: reopened, group Network: at most 0.0455; do",
        "As it was, though nobody did anything: reopened, group Network: 0.0 % (n=15",
        "Fisher's exact test, two-sided: p = 0.5, too early to say -> too_early",
        "As if the rate had halved (made up): reopened, group Network: 6.7 % (n=15",
        "IMP0000001 is iterated",
        "IMP0000002 goes on from reopened, group Network: 6.7 % (n=15",
    ):
        assert words in printed


@pytest.mark.untraced
@with_uci
def test_half_the_reopened_of_a_real_group_are_fewer() -> None:
    """Where so many are counted, half as many have moved, and what nobody touched has not."""
    printed = " ".join(run("examples/improvement.py", str(UCI)).split())
    for words in (
        "Half the reopened incidents of Group 70: 0.7 % (24 of 3528",
        "-78.1 % of the way; the target, at most 0.0034, is missed",
        "p = 0.2, too early to say -> too_early",
        "p = 0.027, it has become better -> improved",
        "IMP0000001 is standardised",
    ):
        assert words in printed


def test_a_learned_model_suggests_categories_beside_rules() -> None:
    """On what was held out, and beside what the majority would come to."""
    printed = run("examples/suggest_categories.py")
    for words in (
        "32 cases to learn from, 16 held out",
        "20 rules",
        "coverage: 62.5 % (n=16)",
        "accuracy of all: 50.0 % (n=16)",
        "learned",
        "accuracy of all: 81.2 % (n=16)",
        "majority baseline: 25.0 % (n=16)",
    ):
        assert words in printed


@pytest.mark.untraced
@with_uci
def test_a_learned_model_suggests_categories_for_the_real_log() -> None:
    """Three times as often right as the majority, on the half that it has not seen."""
    printed = run("examples/suggest_categories.py", str(UCI))
    for words in (
        "12,459 cases to learn from, 12,459 held out",
        "accuracy of all: 31.5 % (n=12459)",
        "accuracy of all: 54.2 % (n=12459)",
        "majority baseline: 17.2 % (n=12459)",
    ):
        assert words in printed


def test_triage_shows_every_decision_with_its_reason() -> None:
    """Of what people say, and of what machines say."""
    printed = run("examples/triage.py")
    for words in (
        "duplicate_of: INC-1 (summary with the words down mail nobody work",
        "category: hardware/printer (printers: summary has a word with 'drucker', 80 % sure)",
        "known_error: PRB-7 (category mail/outlook)",
        "safety: High (priority at least High: no change)",
        "a test system: Low (priority at most Low: Moderate -> Low)",
        "10:03 db-1 Critical: raised: Critical, after Minor; 3 signals",
        "offered: INC0000001 reprioritise",
        "10:08 web-1 Clear: suppressed: it flaps",
        "10:23 resolved: clear since 2026-03-02 10:08",
        "INC-2: priority Critical before High",
    ):
        assert words in printed
    assert "INC-1, ada: Fax is dead\n  category: open" in run("examples/triage.py", "Fax is dead")


def test_a_product_differs_from_its_own_flow_as_the_guide_says() -> None:
    """The table of the guide is the one that is printed; no case is new, and none is gone."""
    printed = run("examples/django_helpdesk.py")
    guide = (ROOT / "docs" / "how-to" / "test-a-product.md").read_text()
    table = printed.partition("\n\n")[2]
    assert table in guide
    assert "12 of 71 cases differ" in table


def test_a_new_colleague_gets_what_they_need() -> None:
    """An order with approvals, tasks, a rejection, an amendment, a hold, costs and a report."""
    printed = " ".join(run("examples/onboarding.py").split())
    for words in (
        "REQ0000003 submit by hr, because of fulfil (v5 of REQ0000001)",
        "REQ0000002 reject by mia, because of vote (v4)",
        "REQ0000003 void_approvals by hr, because of amend (v4)",
        "REQ0000003 hold by grace",
        "REQ0000003 start by pim, because of start (v3 of TASK0000001)",
        "refused: what has been started is not amended (order anew)",
        "refused: it is past the point of no return",
        "ORD0000001 is closed: incomplete",
        "laptop fulfilled met",
        "vpn fulfilled missed",
        "workplace 2026-03 1 EUR month 40",
    ):
        assert words in printed


def test_engines_hand_a_log_over() -> None:
    """Those that are here; the rest is said to be missing."""
    printed = run("-m", "examples.engine_clocks")
    assert "pyarrow: 6,000 clocks" in printed
    assert 4 == len(printed.splitlines())
