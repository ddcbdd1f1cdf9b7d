"""The names inside mentions, and what stands for each in comparisons.

Belongs here: looking names up by their place in an article, and the one spelling and mark of every entity. Does not
belong here: what else a mention says (`features`).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import Any

import polars as pl

from pipelines.linking.words import demonym_root, name_root
from pipelines.reference import fold

Row = Mapping[str, Any]
StateOf = Callable[[str], str | None]
"""The state that an entity is named for, if any (`Reference.state_of`)."""


def no_state(_entity: str) -> None:
    """Know no state."""


NAMED = ("article_id", "start_char", "end_char", "entity_id", "text")
"""What of ``entity_mentions`` is read."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name inside a mention."""

    start: int
    end: int
    entity: str
    text: str


class Names:
    """Names by article and place, so that each mention finds those inside its content.

    Spellings are counted over all articles; places are laid out for some articles at a time.
    """

    def __init__(self, entity_mentions: pl.DataFrame, state_of: StateOf = no_state) -> None:
        """Count spellings.

        Args:
            entity_mentions: table ``entity_mentions``.
            state_of: tells for which state an entity is named.
        """
        self._state_of = cache(state_of)
        self._all = entity_mentions.select(NAMED)
        self._names: dict[str, list[Name]] = {}
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for entity, text, count in self._all.group_by("entity_id", "text").len().iter_rows():
            spellings[entity][fold(text)] += count
        self._spelling = {e: min(seen, key=lambda text: (-seen[text], text)) for e, seen in spellings.items()}
        entities: dict[str, set[str]] = defaultdict(set)
        for entity, seen in spellings.items():
            for text in seen:
                if " " not in text:
                    entities[name_root(text)].add(entity)
        self._demonyms = {root: f"@{min(found)}" for root, found in entities.items() if len(found) == 1}

    def lay_out(self, articles: pl.Series) -> None:
        """Know the names of these articles, and of no others."""
        found: dict[str, list[Name]] = defaultdict(list)
        wanted = pl.DataFrame({"article_id": articles.unique()})
        some = self._all.join(wanted, on="article_id", how="semi", maintain_order="left")
        for article, start, end, entity, text in some.sort("article_id", "start_char").iter_rows():
            found[article].append(Name(start, end, intern(entity), intern(text)))
        self._names = found

    def inside(self, row: Row) -> list[Name]:
        """Return the names inside the content of a mention, in order, none inside another."""
        names = self._names.get(row["article_id"], [])
        found: list[Name] = []
        for name in names[bisect_left(names, row["content_start"], key=lambda name: name.start) :]:
            if name.start >= row["content_end"]:
                break
            if name.end <= row["content_end"] and (not found or name.start >= found[-1].end):
                found.append(name)
        return found

    def marks(self, name: Name) -> tuple[str, str]:
        """Return the most frequent spelling of a name's entity, and the entity's mark."""
        return self._spelling[name.entity], intern(f"@{name.entity}")

    def states(self, names: Iterable[Name]) -> set[str]:
        """Return the marks of the states that names are named for."""
        return {intern(f"~{state}") for name in names if (state := self._state_of(name.entity)) is not None}

    def demonym(self, word: str) -> str | None:
        """Return the mark of the one entity that a word like `Veldanian` is derived from, if any."""
        root = demonym_root(word)
        return self._demonyms.get(root) if root else None
