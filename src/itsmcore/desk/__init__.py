"""The desk: where records meet."""

from itsmcore._faces import offer
from itsmcore.desk._cascades import target
from itsmcore.desk._desk import Applied, Desk
from itsmcore.desk._known import Contradiction
from itsmcore.desk._links import BadLink, NotLoaded
from itsmcore.desk._matching import KnownErrorMatch, match_duplicates, match_known_errors
from itsmcore.desk._numbering import Numbering
from itsmcore.desk._outcome import BrokenJournal, Entry, EntryRefused, Outdated, Proposal, Refusal
from itsmcore.desk._practices import LINK_RULES, PRACTICES
from itsmcore.desk._review_offers import review_offers
from itsmcore.desk._rules import cascades
from itsmcore.desk._store import AsyncStore, Loaded, Store
from itsmcore.desk._wakes import Wakes as Wakes

__all__ = [
    "LINK_RULES",
    "PRACTICES",
    "Applied",
    "AsyncStore",
    "BadLink",
    "BrokenJournal",
    "Contradiction",
    "Desk",
    "Entry",
    "EntryRefused",
    "KnownErrorMatch",
    "Loaded",
    "NotLoaded",
    "Numbering",
    "Outdated",
    "Proposal",
    "Refusal",
    "Store",
    "cascades",
    "match_duplicates",
    "match_known_errors",
    "review_offers",
    "target",
]

offer(globals())
