"""Fixtures that every test folder uses."""

from pathlib import Path

import pytest
from hypothesis import settings

# a loaded machine is no failure: what is slow is measured by `make bench`
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


_TARGETS = {"browser": "make browser", "compat": "make compat"}
"""What installs what some tests need besides Python's packages, and runs them, by the tests' marker."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, and so count, the tests that need more than is installed here, unless they are asked for by name."""
    for marker, target in _TARGETS.items():
        if marker in config.option.markexpr or any(f"tests/{marker}" in str(given) for given in config.args):
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"`{target}` installs what it needs and runs it"))


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
