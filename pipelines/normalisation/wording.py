"""The wording of a claim that stands alone.

Belongs here: turning the words of a content into a proposition that can be read without its
article: interruptions by the cue are cut out, pronouns that stand for the speaker or that
extraction resolved give way to names, the first person of a quotation gets its speaker, relative
times their days and "the plant" its fuller description in square brackets. Whatever is added
stands in brackets or replaces a pronoun; the words of a quotation are only added to. The speaker
of a reported claim is not part of the proposition.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from pipelines.normalisation.definites import described
from pipelines.normalisation.sources import NamedSpot
from pipelines.normalisation.times import TimeExpression

_QUOTES = '“”"«»„‟'
_EDGES = _QUOTES + " \t\r\n,;:–—-"
_ABSOLUTE = re.compile(r"\b\d{4}(?:s|\b)|\bcentury\b|\b9/11\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?P<opening>(?:(?:(?:on|in|at|by|after|before|since|last|this|next|during|over)\s[^,.;:“”\"]{1,40}?|earlier|later|now|then|meanwhile"
    r"|however|still|so|but|and|yet),?\s)?)(?P<pronoun>he|she|it|they)\b(?P<clitic>['’](?:s|d|ll|re|ve))?",
    re.IGNORECASE,
)
_POSSESSIVE_PRONOUN = re.compile(r"(his|her|its)\s+(?=[a-z])", re.IGNORECASE)
_REACH = 20_000
"""How far back (code points) an article's fuller description of a thing is looked for."""
_OWNERS = {"person": ("his", "her"), "government": ("its",), "organisation": ("its",), "medium": ("its",)}
"""Possessives that open a content and speak of the source, by its kind."""
_INFINITIVE = re.compile(r"to\s+(?!date\b)[a-z]+")
_OF_AGENTS = (
    r"ready|willing|able|unable|set|due|prepared|planning|plan|going|likely|unlikely|expected|forced|keen|about|committed|determined"
    r"|free|happy|hoping|trying|looking|considering|obliged|required|allowed|proud|confident|certain|sure|aware|unaware|entitled"
    r"|eager|reluctant|supposed|bound|poised|scheduled|designed|used|concerned|worried|satisfied|told|informed|convinced"
    r"|disappointed|pleased|sorry|asked|ordered|urged|invited|delighted|unwilling|seeking|working|waiting|preparing|continuing"
)
"""What somebody or something is, so that "it is … to" or "it is … that" speaks of a thing."""
_OF_MINDS = (
    r"confident|certain|sure|aware|unaware|concerned|worried|satisfied|told|informed|convinced|disappointed|pleased"
    r"|proud|sorry"
)
_EXPLETIVE = re.compile(
    r"it(?:['’]s|['’]d|(?:\s+(?:would|will|may|might|could|can|should|must|has|had|still|also|not|now|never|once|soon))*"
    r"\s+(?:is|was|be|been|remains?|remained|seems?|seemed|appears?|appeared|becomes?|became|makes|made|takes|took))\s+"
    rf"(?:(?!by\s|(?:{_OF_AGENTS})\s(?!that\b)|(?:{_OF_MINDS})\s)[a-z-]+\s+){{0,4}}?(?:that|whether|if|why|how|who|when|what|where|to)\b"
    r"|it(?:\s+(?:has|had|would|will|may|later|also|soon|now))*\s+(?:emerge[sd]?|happen(?:s|ed)?|transpire[sd]?|turn(?:s|ed)\s+out|follow(?:s|ed)\s+that|matter(?:s|ed)?|depend(?:s|ed)?|rain\w*|snow\w*"
    r"|seem(?:s|ed)?\s+(?:that|as|like)|look(?:s|ed)?\s+(?:as|like))\b"
    r"|it(?:\s+(?:(?:is|was)|(?:would|will|may|might)\s+be|ha[sd]\s+been)|['’](?:s|d\s+be))\s+(?:such\s+)?(?:an?|the|no)\s+(?:[a-z-]+\s+){0,2}?"
    r"(?:shame|pity|disgrace|scandal|tragedy|pleasure|honour|honor|privilege|relief|surprise|wonder|mystery|miracle|coincidence"
    r"|question|matter|fact|myth|mistake|duty|dream|ambition|case)\b"
    r"|it(?:\s+(?:is|was)|['’]s)\s+(?:(?:not|all|only|just|now|nearly|almost|about|also)\s+)*(?:over\b|up\s+to\b|time\b"
    r"|too\s+(?:late|early)\b|the\s+(?:first|last|only|[a-z-]+th|second|third)\s+(?:[a-z]+\s+)?(?:time|day|week|month|year|quarter)\b"
    r"|the\s+first\s+(?:that\s+)?(?:i|we|he|she|it|they)\b)",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"it(?:\s+(?:is|was)|['’]s)\s+(?:not\s+)?(?:just\s+)?(?:about|like|all|the\s+(?:[a-z]+est|first|last|most|least|only|same|right|wrong))\b",
    re.IGNORECASE,
)
"""In what somebody says "it is the bravest move" points at what was spoken of, which is seldom the last thing named."""
_BEFORE_STOP = re.compile(r" (?=[,;.](?: |$))")
_FIRST_PERSON = re.compile(
    r"(?<![\w-])(?:I(?:['’](?:m|ve|ll|d))?|[Mm]e|[Mm]y|[Mm]yself|[Ww]e(?:['’](?:re|ve|ll|d))?|[Oo]urs?|[Uu]s)\b(?![.-]\w|\.)"
)
_NESTED = re.compile(r"((?<!\w)['‘][^'‘’]+['’](?!\w))")
"""A quotation inside a quotation: its first person is somebody else."""
_OWNED = frozenset({"my", "our", "ours"})


