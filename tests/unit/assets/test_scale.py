"""The model of costs: what it is fitted to comes back, and what follows from it holds."""

import json
import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assets.cli import app
from assets.scale import (
    Means,
    Measured,
    MeasurementError,
    Profiled,
    breaking_points,
    fit,
    foretell,
    left_out,
    packaged,
    read_profiles,
)
from assets.scale.cost_model import Line, calibrated, line
from assets.scale.showing import duration, size

STAGES = {"ingest": (1.0, 0.001, 0.0), "extraction": (4.0, 0.08, 1.0), "linking": (2.0, 0.01, 0.5)}
"""Fixed processor seconds, those an article, and the share that workers do beside one another."""


def profiled(articles: int, *, workers: int = 2, slowness: float = 1.0) -> Profiled:
    """A run that costs exactly what `STAGES` say."""
    stages = []
    for name, (fixed, slope, parallel) in STAGES.items():
        cpu = (fixed + slope * articles) * slowness
        clock = cpu * (1 - parallel) + cpu * parallel / workers
        stages.append({"name": name, "seconds": clock, "cpu_seconds": cpu, "peak_bytes": 10**9 + 10**5 * articles})
    seconds, cpu = (math.fsum(stage[key] for stage in stages) for key in ("seconds", "cpu_seconds"))
    return Profiled.model_validate(
        {
            "articles": articles, "words": 400 * articles, "workers": workers, "mentions": 20 * articles,
            "bare_model": {"seconds": articles * slowness / 10, "cpu_seconds": articles * slowness / 5},
            "run": {"seconds": seconds, "cpu_seconds": cpu, "peak_bytes": 10**9 + 10**5 * articles, "stages": stages},
            "stored_bytes": {"raw articles": 2_000 * articles, "log of runs": 10**6},
        }
    )  # fmt: skip


MEASURED = Measured(machine="none", sizes=tuple(profiled(size) for size in (500, 1_000, 2_000, 4_000)))
MODEL = fit(MEASURED)


@given(st.floats(0, 1e6), st.floats(1e-6, 1e3), st.floats(1.0, 1.3))
def test_a_line_comes_back(fixed: float, slope: float, exponent: float) -> None:
    true = Line(fixed, slope, exponent)
    sizes = [100.0, 1_000.0, 10_000.0]
    found = line(sizes, [true.at(size) for size in sizes], exponent)
    assert [found.at(size) for size in sizes] == pytest.approx([true.at(size) for size in sizes], rel=1e-6)


@given(st.lists(st.just(0.0) | st.floats(1e-6, 1e6), min_size=2, max_size=5))
def test_costs_never_fall_below_nothing(values: list[float]) -> None:
    found = line([10.0**power for power in range(1, len(values) + 1)], values)
    assert found.fixed >= 0
    assert found.slope >= 0


def test_a_measured_run_is_foretold() -> None:
    for one in MEASURED.sizes:
        told = foretell(MODEL, one.articles, Means(workers=2))
        assert told.seconds == pytest.approx(one.run.seconds)
        assert told.cpu_seconds == pytest.approx(one.run.cpu_seconds)
        assert told.peak_bytes == pytest.approx(one.run.peak_bytes)
        assert told.stored_bytes == pytest.approx(sum(one.stored_bytes.values()))
        assert told.mentions == pytest.approx(one.mentions)


def test_sizes_that_were_left_out_are_foretold_where_costs_are_lines() -> None:
    found = list(left_out(MEASURED, stages=True))
    assert {one.articles for one in found} == {500, 1_000, 2_000, 4_000}
    assert all(abs(one.error) < 1e-6 for one in found)


def test_stages_that_were_run_alone_at_larger_sizes_bend_the_model_and_are_checked() -> None:
    whole = profiled(40_000).run
    alone = {"articles": 40_000, "workers": 2, **whole.model_dump(), "stages": whole.stages[2:]}
    measured = Measured.model_validate({**MEASURED.model_dump(), "later": [alone]})
    assert [(one.what.split(":")[0], round(one.error, 6)) for one in left_out(measured) if one.articles == 40_000] == [
        ("after extraction", 0.0)
    ] * 3
    dearer = {**alone["stages"][0].model_dump(), "cpu_seconds": 3 * whole.stages[2].cpu_seconds, "peak_bytes": 10**11}
    bent = fit(Measured.model_validate({**measured.model_dump(), "later": [{**alone, "stages": [dearer]}]}))
    assert bent.stage("linking").cpu_seconds.at(40_000) > 1.1 * MODEL.stage("linking").cpu_seconds.at(40_000)
    assert bent.stage("linking").peak_bytes.at(40_000) > MODEL.stage("linking").peak_bytes.at(40_000)
    assert bent.stage("extraction") == MODEL.stage("extraction")


def test_workers_and_clusters_shorten_what_runs_beside_itself() -> None:
    two, eight = (foretell(MODEL, 100_000, Means(workers)) for workers in (2, 8))
    cluster = foretell(MODEL, 100_000, Means(workers=2, cluster_cores=64))
    clocks = [{stage.name: stage.seconds for stage in one.stages} for one in (two, eight, cluster)]
    assert clocks[0]["ingest"] == clocks[1]["ingest"] == clocks[2]["ingest"]
    assert clocks[1]["extraction"] == pytest.approx(2 + 8_000 / 8)  # each worker loads for 2 seconds
    assert clocks[2]["extraction"] == pytest.approx(2 + 8_000 / 64)
    assert clocks[2]["linking"] == clocks[0]["linking"]
    assert eight.cpu_seconds == pytest.approx(two.cpu_seconds + 6 * 2 + 6 * 0.5)
    assert [stage.on_cluster for stage in cluster.stages] == [False, True, False]


