"""Names of people: their parts, and which spellings are one name. Known names serve as spellings only."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalisation.names import MATCH, MERGE, compare_people, parse_person, sound_key, strip_possessive

SAME = [
    ("Karim el-Tarek", "Karim al-Tarek"),
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
    ("Volodymyr Zelensky", "Volodymyr Zelenskiy"),
    ("Volodymyr Zelenskyy", "Wolodymyr Selenskyj"),
    ("Володимир Зеленський", "Volodymyr Zelenskyi"),
    ("Recep Tayyip Erdogan", "Recep Tayyip Erdoğan"),
    ("Aleksandar Vucic", "Aleksandar Vučić"),
    ("Georgy Zhukov", "Georgiy Zhukov"),
    ("Kim Jong-un", "Kim Jong Un"),
    ("Jean Marie Arval", "Jean-Marie Arval"),
    ("Arval, Jean-Marie", "Jean-Marie Arval"),
    ("Dr. Lena Kovar", "Lena Kovar"),
    ("President Lena Kovar", "Lena Kovar"),
    ("Lena Kovar’s", "Lena Kovar"),
    ("Lena M. Kovar", "Lena Kovar"),
    ("Lena Maria Kovar", "Lena Kovar"),
    ("L. Kovar", "Lena Kovar"),
    ("Bill Harrow", "William Harrow"),
    ("Mohammed Tarek", "Muhammad Tarek"),
    ("Mohamed Tarek", "Mohammad Tarek"),
    ("Yevgeny Orlin", "Evgenii Orlin"),
    ("Yuri Ostan", "Yuriy Ostan"),
    ("Alexei Varin", "Aleksey Varin"),
    ("Ulf Sörgel", "Ulf Sorgel"),
    ("LENA KOVAR", "Lena Kovar"),
    ("Lena Kovar Jr.", "Lena Kovar"),
    ("Hassan Rashed", "Hasan Rashed"),
]  # fmt: skip

ALIKE = [
    ("Lena Kovra", "Lena Kovar"),
    ("Anglea Brennick", "Angela Brennick"),
    ("Boris Jonson", "Boris Johnson"),
    ("Tilda Marcon", "Tilda Macron"),
]

DIFFERENT = [
    ("Lena Kovar", "Marta Kovar"),
    ("Lena Kovar", "Lena Brennick"),
    ("Bill Harrow", "Hilary Harrow"),
    ("George Harrow", "Gloria Harrow"),
    ("Ivan Petrovich Orlin", "Ivan Sergeyevich Orlin"),
    ("Omar bin Tarek Rashed", "Tarek bin Omar Rashed"),
    ("Kovar", "Lena Kovar"),
    ("Pedro Sanda", "Pedro Sandoval"),
    ("Alexander Lukov", "Alexander Lukovsky"),
    ("Daniel Harrow", "Donald Brennick"),
    ("A. Kovar", "Lena Kovar"),
    ("Robert Fennick", "Roman Fennick"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_merge(one: str, other: str) -> None:
    assert compare_people(one, other).score >= MERGE


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_typing_errors_match_but_do_not_merge(one: str, other: str) -> None:
    assert MATCH <= compare_people(one, other).score < MERGE


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_people_do_not_match(one: str, other: str) -> None:
    assert compare_people(one, other).score < MATCH


@pytest.mark.parametrize(
    ("text", "given_names", "surname"),
    [
        ("Ursula von der Leyen", ("Ursula",), ("von", "der", "Leyen")),
        ("Prime Minister Lena Kovar", ("Lena",), ("Kovar",)),
        ("Kovar", (), ("Kovar",)),
        ("Mr. Kovar’s", (), ("Kovar",)),
        ("Kovar, Lena", ("Lena",), ("Kovar",)),
        ("Lena Kovar, Jr.", ("Lena",), ("Kovar",)),
        ("Abdel Rahman al-Tarek", ("Abdel", "Rahman"), ("al-Tarek",)),
    ],
)
def test_parts(text: str, given_names: tuple[str, ...], surname: tuple[str, ...]) -> None:
    parsed = parse_person(text)
    assert (parsed.given, parsed.surname) == (given_names, surname)


@pytest.mark.parametrize(("text", "bare"), [("Kovar’s", "Kovar"), ("Hollis'", "Hollis"), ("Kovar", "Kovar")])
def test_strip_possessive(text: str, bare: str) -> None:
    assert strip_possessive(text) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zaporizhzhia", "Zaporizhia"), ("Zelensky", "Zelenskyy"), ("Kovač", "Kovac"), ("Tarek", "Tareck")],
)
def test_sound_key_joins_romanisations(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize(("one", "other"), [("Kovar", "Kover"), ("Putin", "Pulin"), ("Lukov", "Lukin")])
def test_sound_key_keeps_names_apart(one: str, other: str) -> None:
    assert sound_key(one) != sound_key(other)


@given(st.text(max_size=30), st.text(max_size=30))
def test_comparison_is_symmetric_and_bounded(one: str, other: str) -> None:
    there, back = compare_people(one, other), compare_people(other, one)
    assert 0 <= there.score <= 1
    assert there.score == pytest.approx(back.score)


@pytest.mark.shared
def test_person_pairs_of_the_benchmark(shared: Path) -> None:
    with gzip.open(shared / "corpora" / "name_pairs_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        pairs = [row for row in map(json.loads, lines) if row["schema"] == "Person"]
    said = [compare_people(row["name1"], row["name2"]).score >= MATCH for row in pairs]
    true = [row["is_match"] == "true" for row in pairs]
    right = sum(a and b for a, b in zip(said, true, strict=True))
    assert 2 * right / (sum(said) + sum(true)) >= 0.82
