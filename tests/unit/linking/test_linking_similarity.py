"""The judgement of two mentions: alike enough, or kept apart for a reason."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from pipelines.linking.features import Features, features, term_weights
from pipelines.linking.similarity import Kind, akin, explain, judge, may_stand_for, measures

KINDS = {
    "veldania": Kind("place", "XV"),
    "veldania-government": Kind("government", "XV"),
    "orsk-lund": Kind("person", "XV"),
    "mira-tolen": Kind("person", "XV"),
    "karsia": Kind("place", "XK"),
}
QUOTE = {"claim_type": "direct", "kind": "person", "cue": "said"}
LUND = {**QUOTE, "speaker": "Orsk Lund", "speaker_id": "orsk-lund"}
TOLEN = {**QUOTE, "speaker": "Mira Tolen", "speaker_id": "mira-tolen"}
REFUSAL = {"claim_type": "no_comment", "kind": "government", "polarity": "negated"}
MAY_2, MAY_9 = date(2031, 5, 2), date(2031, 5, 9)
SENTENCE = "The ferry company dismissed workers at its northern yard"


def two(newsroom: Any, *said: tuple[str, dict[str, Any]], days: tuple[date, ...] = (MAY_2, MAY_2)) -> list[Features]:
    ids = [
        newsroom.says(newsroom.article(day=day), content, **how) for (content, how), day in zip(said, days, strict=True)
    ]
    frames = newsroom.frames()
    found = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    return sorted(found, key=lambda mention: ids.index(mention.mention_id))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"counts": ((5.0, "workers"),)}, {"counts": ((7.0, "workers"),)}, "number"),
        ({"counts": ((5.0, "workers"),)}, {"counts": ((5.0, "workers"),)}, None),
        ({"counts": ((5.0, "workers"),)}, {"counts": ((7.0, "days"),)}, None),
        ({"counts": ((5.0, "workers"), (7.0, "workers"))}, {"counts": ((7.0, "worker"),)}, None),
        ({}, {"polarity": "negated"}, "polarity"),
        ({"subject": "orsk-lund"}, {"subject": "mira-tolen"}, None),  # pronouns, whoever they are taken for
        ({"about": (MAY_2, MAY_2)}, {"about": (MAY_9, MAY_9)}, "time"),
        ({"about": (MAY_2, MAY_9)}, {"about": (MAY_9, MAY_9)}, None),
        ({"about": (MAY_2, MAY_2)}, {}, None),
        (REFUSAL, {}, "type"),
    ],
)
def test_what_forbids_equal_words_to_be_one_claim(newsroom, one, other, reason) -> None:
    a, b = two(newsroom, (SENTENCE, one), (SENTENCE, other))
    judgement = judge(a, b, term_weights([a, b]), KINDS)
    assert (judgement.veto.reason if judgement.veto else None) == reason
    assert explain(a, b, judgement, term_weights([a, b]))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Orsk Lund", "Mira Tolen", "actor"),
        ("Veldania", "Karsia", "actor"),
        ("Karsia", "Orsk Lund", "actor"),
        ("Veldania", "Orsk Lund", None),
    ],
)
def test_two_named_actors_make_two_claims_unless_one_stands_for_the_other(newsroom, one, other, reason) -> None:
    entity = {"Orsk Lund": "orsk-lund", "Mira Tolen": "mira-tolen", "Veldania": "veldania", "Karsia": "karsia"}
    said = [(f"{name} bought the northern yard", {"subject": entity[name]}) for name in (one, other)]
    a, b = two(newsroom, *said)
    veto = judge(a, b, term_weights([a, b]), KINDS).veto
    assert (veto.reason if veto else None) == reason


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (Kind("person"), Kind("place", "XV"), True),
        (Kind("person"), Kind("government"), True),
        (Kind("person", "XK"), Kind("place", "XV"), False),
        (Kind("person"), Kind("person"), False),
        (Kind("place"), Kind("organisation"), False),
        (Kind(), Kind("place"), False),
    ],
)
def test_a_person_may_stand_for_a_body_of_no_known_other_country(a: Kind, b: Kind, expected: bool) -> None:
    assert may_stand_for("a", "b", {"a": a, "b": b}) is expected


def test_a_refusal_is_found_by_the_firm_that_its_spokesman_speaks_for(newsroom) -> None:
    said = [
        ("A spokesman for Veldania would not say", {**REFUSAL, "speaker": "spokesman for Veldania"}),
        ("Veldania declined to comment", {**REFUSAL, "speaker": "Veldania", "speaker_id": "veldania"}),
        ("Karsia declined to comment", {**REFUSAL, "speaker": "Karsia", "speaker_id": "karsia"}),
    ]
    spokesman, firm, other = two(newsroom, *said, days=(MAY_2, MAY_2, MAY_2))
    weights = term_weights([spokesman, firm, other])
    assert judge(spokesman, firm, weights, KINDS).veto is None
    assert judge(spokesman, other, weights, KINDS).veto is not None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((14.0, "people"), (14.0, "dead"), True),  # large enough not to be equal by chance
        ((2.0, "tests"), (2.0, "tests"), True),
        ((2.0, "tests"), (2.0, "years"), False),
        ((2.0, "factories"), (2.0, "plants"), True),
        ((14.0, "people"), (15.0, "people"), False),
    ],
)
def test_a_number_in_common(newsroom, one, other, same) -> None:
    a, b = two(newsroom, (SENTENCE, {"counts": (one,)}), (SENTENCE, {"counts": (other,)}))
    assert measures(a, b, term_weights([a, b])).same_number == same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [((MAY_2, MAY_9), (MAY_2, MAY_9), True), ((MAY_2, MAY_9), (MAY_9, MAY_9), False), (None, None, False)],
)
def test_the_same_days(newsroom, one, other, same) -> None:
    a, b = two(newsroom, (SENTENCE, {"about": one}), (SENTENCE, {"about": other}))
    assert measures(a, b, term_weights([a, b])).same_days == same


@pytest.mark.parametrize(("end", "reason"), [(MAY_2, "time"), (MAY_9, None)])
def test_what_lasts_until_another_day_is_another_claim(newsroom, end, reason) -> None:
    strike = "The yard stays on strike until the day named by its workers"
    a, b = two(newsroom, (strike, {"about": (MAY_2, end)}), (strike, {"about": (MAY_2, MAY_9)}))
    veto = judge(a, b, term_weights([a, b]), KINDS).veto
    assert (veto.reason if veto else None) == reason


def test_synonyms_count_as_one_term(newsroom) -> None:
    said = ["The firm will shut its factory", "The company is closing the plant", "The firm will open its bakery"]
    a, near, far = two(newsroom, *((text, {}) for text in said), days=(MAY_2, MAY_2, MAY_2))
    weights = term_weights([a, near, far])
    assert measures(a, near, weights).terms > measures(a, far, weights).terms
    assert "clos=shut" in explain(a, near, judge(a, near, weights, KINDS), weights)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (LUND, TOLEN, "actor"),
        (LUND, LUND, None),
        (LUND, {"claim_type": "indirect"}, None),
    ],
)
def test_two_people_who_speak_of_themselves_make_two_claims(newsroom, one, other, reason) -> None:
    a, b = two(newsroom, ("I will not resign over the ferry", one), ("I will not resign over the ferry", other))
    veto = judge(a, b, term_weights([a, b]), KINDS).veto
    assert (veto.reason if veto else None) == reason


def test_a_pronoun_that_stands_for_its_speaker_speaks_of_the_speaker(newsroom) -> None:
    article = newsroom.article()
    for name in ("Orsk Lund", "Mira Tolen"):
        newsroom.says(article, "his innocence", claim_type="indirect", speaker=name)
        newsroom.mentions[-1]["claim_text"] = f"His [{name}’s] innocence"
    frames = newsroom.frames()
    a, b = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    veto = judge(a, b, term_weights([a, b]), KINDS).veto
    assert (veto.reason if veto else None) == "actor"


@pytest.mark.parametrize(
    ("sources", "days", "one_claim"),
    [
        (("Veldania", "Veldania"), (MAY_2, MAY_9), True),
        (("Veldania", "Veldania"), (MAY_2, date(2031, 6, 9)), False),
        (("Veldania", "Karsia"), (MAY_2, MAY_2), False),
        (("Veldania", "Veldania"), (MAY_2, None), True),
    ],
)
def test_refusals_are_one_within_a_week_from_one_source(newsroom, sources, days, one_claim) -> None:
    said = [(f"{name} declined to comment", {**REFUSAL, "speaker": name}) for name in sources]
    a, b = two(newsroom, *said, days=days)
    assert (judge(a, b, term_weights([a, b]), KINDS).veto is None) == one_claim


def test_a_number_is_told_in_words(newsroom) -> None:
    a, b = two(newsroom, (SENTENCE, {"counts": ((4.0, "regions"),)}), (SENTENCE, {"counts": ((5.0, "regions"),)}))
    veto = judge(a, b, term_weights([a, b]), KINDS).veto
    assert veto is not None
    assert veto.detail == "4 regions in one, 5 regions in the other"


def test_a_closer_wording_scores_higher(newsroom) -> None:
    wordings = [
        "The ferry company dismissed workers at its northern yard",
        "The ferry company has dismissed workers at the northern yard",
        "Workers at the northern yard were let go by the ferry operator",
        "The orchestra opened its season under a new conductor",
    ]
    for wording in wordings:
        newsroom.says(newsroom.article(), wording)
    frames = newsroom.frames()
    found = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    place = {mention["mention_id"]: index for index, mention in enumerate(newsroom.mentions)}
    found = sorted(found, key=lambda mention: place[mention.mention_id])
    weights = term_weights(found)
    scores = [judge(found[0], other, weights, KINDS).score for other in found]
    assert all(nearer > farther for nearer, farther in pairwise(scores))
    assert scores[1] > 0.7
    assert scores[3] < 0.25


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("orsk-lund", "orsk-lund", True),
        ("orsk-lund", "mira-tolen", False),
        ("orsk-lund", "veldania-government", True),
        ("veldania", "karsia", False),
        ("unheard of", "veldania", False),
        (None, None, True),
        (None, "veldania", False),
    ],
)
def test_akin(a: str | None, b: str | None, expected: bool) -> None:
    assert akin(a, b, KINDS) is expected


@pytest.mark.parametrize(
    ("other", "parted"),
    [
        ("The harbour can be rebuilt by closing the ferry line", True),
        ("The harbour can be rebuilt without closing the line of the ferry", False),
        ("The harbour can be rebuilt without a loan", False),
    ],
)
def test_what_is_done_without_a_thing_is_not_what_is_done_with_it(newsroom, other, parted) -> None:
    a, b = two(newsroom, ("The harbour can be rebuilt without closing the ferry line", {}), (other, {}))
    for veto in (judge(a, b, term_weights([a, b]), KINDS).veto, judge(b, a, term_weights([a, b]), KINDS).veto):
        assert (veto.reason if veto else None) == ("polarity" if parted else None)
