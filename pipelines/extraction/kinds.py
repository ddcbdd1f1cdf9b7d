"""What kind of source a name is: person, medium, government, document or another body.

Belongs here: the kind of one name, by the reference tables, the model's label and the words of the name itself.
Does not belong here: which name a source stands for (``speakers``).
"""

from pipelines.extraction.media import Media
from pipelines.extraction.nouns import DOCUMENTS, GOVERNING
from pipelines.reference import Reference

_GOVERNMENT_NAMES = frozenset(
    {
        "white house",
        "kremlin",
        "pentagon",
        "downing street",
        "congress",
        "senate",
        "parliament",
        "elysee",
        "capitol",
        "treasury",
        "bundestag",
        "supreme court",
        "state department",
        "home office",
        "foreign office",
    }
)


def kind_of_name(text: str, label: str, media: Media, reference: Reference) -> str:
    """Return the kind of source that a name of the model's ``label`` is."""
    if media.is_medium(text):
        return "medium"
    lowered = text.lower()
    kinds = {str((reference.entity(entity) or {}).get("kind")) for entity, _ in reference.entities_named(text)}
    if "person" in kinds:
        return "person"
    if label == "GPE" or kinds & {"government", "place"} or any(word in lowered for word in _GOVERNMENT_NAMES):
        return "government"
    last = lowered.split()[-1]
    if last in GOVERNING or lowered.split()[0] in {"ministry", "department"}:
        return "government"
    if label in {"WORK_OF_ART", "LAW"} or last in DOCUMENTS:
        return "document"
    return "person" if label == "PERSON" else "organisation"
