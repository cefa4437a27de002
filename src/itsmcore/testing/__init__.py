"""Tools for users' tests: strategies, a state machine of any model, paths, a suite to inherit.

Needs hypothesis: `pip install itsmcore[testing]`.
"""

try:
    import hypothesis as _hypothesis
except ImportError as error:
    raise ImportError(
        "itsmcore.testing needs hypothesis: pip install 'itsmcore[testing]'"
    ) from error

from itsmcore._faces import offer
from itsmcore.testing._agreements import agreements
from itsmcore.testing._arguments import arguments, outside_facts
from itsmcore.testing._backlogs import backlogs
from itsmcore.testing._catalogue import catalogue_items, forms
from itsmcore.testing._categories import categorisers, category_trees
from itsmcore.testing._changes import approval_policies, authorities, procedure_steps
from itsmcore.testing._code import as_code
from itsmcore.testing._conditions import conditions, decisions, facts
from itsmcore.testing._desk_life import Request
from itsmcore.testing._desk_machine import DeskMachine, desk_machine_for
from itsmcore.testing._differences import Difference, Differences, differences
from itsmcore.testing._goals import goals
from itsmcore.testing._histories import events, histories, timelines
from itsmcore.testing._improvements import figures, improvements, objectives
from itsmcore.testing._intakes import contacts, intakes, signals
from itsmcore.testing._machine import Firing, RecordMachine, machine_for
from itsmcore.testing._paths import Path, paths
from itsmcore.testing._plans import plans
from itsmcore.testing._priorities import limits, prioritisers
from itsmcore.testing._queues import criteria
from itsmcore.testing._records import records
from itsmcore.testing._refusals import Forbidden, refusals
from itsmcore.testing._schedules import schedules
from itsmcore.testing._services import availabilities, outages, service_maps
from itsmcore.testing._snapshots import snapshots
from itsmcore.testing._store import AsyncStoreTests, StoreTests
from itsmcore.testing._suite import LifecycleTests
from itsmcore.testing._surveys import surveys
from itsmcore.testing._tables import lifecycles, models
from itsmcore.testing._terms import terms
from itsmcore.testing._values import actors, instants, matrices, scales, texts

del _hypothesis

__all__ = [
    "AsyncStoreTests",
    "DeskMachine",
    "Difference",
    "Differences",
    "Firing",
    "Forbidden",
    "LifecycleTests",
    "Path",
    "RecordMachine",
    "Request",
    "StoreTests",
    "actors",
    "agreements",
    "approval_policies",
    "arguments",
    "as_code",
    "authorities",
    "availabilities",
    "backlogs",
    "catalogue_items",
    "categorisers",
    "category_trees",
    "conditions",
    "contacts",
    "criteria",
    "decisions",
    "desk_machine_for",
    "differences",
    "events",
    "facts",
    "figures",
    "forms",
    "goals",
    "histories",
    "improvements",
    "instants",
    "intakes",
    "lifecycles",
    "limits",
    "machine_for",
    "matrices",
    "models",
    "objectives",
    "outages",
    "outside_facts",
    "paths",
    "plans",
    "prioritisers",
    "procedure_steps",
    "records",
    "refusals",
    "scales",
    "schedules",
    "service_maps",
    "signals",
    "snapshots",
    "surveys",
    "terms",
    "texts",
    "timelines",
]

offer(globals())
