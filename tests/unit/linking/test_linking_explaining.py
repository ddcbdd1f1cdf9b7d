"""Why two mentions are or are not one claim, and the origins of a claim unfolded."""

from datetime import date

import pytest

from pipelines.linking.explaining import Comparison, comparison, explain_pair
from pipelines.linking.linker import THRESHOLD
from pipelines.linking.unfolding import sentence_around, unfold

FERRY = "The council of Port Salis will close the old ferry yard before the harvest fair"
NEARLY = "The council of Port Salis will close its old ferry yard before the harvest fair begins"


def compared(newsroom) -> Comparison:
    frames = newsroom.frames()
    wanted = (frames[name] for name in ("articles", "mentions", "quantities", "entity_mentions"))
    return comparison(*wanted, newsroom.reference, lambda _done, _total: None)


def told(newsroom, first: str, second: str) -> dict[str, str]:
    return {each.subject: each.words for each in explain_pair(compared(newsroom), first, second)}


@pytest.fixture
def mentions(newsroom) -> dict[str, str]:
    """One proposition in three wordings, a number that differs, and what has nothing to do with them."""
    outlets = ("harbour-post", "lantern", "northwire", None, None)
    first, second, third, fourth, fifth = (newsroom.article(outlet, date(2031, 3, 4)) for outlet in outlets)
    return {
        "plain": newsroom.says(first, FERRY),
        "same": newsroom.says(second, FERRY),
        "nearly": newsroom.says(third, NEARLY),
        "four": newsroom.says(fourth, "Karsia bought 4 tugs for the winter ferry line", counts=((4, "tugs"),)),
        "seven": newsroom.says(fifth, "Karsia bought 7 tugs for the winter ferry line", counts=((7, "tugs"),)),
        "other": newsroom.says(fifth, "Mira Tolen opened a bakery", main_verb="open"),
    }


def test_equal_words_need_no_comparison(newsroom, mentions) -> None:
    found = told(newsroom, mentions["plain"], mentions["same"])
    assert found["comparison"].startswith("the same in the same words")
    assert found["clustering"] == "one claim: the same words"
    assert found["only in the first"] == "none"


def test_a_score_is_told_against_the_threshold(newsroom, mentions) -> None:
    found = told(newsroom, mentions["plain"], mentions["nearly"])
    assert "ferry" in found["shared terms"]
    assert found["veto"] == "none"
    assert found["score"].endswith(f"reaches the threshold of {THRESHOLD:.2f}")
    assert found["clustering"].startswith("one claim of 3 mentions, joined directly at 0.")
    assert found["entities"] == "both: port-salis"


def test_order_of_the_two_is_kept(newsroom, mentions) -> None:
    forth = told(newsroom, mentions["four"], mentions["seven"])
    back = told(newsroom, mentions["seven"], mentions["four"])
    assert forth["numbers"] == "4 tugs in the first, 7 tugs in the second"
    assert back["numbers"] == "7 tugs in the first, 4 tugs in the second"


def test_a_veto_names_what_differs(newsroom, mentions) -> None:
    found = told(newsroom, mentions["four"], mentions["seven"])
    assert found["veto"].startswith("forbidden by number: 4 tugs in one, 7 tugs in the other")
    assert found["clustering"] == "two claims, of one mention and one mention"
    assert "number between" in found["kept apart by"]
    assert "score" not in found


def test_a_pair_that_was_never_a_candidate_is_explained_too(newsroom, mentions) -> None:
    found = told(newsroom, mentions["plain"], mentions["other"])
    assert found["comparison"].startswith("never made by linking")
    assert f"falls short of the threshold of {THRESHOLD:.2f}" in found["score"]
    assert "falls short" in found["kept apart by"]


def test_every_pair_can_be_explained(newsroom, mentions) -> None:
    everything = compared(newsroom)
    for first in mentions.values():
        for second in mentions.values():
            if first != second:
                words = {each.subject: each.words for each in explain_pair(everything, first, second)}
                joined = everything.one_cluster(first, second)
                assert words["clustering"].startswith("one claim" if joined else "two claims")
                assert all(words.values())
    with pytest.raises(KeyError):
        explain_pair(everything, "men-unknown", mentions["plain"])


def test_two_in_one_sentence_are_kept_apart(newsroom) -> None:
    article = newsroom.article("lantern", date(2031, 3, 4))
    first = newsroom.says(article, "the mayor will resign")
    second = newsroom.says(article, "the bridge will be closed")
    for row in newsroom.mentions:
        row["sentence_start"] = 0
    assert "side by side in one sentence" in told(newsroom, first, second)["kept apart by"]


# --- origins --------------------------------------------------------------------------------


def test_a_count_unfolds_into_as_many_origins_with_their_sentences(newsroom) -> None:
    speaker = {"claim_type": "indirect", "speaker": "two officials", "kind": "anonymous", "cue": "said"}
    wire = newsroom.article("northwire", date(2031, 3, 4))
    newsroom.says(wire, FERRY, **speaker)
    for outlet in ("lantern", "harbour-post"):
        newsroom.says(newsroom.article(outlet, date(2031, 3, 5)), FERRY, **speaker, medium="Northwire")
    newsroom.says(newsroom.article("harbour-post", date(2031, 3, 6)), FERRY, before="We saw it ourselves: ")
    result = newsroom.link()
    (claim,) = result.claims["claim_id"].to_list()
    articles = newsroom.frames()["articles"]
    found = unfold(claim, result.claim_origins, result.mentions, articles, result.outlets)
    assert len(found) == result.claims["independent_origin_count"][0] == 2
    agency, own = found
    assert (agency.name, agency.outlets) == ("Northwire", ("Northwire", "The Lantern", "The Harbour Post"))
    assert own.outlets == ("The Harbour Post",)
    assert own.methods == ("own_reporting",)
    texts = dict(articles.select("article_id", "text").iter_rows())
    for origin in found:
        for one in origin.evidence:
            text = texts[one.article_id]
            assert text[one.start : one.end] == one.words
            assert text[one.sentence_start : one.sentence_end] == one.sentence
            assert one.words in one.sentence
    assert sum(len(origin.evidence) for origin in found) == result.mentions.height


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("ferry", "The ferry stops."),
        ("crew", "“The crew is tired.”"),
        ("quay", "The quay is wet"),
        ("ferry stops. “The crew", "The ferry stops. “The crew is tired.”"),
    ],
)
def test_the_sentence_around_words(words: str, sentence: str) -> None:
    text = "It rains. The ferry stops. “The crew is tired.” So they say.\nThe quay is wet\n"
    start = text.index(words)
    first, last = sentence_around(text, start, start + len(words))
    assert text[first:last] == sentence
