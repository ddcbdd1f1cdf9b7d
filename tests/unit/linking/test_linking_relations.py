"""How two claims stand to each other."""

from datetime import date

import pytest

LUND = {"claim_type": "indirect", "speaker": "Orsk Lund", "speaker_id": "orsk-lund", "kind": "person", "cue": "said"}
TOLEN = {"claim_type": "indirect", "speaker": "Mira Tolen", "speaker_id": "mira-tolen", "kind": "person", "cue": "said"}
SENTENCE = "The ferry company dismissed workers at its northern yard"


def test_other_numbers_of_the_same_thing_contradict(newsroom) -> None:
    newsroom.says(newsroom.article("lantern"), SENTENCE, counts=((40.0, "workers"),))
    newsroom.says(newsroom.article("harbour-post"), SENTENCE, counts=((65.0, "workers"),))
    result = newsroom.link()
    [row] = result.claim_relations.to_dicts()
    assert (row["relation"], row["reason"]) == ("contradicts", "number")
    assert "40 workers in one" in row["detail"] or "65 workers in one" in row["detail"]
    assert row["detail"].endswith(".")
    assert result.claims["is_disputed"].to_list() == [True, True]


@pytest.mark.parametrize(("speaker", "relation"), [(LUND, "supersedes"), (TOLEN, "contradicts")])
def test_a_speaker_supersedes_himself_and_contradicts_others(newsroom, speaker, relation) -> None:
    first = newsroom.says(newsroom.article(day=date(2031, 1, 1)), SENTENCE, **LUND, counts=((40.0, "workers"),))
    second = newsroom.says(newsroom.article(day=date(2031, 1, 2)), SENTENCE, **speaker, counts=((65.0, "workers"),))
    [row] = newsroom.link().claim_relations.to_dicts()
    assert row["relation"] == relation
    if relation == "supersedes":
        assert (row["mention_id"], row["other_mention_id"]) == (second, first)


def test_numbers_that_can_both_be_true_differ(newsroom) -> None:
    newsroom.says(newsroom.article("lantern"), SENTENCE, counts=((40.0, "workers"),))
    newsroom.says(newsroom.article("harbour-post"), SENTENCE, counts=((65.0, "workers"),))
    newsroom.quantities[0]["bound"] = "at_least"
    result = newsroom.link()
    [row] = result.claim_relations.to_dicts()
    assert (row["relation"], row["reason"]) == ("differs", "number")
    assert result.claims["is_disputed"].to_list() == [False, False]


def test_a_denial_stands_against_what_it_denies(newsroom) -> None:
    stated = newsroom.says(newsroom.article(), SENTENCE, **LUND)
    denied = newsroom.says(newsroom.article(), SENTENCE, **{**TOLEN, "cue": "denied"}, polarity="negated")
    result = newsroom.link()
    [row] = result.claim_relations.to_dicts()
    assert (row["relation"], row["mention_id"], row["other_mention_id"]) == ("denies", denied, stated)
    disputed = dict(result.claims.select("claim_id", "is_disputed").iter_rows())
    claim_of = dict(result.mentions.select("mention_id", "claim_id").iter_rows())
    assert disputed == {claim_of[stated]: True, claim_of[denied]: False}


def test_a_negation_contradicts(newsroom) -> None:
    newsroom.says(newsroom.article(), SENTENCE)
    newsroom.says(newsroom.article(), "The ferry company dismissed no workers at its northern yard", polarity="negated")
    [row] = newsroom.link().claim_relations.to_dicts()
    assert (row["relation"], row["reason"]) == ("contradicts", "polarity")


def test_other_days_differ_without_dispute(newsroom) -> None:
    for day in (3, 9):
        about = (date(2031, 5, day), date(2031, 5, day))
        newsroom.says(newsroom.article(), SENTENCE, about=about)
    result = newsroom.link()
    [row] = result.claim_relations.to_dicts()
    assert (row["relation"], row["reason"]) == ("differs", "time")
    assert result.claims["is_disputed"].to_list() == [False, False]


@pytest.mark.parametrize(
    ("refusal", "answered"),
    [
        ("Veldania declined to comment on the dismissed workers", True),
        ("Veldania declined to comment", False),
        ("Veldania declined to comment on the football season", False),
    ],
)
def test_a_refusal_answers_only_what_it_names(newsroom, refusal, answered) -> None:
    article = newsroom.article()
    stated = newsroom.says(article, SENTENCE)
    refused = newsroom.says(article, refusal, claim_type="no_comment", speaker="Veldania", kind="government")
    rows = newsroom.link().claim_relations.select("relation", "mention_id", "other_mention_id").rows()
    assert rows == ([("answers", refused, stated)] if answered else [])


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("the dismissed workers", 0),
        ("the matter", 1),
        ("whether the matter was closed by the bishop", None),
        (None, None),
    ],
)
def test_a_refusal_answers_what_was_asked(newsroom, asked, place) -> None:
    article = newsroom.article()
    told = [
        newsroom.says(article, SENTENCE, **LUND),
        newsroom.says(article, "The harbour toll goes up in spring", **LUND),
    ]
    words = f"Mira Tolen refused to speak of {asked or 'anything'}"
    refused = newsroom.says(article, words, **TOLEN | {"claim_type": "no_comment"})
    newsroom.mentions[-1]["asked_text"] = asked
    rows = newsroom.link().claim_relations.select("relation", "mention_id", "other_mention_id").rows()
    assert rows == ([("answers", refused, told[place])] if place is not None else [])
