"""Whatever happened to a record, its snapshot says of it what it says itself, to the same sides."""

import json

from hypothesis import given
from hypothesis import strategies as st

from itsmcore import INCIDENT, Incident
from itsmcore.conditions import Condition, is_set
from itsmcore.documents import Documents
from itsmcore.lifecycle import Side, Snapshot
from itsmcore.testing import conditions, records, snapshots

DOCUMENTS = Documents()


@given(records(INCIDENT))
def test_a_snapshot_has_what_is_set_of_a_record(record: Incident) -> None:
    """And is stale with the next event only."""
    stored = record.snapshot()
    assert {name: of for name, of in record.facts.items() if is_set(of)} == dict(stored.facts)
    assert not stored.is_stale(version=record.version, model=record.model)
    assert stored == record.snapshot(facts=stored.facts)


@given(records(INCIDENT), conditions())
def test_a_condition_holds_of_both_or_of_neither(record: Incident, condition: Condition) -> None:
    """Whatever it asks of the record itself."""
    assert condition.judge(record.facts) == condition.judge(record.snapshot().facts)


@given(snapshots())
def test_a_snapshot_is_read_as_it_was_written(stored: Snapshot) -> None:
    """Through JSON."""
    text = json.dumps(DOCUMENTS.unstructure(stored))
    assert stored == DOCUMENTS.structure(json.loads(text), Snapshot)


@given(
    records(INCIDENT),
    st.sampled_from([Side.CUSTOMER, Side.MACHINE]),
    st.sampled_from(["ada", None]),
)
def test_a_side_reads_no_more_than_it_sees(record: Incident, side: Side, who: str | None) -> None:
    """Of facts, and of when something happened."""
    stored, seen = record.snapshot(side=side, who=who), record.seen_by(side, who=who)
    assert {"state", "phase"} == set(stored.facts) - set(seen.facts)
    assert stored.at == max((event.at for event in seen.events), default=None)
