"""Currencies and units of measure by the words and signs that news prints.

Belongs here: tables and their look-ups. A bare dollar sign is read as the US dollar, as news
agencies do; every other dollar is written with its country's mark or adjective.
"""

import re

_SIGNS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "NZ$": "NZD", "S$": "SGD",
    "R$": "BRL", "NT$": "TWD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₴": "UAH",
    "₩": "KRW", "₺": "TRY", "₪": "ILS", "₦": "NGN", "zł": "PLN",
}  # fmt: skip
_CODES = [
    "USD", "EUR", "GBP", "JPY", "CNY", "CHF", "RUB", "UAH", "INR", "BRL", "KRW", "AUD", "CAD", "NZD", "SEK", "NOK",
    "DKK", "PLN", "CZK", "HUF", "TRY", "ILS", "ZAR", "MXN", "SGD", "HKD",
]  # fmt: skip
_DOLLARS = {
    "us": "USD", "u.s.": "USD", "american": "USD", "australian": "AUD", "canadian": "CAD", "new zealand": "NZD",
    "singapore": "SGD", "hong kong": "HKD", "taiwan": "TWD", "jamaican": "JMD",
}  # fmt: skip
_WORDS = {
    "dollar": "USD", "euro": "EUR", "pound": "GBP", "sterling": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
    "ruble": "RUB", "rouble": "RUB", "hryvnia": "UAH", "hryvnya": "UAH", "hryvni": "UAH", "rupiah": "IDR",
    "zloty": "PLN", "shekel": "ILS", "lira": "TRY", "rand": "ZAR", "naira": "NGN", "forint": "HUF", "baht": "THB",
    "ringgit": "MYR", "dong": "VND", "taka": "BDT", "won": "KRW", "kronor": "SEK",
}  # fmt: skip
_NATIONAL = {
    ("swiss", "franc"): "CHF", ("indian", "rupee"): "INR", ("pakistani", "rupee"): "PKR", ("mexican", "peso"): "MXN",
    ("argentine", "peso"): "ARS", ("chilean", "peso"): "CLP", ("philippine", "peso"): "PHP",
    ("swedish", "krona"): "SEK", ("norwegian", "krone"): "NOK", ("danish", "krone"): "DKK",
    ("egyptian", "pound"): "EGP", ("syrian", "pound"): "SYP", ("lebanese", "pound"): "LBP", ("saudi", "riyal"): "SAR",
    ("czech", "koruna"): "CZK", ("swedish", "kronor"): "SEK",
}  # fmt: skip
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "percentage point": "percentage point",
    "basis point": "basis point", "km": "km", "kilometre": "km", "kilometer": "km", "mile": "mile", "metre": "m",
    "meter": "m", "centimetre": "cm", "centimeter": "cm", "cm": "cm", "mm": "mm", "millimetre": "mm",
    "millimeter": "mm", "foot": "foot", "feet": "foot", "inch": "inch", "yard": "yard", "kg": "kg", "kilogram": "kg",
    "kilo": "kg", "gram": "g", "tonne": "t", "metric ton": "t", "ton": "ton", "lb": "pound (mass)",
    "barrel": "barrel", "litre": "l", "liter": "l", "gallon": "gallon", "hectare": "ha", "acre": "acre",
    "pence": "penny", "penny": "penny", "cent": "cent", "bp": "basis point", "bps": "basis point", "pc": "%",
    "ft": "foot", "stone": "stone", "kwh": "kWh", "mwh": "MWh",
    "gwh": "GWh", "twh": "TWh", "ghz": "GHz", "mhz": "MHz", "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB",
    "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB", "megabit": "Mbit", "gigabit": "Gbit",
    "light year": "light year", "nautical mile": "nautical mile", "knot": "knot", "volt": "V", "watt": "W",
    "square kilometre": "km²", "square kilometer": "km²", "sq km": "km²", "square mile": "square mile",
    "square metre": "m²", "square meter": "m²", "square foot": "square foot", "square feet": "square foot",
    "cubic metre": "m³", "cubic meter": "m³", "mw": "MW", "megawatt": "MW", "gw": "GW", "gigawatt": "GW", "kw": "kW",
    "kilowatt": "kW", "mph": "mph", "km/h": "km/h", "kph": "km/h", "degree": "degree", "degree celsius": "°C",
    "°c": "°C", "°f": "°F", "degree fahrenheit": "°F", "second": "second", "minute": "minute", "hour": "hour",
    "day": "day", "week": "week", "month": "month", "year": "year", "decade": "decade", "century": "century",
}  # fmt: skip

