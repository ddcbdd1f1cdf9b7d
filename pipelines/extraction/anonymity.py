"""Unnamed sources: how many they are, on which side they stand, and why they are not named.

Belongs here: reading one noun phrase, with its sentence, as a presentation of unnamed people. Does not
belong here: finding the sources of a sentence, or telling to whom a pronoun refers.
"""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import children, trim, words
from pipelines.extraction.nouns import PERSON_NOUNS


class UnnamedSource(NamedTuple):
    """What a noun phrase tells of unnamed people, every part as printed.

    ``anonymous`` is False for the unnamed voice of a body (*a spokesman for the ministry*), which speaks
    in the body's name. ``count_text``: *two*, *several*; ``side``: *US*, *in Moscow*; ``reason``: *speaking on
    condition of anonymity to …*; ``None`` where the text does not tell.
    """

    anonymous: bool
    count_text: str | None
    side: str | None
    reason: str | None


_SOURCES = words("source insider informant tipster whistleblower leaker")
_PEOPLE = words("person people individual man woman someone somebody anyone one other those")
_ROLES = words(
    "official diplomat aide adviser advisor executive staffer officer employee worker negotiator envoy delegate "
    "lawyer attorney banker trader analyst economist expert observer strategist consultant scientist researcher "
    "engineer witness resident bystander neighbour neighbor relative friend colleague associate confidant lawmaker "
    "legislator politician minister senator mp operative organiser organizer commander soldier fighter militant "
    "investigator detective agent intermediary mediator participant attendee manager director trustee"
)
_PUBLIC = words(
    "supporter opponent critic activist campaigner donor investor voter passenger patient survivor victim villager "
    "student teacher doctor nurse protester demonstrator veteran ally leader figure member farmer driver shareholder"
)
"""People who speak as a public or for a body: unnamed sources only where a few are counted, or are hidden."""
_VOICES = words("spokesman spokeswoman spokesperson spokespeople representative")
_KNOWING = words("familiar close briefed informed involved aware acquainted privy knowledgeable present")
_DEFINITE = words("the this that these those its his her their our my")
_UNNAMED_ADJECTIVES = words("unnamed anonymous unidentified undisclosed")
_COUNTS = words(
    "a an one two three four five six seven eight nine ten dozen dozens several multiple some many few various "
    "numerous another both most couple handful number number score scores more half"
)
_VAGUE = words("many most both few various numerous")
_PLACING = words("in at from of within inside for")
_HEADS = words(
    "president premier minister chancellor governor mayor king queen prince pope leader chairman chairwoman family "
    "campaign palace senator candidate presidency board"
)
"""Those to whom unnamed people are said to be close, beside bodies and names."""
_AMOUNTS = words(
    "a an at least more fewer less than about around nearly almost over some half of dozen dozens several few"
)
_NAMED_ENTITIES = frozenset({"GPE", "ORG", "NORP", "LOC", "FAC"})
_BODIES = words(
    "government ministry administration company firm agency department campaign party bank union embassy army navy "
    "military police parliament council commission court palace intelligence defence defense security industry state "
    "city team club university hospital school church presidency congress senate cabinet prosecution opposition "
    "board border customs election health transport trade treasury law-enforcement enforcement"
)
_RANKS = words(
    "senior top former high-ranking high-level current serving retired veteran junior middle-ranking unnamed anonymous "
    "unidentified informed well-placed knowledgeable other new second third local key"
)

_HIDDEN = words("anonymity anonymous anonymously")
_NAMING = words("name identify quote")
_PRINTING = words("publish use print disclose reveal release give withhold make")
_OWN_NAMES = words("name names identity identities surname")
_HIDING = words("ask request decline refuse insist want wish prefer speak talk agree demand grant give")
_HIDING_OR_NAMING = _HIDING | _NAMING
_SAYING = words("say tell add confirm report")
_SPEAKING = words("speak talk discuss comment disclose reveal brief address")
_BEFORE = 5
"""Words before a participle among which its negation stands: *asked not to be publicly identified*."""
_DEEPEST = 8
"""How many governors are climbed for the clause of a reason."""


def unnamed(source: Span) -> UnnamedSource | None:
    """Return what ``source`` tells of unnamed people, ``None`` where it names its bearer or is no person.

    The reason may stand anywhere in the sentence of ``source``: after it (*who asked not to be named
    because …*) or beside the verb (*said on condition of anonymity*).
    """
    if not len(source):
        return None
    head = _head(source)
    reason = _reason(source, head)
    if _is_named(source, head):
        return None
    voice = head.lemma_.lower() in _VOICES
    if not voice and not _is_person(source, head, reason):
        return None
    return UnnamedSource(
        anonymous=not voice or reason is not None,
        count_text=_count(source, head),
        side=_side(source, head),
        reason=reason,
    )


