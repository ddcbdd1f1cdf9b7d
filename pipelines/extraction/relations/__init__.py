"""Relations between source, cue and content that the parse of one sentence shows.

Belongs here: for each cue, the clause or phrase that is its content, as sets of tokens. Does not
belong here: quotations that the parse does not tie to a cue (``quoted``), and who a source is.

Each way in which a content hangs on its cue is one rule; its name goes with every mention that it
found, and ``PRIORS`` says how often the rule is right.
"""

from spacy.tokens import Span

from pipelines.extraction.cues import find_cues
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.relations.nesting import contrasts, nested
from pipelines.extraction.relations.phrases import according_to, adjective_contents, in_lists, noun_contents
from pipelines.extraction.relations.relation import LIST, PRIORS, Relation
from pipelines.extraction.relations.verbs import verb_contents

__all__ = ["LIST", "PRIORS", "Relation", "contrasts", "find_relations", "nested"]


def find_relations(sent: Span, lexicon: Lexicon) -> list[Relation]:
    """Return the relations of one sentence, in the order of their cues."""
    found: list[Relation] = []
    for cue in find_cues(sent, lexicon):
        if cue.head.pos_ == "NOUN" and cue.word.pos == "noun":
            found.extend(noun_contents(cue))
        elif cue.word.pos == "adjective":
            found.extend(adjective_contents(cue))
        else:
            found.extend(verb_contents(cue, sent))
    found.extend(according_to(sent))
    found.extend(in_lists(sent))
    return found
