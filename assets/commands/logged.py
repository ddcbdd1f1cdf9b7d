"""``onrecord run --log-format json``: the run as a program wants to be told of it."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from assets.console import put
from pipelines.settings import Home


def logged(inputs: Sequence[Path | str], home: Home, *, publish: bool = True) -> None:
    """Run the graph; log as JSON lines on standard error, and print the outcome as one on standard output.

    Ends with 1 where the run failed or its checks rejected the version; the last line of the log says why.
    """
    from assets.logs import line, say
    from assets.run import RunError, read, run
    from pipelines.reader import open_dataset

    try:
        if not publish:
            done = read(inputs, home, log_level="INFO")
            put(line({"articles_read": done.articles, "mentions": done.mentions, "run": done.run_id}) + "\n")
            return
        outcome = run(inputs, home, log_level="INFO")
    except RunError as error:
        say(sys.stderr, "ERROR", str(error), home=str(home.root))
        raise typer.Exit(1) from error
    rows = {each["name"]: each["rows"] for each in open_dataset(home.root, outcome.version).manifest()["resources"]}
    told = {name: rows.get(name, 0) for name in ("articles", "mentions", "claims", "quarantine")}
    put(line({"version": outcome.version, "is_new": outcome.is_new, "run": outcome.run_id, **told}) + "\n")
