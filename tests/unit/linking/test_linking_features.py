"""What linking knows of a mention."""

import math
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


def test_who_acts_for_a_state_shares_a_term_with_it(newsroom) -> None:
    article = newsroom.article()
    newsroom.says(article, "Orsk Lund visited the quay")
    newsroom.says(article, "A strike began in Port Salis")
    frames = newsroom.frames()
    read = [frames[name] for name in ("articles", "mentions", "quantities", "entity_mentions")]
    one, other = features(*read, {"orsk-lund": "karsia", "port-salis": "karsia"}.get)
    assert "~karsia" in one.terms & other.terms
    assert "~karsia" not in features(*read)[0].terms


def test_a_name_is_its_entity_however_it_is_spelt(newsroom) -> None:
    first, second = newsroom.article(), newsroom.article()
    newsroom.says(first, "Orsk Lund visited Port Salis")
    newsroom.says(second, "Lund visited Port Salis")
    frames = newsroom.frames()
    a, b = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    assert a.text == b.text == "lund visited port salis"
    assert a.words == ("@orsk-lund", "visit", "@port-salis")
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
        ("about", 1.35, None, (1.34, 1.36)),
        ("about", 450, None, (440, 460)),
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


@pytest.mark.parametrize(
    ("one", "other", "agrees", "equals"),
    [
        ((5, 5, 5), (5, 5, 5), True, True),
        ((5, 5, 5), (6, 6, 6), False, False),
        ((100, 90, 110), (104, 104, 104), True, True),
        ((100, 100, math.inf), (104, 104, 104), True, True),
        ((11, 11, math.inf), (14, 14, 14), True, False),
        ((11, 11, math.inf), (9, 9, 9), False, False),
        ((40, 40, 60), (55, 55, 55), True, True),
    ],
)
def test_numbers_agree_where_both_can_be_true_and_equal_where_they_say_the_same(one, other, agrees, equals) -> None:
    a, b = Number(*one, "ferri", "one"), Number(*other, "ferri", "other")
    assert (a.agrees(b), a.equals(b)) == (agrees, equals) == (b.agrees(a), b.equals(a))


def test_a_number_is_its_value_however_it_is_written(newsroom) -> None:
    first, second = newsroom.article(), newsroom.article()
    for article, content in ((first, "Fourteen ferries sank"), (second, "14 ferries sank")):
        mention = newsroom.says(article, content)
        start, text = newsroom.mentions[-1]["content_start"], content.split()[0]
        number = {"text": text, "value": 14.0, "bound": "exact", "counted": "ferry"}
        newsroom.quantities.append(
            {"mention_id": mention, "start_char": start, "end_char": start + len(text), **number}
        )
    frames = newsroom.frames()
    a, b = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    assert a.terms == b.terms == {"#14", stem("ferries"), "sank"}
    assert a.text == b.text


@pytest.mark.parametrize(
    ("content", "text", "counted", "phrase"),
    [
        ("Seven old ferries sank", "Seven", "ferry", "Seven old ferries"),
        ("Of the ferries seven sank", "seven", "ferry", "seven ferries"),
        ("Seven sank", "Seven", None, "Seven"),
        ("A dozen sank", "A dozen", "dozen", "A dozen"),
    ],
)
def test_a_number_is_told_as_printed(newsroom, content, text, counted, phrase) -> None:
    mention = newsroom.says(newsroom.article(), content)
    at = newsroom.mentions[-1]["content_start"] + content.index(text)
    number = {"text": text, "value": 7.0, "bound": "exact", "counted": counted}
    newsroom.quantities.append({"mention_id": mention, "start_char": at, "end_char": at + len(text), **number})
    frames = newsroom.frames()
    [found] = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    assert [number.phrase for number in found.numbers] == [phrase]


def test_a_demonym_meets_its_country(newsroom) -> None:
    article = newsroom.article()
    newsroom.says(article, "The veldanian navy left")
    newsroom.says(article, "Veldania moved its navy")
    frames = newsroom.frames()
    found = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    assert all("@veldania" in mention.terms for mention in found)


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


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ("They hold Port Salis and 4 other districts", 5),
        ("They hold Port Salis, Karsia and 4 other districts", 6),
        ("They hold Port Salis, Karsia, and 4 more districts", 6),
        ("They hold Port Salis and 4 districts", 4),
        ("They hold 4 other districts", 4),
        ("Port Salis fears that 4 other districts fall", 4),
    ],
)
def test_what_is_named_before_the_others_counts_with_them(newsroom, content: str, number: float) -> None:
    newsroom.says(newsroom.article(), content, counts=((4, "district"),))
    frames = newsroom.frames()
    [found] = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    assert [(one.value, one.low, one.high) for one in found.numbers] == [(number, number, number)]
    assert f"#{number}" in found.terms
    assert found.numbers[0].phrase.endswith("districts")
