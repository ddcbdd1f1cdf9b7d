"""A small invented corpus and one home built from it, for the tests of the whole graph."""

from collections.abc import Callable, Sequence
from pathlib import Path

import dagster as dg
import pytest

from assets.run import RunOutcome, run
from pipelines.settings import Home

FIRST = """Marovia to close two ports after storm, ministry says

VELDRA, 4 March 2024 (Northern Wire) - Marovia will close the ports of Veldra and Sund until Friday after a storm \
damaged four piers, Transport Minister Ilse Tornquist said on Monday.

"We cannot put crews at risk," Tornquist told reporters in Veldra. "The piers will be inspected this week."

Two officials who asked not to be named because the inspection is not public said the repair could cost 12 million \
marks.

The port authority declined to comment.
"""
SECOND = """Ports in Marovia shut

Published: 5 March 2024

Two ports in Marovia are to stay closed until Friday, Northern Wire reported on Monday, citing the transport ministry.

According to the agency, two unnamed officials said that repairs could cost 12 million marks. They said five piers \
were damaged.

The harbour workers' union denied that crews had been at risk. "Nobody was in danger," its chairman Bram Oyelaran said.
"""
THIRD = """Marovian grain exports fall

Published: 6 March 2024

Grain exports from Marovia fell by 9 percent in February, the statistics office said on Wednesday.

Farm minister Dana Quill said exports would recover in April if the ports reopened.
"""


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles on one story, and two files that are no articles."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "first.txt").write_text(FIRST, encoding="utf-8")
    (folder / "second.txt").write_text(SECOND, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
    return folder


@pytest.fixture(scope="session")
def materialise() -> Callable[[Sequence[Path], Home], RunOutcome]:
    """Run the whole graph into a home under an ephemeral Dagster instance."""

    def go(inputs: Sequence[Path], home: Home) -> RunOutcome:
        with dg.DagsterInstance.ephemeral() as instance:
            return run(inputs, home, dagster_instance=instance)

    return go


@pytest.fixture(scope="session")
def first_run(corpus: Path, materialise, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, RunOutcome]:
    """A home after its first run over the corpus."""
    home = Home.at(tmp_path_factory.mktemp("home"))
    return home, materialise([corpus], home)
