"""Keep the annotation of the embedded articles on its words: ``python tests/golden/build_gold.py``.

Positions in pages point into the text that staging extracts from them. When that text changes,
or an article is corrected, this moves every annotation to the place where its words stand now.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "seeds" / "articles"
GOLD = ROOT / "seeds" / "gold" / "gold.jsonl"

Row = dict[str, Any]


def article_texts(folder: Path = ARTICLES) -> dict[str, str]:
    """Return the text of every embedded article by the last part of its path, as staging gives it."""
    from pipelines.staging.pages import read_page

    texts: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes().decode("utf-8")
        if path.suffix == ".jsonl":
            records = [json.loads(line) for line in content.splitlines()]
            texts |= {record["id"]: record["text"] for record in records}
        else:
            texts[path.name] = read_page(content).text if path.suffix == ".html" else content
    return texts


def occurrences(words: str, text: str) -> list[int]:
    """Return where ``words`` begin in ``text``."""
    return [start for start in range(len(text)) if text.startswith(words, start)]


def anchor(rows: Iterable[Row], texts: Mapping[str, str]) -> list[Row]:
    """Return ``rows`` with each ``start`` and ``end`` at the occurrence of its words nearest to where it was.

    Raises:
        ValueError: words of a row are not in its article.
    """
    anchored = []
    for row in rows:
        found = occurrences(row["text"], texts[row["doc"]])
        if not found:
            raise ValueError(f"{row['doc']}: not in the article: {row['text']!r}")
        start = min(found, key=lambda place: abs(place - row["start"]))
        anchored.append({**row, "start": start, "end": start + len(row["text"])})
    return sorted(anchored, key=lambda row: (row["doc"], row["start"], row["end"]))


def read_gold(path: Path = GOLD) -> list[Row]:
    """Read an annotation file, one mention a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Re-anchor the annotation in place and say how many rows moved."""
    before = read_gold()
    after = anchor(before, article_texts())
    GOLD.write_bytes("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in after).encode())
    print(f"{len(after)} mentions, {sum(row not in before for row in after)} moved")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
