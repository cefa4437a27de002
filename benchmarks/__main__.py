"""Run the benchmarks: python -m benchmarks [NAME …]. A broken bound makes the exit code 1."""

import sys
from importlib import import_module

NAMES = (
    "verbs",
    "histories",
    "growth",
    "imports",
    "memory",
    "documents",
    "loading",
    "schedules",
    "columns",
    "clocks",
    "steps",
    "changes",
    "services",
    "recurrence",
    "logs",
    "desks",
    "kit",
    "histories",
    "growth",
)

kept = []
for name in sys.argv[1:] or NAMES:
    module = import_module(f"benchmarks.{name}")
    print(f"\n{module.__doc__.strip()}")
    kept.append(module.main())
sys.exit(0 if all(kept) else 1)
