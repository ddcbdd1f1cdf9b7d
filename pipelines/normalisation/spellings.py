"""The spellings of the reference tables, as a text is searched for them.

Belongs here: an index by first word, so that most words of a text need no look-up.
"""

from functools import lru_cache

from pipelines.reference import Reference, fold


class Spellings:
    """The spellings of the reference tables, indexed by their first word, built once a run."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._longest: dict[str, int] = {}
        names = [*reference.aliases["alias"], *reference.entities["name"]]
        for words in (fold(name).removeprefix("the ").split() for name in names):
            if words:
                self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))
        self._first: dict[str, int] = {}
        self._kinds = lru_cache(maxsize=65536)(self._kind)

    def longest(self, word: str) -> int:
        """Return how many words the longest spelling has that begins with a printed word; 0 for none."""
        if word not in self._first:
            self._first[word] = self._longest.get((fold(word).split() or [""])[0], 0)
        return self._first[word]

    def kind(self, name: str) -> tuple[str, bool] | None:
        """Return the kind of what a spelling names, and whether it is a short form only."""
        return self._kinds(name)

    def _kind(self, name: str) -> tuple[str, bool] | None:
        for entity, use in self.reference.entities_named(name):
            row = self.reference.entity(entity)
            if row is not None:
                return str(row["kind"]), use == "short"
        return None
