"""``report.html`` as bytes: what is in it, that it is well-formed, and that text from articles stays text."""

import json
from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from small_home import DAY, SAYINGS, home_at, small_tables

from pipelines import warehouse
from pipelines.publication import publish
from pipelines.publication.manifest import Release
from pipelines.publication.report import REPORT, claims, report
from pipelines.publication.report.figures import headline
from pipelines.publication.withholding import NOT_PUBLISHED, legible, withheld
from pipelines.schema import AT_PUBLICATION, PUBLISHED, TABLES
from pipelines.settings import Rights

V1 = "2031.05.06.001"
VOID = {"meta", "input", "br", "hr", "img", "link"}
EVIL = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{ 7 * 7 }}\u202e\x07"


class Parsed(HTMLParser):
    """A document with its tags balanced, its attributes and its text outside style and script."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.unbalanced: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.text += data


def whole(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Every published table; those that are absent without rows."""
    return {name: table.conform(tables.get(name, table.empty())) for name, table in PUBLISHED.items()}


def draw(
    tables: Mapping[str, pl.DataFrame], changelog: str = f"# {V1}\n\nThe first version.\n", **figures: object
) -> str:
    return report(Release(V1, DAY, None, "0" * 64, figures), whole(tables), changelog)


def related(tables: dict[str, pl.DataFrame], detail: str = "Twelve in one, fourteen in the other.") -> None:
    """Let the first two claims contradict each other, and their quotations be two wordings of one."""
    first, second = tables["mentions"].sort("mention_id").rows(named=True)[:2]
    pair = {"mention_id": first["mention_id"], "other_mention_id": second["mention_id"]}
    both = {"claim_id": first["claim_id"], "other_claim_id": second["claim_id"]}
    opposed = {"relation": "contradicts", "reason": "number", "detail": detail, "score": 1.0}
    tables["claim_relations"] = TABLES["claim_relations"].frame([pair | both | opposed])
    tables["quote_variants"] = TABLES["quote_variants"].frame(
        [pair | {"similarity": 0.5, "kind": "reworded", "detail": detail}]
    )


def test_the_page_says_what_is_in_the_version() -> None:
    tables = small_tables(V1, disputed=SAYINGS[:1], origins={SAYINGS[1]: 2})
    related(tables)
    held_out = {
        "measured": "On later articles",
        "figures": {"speakers": {"direct": {"f1": 0.25}, "mixed": {"share": 1}}},
    }
    page = Parsed(draw(tables, extractor="rules", held_out=held_out))
    assert page.unbalanced == page.open == []
    text = " ".join(page.text.split())
    for words in (V1, "4 claims", "Ada Quill", "Twelve in one, fourteen in the other.", "Extractor: rules", "0.250"):
        assert words in text
    details = [attributes["id"] for tag, attributes in page.tags if tag == "details" and "id" in attributes]
    assert sorted(details) == sorted(tables["claims"]["claim_id"])
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert {link.removeprefix("#") for link in links if link} <= ids


def test_the_evidence_is_marked_in_its_article() -> None:
    html = draw(small_tables(V1, SAYINGS[:1]))
    assert f"<mark>{SAYINGS[0]}</mark>" in html
    assert "<u>said</u>" in html
    assert "<strong>mayor Ada Quill</strong>" in html
    assert "Rain is likely." in Parsed(html).text


