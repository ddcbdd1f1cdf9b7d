"""The words of time expressions: one pattern a kind of point, and its resolver.

Belongs here: patterns of *points* (a day, week, month, year, a count of units from the
publication day) and what must stand to their left. What they mean in days stands in
``time_resolvers.py``.
"""

import re
from dataclasses import dataclass

from pipelines.normalisation import time_calendar as calendar
from pipelines.normalisation import time_resolvers as resolve
from pipelines.normalisation.numerals import CARDINAL_OPENINGS, NUMBER, ORDINAL, ORDINAL_OPENINGS
from pipelines.normalisation.time_resolvers import MONTHS, WEEKDAYS, Resolver
from pipelines.normalisation.word_starts import keys


@dataclass(frozen=True)
class Rule:
    """One kind of point."""

    pattern: re.Pattern[str]
    resolve: Resolver
    needs: str = ""
    """What must stand to the left: `left` (a preposition or determiner), `season` or `part` ("the end of")."""
    words: tuple[str, ...] = ()
    """Lower-case words of which a text must hold one, so that most texts need not be searched."""
    begins: frozenset[str] = frozenset()
    """What the words that it can begin with begin with (``word_starts.keys``); nothing where it may begin anyhow."""

    def may_hold(self, lowered: str) -> bool:
        """Return whether a text, in lower case, may hold such a point."""
        return not self.words or any(word in lowered for word in self.words)


def _rule(
    pattern: str, resolver: Resolver, needs: str = "", flags: int = 0, words: tuple[str, ...] = (), opens: str = ""
) -> Rule:
    """Make a rule; ``opens`` are the words, in lower case, of which each point that it finds begins with one."""
    return Rule(re.compile(pattern, flags), resolver, needs, words, keys(opens.split()))


_MON = (
    r"(?:Jan(?:uary|\b\.?)|Feb(?:ruary|\b\.?)|Mar(?:ch|\b\.?)|Apr(?:il|\b\.?)|May|June?\b\.?|July?\b\.?|Aug(?:ust|\b\.?)"
    r"|Sept(?:ember|\b\.?)|Sep\b\.?|Oct(?:ober|\b\.?)|Nov(?:ember|\b\.?)|Dec(?:ember|\b\.?))"
)
_MONTH = "(?:" + "|".join(MONTHS) + ")"
_WD = "(?:" + "|".join(WEEKDAYS) + ")"
_WD_ANY = r"(?:(?P<wd>Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day\b|\b\.?)),?\s+"
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_DTH = rf"{_D}(?:st|nd|rd|th)?"
_Y = r"(?:1[0-9]\d{2}|20\d{2}|21\d{2})"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_SEASONS = ("spring", "summer", "autumn", "fall", "winter")
_DASH = r"(?:\s?[-–—]\s?|\s+(?:to|through|until)\s+)"
_UNIT = r"(?:day|week|fortnight|month|year|decade)"
_YEAR = rf"(?P<y>{_Y})\b|['’](?P<yy>\d\d)\b"
_QUANT = rf"(?:{NUMBER}|half\s+an?|an?|(?:a\s+)?few|(?:a\s+)?couple(?:\s+of)?|several|many)"
_PERIOD = rf"(?:the\s+{_UNIT}|{_MONTH}|{_Y}|last\b|this\b|next\b)"
"""What a counted part may be part of: "the last week of June"."""
_DAYPART = r"(?:\s+(?:morning|afternoon|evening|night|lunchtime))?"

_DIGIT = "0"
_FIRST_OF_MONTHS = " ".join(MONTHS).lower()
_FIRST_OF_SEASONS = " ".join(_SEASONS)
_DAYS = " ".join(WEEKDAYS).lower()
_COUNT = f"{_DIGIT} {' '.join(CARDINAL_OPENINGS)} couple few many several"
_PLACE = " ".join(ORDINAL_OPENINGS)

