"""The bare language model, in a process of its own: ``python -m assets.bench.bare TEXTS WORKERS``.

TEXTS is a Parquet file with a column ``text``. Prints, as JSON, the seconds that the model takes to load, and those
that it takes to read the texts with all its components over so many processes; besides the processor seconds that went
by before it began to read. It is spaCy as it comes: none of
what :mod:`pipelines.extraction.language_model` makes quicker.
"""

import json
import sys
import time
from importlib import import_module

import polars as pl

from pipelines.languages import DEFAULT, LANGUAGES

BATCH = 32


def main(path: str, workers: int) -> None:
    """Read the texts and print the seconds."""
    texts = pl.read_parquet(path, columns=["text"])["text"].to_list()
    start = time.perf_counter()
    model = import_module(LANGUAGES[DEFAULT].model).load()
    loaded = time.perf_counter()
    for _ in model.pipe(texts[:4]):
        pass  # what is made at the first use is not counted
    warm, before = time.perf_counter(), time.process_time()
    for _ in model.pipe(texts, batch_size=BATCH, n_process=workers):
        pass
    print(json.dumps({"load": loaded - start, "seconds": time.perf_counter() - warm, "cpu_before": before}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
