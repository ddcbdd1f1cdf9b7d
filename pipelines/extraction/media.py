"""Which names of an article are those of media.

Belongs here: telling an outlet by the reference tables, by its name, or by what the article says that it does.
Does not belong here: who is cited for what (``chains``).
"""

from spacy.tokens import Token

from pipelines.extraction.bearers import Name
from pipelines.extraction.links import CITING, SHOWING, TELLING, cited_beside
from pipelines.extraction.names import Names
from pipelines.extraction.naming import is_medium_by_name
from pipelines.extraction.nouns import DOCUMENTS, MEDIA_WORDS, MEDIUM_NOUNS, PERSON_NOUNS
from pipelines.reference import Reference, fold

_REPORTING = frozenset({"report", "write", "publish", "cite", "quote"})


class Media:
    """The names of one article that stand for media."""

    def __init__(self, names: Names, reference: Reference, outlet: str | None = None) -> None:
        self._reference, self._outlet = reference, outlet
        self._seen = {fold(name.text) for name in names.bearers if self._shown(name)}

    def is_medium(self, text: str) -> bool:
        """Tell whether a name is that of a medium."""
        if self._reference.find_outlet(text) is not None:
            return True
        return not self._reference.entities_named(text) and (is_medium_by_name(text) or fold(text) in self._seen)

    def is_own(self, text: str) -> bool:
        """Tell whether a name is that of the outlet that publishes the article, in full or in short."""
        if not self._outlet:
            return False
        own, name = fold(self._outlet).removeprefix("the "), fold(text).removeprefix("the ")
        known = self._reference.find_outlet(self._outlet)
        return (
            own == name
            or (len(name.split()) < len(own.split()) and own.split()[-1] == name)
            or (known is not None and self._reference.find_outlet(text) == known)
        )

    def _shown(self, name: Name) -> bool:
        if self.is_own(name.text) or set(name.roles) & MEDIUM_NOUNS:
            return True
        usual = name.key[-1] in MEDIA_WORDS
        return any(_cites(mention.root) or (usual and _reports(mention.root)) for mention in name.mentions)


def _cites(root: Token) -> bool:
    """Tell whether a name reports what it cites others for, or is itself one's reference: *with reference to X*."""
    verb = root.head
    if root.dep_ == "nsubj" and verb.lemma_ in _REPORTING:
        return any(child.lemma_ in CITING and child.tag_ == "VBG" for child in verb.subtree)
    if root.dep_ == "poss":
        return verb.lemma_ == "source"
    if root.dep_ == "pobj" and verb.lower_ == "with":  # *in an interview with X*: whoever holds one is a medium
        return verb.head.lemma_ == "interview"
    if root.dep_ == "pobj" and verb.lower_ == "to" and verb.head.lower_ == "according":
        return cited_beside(root) is not None
    return root.dep_ == "pobj" and verb.lower_ == "to" and verb.head.lemma_ == "reference"


def _reports(root: Token) -> bool:
    """Tell whether a name reports, is told or shown something, or is what others report by."""
    verb = root.head
    if root.dep_ == "nsubj":
        return verb.lemma_ in _REPORTING | {"say", "reveal", "claim"}
    if root.dep_ == "poss":
        return verb.lemma_.lower() in DOCUMENTS | PERSON_NOUNS
    if root.dep_ == "pobj":
        if verb.lower_ == "by":
            return verb.head.lemma_ in CITING | SHOWING | TELLING
        if verb.lower_ in {"in", "on", "for", "from"}:
            return verb.head.lemma_ in DOCUMENTS | TELLING | {"say", "write", "publish", "appear"}
        return verb.lower_ == "to" and (verb.head.lower_ == "according" or verb.head.lemma_ in {"speak", "talk"})
    return root.head.lemma_ in TELLING and root.i > root.head.i
