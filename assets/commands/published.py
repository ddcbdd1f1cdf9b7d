"""What commands that read a published version share: the home, the dataset, and identifiers as people type them."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.usage import fail
from pipelines.ids import successor
from pipelines.settings import Home

if TYPE_CHECKING:
    import polars as pl

    from pipelines.reader import Dataset

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", help="The folder that the dataset lives in.", envvar="ONRECORD_HOME", show_default="data/home"
    ),
]

_EXAMPLES = 3


def dataset(home: Path | None, version: str = "latest") -> "Dataset":
    """Open a published version of a home, or end with the reason why there is none."""
    from pipelines.reader import DatasetError, open_dataset

    try:
        return open_dataset(Home.at(home).root, version=version)
    except DatasetError as error:
        fail(str(error))


def table(data: "Dataset", name: str) -> "pl.DataFrame":
    """Return a table of a version, without rows where the version is older than the table."""
    from pipelines.schema import TABLES

    return data.table(name) if name in data.tables() else TABLES[name].empty()


def complete(given: str, identifiers: Iterable[str], what: str) -> str:
    """Return the one identifier that ``given`` is, or begins, with or without its prefix; else end with 2."""
    known = set(identifiers)
    if given in known:
        return given
    found = sorted(
        identifier
        for identifier in known
        if given and (identifier.startswith(given) or identifier.partition("-")[2].startswith(given))
    )
    if not found:
        fail(f"there is no {what} {given!r} in the dataset", 2)
    if len(found) > 1:
        some = ", ".join(found[:_EXAMPLES])
        fail(f"{given!r} begins {len(found)} identifiers ({some} …); give more of the {what}'s", 2)
    return found[0]


def live_claim(given: str, data: "Dataset") -> tuple[str, str]:
    """Return the claim that ``given`` names and the one that it is now: redirects are followed.

    Ends with 2 where there is none.
    """
    import polars as pl

    history = data.table("claim_history")
    live = set(data.table("claims")["claim_id"])
    named = complete(given, live | set(history["claim_id"]), "claim")
    merged = history.filter(pl.col("event") == "merged_into").sort("version")
    current = successor(named, dict(merged.select("claim_id", "other_claim_id").iter_rows()), live)
    if current is None:
        gone = history.filter(pl.col("claim_id") == named).sort("version")["version"][-1]
        fail(f"{named} was retired in {gone}: none of its mentions is in the dataset any more", 2)
    return named, current


def live_entity(given: str, data: "Dataset", also: Collection[str] = ()) -> str:
    """Return the entity that ``given`` names by identifier or by an unambiguous spelling; else end with 2.

    Args:
        given: an identifier, its beginning, or a name.
        data: the published version.
        also: identifiers that are known besides those of the dataset.
    """
    import polars as pl

    from pipelines.reference import fold

    entities, history = data.table("entities"), table(data, "entity_history")
    live = set(entities["entity_id"])
    if given in also:
        return given
    spelt = data.table("entity_aliases").filter(
        pl.col("alias").map_elements(fold, return_dtype=pl.String) == fold(given)
    )["entity_id"]
    named = set(spelt) | {
        row[0] for row in entities.select("entity_id", "name").iter_rows() if fold(row[1]) == fold(given)
    }
    if given not in live and len(named) == 1:
        return str(named.pop())
    if given not in live and len(named) > 1:
        fail(f"{given!r} may be any of {', '.join(sorted(named))}; give the identifier", 2)
    identifier = complete(given, live | set(history["entity_id"]), "entity")
    merged = history.filter(pl.col("event") == "merged_into").sort("version")
    current = successor(identifier, dict(merged.select("entity_id", "other_entity_id").iter_rows()), live)
    if current is None:
        fail(f"{identifier} is in the dataset no more: no article names it", 2)
    return current
