"""The names inside mentions, and what stands for each in comparisons.

Belongs here: looking names up by their place in an article, and the one spelling and mark of every entity. Does not
belong here: what else a mention says (`features`).
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
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

    Spellings are counted over all articles; places are laid out for some articles at a time (`of`).
    """

    def __init__(
        self, named: pl.DataFrame, spelling: Mapping[str, str], states: Mapping[str, str], demonyms: Mapping[str, str]
    ) -> None:
        """Know names; `counted` reads them.

        Args:
            named: the names of some articles, as `NAMED` has them.
            spelling: the most frequent spelling of each entity among them.
            states: the state that an entity is named for, of those that are named for one.
            demonyms: the mark of the one entity that has a root, by root.
        """
        self._named = named
        self._spelling = spelling
        self._states = states
        self._demonyms = demonyms

    @classmethod
    def counted(cls, entity_mentions: pl.DataFrame, state_of: StateOf = no_state) -> "Names":
        """Count the spellings of all articles.

        Args:
            entity_mentions: table ``entity_mentions``.
            state_of: tells for which state an entity is named.
        """
        named = entity_mentions.select(NAMED)
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for entity, text, count in named.group_by("entity_id", "text").len().iter_rows():
            spellings[entity][fold(text)] += count
        spelling = {e: min(seen, key=lambda text: (-seen[text], text)) for e, seen in spellings.items()}
        entities: dict[str, set[str]] = defaultdict(set)
        for entity, seen in spellings.items():
            for text in seen:
                if " " not in text:
                    entities[name_root(text)].add(entity)
        states = {entity: state for entity in spelling if (state := state_of(entity)) is not None}
        demonyms = {root: f"@{min(found)}" for root, found in entities.items() if len(found) == 1}
        return cls(named, spelling, states, demonyms)

    def of(self, articles: pl.Series) -> "Names":
        """Return the names of these articles alone, which is little to hand to another process."""
        wanted = pl.DataFrame({"article_id": articles.unique()})
        named = self._named.join(wanted, on="article_id", how="semi", maintain_order="left")
        spelling = {entity: self._spelling[entity] for entity in named["entity_id"].unique()}
        states = {entity: self._states[entity] for entity in spelling if entity in self._states}
        return Names(named, spelling, states, self._demonyms)

    @cached_property
    def _places(self) -> Mapping[str, list[Name]]:
        found: dict[str, list[Name]] = defaultdict(list)
        for article, start, end, entity, text in self._named.sort("article_id", "start_char").iter_rows():
            found[article].append(Name(start, end, intern(entity), intern(text)))
        return dict(found)

    def inside(self, row: Row) -> list[Name]:
        """Return the names inside the content of a mention, in order, none inside another."""
        names = self._places.get(row["article_id"], [])
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
        return {intern(f"~{self._states[name.entity]}") for name in names if name.entity in self._states}

    def demonym(self, word: str) -> str | None:
        """Return the mark of the one entity that a word like `Veldanian` is derived from, if any."""
        root = demonym_root(word)
        return self._demonyms.get(root) if root else None
