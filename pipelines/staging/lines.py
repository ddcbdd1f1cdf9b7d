"""The units that a text is made of, with the features of their layout.

Belongs here: where lines and paragraphs begin and end, and what each looks like by itself.
Does not belong here: what role a unit plays, which depends on its neighbours.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_SPACE = " \t\xa0\ufeff\u200b\u2003\u2009\u202f\u3000"
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_FINAL = re.compile(r"""[.!?…]["'”’»)\]]*$|[.!?…,]?["”»]$""")
_FINITE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|shall|should|must|do|does|did|"
    r"isn['’]t|aren['’]t|wasn['’]t|weren['’]t|won['’]t|don['’]t|doesn['’]t|didn['’]t|can['’]t|couldn['’]t|wouldn['’]t|"
    r"says?|said|told|tells?|wants?|wanted|makes?|made|takes?|took|goes|went|comes?|came|gets?|got|gives?|gave|"
    r"sees?|saw|knows?|knew|thinks?|thought|finds?|found|shows?|leads?|led|leaves?|left|keeps?|kept|begins?|began|"
    r"falls?|fell|rises?|rose|meets?|met|runs?|ran|holds?|held|brings?|brought|loses?|lost|wins?|won|faces?|"
    r"remains?|becomes?|became|announces?|warns?|calls?|plans?|seeks?|sought|offers?|reports?|[a-z]{2,}ed)\b"
)
# fmt: off
_SMALL_WORDS = frozenset({
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "as", "and", "or", "but", "nor",
    "over", "under", "into", "after", "before", "about", "is", "are", "be", "vs", "via", "its", "it", "that", "than",
    "up", "out", "off", "not",
})
# fmt: on
_WRAPPED_BAND = (50, 110)


@dataclass(frozen=True)
class Unit:
    """One line, or one paragraph whose lines were wrapped; ``text`` is ``whole[start:end]``."""

    start: int
    end: int
    text: str
    after_blank: bool
    """Whether a blank line, or nothing, stands before it."""
    marked_heading: bool = False
    """Whether the page that the text comes from marks it as a heading."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words."""
        return tuple(_WORD.findall(self.text))

    @cached_property
    def key(self) -> str:
        """Its words in lower case, for comparing units."""
        return " ".join(self.words).casefold()

    @cached_property
    def is_final(self) -> bool:
        """Whether it ends as a sentence or quotation ends."""
        return _FINAL.search(self.text[-40:]) is not None

    @cached_property
    def has_verb(self) -> bool:
        """Whether a lower-case word in it may be a finite verb (a light list, and words in -ed)."""
        return _FINITE.search(self.text) is not None

    @cached_property
    def is_title_case(self) -> bool:
        """Whether most of its longer words begin with a capital or a digit."""
        heavy = [word for word in self.words if word.casefold() not in _SMALL_WORDS]
        return bool(heavy) and sum(not word[0].islower() for word in heavy) >= 0.75 * len(heavy)

    @cached_property
    def is_prose(self) -> bool:
        """Whether it reads as running text: a sentence of some length."""
        count = len(self.words)
        if self.marked_heading:
            return False
        return count >= 25 or (count >= 7 and self.is_final and self.has_verb) or (count >= 12 and self.is_final)

    @cached_property
    def letter_share(self) -> float:
        """Share of letters among its characters that are no white space."""
        solid = [character for character in self.text if not character.isspace()]
        return sum(character.isalpha() for character in solid) / max(1, len(solid))


def split_units(text: str, headings: Sequence[tuple[int, int]] = ()) -> list[Unit]:
    """Split a text into its units, in order: every non-blank line belongs to exactly one.

    Args:
        text: the article's text.
        headings: ``[start, end)`` of what the page marks as headings.
    """
    marked = set(headings)
    lines: list[tuple[int, int, bool]] = []
    previous_end: int | None = None
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip(_SPACE))
        end = match.start() + len(line.rstrip(_SPACE))
        if start >= end or not line.strip():
            continue
        gap = text[previous_end:start] if previous_end is not None else "\n\n"
        lines.append((start, end, _line_ends(gap) >= 2))
        previous_end = end
    return [
        Unit(start, end, text[start:end], blank, (start, end) in marked) for start, end, blank in _joined(text, lines)
    ]


def _line_ends(gap: str) -> int:
    return len(re.findall(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", gap))


def _joined(text: str, lines: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Join the lines of paragraphs that were wrapped at a width, and lines that go on in lower case."""
    wrapped = _is_wrapped(text, lines)
    units: list[tuple[int, int, bool]] = []
    last_length = 0
    for start, end, blank in lines:
        if units and not blank and _goes_on(text, units[-1][1], start, last_length, wrapped):
            units[-1] = (units[-1][0], end, units[-1][2])
        else:
            units.append((start, end, blank))
        last_length = end - start
    return units


def _goes_on(text: str, end: int, start: int, last_length: int, wrapped: bool) -> bool:
    if wrapped and last_length >= _WRAPPED_BAND[0]:
        return True
    return text[start].islower() and text[end - 1].isalpha() and text[end - 1].islower()


def _is_wrapped(text: str, lines: list[tuple[int, int, bool]]) -> bool:
    """Tell whether lines were broken at a width: most inner lines fill the band and end in mid-sentence."""
    inner = [(start, end) for (start, end, _), (_, _, next_blank) in itertools.pairwise(lines) if not next_blank]
    if len(inner) < 4:
        return False
    low, high = _WRAPPED_BAND
    filled = sum(low <= end - start <= high and not _FINAL.search(text[start:end]) for start, end in inner)
    return filled >= 0.7 * len(inner)