_I = re.IGNORECASE
POINTS: tuple[Rule, ...] = (
    _rule(
        rf"\b(?P<y>{_Y})(?P<mark>[-/])(?P<m>0[1-9]|1[0-2])(?P=mark)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
        resolve.iso,
        opens=_DIGIT,
    ),
    _rule(rf"\b(?P<a>{_D})(?P<dot>[./-])(?P<b>{_D})(?P=dot)(?P<y>{_Y})(?!\d)", resolve.numeric, opens=_DIGIT),
    _rule(
        rf"\b(?:{_WD_ANY})?(?:the\s+)?(?P<d>{_DTH})\s+(?:of\s+)?(?P<mon>{_MON})(?:,?\s+(?:{_YEAR}))?",
        resolve.day_month,
        opens=f"{_DAYS} {_DIGIT} the",
    ),
    _rule(
        rf"\b(?:{_WD_ANY})?(?P<mon>{_MON})\s+(?P<d>{_DTH})(?![\w]|[,.:]\d)(?:,?\s+(?:{_YEAR}))?",
        resolve.day_month,
        opens=f"{_DAYS} {_FIRST_OF_MONTHS}",
    ),
    _rule(
        rf"\b(?P<d>{_DTH}){_DASH}(?P<e>{_DTH})\s+(?:of\s+)?(?P<mon>{_MON})(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
        opens=_DIGIT,
    ),
    _rule(
        rf"\b(?P<mon>{_MON})\s+(?P<d>{_DTH}){_DASH}(?P<e>{_DTH})(?![\w]|[,.:]\d)(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
        opens=_FIRST_OF_MONTHS,
    ),
    _rule(
        rf"\b(?P<mon>{_MON})\s+(?P<d>{_DTH}){_DASH}(?P<mon2>{_MON})\s+(?P<e>{_DTH})(?![\w]|[,.:]\d)(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
        opens=_FIRST_OF_MONTHS,
    ),
    _rule(
        rf"\b(?P<d>{_DTH})\s+(?P<mon>{_MON}){_DASH}(?P<e>{_DTH})\s+(?P<mon2>{_MON})(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
        opens=_DIGIT,
    ),
    _rule(
        rf"(?<=\bbetween\s)(?P<d>{_DTH})\s+and\s+(?P<e>{_DTH})\s+(?:of\s+)?(?P<mon>{_MON})(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
        words=("between",),
        opens=_DIGIT,
    ),
    _rule(
        rf"(?<=\bbetween\s)(?P<mon>{_MON})\s+(?P<d>{_DTH})\s+and\s+(?P<e>{_DTH})(?![\w]|[,.:]\d)(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
        words=("between",),
        opens=_FIRST_OF_MONTHS,
    ),
    _rule(rf"\b(?P<mon>{_MON})(?:\s+of)?,?\s+(?:{_YEAR})", resolve.month_year, opens=_FIRST_OF_MONTHS),
    _rule(
        rf"\b(?P<mon>{_MONTH}){_DASH}(?P<mon2>{_MONTH})(?:,?\s+(?P<y>{_Y})\b)?",
        calendar.month_range,
        "left",
        opens=_FIRST_OF_MONTHS,
    ),
    _rule(rf"\b(?P<mon>{_MONTH})\b", resolve.month_alone, "left", opens=_FIRST_OF_MONTHS),
    _rule(rf"\b(?P<y>{_Y})\b", resolve.year_alone, "left", opens=_DIGIT),
    _rule(rf"\b(?P<y>{_Y})(?:\s?[-–/]\s?)(?P<z>\d{{2}}(?:\d{{2}})?)\b", calendar.year_range, "left", opens=_DIGIT),
    _rule(rf"\b(?P<y>{_Y})\s+(?:to|through)\s+(?P<z>{_Y})\b", calendar.year_range, "left", opens=_DIGIT),
    _rule(
        r"\b(?:(?:the\s+)?(?P<y>1\d\d0|20\d0)['’]?s|the\s+['’]?(?P<dd>[1-9]0)['’]?s"
        r"|(?<=[ylde][ -])['’]?(?P<short>[1-9]0)s"
        r"|the\s+(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties))\b",
        calendar.decade,
        flags=_I,
        words=("0s", "0's", "0’s", "ties"),
    ),
    _rule(
        r"(?:\bthe\s+|(?<=early\s)|(?<=late\s)|(?<=mid[ -]))"
        r"(?P<n>\d{1,2}(?:st|nd|rd|th)|(?!early|late|mid)[a-z]+(?:-[a-z]+)?)\s+century\b",
        calendar.century,
        flags=_I,
        words=("century",),
    ),
    _rule(
        r"\b(?:the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow"
        r"|yesterday(?:\s+(?:morning|afternoon|evening))?|tomorrow(?:\s+(?:morning|afternoon|evening|night))?"
        r"|today|tonight|this\s+(?:morning|afternoon|evening)|last\s+(?:night|evening))\b",
        resolve.deictic_day,
        flags=_I,
        opens="last the this today tomorrow tonight yesterday",
    ),
    _rule(
        rf"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|(?:[Tt]his\s+)?[Cc]oming)\s+)?(?P<wd>{_WD}){_DAYPART}(?P<week>\s+week)?\b"
        r"(?!\s+(?:Times|Telegraph|Mirror|Express|Mail|Herald|Post|League|Night)\b)",
        resolve.weekday,
        words=tuple(day.lower() for day in WEEKDAYS),
        opens=f"{_DAYS} coming last next past this",
    ),
    _rule(
        r"\b(?P<which>this|the\s+current|last|the\s+past|next|the\s+coming)\s+"
        r"(?P<unit>week|weekend|month|quarter|year|decade|century)\b(?!-)",
        resolve.relative_period,
        flags=_I,
        opens="last next the this",
    ),
    _rule(
        r"\b(?:over|during|within|in|for)\s+the\s+(?P<which>last|next|past|coming)\s+(?P<unit>week|fortnight|month|quarter|year|decade)\b"
        rf"(?!\s+of\s+{_PERIOD})",
        resolve.one_unit,
        flags=_I,
        opens="during for in over within",
    ),
    _rule(
        r"\b(?P<side>earlier|later)\s+(?:in\s+)?(?P<which>this|the\s+current|last|next)\s+"
        r"(?P<unit>week|month|quarter|year|decade)\b",
        resolve.to_date,
        flags=_I,
        opens="earlier later",
    ),
    _rule(
        rf"\b(?P<which>[Tt]his|[Ll]ast|[Nn]ext|(?:[Tt]his\s+)?[Cc]oming)\s+(?P<name>{_MONTH}|{_SEASON})\b",
        calendar.named_month_or_season,
        opens="coming last next this",
    ),
    _rule(
        rf"\b(?:the\s+)?(?P<name>{_SEASON})\s+(?:of\s+)?(?P<y>{_Y})\b",
        calendar.season_alone,
        flags=_I,
        words=_SEASONS,
        opens=f"{_FIRST_OF_SEASONS} the",
    ),
    _rule(
        r"\b(?:the\s+)?(?P<name>spring|summer|autumn|winter)\b(?P<y>(?!))?(?!\s+(?:of|time|season|house|camp|school|job|coat|roll|onion)\b|-)",
        calendar.season_alone,
        "season",
        flags=_I,
        words=_SEASONS,
        opens=f"{_FIRST_OF_SEASONS} the",
    ),
    _rule(
        r"\b(?:(?:over|at|during)\s+the|(?<=by\s)the|(?<=before\s)the|(?<=until\s)the|(?<=since\s)the)\s+weekend\b",
        resolve.weekend_alone,
        flags=_I,
        words=("weekend",),
        opens="at during over the",
    ),
    _rule(
        r"\b(?:the\s+)?(?P<n>first|second|third|fourth)(?P<fiscal>[\s-]+fiscal)?[\s-]+quarter(?P<q>(?!))?"
        rf"(?:\s+(?:of\s+)?(?:(?P<rel>this\s+year|last\s+year|next\s+year|the\s+year)|(?P<y>{_Y})))?\b",
        calendar.quarter,
        flags=_I,
        words=("quarter",),
        opens="first fourth second the third",
    ),
    _rule(
        rf"\bQ(?P<q>[1-4])(?P<n>(?!))?(?P<fiscal>(?!))?(?P<rel>(?!))?(?:\s+(?:of\s+)?(?P<y>{_Y}))?\b",
        calendar.quarter,
        opens="q",
    ),
    _rule(
        rf"\b(?P<n>{_QUANT})\s+(?P<unit>{_UNIT}|hour|minute)s?\s+ago\b",
        resolve.ago,
        flags=_I,
        words=(" ago",),
        opens=_COUNT,
    ),
    _rule(
        rf"(?<=\bin\s)(?P<n>{_QUANT})\s+(?P<unit>{_UNIT}|hour|minute)s?(?:['’]s?\s+time)?\b(?!-|\s+of\b)",
        resolve.hence,
        flags=_I,
        opens=_COUNT,
    ),
    _rule(
        rf"\b(?P<n>{_QUANT})\s+(?P<unit>{_UNIT})s?\s+from\s+(?:now|today)\b",
        resolve.from_now,
        flags=_I,
        words=("from now", "from today"),
        opens=_COUNT,
    ),
    _rule(
        rf"\b(?:(?:in|over|during|for|within)\s+)?(?:the\s+)?(?P<which>(?<!will\s)(?<!\bto\s)(?<!would\s)(?<!could\s)(?<!may\s)(?<!might\s)last|past|previous|next|coming|following|preceding)\s+"
        rf"(?P<n>{_QUANT})\s+(?P<unit>{_UNIT}|hour|minute)s?\b(?!\s+of\s+{_PERIOD})",
        resolve.span_of_units,
        flags=_I,
        opens="coming during following for in last next over past preceding previous the within",
    ),
    _rule(
        rf"\b(?:(?:in|over|during|for|within)\s+)?(?:the\s+)?(?P<which>last|past|next|coming|recent)\s+(?P<n>few|(?!))?\s?"
        rf"(?P<unit>{_UNIT}|hour|minute)s\b(?!\s+of\s+{_PERIOD})",
        resolve.span_of_units,
        flags=_I,
        opens="coming during for in last next over past recent the within",
    ),
    _rule(
        rf"\b(?P<which>within)\s+(?P<n>{_QUANT})\s+(?P<unit>{_UNIT}|hour|minute)s?\b",
        resolve.span_of_units,
        flags=_I,
        opens="within",
    ),
    _rule(
        r"\b(?:within|in)\s+(?:days|weeks|months|hours|minutes)\b",
        resolve.unresolved("vague"),
        flags=_I,
        opens="in within",
    ),
    _rule(
        rf"\b(?P<name>Christmas\s+(?:Day|Eve)|New\s+Year['’]s\s+(?:Day|Eve)|Halloween|Valentine['’]s\s+Day|Boxing\s+Day|Bastille\s+Day"
        rf"|Fourth\s+of\s+July|July\s+Fourth)(?:,?\s+(?P<y>{_Y}))?\b",
        calendar.fixed_holiday,
        opens="bastille boxing christmas fourth halloween july new valentine",
    ),
    _rule(
        rf"\b(?:the\s+)?(?P<name>Christmas|New\s+Year)(?:,?\s+(?P<y>{_Y})\b)?(?!\s+[A-Z]|['’]|\s+(?:tree|card|present|gift|party|dinner|carol|song|story"
        r"|list|cake|lights?|number)s?\b)",
        calendar.fixed_holiday,
        "left",
        opens="christmas new the",
    ),
    _rule(
        rf"\b(?P<orthodox>Orthodox\s+)?(?P<name>Easter(?:\s+(?:Sunday|Monday))?|Good\s+Friday)(?!\s+(?:Rising|[Ee]gg|[Ii]sland|Agreement|[Aa]ccord))"
        rf"(?:,?\s+(?P<y>{_Y})\b)?",
        calendar.easter_days,
        opens="easter good orthodox",
    ),
    _rule(
        r"(?<![\d/])9/11(?![\d/])|\b(?:September\s+11|11\s+September)(?=\s+(?:terror\w*\s+)?attacks\b)",
        calendar.historic_day,
        words=("9/11", "september"),
    ),
    _rule(
        r"\b(?:Ramadan|Passover|Diwali|Eid(?:\s+al-\w+)?|(?:Lunar|Chinese)\s+New\s+Year)\b",
        resolve.unresolved("movable_feast"),
        opens="chinese diwali eid lunar passover ramadan",
    ),
    _rule(
        rf"\b(?:the\s+)?(?P<n>last|final|{ORDINAL})\s+(?P<wd>{_WD}|day)\s+(?:of|in)\s+(?P<mon>{_MONTH})(?:,?\s+(?P<y>{_Y})\b)?",
        calendar.day_of_month,
        flags=_I,
        opens=f"{_DIGIT} {_PLACE} final last the",
    ),
    _rule(
        rf"(?<=\bon\s)the\s+(?P<d>{_D}(?:st|nd|rd|th))(?:\s+of\s+(?P<which>this|last|next)\s+month\b|(?=\s*[.,;!?]|\s*$))",
        calendar.day_of_relative_month,
        opens="the",
    ),
    _rule(
        r"\b(?:the\s+)?(?P<unit>year|month|week|quarter)(?:['’]s\s+|-)end\b",
        calendar.end_of_this,
        flags=_I,
        opens="month quarter the week year",
    ),
    _rule(r"\bmid-century\b", calendar.mid_century, flags=_I, opens="mid"),
    _rule(rf"\bH(?P<h>[12])\b(?:\s+(?:of\s+)?(?P<y>{_Y}))?", calendar.half, opens="h"),
    _rule(
        rf"\b(?:(?:fiscal|financial)(?:\s+year)?\s+{_Y}|{_Y}\s+(?:fiscal|financial)\s+year|FY\s?(?:{_Y}|\d\d)\b"
        r"|(?:this|last|next|the\s+(?:current|last|next|previous|coming))\s+(?:fiscal|financial|tax)\s+(?:year|quarter)"
        r"|the\s+(?:fiscal|financial|tax)\s+year\b(?!\s+\d))",
        resolve.unresolved("fiscal_calendar"),
        flags=_I,
        words=("fiscal", "financial", "tax", "fy"),
        opens=f"{_DIGIT} financial fiscal fy last next the this",
    ),
    _rule(
        r"\b(?:this|last|next|the\s+(?:current|last|next|previous|coming|new))\s+(?:season|term|(?:school|academic)\s+year|semester)\b",
        resolve.unresolved("depends_on_calendar"),
        flags=_I,
        opens="last next the this",
    ),
    _rule(
        r"\bovernight\b(?!\s+(?:on|into|to|from|between|stays?|trains?|bus|flights?|trips?|success|delivery|rates?|lending|bags?|guests?|ferry|accommodation)\b)",
        resolve.overnight,
        flags=_I,
        opens="overnight",
    ),
    _rule(r"\ba\s+year\s+and\s+a\s+half\s+ago\b", resolve.year_and_half_ago, flags=_I, words=("half",), opens="a"),
    _rule(
        r"\bin\s+the\s+(?P<n>few|(?!))?\s?(?P<unit>days|weeks|months|years)\s+(?P<which>ahead|to\s+come)\b",
        resolve.units_ahead,
        flags=_I,
        words=("ahead", "come"),
        opens="in",
    ),
    _rule(
        r"\b(?:Thanksgiving(?:\s+Day)?|Independence\s+Day|Labou?r\s+Day|Memorial\s+Day|Mother['’]s\s+Day)\b",
        resolve.unresolved("depends_on_country"),
        opens="independence labor memorial mother thanksgiving",
    ),
    _rule(
        r"\b(?:the\s+(?:same|previous|following|next|preceding)\s+(?:day|night|morning|week|weekend|month|year)|on\s+the\s+eve\s+of|by\s+then\b(?!-)|earlier\s+in\s+the\s+day"
        r"|later\s+in\s+the\s+day|(?:the\s+)?(?:previous|following|preceding)\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)|that\s+(?:same\s+)?(?:day|night"
        r"|week|month|year)|the\s+day\s+(?:before|after)|since\s+then|at\s+(?:that|the)\s+time)\b",
        resolve.unresolved("refers_to_other_event"),
        flags=_I,
        opens="at by earlier following later on preceding previous since that the",
    ),
    _rule(
        rf"\b(?P<n>{_QUANT})\s+(?:{_UNIT}|hour)s?\s+(?:earlier|later|before|after|afterwards?)\b",
        resolve.unresolved("refers_to_other_event"),
        flags=_I,
        opens=_COUNT,
    ),
    _rule(
        r"\b(?:in\s+the\s+(?:near|foreseeable|distant)\s+future|in\s+the\s+past|recently|(?<!as\s)soon\b(?!\s+(?:as|after|be))|any\s+day(?:\s+now)?|in\s+due\s+course|one\s+day|some\s+day"
        r"|in\s+the\s+(?:short|medium|long|longer)\s+term|eventually|for\s+now|for\s+years|for\s+(?:months|weeks|decades|centuries))\b",
        resolve.unresolved("vague"),
        flags=_I,
        opens="any eventually for in one recently some soon",
    ),
    _rule(
        rf"\bfor\s+(?:(?:nearly|almost|about|around|over|at\s+least|more\s+than|less\s+than|some|up\s+to|only|just|another)\s+)?"
        rf"(?:{_QUANT})\s+(?:{_UNIT}|hour|minute)s?\b(?!\s+(?:starting|beginning|from))",
        resolve.unresolved("duration"),
        flags=_I,
        opens="for",
    ),
    _rule(
        r"\b(?:at|around|about|before|after|by|until|just\s+(?:before|after))\s+(?:(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])|midnight\b|noon\b|midday\b|dawn\b|dusk\b"
        r"|half\s+past\s+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)|\bin\s+the\s+early\s+hours\b(?!\s+of)",
        resolve.unresolved("time_without_day"),
        opens="about after around at before by in just until",
    ),
    _rule(
        r"\b\d{1,2}(?:[:.]\d{2})?\s?(?:a\.?m\b\.?|p\.?m\b\.?|GMT|BST|UTC|ET|EDT|EST|CET)(?=\W|$)",
        resolve.unresolved("time_without_day"),
        opens=_DIGIT,
    ),
    _rule(
        r"\bthe\s+(?P<unit>week|month|quarter|year|decade|century|summer|winter|spring|autumn)\b",
        calendar.this_period,
        "part",
        _I,
        opens="the",
    ),
)
