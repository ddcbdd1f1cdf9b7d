"""Entities: who and what names mean, within an article, across articles and across versions."""

from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Fixture = Any


def test_romanisations_of_one_person_are_one_entity(run: Fixture, story: Fixture, named: Fixture) -> None:
    spellings = ["Oleksa Dubinsky", "Oleksa Dubinskyy", "Oleksa Dubinskiy", "Oleksa Doubinsky"]
    result = run([story(f"{i}.txt", f"[PERSON {name}] spoke.") for i, name in enumerate(spellings)])
    assert len(set.union(*(named(result, name) for name in spellings))) == 1
    assert set(result.entity_aliases["alias"]) == set(spellings)


def test_romanisations_meet_the_reference_tables(run: Fixture, story: Fixture, named: Fixture) -> None:
    result = run(
        [story("a.txt", "[PERSON Ilya Zelenko] met [PERSON Iliya Zelenko]."), story("b.txt", "[GPE Zarozhia] fell.")]
    )
    assert named(result, "Iliya Zelenko") == {"ilya-zelenko"}
    assert named(result, "Zarozhia") == {"zarozhia"}


def test_a_plant_is_not_its_region(run: Fixture, story: Fixture, named: Fixture) -> None:
    text = "[GPE Zarozhzhia] is quiet. The [GPE Zarozhia] nuclear power plant is idle. The [ORG Zarozhzhia NPP] too."
    result = run([story("a.txt", text), story("b.txt", "The [GPE Dolmen] nuclear plant near [GPE Dolmen] is idle.")])
    assert named(result, "Zarozhzhia") == {"zarozhia"}
    assert named(result, "Zarozhia nuclear power plant") == named(result, "Zarozhzhia NPP") == {"zarozhia-plant"}
    assert named(result, "Dolmen nuclear plant") != named(result, "Dolmen")


def test_two_people_of_one_surname_are_two(run: Fixture, story: Fixture, named: Fixture) -> None:
    text = "[PERSON Marta Kovar] met [PERSON Lena Kovar]. [PERSON Kovar] left."
    result = run([story("a.txt", text), story("b.txt", "[PERSON Kovar] resigned.")])
    assert len(named(result, "Marta Kovar") | named(result, "Lena Kovar")) == 2
    in_a = result.entity_mentions.filter(pl.col("article_id") == story("a.txt", text).article_id)
    assert "Kovar" not in set(in_a["text"]), "a surname that two people of the article share stays open"
    assert not named(result, "Kovar") & (named(result, "Marta Kovar") | named(result, "Lena Kovar"))


def test_a_bare_surname_continues_the_full_name(run: Fixture, story: Fixture, named: Fixture) -> None:
    text = "Professor [PERSON Bryn Tollard] spoke. [PERSON Tollard] left. [ORG Tollard]’s car waited."
    result = run([story("a.txt", text)])
    assert named(result, "Tollard") == named(result, "Bryn Tollard")
    assert result.entities["name"].to_list() == ["Bryn Tollard"]


def test_a_bare_surname_finds_its_person_in_like_company_only(run: Fixture, story: Fixture, named: Fixture) -> None:
    full = story("a.txt", "[PERSON Bryn Tollard] of [ORG Cordel College] spoke.")
    near = story("b.txt", "[PERSON Tollard] left [ORG Cordel College].")
    far = story("c.txt", "[PERSON Tollard] scored for [ORG Vessen United].")
    result = run([full, near, far])
    by_article = dict(
        result.entity_mentions.filter(pl.col("text") == "Tollard").select("article_id", "entity_id").rows()
    )
    person = named(result, "Bryn Tollard").pop()
    assert by_article[near.article_id] == person
    assert by_article[far.article_id] != person


@pytest.mark.parametrize(
    ("text", "source", "words", "expected"),
    [
        ("[GPE Tarnov] said that talks went on.", "Tarnov", "Tarnov", "aldoria"),
        ("A bus burned in [GPE Tarnov] at night.", None, "Tarnov", "tarnov"),
        ("[PERSON Ilya Zelenko] spoke. [PERSON Zelenko] left.", None, "Zelenko", "ilya-zelenko"),
        ("[NORP Aldorian] ships left.", None, "Aldorian", "aldoria"),
        ("The [ORG Palace] denied it.", None, "Palace", "tarnov-palace"),
        ("[ORG Vessen Wire] reported it.", None, "Vessen Wire", "vessen-wire"),
        ("[GPE Lantern] reported it.", None, "Lantern", "lantern"),
    ],
)
def test_names_are_read_in_context(
    run: Fixture, story: Fixture, named: Fixture, text: str, source: str | None, words: str, expected: str
) -> None:
    article = story("a.txt", text)
    if source:
        article.claim("talks went on", source=source, cue="said", source_kind="government")
    assert named(run([article]), words) == {expected}


def test_a_short_form_without_backing_is_not_the_known_person(run: Fixture, story: Fixture, named: Fixture) -> None:
    result = run([story("a.txt", "[PERSON Zelenko] won the chess prize.")])
    assert named(result, "Zelenko") != {"ilya-zelenko"}


def test_a_short_form_of_another_person_of_the_article_is_theirs(run: Fixture, story: Fixture, named: Fixture) -> None:
    result = run([story("a.txt", "[GPE Aldoria] lost. [PERSON Marta Zelenko] spoke. [PERSON Zelenko] left.")])
    assert named(result, "Zelenko") == named(result, "Marta Zelenko") != {"ilya-zelenko"}


