"""Texts: those in a document, since few stores accept half a character or a null."""

from __future__ import annotations

from typing import Any

from itsmcore.documents._errors import Unwritable
from itsmcore.phrase import Phrase
from itsmcore.plain import flaw_of_text


def check_texts(document: Any) -> None:
    """Look through a document for texts that cannot be written.

    Raises:
        Unwritable: there is one.
    """
    if isinstance(document, str):
        flaw = flaw_of_text(document)
        if flaw:
            raise Unwritable(
                value=document, why=Phrase("documents.why.few_stores_take_leave", flaw=flaw)
            )
    elif isinstance(document, dict):
        for key, part in document.items():
            check_texts(key)
            _check_under(key, part)
    elif isinstance(document, list):
        for place, part in enumerate(document):
            _check_under(place, part)


def _check_under(step: str | int, part: Any) -> None:
    try:
        check_texts(part)
    except Unwritable as error:
        raise error.under(step) from None
