"""What was said: the values of arguments, read from the texts that a form or a prompt sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from itsmcore.checked import checked
from itsmcore.errors import BadAnswers, BadValue, Reason
from itsmcore.fields import as_mapping, as_several
from itsmcore.frozen import FrozenDict
from itsmcore.instant import utc
from itsmcore.lifecycle._argument import Argument
from itsmcore.nearest import hint
from itsmcore.phrase import Phrase, Words
from itsmcore.shown import shown


@checked
def read_texts(
    arguments: Iterable[Argument], texts: Mapping[str, Any], *, zone: tzinfo | None = None
) -> FrozenDict[str, Any]:
    """Read the values of arguments from the texts that a form, a prompt or a chat has sent.

    A blank text says nothing, so it is left out. Items such as `custom.site` are gathered under
    `custom`. Whether the values may be is up to the record.

    Args:
        arguments: what is asked, of a `Choice` or of a model.
        texts: by the name of the argument, a text, or several where it takes several; anything
            that is no text is taken as the value that it is.
        zone: whose clock local times follow; without it, an instant has to say its offset.

    Raises:
        BadAnswers: a text does not say what is asked, or nobody asks for it; each is listed.
        BadValue: there are no arguments, or no mapping of texts.

    >>> from datetime import UTC
    >>> from itsmcore import INCIDENT
    >>> form = {"reason": "vendor", "until": "2026-01-05T17:30", "note": ""}
    >>> dict(read_texts(INCIDENT.arguments("hold"), form, zone=UTC))
    {'reason': HoldReason.VENDOR, 'until': datetime.datetime(2026, 1, 5, 17, 30, tzinfo=datetime.timezone.utc)}
    >>> read_texts(INCIDENT.arguments("hold"), {"reason": "vendro"})
    Traceback (most recent call last):
        ...
    itsmcore.errors.BadAnswers: reason cannot be 'vendro'; give one of caller, vendor, problem, change
    """  # noqa: E501 (a line of output)
    asked = as_several(
        Argument, arguments, "arguments", Phrase("lifecycle.said.those_choice_model")
    )
    known = {one.name: one for one in asked}
    given = as_mapping(texts, "texts", Phrase("lifecycle.said.mapping_names_texts"))
    values, reasons = dict[str, Any](), list[Reason]()
    for name, text in given.items():
        if name not in known:
            words = Phrase("lifecycle.said.argument", name=shown(name), hint=hint(name, known))
            reasons.append(Reason("unknown_field", words, argument=str(name)))
            continue
        try:
            value = read_text(known[name], text, zone=zone)
        except BadValue as error:
            data = {"value": text, "legal": tuple(one.code for one in known[name].menu)}
            code = "unknown_code" if data["legal"] else "bad_value"
            reasons.append(
                Reason(code, Phrase("errors.itself", error=error), argument=name, data=data)
            )
            continue
        if value is not None:
            whole, dot, item = name.partition(".")
            values[whole] = {**values.get(whole, {}), item: value} if dot else value
    if reasons:
        raise BadAnswers(reasons=tuple(reasons))
    return FrozenDict(values)


def read_text(argument: Argument, text: Any, *, zone: tzinfo | None = None) -> Any:
    """Read the value of one argument from a text, or from several; None if they say nothing.

    Raises:
        BadValue: the text does not say what is asked.
    """
    if not argument.is_several or text is None:
        return _one(argument, text, zone)
    several = text.split(",") if isinstance(text, str) else text
    values = tuple(_one(argument, one, zone) for one in several)
    return tuple(one for one in values if one is not None) or None


def _one(argument: Argument, text: Any, zone: tzinfo | None) -> Any:
    if not isinstance(text, str) or text.__class__ is not str:
        return text
    said = text.strip()
    if not said:
        return None
    if argument.options:
        return _of_menu(argument, said)
    if argument.item is str:
        return said if argument.is_several else text
    words, read = _READERS.get(getattr(argument.item, "__name__", ""), _UNREADABLE)
    if argument.item is datetime:
        words, read = _instants(zone)
    try:
        return read(said)
    except (ValueError, ArithmeticError, KeyError):
        raise BadValue(field=argument.name, value=text, expected=words) from None


def _of_menu(argument: Argument, said: str) -> Any:
    menu = {one.code: one.value for one in argument.menu}
    if said in menu:
        return menu[said]
    raise BadValue(
        field=argument.name,
        value=said,
        expected=Phrase("common.one_of", names=", ".join(menu)),
    )


def _instants(zone: tzinfo | None) -> tuple[Words, Callable[[str], Any]]:
    def read(said: str) -> datetime:
        moment = datetime.fromisoformat(said)
        return utc(moment if moment.tzinfo or zone is None else moment.replace(tzinfo=zone))

    example = "'2026-01-31T09:00Z'" if zone is None else "'2026-01-31T09:00'"
    return Phrase("lifecycle.said.instant_such", example=example), read


def _decimal(said: str) -> Any:
    from decimal import Decimal  # noqa: PLC0415 (slow to load)

    return Decimal(said)


def _flag(said: str) -> bool:
    return _FLAGS[said.lower()]


def _unreadable(_: str) -> Any:
    raise ValueError


_FLAGS = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
_READERS: dict[str, tuple[Words, Callable[[str], Any]]] = {
    "bool": (Phrase("lifecycle.said.yes_or_no"), _flag),
    "int": (Phrase("lifecycle.said.whole_number"), int),
    "float": (Phrase("lifecycle.said.number"), float),
    "Decimal": (Phrase("lifecycle.said.number"), _decimal),
    "date": (Phrase("lifecycle.said.date_such"), date.fromisoformat),
}
_UNREADABLE = (Phrase("lifecycle.said.value_itself"), _unreadable)
