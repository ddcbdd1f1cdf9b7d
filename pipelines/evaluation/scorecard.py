"""The figures of an evaluation that travel with a published version: few, and none that quotes an article.

Belongs here: which figures those are, by the names of ``docs/evaluation.md``. Does not belong here: how they are
counted, and how they are shown.
"""

from typing import Any

from pipelines.evaluation.reliability import LEAST
from pipelines.evaluation.result import Evaluation

_PLACES = 3


def scorecard(evaluation: Evaluation) -> dict[str, Any]:
    """Return tables of figures: by table, by what was measured, by figure; shares to three places, or None.

    Contents are matched at the same overlap as in the first table of ``onrecord evaluate``.
    """
    found = {
        name: {"annotated": each.annotated} | _rates(each.spans[str(LEAST)])
        for name, each in evaluation.detection.items()
    }
    told = {
        name: {"found": each["all"].count, "right": _rounded(each["all"].share)}
        for name, each in evaluation.fields.items()
    }
    tables: dict[str, Any] = {"contents found": found, "right values of those found": told}
    linking = next(iter(evaluation.linking.values()), None)
    if linking is not None:
        claims = {"claim pairs": _rates(linking.pairs), "B-cubed": _rates(linking.b_cubed)}
        if linking.conflicts is not None:
            claims["conflicts"] = _rates(linking.conflicts)
        tables["mentions put together to claims"] = claims
    if evaluation.about_time is not None:
        times = evaluation.about_time
        overlapping = {"precision": _rounded(times.precision), "recall": _rounded(times.recall)}
        tables["times of events"] = {"overlapping": overlapping}
    calibration = _rounded(evaluation.reliability.expected_calibration_error)
    return tables | {"confidence": {"expected calibration error": calibration}}


def _rates(counts: Any) -> dict[str, float | None]:
    return {name: _rounded(getattr(counts, name)) for name in ("precision", "recall", "f1")}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _PLACES)
