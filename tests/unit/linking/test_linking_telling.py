"""Relations are told in words that people print."""

import pytest

from pipelines.linking.telling import readable, sentence
from pipelines.linking.words import plural

NAMES = {"port-salis": "Port Salis", "ent-0a1b": "Mira Tolen", "veldania": "Veldania"}


@pytest.mark.parametrize(
    ("phrase", "content", "expected"),
    [
        ("continu", "The builder is continuing work on the dam", "continuing"),
        ("in port-salis", "The envoys met in Port Salis", "in Port Salis"),
        ("port-salis, veldania", "It asked Port Salis and Veldania", "Port Salis, Veldania"),
        ("Almost 20 mills", "Almost 20 mills were shut", "almost 20 mills"),
        ("ent-0a1b", "She left", "Mira Tolen"),
        ("US$5bn", "US$5bn was lost", "US$5bn"),
        ("part of mill", "Part of the mills burnt", "part of mills"),
        ("14:30", "It left at half past two", "14:30"),
        ("", "", ""),
    ],
)
def test_words_as_printed(phrase: str, content: str, expected: str) -> None:
    assert readable(phrase, content, NAMES) == expected


@pytest.mark.parametrize(
    ("relation", "reason", "here", "there", "expected"),
    [
        ("contradicts", "number", "four mills", "five", "Four mills in one, five in the other."),
        ("supersedes", "place", "in Port Salis", "in Veldania",
         "The same speaker later said otherwise: in Port Salis in one, in Veldania in the other."),
        ("supersedes", "number", "US$5bn", "US$6bn",
         "The same speaker later said otherwise: US$5bn in one, US$6bn in the other."),
        ("differs", "actor", "Mira Tolen", "Veldania",
         "The two say the same of different actors: Mira Tolen in one, Veldania in the other."),
        ("denies", "polarity", "denied", "affirmed", "One denies what the other states."),
        ("contradicts", "polarity", "denied", "affirmed", "One affirms what the other negates."),
        ("differs", "modality", "unclear", "asserted", "One is unclear, the other asserted."),
    ],
)  # fmt: skip
def test_sentences(relation: str, reason: str, here: str, there: str, expected: str) -> None:
    assert sentence(relation, reason, here, there) == expected


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("job", "jobs"), ("ferry", "ferries"), ("day", "days"), ("virus", "viruses"), ("bus", "buses"),
        ("box", "boxes"), ("loss", "losses"), ("person", "people"), ("child", "children"), ("workers", "workers"),
        ("life", "lives"), ("staff", "staff"),
    ],
)  # fmt: skip
def test_plurals(noun: str, many: str) -> None:
    assert plural(noun) == many
