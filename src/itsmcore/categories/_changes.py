"""Changes: what is different in a later edition of a category tree."""

from __future__ import annotations

import attrs

from itsmcore.categories._shape import Tree
from itsmcore.phrase import say


@attrs.frozen(kw_only=True)
class CategoryChanges:
    """What is different between two trees, as paths; false if nothing is.

    Attributes:
        added: the paths that are only in the second, and nothing was moved to.
        removed: those only in the first, or retired in the second without a successor.
        moved: those that another path stands for in the second, and which.
        renamed: those whose label is another, with the former and the present one.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.renamed)

    def __str__(self) -> str:
        said = {
            "added": self.added,
            "removed": self.removed,
            "moved": tuple(f"{former} -> {path}" for former, path in self.moved),
            "renamed": tuple(f"{path}: {had} -> {has}" for path, had, has in self.renamed),
        }
        lines = (
            say(f"categories.changes.{word}", several=", ".join(several))
            for word, several in said.items()
            if several
        )
        return "\n".join(lines) or say("categories.changes.changes")


def changes_between(old: Tree, new: Tree) -> CategoryChanges:
    """Compare two trees; what is in use in the first is looked for in the second."""
    used = [category.path for category in old if not old.is_retired(category.path)]
    moved = [(path, new.successor(path)) for path in used if new.successor(path) != path]
    movers = {path for path, _ in moved}
    kept = [path for path in used if path in new.by_path and not new.is_retired(path)]
    stayed = movers.union(kept)
    removed = [path for path in used if path not in stayed]
    taken = {path for _, path in moved}
    added = [
        category.path
        for category in new
        if not new.is_retired(category.path)
        and category.path not in taken
        and (category.path not in old.by_path or old.is_retired(category.path))
    ]
    renamed = [
        (path, old.by_path[path].label, new.by_path[path].label)
        for path in kept
        if old.by_path[path].label != new.by_path[path].label
    ]
    return CategoryChanges(
        added=tuple(added), removed=tuple(removed), moved=tuple(moved), renamed=tuple(renamed)
    )