def test_a_name_labelled_now_so_now_so_is_one_entity(run: Fixture, story: Fixture, named: Fixture) -> None:
    first = story("a.txt", "[PERSON Marta Kovar] met [ORG Marta Kovar]’s aide at [FAC Dolmen Hall].")
    result = run([first, story("b.txt", "[ORG Dolmen Hall] closed.")])
    assert len(named(result, "Marta Kovar")) == len(named(result, "Dolmen Hall")) == 1
    assert dict(result.entities.select("name", "kind").rows())["Marta Kovar"] == "person"


def test_an_acronym_joins_its_long_form(run: Fixture, story: Fixture, named: Fixture) -> None:
    text = "The [ORG Vessen Water Board] (VWB) met. The [ORG VWB] rose."
    result = run([story("a.txt", text), story("b.txt", "The [ORG VWB] adjourned.")])
    assert named(result, "VWB") == named(result, "Vessen Water Board")
    assert set(result.entities["name"]) == {"Vessen Water Board"}


def test_a_surname_is_not_an_initial_of_two_people(run: Fixture, story: Fixture, named: Fixture) -> None:
    names = ["Lena Kovar", "Luis Kovar", "L. Kovar"]
    result = run([story(f"{i}.txt", f"[PERSON {name}] spoke.") for i, name in enumerate(names)])
    assert len({named(result, name).pop() for name in names}) == 3


def test_rows_know_country_place_and_evidence(run: Fixture, story: Fixture) -> None:
    article = story("a.txt", "The talks were held in [GPE Aldoria].").claim("The talks were held in Aldoria")
    result = run([article])
    row = result.entities.row(0, named=True)
    assert (row["entity_id"], row["latitude"], row["longitude"]) == ("aldoria", 10.0, 20.0)
    mention = result.entity_mentions.row(0, named=True)
    assert (mention["role"], mention["mention_id"]) == ("place", article.mentions[0]["mention_id"])
    alias = result.entity_aliases.filter(pl.col("alias") == "Aldoria").row(0, named=True)
    assert (alias["origin"], alias["evidence_mention_id"]) == ("reference", article.mentions[0]["mention_id"])


FIRST = ["Marta", "Lena", "Bryn", "Olek", "Ines"]
LAST = ["Kovar", "Tollard", "Dubinsky", "Dubinskyy"]
BODIES = ["Cordel College", "Vessen United", "Vessen Water Board", "Aldoria", "Tarnov", "Zelenko"]
PEOPLE = st.tuples(st.sampled_from(FIRST), st.sampled_from(LAST)).map(" ".join)
SENTENCE = st.one_of(
    PEOPLE.map(lambda name: f"[PERSON {name}] spoke."),
    st.sampled_from(LAST).map(lambda name: f"[PERSON {name}] left."),
    st.sampled_from(BODIES).map(lambda name: f"[ORG {name}] met."),
    st.sampled_from(BODIES).map(lambda name: f"They met in [GPE {name}] on Friday."),
)
CORPUS = st.lists(st.lists(SENTENCE, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=6, unique=True)
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@QUICK
@given(CORPUS, st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(run: Fixture, story: Fixture, texts: list[str], random: Any) -> None:
    stories = [story(f"{i}.txt", text) for i, text in enumerate(texts)]
    shuffled = list(stories)
    random.shuffle(shuffled)
    for one, other in zip(run(stories), run(shuffled), strict=True):
        assert one.equals(other)


@QUICK
@given(CORPUS)
def test_a_second_run_after_the_first_changes_nothing(run: Fixture, story: Fixture, texts: list[str]) -> None:
    stories = [story(f"{i}.txt", text) for i, text in enumerate(texts)]
    first = run(stories)
    for one, other in zip(first, run(stories, first), strict=True):
        assert one.equals(other)


@QUICK
@given(CORPUS, CORPUS)
def test_identifiers_last_as_articles_are_added(
    run: Fixture, story: Fixture, texts: list[str], more: list[str]
) -> None:
    stories = [story(f"{i}.txt", text) for i, text in enumerate(texts)]
    added = [story(f"new{i}.txt", text) for i, text in enumerate(more)]
    before = run(stories)
    after = run([*stories, *added], before)
    full = before.entity_mentions.filter(pl.col("text").str.contains(" "))
    joined = full.join(after.entity_mentions, on=["article_id", "start_char"], suffix="_after")
    assert joined.height == full.height
    kept = joined.group_by("entity_id").agg(pl.col("entity_id_after").n_unique())
    assert kept["entity_id_after"].to_list() == [1] * kept.height
    retired = set(before.entities["entity_id"]) - set(after.entities["entity_id"])
    names = dict(before.entities.select("entity_id", "name").rows())
    assert all(" " not in names[entity] for entity in retired), "an entity with a full name keeps its identifier"


@QUICK
@given(CORPUS)
def test_every_name_slices_to_its_words_and_has_an_entity(run: Fixture, story: Fixture, texts: list[str]) -> None:
    stories = [story(f"{i}.txt", text) for i, text in enumerate(texts)]
    result = run(stories)
    by_id = {one.article_id: one.text for one in stories}
    for row in result.entity_mentions.iter_rows(named=True):
        assert by_id[row["article_id"]][row["start_char"] : row["end_char"]] == row["text"]
    assert set(result.entity_mentions["entity_id"]) <= set(result.entities["entity_id"])
    assert set(result.entity_aliases["entity_id"]) == set(result.entities["entity_id"])
