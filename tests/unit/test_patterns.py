"""No regular expression of the project takes more than linear time, however long and odd the text."""

import subprocess
import sys
from pathlib import Path

_LIMIT = 300
"""Seconds after which the search for patterns that run away is itself given up."""


def _looked_at(root: Path, *given: str) -> tuple[list[str], int]:
    """Return a line for each pattern that runs away, and how many were tried, by a process of their own."""
    command = [sys.executable, "-m", "tests.hostile.patterns", *given]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=_LIMIT, check=True)
    return ran.stdout.splitlines(), int(ran.stderr.split()[-1])


def test_no_pattern_of_the_project_runs_away(root: Path) -> None:
    lines, tried = _looked_at(root)
    assert lines == []
    assert tried > 400


def test_patterns_that_run_away_are_seen(root: Path) -> None:
    sound = [r"(?<!\s)\s+x", r"[a-z]+", r"\bx(?:,\d{3}){1,6}y"]
    bad = [r"\s+x", r"(?:a|a)*b", r"(?:x\s*)*,?\s*y", r"[A-Z][A-Za-z]*[A-Z]+\d", r"<b>.*?</b>"]
    lines, tried = _looked_at(root, *sound, *bad)
    assert [line.rpartition(": ")[2] for line in lines] == bad
    assert tried == len(sound) + len(bad)
