"""Taking in what a person tells: every decision about it, with the reason, and nothing dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from itsmcore.categories import Suggestion
from itsmcore.categories._suggestion import as_confidence
from itsmcore.decisions import Decision
from itsmcore.desk import match_known_errors
from itsmcore.errors import BadValue, NotYetInForce
from itsmcore.fields import as_a, as_items, as_number, as_several, maybe_a, offers
from itsmcore.frozen import FrozenDict
from itsmcore.incidents import INCIDENT, Incident, IncidentModel, Opened
from itsmcore.intake._contact import SAID, Contact
from itsmcore.intake._flapping import as_time
from itsmcore.intake._judgement import Aspect, Judgement, TakenContact
from itsmcore.intake._scales import on_scale
from itsmcore.level import Level
from itsmcore.lexicon import ENGLISH
from itsmcore.lifecycle import Record
from itsmcore.lifecycle._legal import legal_hint
from itsmcore.lifecycle._practice import practice_of
from itsmcore.matching import Matcher, Topic
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words, all_of, clauses_of
from itsmcore.problems import KnownError
from itsmcore.recurrence import Signature
from itsmcore.shown import shown


class Suggests(Protocol):
    """What suggests categories by facts, the surest first.

    Of the first suggestion `category`, `confidence` and `why` are read, as of a `Suggestion`.
    """

    def suggest(self, facts: Any, /) -> Sequence[Any]: ...


SAME_WORDS = Signature("summary", lexicon=ENGLISH)
"""What two contacts must have in common to be about the same, whoever tells them.

