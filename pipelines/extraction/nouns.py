"""What common nouns stand for: people, bodies, media, documents; and the words that end the names of media.

Belongs here: word lists on which who-is-who rests. Does not belong here: names of any one person or body.
"""

from pipelines.extraction.clauses import words

MEDIUM_NOUNS = words(
    "agency outlet publication newspaper paper magazine broadcaster network website site channel station daily "
    "weekly tabloid portal"
)
COMPANY_NOUNS = words(
    "company firm group maker producer manufacturer retailer carrier operator supplier airline bank business "
    "corporation employer developer utility insurer lender carmaker automaker startup brewer builder conglomerate "
    "subsidiary chain brand"
)
BODY_NOUNS = COMPANY_NOUNS | words(
    "party ministry government union club team bureau department organisation organization body regulator institute "
    "office embassy council charity foundation association federation society service league museum hospital school "
    "university court commission agency authority watchdog"
)
GENERIC_BODIES = words("company firm group organisation organization business corporation body")
"""Bodies of any sort, by whose noun any organisation may be meant."""
DOCUMENTS = words(
    "report study poll survey statement document documents letter memo lawsuit filing complaint book article "
    "story release transcript data figure research paper email text bill law resolution indictment affidavit "
    "editorial column op-ed ruling analysis review census log audit record minutes notice"
)
GOVERNING = words(
    "government ministry administration parliament senate congress court commission council cabinet army military "
    "police kremlin"
)
PERSON_NOUNS = words(
    "president premier chancellor minister secretary governor mayor senator lawmaker legislator deputy councillor "
    "commissioner ambassador envoy diplomat official officer aide adviser advisor spokesman spokeswoman spokesperson "
    "leader head chief boss chairman chairwoman chair director manager executive founder owner editor reporter "
    "pastor priest bishop imam rabbi professor teacher doctor nurse surgeon lawyer attorney prosecutor judge sheriff "
    "economist analyst expert strategist consultant historian scientist researcher engineer banker trader broker "
    "author writer actor actress singer musician artist coach captain player athlete farmer worker shopkeeper driver "
    "resident neighbour neighbor witness bystander survivor victim student activist campaigner organiser organizer "
    "employee insider source person man woman boy girl father mother son daughter brother sister husband wife widow "
    "widower friend colleague relative supporter voter candidate colonel general sergeant lieutenant admiral "
    "policeman fireman fisherman businessman businesswoman congressman congresswoman"
)
HONORIFICS: dict[str, str] = {
    "mr": "m", "mr.": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m",
    "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "madam": "f", "dame": "f", "lady": "f", "queen": "f",
    "princess": "f", "dr": "", "dr.": "", "prof": "", "prof.": "", "sen.": "", "rep.": "", "gov.": "",
    "sen": "", "rep": "", "gov": "", "rev": "", "baroness": "f", "baron": "m", "gen.": "",
    "president": "", "senator": "", "minister": "", "judge": "", "rev.": "", "lt.": "", "col.": "", "sgt.": "",
}  # fmt: skip
"""Words before a name that are no part of it → the sex that they tell."""
EPITHETS = words(
    "singer actor actress author writer broadcaster novelist poet painter sculptor musician rapper guitarist "
    "drummer pianist violinist composer songwriter performer entertainer star comedian presenter host filmmaker "
    "film-maker producer designer photographer model defender striker midfielder goalkeeper keeper forward winger "
    "captain skipper player champion athlete runner sprinter swimmer cyclist jockey golfer bowler batsman batter "
    "pitcher quarterback boxer fighter wrestler skier skater lock prop flanker hooker fly-half scrum-half centre "
    "full-back fullback back-row veteran rookie teenager youngster number-one seed ace playmaker winner medallist "
    "entrepreneur billionaire tycoon magnate millionaire inventor politician lawmaker legislator senator congressman "
    "congresswoman backbencher mp republican democrat conservative peer lord baroness candidate hopeful nominee "
    "businessman businesswoman academic professor economist scientist historian columnist commentator activist "
    "campaigner astronaut explorer sailor pilot chef frenchman englishman scotsman welshman irishman dutchman briton "
    "scot spaniard swede dane finn turk pole serb croat american australian canadian german russian italian belgian "
    "austrian norwegian brazilian argentine mexican african kenyan ethiopian nigerian egyptian indian pakistani "
    "korean jamaican new-zealander kiwi"
)
"""What somebody is, by which writers call again whom they have named: *the singer*, *the Swede*."""
HEADING = words("boss chief head leader executive director president chairman chairwoman chair founder owner")
"""People at the head of a body, whom writers call by one noun for another."""
MEDIA_ENDINGS = words(
    "news newspaper wire newswire times herald tribune courier gazette tv radio television broadcasting chronicle"
)
"""Last words of names that only media bear."""
MEDIA_WORDS = MEDIA_ENDINGS | words(
    "post standard mail press independent observer telegraph star sun mirror agency journal review messenger forum "
    "today tonight express guardian record examiner dispatch daily weekly magazine ledger bulletin monitor sentinel "
    "advertiser echo argus globe inquirer enquirer bugle leader wire online newsletter podcast show"
)
"""Last words of names that media bear with others."""
_TYPED = words(
    "ministry union council party government parliament court university police army navy institute bank agency "
    "commission committee school hospital church club team department office authority palace service embassy board "
    "chamber congress senate association federation league"
)


def is_typed(name: str) -> bool:
    """Tell whether the last word of a name says what kind of body it is: *Economy Ministry*."""
    return name.lower().split()[-1] in _TYPED | MEDIA_ENDINGS
