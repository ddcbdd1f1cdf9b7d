"""The working store killed in mid-write: a transaction is there whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.schema import TABLES
from pipelines.warehouse import Warehouse

_WRITER = """
import sys
from pathlib import Path
from pipelines.schema import TABLES
from pipelines.warehouse import Warehouse

with Warehouse(Path(sys.argv[1])) as warehouse:
    for number in range(10**6):
        names = [f"{number}-{row}" for row in range(500)]
        with warehouse.transaction():
            for table, key, kind in (("outlets", "outlet_id", "site"), ("entities", "entity_id", "place")):
                rows = ({key: name, "name": name, "kind": kind} for name in names)
                warehouse.replace(table, TABLES[table].frame(rows))
        print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.0, 0.013, 0.037])
def test_two_tables_written_together_stay_together(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "w.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        told = [2, *map(int, process.stdout.read().split())]
    with Warehouse(path) as warehouse:
        outlets, entities = warehouse.read("outlets"), warehouse.read("entities")
        assert outlets["outlet_id"].to_list() == entities["entity_id"].to_list()
        assert outlets.height == 500
        assert {int(name.split("-")[0]) for name in outlets["name"]} <= {told[-1], told[-1] + 1}
        warehouse.replace("outlets", TABLES["outlets"].empty())
