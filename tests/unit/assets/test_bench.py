"""The bench: what is seen of a process tree, and how it becomes figures of stages."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from assets.bench import BenchError, as_json, tables
from assets.bench.bare import main as read_bare
from assets.bench.measuring import run_command
from assets.bench.profile import REST, STAGES, Profile, Run, Step
from assets.bench.watching import Sample, TreeWatch, cpu_between, peak_between, sample
from assets.cli import app
from assets.definitions import build_defs

linux = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells of processes under /proc")

CHILD = (
    "import time; held = bytearray(60_000_000); end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
)
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}], check=True)"


@linux
def test_what_children_took_counts() -> None:
    process = subprocess.Popen([sys.executable, "-c", PARENT])
    with TreeWatch(process.pid) as watch:
        process.wait()
    # it burns 0.3 s and starts two interpreters; the last sample may be 0.1 s from its end
    assert watch.samples[-1].cpu > 0.15
    assert max(each.resident for each in watch.samples) > 60_000_000
    assert [each.cpu for each in watch.samples] == sorted(each.cpu for each in watch.samples)


def test_a_process_that_is_gone_tells_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert sample(process.pid) is None
    assert sample(os.getpid()) is not None or not Path("/proc/self/task").is_dir()


SAMPLES = [Sample(10.0, 1.0, 100), Sample(12.0, 3.0, 500), Sample(14.0, 4.0, 300)]


@pytest.mark.parametrize(
    ("start", "end", "cpu", "peak"),
    [(10.0, 12.0, 2.0, 500), (11.0, 13.0, 1.5, 500), (12.5, 13.5, 0.5, 300), (0.0, 9.0, 0.0, 100), (0.0, 20.0, 4, 500)],
)  # fmt: skip
def test_time_and_memory_between_two_moments(start: float, end: float, cpu: float, peak: int) -> None:
    assert cpu_between(SAMPLES, start, end) == pytest.approx(cpu)
    assert peak_between(SAMPLES, start, end) == peak
    assert cpu_between([], start, end) is None
    assert peak_between([], start, end) is None


STEPS = [
    Step("raw_articles", 10.5, 11.0), Step("extracted_mentions", 11.0, 13.0), Step("unheard_of", 13.0, 13.25),
    Step("unheard_of", 13.25, 13.5),
]  # fmt: skip


def test_stages_add_up_to_the_run() -> None:
    run = Run(10.0, 14.0, STEPS, SAMPLES)
    assert [(stage.name, stage.seconds) for stage in run.stages] == [
        ("ingest", 0.5), ("extraction", 2.0), ("unheard_of", 0.5), (REST, 1.0),
    ]  # fmt: skip
    assert sum(stage.seconds for stage in run.stages) == pytest.approx(run.seconds)
    assert sum(stage.cpu_seconds or 0 for stage in run.stages) == pytest.approx(run.cpu_seconds)
    assert run.peak_bytes == 500


def test_without_samples_time_is_still_told() -> None:
    profile = Profile(2, 800, 1, Run(10.0, 14.0, STEPS, []), bare_seconds=2.0, bare_load_seconds=1.0)
    told = as_json(profile)
    assert told["ratio"] == 0.5
    assert told["run"]["words_per_second"] == 200.0
    assert (told["run"]["cpu_seconds"], told["cpu_ratio"]) == (None, None)
    assert json.loads(json.dumps(told)) == told
    assert [table.row_count for table in tables(profile)] == [3, 5]


def test_a_run_is_compared_by_processor_time_too() -> None:
    profile = Profile(2, 800, 1, Run(10.0, 14.0, STEPS, SAMPLES), 2.0, bare_load_seconds=1.0, bare_cpu_seconds=3.0)
    assert profile.cpu_ratio == 3.0 / 4.0


def test_every_stage_of_the_graph_has_a_name() -> None:
    job = build_defs(root="nowhere").resolve_implicit_global_asset_job_def()
    steps = {node.name for node in job.nodes}
    assert STAGES.keys() == steps


def test_the_bare_model_reads_in_a_process_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pl.DataFrame({"text": ["The mayor of Vell Harbour said so."]}).write_parquet(tmp_path / "texts.parquet")
    read_bare(str(tmp_path / "texts.parquet"), 1)
    assert all(value > 0 for value in json.loads(capsys.readouterr().out).values())


def test_a_run_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no such file or folder"):
        run_command([tmp_path / "nothing"], tmp_path / "home", 1)


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["bench", str(tmp_path / "nothing")]).exit_code == 2
    assert runner.invoke(app, ["bench", str(tmp_path), "--json", str(tmp_path / "no" / "x.json")]).exit_code == 2
    assert runner.invoke(app, ["bench", str(tmp_path), "--workers", "0"]).exit_code == 2
