"""The settings of a service open Dagster's records in Postgres with the driver that the extra `postgres` brings."""

from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.compat
SETTINGS = Path(__file__).parents[2] / "deploy" / "dagster.yaml"


def test_the_driver_is_the_one_that_is_installed() -> None:
    from dagster_postgres.utils import create_pg_engine, get_conn_string

    given = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))["storage"]["postgres"]["postgres_db"]
    known = {name: value if name in {"port", "scheme"} else "x" for name, value in given.items()}
    engine = create_pg_engine(get_conn_string(**known))  # loads the driver, connects to nobody
    assert engine.driver == "psycopg2"