def is_human(noun: Token) -> bool:
    """Tell whether a common noun stands for people, whether or not they can be unnamed sources."""
    return noun.lemma_.lower() in _SOURCES | _PEOPLE | _ROLES | _PUBLIC | _VOICES | PERSON_NOUNS


def _head(source: Span) -> Token:
    """Return the noun that says who speaks: *people* in *two of the people*, *officials* in *a group of officials*."""
    head = source.root
    if head.pos_ == "ADP":
        head = next((goal for goal in children(head, "pobj") if goal in source), head)
    if head.lemma_.lower() in _COUNTS or head.pos_ == "NUM" or head.lower_ in {"group", "majority"}:
        for word in children(head, "prep"):
            for goal in children(word, "pobj"):
                if word.lower_ == "of" and goal in source and goal.pos_ in {"NOUN", "PROPN"}:
                    return goal
    return head


def _is_named(source: Span, head: Token) -> bool:
    """Tell whether ``source`` gives the name of its bearer, at its head or in apposition."""
    lemma = head.lower_.removesuffix("s")
    if _are_counted_members(head):
        return False
    if head.pos_ == "PROPN" and lemma not in _SOURCES | _ROLES | _PUBLIC | _VOICES | _PEOPLE:
        return True
    return any(
        word.ent_type_ == "PERSON" or word.pos_ == "PROPN" for word in children(head, "appos") if word in source
    ) or any(word.ent_type_ == "PERSON" and word.dep_ in {"nsubj", "ROOT"} for word in source if word.i > head.i)


def _are_counted_members(head: Token) -> bool:
    """Tell whether some of those who bear a common name are meant: *several Norlanders*, *two Democrats*."""
    if head.tag_ != "NNPS" or head.ent_type_ != "NORP":
        return False
    return any(
        (word.dep_ == "nummod" or word.lower_ in _COUNTS - _VAGUE) and word.lower_ not in _DEFINITE
        for word in children(head, "amod", "nummod", "det")
    )


def _is_person(source: Span, head: Token, reason: str | None) -> bool:
    """Tell whether ``head`` stands for people and nothing in ``source`` points to one known by his office."""
    if _are_counted_members(head):
        return True
    lemma = head.lemma_.lower() if head.pos_ != "PROPN" else head.lower_.removesuffix("s")
    adjectives = {word.lower_ for word in children(head, "amod", "acl", "relcl", "acomp", "compound")}
    hidden = bool(adjectives & _UNNAMED_ADJECTIVES) or reason is not None
    knowing = bool(adjectives & _KNOWING) or any(_tells_of_knowledge(word) for word in head.rights if word in source)
    if lemma in _SOURCES or hidden or knowing:
        return lemma in _SOURCES | _PEOPLE | _ROLES | _PUBLIC
    if lemma in _PEOPLE:
        return _is_described(head, source)
    count = _count(source, head)
    if lemma in _PUBLIC:
        return count is not None and count.lower() not in _VAGUE
    plural = head.tag_ in {"NNS", "NNPS"}
    return lemma in _ROLES and (count is not None or plural or lemma in {"official", "diplomat", "aide"})


def _is_described(head: Token, source: Span) -> bool:
    """Tell whether *people*, *one* or *those* are described as particular persons: *a person who attended*."""
    if head.lower_ in {"one", "others", "another", "someone", "somebody"}:
        return not any(word.lower_ in _DEFINITE | {"no"} for word in head.lefts)
    if any(word.lower_ in _DEFINITE or word.lemma_ in _COUNTS for word in children(head, "det", "nummod", "amod")):
        return True
    return any(word in source and word.dep_ in {"relcl", "acl", "prep"} for word in head.rights)


def _tells_of_knowledge(word: Token) -> bool:
    """Tell whether ``word`` opens *familiar with the matter*, *with knowledge of it*, *who was briefed on it*."""
    if word.dep_ in {"amod", "acl", "relcl", "advcl"}:
        return (
            word.lemma_ in {"brief", "know"}
            or word.lower_ in _KNOWING
            or any(child.lower_ in _KNOWING for child in word.children)
        )
    return word.dep_ == "prep" and any(goal.lemma_ in {"knowledge", "insight"} for goal in children(word, "pobj"))


# -- how many, on which side -----------------------------------------------------------------------


