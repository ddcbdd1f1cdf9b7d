"""How a table of the schema looks as a Dagster asset: its spec and its materialisation."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg
import polars as pl

from assets.automation import UP_TO_DATE
from assets.preview import preview
from pipelines.publication import logical_hash
from pipelines.schema import TABLES, Table

Deps = Iterable[str]


_OWNERS = ("team:onrecord",)


def column_schema(table: Table) -> dg.TableSchema:
    """The table's columns with types, meanings and rules as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.type,
                description=column.meaning,
                constraints=dg.TableColumnConstraints(
                    nullable=not (column.required or column.name in table.key),
                    unique=table.key == (column.name,),
                    other=[f"one of {', '.join(column.values)}"] if column.values else [],
                ),
                tags={"key": ""} if column.name in table.key else {},
            )
            for column in table.columns
        ],
        constraints=dg.TableConstraints(other=[f"primary key ({', '.join(table.key)})"]),
    )


def spec(name: str, *, group: str, deps: Deps = (), kinds: Iterable[str] = ("duckdb", "polars")) -> dg.AssetSpec:
    """The asset of a table: its meaning, columns, group and kinds come from its declaration.

    One that is made from others is brought up to date when they change.
    """
    table, made_from = TABLES[name], list(deps)
    return dg.AssetSpec(
        key=name,
        deps=made_from,
        automation_condition=UP_TO_DATE if made_from else None,
        owners=_OWNERS,
        description=table.meaning,
        group_name=group,
        kinds=set(kinds),
        metadata={
            "dagster/column_schema": column_schema(table),
            "dagster/table_name": f"{table.layer.value}.{table.name}",
            "published": table.published,
        },
    )


def result(
    name: str, frame: pl.DataFrame, seconds: float, extra: Mapping[str, Any] | None = None
) -> dg.MaterializeResult[Any]:
    """What a written table reports: its rows, the first of them, the stage's seconds, its data version."""
    metadata: dict[str, Any] = {
        "dagster/row_count": frame.height,
        "seconds": round(seconds, 3),
        "preview": preview(TABLES[name], frame),
        **(extra or {}),
    }
    version = dg.DataVersion(logical_hash(TABLES[name], frame))
    return dg.MaterializeResult(asset_key=name, metadata=metadata, data_version=version)


def results(
    frames: Mapping[str, pl.DataFrame], seconds: float, extra: Mapping[str, Mapping[str, Any]] | None = None
) -> Sequence[dg.MaterializeResult[Any]]:
    """One report a table of a stage that writes several; ``extra`` is what some of them report besides."""
    return [result(name, frame, seconds, (extra or {}).get(name)) for name, frame in frames.items()]


class Stopwatch:
    """Seconds since it was started."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self._start
