"""Unnamed sources: how many they are, on which side they stand, and why they are not named.

Belongs here: reading one noun phrase, with its sentence, as a presentation of unnamed people. Does not
belong here: finding the sources of a sentence, or telling to whom a pronoun refers.
"""

from typing import NamedTuple

from spacy.tokens import Span


class UnnamedSource(NamedTuple):
    """What a noun phrase tells of unnamed people, every part as printed.

    ``anonymous`` is False for the unnamed voice of a body (*a spokesman for the ministry*), which speaks
    in the body's name. ``count_text``: *two*, *several*; ``side``: *US*, *in Moscow*; ``reason``: *speaking on
    condition of anonymity to …*; ``None`` where the text does not tell.
    """

    anonymous: bool
    count_text: str | None
    side: str | None
    reason: str | None


def unnamed(source: Span) -> UnnamedSource | None:
    """Return what ``source`` tells of unnamed people, ``None`` where it names its bearer or is no person."""
    return None
