"""Metrics: what the timelines of a desk's cases, taken together, say about its work.

What is measured of cases is measured at an instant, or at several as by `backlogs`, and knows only
the steps up to it, so last year's figures can be reproduced; a compliance counts clocks, which were
read at one. Dirty data raises nothing: a case that cannot be counted is left out, and the result
says how many were.
"""

from itsmcore._faces import offer
from itsmcore.metrics._availability import AvailabilityReport, ServicePeriod, availability
from itsmcore.metrics._backlog import Aged, Backlog, Curve, Point, backlog, backlogs
from itsmcore.metrics._changes import ChangeRates, change_rates
from itsmcore.metrics._compliance import Compliance, Tally, compliance
from itsmcore.metrics._costs import PeriodCost, RequestCosts, request_costs
from itsmcore.metrics._flow import Flow, Turnover, flow
from itsmcore.metrics._groups import Group
from itsmcore.metrics._knowledge import (
    ArticleUse,
    ArticleUses,
    KnowledgeRates,
    article_uses,
    knowledge_rates,
)
from itsmcore.metrics._outages import LoggedOutages, outages, pain
from itsmcore.metrics._priorities import PriorityCounts, priority_counts
from itsmcore.metrics._rates import Rates, Share, rates
from itsmcore.metrics._reclassification import Reclassification, reclassification
from itsmcore.metrics._requests import RequestRates, request_rates
from itsmcore.metrics._satisfaction import ScaleScore, SurveyScore, SurveyScores, score
from itsmcore.metrics._self_service import ArticleView, SelfService, self_service
from itsmcore.metrics._times import Times, TimeTo, times
from itsmcore.metrics._workarounds import WorkaroundQuality, workaround_quality

__all__ = [
    "Aged",
    "ArticleUse",
    "ArticleUses",
    "ArticleView",
    "AvailabilityReport",
    "Backlog",
    "ChangeRates",
    "Compliance",
    "Curve",
    "Flow",
    "Group",
    "KnowledgeRates",
    "LoggedOutages",
    "PeriodCost",
    "Point",
    "PriorityCounts",
    "Rates",
    "Reclassification",
    "RequestCosts",
    "RequestRates",
    "ScaleScore",
    "SelfService",
    "ServicePeriod",
    "Share",
    "SurveyScore",
    "SurveyScores",
    "Tally",
    "TimeTo",
    "Times",
    "Turnover",
    "WorkaroundQuality",
    "article_uses",
    "availability",
    "backlog",
    "backlogs",
    "change_rates",
    "compliance",
    "flow",
    "knowledge_rates",
    "outages",
    "pain",
    "priority_counts",
    "rates",
    "reclassification",
    "request_costs",
    "request_rates",
    "score",
    "self_service",
    "times",
    "workaround_quality",
]

offer(globals())