def _count(source: Span, head: Token) -> str | None:
    """Return how many there are, as printed: *two*, *at least three*, *a*, *more than a dozen*."""
    governor = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
    for noun in (governor, head):
        if noun not in source:
            continue
        if noun != head and (noun.lemma_.lower() in _COUNTS or noun.pos_ == "NUM"):
            return str(_without_definite(source.doc[noun.left_edge.i : noun.i + 1]).text)
        for word in noun.lefts:
            number = word.dep_ == "nummod" or word.pos_ == "NUM"
            if word in source and (number or word.lower_ in _COUNTS):
                return str(source.doc[word.left_edge.i : word.i + 1].text)
    if head.lower_ == "one" or head.pos_ == "NUM":
        return str(head.text)
    amount = source.start
    while amount < head.i and (source.doc[amount].lower_ in _AMOUNTS or source.doc[amount].pos_ == "NUM"):
        amount += 1  # *a dozen current and former officials*, where the parse joins the number to an adjective
    counted = amount > source.start and source.doc[amount - 1].lower_ in _COUNTS - {"a", "an"}
    return str(source.doc[source.start : amount].text) if counted else None


def _without_definite(span: Span) -> Span:
    return span[1:] if len(span) > 1 and span[0].lower_ in _DEFINITE else span


def _side(source: Span, head: Token) -> str | None:
    """Return the body or place to which the people belong: *US*, *Kremlin*, *in Moscow*, *from the ministry*."""
    if _are_counted_members(head):
        return str(head.text)
    for word in head.lefts:
        if word not in source or word.dep_ not in {"amod", "compound", "poss", "nmod"}:
            continue
        if word.ent_type_ in _NAMED_ENTITIES or word.pos_ == "PROPN" or _is_body(word):
            return str(_without_possessive(source.doc[_start_of(word, source) : word.right_edge.i + 1]))
    for word in _prepositions(head):
        if word not in source or word.lower_ not in _PLACING | {"to"}:
            continue
        close = word.head != head  # *close to the president*, but not *an aide to the president*
        for goal in children(word, "pobj"):
            body = _is_body(goal) or (goal.lemma_.lower() in _HEADS and (close or word.lower_ != "to"))
            if goal in source and (goal.ent_type_ in _NAMED_ENTITIES or goal.pos_ == "PROPN" or body):
                start = word.head.i if close and word.lower_ == "to" else word.i
                return str(trim(source.doc[start : min(_end_of(goal), source.end)]).text)
    return None


def _prepositions(head: Token) -> Iterator[Token]:
    """Yield the prepositions that hang on ``head`` or on the adjective after it: *close to*."""
    for word in head.rights:
        if word.dep_ == "prep":
            yield word
        elif word.dep_ in {"amod", "acl", "relcl", "advmod", "acomp"}:
            yield from (child for child in children(word, "prep") if word.lower_ in {"close", "inside", "based"})


def _is_body(noun: Token) -> bool:
    return noun.lemma_.lower() in _BODIES


def _start_of(word: Token, source: Span) -> int:
    """Return where a name before the head begins, ranks (*senior*, *former*) and articles left out."""
    start = max(word.left_edge.i, source.start)
    while start < word.i and (word.doc[start].lower_ in _RANKS | _DEFINITE | _COUNTS or word.doc[start].is_punct):
        start += 1
    return start


def _end_of(goal: Token) -> int:
    """Return where the phrase of ``goal`` ends, clauses and asides left out."""
    end = int(goal.i) + 1
    for word in goal.rights:
        if word.dep_ in {"relcl", "acl", "advcl", "punct", "appos"}:
            break
        end = word.right_edge.i + 1
    return end


def _without_possessive(span: Span) -> str:
    return str((span[:-1] if len(span) > 1 and span[-1].tag_ == "POS" else span).text)


def is_about_anonymity(content: Span) -> bool:
    """Tell whether ``content`` says no more than that somebody is not to be named: evidence, and no claim.

    *two officials who asked **not to be named***; *The person **requested anonymity** because …*.
    """
    root = content.root
    verb = root.head  # *requested anonymity to discuss private talks*
    if verb.lemma_ in _HIDING and any(thing.lower_ in _HIDDEN for thing in children(verb, "dobj")):
        return True
    if root.lemma_ not in _HIDING_OR_NAMING:
        return False
    start = content.sent.start
    return any(_hides(token, start) and root in (token, _governor(token)[0]) for token in content)


# -- why they are not named ------------------------------------------------------------------------


