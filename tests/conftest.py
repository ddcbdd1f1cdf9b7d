"""Fixtures that every test folder uses."""

from pathlib import Path

import pytest
from hypothesis import settings

# a loaded machine is no failure: what is slow is measured by `make bench`
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The third-party articles, annotations and corpora beside the project; skips where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("third-party articles are not beside the project (../shared): nothing to measure on")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the project."""
    return ROOT
