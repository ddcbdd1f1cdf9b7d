"""Which engine a run uses, and how it is set."""

import dagster as dg
import pytest
from pydantic import ValidationError

from assets.engines import LaunchedSpark, engine_for, told_by
from pipelines.engines import InProcess, Processes
from pipelines.settings import Settings

CONTEXT = dg.build_asset_context()


@pytest.mark.parametrize(
    ("engine", "due", "expected"),
    [
        ("local", 31, InProcess),
        ("local", 32, Processes),
        ("in_process", 32, InProcess),
        ("spark", 31, InProcess),
        ("spark", 32, LaunchedSpark),
    ],
)
def test_few_articles_are_read_here_and_more_where_the_settings_say(engine: str, due: int, expected: type) -> None:
    settings = Settings.model_validate({"engine": engine, "parallel_from": 32})
    assert isinstance(engine_for(CONTEXT, settings, due), expected)


def test_a_run_says_which_engine_it_used() -> None:
    spark = LaunchedSpark(CONTEXT, Settings())
    spark.told["spark_cores"] = 2
    assert told_by(spark) == {"engine": "Spark", "spark_cores": 2}
    assert told_by(Processes(2)) == {"engine": "Processes"}


@pytest.mark.parametrize(
    "given",
    [
        "spark.executor.memory=4g, spark.task.cpus=1",
        '{"spark.executor.memory": "4g", "spark.task.cpus": 1}',
        {"spark.executor.memory": "4g", "spark.task.cpus": 1},
    ],
)
def test_spark_is_configured_by_pairs_or_by_json(given: object) -> None:
    assert Settings.model_validate({"spark_conf": given}).spark_conf == (
        ("spark.executor.memory", "4g"),
        ("spark.task.cpus", "1"),
    )


@pytest.mark.parametrize("given", ["spark.executor.memory", '{"spark', "[1]"])
def test_a_configuration_that_cannot_be_read_is_an_error(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ONRECORD_SPARK_CONF", given)
    with pytest.raises(ValidationError, match="spark_conf"):
        Settings.from_environment()
