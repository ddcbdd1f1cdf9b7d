"""The statements of linking on Spark SQL: the same partners as on DuckDB."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_terms import made_terms
from sparks import CONF, needed

from pipelines.engines.spark import session
from pipelines.executing import LEAST_BYTES, DuckDB
from pipelines.linking import out_of_core
from pipelines.linking.candidates import NEWS_DAYS, STORY_DAYS
from pipelines.linking.out_of_core import Bounds, Executor
from pipelines.linking.pairs import keys_of

pytestmark = [pytest.mark.compat, pytest.mark.timeout(600)]


class SparkSQL:
    """An executor of linking over a Spark session: a table is Parquet that all its machines see, and a view of it."""

    memory_bytes = 1 << 30

    def __init__(self, spark: Any, folder: Path) -> None:
        self._spark, self._folder = spark, folder

    def give(self, name: str, rows: pa.RecordBatchReader) -> None:
        path = self._folder / f"{name}.parquet"
        pq.write_table(rows.read_all(), path)
        self._spark.read.parquet(str(path)).createOrReplaceTempView(name)

    def make(self, name: str, query: str) -> None:
        path = str(self._folder / name)
        self._spark.sql(query).write.mode("overwrite").parquet(path)
        self._spark.read.parquet(path).createOrReplaceTempView(name)

    def rows(self, query: str) -> Iterator[pa.RecordBatch]:
        yield from self._spark.sql(query).toArrow().to_batches()

    def drop(self, name: str) -> None:
        self._spark.catalog.dropTempView(name)


@pytest.fixture(scope="module")
def spark_sql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSQL]:
    needed()
    with session("local[2]", {**CONF, "spark.sql.shuffle.partitions": "2"}) as spark:
        yield SparkSQL(spark, tmp_path_factory.mktemp("spark"))


@pytest.mark.parametrize(
    "bounds", [Bounds(4, 4, 3, (STORY_DAYS, NEWS_DAYS)), Bounds(60, 60, 8, (STORY_DAYS, NEWS_DAYS))]
)
def test_spark_and_duckdb_find_the_same_partners(
    spark_sql: SparkSQL, bounds: Bounds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(out_of_core, "PART", 150)
    made = made_terms(300)

    def partners(executor: Executor) -> Any:
        parts = list(out_of_core.nearest(executor, made, made.mass, made.days, bounds))  # type: ignore[arg-type]
        assert len(parts) == 2
        return np.sort(np.concatenate([keys_of(one, other) for one, other in parts]))

    with DuckDB(LEAST_BYTES, threads=2, folder=tmp_path) as executor:
        expected = partners(executor)
    assert len(expected) > 300 * 3
    np.testing.assert_array_equal(partners(spark_sql), expected)
