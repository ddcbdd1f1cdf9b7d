"""Real processes that wait for a word, and are killed with all that they started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
READY = "ready"


def start(script: str, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
    """Start a script of this folder in a process group of its own; it says `ready` once all is imported."""
    return subprocess.Popen(
        [sys.executable, str(HERE / script), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


def go(process: "subprocess.Popen[str]") -> None:
    """Let a process begin, once it is ready."""
    assert process.stdin is not None
    assert process.stdout is not None
    said = process.stdout.readline().strip()
    assert said == READY, process.communicate(timeout=10)
    process.stdin.write("\n")
    process.stdin.flush()


def wait_for_word() -> None:
    """In the started process: say that all is ready, and wait until it is told to begin."""
    print(READY, flush=True)
    if not sys.stdin.readline():
        sys.exit("whoever started this process is gone")


def kill(process: "subprocess.Popen[str]") -> str:
    """Kill a process and all that it started, and return what it had said."""
    os.killpg(process.pid, signal.SIGKILL)
    said, _ = process.communicate(timeout=60)
    assert process.returncode in {0, -signal.SIGKILL}, process.returncode
    return said


def result(process: "subprocess.Popen[str]", seconds: float = 240) -> tuple[int, str, str]:
    """Wait for the end of a process: its exit code, and what it said on both channels."""
    said, complained = process.communicate(timeout=seconds)
    return process.returncode, said, complained
