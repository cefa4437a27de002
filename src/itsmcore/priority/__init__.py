"""Priority: what is worked on first, and which rule says so."""

from itsmcore._faces import offer
from itsmcore.priority._limits import Ceiling, Floor, Limit
from itsmcore.priority._matrix import PriorityMatrix
from itsmcore.priority._matrix_faults import matrix_faults
from itsmcore.priority._pin import Pin
from itsmcore.priority._pinning import PIN, PIN_ENDS, PriorityPinned, PriorityUnpinned
from itsmcore.priority._prioritisation import Prioritisation
from itsmcore.priority._prioritiser import Prioritiser

__all__ = [
    "PIN",
    "PIN_ENDS",
    "Ceiling",
    "Floor",
    "Limit",
    "Pin",
    "Prioritisation",
    "Prioritiser",
    "PriorityMatrix",
    "PriorityPinned",
    "PriorityUnpinned",
    "matrix_faults",
]

offer(globals())
