"""Which language a text is in, whether or not claims are read in it (``pipelines/languages.py`` says)."""

import re
from functools import lru_cache
from typing import Any

# fmt: off
KNOWN = (
    "af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi",
    "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "kn", "ko", "ky", "la",
    "lb", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "mt", "nb", "ne", "nl", "nn", "no", "pa", "pl", "pt", "ro", "ru",
    "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)
# fmt: on
"""Languages told apart: those that news is written in."""

_SAMPLE_CHARS = 1_500
_MIN_WORDS = 6
_SURE = 0.9


def detect_language(text: str, given: str | None = None) -> str | None:
    """Return the language of a text (ISO 639-1), or None where it cannot be told.

    Args:
        text: running text, without page furniture.
        given: the language that the record or page says it is in; decides where the text leaves doubt.
    """
    said = given_language(given)
    sample = text[:_SAMPLE_CHARS]
    if len(re.findall(r"\w+", sample)) < _MIN_WORDS and not re.search(r"[\u0e00-\u9fff\uac00-\ud7af]{6}", sample):
        return said
    found, probability = _identifier().classify(sample)
    if probability < _SURE and said is not None:
        return said
    return _two_letters(str(found))


def given_language(given: str | None) -> str | None:
    """Return the ISO 639-1 code at the head of a language tag such as ``en-GB`` or ``en_US``, or None."""
    match = re.match(r"\s*([A-Za-z]{2})(?:[-_].{1,12})?\s*$", given or "")
    code = match.group(1).lower() if match else None
    return code if code in KNOWN else None


def _two_letters(code: str) -> str | None:
    return code if re.fullmatch(r"[a-z]{2}", code) else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in KNOWN if code in set(identifier.labels)])
    return identifier
