"""Demo data: a month at a service desk, made up from a seed, with the faults that are in it.

For demos, notebooks and load tests. No real person is among those who act.
"""

from itsmcore._faces import offer
from itsmcore.demo_data._faults import Fault, PlantedFault
from itsmcore.demo_data._month import DeskMonth, desk_month

__all__ = [
    "DeskMonth",
    "Fault",
    "PlantedFault",
    "desk_month",
]

offer(globals())
