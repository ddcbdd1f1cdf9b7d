"""Whole runs in processes that are killed, or left alone, by the fault tests.

usage: runner.py, then a line of JSON a run on standard input: {"home": …, "input": …, "environment": {…}}

Imports cost more than a small run does, so one process imports everything and starts no thread,
and forks for each run a child that leads a process group of its own. Standard output has two
lines a run: the number of the child, and at its end its exit status and what it said.
"""

import json
import os
import sys
from pathlib import Path

from processes import READY

import pipelines.extraction  # noqa: F401
from assets.run import RunError, run
from pipelines.settings import Home


def main() -> None:
    """Start a run for each line, until there are no more."""
    print(READY, flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.setsid()
            os.close(reading)
            os.environ.update(told["environment"])
            os._exit(_run(Path(told["home"]), Path(told["input"]), writing))
        os.close(writing)
        print(child, flush=True)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said]), flush=True)


def _run(home: Path, inputs: Path, writing: int) -> int:
    """One run in a child: the exit code, after what came of it has been said."""
    code = 0
    try:
        done = run([inputs], Home.at(home))
        said = f"{done.version} {'new' if done.is_new else 'known'}"
    except RunError as error:
        code, said = 1, str(error)
    os.write(writing, said.encode())
    return code


if __name__ == "__main__":
    main()