def claim_text(
    mention: Mapping[str, Any],
    text: str,
    times: Sequence[TimeExpression],
    speaker: str | None,
    subject: NamedSpot | None = None,
    *,
    several: bool = False,
) -> str:
    """Return the proposition of a mention in self-contained words; never empty.

    Args:
        mention: a row of ``extracted_mentions``.
        text: the article's text.
        times: the article's time expressions, in order.
        speaker: the canonical name of the source, if it has one.
        subject: the entity that is the content's subject, if it is one.
        several: whether the source is several people or bodies.
    """
    wording = _trim(_BEFORE_STOP.sub("", " ".join(_edited(mention, text, times).split())))
    if mention["claim_type"] in {"direct", "mixed"} and speaker and mention["source_kind"] == "person":
        wording = _first_person_named(wording, speaker)
    own = stands_for_speaker(mention, mention["source_kind"], several=several)
    wording = _named_subject(wording, mention, text, speaker, subject, own=own)
    wording = _trim(wording) or " ".join(mention["content_text"].split())
    wording = described(wording, text[max(0, mention["content_start"] - _REACH) : mention["content_start"]])
    return wording[:1].upper() + wording[1:]


def _edited(mention: Mapping[str, Any], text: str, times: Sequence[TimeExpression]) -> str:
    """Return the content without an interrupting cue, with days behind its relative times."""
    start, end = mention["content_start"], mention["content_end"]
    inside = [time for time in times if start <= time.start and time.end <= end]
    edits = [
        (*(_behind(time, text, end),) * 2, f" [{_days(time.first, time.last, time.precision)}]")
        for time in inside
        if time.first and time.last and not _ABSOLUTE.search(time.text) and not _is_doubled(time, inside)
    ]
    cut = _interruption(mention, text)
    if cut:
        edits = [(*cut, " "), *(edit for edit in edits if not cut[0] <= edit[0] < cut[1])]
    pieces, position = [], start
    for left, right, words in sorted(edits):
        pieces += [text[position:left].rstrip(_EDGES) if words == " " else text[position:left], words]
        position = right
    return "".join([*pieces, text[position:end]])