def hostile(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables with every free text replaced by, or holding, hostile text; identifiers and values stay."""
    spoilt = {}
    for name, frame in tables.items():
        table = PUBLISHED[name]
        kept = {*table.key, "text"} | {
            column.name
            for column in table.columns
            if column.type != "VARCHAR" or column.values or column.pattern or column.references
        }
        spoilt[name] = frame.with_columns(pl.lit(EVIL).alias(each) for each in frame.columns if each not in kept)
        if name == "articles":
            spoilt[name] = spoilt[name].with_columns(pl.lit(EVIL).alias("text") + pl.col("text"))
    return spoilt


def test_hostile_text_stays_text_in_every_field() -> None:
    tables = small_tables(V1)
    related(tables)
    tables["claims"] = tables["claims"].with_columns(article_count=pl.lit(2, pl.Int64))
    tables["checks"] = tables["checks"].with_columns(success=pl.lit(value=False))
    html = draw(
        hostile(tables),
        f"# {V1}\n\n## {EVIL}\n\n- {EVIL}\n- [link](javascript:alert(3)) <b>x</b>\n",
        **{EVIL: EVIL, "x": {"measured": EVIL, "figures": {EVIL: {EVIL: {EVIL: EVIL}}}}},
    )
    page = Parsed(html)
    names = [tag for tag, _ in page.tags]
    assert names.count("script") == 1
    assert "img" not in names
    assert page.unbalanced == page.open == []
    assert page.text.count("alert(1)") >= 20
    assert "{{ 7 * 7 }}" in page.text
    assert not {name for _, attributes in page.tags for name in attributes if name.startswith("on")}
    assert not {name for _, attributes in page.tags for name in attributes if name == "style"}
    assert all(
        (attributes.get("href") or "#").startswith("#") and "src" not in attributes for _, attributes in page.tags
    )
    assert "\u202e" not in html
    assert "\x07" not in html
    assert "\\u202e" in page.text


def test_the_policy_allows_the_own_script_and_style_alone() -> None:
    page = Parsed(draw(small_tables(V1)))
    policies = [a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert policies[0] is not None
    assert policies[0].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policies[0]


def test_the_same_version_gives_the_same_bytes_whatever_the_order_of_rows() -> None:
    tables = small_tables(V1)
    related(tables)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=3) for name, frame in whole(tables).items()}
    once = report(Release(V1, DAY, None, "", {}), whole(tables), "# x\n")
    assert report(Release(V1, DAY, None, "", {}), shuffled, "# x\n") == once


def test_a_dataset_without_rows_has_a_page() -> None:
    page = Parsed(draw({}))
    assert page.unbalanced == page.open == []
    assert "No claim stands in two or more articles." in page.text
    assert "No claim is dated." in page.text


def test_what_is_left_out_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "CLAIMS", 3)
    monkeypatch.setattr(claims, "MENTIONS", 2)
    text = " ".join(Parsed(draw(small_tables(V1))).text.split())
    assert "The 3 claims that stand in most articles, of 4" in text
    assert "2 of 4 mentions are shown" in text
    assert text.count("and 1 more: onrecord sql") == 2


def test_the_sql_for_what_is_left_out_is_sql(tmp_path: Path) -> None:
    tables = small_tables(V1)
    related(tables)
    tables["claims"] = tables["claims"].with_columns(article_count=pl.lit(2, pl.Int64))
    tables["checks"] = tables["checks"].with_columns(success=pl.lit(value=False))
    warehouse.build_database(tmp_path / "some.duckdb", whole(tables), V1)
    queries = [
        value
        for name in ("claims", "figures", "matrix", "pairs")
        for constant, value in vars(import_module(f"pipelines.publication.report.{name}")).items()
        if constant.startswith("_ALL")
    ]
    assert len(queries) == 9
    claim = tables["claims"]["claim_id"][0]
    with warehouse.read_only(tmp_path / "some.duckdb") as connection:
        for query in queries:
            assert '"' not in query  # it stands between such marks on a command line
            assert connection.execute(query.format(claim)).fetchall() or "FROM versions" in query, query


def test_the_changelog_stands_in_the_page() -> None:
    claim = small_tables(V1)["claims"]["claim_id"][0]
    head = f"# v\n\nFollows w.\n\n- `{claim}`\n\n## Newly disputed claims: 1\n\n- a \\*b\\* (`clm-1`)\n"
    changelog = f"{head}\n| t | n |\n|---|---:|\n| x | 1 |\n"
    html = draw(small_tables(V1), changelog)
    assert "<h3>Newly disputed claims: 1</h3>" in html
    assert "<li>a *b* (<code>clm-1</code>)</li>" in html
    assert "<h1>v</h1>" not in html
    assert f'<li><a href="#{claim}"><code>{claim}</code></a></li>' in html


def test_the_snapshot_lists_its_page(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    tables = {name: frame for name, frame in small_tables(V1).items() if name not in AT_PUBLICATION}
    folder = publish(home, tables, version=V1, created_at=datetime(2031, 5, 6), database=warehouse).path
    listed = json.loads((folder / "manifest.json").read_text())["documents"]
    assert [each["file_bytes"] for each in listed if each["path"] == REPORT] == [(folder / REPORT).stat().st_size]


def test_a_negated_side_says_so() -> None:
    tables = small_tables(V1)
    related(tables)
    denied = tables["claim_relations"]["mention_id"][0]
    polarity = pl.when(pl.col("mention_id") == denied).then(pl.lit("negated")).otherwise("polarity").alias("polarity")
    tables["mentions"] = tables["mentions"].with_columns(polarity)
    html = draw(tables)
    disputes = html[html.index('id="disputes"') : html.index('id="variants"')]
    assert disputes.count('<span class="name">read as negative</span>') == 1
    assert html[html.index('id="claims"') :].count('<span class="name">read as negative</span>') == 1


def test_quotations_whose_words_are_withheld_stay_apart() -> None:
    tables = small_tables(V1)
    one, two, three, four = tables["mentions"].sort("mention_id")["mention_id"]
    rows = [
        {"mention_id": first, "other_mention_id": second, "similarity": 0.5, "kind": "reworded", "detail": "boats"}
        for first, second in ((one, two), (three, four))
    ]
    tables["quote_variants"] = TABLES["quote_variants"].frame(rows)
    html = draw(legible(withheld(tables, Rights.NO_TEXT), Rights.NO_TEXT))
    shown = html[html.index('id="variants"') : html.index('id="speakers"')]
    assert shown.count(NOT_PUBLISHED) == 4


def test_a_side_whose_words_are_withheld_is_told_in_those_of_its_claim() -> None:
    tables = small_tables(V1)
    related(tables)
    own, other = (tables["claim_relations"][name].item() for name in ("mention_id", "other_mention_id"))
    mine = pl.col("mention_id") == own
    tables["mentions"] = tables["mentions"].with_columns(
        claim_type=pl.when(mine).then(pl.lit("narrator")).otherwise("claim_type"),
    )
    told = tables["claims"].join(tables["mentions"].filter(mine), on="claim_id", suffix="_m").row(0, named=True)
    third = tables["mentions"].filter(~pl.col("mention_id").is_in([own, other])).row(0, named=True)
    again = pl.col("mention_id") == third["mention_id"]
    tables["mentions"] = tables["mentions"].with_columns(
        claim_id=pl.when(again).then(pl.lit(told["claim_id"])).otherwise("claim_id")
    )
    html = draw(legible(withheld(tables, Rights.EVIDENCE), Rights.EVIDENCE))
    shown = html[html.index('id="disputes"') : html.index('id="variants"')]
    assert third["claim_text"].split()[0] in shown
    assert shown.count(NOT_PUBLISHED) == 1, "the sentence on the difference alone"


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        ([1, 1], "2 claims stand in two or more articles. Not one of them rests on more than a single origin."),
        ([1, 2], "2 claims stand in two or more articles. 1 of them rests on a single origin or none."),
        ([2, 3], "2 claims stand in two or more articles. All of them rest on two origins or more."),
        ([2], "1 claim stands in two or more articles. It rests on two origins or more."),
        ([], "No claim stands in two or more articles."),
    ],
)
def test_the_first_sentence_says_how_far_repetition_is_confirmation(origins: list[int], words: str) -> None:
    claims = pl.DataFrame({"article_count": [3] * len(origins) + [1], "independent_origin_count": [*origins, 1]})
    assert headline(claims) == words
