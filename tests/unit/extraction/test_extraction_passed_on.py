"""Chains of attribution in full: from the outermost medium to the innermost source, whatever found the mention."""

from collections.abc import Callable

import pytest

from pipelines.extraction.mentions import Extracted

Case = tuple[str, str, list[str]]

PRINTED: list[Case] = [
    # sentence, words of the content, chain
    (
        "The mine will shut, the Norland Ledger reported on Friday, citing people familiar with the matter.",
        "mine will shut",
        ["Norland Ledger", "people familiar with the matter"],
    ),
    (
        "The Norland Ledger reported on Friday, citing people familiar with the matter, that Mayor Ada "
        "Holt told the council the mine would shut.",
        "mine would shut",
        ["Norland Ledger", "people familiar with the matter", "Ada Holt"],
    ),
    (
        "The mine will shut, according to the Norland Ledger, which cited two officials.",
        "mine will shut",
        ["Norland Ledger", "two officials"],
    ),
    (
        "According to the Norland Ledger, which quoted an aide to the mayor, the mine will shut.",
        "mine will shut",
        ["Norland Ledger", "an aide to the mayor"],
    ),
    (
        "“The mine will shut in May,” Mayor Ada Holt told the Norland Ledger.",
        "mine will shut",
        ["Norland Ledger", "Ada Holt"],
    ),
    (
        "“The mine will shut in May,” Mayor Ada Holt said in an interview with the Norland Ledger.",
        "mine will shut",
        ["Norland Ledger", "Ada Holt"],
    ),
    (
        "In an interview with the Norland Ledger, Mayor Ada Holt said the mine would shut in May.",
        "mine would shut",
        ["Norland Ledger", "Ada Holt"],
    ),
    (
        "The Norland Ledger, quoting a report by the Water Office, said the dam was unsafe.",
        "dam was unsafe",
        ["Norland Ledger", "a report by the Water Office"],
    ),
    (
        "The Norland Ledger's report said the mine would shut in May.",
        "mine would shut",
        ["Norland Ledger"],
    ),
    (
        "Mayor Ada Holt was quoted by the Norland Ledger as saying the mine would shut in May.",
        "mine would shut",
        ["Norland Ledger", "Ada Holt"],
    ),
    (
        "Mayor Ada Holt was quoted as saying by the Norland Ledger that the mine would shut in May.",
        "mine would shut",
        ["Norland Ledger", "Ada Holt"],
    ),
    (
        "A person briefed on the talks told the Norland Ledger that the mine would shut.",
        "mine would shut",
        ["Norland Ledger", "A person briefed on the talks"],
    ),
    (
        "Two people briefed on the talks told Reuters the mine would shut.",
        "mine would shut",
        ["Reuters", "Two people briefed on the talks"],
    ),
    (
        "Reuters quoted Mayor Ada Holt as saying that the mine would shut in May.",
        "mine would shut",
        ["Reuters", "Ada Holt"],
    ),
    (
        "Citing two officials, Reuters reported that the mine would shut in May.",
        "mine would shut",
        ["Reuters", "two officials"],
    ),
    (
        "Citing people close to the talks, the Norland Ledger said the mine would shut in May.",
        "mine would shut",
        ["Norland Ledger", "people close to the talks"],
    ),
    (
        "Reuters, citing two officials, reported that the mine would shut in May.",
        "mine would shut",
        ["Reuters", "two officials"],
    ),
    (
        "Sources told Reuters the mine would shut in May.",
        "mine would shut",
        ["Reuters", "Sources"],
    ),
    (
        "The mine will shut in May, sources told the Norland Ledger.",
        "mine will shut",
        ["Norland Ledger", "sources"],
    ),
    (
        "Reuters reported that Ada Holt said the mine would shut in May.",
        "mine would shut",
        ["Reuters", "Ada Holt"],
    ),
    (
        "The Norland Ledger says that Mayor Ada Holt told ministers that the mine would shut in May.",
        "mine would shut",
        ["Norland Ledger", "Ada Holt"],
    ),
    (
        "The mine will shut in May, Reuters said, citing the Norland Ledger.",
        "mine will shut",
        ["Reuters", "Norland Ledger"],
    ),
    (
        "The mine will shut in May, according to a report in the Norland Ledger.",
        "mine will shut",
        ["Norland Ledger"],
    ),
    (
        "The mine will shut in May, according to a document seen by Reuters.",
        "mine will shut",
        ["Reuters", "a document seen by Reuters"],
    ),
    (
        "According to documents obtained by the Norland Ledger, the mine will shut in May.",
        "mine will shut",
        ["Norland Ledger", "documents obtained by the Norland Ledger"],
    ),
    (
        "According to two officials cited by Reuters, the mine will shut in May.",
        "mine will shut",
        ["Reuters", "two officials"],
    ),
    (
        "The Norland Ledger reported, citing its own sources, that the mine would shut in May.",
        "mine would shut",
        ["Norland Ledger", "its own sources"],
    ),
    (
        "According to the Norland Ledger's sources, the mine will shut in May.",
        "mine will shut",
        ["Norland Ledger", "the Norland Ledger's sources"],
    ),
    (
        "“The mine will shut in May,” the Norland Ledger quoted Mayor Ada Holt as saying.",
        "mine will shut",
        ["Norland Ledger", "Ada Holt"],
    ),
    (
        "Ada Holt said the mine would shut in May.",
        "mine would shut",
        ["Ada Holt"],
    ),
    (
        "The mayor's spokesman, Peter Vale, said the mine would shut in May.",
        "mine would shut",
        ["Peter Vale"],
    ),
    (
        "Speaking to Reuters, Mayor Ada Holt said the mine would shut in May.",
        "mine would shut",
        ["Reuters", "Ada Holt"],
    ),
    (
        "Mayor Ada Holt said in remarks published by the Norland Ledger that the mine would shut in May.",
        "mine would shut",
        ["Norland Ledger", "Ada Holt"],
    ),
    (
        "The mine will shut in May, Reuters reported on Friday. It cited two officials.",
        "mine will shut",
        ["Reuters", "two officials"],
    ),
    (
        "The Norland Ledger reported on Friday, citing people familiar with the matter, that Mayor Ada "
        "Holt told Governor Peter Vale that the mine would shut.",
        "mine would shut",
        ["Norland Ledger", "people familiar with the matter", "Ada Holt"],
    ),
]