def _interruption(mention: Mapping[str, Any], text: str) -> tuple[int, int] | None:
    """Return the stretch of cue and source inside the content, with the quotation marks around it."""
    start, end = mention["content_start"], mention["content_end"]
    marks = [mention[key] for key in ("cue_start", "cue_end", "source_start", "source_end") if mention[key] is not None]
    if not marks or not (start < min(marks) and max(marks) < end) or mention["claim_type"] == "no_comment":
        return None
    if _OF_THE_VERB.match(text, max(marks), end):
        return None  # the ship is believed to have sunk: without the cue no sentence is left
    return _around(text, (min(marks), max(marks)), start, end)


_OF_THE_VERB = re.compile(r"\s+to\s+[a-z]+")
"""An infinitive right behind a cue hangs on it."""


def _around(text: str, cut: tuple[int, int], start: int, end: int) -> tuple[int, int]:
    """Widen an interruption to the quotation marks on both sides."""
    left, right = cut
    closing = max(text.rfind(mark, start, left) for mark in _QUOTES)
    openings = [found for mark in _QUOTES if (found := text.find(mark, right, end)) >= 0]
    return (closing if closing >= start else left), (min(openings) + 1 if openings else right)


_CLOCK = re.compile(r"\d[.:]\d\d|\d\s?[ap]\.?m|noon|midnight|midday|dawn|dusk|half\s+past")


def _is_doubled(time: TimeExpression, times: Sequence[TimeExpression]) -> bool:
    """Return whether a clock time has its day from words beside it: "at 02:10 on Sunday"."""
    return _CLOCK.search(time.text) is not None and any(one.first == time.first for one in times if one is not time)


_POSSESSIVE = re.compile(r"['’]s\b")


def _behind(time: TimeExpression, text: str, end: int) -> int:
    """Return where the days of a time go: behind its words and a possessive ending."""
    match = _POSSESSIVE.match(text, time.end, end)
    return match.end() if match else time.end


def _days(first: date, last: date, precision: str | None) -> str:
    """Return days as ISO 8601 writes them: a day, a month, a year, or the first and last day."""
    if precision in {"month", "year"} and (first.day, last.month) == (1, last.month):
        return first.isoformat()[: 7 if precision == "month" else 4]
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"


_MARKS = str.maketrans("", "", _QUOTES)


def _trim(words: str) -> str:
    """Strip edges of punctuation and of quotation marks that are not paired inside."""
    stripped = words.strip(" \t\r\n,;:–—-").rstrip(".").strip(" ,;:")
    if len(stripped) > 1 and stripped[0] in _QUOTES and stripped[-1] in _QUOTES and _marks(stripped) == 2:
        stripped = stripped[1:-1]
    if not _paired(stripped):
        stripped = stripped.strip(_QUOTES)
    if not _paired(stripped):
        stripped = stripped.translate(_MARKS)
    return stripped.strip(" ,;:").rstrip(".")


def _marks(words: str) -> int:
    return sum(letter in _QUOTES for letter in words)


def _paired(words: str) -> bool:
    return words.count("“") == words.count("”") and words.count('"') % 2 == 0


def _first_person_named(wording: str, speaker: str) -> str:
    """Name the speaker in brackets behind the first word in the first person; a quotation keeps its words."""
    parts = _NESTED.split(wording)
    for number, part in enumerate(parts):
        match = None if number % 2 else _FIRST_PERSON.search(part)
        if match:
            name = f"{speaker}’s" if match[0].lower() in _OWNED else speaker
            parts[number] = f"{part[: match.end()]} [{name}]{part[match.end() :]}"
            break
    return "".join(parts)


def stands_for_speaker(mention: Mapping[str, Any], kind: str, *, several: bool = False) -> bool:
    """Return whether the pronoun that opens a reported content stands for its source: "X said he …".

    ``kind`` is the kind of the source: people are he and she, bodies it, ``several`` neither; what is quoted is not
    read.
    """
    if several or mention["claim_type"] not in {"indirect", "mixed"} or mention["cue_start"] is None:
        return False
    match = _PRONOUN.match(mention["content_text"].removeprefix("that "))
    if match is None or match["opening"] or _EXPLETIVE.match(mention["content_text"].removeprefix("that ")):
        return False
    pronoun = match["pronoun"].lower()
    return pronoun in {"he", "she"} if kind == "person" else pronoun == "it" and kind in _OWNERS