def test_a_daily_run_reads_what_is_new_alone() -> None:
    all_of_it, daily = (foretell(MODEL, 10_000, Means(2), added=added) for added in (None, 50))
    whole, part = ({stage.name: stage.cpu_seconds for stage in one.stages} for one in (all_of_it, daily))
    assert part["extraction"] == pytest.approx(4.0 + 0.08 * 50)
    assert part["linking"] == whole["linking"]
    assert daily.stored_bytes == all_of_it.stored_bytes


def test_longer_articles_and_slower_machines_cost_in_proportion() -> None:
    plain = foretell(MODEL, 10_000, Means(2))
    assert foretell(MODEL, 5_000, Means(2), words=800).cpu_seconds == pytest.approx(plain.cpu_seconds)
    assert foretell(MODEL, 10_000, Means(2, speed=MODEL.speed / 2)).seconds == pytest.approx(2 * plain.seconds)


def test_what_is_in_the_way_is_told() -> None:
    fits = foretell(MODEL, 1_000, Means(2, memory_bytes=16e9))
    assert list(fits.limits()) == []
    told = list(foretell(MODEL, 20_000_000, Means(64, memory_bytes=16e9)).limits())
    assert ("linking", "memory") in {limit[:2] for limit in told}
    assert ("linking", "seconds") in {limit[:2] for limit in told}
    assert all(limit.takes > limit.of for limit in told)


def test_a_stage_breaks_with_the_first_article_that_is_too_many() -> None:
    means = Means(2, memory_bytes=16e9)
    points = breaking_points(MODEL, means)
    assert {point.stage for point in points} == set(STAGES)
    for point in points:
        for count, what in ((point.by_memory, "memory"), (point.by_time, "seconds")):
            assert count is not None
            for articles, expected in ((count - 1, False), (count, True)):
                told = {limit[:2] for limit in foretell(MODEL, articles, means).limits()}
                assert ((point.stage, what) in told) is expected
    assert all(point.by_memory is None for point in breaking_points(MODEL, Means(2)))


def test_prices_are_those_of_the_cores_that_are_held() -> None:
    told = foretell(MODEL, 10_000, Means(2, cluster_cores=10, core_hour=3.6, gigabyte_month=2.0))
    extraction = next(stage for stage in told.stages if stage.on_cluster)
    assert told.price == pytest.approx((told.seconds * 2 + extraction.seconds * 10) / 1_000)
    assert told.price_a_month == pytest.approx(2.0 * told.stored_bytes / 1e9)


def test_ones_own_runs_move_the_model() -> None:
    moved = calibrated(MODEL, [profiled(1_000, slowness=3.0)])
    assert moved.speed == pytest.approx(MODEL.speed / 3)
    told = foretell(moved, 2_000, Means(2))
    assert told.cpu_seconds == pytest.approx(3 * foretell(MODEL, 2_000, Means(2)).cpu_seconds)
    assert calibrated(MODEL, []) is MODEL


def test_what_comes_with_the_package_foretells_itself() -> None:
    measured = packaged()
    assert len(measured.sizes) >= 4
    model = fit(measured)
    assert model.stage("extraction").parallel > 0.8
    assert 0 < model.stage("linking").cpu_seconds.exponent < 1.15
    for one in left_out(measured):
        # memory grows slower than a line: of four times as many articles smaller sizes foretell too much
        most = 1.0 if one.what == "after extraction: memory, MB" else 0.5
        assert -0.5 < one.error < most, one
    forecasts = [foretell(model, 10**power, Means(16, 256)) for power in range(3, 9)]
    for less, more in pairwise(forecasts):
        assert less.seconds < more.seconds < 20 * less.seconds
        assert less.stored_bytes < more.stored_bytes


def test_files_that_are_no_profile_are_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "other.json").write_text('{"articles": 3}')
    for name, told in (("broken.json", "no JSON"), ("other.json", "no profile"), ("missing.json", "cannot be read")):
        with pytest.raises(MeasurementError, match=told):
            read_profiles([tmp_path / name])


def test_the_command(tmp_path: Path) -> None:
    runner = CliRunner()
    table = runner.invoke(app, ["predict", "100000", "1000000", "--memory", "16", "--core-hour", "0.05"])
    assert table.exit_code == 0, table.output
    assert "1,000,000" in table.output
    one = runner.invoke(app, ["predict", "1000"])
    assert "extraction" in one.output
    own = tmp_path / "bench.json"
    own.write_text(profiled(300).model_dump_json())
    told = runner.invoke(app, ["predict", "1000", "--json", "--bench", str(own), "--add", "10"])
    assert json.loads(told.output)[0]["words_per_article"] == 400
    assert "off by" in runner.invoke(app, ["predict", "--check"]).output
    assert runner.invoke(app, ["predict"]).exit_code == 2
    assert runner.invoke(app, ["predict", "5", "--add", "6"]).exit_code == 2
    assert runner.invoke(app, ["predict", "5", "--bench", str(tmp_path / "no.json")]).exit_code == 2


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(3, "3.0 s"), (90, "1.5 min"), (86_400, "24.0 h"), (259_200, "3.0 days"), (63_115_200, "2.0 years")],
)
def test_durations(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_sizes() -> None:
    assert [size(one) for one in (12, 1_500, 2e6, 3e9, 4e12, 5e15)] == [
        "12 B", "1.5 kB", "2.0 MB", "3.0 GB", "4.0 TB", "5.0 PB",
    ]  # fmt: skip
