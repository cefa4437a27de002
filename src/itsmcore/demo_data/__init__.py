"""Demo data: a month at a service desk, made up from a seed, with the troubles that are in it.

For demos, notebooks and load tests. No real person is among those who act.
"""

from itsmcore._faces import offer
from itsmcore.demo_data._month import DeskMonth, desk_month
from itsmcore.demo_data._troubles import PlantedTrouble, Trouble

__all__ = [
    "DeskMonth",
    "PlantedTrouble",
    "Trouble",
    "desk_month",
]

offer(globals())
