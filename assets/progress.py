"""How a running stage tells a person how far it is: bars in a terminal, log lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import dagster as dg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Report = Callable[[int, int], None]
"""Called with items done and items in all."""


class StageProgress(Protocol):
    """Opens one report a stage."""

    def stage(self, context: dg.AssetExecutionContext, label: str) -> Report:
        """Return the function that the stage calls as it advances."""
        ...


class LogProgress:
    """Writes a line to the run's log at every tenth of a stage."""

    def stage(self, context: dg.AssetExecutionContext, label: str) -> Report:
        """Return a report that logs each tenth once."""
        last = -1

        def report(done: int, total: int) -> None:
            nonlocal last
            tenth = 10 * done // total if total else 10
            if tenth > last:
                last = tenth
                context.log.info(f"{label}: {done} of {total}")

        return report


class BarProgress:
    """Draws one bar a stage on a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def stage(self, context: dg.AssetExecutionContext, label: str) -> Report:  # noqa: ARG002
        """Add a bar and return the function that moves it; a stage with nothing to do shows a full bar."""
        task = self._progress.add_task(label, total=None)

        def report(done: int, total: int) -> None:
            self._progress.update(task, completed=done if total else 1, total=total or 1)

        return report


@contextmanager
def bars(console: Console) -> Iterator[BarProgress]:
    """Show progress bars on ``console`` while the block runs."""
    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description}", style="bold", markup=False),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        yield BarProgress(progress)
