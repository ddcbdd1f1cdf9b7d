"""Words that news use for one another: groups of lemmas that count as one term.

Belongs here: general vocabulary of politics, war, economy, courts, disasters, sport, science and culture, one
group a line. Of a word in several groups the first counts; words of opposite sense never share one. Does not
belong here: names.
"""

from collections import defaultdict
from functools import cache

from pipelines.linking.words import stem

# Verbs and their nouns first, things after; the stems of a line become the stem of its first word.
_GROUPS = """
end finish conclude halt stop cease cessation terminate
begin start commence launch kick-off initiate onset
continue proceed persist ongoing
close shut closure shutdown shutter
open reopen inaugurate
rise increase grow climb surge soar jump rally gain upturn hike growth
fall drop decline decrease slump plunge dip tumble slide sink plummet shrink downturn
cut reduce slash trim curb lower reduction
raise lift boost heighten bolster
speed accelerate hasten quicken rapid quick fast swift
slow delay postpone defer stall
remain keep retain preserve
expand enlarge broaden widen expansion
limit restrict cap constrain restriction
ban prohibit outlaw bar forbid prohibition
allow permit authorise authorize enable let permission
approve endorse ratify okay approval
support backing favour favor assist aid help assistance
oppose resist object opposition
criticise criticize slam blast condemn denounce attack lambast decry censure criticism
praise applaud commend laud hail acclaim
accuse blame allege accusation allegation
deny reject rebuff refute denial rejection refuse refusal
accept agree consent acceptance
agreement deal accord pact treaty settlement
truce ceasefire armistice
cement secure consolidate formalise formalize enshrine legitimise legitimize entrench solidify codify
guarantee ensure assure safeguard
seize capture occupy conquer occupation seizure annex annexation
surrender cede relinquish renounce concede concession forfeit
withdraw withdrawal retreat pullback pullout
return restore reinstate restoration
fight battle clash combat fighting
war conflict hostility invasion
attack assault strike offensive raid
kill slay dead die death fatal fatality casualty killed toll perish
injure wound hurt injury injured
murder homicide assassinate assassination
rescue save evacuate evacuation
destroy demolish wreck devastate ruin destruction
damage harm impair
crash collision collide accident
fire blaze inferno
explode explosion blast blow-up detonate bomb
flood flooding inundate deluge
earthquake quake tremor
storm hurricane typhoon cyclone
hit batter pound
meet meeting summit encounter
talk negotiate negotiation discuss discussion dialogue consult consultation parley
visit trip tour
travel journey
leave depart exit quit departure
arrive reach arrival
resign resignation step-down
appoint name nominate designate appointment nomination
sack oust remove dismissal removal
hire recruit employ
job post employment
elect election vote poll ballot
win victory triumph beat defeat
lose loss
demand insist urge require
ask request seek
want desire wish aim intend plan
promise pledge vow commit commitment undertake
offer propose proposal bid
warn caution alert warning
threaten threat menace risk danger jeopardy peril
fear worry concern anxiety afraid
hope optimistic optimism
expect anticipate foresee forecast predict expectation prediction projection
estimate reckon calculate
believe think consider regard view
doubt uncertain uncertainty unclear sceptical skeptical scepticism unsure
certain sure definite
suspect suspicion
know aware awareness
show reveal disclose expose unveil release revelation disclosure
publish publication
announce declare proclaim announcement declaration
hide conceal cover-up
confirm verify corroborate confirmation
explain clarify
describe portray depict characterise characterize
dub label brand term
compare liken comparison
examine study investigate probe inquiry enquiry investigation review inspect inspection scrutinise scrutinize
discover find detect discovery
search hunt
test trial experiment
prove demonstrate proof
cause trigger prompt spark provoke
affect influence impact
solve resolve fix resolution
change alter modify amend shift alteration amendment
replace substitute swap exchange trade
reform overhaul restructure revamp
improve better upgrade enhance improvement
worsen deteriorate
recover rebound recovery
build construct erect construction
develop development
make produce manufacture production
create establish found set-up
buy purchase acquire acquisition takeover purchase
sell sale divest
merge merger combine
pay payment remunerate
spend expenditure spending outlay
cost price
earn profit earnings
owe debt loan borrow
invest investment
fund finance funding money cash
fine penalty sanction punish punishment
tax levy duty tariff
charge indict prosecute prosecution indictment
arrest detain custody apprehend detention arrested
jail imprison prison incarcerate
free liberate
convict guilty conviction
acquit clear exonerate innocent
sue lawsuit litigation litigate court suit
judge ruling verdict judgement judgment
appeal challenge contest
law legislation statute act bill
legal lawful legitimate
illegal unlawful illicit
constitution constitutional constitutionally
right entitlement
compensate compensation damages redress
flee escape
possess own
give grant donate
receive obtain
send dispatch deploy deployment
use utilise utilize apply
need necessary necessity
prevent avert thwart block avoid
protect defend shield protection defence defense
join enter
participate participation take-part
separate split divide
control rule govern command
manage run oversee supervise
monitor watch observe observer
wait await
try attempt endeavour endeavor effort strive
succeed success
fail failure collapse
drug substance doping
miss skip
rebuild regroup replenish rearm
prepare ready preparation
finalise finalize complete completion
sign signature signing
freeze suspend suspension
cancel scrap abandon axe
ultimatum take-it-or-leave-it
company firm business corporation enterprise operator
factory plant mill
shop store retailer
shopper customer consumer client buyer
worker employee staff workforce
union trade-union
boss executive ceo
minister secretary
president presidential
spokesman spokeswoman spokesperson
official representative
lawyer attorney solicitor barrister counsel
doctor physician
police officer policeman
soldier troop army military force
child kid youngster
people person resident inhabitant
woman female
man male
area region zone territory territorial
land soil
country nation state
city town
house home residence dwelling
street road
car vehicle automobile
plane aircraft jet airliner
ship vessel boat
bank lender
economy economic
share stake stock equity
shareholder investor
quarter quarterly
year annual yearly
market marketplace
industry sector
film movie
song track single
singer vocalist
actor actress star
prize award
match game fixture
player footballer
coach manager
team side squad
champion title championship
score goal
illness disease sickness
hospital clinic
vaccine jab inoculation
virus infection
drug medicine medication
food meal
school college university
student pupil
teacher educator
phone handset mobile telephone
computer pc
chip processor
internet web online net
software program programme application
telecom telecommunication telecoms
bankruptcy insolvency bankrupt insolvent
big large huge vast major massive
small little minor tiny
important significant key crucial vital
bad poor
good positive
new fresh recent
old former previous ex
early premature
final last definitive
possible potential probable likely
impossible unlikely improbable
difficult hard tough
easy simple
strong powerful robust
weak fragile feeble
dangerous hazardous unsafe
rich wealthy affluent
near close-by nearby
entire whole full
part portion section
problem issue difficulty trouble
crisis emergency
measure step action
tool instrument means
result outcome consequence
reason motive
way method
report account
document paper text draft
letter note
list roster
map chart
scheme project
idea concept
border frontier
peace peaceful
"""


@cache
def _table() -> dict[str, str]:
    """Return the group of each stem that is not its own; a stem that words of two groups share is in none."""
    groups_of: dict[str, set[str]] = defaultdict(set)
    seen: set[str] = set()
    for line in _GROUPS.strip().split("\n"):
        group = line.split()
        for word in group:
            if word not in seen:
                groups_of[stem(word)].add(stem(group[0]))
        seen.update(group)
    return {root: min(groups) for root, groups in groups_of.items() if len(groups) == 1 and root not in groups}


def concept(root: str) -> str:
    """Return the stem that stands for the synonyms of a stem, else the stem itself; marks of names stay."""
    return _table().get(root, root)


def concepts(roots: frozenset[str]) -> frozenset[str]:
    """Return the concepts of stems; the same object where none of them has synonyms, as is true of most mentions."""
    table = _table()
    if table.keys().isdisjoint(roots):
        return roots
    return frozenset([table.get(root, root) for root in roots])


def concept_sequence(roots: tuple[str, ...]) -> tuple[str, ...]:
    """Return the concepts of stems in their order, likewise."""
    table = _table()
    return roots if table.keys().isdisjoint(roots) else tuple([table.get(root, root) for root in roots])
