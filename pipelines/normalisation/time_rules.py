"""The words of time expressions: one pattern a kind of point, and its resolver.

Belongs here: patterns of *points* (a day, week, month, year, a count of units from the
publication day) and what must stand to their left. What they mean in days stands in
``time_resolvers.py``.
"""

import re
from dataclasses import dataclass

from pipelines.normalisation import time_resolvers as resolve
from pipelines.normalisation.numerals import NUMBER
from pipelines.normalisation.time_resolvers import MONTHS, WEEKDAYS, Resolver


@dataclass(frozen=True)
class Rule:
    """One kind of point."""

    pattern: re.Pattern[str]
    resolve: Resolver
    needs: str = ""
    """What must stand to the left: `left` (a preposition or determiner) or `part` ("the end of")."""
    words: tuple[str, ...] = ()
    """Lower-case words of which a text must hold one, so that most texts need not be searched."""


def _rule(pattern: str, resolver: Resolver, needs: str = "", flags: int = 0, words: tuple[str, ...] = ()) -> Rule:
    return Rule(re.compile(pattern, flags), resolver, needs, words)


_MON = (
    r"(?:Jan(?:uary|\b\.?)|Feb(?:ruary|\b\.?)|Mar(?:ch|\b\.?)|Apr(?:il|\b\.?)|May|June?\b\.?|July?\b\.?|Aug(?:ust|\b\.?)"
    r"|Sept(?:ember|\b\.?)|Sep\b\.?|Oct(?:ober|\b\.?)|Nov(?:ember|\b\.?)|Dec(?:ember|\b\.?))"
)
_MONTH = "(?:" + "|".join(MONTHS) + ")"
_WD = "(?:" + "|".join(WEEKDAYS) + ")"
_WD_ANY = r"(?:(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day\b|\b\.?)),?\s+"
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_DTH = rf"{_D}(?:st|nd|rd|th)?"
_Y = r"(?:1[0-9]\d{2}|20\d{2}|21\d{2})"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_SEASONS = ("spring", "summer", "autumn", "fall", "winter")
_DASH = r"(?:\s?[-–—]\s?|\s+(?:to|through|until|and)\s+)"
_UNIT = r"(?:day|week|month|year|decade)"
_QUANT = rf"(?:{NUMBER}|an?|(?:a\s+)?few|(?:a\s+)?couple(?:\s+of)?|several|many)"
_DAYPART = r"(?:\s+(?:morning|afternoon|evening|night|lunchtime))?"

