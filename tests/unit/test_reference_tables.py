"""The reference tables that come with the project: well-formed, consistent and wide enough."""

import csv
from collections import defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.reference import DEFAULT_FOLDER, Reference, fold, load_reference
from pipelines.schema import REFERENCE


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


@pytest.mark.parametrize("name", REFERENCE)
def test_each_file_is_sorted_utf8_with_lf(name: str) -> None:
    path = DEFAULT_FOLDER / f"{name}.csv"
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.startswith("\ufeff")
    rows = list(csv.DictReader(text.splitlines()))
    keys = [tuple(row[column] for column in REFERENCE[name].key) for row in rows]
    assert keys == sorted(keys)


@pytest.mark.parametrize("name", REFERENCE)
def test_each_table_conforms_to_its_declaration(reference: Reference, name: str) -> None:
    frame = getattr(reference, name)
    assert REFERENCE[name].conform(frame).equals(frame)


@pytest.mark.parametrize(
    ("name", "least"),
    [("outlets", 400), ("entities", 1000), ("aliases", 1500), ("offices", 500), ("reporting_verbs", 600)],
)
def test_the_tables_are_wide(reference: Reference, name: str, least: int) -> None:
    assert getattr(reference, name).height >= least


def test_every_office_of_one_holder_has_one_at_a_time(reference: Reference) -> None:
    terms = defaultdict(list)
    for row in reference.offices.to_dicts():
        terms[row["office"], row["body"]].append((row["from_date"], row["to_date"] or date.max, row["holder_id"]))
    for office, held in terms.items():
        held.sort()
        for (_, end, before), (start, _, after) in pairwise(held):
            assert end <= start, (office, before, after)


def test_terms_are_those_of_people_and_lie_in_the_past_or_are_fixed(reference: Reference) -> None:
    for row in reference.offices.to_dicts():
        holder = reference.entity(row["holder_id"])
        assert holder is not None
        assert holder["kind"] == "person", row
        assert date(1950, 1, 1) <= row["from_date"] <= date(2026, 12, 31), row


def test_every_name_leads_to_its_entity(reference: Reference) -> None:
    unreachable = [
        row["name"]
        for row in reference.entities.to_dicts()
        if (row["entity_id"], "name") not in reference.entities_named(row["name"]) and len(row["name"]) > 1
    ]
    assert unreachable == []


def test_no_full_name_stands_for_two_entities(reference: Reference) -> None:
    names = defaultdict(set)
    for row in reference.entities.to_dicts():
        names[fold(row["name"])].add(row["entity_id"])
    for row in reference.aliases.to_dicts():
        if row["use"] == "name":
            names[fold(row["alias"])].add(row["entity_id"])
    assert {name: ids for name, ids in names.items() if len(ids) > 1} == {}


def test_every_outlet_is_found_by_its_name_aliases_and_domain(reference: Reference) -> None:
    for row in reference.outlets.to_dicts():
        for name in (row["name"], row["domain"], *(row["aliases"] or "").split("|")):
            if name:
                assert reference.find_outlet(name) == row["outlet_id"], name


def test_countries_carry_code_and_position(reference: Reference) -> None:
    countries = [row for row in reference.entities.to_dicts() if row["description"] == "Country"]
    assert len(countries) >= 195
    assert all(row["country"] and row["latitude"] is not None and row["wikidata_id"] for row in countries)
    assert len({row["country"] for row in countries}) == len(countries)


@pytest.mark.parametrize(
    ("spelling", "entity"),
    [
        ("Zelensky", "volodymyr-zelenskyy"),
        ("Volodymyr Zelenskiy", "volodymyr-zelenskyy"),
        ("Володимир Зеленський", "volodymyr-zelenskyy"),
        ("Lvov", "lviv"),
        ("Zaporozhye", "zaporizhzhia"),
        ("Zaporizhia region", "zaporizhzhia"),
        ("Zaporizhzhia nuclear plant", "zaporizhzhia-nuclear-power-plant"),
        ("the Kremlin", "kremlin"),
        ("U.S.", "united-states"),
        ("the United States'", "united-states"),
        ("Erdogan", "recep-tayyip-erdogan"),
        ("OPEC+", "opec-plus"),
    ],
)
def test_spellings_meet_in_one_entity(reference: Reference, spelling: str, entity: str) -> None:
    assert {found for found, _ in reference.entities_named(spelling)} == {entity}


@pytest.mark.parametrize(
    ("capital", "state"), [("Kyiv", "ukraine"), ("Washington", "united-states"), ("Brussels", "european-union")]
)
def test_a_capital_is_a_city_and_stands_for_a_state(reference: Reference, capital: str, state: str) -> None:
    found = reference.entities_named(capital)
    assert (state, "metonym") in found
    assert found[0][1] == "name"


@pytest.mark.parametrize("word", ["time", "us", "who", "it", "is", "apple", "Who", "It", "Us", "the times"])
def test_common_words_are_no_names(reference: Reference, word: str) -> None:
    assert reference.entities_named(word) == ()
    assert reference.find_outlet(word) is None


@pytest.mark.parametrize(
    ("office", "body", "day", "holder"),
    [
        ("president", "united-states", date(2009, 6, 1), "barack-obama"),
        ("president", "united-states", date(2019, 6, 1), "donald-trump"),
        ("chancellor", "germany", date(2010, 1, 1), "angela-merkel"),
        ("prime minister", "united-kingdom", date(2022, 10, 1), "liz-truss"),
        ("pope", "holy-see", date(2014, 1, 1), "pope-francis"),
        ("secretary-general", "united-nations", date(2005, 1, 1), "kofi-annan"),
    ],
)
def test_holders_of_offices(reference: Reference, office: str, body: str, day: date, holder: str) -> None:
    assert reference.holders(office, body, day) == (holder,)


def test_the_readme_names_every_file() -> None:
    readme = (DEFAULT_FOLDER / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in Path(DEFAULT_FOLDER).glob("*.csv")} == {f"{name}.csv" for name in REFERENCE}
    assert all(f"`{name}.csv`" in readme for name in REFERENCE)
