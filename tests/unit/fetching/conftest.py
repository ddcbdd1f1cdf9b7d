"""Sites on this machine, and someone who fetches from them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import Home
from tests.fetched_web import Desk, Web


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def desk(tmp_path: Path, web: Web) -> Desk:
    return Desk(Home.at(tmp_path / "home"), web)
