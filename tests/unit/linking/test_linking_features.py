"""What linking knows of a mention."""

from datetime import date

import pytest

from pipelines.linking.features import Number, features, side_by_side, stem, term_weights


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("occupation", "occupied"),
        ("negotiate", "negotiations"),
        ("agree", "agreement"),
        ("territory", "territorial"),
        ("resign", "resignation"),
        ("insist", "insistence"),
        ("finalise", "finalize"),
        ("denied", "deny"),
        ("denial", "deny"),
    ],
)
def test_derivations_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("rise", "raze"), ("import", "export"), ("north", "south"), ("win", "wine"), ("five", "fifteen")]
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_name_is_its_entity_however_it_is_spelt(newsroom) -> None:
    first, second = newsroom.article(), newsroom.article()
    newsroom.says(first, "Orsk Lund visited Port Salis")
    newsroom.says(second, "Lund visited Port Salis")
    frames = newsroom.frames()
    a, b = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    assert a.text == b.text == "@orsk-lund visited @port-salis"
    assert a.terms == b.terms == {"@orsk-lund", "@port-salis", "visit"}
    assert a.signature == b.signature


@pytest.mark.parametrize(
    ("bound", "value", "value_max", "expected"),
    [
        ("exact", 5, None, (5, 5)),
        ("at_least", 5, None, (5, float("inf"))),
        ("at_most", 5, None, (float("-inf"), 5)),
        ("range", 5, 8, (5, 8)),
        ("about", 100, None, (90, 110)),
    ],
)
def test_a_number_is_the_interval_that_it_allows(newsroom, bound, value, value_max, expected) -> None:
    article = newsroom.article()
    mention = newsroom.says(article, "The mine employs people")
    newsroom.quantities.append(
        {
            "mention_id": mention,
            "start_char": 0,
            "end_char": 1,
            "text": "many",
            "value": float(value),
            "value_max": float(value_max) if value_max else None,
            "bound": bound,
            "counted": "miners",
        }
    )
    frames = newsroom.frames()
    [found] = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    [number] = found.numbers
    assert (number.low, number.high) == pytest.approx(expected)
    assert number.what == stem("miners")
    assert number.phrase == "many miners"


def test_numbers_agree_where_their_intervals_meet() -> None:
    five, more = Number(5, 5, "x", "five"), Number(4, float("inf"), "x", "at least four")
    assert five.agrees(more)
    assert more.agrees(five)
    assert not five.agrees(Number(6, 6, "x", "six"))


def test_rare_terms_weigh_more(newsroom) -> None:
    article = newsroom.article(day=date(2031, 1, 1))
    for content in ("The council met", "The council voted", "The council adjourned for lunch"):
        newsroom.says(article, content)
    frames = newsroom.frames()
    found = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    weights = term_weights(found)
    assert weights[stem("lunch")] > weights[stem("council")] > 0


def test_propositions_of_one_sentence_stand_side_by_side(newsroom) -> None:
    article = newsroom.article()
    for content in ("The council met in the old town hall and the mayor resigned", "The mayor spoke"):
        newsroom.says(article, content)
    inner = dict(newsroom.mentions[0])
    inner |= {"mention_id": "men-2", "mention_key": "key-2", "content_start": inner["content_end"] - 18}
    twin = dict(newsroom.mentions[0]) | {"mention_id": "men-3", "mention_key": "key-3"}
    newsroom.mentions += [inner, twin]
    frames = newsroom.frames()
    found = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    pairs = {frozenset((found[i].mention_id, found[j].mention_id)) for i, j in side_by_side(found)}
    whole = newsroom.mentions[0]["mention_id"]
    assert pairs == {frozenset((whole, "men-2")), frozenset(("men-2", "men-3"))}
