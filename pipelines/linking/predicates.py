"""Words of news that say the same of an event, and words that say the opposite.

Belongs here: the two tables and their look-up by stem. Does not belong here: whether two
mentions speak of one event, which decides whether opposite words contradict each other.

The tables were written by hand for this project. A phrase is joined by hyphens and matched
word by word, as stems; its words stand side by side in the text.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from pipelines.linking.words import stem

# One line a thing that happens or is counted, under the different words that news has for it.
_ALIKE = """
die dead death toll kill fatality fatal perish decease casualty slay
injure wound hurt maim
evacuate displace flee leave-home lose-home
close closure shut shutdown
back-down climb-down relent
lay-off let-go dismiss sack redundancy redundant
region oblast province
district county borough
worker employee staff workforce
job post position
plant factory works
firm company business corporation
war invasion conflict
agreement deal pact accord treaty
truce ceasefire armistice
proposal offer bid plan
meeting summit talks negotiation meet negotiate
election vote ballot poll
inquiry investigation probe
lawsuit suit litigation
police officer
lawmaker legislator parliamentarian deputy
storm hurricane cyclone typhoon
earthquake quake tremor
fire blaze wildfire
flood inundation deluge
crash collision accident
cost price
profit earnings
revenue turnover sales
fine penalty
child kid minor
soldier troop serviceman
buyer purchaser bidder
home house
begin-date start-date
cede hand-over relinquish give-up surrender renounce control take-control take-full-control sovereignty
cement consolidate solidify enshrine formalise formalize entrench secure
territory territorial land
minister secretary
leader head boss chief
"""

# Left and right of each line exclude one another when said of one thing at one time. `=` before
# a line: only where both have the same subject, for the words change sides with it (win, lose). `~`: only of one and
# the same days, for what falls in May may rise in June.
_OPPOSITES = """
agree accept approve back endorse support consent embrace | refuse reject oppose decline rebuff turn-down disagree veto
ratify pass adopt enact | scrap repeal revoke rescind annul overturn
confirm admit acknowledge concede | deny dispute refute rebut
~ rise increase grow climb jump gain surge soar rally | fall decrease drop decline shrink slump plunge slide tumble dip
~ raise lift hike boost expand | cut lower reduce slash trim curb
~ improve recover strengthen rebound | worsen deteriorate weaken decline
~ accelerate quicken speed-up | slow decelerate slow-down
begin start launch commence open resume restart | end stop halt cease close suspend cancel shut abandon freeze
continue go-on proceed persist ongoing | end stop halt cease collapse stall break-down impasse deadlock standstill
progress breakthrough headway | impasse deadlock stalemate setback standstill
open reopen unlock | close shut seal lock
keep retain hold preserve maintain | cede hand-over relinquish give-up surrender renounce abandon yield return
capture seize occupy take-over conquer annex | lose liberate return withdraw retreat
advance attack | withdraw retreat pull-out pull-back
halt stop freeze pull-back | take-control take-full-control take-over seize capture conquer
stay remain | leave quit depart exit resign step-down withdraw pull-out
join enter accede | leave quit exit withdraw
arrive | leave depart
appoint hire recruit employ | dismiss fire sack oust remove lay-off
reinstate restore | remove suspend dismiss
= win victory triumph | lose defeat
succeed success successful | fail failure unsuccessful
pass | fail
survive live alive | die dead death kill perish
safe unhurt unharmed uninjured | injure wound hurt
guilty convict | acquit innocent exonerate
legal lawful constitutional legitimate | illegal unlawful unconstitutional illegitimate
allow permit authorise authorize legalise legalize | ban forbid prohibit bar block outlaw prevent
include | exclude omit
invite | disinvite
attend take-part participate | skip boycott miss stay-away
know aware | unaware ignorant
warn | reassure
find discover recover | lose miss
identify | unidentified
arrest detain jail imprison | release free
hostage | free
charge prosecute indict | drop acquit
early | late delay postpone
delay postpone defer put-off | bring-forward expedite
on-time on-schedule | late delay
majority most | minority few
true accurate correct | false wrong untrue incorrect inaccurate
deliberate intentional | accidental unintentional
natural | man-made
fake fabricate invent stage | genuine real authentic suffer
support favour favor | against oppose
respect | disrespect
accident | deliberate sabotage attack
safe | unsafe dangerous hazardous
healthy | ill sick
stable | critical unstable
profit surplus | loss deficit
profitable | loss-making
solvent | bankrupt insolvent
= buy acquire purchase | sell divest
repay pay | default withhold
cheap cheaper | expensive dearer costlier
strong stronger | weak weaker
full complete entire whole | partial incomplete
permanent | temporary interim provisional
voluntary | compulsory mandatory forced
unanimous | divided split
independent | dependent
enough sufficient adequate | insufficient inadequate
possible feasible | impossible
likely probable | unlikely improbable
ready willing prepared | unwilling reluctant unready
available | unavailable
effective | ineffective useless
peaceful calm | violent
unite unity | divide split
friend ally partner | enemy foe rival
= defend protect | attack
build construct erect | demolish destroy tear-down dismantle
repair fix restore | break damage destroy
intact undamaged | damage destroy
invest | divest disinvest
= lend | borrow
= import | export
hot warm | cold cool
wet rain | dry
innocent | guilty
negligent careless | careful
transparent | opaque
honest | dishonest
recognise recognize | reject
fulfil fulfill keep honour honor comply obey observe respect | break violate breach flout ignore
trust confidence | distrust mistrust
praise hail laud | criticise criticize condemn denounce blame
optimistic hopeful | pessimistic doubtful
certain sure | uncertain unsure doubtful
appeal contest challenge | accept
uphold | overturn quash strike-down reverse
extend prolong renew | shorten expire lapse terminate
encourage urge | discourage dissuade
insist | relent waive drop
escalate intensify | de-escalate ease
tighten | loosen ease relax
impose introduce | lift remove scrap waive
activate switch-on turn-on | deactivate switch-off turn-off
online | offline
north northern | south southern
east eastern | west western
domestic | foreign
armed | unarmed
"""

# Past forms that share no stem with their verb; the lemmas of the parse do not keep phrases together.
_PAST = """
rise rose risen; fall fell fallen; grow grew grown; shrink shrank shrunk; sink sank sunk; begin began begun
keep kept; hold held
give gave given; yield yielded; take took taken; lose lost; win won; leave left; quit quit; stay stayed
sell sold; buy bought
pay paid; lend lent; build built; tear tore torn; break broke broken; fight fought; find found; go went gone goes
come came; bring brought
put put; cut cut; let let; shut shut; stand stood; speak spoke spoken; lay laid; send sent
strike struck stricken; freeze froze frozen
withdraw withdrew withdrawn; overturn overturned; forbid forbade forbidden; know knew known; seek sought; flee fled
die died dies dying; lie lied lies lying; slay slew slain; deny denied denies; vote voted votes
free freed frees; hire hired hires
fire fired fires; sack sacked sacks; jail jailed jails; free freed; open opened opens; slow slowed slows
stop stopped stops
drop dropped drops; turn turned turns; pull pulled pulls; halt halted halts; end ended ends; pass passed passes
fail failed fails
join joined joins; ban banned bans; seal sealed seals; step stepped steps; back backed backs; ease eased eases
call called calls
"""
FILLERS = frozenset(["of", "the", "its", "their", "his", "her", "our", "my", "s", "and", "a", "an", "any", "such"])
"""Words that may stand inside a phrase: they left their homes."""
_JOINER = "-"
_LONGEST_PHRASE = 3
_SHORTEST, _SHORT = 3, 5
"""Inflected forms of words of more letters have the stem of the word; shorter ones are no verbs."""

Side = tuple[int, int]
"""A line of the table of opposites and 0 for its left, 1 for its right."""


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(base(stem(word)) for word in phrase.split(_JOINER))


@lru_cache(maxsize=1)
def _verbs() -> dict[str, str]:
    """The stem of the verb that the stem of a past form belongs to."""
    verbs: dict[str, str] = {}
    for entry in _PAST.replace("\n", ";").split(";"):
        for form in entry.split()[1:]:
            verbs.setdefault(stem(form), stem(entry.split()[0]))
    known = {word for line in _lines(_ALIKE) + _lines(_OPPOSITES) for word in line.replace(_JOINER, " ").split()}
    for word in sorted(known):
        if _SHORTEST <= len(word) <= _SHORT:
            for form in _inflected(word):
                if stem(form) != stem(word) and form not in known:
                    verbs.setdefault(stem(form), stem(word))
    return verbs


def _inflected(verb: str) -> list[str]:
    """The forms that a regular verb might have; of a short one `stem` does not find its way back."""
    if verb.endswith("e"):
        return [f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"]
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return [f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    if verb[-1] not in "aeiouwxy" and verb[-2] in "aeiou" and verb[-3] not in "aeiou":
        return [f"{verb}s", f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"]
    return [f"{verb}s", f"{verb}ed", f"{verb}ing"]


@lru_cache(maxsize=1 << 17)
def base(word: str) -> str:
    """Return the stem of the verb that a stem is a past form of, else the stem; a doubled last letter counts once."""
    word = _verbs().get(word, word)
    return word[:-1] if word[-1:] == word[-2:-1] else word  # acquitted, acquit


@lru_cache(maxsize=2)
def _lines(table: str) -> list[str]:
    return [line for line in table.strip().splitlines() if line]


@lru_cache(maxsize=1)
def _kinds() -> dict[tuple[str, ...], str]:
    """The first word of the line of alike words that a phrase is in."""
    kinds: dict[tuple[str, ...], str] = {}
    for line in _lines(_ALIKE):
        words = line.split()
        for word in words:
            kinds.setdefault(_stems(word), stem(words[0]))
    return kinds


@lru_cache(maxsize=1)
def _sides() -> dict[tuple[str, ...], tuple[Side, ...]]:
    """Every line and side that a phrase is in."""
    sides: dict[tuple[str, ...], list[Side]] = defaultdict(list)
    for number, line in enumerate(_lines(_OPPOSITES)):
        for side, words in enumerate(line.lstrip("=~ ").split("|")):
            for word in words.split():
                sides[_stems(word)].append((number, side))
    return {phrase: tuple(found) for phrase, found in sides.items()}


@lru_cache(maxsize=1)
def _firsts() -> tuple[frozenset[str], frozenset[str]]:
    """What phrases of several alike words begin with, and what phrases on the sides of oppositions do."""
    alike = frozenset(phrase[0] for phrase in _kinds() if len(phrase) > 1)
    return alike, frozenset(phrase[0] for phrase in _sides())


@lru_cache(maxsize=1 << 17)
def kind_of(word: str) -> str:
    """Return what stands for a stem and all that say the same; a stem that no line holds stands for itself."""
    word = base(word)
    return _kinds().get((word,), word)


def phrases_of(words: Sequence[str]) -> dict[tuple[str, ...], str]:
    """Return the phrases of several words in a run of stems, with what stands for each."""
    kinds, words = _kinds(), plain(words)
    begins, _ = _firsts()
    starts = [at for at, word in enumerate(words) if word in begins]
    runs = [tuple(words[at : at + length]) for length in range(2, _LONGEST_PHRASE + 1) for at in starts]
    return {run: kinds[run] for run in runs if len(run) > 1 and run in kinds}


def plain(words: Sequence[str]) -> list[str]:
    """Return a run of stems as phrases are matched: past forms as their verbs, articles and pronouns left out."""
    return [base(word) for word in words if word not in FILLERS]


def sides_of(words: Sequence[str]) -> dict[Side, tuple[str, ...]]:
    """Return the sides of oppositions that a run of stems takes, each with the words that take it.

    The longest phrase at a place is read: `give up` is no `give`.
    """
    sides, words = _sides(), plain(words)
    found: dict[Side, tuple[str, ...]] = {}
    _, begins = _firsts()
    at = 0
    while at < len(words):
        if words[at] not in begins:
            at += 1
            continue
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + length])
            if phrase in sides:
                for side in sides[phrase]:
                    found.setdefault(side, phrase)
                at += length - 1
                break
        at += 1
    return found


def opposites() -> list[tuple[frozenset[str], frozenset[str]]]:
    """Return the words on the left and on the right of every line of the table of opposites."""
    lines = (line.lstrip("=~ ").split("|") for line in _lines(_OPPOSITES))
    return [(frozenset(left.split()), frozenset(right.split())) for left, right in lines]


def opposed_pairs() -> int:
    """Return how many pairs of words the table of opposites opposes."""
    return sum(len(left) * len(right) for left, right in opposites())


def is_trend(line: int) -> bool:
    """Whether the sides of a line are ups and downs, of which every month has its own."""
    return _lines(_OPPOSITES)[line].startswith("~")


def is_mutual(line: int) -> bool:
    """Whether the two sides of a line are two views of one event: one side wins what the other loses."""
    return _lines(_OPPOSITES)[line].startswith("=")
