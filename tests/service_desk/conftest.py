"""A service of its own for each test, in SQLite."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.service_desk.service import Service


@pytest.fixture
def service(tmp_path: Path) -> Iterator["Service"]:
    from tests.service_desk.service import Service

    made = Service(f"sqlite:///{tmp_path}/desk.sqlite")
    with made.client:
        yield made
    made.engine.dispose()
