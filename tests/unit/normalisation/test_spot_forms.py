"""Kinds of entities and what is no name: marked text → entities. All text is invented."""

from typing import Any

import pytest

Fixture = Any

KINDS = [
    ("[ORG D. Solen] and [GPE K Varga] played.", "D. Solen", "person"),
    ("[ORG D. Solen] and [GPE K Varga] played.", "K Varga", "person"),
    ("[FAC Tobin Varga] is 90. He feels fine, [ORG Varga] said.", "Tobin Varga", "person"),
    ("The oil giant [PERSON Vessenol] fell.", "Vessenol", "person"),
    ("[GPE Gridshare] beat the rest. Everyone used Gridshare.", "Gridshare", "organisation"),
    ("They sailed to [GPE Ostin], [GPE Marrel] and [GPE Cordel].", "Cordel", "place"),
    ("[GPE O'Tarry] scored.", "O'Tarry", "person"),
    ("They met in [GPE Ostin]. Ostin won.", "Ostin", "place"),
    ("The [PERSON Reds] won. The [PERSON Reds] are champions.", "Reds", "organisation"),
    ("[PERSON Cordel Sharks] won.", "Cordel Sharks", "organisation"),
    ("[ORG Veldania] left. The Veldanian army stayed.", "Veldania", "place"),
    ("[GPE Marrel Island] was calm.", "Marrel Island", "place"),
]


@pytest.mark.parametrize(("text", "name", "kind"), KINDS)
def test_kind(run: Fixture, story: Fixture, text: str, name: str, kind: str) -> None:
    kinds = dict(run([story("a.txt", text)]).entities.select("name", "kind").rows())
    assert kinds[name] == kind


def test_he_or_she_is_a_person(run: Fixture, story: Fixture) -> None:
    article = story("a.txt", "[ORG Tobin Varga] is old. [ORG Tobin Varga] said he feels fine.")
    article.claim("he feels fine", "Tobin Varga", "said", subject_text="Tobin Varga", source_kind="organisation")
    result = run([article])
    assert result.entities.select("name", "kind").rows() == [("Tobin Varga", "person")]
    row = result.normalised_mentions.row(0, named=True)
    assert (row["claim_text"], row["source_kind"]) == ("Tobin Varga feels fine", "person")


def test_company_titles_and_belongings_speak_for_a_company(run: Fixture, story: Fixture) -> None:
    article = story("a.txt", "[PERSON Vessenol] fell.")
    rows = article.annotations()
    rows[0] |= {"title": "oil giant"}
    article.annotations = lambda: rows
    assert run([article]).entities["kind"].to_list() == ["organisation"]


def test_an_adjective_of_a_known_country_stays_its(run: Fixture, story: Fixture, named: Fixture) -> None:
    assert named(run([story("a.txt", "The [GPE Aldorian] fleet left.")]), "Aldorian") == {"aldoria"}


NO_NAMES = [
    "It starts at 10 [ORG GMT].",
    "[ORG Women] waited. Many women left.",
    "[PERSON Hopes] are high. Their hopes rose.",
    "The vote is on 5 [PERSON May].",
    "[ORG Promotions Coordinator] wanted.",
]


@pytest.mark.parametrize("text", NO_NAMES)
def test_no_entity(run: Fixture, story: Fixture, text: str) -> None:
    assert run([story("a.txt", text)]).entities.is_empty()


def test_a_short_form_inside_a_date_is_no_name(run: Fixture, story: Fixture, reference: Fixture) -> None:
    result = run([story("a.txt", "[PERSON Lena March] of [GPE Aldoria] won on 5 March. March smiled.")])
    assert sorted(result.entity_mentions["text"].to_list()) == ["Aldoria", "Lena March"]


def test_a_list_taken_for_one_name_is_taken_apart(run: Fixture, story: Fixture, named: Fixture) -> None:
    result = run([story("a.txt", "They met in [GPE Ostin, Marrel, Upper Cordel].")])
    assert set(result.entities["name"]) == {"Ostin", "Marrel", "Upper Cordel"}


def test_a_prefix_is_no_part_of_a_name(run: Fixture, story: Fixture, named: Fixture) -> None:
    result = run([story("a.txt", "The [ORG Vessenol] chief met an [ORG ex-Vessenol] aide.")])
    assert result.entities["name"].to_list() == ["Vessenol"]


def test_an_acronym_that_the_article_defines_is_its_own(run: Fixture, story: Fixture, named: Fixture) -> None:
    text = "The [ORG Wide Iron Rail Exchange] (WIRE) met. The [ORG WIRE] rose."
    result = run([story("a.txt", text)])
    assert named(result, "WIRE") == named(result, "Wide Iron Rail Exchange") != {"vessen-wire"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("findings published by the institute", "document"),
        ("a survey of voters", "document"),
        ("figures", "document"),
        ("the trade body", "organisation"),
        ("a report committee", "organisation"),
    ],
)
def test_what_is_written_is_a_document(run: Fixture, story: Fixture, words: str, kind: str) -> None:
    article = story("a.txt", f"According to {words}, it rained.")
    article.claim("it rained", words, "According to", source_kind="organisation")
    assert run([article]).normalised_mentions["source_kind"].to_list() == [kind]


def test_a_person_owned_by_a_body_is_the_person(run: Fixture, story: Fixture, named: Fixture) -> None:
    article = story("a.txt", "[PERSON Mira Solen] rose. The [ORG Palace]'s [PERSON Solen] said it rained.")
    article.claim("it rained", "The Palace's Solen", "said")
    result = run([article])
    assert set(result.normalised_mentions["source_id"]) == named(result, "Mira Solen") == named(result, "Solen")


def test_parts_of_a_body_are_the_body(run: Fixture, story: Fixture, named: Fixture) -> None:
    text = "[ORG Ostin United] won. [ORG United] sang. [ORG Vessen Games] fell. [PERSON Vessen] is broke."
    result = run([story("a.txt", text)])
    assert named(result, "United") == named(result, "Ostin United")
    assert named(result, "Vessen") == named(result, "Vessen Games")
    assert set(result.entities["kind"]) == {"organisation"}


def test_an_article_of_the_noun_behind_a_name_says_nothing_of_it(run: Fixture, story: Fixture) -> None:
    assert run([story("a.txt", "He saw the [PERSON Mira Solen] films.")]).entities["kind"].to_list() == ["person"]
