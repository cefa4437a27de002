"""Suggest categories by a few rules and by a model that scikit-learn learns, and score both.

    python examples/suggest_categories.py [LOG]

LOG is a CSV file or a zip of one, as examples/replay_log.py reads it; its older half is learned
from, and its newer half is held out. Without it the summaries below are taken, of which each third
one is held out. The facts that are read are those of FACTS, as they were when a case was opened.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline

from itsmcore import Phase, Timeline
from itsmcore.categories import Categoriser, CategoryRule, Suggestion, categorisations, score
from itsmcore.conditions import field, words
from itsmcore.decisions import Match
from itsmcore.tokens import tokens

FACTS = ("symptom", "group", "location", "channel", "caller")
RULES = 20
NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
SUMMARIES = {
    "software/email": """
        Outlook crashes when I open a message; Mailbox is full and cannot send
        No new mail since this morning; Calendar invitations do not arrive
        Outlook asks for my password again and again; Shared mailbox is missing
        Cannot send attachments by mail; Spam filter holds back mail of a customer
        Outlook is slow to start; Mail of yesterday has disappeared
        Out of office reply cannot be set; Distribution list does not deliver""",
    "hardware/printer": """
        Printer on floor 2 jams paper; Toner is empty in the copy room
        Prints come out blank; Printer is offline after it was moved
        Paper jam in the big printer; Cannot print double sided
        New printer is not in the list; Printer makes a grinding noise
        Labels print out of line; Print queue is stuck
        Scanner of the printer does not send; Colours of the print are wrong""",
    "network": """
        VPN drops every hour; No wireless in the meeting room
        VPN client cannot connect from home; Network cable is broken
        Internet is slow on floor 3; Cannot reach the file share by VPN
        Wireless asks for a certificate; Phone has no network
        Connection is lost when I change floors; Web pages time out
        VPN token is rejected; Network drive is disconnected""",
    "access": """
        Forgot my password; Account is locked after three attempts
        New colleague needs an account; Cannot log in to the HR system
        Password expired while on leave; Please give me access to the project folder
        Token for log in was lost; Account of a leaver is still active
        Role in the ERP system is missing; Access denied to the archive
        Cannot reset my own password; Log in page shows an error""",
}


def features(facts: Mapping[str, Any]) -> Iterator[str]:
    """Give what a case is learned by: the words of its summary, and its other facts."""
    yield from sorted(tokens(str(facts.get("summary") or "")))
    yield from (f"{name} {facts[name]}" for name in FACTS if facts.get(name) is not None)


class Learned:
    """A pipeline of scikit-learn as a Suggester; it says nothing unless it is sure enough."""

    def __init__(self, log: Mapping[str, Timeline], *, least: float = 0.0) -> None:
        """Learn from cases, each by its opening and by the category it ended in."""
        cases = [(log[number][0].facts, label) for number, label in labels(log).items()]
        words: Any = features
        self.pipeline = make_pipeline(TfidfVectorizer(analyzer=words), ComplementNB())
        self.pipeline.fit([facts for facts, _ in cases], [label for _, label in cases])
        self.why, self.least = f"learned from {len(cases):,} cases", least

    def suggest(self, facts: Any, /) -> tuple[Suggestion, ...]:
        """Return the three most likely categories."""
        (likely,) = self.pipeline.predict_proba([facts])
        ranked = sorted(zip(likely, self.pipeline.classes_, strict=True), reverse=True)
        sure = [(float(p), str(label)) for p, label in ranked[:3] if p >= self.least]
        return tuple(Suggestion(label, min(p, 1.0), self.why) for p, label in sure)


def labels(log: Mapping[str, Timeline]) -> dict[str, str]:
    """Find the category that each case ended in."""
    had = {number: categorisations(timeline) for number, timeline in log.items()}
    return {number: several[-1].category for number, several in had.items() if several}


def rules_from(log: Mapping[str, Timeline]) -> Categoriser:
    """Make rules of the words and facts that most often went with one category."""
    counts: dict[str, Counter[str]] = {}
    meant: dict[str, Any] = {}
    for number, label in labels(log).items():
        facts = log[number][0].facts
        for name in FACTS:
            if facts.get(name) is not None:
                key = f"{name} {facts[name]}"
                counts.setdefault(key, Counter())[label] += 1
                meant[key] = field(name).is_(facts[name])
        for word in tokens(str(facts.get("summary") or "")):
            counts.setdefault(word, Counter())[label] += 1
            meant[word] = words("summary").some(word)
    best = sorted(counts, key=lambda key: (-max(counts[key].values()), key))[:RULES]
    return Categoriser(
        [
            CategoryRule(key, meant[key], label, times / counts[key].total())
            for key in best
            for label, times in counts[key].most_common(1)
        ],
        match=Match.GREATEST,
    )


def of_summaries() -> tuple[dict[str, Timeline], dict[str, Timeline]]:
    """Make cases of the summaries above, and hold out each third one."""
    learned, held_out = dict[str, Timeline](), dict[str, Timeline]()
    for category, lines in SUMMARIES.items():
        several = [text.strip() for line in lines.strip().splitlines() for text in line.split(";")]
        for place, text in enumerate(several):
            opened = {"summary": text, "phase": Phase.NEW}
            closed = {**opened, "category": category, "phase": Phase.CLOSED}
            log = Timeline.from_rows([(NINE, opened), (NINE + timedelta(hours=1), closed)])
            (held_out if place % 3 == 2 else learned)[f"{category} {place}"] = log
    return learned, held_out


def of_log(path: Path) -> tuple[dict[str, Timeline], dict[str, Timeline]]:
    """Read a log, and hold out its newer half."""
    from replay_log import replay

    ordered = sorted(replay(path).items(), key=lambda pair: pair[1][0].at)
    half = len(ordered) // 2
    return dict(ordered[:half]), dict(ordered[half:])


def main() -> int:
    """Learn from one part of a log, and score on the other."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("log", nargs="?", type=Path)
    path = parser.parse_args().log
    learned, held_out = of_summaries() if path is None else of_log(path)
    print(f"{len(learned):,} cases to learn from, {len(held_out):,} held out")
    rules = rules_from(learned)
    for name, suggester in ((f"{len(rules.rules)} rules", rules), ("learned", Learned(learned))):
        print(f"\n{name}")
        for figure in score(suggester, held_out).figures:
            print(f"  {figure}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
