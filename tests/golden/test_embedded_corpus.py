"""The embedded corpus gives what it is known to give, and the README shows what really comes out.

A wanted change is taken over with `make golden`; read the difference before committing it.
"""

import pytest

from onrecord import open_dataset
from pipelines import warehouse
from pipelines.publication import verify
from tests.golden.snapshot import EXPECTED, QUERIES, README, output_of, readme_commands, snapshot

NAMES = ["row_counts.json", *(f"{name}.csv" for name in QUERIES)]
COMMANDS = readme_commands(README.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def seen(demo) -> dict[str, str]:
    return snapshot(open_dataset(demo.root))


@pytest.mark.parametrize("name", NAMES)
def test_the_corpus_gives_what_it_is_known_to_give(seen, name):
    assert seen[name] == (EXPECTED / name).read_text(encoding="utf-8"), "if this is wanted: make golden"


def test_the_demonstration_verifies(demo):
    assert verify(demo, database=warehouse) == []


def test_the_readme_shows_commands():
    assert len(COMMANDS) >= 2


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_the_readme_shows_real_output(demo, command, shown):
    assert output_of(command, demo) == shown, "if this is wanted: make golden"
