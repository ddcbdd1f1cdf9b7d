"""A home made of hostile articles alone: two versions, with corrections, a retraction and files set aside."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import polars as pl

from onrecord import open_dataset
from pipelines.settings import Home
from tests.escaping.articles import HTML, NAME, TERMINAL, story, write_articles, write_corrections, write_reference


class HostileHome(NamedTuple):
    """The home, where its articles lie, and what its second run printed."""

    home: Home
    articles: Path
    log: str
    """The log of the second run, as JSON lines."""
    outcome: str


def make(folder: Path, run) -> HostileHome:
    """Make the home; ``run`` runs the graph over paths into a home."""
    articles, reference, home = folder / "in", folder / "tables", Home.at(folder / "home")
    write_articles(articles)
    write_reference(reference)
    from assets.reference import remember

    remember(home, [reference])
    run([articles], home)
    data = open_dataset(home.root)
    claims = data.table("claims").sort("claim_id")["claim_id"].to_list()
    page = data.table("articles").filter(path="page.html")["document_id"].item()
    write_corrections(home.curation, (claims[0], claims[1]), page)
    edited = story(f"{HTML[0]} Korvel bridges close", (*HTML[:3], TERMINAL[0]), "Korvel").replace(
        "will close", "may close"
    )
    (articles / f"{NAME}.txt").write_text(edited, "utf-8")
    program = Path(sys.executable).with_name("onrecord")
    command = [program, "run", "--input", articles, "--home", home.root, "--log-format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=dict(os.environ), check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return HostileHome(home, articles, done.stderr, done.stdout)


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
