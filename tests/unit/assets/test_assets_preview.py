"""What the UI shows of a table: its first rows as text, its counts as a small picture."""

import base64

import polars as pl

from assets.preview import pictured, preview
from pipelines.publication.report.figures import by_origins
from pipelines.schema import TABLES
from tests.escaping.judging import acting, bare_addresses, foreign_in_markdown, markdown_as_html, rows_of_tables

EVIL = (
    "<script>alert(1)</script>|`x` [a](javascript:alert(2)) ![i](https://evil.example/x.png)"
    " www.evil.example a@b.c\n# y\u202e"
)


def quarantine(rows: int) -> pl.DataFrame:
    table = TABLES["quarantine"]
    values = {column.name: [EVIL] * rows for column in table.columns if column.type == "VARCHAR"}
    return pl.DataFrame({name: values.get(name, [None] * rows) for name in table.names}, schema=table.polars)


def test_a_preview_shows_the_first_rows_and_counts_the_others() -> None:
    told = preview(TABLES["quarantine"], quarantine(1_205)).value
    assert told.startswith("| column | row 1 | row 2 | row 3 | row 4 |\n")
    assert told.endswith('and 1,201 more: `onrecord sql "SELECT * FROM quarantine"`')
    assert len(told.splitlines()) == 2 + len(TABLES["quarantine"].names) + 2
    assert preview(TABLES["quarantine"], quarantine(0)).value == "No rows."


def test_hostile_values_are_text_in_a_preview() -> None:
    told = preview(TABLES["quarantine"], quarantine(1)).value
    assert foreign_in_markdown(told) == []
    assert bare_addresses(told) == []
    assert acting(told) == set()
    assert rows_of_tables(told) == [2]
    assert "<h1" not in "".join(markdown_as_html(told))
    assert told.count("\n") == 1 + len(TABLES["quarantine"].names)


def test_a_ranking_is_a_small_picture() -> None:
    claims = pl.DataFrame({"independent_origin_count": [1, 1, 2], "article_count": [1, 2, 2]})
    shown = pictured({"claims by origins": by_origins(claims)})["claims by origins"].value
    assert shown.startswith("![claims by origins](data:image/png;base64,")
    assert base64.b64decode(shown.partition("base64,")[2].removesuffix(")")).startswith(b"\x89PNG")
    assert len(shown) < 50_000
    assert pictured({"nothing": by_origins(claims.clear())}) == {}
