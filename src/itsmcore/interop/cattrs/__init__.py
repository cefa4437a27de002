"""Documents: the library's values as plain JSON and back, by a cattrs converter."""

try:
    import cattrs as _cattrs
except ImportError as error:
    raise ImportError(
        "itsmcore.interop.cattrs needs cattrs: pip install 'itsmcore[cattrs]'"
    ) from error

from itsmcore._faces import offer
from itsmcore.interop.cattrs._converter import ItsmConverter, make_converter
from itsmcore.interop.errors import Ambiguous, BadDocument, Unwritable

del _cattrs

__all__ = [
    "Ambiguous",
    "BadDocument",
    "ItsmConverter",
    "Unwritable",
    "make_converter",
]

offer(globals())
