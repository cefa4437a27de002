"""Misuse of categories that a type checker must catch."""

from itsmcore import INCIDENT
from itsmcore.categories import (
    Categoriser,
    Category,
    CategoryRule,
    CategoryTree,
    Suggestion,
    score,
)
from itsmcore.conditions import words
from itsmcore.dated import Dated

tree = CategoryTree(["mail"])


class Mute:
    """Suggest nothing, by another name."""

    def propose(self) -> tuple[Suggestion, ...]:
        return ()


CategoryTree([5])  # error: no path
Category("mail", "Mail")  # error: a label is told by name
tree.under("mail")  # error: no root
tree.at_depth("mail", "1")  # error: a text is no depth
tree["mail"].path.depth  # error: a text has no depth
INCIDENT.with_categories(tree)  # error: no such verb
Dated(tree)  # error: no editions
words("summary").contain("mail")  # error: no such question
words("summary", match="middle")  # error: no such part
Categoriser([CategoryRule("mail", "mail")])  # error: no category
Categoriser(["mail"])  # error: no rule
Suggestion("mail", "sure")  # error: no number
score(Mute(), {})  # error: no suggester
score(Categoriser([]), {}, label="first")  # error: no such label