def _reason(source: Span, head: Token) -> str | None:
    """Return the words of the sentence that tell under what terms, and why, the people of ``source`` are not named."""
    sent = source.sent
    for token in sent:
        if _hides(token, sent.start):
            verb, branch = _governor(token)
            if verb.dep_ == "relcl" and verb.head not in source and verb.head != head:
                continue
            return str(_reason_span(verb, branch, sent).text)
    return None


def _hides(token: Token, sentence_start: int) -> bool:
    """Tell whether ``token`` is where a sentence says that somebody is not to be named."""
    if token.lower_ in _HIDDEN:
        return token.dep_ not in {"amod", "compound"}
    if _gives_less_than_a_name(token):
        return True
    if token.lemma_ in _PRINTING and token.tag_ == "VBN" and _is_of_a_name(token):
        return any(
            word.dep_ == "neg" or word.lower_ in {"not", "n't", "n’t"} for word in _before(token, sentence_start)
        )
    if token.tag_ != "VBN":
        return False
    before = _before(token, sentence_start)
    denied = any(word.dep_ == "neg" or word.lower_ in {"not", "n't", "n’t", "without", "anonymous"} for word in before)
    declined = any(word.lemma_ in {"decline", "refuse"} for word in before)
    if token.lemma_ in _NAMING:
        return (denied or declined) and any(word.lower_ in {"be", "being"} for word in before)
    return token.lemma_ in {"authorize", "authorise", "allow", "permit"} and denied and _is_to_speak(token)


def _before(token: Token, sentence_start: int) -> Span:
    return token.doc[max(sentence_start, token.i - _BEFORE) : token.i]


def _is_of_a_name(verb: Token) -> bool:
    """Tell whether what is (not) published is a name: *did not want his name used*."""
    beside = [*children(verb, "nsubj", "nsubjpass", "dobj"), *children(verb.head, "dobj", "nsubjpass")]
    return any(word.lower_ in _OWN_NAMES for word in beside)


def _gives_less_than_a_name(verb: Token) -> bool:
    """Tell whether somebody gives part of a name: *identified himself only by …*, *gave only her first name*."""
    if verb.lemma_ not in {"identify", "give"}:
        return False
    following = [word.lower_ for word in verb.doc[verb.i + 1 : verb.i + 4]]
    if "only" not in following and not any(word.lower_ == "only" for word in children(verb, "advmod")):
        return False
    if verb.lemma_ == "identify":
        return verb.tag_ in {"VBN", "VBD"} or any(word.endswith(("self", "selves")) for word in following)
    return any(word.lower_ in _OWN_NAMES for word in children(verb, "dobj"))


def _is_to_speak(verb: Token) -> bool:
    return any(child.lemma_ in _SPEAKING for child in children(verb, "xcomp", "advcl", "ccomp"))


def _governor(token: Token) -> tuple[Token, Token]:
    """Return the verb under whose clause ``token`` stands, and that verb's dependant on the way down."""
    branch, verb = token, token
    for _ in range(_DEEPEST):
        clausal = verb.dep_ in {"relcl", "advcl", "acl", "parataxis", "conj"} and verb.pos_ in {"VERB", "AUX"}
        if clausal or verb.lemma_ in _HIDING | _SAYING or verb.head.i == verb.i:
            break
        branch, verb = verb, verb.head
    # "because they were not authorised" belongs to the asking that it explains
    if verb.dep_ == "advcl" and verb.head.lemma_ in _HIDING and verb.head.dep_ in {"relcl", "advcl", "acl"}:
        branch, verb = verb, verb.head
    return verb, branch


def _reason_span(verb: Token, branch: Token, sent: Span) -> Span:
    """Return the clause of ``verb``, or of its dependant ``branch`` where the verb itself is one of saying."""
    start, end = verb.left_edge.i, verb.right_edge.i + 1
    if verb.dep_ in {"ROOT", "conj", "ccomp"} or verb.lemma_ in _SAYING:
        start = verb.i
        if verb.lemma_ not in _HIDING and branch != verb:
            start, end = branch.left_edge.i, branch.right_edge.i + 1
            following = [child for child in children(verb, "advcl") if child.left_edge.i >= end]
            end = max([end, *(child.right_edge.i + 1 for child in following[:1])])
    stop = min(end, sent.end)
    if stop + 1 < sent.end and sent.doc[stop].text == "," and sent.doc[stop + 1].lower_ == "citing":
        stop = sent.doc[stop + 1].right_edge.i + 1  # *declined to be named, citing company policy*
    return trim(sent.doc[max(start, sent.start) : stop])
