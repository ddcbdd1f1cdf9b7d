"""What the embedded corpus is known to give, as text that a person can read and a diff can show.

usage: python -m tests.golden.snapshot      (writes tests/golden/expected/ and the outputs in README.md and docs/ anew)
"""

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl

from onrecord import Dataset, open_dataset
from pipelines.settings import PROJECT_ROOT, SEEDS, Home
from tests.golden import notebook, pages

EXPECTED = Path(__file__).with_name("expected")
README = PROJECT_ROOT / "README.md"
_COMMAND = re.compile(r"```console\n\$ (onrecord [^\n]+)\n(.*?)```", re.DOTALL)

QUERIES = {
    "articles": "SELECT path, outlet, published_at, published_precision, published_evidence, published_note, language,"
    " word_count, duplicate_of IS NOT NULL AS is_copy FROM articles ORDER BY path",
    "mentions": "SELECT a.path, m.content_start, m.content_end, m.claim_type, m.source_name, m.cue_text,"
    " m.modality, m.polarity, m.about_start, m.about_end, m.claim_text"
    " FROM mentions m JOIN articles a USING (article_id) ORDER BY a.path, m.content_start, m.content_end",
    "repeated_claims": "SELECT claim_text, mention_count, article_count, outlet_count, independent_origin_count,"
    " status, is_disputed FROM claims WHERE article_count > 1 ORDER BY article_count DESC, claim_text",
    "relations": "SELECT relation, reason, detail FROM claim_relations ORDER BY relation, reason, detail",
    "quote_variants": "SELECT kind, detail FROM quote_variants ORDER BY kind, detail",
}


def as_csv(frame: pl.DataFrame) -> str:
    """A frame as CSV with stable line ends."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(frame.iter_rows())
    return out.getvalue()


def snapshot(dataset: Dataset) -> dict[str, str]:
    """The golden tables of a version, by file name."""
    counts = {name: dataset.table(name).height for name in dataset.tables() if name not in {"checks"}}
    tables = {f"{name}.csv": as_csv(dataset.sql(query)) for name, query in QUERIES.items()}
    return {"row_counts.json": json.dumps(counts, indent=1, sort_keys=True) + "\n", **tables}


def readme_commands(text: str) -> list[tuple[str, str]]:
    """The commands that the README shows, with the output printed under each."""
    return [(match[1], match[2]) for match in _COMMAND.finditer(text)]


def output_of(command: str, home: Home) -> str:
    """What a command of the README prints over ``home`` on a terminal of 110 columns."""
    program = Path(sys.executable).with_name("onrecord")
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("onrecord", str(program), 1)],
        env={
            **{"ONRECORD_HOME": str(home.root), "PYTHONPATH": str(PROJECT_ROOT)},
            **{"COLUMNS": "110", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def refresh(home: Home) -> None:
    """Write the golden files and the outputs in the README and in the documents from ``home``."""
    EXPECTED.mkdir(exist_ok=True)
    for name, text in snapshot(open_dataset(home.root)).items():
        (EXPECTED / name).write_text(text, encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    text = _COMMAND.sub(lambda match: f"```console\n$ {match[1]}\n{output_of(match[1], home)}```", text)
    README.write_text(text, encoding="utf-8")
    page = pages.QUERIES.read_text(encoding="utf-8")
    pages.QUERIES.write_text(pages.answered(page, open_dataset(home.root)), encoding="utf-8")
    notebook.write(notebook.executed(home))


if __name__ == "__main__":
    from assets.run import run

    with tempfile.TemporaryDirectory() as folder:
        place = Home.at(Path(folder) / "home")
        run([SEEDS / "articles"], place)
        refresh(place)
