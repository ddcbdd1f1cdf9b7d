"""What finding the pairs worth comparing costs, over arrays and as SQL within a limit of memory.

usage: python -m tests.bench_reduce CORPUS --articles 5000 10000 20000 40000 [--limit BYTES] [--base 1000] [--cache DIR]
           [--both]

CORPUS is enlarged as `tests/bench_linking.py` does it. The words of each size are made once and kept in the cache; each
size is then measured in a process of its own, which holds nothing else. `blocking` is the inverted index and its best
partners, `words` the cosine and the odds of those, which are measured in this process either way (as SQL
the next part is found meanwhile, and counts with them: there only the sum says something). Peaks are of memory
resident beyond what was held before; what was laid aside is the most that was seen after a statement. With `--both` the
same is done over arrays, and the pairs must be the same.
"""

import argparse
import json
import pickle
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from pipelines import linking
from pipelines.executing import DuckDB
from pipelines.ids import code_fingerprint
from pipelines.linking import candidates as blocking
from pipelines.linking.features import features, term_weights
from pipelines.linking.linker import _join_revisions, _twins
from pipelines.linking.packed import chosen, column
from pipelines.linking.wording import Wordings
from pipelines.memory import held
from pipelines.reference import load_reference
from tests.bench_linking import Watch, base
from tests.replicas import replicate

THREADS = 2


class Told(NamedTuple):
    """What blocking asks of a mention beside its words."""

    published: date | None
    claim_type: str


def words_of(corpus: Path, articles: int, base_articles: int, cache: Path) -> Path:
    """Return the file of the words of so many articles' mentions, their days and which are refusals.

    It is made once for a state of the code.
    """
    code = code_fingerprint([Path(linking.__file__).parent])
    path = cache / f"words-{articles}-{code[:12]}.pkl"
    if not path.exists():
        tables = replicate(base(corpus, base_articles, cache), articles)
        given = (tables[name] for name in ("articles", "mentions", "quantities", "entity_mentions"))
        found = features(*given, load_reference().state_of)
        twins = _twins(found)
        _join_revisions(column(found, "mention_key"), twins)
        heads = chosen(found, [group[0] for group in twins])
        refused = np.array([kind == "no_comment" for kind in column(heads, "claim_type")], np.bool_)
        made = (Wordings(heads, term_weights(found)), blocking._days(heads), refused)
        path.write_bytes(pickle.dumps(made, protocol=5))
    return path


def measure(path: Path, limit: int | None) -> dict[str, Any]:
    """Find the pairs worth comparing of the words of a file, within a limit or over arrays."""
    wordings, days, refused = pickle.loads(path.read_bytes())
    told = zip(days.tolist(), refused.tolist(), strict=True)
    mentions = [Told(date.fromordinal(day) if day >= 0 else None, "no_comment" if no else "") for day, no in told]
    watch = Watch()
    Wordings.cosine = watch.wrap("words", Wordings.cosine)  # type: ignore[method-assign]
    Wordings.odds = watch.wrap("words", Wordings.odds)  # type: ignore[method-assign]
    before, spilled = held(), 0
    assert before is not None, "the system does not tell how much memory is held; Linux does"
    if limit is None:
        with watch.step("blocking"):
            pairs = blocking.candidates(mentions, wordings)  # type: ignore[arg-type]
    else:
        blocking.HELD = limit  # so that the statements are run whatever the size
        with TemporaryDirectory() as folder, DuckDB(limit, THREADS, Path(folder)) as executor:
            with watch.step("blocking"):
                pairs = blocking.candidates(mentions, wordings, executor)  # type: ignore[arg-type]
            spilled = executor.spilled_bytes
    return {
        "mentions": len(mentions),
        "pairs": len(pairs),
        "pairs_sha256": sha256(pairs.tobytes()).hexdigest(),
        "cpu": watch.cpu,
        "wall": watch.wall,
        "held": before.resident / 1e6,
        "peak": max(watch.megabytes.values()) * 1.048576 - before.resident / 1e6,
        "spilled": spilled / 1e6,
    }


def _measured(path: Path, limit: int | None) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench_reduce", "-", "--one", str(path), "--limit", str(limit or 0)]
    return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def main() -> None:
    """Measure every size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[5000, 10000, 20000, 40000])
    parser.add_argument("--limit", type=int, default=1 << 30, help="bytes of memory for the statements")
    parser.add_argument("--both", action="store_true", help="over arrays as well, for the same pairs")
    parser.add_argument("--base", type=int, default=1000, help="so many real articles")
    parser.add_argument("--cache", type=Path, default=Path("data/bench-linking"))
    parser.add_argument("--json", type=Path, help="write the figures into this file")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.limit or None)))
        return
    columns = ("articles", "mentions", "way", "blocking CPU s", "words CPU s", "wall s", "peak MB", "laid aside MB")
    told: list[dict[str, Any]] = []
    table = Table(*columns, "pairs a mention", "s a million", "MB a million")
    for size in options.articles:
        path, pairs = words_of(options.corpus, size, options.base, options.cache), set[str]()
        for limit in (options.limit, None)[: 1 + options.both]:
            one = _measured(path, limit)
            pairs.add(one["pairs_sha256"])
            told += [{"articles": size, "limit": limit, **one}] if limit else []
            wall, millions = sum(one["wall"].values()), one["mentions"] / 1e6
            numbers = (*(one["cpu"][step] for step in ("blocking", "words")), wall, one["peak"], one["spilled"])
            shown = (f"{number:,.0f}" for number in numbers)
            per = (f"{one['pairs'] / one['mentions']:.1f}", f"{wall / millions:,.0f}", f"{one['peak'] / millions:,.0f}")
            table.add_row(f"{size:,}", f"{one['mentions']:,}", "arrays" if limit is None else "SQL", *shown, *per)
        assert len(pairs) == 1, f"the two ways find different pairs in {size:,} articles"
    Console(width=160).print(table)
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
