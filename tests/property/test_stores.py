"""The law of what a store writes: whatever happens on a desk, what was appended is that desk."""

from __future__ import annotations

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from itsmcore.desk import Desk
from itsmcore.desk._outcome import entry_of
from itsmcore.errors import ItsmError
from tests.instants import HOUR
from tests.instants import MARCH as T0
from tests.property.desks import IDS, desks, steps
from tests.testing.stores import Memory


def stored(desk: Desk) -> Memory:
    """Store a desk as it is."""
    store = Memory()
    for record in desk:
        for version in range(1, record.version + 1):
            store.events[record.id, version] = entry_of(record, version)
            store.versions[record.id] = version
    store.links = {*desk.links}
    return store


@given(desks(), st.data())
@settings(max_examples=40)
def test_what_was_appended_is_the_desk(desk: Desk, data: st.DataObject) -> None:
    """Its records, its links, and when it wakes; all links of one record as well."""
    store, rules = stored(desk), desk.cascades
    desk = Desk.of(desk, desk.links, cascades=rules)
    for _ in range(data.draw(st.integers(1, 6))):
        id, event = data.draw(steps(desk))
        at = (desk.now or T0) + data.draw(st.integers(0, 100)) * HOUR
        try:
            applied = desk.apply(id, attrs.evolve(event, at=at))
        except ItsmError:
            applied = desk.tick(at=at)
        store.append(applied, expected={record.id: record.version for record in desk})
        desk = applied.desk
    loaded = store.load(IDS)
    again = Desk.of(loaded.records, loaded.links, cascades=rules)
    assert desk == again
    assert desk.links == again.links
    assert desk.next_instant == min(store.wakes.values(), default=None)
    for id in IDS:
        one = store.load([id])
        assert desk.ties.get(id) == Desk.of(one.records, one.links).ties.get(id)
