"""The demonstration home, built once: the embedded corpus from its files to a published version."""

import pytest

from assets.run import run
from pipelines.settings import SEEDS, Home


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home made from the embedded corpus."""
    home = Home.at(tmp_path_factory.mktemp("demo") / "home")
    run([SEEDS / "articles"], home)
    return home
