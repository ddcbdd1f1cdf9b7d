"""Reading the reference tables and looking names, outlets and holders up in them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reference import Reference, ReferenceDataError, fold, load_reference

TABLES = {
    "outlets": """outlet_id,name,kind,domain,country,aliases
lantern,The Evening Lantern,newspaper,lantern.example,NZ,The Lantern|Evening Lantern Online|lantern-news.example
lantern-radio,Lantern Radio,broadcaster,radio.lantern.example,NZ,LR|Nightline
morrow,Morrow Wire,agency,morrowwire.example,,Nightline
""",
    "entities": """entity_id,name,kind,country,latitude,longitude,wikidata_id,description
ada-venn,Ada Venn,person,,,,,Premier of Ostrava Bay
ossia,Ossia,place,,12.5,-40.25,,Country
osh,Office of Sea Harvests,government,,,,,Body
piet-orlo,Piet Orlo,person,,,,,Former premier
tessel,Tessel,place,,,,,Capital city
""",
    "aliases": """entity_id,alias,language,use
ada-venn,Venn,en,short
ossia,Ossian,en,adjective
ossia,Tessel,en,metonym
osh,OSH,en,name
tessel,Tesselstad,,name
""",
    "offices": """office,body,holder_id,from_date,to_date
premier,ossia,ada-venn,2020-05-01,
premier,ossia,piet-orlo,2015-02-03,2020-05-01
""",
    "reporting_verbs": """lemma,pos,kind,modality,polarity