SIGN = (
    "(?:" + "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)) + rf"|(?:{'|'.join(_CODES)})\b)"
)
"""Pattern of a sign or code before a number."""

_IRREGULAR = {
    "people": "person", "men": "man", "women": "woman", "children": "child", "lives": "life", "wives": "wife",
    "halves": "half", "leaves": "leaf", "thieves": "thief", "knives": "knife", "wolves": "wolf", "feet": "foot",
    "teeth": "tooth", "mice": "mouse", "criteria": "criterion", "crises": "crisis", "bases": "base",
    "analyses": "analysis", "servicemen": "serviceman", "policemen": "policeman", "spokesmen": "spokesman",
    "lawmen": "lawman", "fishermen": "fisherman", "businessmen": "businessman", "servicewomen": "servicewoman",
    "buses": "bus", "viruses": "virus", "statuses": "status", "campuses": "campus", "movies": "movie",
    "cookies": "cookie", "calories": "calorie", "ties": "tie", "lies": "lie",
}  # fmt: skip
_UNCHANGED = frozenset([
    "series", "species", "police", "aircraft", "means", "headquarters", "news", "barracks", "clergy", "cattle",
    "sheep", "deer", "spacecraft", "us", "gas", "bus", "virus", "status", "campus", "crisis", "basis", "analysis",
    "lens", "focus", "bonus", "census",
])  # fmt: skip


def singular(noun: str) -> str:
    """Return the singular of an English noun in lower case, by rule and a list of irregular ones."""
    word = noun.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _UNCHANGED or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    if word.endswith("oes") and len(word) > 4:
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 2 else word


def currency_sign(sign: str) -> str | None:
    """Return the ISO 4217 code of a sign or code printed before a number."""
    return _SIGNS.get(sign) or (sign if sign in _CODES else None)


_NEXT = re.compile(
    r"[\s-]?(?P<word>%|°[CF]\b|km/h|[A-Za-z](?:[A-Za-z]|[.’'](?=[A-Za-z]))*\.?)"
    r"(?:[ -](?P<more>[A-Za-z]+))?(?:[ -](?P<third>[A-Za-z]+))?"
)


_ATTACHED_UNITS = {"C": "°C", "F": "°F", "p": "penny", "c": "cent", "in": "inch"}
_ATTACHED = re.compile(r"(?<=\d)(?:C|F|p|c|in)\b(?!\.\w)")
"""Units so short that they count only where they touch the digits."""


def currency_after(text: str, position: int) -> tuple[str | None, int]:
    """Return the currency named right after ``position`` and where its words end; None and ``position`` without one."""
    match = _NEXT.match(text, position)
    if match is None or match["word"] is None:
        return None, position
    word = match["word"].lower()
    if word not in _DOLLARS:
        word = word.rstrip(".")
    if word.upper() in _CODES and word.upper() == match["word"].rstrip("."):
        return word.upper(), match.start("word") + len(word)
    if match["more"]:
        noun = singular(match["more"])
        if noun == "dollar" and word in _DOLLARS:
            return _DOLLARS[word], match.end("more")
        if (word, noun) in _NATIONAL:
            return _NATIONAL[(word, noun)], match.end("more")
        two = f"{word} {match['more'].lower()}"
        if two in _DOLLARS and match["third"] and singular(match["third"]) == "dollar":
            return _DOLLARS[two], match.end("third")
    code = _WORDS.get(singular(word))
    if code == "KRW" and word != "won":
        return None, position
    return (code, match.start("word") + len(word)) if code else (None, position)


def unit_after(text: str, position: int) -> tuple[str | None, int]:
    """Return the unit named right after ``position`` and where its words end; None and ``position`` without one."""
    if attached := _ATTACHED.match(text, position):
        return _ATTACHED_UNITS[attached[0]], attached.end()
    match = _NEXT.match(text, position)
    if match is None:
        return None, position
    word = match["word"].lower().rstrip(".")
    if match["more"]:
        two = f"{word} {singular(match['more'])}"
        for name in (two, f"{singular(word)} {match['more'].lower()}", f"{word} {match['more'].lower()}"):
            if name in _UNITS:
                return _UNITS[name], match.end("more")
    unit = _UNITS.get(word) or _UNITS.get(singular(word))
    return (unit, match.start("word") + len(word)) if unit else (None, position)
