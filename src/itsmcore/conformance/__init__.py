"""Conformance: does a log follow a model, and where does it not?"""

from itsmcore._faces import offer
from itsmcore.conformance._alignments import AlignedMove, Alignment, Alignments, align
from itsmcore.conformance._check import Deviation, Report, check
from itsmcore.conformance._deciding import SuggestedGuard
from itsmcore.conformance._discovery import Discovery, FoundMove, discover
from itsmcore.conformance._facts import FactReport, Violation, check_facts
from itsmcore.conformance._priority import PriorityReport, check_priority
from itsmcore.conformance._variants import Variant, Variants, split, variants

__all__ = [
    "AlignedMove",
    "Alignment",
    "Alignments",
    "Deviation",
    "Discovery",
    "FactReport",
    "FoundMove",
    "PriorityReport",
    "Report",
    "SuggestedGuard",
    "Variant",
    "Variants",
    "Violation",
    "align",
    "check",
    "check_facts",
    "check_priority",
    "discover",
    "split",
    "variants",
]

offer(globals())
