"""Metrics: what the timelines of a desk's cases, taken together, say about its work.

Every measure is taken at an instant and knows only the steps up to it, so last year's figures can
be reproduced. Dirty data raises nothing: a case that cannot be counted is left out, and the result
says how many were.
"""

from itsmcore._faces import offer
from itsmcore.metrics._backlog import Aged, Backlog, Curve, Point, backlog, backlogs
from itsmcore.metrics._changes import ChangeRates, change_rates
from itsmcore.metrics._compliance import Compliance, Tally, compliance
from itsmcore.metrics._flow import Flow, Turnover, flow
from itsmcore.metrics._groups import Group
from itsmcore.metrics._rates import Rates, Share, rates
from itsmcore.metrics._reclassification import Reclassification, reclassification
from itsmcore.metrics._times import Times, TimeTo, times

__all__ = [
    "Aged",
    "Backlog",
    "ChangeRates",
    "Compliance",
    "Curve",
    "Flow",
    "Group",
    "Point",
    "Rates",
    "Reclassification",
    "Share",
    "Tally",
    "TimeTo",
    "Times",
    "Turnover",
    "backlog",
    "backlogs",
    "change_rates",
    "compliance",
    "flow",
    "rates",
    "reclassification",
    "times",
]

offer(globals())
