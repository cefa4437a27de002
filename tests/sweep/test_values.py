"""Every public value is compared, hashed and pickled by what it is."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from itsmcore.columnar import Steps
from itsmcore.desk import Refusal
from itsmcore.documents import Documents
from itsmcore.interop.cattrs import ItsmConverter
from itsmcore.interop.pydantic import Stored
from itsmcore.recurrence import occurrences
from itsmcore.testing import (
    AsyncStoreTests,
    DeskMachine,
    Firing,
    LifecycleTests,
    RecordMachine,
    StoreTests,
)
from tests.sweep.good import SELVES, incident

NO_VALUES = (
    AsyncStoreTests,
    DeskMachine,
    StoreTests,
    Documents,
    Firing,
    ItsmConverter,
    LifecycleTests,
    RecordMachine,
    Refusal,
    Steps,
    Stored,
)
"""What tests, works, holds an error, or holds arrays is equal to itself alone."""
VALUES: dict[str, Any] = {
    of.__name__: value for of, value in SELVES.items() if not isinstance(value, NO_VALUES)
} | {"Occurrence of a record": occurrences([incident()])}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_equals_its_pickled_twin(name: str) -> None:
    """Whatever the protocol, and has the twin's hash."""
    value = VALUES[name]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        twin = pickle.loads(pickle.dumps(value, protocol))
        assert value == twin
        assert hash(value) == hash(twin)
