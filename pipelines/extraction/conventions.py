"""What the annotation guideline takes for the writer's own, though somebody wants, expects or favours something.

Belongs here: the classes of words by which the guideline of ``docs/evaluation.md`` parts a report of words from a
report of deeds. *Wants*, *seeks* and *plans to* belong to the proposition; so do *is expected to* with nobody who
expects it, what is handed over rather than said, and taking sides (*backed the bill*). Does not belong here: what
reports words at all (the table of reporting verbs).
"""

from spacy.tokens import Token

from pipelines.extraction.clauses import words

INTENTIONS = words(
    "want wish hope plan intend aim seek try attempt struggle look prepare decide choose opt agree refuse decline need"
    " like prefer care expect vote move work rush wait tend manage fail begin start continue"
)
"""With an infinitive of their own subject they tell what somebody will do: *plans to sell*."""
SIGHTS = frozenset({"see", "watch", "witness"})
"""What comes after them is what happened to somebody, save where a joiner says otherwise: *saw its shares fall*."""
_TOLD = frozenset({"that", "how", "why", "as", "whether"})
DESIRES = frozenset({"want", "like", "prefer", "need", "wish"})
"""Those that also take somebody else's infinitive: *wants the board to sell*."""
FORECASTS = words("expect anticipate schedule intend")
"""What *is expected to* happen, with nobody named who expects it, is the writer's own, and hedged."""
NOBODYS = FORECASTS | words("see view regard consider release reject accept discuss know ask")
"""As passives with nobody named they tell what was done or held in general: *was seen as a threat*."""
HANDED = words("offer")
"""Verbs of promising whose object is more often handed over than said: *offers internet services*."""
TAKEN = frozenset({"claim"})
"""Verbs of saying whose object is more often taken than said: *claimed her third title*, *claimed 14 lives*."""
_SAID_OF = frozenset({"for", "that", "to"})
"""What joins to an object what is said of it: *claimed responsibility for the attack*, *the right to vote*."""
TAKING_SIDES = words(
    "support back endorse oppose favor favour defend attack criticize criticise praise applaud welcome embrace mention"
    " condemn denounce slam blast bash mock champion reject accept approve consider discuss address question cite know"
    " see understand"
)
"""With a bare object they tell what somebody did or thinks of it, and not what they said: *backed the bill*."""


def is_the_writers(cue: Token, content: Token) -> bool:
    """Tell whether what hangs on a cue is the writer's own claim: an intention, nobody's forecast, a thing offered."""
    lemma = cue.lemma_.lower()
    if lemma in INTENTIONS and is_intention(cue, content):
        return True
    if lemma in HANDED and content.dep_ == "dobj":
        return True
    if lemma in TAKEN and content.dep_ == "dobj" and not _is_a_state(content):
        return True
    if lemma in NOBODYS and is_agentless(cue):
        return True
    return lemma in SIGHTS and content.lower_ not in _TOLD and all(one.lower_ not in _TOLD for one in content.lefts)


def _is_a_state(noun: Token) -> bool:
    """Tell whether an object says what is so and is no thing: *responsibility for the attack*, *victory*."""
    if any(part.lower_ in _SAID_OF for child in noun.rights for part in (child, *child.lefts)):
        return True
    return noun.tag_ == "NN" and not any(not child.is_punct for child in noun.lefts)


def is_intention(verb: Token, clause: Token) -> bool:
    """Tell whether an infinitive says what somebody means to do, or wants others to: *plans to sell*."""
    if clause.dep_ not in {"xcomp", "ccomp"} or all(child.lower_ != "to" for child in clause.lefts):
        return False
    thing = any(child.dep_ == "dobj" and child.i < clause.i for child in verb.children)
    own = any(child.dep_ == "nsubj" and child.i > verb.i for child in clause.lefts)
    return verb.lemma_.lower() in DESIRES if thing or own else True


def is_agentless(verb: Token) -> bool:
    """Tell whether a verb is passive and names nobody who does it: *is expected to rise*."""
    labels = {child.dep_ for child in verb.children}
    return "agent" not in labels and bool(labels & {"nsubjpass", "auxpass"})


def is_nobodys_forecast(verb: Token) -> bool:
    """Tell whether something is expected by nobody in particular."""
    return verb.lemma_.lower() in FORECASTS and is_agentless(verb)


def takes_sides(verb: Token, shape: str) -> bool:
    """Tell whether a content is the bare object of taking sides: *backed the bill*."""
    return (
        shape.startswith("object") and shape.count("_") <= shape.count("_short") and verb.lemma_.lower() in TAKING_SIDES
    )
