"""Data Docs: the results as HTML pages, built by Great Expectations on a local folder.

The pages hold keys of failing rows, never their values: an article's text must not reach a page.
Set rules and rates are shown as expectations on a frame of one row that holds their violation
counts and figures. The built pages are then cut loose from the network (see ``offline``).
"""

import html
import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from expectations.rules import Outcome, RateRule, ValueRule
from expectations.runner import engine, offline
from expectations.runner.results import sample_keys

_BETWEEN = "expect_column_values_to_be_between"


def write(folder: Path, outcomes: Sequence[Outcome], *, version: str, now: datetime) -> None:
    """Write the pages of ``outcomes`` into ``folder``, replacing what stood there; ``index.html`` is the first."""
    building = folder.with_name(f".{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    context = engine.quiet_context(_site(building))
    for suite in dict.fromkeys(outcome.rule.suite for outcome in outcomes):
        chosen = [outcome for outcome in outcomes if outcome.rule.suite == suite]
        results = [*_value_results(chosen), *_figure_results(chosen)]
        _store(context, suite, results, version, now)
    context.build_data_docs()
    for page in building.rglob("*.html"):
        page.write_text(offline.cut_loose(page.read_text("utf-8")), "utf-8")
    (building / "index.html").write_text(offline.cut_loose(_index(building, outcomes, version)), "utf-8")
    shutil.rmtree(building / "static", ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    building.replace(folder)


def _site(folder: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "show_cta_footer": False},
    }


def _index(folder: Path, outcomes: Sequence[Outcome], version: str) -> str:
    """Return the first page: every suite with its results. The one that was built fills itself by scripts."""
    lines = []
    for page in sorted((folder / "validations").rglob("*.html")):
        suite = page.relative_to(folder / "validations").parts[0]
        chosen = [outcome for outcome in outcomes if outcome.rule.suite == suite]
        failed = [outcome.rule.severity for outcome in chosen if not outcome.success]
        mark = "fa-times" if "error" in failed else "fa-exclamation-triangle" if failed else "fa-check-circle"
        link = html.escape(quote(page.relative_to(folder).as_posix()))
        lines.append(
            f'<tr><td><i class="{mark}"></i><a href="{link}">{html.escape(suite)}</a></td>'
            f"<td>{len(chosen)}</td><td>{failed.count('error')}</td><td>{failed.count('warning')}</td></tr>"
        )
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Data Docs</title></head><body>'
        f"<h1>Checks of version {html.escape(version)}</h1><table><thead><tr><th>Suite</th><th>Expectations</th>"
        f"<th>Errors</th><th>Warnings</th></tr></thead><tbody>{''.join(lines)}</tbody></table></body></html>"
    )


def _store(context: Any, suite: str, results: Sequence[Any], version: str, now: datetime) -> None:
    """Keep the results of one suite where the site builder looks for them."""
    import great_expectations as gx
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run = RunIdentifier(run_name=version, run_time=now.replace(tzinfo=UTC))
    context.suites.add(gx.ExpectationSuite(name=suite, expectations=[result.expectation_config for result in results]))
    held = sum(1 for result in results if result.success)
    value = ExpectationSuiteValidationResult(
        success=held == len(results),
        results=list(results),
        suite_name=suite,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": held,
            "unsuccessful_expectations": len(results) - held,
            "success_percent": 100.0 * held / len(results) if results else None,
        },
        meta={"run_id": run, "great_expectations_version": gx.__version__},
    )
    key = ValidationResultIdentifier(ExpectationSuiteIdentifier(suite), run, suite)
    context.validation_results_store.add(key, value)


def _value_results(outcomes: Iterable[Outcome]) -> list[Any]:
    """Return the outcomes of value rules as results of Great Expectations, with keys in the place of values."""
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

    results = []
    for outcome in outcomes:
        rule = outcome.rule
        if not isinstance(rule, ValueRule):
            continue
        count = outcome.unexpected or 0
        percent = 100.0 * count / outcome.checked if outcome.checked else 0.0
        results.append(
            ExpectationValidationResult(
                success=outcome.success,
                expectation_config=engine.configuration(rule, _notes(outcome)),
                result={
                    "observed_value": _columns(rule, outcome),
                    "element_count": outcome.checked,
                    "unexpected_count": count,
                    "unexpected_percent": percent,
                    "unexpected_percent_total": percent,
                    # what was observed is put into the pages as it is, markup and all
                    "partial_unexpected_list": [html.escape(key) for key in sample_keys(outcome.failing)],
                },
                exception_info=_exception(outcome),
            )
        )
    return results


def _columns(rule: ValueRule, outcome: Outcome) -> list[str] | None:
    """The columns that a table was seen to have, for the rule about them; null for others."""
    if rule.over != "layout" or "column_list" not in rule.kwargs:
        return None
    return [] if outcome.error is not None else [html.escape(name) for name in outcome.observed.split(", ")]


def _exception(outcome: Outcome) -> dict[str, Any]:
    message = None if outcome.error is None else html.escape(outcome.error)
    return {"raised_exception": message is not None, "exception_message": message, "exception_traceback": message}


def _notes(outcome: Outcome) -> dict[str, Any]:
    """The sentence of a rule, what was seen, and keys that fail, as the notes that a page shows."""
    lines = [outcome.rule.says, outcome.observed, *sample_keys(outcome.failing)]
    return {"notes": {"format": "string", "content": lines}}


def _figure_results(outcomes: Iterable[Outcome]) -> list[Any]:
    """Return the outcomes of set rules and rates as results on a frame of one row, a column a rule."""
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

    results = []
    for outcome in outcomes:
        rule = outcome.rule
        if isinstance(rule, ValueRule):
            continue
        name = f"{rule.column} · {rule.expectation}" if rule.column else rule.expectation
        low, high = (rule.minimum, rule.maximum) if isinstance(rule, RateRule) else (0.0, 0.0)
        bounds = {"column": name, "min_value": low, "max_value": high}
        shown = ValueRule(rule.suite, _BETWEEN, name, rule.says, bounds, rule.severity)
        configuration = engine.configuration(shown, _notes(outcome))
        configuration.description = rule.says
        figure = _figure(outcome)
        failing = [] if outcome.success or figure is None else [figure]
        percent = 100.0 * len(failing)
        results.append(
            ExpectationValidationResult(
                success=outcome.success,
                expectation_config=configuration,
                result={
                    "element_count": 1,
                    "unexpected_count": len(failing),
                    "unexpected_percent": percent,
                    "unexpected_percent_total": percent,
                    "partial_unexpected_list": failing,
                },
                exception_info=_exception(outcome),
            )
        )
    return results


def _figure(outcome: Outcome) -> float | None:
    """The number that a page shows for a rule: its violations, or its rate; null where there is none."""
    if outcome.unexpected is None or not isinstance(outcome.rule, RateRule):
        return None if outcome.unexpected is None else float(outcome.unexpected)
    try:
        return float(outcome.observed)
    except ValueError:
        return None