_I = re.IGNORECASE
POINTS: tuple[Rule, ...] = (
    _rule(rf"\b(?P<y>{_Y})-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?!\d)", resolve.iso),
    _rule(rf"\b(?P<a>{_D})(?P<dot>[./])(?P<b>{_D})[./](?P<y>{_Y})(?!\d)", resolve.numeric),
    _rule(
        rf"\b(?:{_WD_ANY})?(?:the\s+)?(?P<d>{_DTH})\s+(?:of\s+)?(?P<mon>{_MON})(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_month,
    ),
    _rule(
        rf"\b(?:{_WD_ANY})?(?P<mon>{_MON})\s+(?P<d>{_DTH})(?![\w]|[,.:]\d)(?:,?\s+(?P<y>{_Y})\b)?", resolve.day_month
    ),
    _rule(
        rf"\b(?P<d>{_DTH}){_DASH}(?P<e>{_DTH})\s+(?:of\s+)?(?P<mon>{_MON})(?:,?\s+(?P<y>{_Y})\b)?", resolve.day_range
    ),
    _rule(
        rf"\b(?P<mon>{_MON})\s+(?P<d>{_DTH}){_DASH}(?P<e>{_DTH})(?![\w]|[,.:]\d)(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
    ),
    _rule(
        rf"\b(?P<mon>{_MON})\s+(?P<d>{_DTH}){_DASH}(?P<mon2>{_MON})\s+(?P<e>{_DTH})(?![\w]|[,.:]\d)(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
    ),
    _rule(
        rf"\b(?P<d>{_DTH})\s+(?P<mon>{_MON}){_DASH}(?P<e>{_DTH})\s+(?P<mon2>{_MON})(?:,?\s+(?P<y>{_Y})\b)?",
        resolve.day_range,
    ),
    _rule(rf"\b(?P<mon>{_MON})(?:\s+of)?,?\s+(?P<y>{_Y})\b", resolve.month_year),
    _rule(rf"\b(?P<mon>{_MONTH}){_DASH}(?P<mon2>{_MONTH})(?:,?\s+(?P<y>{_Y})\b)?", resolve.month_range, "left"),
    _rule(rf"\b(?P<mon>{_MONTH})\b", resolve.month_alone, "left"),
    _rule(rf"\b(?P<y>{_Y})\b", resolve.year_alone, "left"),
    _rule(rf"\b(?P<y>{_Y})(?:\s?[-–/]\s?)(?P<z>\d{{2}}(?:\d{{2}})?)\b", resolve.year_range, "left"),
    _rule(rf"\b(?P<y>{_Y})\s+(?:to|through)\s+(?P<z>{_Y})\b", resolve.year_range, "left"),
    _rule(
        r"\b(?:(?:the\s+)?(?P<y>1\d\d0|20\d0)['’]?s|the\s+['’]?(?P<dd>[1-9]0)['’]?s"
        r"|the\s+(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties))\b",
        resolve.decade,
        flags=_I,
    ),
    _rule(
        r"\bthe\s+(?P<n>\d{1,2}(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?)\s+century\b",
        resolve.century,
        flags=_I,
        words=("century",),
    ),
    _rule(
        r"\b(?:the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow"
        r"|yesterday(?:\s+(?:morning|afternoon|evening))?|tomorrow(?:\s+(?:morning|afternoon|evening|night))?"
        r"|today|tonight|this\s+(?:morning|afternoon|evening)|last\s+night)\b",
        resolve.deictic_day,
        flags=_I,
    ),
    _rule(
        rf"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|(?:[Tt]his\s+)?[Cc]oming)\s+)?(?P<wd>{_WD}){_DAYPART}\b"
        r"(?!\s+(?:Times|Telegraph|Mirror|Express|Mail|Herald|Post|League|Night)\b)",
        resolve.weekday,
    ),
    _rule(
        r"\b(?P<which>this|the\s+current|last|the\s+past|next|the\s+coming)\s+"
        r"(?P<unit>week|weekend|month|quarter|year|decade|century)\b(?!-)",
        resolve.relative_period,
        flags=_I,
    ),
    _rule(
        r"\b(?:over|during|within|in|for)\s+the\s+(?P<which>last|next)\s+(?P<unit>week|month|quarter|year|decade)\b",
        resolve.one_unit,
        flags=_I,
    ),
    _rule(
        r"\b(?P<side>earlier|later)\s+(?:in\s+)?(?P<which>this|the\s+current|last|next)\s+"
        r"(?P<unit>week|month|quarter|year|decade)\b",
        resolve.to_date,
        flags=_I,
    ),
    _rule(
        rf"\b(?P<which>[Tt]his|[Ll]ast|[Nn]ext|(?:[Tt]his\s+)?[Cc]oming)\s+(?P<name>{_MONTH}|{_SEASON})\b",
        resolve.named_month_or_season,
    ),
    _rule(
        rf"\b(?:the\s+)?(?P<name>{_SEASON})\s+(?:of\s+)?(?P<y>{_Y})\b", resolve.season_alone, flags=_I, words=_SEASONS
    ),
    _rule(
        r"(?<=\bin\s)(?:the\s+)?(?:early\s+|late\s+)?(?P<name>spring|summer|autumn|winter)\b(?P<y>(?!))?",
        resolve.season_alone,
        flags=_I,
        words=_SEASONS,
    ),
    _rule(r"\b(?:over|at|during)\s+the\s+weekend\b", resolve.weekend_alone, flags=_I, words=("weekend",)),
    _rule(
        r"\b(?:the\s+)?(?P<n>first|second|third|fourth)(?P<fiscal>[\s-]+fiscal)?[\s-]+quarter(?P<q>(?!))?"
        rf"(?:\s+(?:of\s+)?(?:(?P<rel>this\s+year|last\s+year|next\s+year|the\s+year)|(?P<y>{_Y})))?\b",
        resolve.quarter,
        flags=_I,
        words=("quarter",),
    ),
    _rule(
        rf"\bQ(?P<q>[1-4])(?P<n>(?!))?(?P<fiscal>(?!))?(?P<rel>(?!))?(?:\s+(?:of\s+)?(?P<y>{_Y}))?\b", resolve.quarter
    ),
    _rule(rf"\b(?P<n>{_QUANT})\s+(?P<unit>{_UNIT}|hour|minute)s?\s+ago\b", resolve.ago, flags=_I, words=(" ago",)),
    _rule(
        rf"(?<=\bin\s)(?P<n>{_QUANT})\s+(?P<unit>{_UNIT}|hour|minute)s?(?:['’]s?\s+time)?\b(?!-|\s+of\b)",
        resolve.hence,
        flags=_I,
    ),
    _rule(
        rf"\b(?P<n>{_QUANT})\s+(?P<unit>{_UNIT})s?\s+from\s+(?:now|today)\b",
        resolve.from_now,
        flags=_I,
        words=("from now", "from today"),
    ),
    _rule(
        rf"\b(?:(?:in|over|during|for|within)\s+)?(?:the\s+)?(?P<which>last|past|previous|next|coming|following|preceding)\s+"
        rf"(?P<n>{_QUANT})\s+(?P<unit>{_UNIT}|hour|minute)s?\b",
        resolve.span_of_units,
        flags=_I,
    ),
    _rule(
        rf"\b(?:(?:in|over|during|for|within)\s+)?(?:the\s+)?(?P<which>last|past|next|coming|recent)\s+(?P<n>few|(?!))?\s?"
        rf"(?P<unit>{_UNIT}|hour|minute)s\b",
        resolve.span_of_units,
        flags=_I,
    ),
    _rule(
        rf"\b(?P<which>within)\s+(?P<n>{_QUANT})\s+(?P<unit>{_UNIT}|hour|minute)s?\b",
        resolve.span_of_units,
        flags=_I,
        words=("within",),
    ),
    _rule(r"\b(?:within|in)\s+(?:days|weeks|months|hours|minutes)\b", resolve.unresolved("vague"), flags=_I),
    _rule(
        rf"\b(?P<name>Christmas\s+(?:Day|Eve)|New\s+Year['’]s\s+(?:Day|Eve)|Halloween|Valentine['’]s\s+Day)(?:,?\s+(?P<y>{_Y}))?\b",
        resolve.fixed_holiday,
    ),
    _rule(
        r"\b(?:Easter(?:\s+(?:Sunday|Monday))?|Good\s+Friday|Ramadan|Passover|Diwali|Eid(?:\s+al-\w+)?)\b",
        resolve.unresolved("movable_feast"),
    ),
    _rule(
        r"\b(?:Thanksgiving(?:\s+Day)?|Independence\s+Day|Labou?r\s+Day|Memorial\s+Day|Mother['’]s\s+Day)\b",
        resolve.unresolved("depends_on_country"),
    ),
    _rule(
        r"\b(?:the\s+(?:same|previous|following|next|preceding)\s+(?:day|night|morning|week|weekend|month|year)|that\s+(?:same\s+)?(?:day|night"
        r"|week|month|year)|the\s+day\s+(?:before|after)|since\s+then|at\s+(?:that|the)\s+time)\b",
        resolve.unresolved("refers_to_other_event"),
        flags=_I,
    ),
    _rule(
        rf"\b(?P<n>{_QUANT})\s+(?:{_UNIT}|hour)s?\s+(?:earlier|later|before|after|afterwards?)\b",
        resolve.unresolved("refers_to_other_event"),
        flags=_I,
    ),
    _rule(
        r"\b(?:in\s+the\s+(?:near|foreseeable|distant)\s+future|in\s+the\s+past|recently|soon|in\s+due\s+course|one\s+day|some\s+day"
        r"|in\s+the\s+(?:short|medium|long|longer)\s+term|eventually|for\s+now|for\s+years|for\s+(?:months|weeks|decades|centuries))\b",
        resolve.unresolved("vague"),
        flags=_I,
    ),
    _rule(
        rf"\bfor\s+(?:(?:nearly|almost|about|around|over|at\s+least|more\s+than|less\s+than|some|up\s+to|only|just|another)\s+)?"
        rf"(?:{_QUANT})\s+(?:{_UNIT}|hour|minute)s?\b(?!\s+(?:starting|beginning|from))",
        resolve.unresolved("duration"),
        flags=_I,
    ),
    _rule(
        r"\b\d{1,2}(?:[:.]\d{2})?\s?(?:a\.?m\b\.?|p\.?m\b\.?|GMT|BST|UTC|ET|EDT|EST|CET)(?=\W|$)",
        resolve.unresolved("time_without_day"),
    ),
    _rule(
        r"\bthe\s+(?P<unit>week|month|quarter|year|decade|century|summer|winter|spring|autumn)\b",
        resolve.this_period,
        "part",
        _I,
    ),
)
