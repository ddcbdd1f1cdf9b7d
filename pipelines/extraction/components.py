"""The room's spaCy components, and the pipeline that they make.

Each factory works on its own: ``nlp.add_pipe("onrecord_quotations")`` and
``nlp.add_pipe("onrecord_attributions")`` on any English pipeline with a tagger, parser, lemmatizer
and named entities. Results stand in ``Doc._.quotations`` (list of ``Quotation``, by characters),
``Doc._.attributions`` (list of ``Attribution``, by tokens), and in the span groups
``doc.spans["quotations"]`` and ``doc.spans["contents"]``.
"""

from collections.abc import Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipelines.extraction.language_model import load_model
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.quotations import find_quotations
from pipelines.extraction.ranking import find_attributions, shipped
from pipelines.reference import load_reference

__all__ = ["Attributions", "Quotations", "load_model", "load_pipeline"]


def _extensions() -> None:
    for name in ("quotations", "attributions"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


@Language.factory("onrecord_quotations", assigns=["doc._.quotations", "doc.spans"])
class Quotations:
    """Find what stands between quotation marks."""

    def __init__(self, nlp: Language, name: str) -> None:  # noqa: ARG002 (spaCy hands it in)
        self.name = name
        _extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.quotations`` and the span group ``quotations``."""
        doc._.quotations = find_quotations(doc.text)
        spans = [doc.char_span(q.start, q.end, label="QUOTATION", alignment_mode="contract") for q in doc._.quotations]
        doc.spans["quotations"] = [span for span in spans if span is not None]
        return doc


@Language.factory(
    "onrecord_attributions",
    default_config={"reference_folders": None, "extractor": "rules"},
    requires=["token.dep", "token.head", "token.pos", "token.lemma"],
    assigns=["doc._.attributions", "doc.spans"],
)
class Attributions:
    """Find source, cue and content of what is attributed to others.

    ``reference_folders`` names folders of reference tables; by default those of the project. ``extractor``
    is *rules*, or *ranked* for rules and learnt weights; these were fitted to the vectors of the model
    that the project ships with, and need a pipeline made from it.
    """

    def __init__(
        self,
        nlp: Language,  # noqa: ARG002 (spaCy hands it in)
        name: str,
        reference_folders: Sequence[str] | None,
        extractor: str,
    ) -> None:
        self.name = name
        _extensions()
        reference = load_reference(*(Path(folder) for folder in reference_folders or ()))
        self.lexicon = Lexicon.from_frame(reference.reporting_verbs)
        self.ranker = shipped() if extractor == "ranked" else None

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc._.attributions`` and the span group ``contents``."""
        quotations = find_quotations(doc.text) if doc._.quotations is None else doc._.quotations
        doc._.attributions = find_attributions(doc, quotations, self.lexicon, self.ranker)
        doc.spans["contents"] = [piece for found in doc._.attributions for piece in found.pieces]
        return doc


def load_pipeline(reference_folders: Sequence[str | Path] = (), extractor: str = "rules") -> Language:
    """Load the English model with the room's components after it: text in, attributions out."""
    nlp = load_model()
    nlp.add_pipe("onrecord_quotations")
    folders = [str(folder) for folder in reference_folders] or None
    nlp.add_pipe("onrecord_attributions", config={"reference_folders": folders, "extractor": extractor})
    return nlp
