"""Records kept as numbers come back as they were."""

import pickle
from collections import Counter
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking.coded import Coded
from pipelines.linking.features import Features, Number
from pipelines.linking.packed import Packing, coded, column, each

WORDS = st.lists(st.text("abcé@#1", min_size=1, max_size=4), max_size=6)
NUMBERS = st.lists(st.builds(Number, *[st.floats(0, 9)] * 3, st.none() | st.just("ferry"), st.just("five")), max_size=2)
DAYS = st.none() | st.dates(date(2030, 1, 1), date(2032, 1, 1))


@st.composite
def mentions(draw: st.DrawFn) -> Features:
    words = draw(WORDS)
    day = draw(DAYS)
    return Features(
        mention_id=draw(st.text("0123456789", max_size=3)),
        mention_key=draw(st.text("0123456789", max_size=2)),
        article_id=draw(st.sampled_from("ab")),
        rank=draw(st.integers(0, 9)),
        published=draw(DAYS),
        sentence=(draw(st.integers(0, 9)), 10),
        content=(draw(st.integers(0, 9)), 10),
        text=" ".join(words),
        words=tuple(draw(WORDS)),
        sorted_text=" ".join(sorted(words)),
        terms=frozenset(draw(WORDS)),
        entities=frozenset(draw(WORDS)),
        subject=draw(st.none() | st.just("veldania")),
        numbers=tuple(draw(NUMBERS)),
        polarity=draw(st.sampled_from(["positive", "negated"])),
        modality="asserted",
        claim_type=draw(st.sampled_from(["direct", "no_comment"])),
        about=None if day is None else (day, day),
        source=draw(st.none() | st.just("karsia")),
        quote=draw(st.none() | st.builds(" ".join, WORDS)),
        of_its_source=draw(st.booleans()),
        verb=draw(st.none() | st.just("rise")),
        source_names=frozenset(draw(WORDS)),
        event_terms=frozenset(draw(WORDS)),
        counted=frozenset(draw(WORDS)),
    )


def spelled(records: Coded) -> list[list[str]]:
    """The words of each record, sorted."""
    limits = pairwise(records.ends.tolist())
    return [sorted(records.words[code] for code in records.codes[begin:end].tolist()) for begin, end in limits]


@given(st.lists(mentions(), max_size=8))
def test_what_is_packed_comes_back_in_the_order_of_keys(given_mentions: list[Features]) -> None:
    packing: Packing[Features] = Packing()
    for one in given_mentions:
        packing.add(one)
    packed = packing.packed()
    expected = sorted(given_mentions, key=lambda one: (one.mention_key, one.mention_id))
    assert list(packed) == expected
    assert [packed[place] for place in range(len(packed))] == expected
    assert list(packed[1:3]) == expected[1:3]
    assert list(packed.take(range(len(packed) - 1, -1, -1))) == expected[::-1]
    for name in ("article_id", "published", "rank", "sentence", "numbers", "digest"):
        assert column(packed, name) == column(expected, name)
    assert list(each(packed, "quote")) == list(each(expected, "quote"))
    for name in ("words", "terms", "counted"):
        assert list(each(packed, name)) == list(each(expected, name))
        assert spelled(coded(packed, name)) == spelled(coded(expected, name)) == [sorted(w) for w in each(packed, name)]


@given(st.lists(WORDS, max_size=6))
def test_other_words_are_put_for_words(records: list[list[str]]) -> None:
    found = Coded.of(records)
    assert spelled(found.translated(str.upper)) == [sorted(map(str.upper, words)) for words in records]
    sets = found.sets(str.upper)
    assert spelled(sets) == [sorted({*map(str.upper, words)}) for words in records]
    assert list(sets.words) == sorted(sets.words)
    assert spelled(found.only(str.isalpha)) == [sorted(filter(str.isalpha, words)) for words in records]
    wanted = Counter(word for words in records for word in {*map(str.upper, words)})
    assert dict(zip(sets.words, sets.frequency().tolist(), strict=True)) == wanted
    assert sets.table().sum() == sets.sizes.sum() == sum(wanted.values())


@given(st.lists(st.lists(mentions(), max_size=4), max_size=3), st.data())
def test_parts_come_together_and_some_records_go_elsewhere(parts: list[list[Features]], data: st.DataObject) -> None:
    packing: Packing[Features] = Packing()
    for part in parts:
        read: Packing[Features] = Packing()
        for one in part:
            read.add(one)
        packing.extend(pickle.loads(pickle.dumps(read)))
    packed = packing.packed()
    expected = sorted((one for part in parts for one in part), key=lambda one: (one.mention_key, one.mention_id))
    assert list(packed) == expected
    wanted = data.draw(st.lists(st.integers(0, len(expected) - 1), unique=True) if expected else st.just([]))
    there = pickle.loads(pickle.dumps(packed.take(wanted)))
    assert list(there) == [there[place] for place in range(len(wanted))] == [expected[place] for place in wanted]
    assert column(there, "digest") == [expected[place].digest for place in wanted]
    assert spelled(coded(there, "words")) == [sorted(expected[place].words) for place in wanted]