deny,verb,deny,,negated
say,verb,say,,
""",
}


def write(folder: Path, **changed: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in (TABLES | changed).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Reference:
    return load_reference(write(tmp_path / "base"))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ada Venn", "ada venn"),
        ("Ada Venn’s", "ada venn"),
        ("ADA  VENN's", "ada venn"),
        ("Côte-de-l'Étoile", "cote de l etoile"),
        ("Søren Łęcki", "soren lecki"),
        ("O.S.H.", "o s h"),
        ("Lantern+", "lantern plus"),
        ("Анна Вень", "анна вень"),
        ("’s", "s"),
        ("", ""),
    ],
)
def test_fold_joins_spellings(name: str, key: str) -> None:
    assert fold(name) == key


@given(st.text(max_size=30))
def test_a_folded_name_is_lower_case_words_with_single_blanks(name: str) -> None:
    assert fold(name) == " ".join(fold(name).split())
    assert not any(character.isupper() for character in fold(name))


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("Evening Lantern", "lantern"),
        ("the evening lantern", "lantern"),
        ("The Lantern", "lantern"),
        ("the Lantern", "lantern"),
        ("Lantern", None),
        ("the lantern", None),
        ("www.lantern-news.example/today", "lantern"),
        ("lantern.example", "lantern"),
        ("https://www.lantern.example/2021/05/a-story?x=1", "lantern"),
        ("sport.lantern.example", "lantern"),
        ("radio.lantern.example", "lantern-radio"),
        ("LR", "lantern-radio"),
        ("Nightline", None),
        ("An Unheard-of Gazette", None),
        ("example", None),
        ("http://[broken", None),
    ],
)
def test_outlets_are_found_by_name_alias_and_domain(small: Reference, name: str, outlet: str | None) -> None:
    assert small.find_outlet(name) == outlet


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Venn", (("ada-venn", "name"),)),
        ("Venn's", (("ada-venn", "short"),)),
        ("Tessel", (("tessel", "name"), ("ossia", "metonym"))),
        ("the Tessel", (("tessel", "name"), ("ossia", "metonym"))),
        ("tessel", ()),
        ("ada venn", (("ada-venn", "name"),)),
        ("OSH", (("osh", "name"),)),
        ("the OSH", (("osh", "name"),)),
        ("osh", ()),
        ("Osh", ()),
        ("Nobody Known", ()),
    ],
)
def test_names_lead_to_entities_with_their_use(
    small: Reference, name: str, expected: tuple[tuple[str, str], ...]
) -> None:
    assert small.entities_named(name) == expected


def test_an_adjective_says_whose_something_is_and_names_nothing(small: Reference) -> None:
    assert small.entities_of_adjective("Ossian") == ("ossia",)
    assert small.entities_named("Ossian") == ()
    assert small.entities_of_adjective("Tessel") == ()


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        (date(2015, 2, 2), ()),
        (date(2015, 2, 3), ("piet-orlo",)),
        (date(2020, 5, 1), ("piet-orlo", "ada-venn")),
        (date(2024, 1, 1), ("ada-venn",)),
    ],
)
def test_offices_know_their_holders_by_day(small: Reference, day: date, holders: tuple[str, ...]) -> None:
    assert small.holders("Premier", "ossia", day) == holders
    assert small.holders("mayor", "ossia", day) == ()


def test_rows_are_returned_whole(small: Reference) -> None:
    ossia = small.entity("ossia")
    assert ossia is not None
    assert (ossia["name"], ossia["latitude"], ossia["longitude"]) == ("Ossia", 12.5, -40.25)
    outlet = small.outlet("morrow")
    assert outlet is not None
    assert outlet["country"] is None
    assert small.entity("none") is None
    assert small.outlet("none") is None


def test_a_later_folder_extends_and_replaces(tmp_path: Path) -> None:
    base = write(tmp_path / "base")
    own = tmp_path / "own"
    own.mkdir()
    (own / "outlets.csv").write_text(
        "outlet_id,name,kind,domain,country,aliases\nlantern,The Night Lantern,site,,NZ,\nnew,Brand New,site,,,\n",
        encoding="utf-8",
    )
    both = load_reference(base, own)
    assert both.find_outlet("Night Lantern") == "lantern"
    assert both.find_outlet("Evening Lantern Online") is None
    assert both.find_outlet("Brand New") == "new"
    assert both.find_outlet("Morrow Wire") == "morrow"
    assert both.version != load_reference(base).version


def test_the_version_depends_on_the_bytes_alone(tmp_path: Path) -> None:
    first, second = load_reference(write(tmp_path / "a")), load_reference(write(tmp_path / "b"))
    other = load_reference(write(tmp_path / "c", reporting_verbs=TABLES["reporting_verbs"] + "tell,verb,say,,\n"))
    assert first.version == second.version != other.version


@pytest.mark.parametrize(
    ("table", "text", "line", "reason"),
    [
        ("outlets", "outlet_id,name\n", 1, "columns are"),
        ("outlets", TABLES["outlets"] + "x,y\n", 5, "2 values where 6"),
        ("outlets", TABLES["outlets"] + "x,X,blog,,,\n", 5, "kind is 'blog'"),
        ("outlets", TABLES["outlets"] + "x,X,site,,nz,\n", 5, "country is 'nz'"),
        ("outlets", TABLES["outlets"] + "x, X,site,,,\n", 5, "white space"),
        ("outlets", TABLES["outlets"] + "lantern,X,site,,,\n", 5, "stands already"),
        ("outlets", TABLES["outlets"] + 'x,"X,site,,,\n', 4, "unexpected end"),
        ("entities", TABLES["entities"] + "x,,place,,,,,\n", 7, "name is empty"),
        ("entities", TABLES["entities"] + "x,X,place,,north,,,\n", 7, "latitude is no DOUBLE"),
        ("entities", TABLES["entities"] + "x,X,place,,91,,,\n", 7, "allowed -90"),
        ("aliases", TABLES["aliases"] + "nobody,X,,name\n", 7, "no entity"),
        ("offices", TABLES["offices"] + "premier,ossia,nobody,2001-01-01,\n", 4, "no entity"),
        ("offices", TABLES["offices"] + "premier,nowhere,ada-venn,2001-01-01,\n", 4, "no entity"),
        ("offices", TABLES["offices"] + "premier,ossia,ada-venn,2001-01-01,2000-01-01\n", 4, "lies before"),
        ("offices", TABLES["offices"] + "premier,ossia,ada-venn,2001-13-01,\n", 4, "from_date is no DATE"),
    ],
)
def test_a_bad_row_is_refused_with_file_line_and_reason(
    tmp_path: Path, table: str, text: str, line: int, reason: str
) -> None:
    with pytest.raises(ReferenceDataError) as caught:
        load_reference(write(tmp_path / "bad", **{table: text}))
    assert f"{table}.csv:{line}: " in str(caught.value)
    assert reason in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "bad")
    (folder / "aliases.csv").write_bytes(b"entity_id,alias,language,use\nossia,\xff\xfe,,name\n")
    with pytest.raises(ReferenceDataError, match=r"aliases\.csv:1: .*utf-8"):
        load_reference(folder)


def test_a_missing_table_or_folder_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path / "base")
    (folder / "offices.csv").unlink()
    with pytest.raises(ReferenceDataError, match=r"offices\.csv"):
        load_reference(folder)
    with pytest.raises(ReferenceDataError, match="no such folder"):
        load_reference(tmp_path / "absent")


def test_a_reference_cannot_be_changed(small: Reference) -> None:
    with pytest.raises(AttributeError):
        small.version = "other"  # type: ignore[misc]


def test_the_default_tables_come_with_the_project() -> None:
    assert load_reference().find_outlet("The Associated Press") == "associated-press"


@pytest.mark.parametrize(
    ("entity", "state"),
    [
        ("russia", "russia"),
        ("moscow", "russia"),
        ("kremlin", "russia"),
        ("vladimir-putin", "russia"),
        ("united-nations", None),
        ("nobody-at-all", None),
    ],
)
def test_a_state_its_seat_its_government_and_its_head_are_named_for_it(entity: str, state: str | None) -> None:
    assert load_reference().state_of(entity) == state