CARRIED_OVER: list[Case] = [
    # a link that was printed before, and not here, has a star
    (
        "The mine will shut, Reuters reported, citing two officials close to the talks.\n\n"
        "It rained on Monday.\n\nThe officials said the pits were old.",
        "pits were old",
        ["Reuters*", "two officials close to the talks"],
    ),
    (
        "The mine will shut, Reuters reported, citing people familiar with the matter.\n\n"
        "It rained on Monday.\n\nThe sources said the pits were old.",
        "pits were old",
        ["Reuters*", "The sources"],
    ),
    (
        "The mine will shut, Reuters reported, citing people familiar with the matter.\n\n"
        "It rained on Monday.\n\nThe people added that the pits were old.",
        "pits were old",
        ["Reuters*", "people familiar with the matter"],
    ),
    (
        "The mine will shut, Reuters reported, citing people familiar with the matter.\n\nThey said the pits were old.",
        "pits were old",
        ["Reuters*", "people familiar with the matter"],
    ),
    (
        "The mine will shut, Reuters reported, citing two officials.\n\nOne of the officials said the pits were old.",
        "pits were old",
        ["Reuters*", "One of the officials"],
    ),
    (
        "The mine will shut, Reuters reported, citing a person familiar with the matter.\n\n"
        "The person said the pits were old.",
        "pits were old",
        ["Reuters*", "person familiar with the matter"],
    ),
    (
        "Two officials told Reuters that the mine would shut. The officials said the pits were old.",
        "pits were old",
        ["Reuters*", "Two officials"],
    ),
    (
        "The mine will shut, Reuters reported, citing two officials.\n\nMayor Ada Holt said the pits were old.",
        "pits were old",
        ["Ada Holt"],
    ),
    (
        "The mine will shut, Reuters reported.\n\nResidents said the pits were old.",
        "pits were old",
        ["Residents"],
    ),
    (
        "The mine will shut, Reuters reported, citing sources.\n\nThe agency said the pits were old.",
        "pits were old",
        ["Reuters"],
    ),
]


def chain_of(found: Extracted, words: str) -> list[str]:
    """Return the links behind the one attributed content that holds ``words``."""
    keys = [m["mention_id"] for m in found.mentions if words in m["content_text"] and m["claim_type"] != "narrator"]
    assert len(keys) == 1, [(m["content_text"], m["claim_type"]) for m in found.mentions]
    links = [row for row in found.attributions if row["mention_id"] == keys[0]]
    assert [row["position"] for row in links] == list(range(len(links)))
    return [(row["referent_text"] or row["source_text"]) + ("" if row["explicit"] else "*") for row in links]


@pytest.mark.parametrize("extractor", ["rules", "ranked"])
@pytest.mark.parametrize(("text", "words", "expected"), [*PRINTED, *CARRIED_OVER])
def test_the_chain_is_told_in_order(
    read: Callable[[str, str], Extracted], extractor: str, text: str, words: str, expected: list[str]
) -> None:
    found = read(text, extractor)
    assert chain_of(found, words) == expected
    for row in found.attributions:
        evidence = text[row["evidence_start"] : row["evidence_end"]]
        assert row["source_text"] in evidence or evidence in row["source_text"]
