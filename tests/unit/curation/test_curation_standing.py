"""Which corrections hold, which changed since the version before, and which mentions they name."""

import polars as pl
import pytest

from pipelines import ids
from pipelines.curation import claim_corrections, curation_table
from pipelines.schema import TABLES

KEYS = {name: f"key-{number:024x}" for number, name in enumerate("abcdef", start=1)}
A, B = ids.claim_id(KEYS["a"]), ids.claim_id(KEYS["c"])
MERGE = f"merge-claims,{A},{B}"


def published(corrections: pl.DataFrame, **status: str) -> pl.DataFrame:
    """Table ``curation`` of a version that applied these corrections."""
    effects = TABLES["correction_effects"].frame(
        {"curation_id": row["curation_id"], "status": status.get(row["curation_id"], "applied"), "note": "done"}
        for row in corrections.filter("active").to_dicts()
    )
    return curation_table(corrections, effects)


def mentions(**claims: str) -> pl.DataFrame:
    schema = {"mention_key": pl.String, "claim_id": pl.String}
    return pl.DataFrame([(KEYS[name], claim) for name, claim in claims.items()], schema=schema, orient="row")


def parts(table: pl.DataFrame) -> dict[int, set[str]]:
    names = {key: name for name, key in KEYS.items()}
    found: dict[int, set[str]] = {}
    for part, key in table.select("part", "mention_key").iter_rows():
        found.setdefault(part, set()).add(names[key])
    return found


@pytest.mark.parametrize(
    ("lines", "active"),
    [
        ([MERGE], ["c0"]),
        ([MERGE, "undo,c0,"], ["c1"]),
        ([MERGE, "undo,c0,", "undo,c1,"], ["c0", "c2"]),
        ([MERGE, "undo,c0,", "undo,c0,"], ["c1", "c2"]),
    ],
)
def test_a_later_row_takes_an_earlier_one_back(corrections, lines, active) -> None:
    rows = corrections(*lines)
    assert rows.filter("active")["curation_id"].to_list() == active
    assert published(rows).filter(pl.col("status") == "undone").height == len(lines) - len(active)


def test_what_changed_since_the_version_before_is_marked(corrections) -> None:
    first = corrections(MERGE, f"reject,{KEYS['f']},")
    assert first["changed"].to_list() == [True, True]
    before = published(first)
    assert corrections(MERGE, f"reject,{KEYS['f']},", previous=before)["changed"].to_list() == [False, False]
    undone = corrections(MERGE, f"reject,{KEYS['f']},", "undo,c0,", previous=before)
    assert undone["changed"].to_list() == [True, False, True]
    reworded = corrections(f"merge-claims,{A},{KEYS['e']}", f"reject,{KEYS['f']},", previous=before)
    assert reworded["changed"].to_list() == [True, False]


def test_a_row_that_is_gone_from_the_file_is_taken_back_too(corrections) -> None:
    before = published(corrections(MERGE, f"reject,{KEYS['f']},"))
    rows = corrections(MERGE, previous=before)
    gone = rows.filter(~pl.col("in_file"))
    assert gone.select("curation_id", "active", "changed").rows() == [("c1", False, True)]
    assert published(rows)["curation_id"].to_list() == ["c0"]


def test_claims_are_known_by_their_members_then_by_their_founder(corrections) -> None:
    now = pl.DataFrame({"mention_key": list(KEYS.values())})
    live = mentions(a=A, b=A, c=B, d=B)
    assert parts(claim_corrections(corrections(MERGE), now, live)) == {0: {"a"}, 1: {"c"}}
    # the founder of A has gone to another claim: what A holds now is what was meant
    moved = mentions(a=B, b=A, c=B, d=B)
    assert parts(claim_corrections(corrections(MERGE), now, moved)) == {0: {"b"}, 1: {"c"}}
    # once merged, only the founder tells which mentions were B's
    merged = mentions(a=A, b=A, c=A, d=A)
    assert parts(claim_corrections(corrections(MERGE), now, merged)) == {0: {"a"}, 1: {"c"}}


def test_keys_beside_a_claim_find_it_when_its_founder_is_gone(corrections) -> None:
    now = pl.DataFrame({"mention_key": [KEYS["b"], KEYS["d"]]})
    rows = corrections(f"merge-claims,{A}({KEYS['a']} {KEYS['b']}),{B}({KEYS['c']} {KEYS['d']})")
    assert parts(claim_corrections(rows, now, mentions(b=A, d=A))) == {0: {"b"}, 1: {"d"}}
    assert claim_corrections(corrections(MERGE), now, mentions()).is_empty()


def test_a_split_names_the_rest_of_the_claim(corrections) -> None:
    now = pl.DataFrame({"mention_key": list(KEYS.values())})
    live = mentions(b=A, c=A, d=A)
    rows = claim_corrections(corrections(f"split-claim,{A},{KEYS['d']} {'key-' + 'f' * 24}"), now, live)
    assert parts(rows) == {0: {"b", "c"}, 1: {"d"}}
    assert set(rows["action"]) == {"split"}


def test_what_is_taken_back_and_what_names_touch_is_handed_on(corrections) -> None:
    now = pl.DataFrame({"mention_key": list(KEYS.values())})
    before = published(corrections(MERGE))
    rows = claim_corrections(
        corrections(MERGE, "undo,c0,", previous=before), now, mentions(a=A, c=A), touched=[KEYS["f"]]
    )
    assert rows.select("action", "changed").unique().rows() == [("touch", True)]
    assert set(rows["mention_key"]) == {KEYS["a"], KEYS["c"], KEYS["f"]}
    settled = published(corrections(MERGE, "undo,c0,"))
    assert claim_corrections(corrections(MERGE, "undo,c0,", previous=settled), now, mentions(a=A)).is_empty()


def test_a_correction_that_finds_nothing_says_so(corrections) -> None:
    rows = curation_table(corrections(MERGE), TABLES["correction_effects"].empty())
    assert rows.select("status", "note").row(0) == ("unresolved", "nothing that it names is in the dataset now")
