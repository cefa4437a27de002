"""Documents: the library's values as plain JSON and back, without any other library."""

from itsmcore._faces import offer
from itsmcore.documents._documents import Documents
from itsmcore.documents._errors import Ambiguous, BadDocument, Unwritable
from itsmcore.documents._shape import Shape

__all__ = ["Ambiguous", "BadDocument", "Documents", "Shape", "Unwritable"]

offer(globals())
