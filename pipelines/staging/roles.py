"""Which role each unit of an article plays: headline, body, caption, teaser, page furniture and so on.

The decision is made in passes, each over the whole list: what a unit's own wording says, where
the story begins and ends, what the short lines between are, and which paragraphs tell
background. A unit is called furniture only on positive grounds; running text that no rule
knows is body, since a lost paragraph costs more than a kept button.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipelines.staging import role_patterns as wording
from pipelines.staging.lines import Unit, split_units
from pipelines.staging.story_extent import ISLAND_GAP, islands, story_resumes
from pipelines.staging.unit_roles import MAX_MENU_WORDS, introduces, is_item, is_personal_name, role_by_wording

MAX_HEADLINE_WORDS = 30
MAX_HEADING_WORDS = 14
MAX_PLAIN_HEADING_WORDS = 8
"""A heading with a verb and without capitals is shorter; a longer such line is a sentence without its full stop."""
MIN_MENU_RUN = 3
_SIGN_OFF = 8
"""A disclaimer or byline so few units above a list of other stories ends the story."""

_DATELINE = re.compile(
    r"^[A-Z][\w.'’]*(?:[ -][A-Z][\w.'’]*){0,3}(?:,[^–—-]{1,40})?\s?(?:\([A-Z][\w &.]{1,30}\)\s?)?[–—-]{1,2}\s", re.A
)
_OPEN_QUOTE_END = re.compile(r"^[^\"'“‘«].*\w[\"”’»]$")
"""A line that ends in quoted words without a full stop, as headlines do."""
_PRONOUNS = frozenset(["he", "she", "they", "it", "we", "i", "you"])


@dataclass(frozen=True)
class Segment:
    """A span of the text, ``[start, end)`` in code points, and its role."""

    start: int
    end: int
    role: str


def classify(text: str, title: str | None = None, headings: Sequence[tuple[int, int]] = ()) -> list[Segment]:
    """Split a text into segments with roles, in order, covering every non-blank line once.

    Args:
        text: the article's text.
        title: its headline, where the input or the page gives one.
        headings: ``[start, end)`` of what the page marks as headings.
    """
    units = split_units(text, headings)
    roles = _Roles(units, title).decided()
    return [Segment(unit.start, unit.end, role) for unit, role in zip(units, roles, strict=True)]


class _Roles:
    """The passes over one article's units; ``roles[i]`` is None until unit ``i`` is decided."""

    def __init__(self, units: list[Unit], title: str | None) -> None:
        self.units = units
        self.roles: list[str | None] = [role_by_wording(unit) for unit in units]
        self.title_key = _key(title) if title else None

    def decided(self) -> list[str]:
        self._refuse_early_disclaimers()
        self._labelled_disclaimers()
        self._teaser_blocks()
        self._islands()
        first, last = self._story()
        self._headline(first)
        self._before(first)
        self._after(last)
        self._inside(first, last)
        self._menus()
        self._background()
        return [role or "body" for role in self.roles]

    def _prose(self) -> list[int]:
        return [i for i, unit in enumerate(self.units) if self.roles[i] is None and unit.is_prose]

    def _refuse_early_disclaimers(self) -> None:
        """A paragraph in the first half of the story that sounds like a disclaimer is one about a report."""
        prose = self._prose()
        for i, role in enumerate(self.roles):
            if role == "disclaimer" and self.units[i].is_prose and 0 < bisect_left(prose, i) < len(prose) / 2:
                self.roles[i] = None

    def _teaser_blocks(self) -> None:
        """Give everything after the head of a teaser list to it, until the story resumes."""
        prose = self._prose()
        words = [0, *accumulate(len(self.units[i].words) for i in prose)]
        end = 0
        for head in range(len(self.units)):
            if self.roles[head] == "teaser_head":
                above = self.roles[max(0, head - _SIGN_OFF) : head]
                signed_off = "disclaimer" in above or "byline" in above
                resumes = story_resumes(head, prose, words, signed_off=signed_off)
                end = max(end, len(self.units) if resumes is None else resumes)
            if head < end and self.roles[head] in {None, "teaser_head", "caption", "heading"}:
                self.roles[head] = "teaser"

    def _islands(self) -> None:
        """Give running text far from the story, beyond many short lines, to the page: notices above, teasers below."""
        prose = self._prose()
        if len(prose) < 2:
            return
        above, below = islands(prose, [len(self.units[i].words) for i in prose])
        for far, role in ((above, "chrome"), (below, "teaser")):
            for i in far:
                self.roles[i] = role

    def _story(self) -> tuple[int, int]:
        """Return the indices of the first and last paragraph of running text; an empty story is (n, -1)."""
        prose = self._prose()
        if not prose:
            prose = [i for i, role in enumerate(self.roles) if role is None and self.units[i].is_final]
        return (prose[0], prose[-1]) if prose else (len(self.units), -1)

    def _headline(self, first: int) -> None:
        """Mark the headline and its repetitions; it may stand before the story or be its first unit."""
        candidates = [i for i in range(min(first + 1, len(self.units))) if self._may_be_headline(i, first)]
        if not candidates:
            return
        keys = [unit.key for unit in self.units]
        times = Counter(keys)
        titled = [i for i in candidates if self._is_title(keys[i])]
        near = [i for i in candidates if i > first - ISLAND_GAP]
        repeated = [i for i in near if times[keys[i]] > 1 and len(self.units[i].words) > MAX_MENU_WORDS]
        # a site's slogan seldom has four words, a headline seldom fewer: the first such line below the menus is taken
        long = [i for i in candidates if len(self.units[i].words) >= MAX_MENU_WORDS]
        long = [i for i in long if i > self._last_menu(long[-1])] if long else []
        best = (titled or repeated or long or [max(candidates, key=self._headline_weight)])[0]
        for i, key in enumerate(keys):
            if key == keys[best] and self.roles[i] in {None, "heading"}:
                self.roles[i] = "headline"

    def _last_menu(self, before: int) -> int:
        """Return where the last run of menu lines above a unit ends, -1 where there is none."""
        run = 0
        for i in range(before - 1, -1, -1):
            run = run + 1 if len(self.units[i].words) <= MAX_MENU_WORDS and not self.units[i].is_final else 0
            if run == MIN_MENU_RUN + 1:
                return i + run - 1
        return -1

    def _is_title(self, key: str) -> bool:
        """Tell whether a unit says the title that the input gives, or the larger part of it."""
        if self.title_key is None:
            return False
        return key == self.title_key or (key in self.title_key and 2 * len(key) >= len(self.title_key))

    def _may_be_headline(self, i: int, first: int) -> bool:
        unit = self.units[i]
        if self.roles[i] is not None or not 2 <= len(unit.words) <= MAX_HEADLINE_WORDS:
            return False
        if self._is_title(unit.key):
            return True
        if unit.text.endswith((":", ",", ";")):
            return False
        closed = unit.text.rstrip("\"”’'").endswith((".", "…"))
        if i == first or closed:
            ends_in_words_quoted = _OPEN_QUOTE_END.search(unit.text) is not None and i + 1 < len(self.units)
            return (unit.is_title_case and i == 0 and len(self.units) > 1) or (ends_in_words_quoted and not closed)
        return len(unit.words) >= 3

    def _headline_weight(self, i: int) -> tuple[int, int]:
        words = len(self.units[i].words)
        return (min(words, 8) + (2 if self.units[i].marked_heading else 0), -i)

    def _before(self, first: int) -> None:
        """Settle what stands above the story."""
        headlines = [i for i in range(first) if self.roles[i] == "headline"]
        headline = headlines[0] if headlines else None
        if headline is None and first == 0:
            return
        for i in range(first):
            if self.roles[i] is not None:
                continue
            unit = self.units[i]
            if headline is not None and i > headline:
                self.roles[i] = self._below_headline(unit)
            elif headline is not None and headline - i > ISLAND_GAP:
                self.roles[i] = "chrome"
            elif (unit.is_final and len(unit.words) >= MAX_MENU_WORDS) or (
                unit.has_verb and len(unit.words) > MAX_MENU_WORDS
            ):
                self.roles[i] = "body"
            else:
                self.roles[i] = "chrome"
        self._dek(first, headline)

    def _below_headline(self, unit: Unit) -> str:
        if is_personal_name(unit):
            return "byline"
        if unit.text.endswith(":") and introduces(unit):
            return "body"
        if len(unit.words) > 5 or (len(unit.words) == 5 and (unit.has_verb or unit.is_final or unit.marked_heading)):
            return "dek"
        if unit.is_final and len(unit.words) >= 2:
            return "body"
        return "caption" if len(unit.words) >= 3 else "chrome"

    def _dek(self, first: int, headline: int | None) -> None:
        """Call the first paragraph the dek where the article proper begins anew below it."""
        if headline is None or not headline < first < len(self.units) - 1 or self.roles[first] is not None:
            return
        following = first + 1
        anew = (
            self.roles[following] in {"headline", "byline"} or _DATELINE.match(self.units[following].text) is not None
        )
        if anew and len(self.units[first].words) <= 60 and not _DATELINE.match(self.units[first].text):
            self.roles[first] = "dek"

    def _after(self, last: int) -> None:
        """Settle what stands below the story."""
        tail = [i for i in range(last + 1, len(self.units)) if self.roles[i] is None]
        for n, i in enumerate(tail):
            unit = self.units[i]
            if n == 0 and is_personal_name(unit):
                self.roles[i] = "byline"
            elif i - last > ISLAND_GAP and not is_item(unit):
                self.roles[i] = "chrome"
            elif (unit.has_verb and len(unit.words) >= 5) or (unit.is_final and len(unit.words) >= 2) or is_item(unit):
                self.roles[i] = "body"
            else:
                self.roles[i] = "chrome"

    def _inside(self, first: int, last: int) -> None:
        """Settle the short lines between paragraphs."""
        for i in range(first, last):
            unit = self.units[i]
            if self.roles[i] is not None or unit.is_prose:
                continue
            if unit.marked_heading or self._is_heading(i):
                self.roles[i] = "heading"
            elif self._is_alt_text(i):
                self.roles[i] = "caption"

    def _is_heading(self, i: int) -> bool:
        unit = self.units[i]
        if len(unit.words) > MAX_HEADING_WORDS or unit.text[-1] in '.!…,;"”»' or is_item(unit) or not unit.words:
            return False
        if unit.text[0].islower() or unit.text[0] in "\"“«'‘" or self._is_alt_text(i):
            return False
        if wording.SPEAKER_TURN.match(unit.text) or (unit.text.endswith(":") and introduces(unit)):
            return False
        if unit.words[0].casefold() in _PRONOUNS and unit.has_verb and not unit.is_title_case:
            return False
        return bool(unit.is_title_case or not unit.has_verb or len(unit.words) <= MAX_PLAIN_HEADING_WORDS)

    def _is_alt_text(self, i: int) -> bool:
        """Tell whether a line says shortly what the caption below it says again."""
        if i + 1 >= len(self.units) or self.roles[i + 1] != "caption":
            return False
        unit, following = self.units[i], self.units[i + 1]
        return len(unit.words) <= 12 and not unit.is_final and following.key.startswith(unit.key)

    def _menus(self) -> None:
        """Call three or more very short lines on end a menu, unless they are items of a list in the story."""
        prose = self._prose()
        first, last = (prose[0], prose[-1]) if prose else (len(self.units), -1)
        for i in range(len(self.units)):
            if self._is_alt_text(i) and self.roles[i] in {"chrome", "byline", "dek"}:
                self.roles[i] = "caption"
        run: list[int] = []
        for i in range(len(self.units) + 1):
            if i < len(self.units) and self._is_menu_like(i) and not first < i < last:
                run.append(i)
                continue
            if len(run) >= MIN_MENU_RUN:
                for j in run:
                    self.roles[j] = "chrome"
            run = []

    def _is_menu_like(self, i: int) -> bool:
        unit = self.units[i]
        return (
            self.roles[i] in {None, "heading", "chrome"}
            and len(unit.words) <= MAX_MENU_WORDS
            and not unit.is_final
            and not unit.text.endswith(":")
        )

    def _labelled_disclaimers(self) -> None:
        """A disclaimer's label alone on its line takes the next paragraph with it."""
        for i, role in enumerate(self.roles[:-1]):
            if role == "disclaimer" and self.units[i].text.endswith(":") and self.roles[i + 1] is None:
                self.roles[i + 1] = "disclaimer"

    def _background(self) -> None:
        """Mark the paragraphs that tell earlier events again: below such a heading, or so opened."""
        inside = False
        below: list[int] = []
        for i, unit in enumerate(self.units):
            if self.roles[i] == "heading":
                inside = wording.BACKGROUND_HEAD.match(unit.text) is not None
            elif self.roles[i] is None and wording.BACKGROUND_START.match(unit.text):
                self.roles[i] = "background"
            elif self.roles[i] is None and inside:
                below.append(i)
        # a heading over most of the article is not one over its background
        if 2 * len(below) <= len(self._prose()):
            for i in below:
                self.roles[i] = "background"


def _key(title: str) -> str:
    found = split_units(" ".join(title.split()))
    return found[0].key if found else ""
