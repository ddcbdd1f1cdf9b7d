"""Unnamed sources through the whole of extraction: whether, how many, of which side, and why unnamed."""

from collections.abc import Callable

import pytest

from pipelines.extraction.mentions import Extracted

Case = tuple[str, tuple[bool, str | None, str | None, str | None]]

TABLE: list[Case] = [
    # sentence, (anonymous, how many, of which side, why)
    (
        "Two people familiar with the merger said the mine would close.",
        (True, "Two", None, None),
    ),
    (
        "Two officials who asked not to be named because the talks are private said the mine would close.",
        (True, "Two", None, "who asked not to be named because the talks are private"),
    ),
    (
        "An official said on condition of anonymity that the mine would close.",
        (True, "An", None, "on condition of anonymity"),
    ),
    (
        "A person close to the talks, who was not authorised to speak publicly, said the mine would close.",
        (True, "A", None, "who was not authorised to speak publicly"),
    ),
    (
        "“The mine will close,” said an aide who spoke on condition of anonymity because he was not "
        "authorised to speak to the press.",
        (True, "an", None, "who spoke on condition of anonymity because he was not authorised to speak to the press"),
    ),
    (
        "Three Ostland diplomats, speaking on condition of anonymity, said the mine would close.",
        (True, "Three", "Ostland", "speaking on condition of anonymity"),
    ),
    (
        "Several former employees told the Herald that the mine would close.",
        (True, "Several", None, None),
    ),
    (
        "A senior defence official said the mine would close.",
        (True, "A", "defence", None),
    ),
    (
        "One of the people said the mine would close.",
        (True, "One", None, None),
    ),
    (
        "The mine will close, said the people, who requested anonymity to discuss private matters.",
        (True, None, None, "who requested anonymity to discuss private matters"),
    ),
    (
        "The sources, who declined to be identified, said the mine would close.",
        (True, None, None, "who declined to be identified"),
    ),
    (
        "Officials in Marbury said the mine would close.",
        (True, None, "in Marbury", None),
    ),
    (
        "Government officials said the mine would close.",
        (True, None, "Government", None),
    ),
    (
        "Health officials said the mine would close.",
        (True, None, "Health", None),
    ),
    (
        "Police officers said the mine would close.",
        (True, None, "Police", None),
    ),
    (
        "At least five people briefed on the matter said the mine would close.",
        (True, "At least five", None, None),
    ),
    (
        "A dozen current and former officials said the mine would close.",
        (True, "A dozen", None, None),
    ),
    (
        "Half a dozen diplomats said the mine would close.",
        (True, "Half a dozen", None, None),
    ),
    (
        "A US official, who asked for anonymity, said the mine would close.",
        (True, "A", "US", "who asked for anonymity"),
    ),
    (
        "A European diplomat said the mine would close.",
        (True, "A", "European", None),
    ),
    (
        "A source close to the president said the mine would close.",
        (True, "A", "close to the president", None),
    ),
    (
        "A source at the ministry said the mine would close.",
        (True, "A", "at the ministry", None),
    ),
    (
        "Sources within the party said the mine would close.",
        (True, None, "within the party", None),
    ),
    (
        "Party insiders said the mine would close.",
        (True, None, "Party", None),
    ),
    (
        "An insider at Tessor said the mine would close.",
        (True, "An", "at Tessor", None),
    ),
    (
        "The official, who insisted on anonymity, said the mine would close.",
        (True, None, None, "who insisted on anonymity"),
    ),
    (
        "A banker who declined to be named, citing company policy, said the mine would close.",
        (True, "A", None, "who declined to be named, citing company policy"),
    ),
    (
        "An engineer who did not want his name published for fear of reprisals said the mine would close.",
        (True, "An", None, "who did not want his name published for fear of reprisals"),
    ),
    (
        "A woman who would give only her first name said the mine would close.",
        (True, "A", None, "who would give only her first name"),
    ),
    (
        "A lawyer for the families said the mine would close.",
        (True, "A", "for the families", None),
    ),
    (
        "“The mine will close,” a second person said, asking not to be identified discussing private talks.",
        (True, "a", None, "asking not to be identified discussing private talks"),
    ),
    (
        "People with direct knowledge of the plan said the mine would close.",
        (True, None, None, None),
    ),
    (
        "A White House official said the mine would close.",
        (True, "A", "White House", None),
    ),
    (
        "Two Kremlin sources said the mine would close.",
        (True, "Two", "Kremlin", None),
    ),
    (
        "Some officials said the mine would close.",
        (True, "Some", None, None),
    ),
    (
        "Several Democrats said the mine would close.",
        (True, "Several", "Democrats", None),
    ),
    (
        "A member of the board said the mine would close.",
        (True, "A", "of the board", None),
    ),
    (
        "The person, who could not be named for legal reasons, said the mine would close.",
        (True, None, None, "who could not be named for legal reasons"),
    ),
    (
        "The witness, whose name has not been released, said the mine would close.",
        (True, None, None, "whose name has not been released"),
    ),
    (
        "A soldier who identified himself only by his call sign said the mine would close.",
        (True, "A", None, "who identified himself only by his call sign"),
    ),
    (
        "The ministry said the mine would close.",
        (False, None, None, None),
    ),
    (
        "The White House said the mine would close.",
        (False, None, None, None),
    ),
    (
        "Police said the mine would close.",
        (False, None, None, None),
    ),
    (
        "The company said the mine would close.",
        (False, None, None, None),
    ),
    (
        "A spokesman for the ministry said the mine would close.",
        (False, "A", "for the ministry", None),
    ),
    (
        "The mayor said the mine would close.",
        (False, None, None, None),
    ),
    (
        "Ada Holt, a senior official at the ministry, said the mine would close.",
        (False, None, None, None),
    ),
    (
        "Voters said the mine would close.",
        (False, None, None, None),
    ),
    (
        "A government spokeswoman said the mine would close.",
        (False, "A", "government", None),
    ),
    (
        "A study said the mine would close.",
        (False, None, None, None),
    ),
    (
        "Critics said the mine would close.",
        (False, None, None, None),
    ),
    (
        "The union's leaders said the mine would close.",
        (False, None, None, None),
    ),
    (
        "Ostland said the mine would close.",
        (False, None, None, None),
    ),
    (
        "Court documents said the mine would close.",
        (False, None, None, None),
    ),
    (
        "Scientists said the mine would close.",
        (True, None, None, None),
    ),
]


@pytest.mark.parametrize("extractor", ["rules", "ranked"])
@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_unnamed_sources_are_typed(
    read: Callable[[str, str], Extracted],
    extractor: str,
    text: str,
    expected: tuple[bool, str | None, str | None, str | None],
) -> None:
    (row,) = [m for m in read(text, extractor).mentions if m["claim_type"] != "narrator"]
    columns = ("anonymous", "anonymous_count_text", "anonymous_side", "anonymity_reason")
    assert tuple(row[column] for column in columns) == expected
    assert (row["source_kind"] == "anonymous") == expected[0]
