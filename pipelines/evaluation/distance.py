"""How far from a content its speaker's name stands: what makes a speaker easy or hard to find.

Belongs here: paragraphs and sentences of an article, and the nearest of them that holds a name. All of it is
computed from the text, never from what was extracted.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from pipelines.evaluation.names import Names, is_named
from pipelines.evaluation.readings import Article, Reading
from pipelines.evaluation.spans import Place, touches
from pipelines.reference import fold

SENTENCE, PARAGRAPH, DOCUMENT, ELSEWHERE, UNNAMED = (
    "same sentence",
    "same paragraph",
    "same document",
    "elsewhere",
    "unnamed",
)
DISTANCES = (SENTENCE, PARAGRAPH, DOCUMENT, ELSEWHERE, UNNAMED)
"""From near to far; ``elsewhere``: the article never prints the name; ``unnamed``: there is none to print."""

_WORD = re.compile(r"(?!(?<=\w['’ʼ‘`])s\b)[^\W_]+")
# a question or exclamation in quotation marks ends no sentence: its cue follows (“Who paid?” Holt asked)
_END = re.compile(r"(?:[.…][\"”’»')\]]*|[!?])\s+(?=[\"“‘«„'(\[]*[^\W\d_a-z]|[\"“‘«„]|\d)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Prof|Lt|Col|Sgt|Maj|Capt|Rev|Hon|Jr|Sr|vs|No|Inc|Ltd|Corp|Co)"
    r"|(?:^|[\s(.“\"])[A-Z])\.\s+$"
)


class Whereabouts:
    """The sentences, paragraphs and words of one article, for the question where a name stands."""

    def __init__(self, article: Article, names: Names) -> None:
        self._article = article
        self._names = names

    def distance(self, reading: Reading) -> str | None:
        """Return the smallest part of the article that holds a content and a spelling of its speaker.

        Spellings are the name, its surname and the aliases of the reference tables. One inside the content does
        not count, save in a refusal to comment, whose content is the whole clause. None where there is no speaker.
        """
        if reading.speaker is None:
            return None
        if not is_named(reading.speaker):
            return UNNAMED
        content = (reading.start, reading.end)
        places = [
            place
            for words in self._names.spellings(reading.speaker)
            for place in self._found(words)
            if reading.type == "no_comment" or not (content[0] <= place[0] and place[1] <= content[1])
        ]
        if not places:
            return ELSEWHERE
        paragraphs = _holding(self._paragraphs, content)
        near = [place for place in places if touches([place], paragraphs)]
        if not near:
            return DOCUMENT
        sentences = _holding([each for one in paragraphs for each in self._sentences(one)], content)
        return SENTENCE if touches(sentences, near) else PARAGRAPH

    @cached_property
    def _paragraphs(self) -> list[Place]:
        """The article's paragraphs; where staging gave none, its lines."""
        if self._article.paragraphs:
            return sorted(self._article.paragraphs)
        return [match.span() for match in re.finditer(r"[^\n]+", self._article.text)]

    def _sentences(self, paragraph: Place) -> list[Place]:
        text = self._article.text
        ends = [
            match.end()
            for match in _END.finditer(text, *paragraph)
            if not _ABBREVIATED.search(text, max(paragraph[0], match.start() - 6), match.end())
        ]
        return list(zip([paragraph[0], *ends], [*ends, paragraph[1]], strict=True))

    @cached_property
    def _words(self) -> list[tuple[str, Place]]:
        """The folded words with their places, possessives left off; a hyphenated name is several words."""
        return [(part, match.span()) for match in _WORD.finditer(self._article.text) for part in fold(match[0]).split()]

    @cached_property
    def _at(self) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = defaultdict(list)
        for at, (word, _) in enumerate(self._words):
            positions[word].append(at)
        return positions

    def _found(self, words: Sequence[str]) -> Iterable[Place]:
        """Yield where ``words`` stand one after the other; a single one must begin with a capital or digit."""
        for at in self._at.get(words[0], ()):
            run = self._words[at : at + len(words)]
            if [word for word, _ in run] == list(words):
                start, end = run[0][1][0], run[-1][1][1]
                if len(words) > 1 or not self._article.text[start].islower():
                    yield start, end


def _holding(parts: Sequence[Place], content: Place) -> list[Place]:
    """Return the parts that share a character with ``content``."""
    first = max(0, bisect_right(parts, (content[0], -1)) - 1)
    return [part for part in parts[first:] if touches([part], [content])] or [content]
