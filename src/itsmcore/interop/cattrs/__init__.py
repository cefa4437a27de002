"""Documents by cattrs: a converter of its own, or hooks for one that you have."""

try:
    import cattrs as _cattrs
except ImportError as error:
    raise ImportError(
        "itsmcore.interop.cattrs needs cattrs: pip install 'itsmcore[cattrs]'"
    ) from error

from itsmcore._faces import offer
from itsmcore.documents import Ambiguous, BadDocument, Unwritable
from itsmcore.interop.cattrs._converter import ItsmConverter, configure, make_converter

del _cattrs

__all__ = [
    "Ambiguous",
    "BadDocument",
    "ItsmConverter",
    "Unwritable",
    "configure",
    "make_converter",
]

offer(globals())
