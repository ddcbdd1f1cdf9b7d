"""What was measured of extractors and language model when they were made: to be published with their rows."""

import json
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from pipelines.languages import DEFAULT, LANGUAGES

_FACTS = Path(__file__).parent / "weights" / "ranker.json"
_HELD_OUT = (
    "F1 of attributed contents on articles of PolNeAR (United States political news) held out from training: "
    "each publisher in turn, and the latest articles; see docs/attribution-ranker.md"
)
_MODEL = LANGUAGES[DEFAULT].model.replace("_", "-")
_OF_THE_MODEL = "By its makers, on the English part of OntoNotes 5; taken from the meta.json of the language model"
_SCORES = {
    "tag_acc": "part-of-speech tags, accuracy",
    "dep_las": "labelled dependencies, share right",
    "dep_uas": "dependencies, share right",
    "sents_f": "sentence bounds, F1",
    "ents_f": "names, F1",
}


def held_out_figures(extractor: str) -> dict[str, Any]:
    """Return the held-out scores of an extractor, ``rules`` or ``ranked``, as the weights' file tells them.

    Raises:
        OSError: the weights are not there.
        KeyError: no such extractor was measured.
    """
    scores = json.loads(_FACTS.read_text(encoding="utf-8"))["held_out_f1"]
    figures = {name: found[extractor] for name, found in sorted(scores.items())}
    return {"measured": _HELD_OUT, "figures": {"held out": {name: {"f1": score} for name, score in figures.items()}}}


def language_model_figures() -> dict[str, Any]:
    """Return what the makers of the language model measured, read without loading it.

    Raises:
        OSError: the model is not installed, or its description is not where it was.
    """
    try:
        listed = files(_MODEL) or []
    except PackageNotFoundError as error:
        raise OSError(f"the language model {_MODEL} is not installed; install onrecord again") from error
    described = next((each for each in listed if each.name == "meta.json"), None)
    if described is None:
        raise OSError(f"the language model {_MODEL} has no meta.json; install onrecord again")
    meta = json.loads(described.read_text(encoding="utf-8"))
    found = {words: round(meta["performance"][name], 3) for name, words in _SCORES.items()}
    return {"measured": f"{_OF_THE_MODEL}, version {meta['version']}", "figures": {"language model": found}}
