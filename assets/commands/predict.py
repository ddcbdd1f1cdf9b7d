"""``onrecord predict``: what a dataset of any size would take, from measured runs."""

from pathlib import Path
from typing import Annotated

import typer

from assets.usage import check_settings, fail
from pipelines.settings import Settings


def predict(
    articles: Annotated[
        list[int] | None, typer.Argument(min=1, help="Articles of the home; several sizes make a table.")
    ] = None,
    add: Annotated[
        int | None, typer.Option(min=1, help="So many of them are new: a daily run.", show_default="all")
    ] = None,
    words: Annotated[float | None, typer.Option(min=1, help="Words of an article.", show_default="as measured")] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes on the machine of the run.", show_default="ONRECORD_WORKERS"),
    ] = None,
    cluster_cores: Annotated[int, typer.Option(min=0, help="Cores of a Spark cluster that read the articles.")] = 0,
    memory: Annotated[
        float | None, typer.Option(min=0.1, help="Gigabytes of the machine of the run: says what would not fit.")
    ] = None,
    speed: Annotated[
        float | None,
        typer.Option(
            min=1, help="Words that the bare model reads in a second of one core.", show_default="as measured"
        ),
    ] = None,
    core_hour: Annotated[float, typer.Option(min=0, help="Price of a core for an hour.")] = 0.0,
    gb_month: Annotated[float, typer.Option(min=0, help="Price of a gigabyte on disk for a month.")] = 0.0,
    profiles: Annotated[
        list[Path] | None,
        typer.Option("--bench", metavar="FILE", help="What `onrecord bench --json` wrote of your articles, machine."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="How far off is the model for runs that it was not fitted to?")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Foretell time, memory, disk and price of a run from a model of costs that is fitted to measured ones.

    The model comes from runs of a few thousand articles; --bench makes it that of your articles and
    machine. docs/scale.md says how it is made and how far it is off.

    Example:  onrecord predict 1000000 --cluster-cores 256 --workers 16 --memory 128 --core-hour 0.05
    """
    check_settings()
    from assets.console import Screen, json_text, put
    from assets.scale import (
        Means,
        MeasurementError,
        breaking_points,
        fit,
        foretell,
        left_out,
        packaged,
        read_profiles,
        showing,
    )
    from assets.scale.cost_model import calibrated

    measured, console = packaged(), Screen()
    if check:
        console.print(showing.checks_table(list(left_out(measured))))
        return
    if not articles:
        fail("say how many articles, as in: onrecord predict 100000", 2)
    if add is not None and add > min(articles):
        fail(f"--add {add}: a home of {min(articles)} articles has not so many new ones", 2)
    try:
        model = calibrated(fit(measured), read_profiles(profiles or []))
    except MeasurementError as error:
        fail(str(error), 2)
    means = Means(
        workers=workers or Settings.from_environment().workers,
        cluster_cores=cluster_cores,
        memory_bytes=None if memory is None else memory * 1e9,
        speed=speed,
        core_hour=core_hour,
        gigabyte_month=gb_month,
    )
    forecasts = [foretell(model, each, means, words=words, added=add) for each in articles]
    if as_json:
        put(json_text([showing.as_json(one) for one in forecasts]) + "\n")
        return
    console.print(showing.sizes_table(forecasts))
    if memory is not None or len(forecasts) > 1:
        console.print(showing.breaking_table(breaking_points(model, means, words=words)))
    if len(forecasts) == 1:
        console.print(showing.stages_table(forecasts[0]))
        console.print(showing.stored_table(forecasts[0]))