def _antecedent(pronoun: str, mention: Mapping[str, Any], subject: NamedSpot | None) -> str | None:
    """Return the name to put for a pronoun that is not the speaker: people for he and she, anything else for it."""
    if subject is not None:
        fits = {"he": True, "she": True, "it": False}.get(pronoun.lower(), subject.kind == "person")
        return subject.name if (subject.kind == "person") == fits else None
    seen: str | None = mention.get("subject_text")
    if not seen or not seen[:1].isupper() or _PRONOUN.match(seen):
        return None
    # an unknown name of two words is more often a person's than a thing's
    is_name = len(seen.split()) > 1 and all(word[:1].isupper() for word in seen.split())
    return None if is_name and pronoun.lower() == "it" else seen


_BODY = re.compile(
    r"\s(?:Ministry|Department|Board|Committee|Commission|Council|Court|Authority|Association|Federation|Institute|Union"
    r"|Office|Agency|Parliament|Senate|Service|Party)$"
)


@lru_cache(maxsize=256)  # the article is looked through once for a name, not once for each mention
def _with_article(name: str, text: str) -> str:
    """Return a name with "the" where the article prints it so, or where it ends in what kind of body it is."""
    if name.lower().startswith("the "):
        return name
    # "the Vell Harbour" says nothing of "Vell"
    printed = re.findall(rf"(?:\b([Tt]he)\s+)?\b{re.escape(name)}\b(?!-|\s+[A-Z\d])", text)
    often = 2 * sum(map(bool, printed)) > len(printed)
    return f"the {name}" if often or (_BODY.search(name) and name.split()[0][-2:] not in {"'s", "’s"}) else name


def _is_reported(mention: Mapping[str, Any]) -> bool:
    """Return whether a "that" before the content joins it to its cue: in a quotation it is the speaker's own."""
    return mention["cue_start"] is not None and mention["claim_type"] != "direct"


def _named_subject(
    wording: str,
    mention: Mapping[str, Any],
    text: str,
    speaker: str | None,
    subject: NamedSpot | None,
    *,
    own: bool,
) -> str:
    """Put the name for a pronoun subject, and name who is to do an infinitive; ``own``: the pronoun is the speaker."""
    body = wording.removeprefix("that ") if _is_reported(mention) else wording
    # who speaks of "his" or "it" in words of their own speaks of somebody or something else
    own_words = mention["claim_type"] == "direct" or mention["content_text"][:1] in _QUOTES
    points = own_words and _POINTING.match(body)
    if (match := _PRONOUN.match(body)) and not points and not _EXPLETIVE.match(body, match.start("pronoun")):
        name = speaker if own and speaker else _antecedent(match["pronoun"], mention, subject)
        if name and not (own_words and name == speaker):
            return _with_name(body, match, _with_article(name, text), own_words=own_words)
    if speaker is None or mention["source_kind"] == "anonymous":
        return body
    owners = () if own_words else _OWNERS.get(mention["source_kind"], ())
    if (match := _POSSESSIVE_PRONOUN.match(body)) and match[1].lower() in owners:
        return f"{match[1]} [{speaker}’s] {body[match.end() :]}"
    return f"[{speaker}] {body}" if _INFINITIVE.match(body) else body


_CLITICS = {"d": "would", "ll": "will", "re": "are", "ve": "have"}


def _with_name(body: str, match: re.Match[str], name: str, *, own_words: bool) -> str:
    """Put a name for the pronoun; in a quotation, behind it in brackets. A clitic is written out."""
    if own_words:
        return f"{body[: match.end()]} [{name}]{body[match.end() :]}"
    clitic = (match["clitic"] or "")[1:].lower()
    tail = body[match.end() :]
    if clitic in _CLITICS:
        tail = f" {_CLITICS[clitic]}{tail}"
    elif clitic:
        perfect = re.match(r"\s+(?:been|become|had|[a-z]+ed)\b", tail)
        tail = f" {'has' if perfect else 'is'}{tail}"
    return f"{match['opening']}{name}{tail}"
