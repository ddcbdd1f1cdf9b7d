"""Media: which outlet a name stands for, and the table of outlets.

Belongs here: look-ups that fall back on an identifier minted from the name. Does not belong
here: whether a medium is the origin of anything.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from pipelines import ids
from pipelines.reference import Reference, fold
from pipelines.schema import TABLES

OUTLETS = ("article_id", "outlet_id", "outlet", "url")
"""What of an article tells its outlet."""
_CAPITAL_WORD = re.compile(r"[^\W\d_][\w’'.&-]*|\d+")
_LONGEST_NAME = 5
_ACRONYM = re.compile(r"\s\((?P<acronym>[A-Z]{2,6})\)")
_LONGEST_FULL_NAME = 80


class Media:
    """Outlets known from the reference tables or learned from the articles, by name."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._met: dict[str, dict[str, Any]] = {}
        self._looked_up: dict[str, str | None] = {}
        self._learned: dict[str, str] = {}
        self._long: dict[str, str] = {}

    def identify(self, name: str) -> str:
        """Return the outlet behind a name, minting an identifier where the reference tables know none."""
        known = self._find(name)
        name = self._long.get(fold(name), name)
        outlet = known or ids.outlet_id(fold(name))
        self.meet(outlet, name)
        return outlet

    def _find(self, name: str) -> str | None:
        if name not in self._looked_up:
            key = fold(name)
            long = fold(self._long.get(key, name))
            learned = self._learned.get(key) or self._learned.get(long)
            self._looked_up[name] = self._reference.find_outlet(name) or learned
        return self._looked_up[name]

    def at(self, host: str) -> str | None:
        """Return the known outlet at a domain, and take it into the table."""
        outlet = self._reference.find_outlet(host)
        if outlet is not None:
            self.meet(outlet, host, host)
        return outlet

    def expand(self, long: Mapping[str, str]) -> None:
        """Know outlets by their acronyms: folded acronym → full name, from `acronyms`."""
        self._long |= long
        self._looked_up.clear()

    def learn(self, name: str) -> None:
        """Know an outlet by a name that an article uses for one, so that `named_in` finds it elsewhere."""
        self._learned.setdefault(fold(name), self.identify(name))
        self._looked_up.clear()

    def meet(self, outlet: str, name: str, domain: str | None = None) -> None:
        """Take an outlet into the table, under the name met first where the reference tables know none."""
        if outlet in self._met:
            return
        row = self._reference.outlet(outlet)
        self._met[outlet] = (
            {column: row[column] for column in TABLES["outlets"].names}
            if row is not None
            else {"outlet_id": outlet, "name": name, "kind": "unknown", "domain": domain}
        )

    def is_listed(self, outlet: str) -> bool:
        """Whether the reference tables know the outlet."""
        return self._reference.outlet(outlet) is not None

    def name(self, outlet: str) -> str:
        """Return the name of an outlet met before."""
        return str(self._met[outlet]["name"])

    def is_agency(self, outlet: str) -> bool:
        """Whether the outlet is a news agency, whose credit in a byline means that the text is its own."""
        return bool(self._met[outlet]["kind"] == "agency")

    def named_in(self, text: str) -> list[tuple[str, int, int]]:
        """Return the known outlets named in ``text`` as (outlet, start, end), longest names first taken."""
        words = [(match.start(), match.end()) for match in _CAPITAL_WORD.finditer(text)]
        found: list[tuple[str, int, int]] = []
        index = 0
        while index < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - index), 0, -1):
                start, end = words[index][0], words[index + length - 1][1]
                name = text[start:end].rstrip(".")
                if name[:1].islower():
                    continue
                outlet = self._find(name)
                if outlet is not None:
                    self.meet(outlet, name)
                    found.append((outlet, start, start + len(name)))
                    index += length - 1
                    break
            index += 1
        return found

    def frame(self, used: Collection[str]) -> pl.DataFrame:
        """Return table ``outlets`` of those ``used``; others met were only named in passing."""
        table = TABLES["outlets"]
        return table.conform(table.frame(row for outlet, row in self._met.items() if outlet in used))


def acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Return the full names that texts print before an acronym, `Fjord News Network (FNN)`, by folded acronym.

    An acronym that stands for two names is neither.
    """
    names: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, str] = {}
    for text in texts:
        for match in _ACRONYM.finditer(text):
            words = text[max(0, match.start() - _LONGEST_FULL_NAME) : match.start()].split()
            full = _spelled_out(words, match["acronym"])
            if full is not None:
                names[fold(match["acronym"])].add(fold(full))
                spelled.setdefault(fold(full), full)
    return {short: spelled[found.pop()] for short, found in names.items() if len(found) == 1}


def _spelled_out(words: Sequence[str], acronym: str) -> str | None:
    """The last words whose capital initials are the acronym, small words between them passed over."""
    letters = list(acronym)
    for at in range(len(words) - 1, -1, -1):
        if words[at][:1] == letters[-1]:
            letters.pop()
            if not letters:
                return " ".join(words[at:])
        elif not words[at].islower():
            return None
    return None


def own_outlets(articles: Iterable[Mapping[str, Any]], media: Media) -> dict[str, str | None]:
    """Return the outlet of each article, null where it is unknown; all are taken into ``media``.

    An outlet that no reference table knows goes by the name that its article prints.
    """
    own: dict[str, str | None] = {}
    for article in articles:
        outlet = article["outlet_id"]
        if outlet is not None:
            host = urlsplit(article["url"] or "").hostname
            media.meet(outlet, article["outlet"] or host or outlet, host)
            if article["outlet"] and not media.is_listed(outlet):
                media.learn(article["outlet"])
        own[article["article_id"]] = outlet
    return own
