"""The star schema that is drawn for BI tools is the one that is declared."""

import re
from pathlib import Path

import polars as pl
from small_home import SAYINGS, small_tables

from pipelines.schema import PUBLISHED

_RELATION = re.compile(r"^ {4}(\w+) \|o--o\{ (\w+) : (\w+)$", re.M)
_ROW = re.compile(r"^\| `(\w+)` \| (fact|dimension|bridge) \| ([^|]+) \|", re.M)


def page(root: Path) -> str:
    return (root / "docs" / "star-schema.md").read_text(encoding="utf-8")


def declared() -> set[tuple[str, str, str]]:
    """Every reference between published tables: dimension, table, column; those of a table to itself aside."""
    return {
        (there, name, column.name)
        for name, table in PUBLISHED.items()
        for column in table.columns
        if column.references
        for there in [column.references.split(".")[0]]
        if there in PUBLISHED and there != name
    }


def test_every_relationship_is_drawn_and_no_other(root: Path) -> None:
    drawn = {found.groups() for found in _RELATION.finditer(page(root))}
    listed = {name for name, _, _ in _ROW.findall(page(root))}
    assert drawn == {each for each in declared() if {each[0], each[1]} <= listed}
    assert {name for each in drawn for name in each[:2]} <= listed


def test_every_table_is_listed_with_its_key(root: Path) -> None:
    listed = {name: [part.strip(" `") for part in key.split(",")] for name, _, key in _ROW.findall(page(root))}
    assert listed == {name: list(table.key) for name, table in PUBLISHED.items() if name in listed}
    about_runs = set(PUBLISHED) - set(listed)
    assert all(f"`{name}`" in page(root) for name in about_runs), "a table is neither in the star nor named beside it"


def test_what_dimensions_are_reached_by_is_their_one_key(root: Path) -> None:
    """A BI tool relates tables over one column, which must be unique in the dimension."""
    kinds = {name: kind for name, kind, _ in _ROW.findall(page(root))}
    tables = small_tables("2031.05.06.001", SAYINGS)
    for there, name, column in declared():
        if name not in kinds or there not in kinds:
            continue
        reference = next(each.references for each in PUBLISHED[name].columns if each.name == column)
        assert PUBLISHED[there].key == (str(reference).split(".")[1],)
        assert kinds[there] in {"dimension", "fact"}
        keys = tables[there][PUBLISHED[there].key[0]]
        assert keys.is_unique().all()
        assert set(tables[name][column].drop_nulls()) <= set(keys) or there == "producers"


def test_measures_that_are_named_are_numbers(root: Path) -> None:
    for name, column in re.findall(r"`(\w+)\.(\w+)` \(measure\)", page(root)):
        assert PUBLISHED[name].column(column).polars in {pl.Int64(), pl.Float64(), pl.Boolean()}
