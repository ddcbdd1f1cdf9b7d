"""Table ``claim_states``: what each version held of each claim, as intervals of versions.

A state is a claim's row, all its columns. It holds from ``version_from`` up to, not
including, ``version_to``; a claim that comes back as it was begins a new state.
"""

from collections.abc import Iterable

import polars as pl

from pipelines.schema import CLAIMS, TABLES

_STATE = [column.name for column in CLAIMS.columns if column.name not in CLAIMS.key]


def states_of(
    before: pl.DataFrame | None, earlier: Iterable[tuple[str, pl.DataFrame]], claims: pl.DataFrame, version: str
) -> pl.DataFrame:
    """Return table ``claim_states`` of ``version``.

    Args:
        before: That of the version before; None where it has none, being older than the table.
        earlier: The versions before, oldest first, each with its table ``claims``; looked at only in that case.
        claims: Table ``claims`` of ``version``.
        version: The version.
    """
    if before is None:
        before = TABLES["claim_states"].empty()
        for name, frame in earlier:
            before = carry_on(before, frame, name)
    return carry_on(before, claims, version)


def carry_on(states: pl.DataFrame, claims: pl.DataFrame, version: str) -> pl.DataFrame:
    """Return the states up to and with ``version``.

    Args:
        states: Table ``claim_states`` of the version before; without rows for the first.
        claims: Table ``claims`` of ``version``.
        version: The version being made, later than all that ``states`` names.
    """
    table = TABLES["claim_states"]
    claims = claims.with_columns(
        pl.lit(None, column.polars).alias(column.name) for column in CLAIMS.columns if column.name not in claims.columns
    )
    over = pl.col("version_to").is_not_null()
    open_states = states.filter(~over)
    same = open_states.join(claims, on=["claim_id", *_STATE], how="semi", nulls_equal=True)
    ended = open_states.join(same, on="claim_id", how="anti").with_columns(version_to=pl.lit(version))
    begun = claims.join(same, on="claim_id", how="anti").with_columns(
        version_from=pl.lit(version), version_to=pl.lit(None, pl.String)
    )
    return table.conform(pl.concat(frame.select(table.names) for frame in (states.filter(over), same, ended, begun)))
