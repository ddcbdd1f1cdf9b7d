"""Put measurements together into what `onrecord predict` is fitted to.

usage: python -m tests.scale_measurements --growth GROWTH.json --stages STAGES.json --engines ENGINES.json …
           --machine "…" [--out assets/scale/measured.json]

GROWTH is what `make bench-growth` writes with `--json`, STAGES what `make bench-stages` keeps, ENGINES what
`python -m tests.bench_engines` writes with `--json`. Figures alone are kept.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from assets.scale import Measured
from pipelines.files import write_whole

DIGITS = 6
"""Significant digits that are kept of a figure."""


def gathered(growth: Path, stages: Path | None, engines: list[Path], machine: str) -> Measured:
    """Return all of it, validated."""
    told = json.loads(growth.read_text(encoding="utf-8"))
    return Measured.model_validate(
        {
            "machine": machine,
            "sizes": told["sizes"],
            "added": told["added"],
            "later": [{**one, "stages": list(one["stages"].values())} for one in _list(stages)],
            "engines": [row for path in engines for row in _list(path)],
        }
    )


def _list(path: Path | None) -> list[Any]:
    return [] if path is None else list(json.loads(path.read_text(encoding="utf-8")))


def rounded(value: Any) -> Any:
    """Return values of JSON with their floats cut to some digits."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, (list, tuple)) else value


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--growth", type=Path, required=True)
    parser.add_argument("--stages", type=Path)
    parser.add_argument("--engines", type=Path, nargs="*", default=[])
    parser.add_argument("--machine", required=True, help="processor, cores and memory, in words")
    parser.add_argument("--out", type=Path, default=Path("assets/scale/measured.json"))
    asked = parser.parse_args()
    found = gathered(asked.growth, asked.stages, asked.engines, asked.machine)
    write_whole(asked.out, (json.dumps(rounded(found.model_dump()), indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
