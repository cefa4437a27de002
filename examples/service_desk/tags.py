"""Entity tags: what somebody has seen of a record (RFC 9110, sections 8.8.3 and 13.1.1)."""

from __future__ import annotations

import re

import attrs

from itsmcore.errors import Reason, Stale
from itsmcore.lifecycle import AnyRecord

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_NEXT = r"[ \t]*,[ \t,]*"
_LIST = re.compile(rf"[ \t,]*{_TAG}(?:{_NEXT}{_TAG})*[ \t,]*")


def tag_of(record: AnyRecord) -> str:
    return f'"{record.version}"'


@attrs.frozen
class Seen:
    """What somebody says by `If-Match` to have seen of a record: tags, or `*` for any version."""

    said: str

    def check(self, record: AnyRecord) -> None:
        """Refuse what was seen before the record changed.

        A weak tag matches nothing, and neither does what is no list of tags.

        Raises:
            Stale: the record's tag is not among them.
        """
        said = self.said.strip()
        tags = re.findall(_TAG, said) if _LIST.fullmatch(said) else []
        if said != "*" and tag_of(record) not in tags:
            words = f"{record.id} is at {tag_of(record)}, which you have not seen; load it again"
            reasons = (Reason("stale", words),)
            raise Stale(record=record.id, state=record.state, verb="expect", reasons=reasons)
