"""Everything that takes many: what makes a call of each with so many."""

from tests.growth.desks import DESKS
from tests.growth.documents import DOCUMENTS
from tests.growth.estates import ESTATES
from tests.growth.inputs import Table
from tests.growth.levels import LEVELS
from tests.growth.logs import LOGS
from tests.growth.readers import READERS
from tests.growth.tables import TABLES

GROWING: Table = {**LOGS, **DESKS, **LEVELS, **TABLES, **ESTATES, **READERS, **DOCUMENTS}
