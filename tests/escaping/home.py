"""A home made of hostile articles alone: two versions, with corrections, a retraction and files set aside."""

import logging
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from typer.testing import CliRunner

from assets.cli import app
from assets.reference import remember
from onrecord import open_dataset
from pipelines import clock, warehouse
from pipelines.ids import article_id, document_id
from pipelines.publication import publish
from pipelines.schema import AT_PUBLICATION, PUBLISHED, TABLES
from pipelines.settings import Home
from tests.escaping.articles import (
    HTML,
    MARKDOWN,
    NAME,
    SITE,
    everything,
    write_articles,
    write_corrections,
    write_reference,
)


class HostileHome(NamedTuple):
    """The home, where its articles lie, and what its run printed."""

    home: Home
    articles: Path
    log: str
    """What the run logged, as JSON lines."""
    outcome: str


def make(folder: Path) -> HostileHome:
    """Make the home: a run over all articles, and a second version in which claims stand otherwise."""
    articles, reference, home = folder / "in", folder / "tables", Home.at(folder / "home")
    write_articles(articles)
    write_reference(reference)
    remember(home, [reference])
    write_corrections(home.curation, document_id("page.html"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ONRECORD_LOG_FORMAT", "text")  # what the command sets goes with the test
        environment.setenv("ONRECORD_WORKERS", "1")
        arguments = ["run", "--input", str(articles), "--home", str(home.root), "--log-format", "json"]
        done = CliRunner().invoke(app, arguments)
    logging.setLoggerClass(logging.Logger)
    assert done.exit_code == 0, done.output[-2000:]
    _publish_again(home)
    return HostileHome(home, articles, done.stderr, done.stdout)


def _publish_again(home: Home) -> None:
    """A version after that of the run: claims disputed and corroborated, an article taken out for a hostile reason."""
    data = open_dataset(home.root)
    tables = {name: data.table(name) for name in PUBLISHED if name not in AT_PUBLICATION}
    address = f"https://{SITE}/?{everything()}"
    told = {"document_id": document_id(address), "path": f"{NAME}.gone", "url": address, "raw_sha256": "0" * 64}
    told["article_id"] = article_id(told["document_id"], "0" * 64)
    why = {"kind": "retracted", "author": f"{HTML[0]} {MARKDOWN[3]}", "reason": everything(), "made_at": clock.now()}
    row = TABLES["retractions"].frame([{**told, **why, "version": data.version}])
    tables["retractions"] = pl.concat([tables["retractions"], row])
    odd = pl.int_range(pl.len()) % 2 == 1
    tables["claims"] = (
        tables["claims"]
        .sort("claim_id")
        .with_columns(
            claim_text=pl.when(odd).then(pl.col("claim_text") + " again").otherwise("claim_text"),
            is_disputed=pl.col("is_disputed") ^ odd,
            independent_origin_count=pl.col("independent_origin_count") + 1,
            status=pl.lit("corroborated"),
        )
    )
    publish(
        home,
        tables,
        version=f"{data.version[:-3]}{int(data.version[-3:]) + 1:03}",
        created_at=clock.now(),
        database=warehouse,
    )


def hostile_values(home: Home) -> dict[str, pl.Series]:
    """The columns of published text in which a payload stands, by ``table.column``."""
    data = open_dataset(home.root)
    found = {}
    for name in data.tables():
        frame = data.table(name)
        for column in (each for each, kind in frame.schema.items() if kind == pl.String):
            values = frame[column].drop_nulls()
            values = values.filter(values.str.contains("pwned|evil.example"))
            if values.len():
                found[f"{name}.{column}"] = values
    return found
