"""Practices and link rules that a desk has unless it is told others."""

from __future__ import annotations

from itsmcore.changes import CHANGE_ENABLEMENT, Change
from itsmcore.complaints import COMPLAINT_MANAGEMENT
from itsmcore.improvements import CONTINUAL_IMPROVEMENT
from itsmcore.incidents import INCIDENT_MANAGEMENT, Incident
from itsmcore.knowledge import KNOWLEDGE_MANAGEMENT
from itsmcore.lifecycle import LinkKind, LinkRule
from itsmcore.orders import ORDERS
from itsmcore.problems import PROBLEM_MANAGEMENT, Problem
from itsmcore.requests import SERVICE_REQUEST_MANAGEMENT
from itsmcore.tasks import TASKS

PRACTICES = (
    INCIDENT_MANAGEMENT,
    PROBLEM_MANAGEMENT,
    CHANGE_ENABLEMENT,
    SERVICE_REQUEST_MANAGEMENT,
    ORDERS,
    KNOWLEDGE_MANAGEMENT,
    COMPLAINT_MANAGEMENT,
    CONTINUAL_IMPROVEMENT,
    TASKS,
)
"""The practices of a desk, unless it is told others."""

LINK_RULES = (
    LinkRule(LinkKind.PARENT, is_within=True, is_acyclic=True),
    LinkRule(LinkKind.PROBLEM, Incident, Problem),
    LinkRule(LinkKind.CAUSED_BY, (Incident, Problem), Change),
    LinkRule(LinkKind.FIXED_BY, (Incident, Problem), Change),
    LinkRule(LinkKind.DUPLICATE_OF, is_within=True, is_acyclic=True),
    LinkRule(LinkKind.FOLLOW_UP_OF, is_within=True, is_acyclic=True),
    LinkRule(LinkKind.CONVERTED_TO),
    LinkRule(LinkKind.RELATED),
)
"""How records may be tied on a desk, unless it is told otherwise.

What has tasks has them by `task_of`, and a practice may bring rules of its own.
"""