Words that differ by an English ending are the same; other words have to be.
"""


def take(
    contact: Contact,
    *,
    id: str,
    model: IncidentModel = INCIDENT,
    records: Iterable[Record] = (),
    known_errors: Iterable[KnownError] = (),
    suggester: Suggests | None = None,
    least_confidence: float = 0.5,
    impact: Decision[Any] | None = None,
    urgency: Decision[Any] | None = None,
    signature: Signature = SAME_WORDS,
    within: timedelta = timedelta(hours=24),
    least_score: float = 5.0,
) -> TakenContact:
    """Decide what to make of what a person tells, and say why.

    The incident is opened whatever is suggested or decided: a category or a level that the model
    does not know is left out, and the judgement says why.

    An open incident is proposed as the one that it duplicates if it has the same caller and the
    same item, or the same service where the contact names no item; or if it was opened a short time
    ago and has the same words, or else enough in common, as a `Matcher` weighs it. Nobody's words
    are dropped: whoever confirms the proposal marks the new incident as a duplicate
    (`mark_duplicate`), and a desk then merges the two.

    Args:
        contact: what was told.
        id: the number of the incident.
        model: the model that it lives by, whose rules give its priority.
        records: the records that may be about the same; those that are not open, or are of another
            practice, are not.
        known_errors: the published known errors.
        suggester: what suggests a category, such as the rules of a Categoriser.
        least_confidence: how sure it has to be for its category to be used.
        impact: a Decision that answers with the impact, by the facts of the contact and its
            category.
        urgency: the same for the urgency.
        signature: what has to be the same in the words.
        within: how long ago a record with the same words, or with enough in common, may have been
            opened.
        least_score: how much is enough in common: by default more than one item, and more than the
            same words with nothing else.

    Raises:
        BadValue: a value is of the wrong kind, or the suggester suggests something else.
        NotGiven: a Decision reads a fact from outside.
        Refused: the model does not let such an incident be opened.

    >>> from datetime import UTC, datetime
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> told = Contact(at=nine, by="ada", summary="Mail is down", configuration_items="mx-1")
    >>> first = Incident.begin(take(told, id="INC-1").event)
    >>> print(take(told, id="INC-2", records=[first]).judgements[0])
    duplicate_of: INC-1 (same caller ada and same item mx-1)
    """
    as_a(Contact, contact, "contact")
    as_a(IncidentModel, model, "model")
    as_a(Signature, signature, "signature")
    as_a(str, id, "id")
    practice = practice_of(model)
    likely = [
        one
        for one in as_several(Record, records, "records")
        if one.phase.is_open and one.id != id and practice_of(one) == practice
    ]
    span, enough = as_time(within, "within"), as_number(least_score, "least_score")
    judged = list(_duplicates(contact, likely, signature, span))
    proposed = {one.answer for one in judged}
    recent = (one for one in likely if abs(contact.at - one.opened_at) <= span)
    others = {one.id: Topic.of(one.facts) for one in recent if one.id not in proposed}
    judged += _resembling(contact, Matcher(others, signature.lexicon), enough)
    least = as_confidence(least_confidence, "least_confidence")
    chosen: dict[str, Any] = {}
    if suggester is not None:
        judged.append(_category(contact, suggester, least, model))
        chosen["category"] = judged[-1].answer
    for one in _levels(contact, chosen, impact, urgency, model):
        judged.append(one)
        chosen[str(one.aspect)] = one.answer
    said = {name: value for name, value in chosen.items() if value is not None}
    event = Opened(id, at=contact.at, by=contact.by, **{**contact.arguments, **said})
    incident: Any = model.record.begin(event, model=model)
    judged += _known(incident, known_errors)
    judged.append(_priority(incident))
    return TakenContact(contact=contact, event=event, judgements=tuple(judged))


def _duplicates(
    contact: Contact, records: Iterable[Record], signature: Signature, within: timedelta
) -> Iterator[Judgement]:
    """Yield the records of the same caller and item first, and then those of the same words."""
    words = signature.groups(contact.facts)
    plain = Signature(signature.name)
    said = "".join(map(plain.title, plain.groups(contact.facts)))
    later: list[Judgement] = []
    for record in records:
        facts = record.facts
        what = _in_common(contact, facts)
        if what and contact.caller in _several(facts.get("callers")):
            why = Phrase("intake.why.same_caller", caller=contact.caller, common=what)
            yield Judgement(Aspect.DUPLICATE_OF, record.id, why)
        elif (
            words
            and abs(contact.at - record.opened_at) <= within
            and words == signature.groups(facts)
        ):
            why = Phrase("intake.why.opened", said=said, opened_at=record.opened_at)
            later.append(Judgement(Aspect.DUPLICATE_OF, record.id, why))
    yield from later


def _resembling(contact: Contact, known: Matcher[str], enough: float) -> Iterator[Judgement]:
    """Yield the records that have enough in common with a contact, best first."""
    for match in known.match(Topic.of(contact.facts)):
        if match.score >= enough:
            yield Judgement(Aspect.DUPLICATE_OF, match.key, "; ".join(match.reasons))


def _in_common(contact: Contact, facts: Mapping[str, object]) -> Words:
    """Say which item or service a record has in common with a contact; empty for none."""
    items = sorted(
        set(contact.configuration_items) & set(_several(facts.get("configuration_items")))
    )
    if items:
        return Phrase("intake.contacts.same_item", items=", ".join(items))
    is_same = contact.service is not None and facts.get("service") == contact.service
    return (
        Phrase("intake.contacts.same_service", service=contact.service)
        if is_same and not contact.configuration_items
        else ""
    )


def _several(value: object) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _category(
    contact: Contact, suggester: Suggests, least: float, model: IncidentModel
) -> Judgement:
    found = _surest(contact, suggester)
    if found is None:
        return Judgement(Aspect.CATEGORY, None, Phrase("intake.contacts.nothing_suggested"))
    sure = Phrase("intake.contacts.sure", share=f"{100 * found.confidence:.0f} %")
    if found.confidence < least:
        why = Phrase(
            "intake.why.suggested_but_only", category=found.category, sure=sure, why=found.why
        )
        return Judgement(Aspect.CATEGORY, None, why)
    unknown = _unknown(found.category, Aspect.CATEGORY, contact, model)
    if unknown:
        return Judgement(
            Aspect.CATEGORY,
            None,
            Phrase("intake.contacts.suggested", why=unknown, suggested=found.why, sure=sure),
        )
    return Judgement(Aspect.CATEGORY, found.category, all_of([found.why, sure]))


def _unknown(answer: object, aspect: Aspect, contact: Contact, model: IncidentModel) -> Words:
    """Say why a model does not take an answer; empty if it does."""
    name = str(aspect)
    dated = model.dated.get(name)
    try:
        legal = model.legal.get(name) if dated is None else dated.as_of(contact.at)
    except NotYetInForce as error:
        return Phrase("intake.contacts.cannot", name=name, answer=shown(answer), error=error)
    if legal is None or answer in legal:
        return ""
    return Phrase(
        "intake.contacts.cannot_2",
        name=name,
        answer=shown(answer),
        legal_hint=legal_hint(answer, legal),
    )


def _surest(contact: Contact, suggester: Suggests) -> Suggestion | None:
    if not offers(suggester, "suggest"):
        raise BadValue(
            field="suggester", value=suggester, expected=Phrase("intake.expected.suggest_facts")
        )
    words = Phrase("intake.contacts.suggester_returns_suggestions")
    several = as_items(suggester.suggest(contact.facts), "suggester", words)
    if not several:
        return None
    first: Any = several[0]
    if not all(hasattr(first, name) for name in ("category", "confidence", "why")):
        raise BadValue(field="suggester", value=first, expected=words)
    return Suggestion(first.category, first.confidence, first.why)


def _levels(
    contact: Contact,
    chosen: Mapping[str, Any],
    impact: Decision[Any] | None,
    urgency: Decision[Any] | None,
    model: IncidentModel,
) -> Iterator[Judgement]:
    facts = contact.facts | {name: of for name, of in chosen.items() if of is not None}
    for aspect, decision in ((Aspect.IMPACT, impact), (Aspect.URGENCY, urgency)):
        if maybe_a(Decision, decision, str(aspect), "a Decision, or None") is not None:
            judged = _decided(aspect, decision, facts)
            yield judged if judged.answer is None else _as_known(judged, contact, model)


def _as_known(judged: Judgement, contact: Contact, model: IncidentModel) -> Judgement:
    """Return a judgement with the level as the model knows it; without one that it does not."""
    answer, aspect = on_scale(judged.answer, str(judged.aspect), model), judged.aspect
    why = _unknown(answer, aspect, contact, model)
    if not why and not isinstance(answer, Level):
        why = Phrase("intake.why.cannot_level", aspect=aspect, answer=shown(answer))
    if why:
        return Judgement(
            aspect, None, Phrase("intake.contacts.decided", why=why, decided=judged.why)
        )
    return Judgement(aspect, answer, judged.why)


def _decided(aspect: Aspect, decision: Any, facts: FrozenDict[str, object]) -> Judgement:
    answer = next(iter(decision.answers(facts)), None)
    explained = decision.explain(facts)
    won = next((str(row.when) for row, _, wins in explained.rows if wins), None)
    default = (
        Phrase("intake.contacts.default")
        if explained.by_default
        else Phrase("intake.contacts.row_holds", name=decision.name)
    )
    return Judgement(
        aspect,
        answer,
        clauses_of([default, *_slips(decision)]) if won is None else won,
    )


def _slips(decision: Decision[Any]) -> list[Words]:
    """List which facts a decision reads that no contact has."""
    read = dict.fromkeys(of.name for row in decision.rows for of in row.when.fields)
    names = [name for name in read if name not in _FACTS and not name.startswith("custom.")]
    return [
        Phrase("intake.contacts.reads_contact", name=shown(name), hint=hint(name, _FACTS))
        for name in names
    ]


_FACTS = (*SAID, "opened_at", "opened_by", *map(str, (Aspect.CATEGORY, Aspect.IMPACT)))


def _known(incident: Incident, known_errors: Iterable[KnownError]) -> Iterator[Judgement]:
    for match in match_known_errors(incident, known_errors):
        why = "; ".join(match.reasons)
        yield Judgement(Aspect.KNOWN_ERROR, match.known_error.problem, why)


def _priority(incident: Incident) -> Judgement:
    told = incident.prioritisation
    return Judgement(Aspect.PRIORITY, told.priority, "; ".join(map(str, told.opinions)))
