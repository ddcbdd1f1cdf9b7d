"""Regular expressions of the project, and long texts that make a bad one run away.

usage: python -m tests.hostile.patterns [PATTERN …]      (default: all of the project)

Patterns are found by importing every module and by reading every call of ``re``; the texts are made from each
pattern itself: what leads to a repetition, then what it repeats over and over, then what it cannot match.
"""

import ast
import dataclasses
import importlib
import re
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, NamedTuple

PACKAGES = ("pipelines", "assets", "expectations")
FLOODS = (
    *(
        " ",
        "\n",
        " \n\t",
        "\r\n",
        "a",
        "A",
        "7",
        "é",
        "_",
        "-",
        ".",
        ",",
        "'",
        "’",
        '"',
        "“”",
        "(",
        ")",
        "[",
        "<",
        "<!--",
    ),
    *(
        "&",
        "/",
        ":",
        "*",
        "(a",
        "a ",
        "A ",
        "Aa ",
        "a  ",
        "a, ",
        "A, ",
        "Aa, ",
        "a.",
        "A.",
        "A. ",
        "7,",
        "7.",
        "7 ",
        "a-",
    ),
    *("a'", "’s ", "and ", "the ", "one ", "May ", "said ", "A and ", "a\n", "A\n", "\u200b", "\u0301", "\x00"),
)
"""What a text may consist of from end to end, besides what a pattern itself repeats."""
_ALL = ("finditer", "fullmatch")
_KIND = {"match": "match", "fullmatch": "fullmatch"} | dict.fromkeys(
    ("search", "finditer", "findall", "sub", "subn", "split", "scanner"), "finditer"
)
"""How a method goes through a text: from its start, whole, or from every place."""
LENGTH = 3_000
"""Characters of the texts."""
PATIENCE = 0.5
"""Seconds of CPU after which a pattern over one text is given up."""
SUSPICIOUS = 0.001
"""Seconds over ``LENGTH`` characters that call for a closer look."""
_LOOKED_AT = 3
_LINEAR = 64
"""So many times as long a text of 16 times the length may take."""
_LONG = 32
"""A repetition of so many or more may run away; a shorter one is bounded by its number."""
_SAMPLES = {
    sre.CATEGORY_DIGIT: "7",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_WORD: " ",
}
_CANDIDATES = "a A7 .,-'\"’“(é\n<>&=:/"


class Found(NamedTuple):
    """A pattern, where it stands, and how it is applied (``match``, ``fullmatch``, ``finditer``)."""

    pattern: re.Pattern[str]
    where: str
    used: tuple[str, ...]


def patterns(root: Path) -> list[Found]:
    """Return every pattern of text in the project's packages, each once."""
    found: dict[tuple[str, int], Found] = {}
    trees = {
        file: ast.parse(file.read_text(encoding="utf-8"))
        for package in PACKAGES
        for file in sorted((root / package).rglob("*.py"))
    }
    uses = {file: _uses(tree) for file, tree in trees.items()}
    everywhere: dict[str, set[str]] = {}
    for use in uses.values():
        for name, kinds in use.items():
            everywhere.setdefault(name, set()).update(kinds)

    def add(pattern: re.Pattern[str], where: str, used: set[str]) -> None:
        key = (pattern.pattern, pattern.flags)
        before = set(found[key].used) if key in found else set()
        found[key] = Found(pattern, found[key].where if before else where, tuple(sorted(used | before)))

    for file in (file for file, tree in trees.items() if _compiles(tree)):
        module = importlib.import_module(
            ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        )
        own = uses[file]
        for pattern, name in _of_module(module):
            used = (own if name.startswith("_") else everywhere).get(name, set(_ALL))
            add(pattern, f"{module.__name__}.{name}", used)
    for file, tree in trees.items():
        for pattern, kind, line in _of_calls(tree):
            add(pattern, f"{file.relative_to(root)}:{line}", {kind})
    return [each for each in found.values() if each.used]


def _compiles(tree: ast.AST) -> bool:
    """Tell whether a module may hold compiled patterns: whether it names what compiles them."""
    return any(isinstance(node, ast.Attribute) and node.attr == "compile" for node in ast.walk(tree))


def _uses(tree: ast.AST) -> dict[str, set[str]]:
    """Return how each name is applied as a pattern; one that is handed on may be applied in every way."""
    used: dict[str, set[str]] = {}
    owned = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if node.attr in _KIND or node.attr in {"pattern", "flags", "groupindex"}:
                owned.add(id(node.value))
                used.setdefault(name, set()).update({_KIND[node.attr]} if node.attr in _KIND else ())
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in owned:
            used.setdefault(node.id, set()).update(_ALL)
    return used


def _of_module(module: ModuleType) -> Iterator[tuple[re.Pattern[Any], str]]:
    for name, value in vars(module).items():
        for pattern in _inside(value, 5):
            yield pattern, name


def _inside(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    """Yield patterns in containers of Python's and of the project; those of others may refuse to be walked."""
    if isinstance(value, re.Pattern):
        yield value
    elif not depth or type(value).__module__.split(".")[0] not in {"builtins", "types", "re", *PACKAGES}:
        return
    elif isinstance(value, Mapping):
        for each in [*value, *value.values()]:
            yield from _inside(each, depth - 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _inside(each, depth - 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _inside(getattr(value, field.name, None), depth - 1)


def _of_calls(tree: ast.AST) -> Iterator[tuple[re.Pattern[Any], str, int]]:
    """Patterns that are written where they are used."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        first = node.args[0]
        of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr in _KIND
        if of_re and isinstance(first, ast.Constant | ast.JoinedStr):
            value = re.RegexFlag(0)
            for flag in ast.walk(node):
                if isinstance(flag, ast.Attribute) and flag.attr.isupper():
                    value |= getattr(re, flag.attr, 0)
            yield re.compile(_spelt(first), value), _KIND[node.func.attr], node.lineno


def _spelt(node: ast.Constant | ast.JoinedStr) -> Any:
    """Return a pattern with a word for each expression that stands in it."""
    if isinstance(node, ast.Constant):
        return node.value
    return "".join(str(each.value) if isinstance(each, ast.Constant) else "a" for each in node.values)


def texts_against(found: Found, length: int) -> list[str]:
    """Return texts of some ``length`` characters: floods, and against each long repetition of a pattern."""
    texts = [flood * (length // len(flood)) + "!\x00" for flood in FLOODS]
    tree = parser.parse(found.pattern.pattern, found.pattern.flags & ~re.UNICODE)
    for before, body in _repetitions(list(tree), ""):
        for unit in dict.fromkeys((body, body + " ", body + ", ")):
            times = length // len(unit)
            texts += [before + unit * times + "\x00", unit * times + "!\x00"]
        for unit in (before + body, before + body + " ") if before else ():
            texts.append(unit * (length // len(unit)) + "\x00")
    return texts


def _repetitions(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """Yield what leads to each long repetition, and what it repeats."""
    for operation, argument in nodes:
        if operation in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
            least, most, body = argument
            if most == sre.MAXREPEAT or most >= _LONG:
                yield before, _sample(list(body)) or "a"
            yield from _repetitions(list(body), before)
            before += _sample(list(body)) * min(least, 3)
            continue
        if operation is sre.SUBPATTERN:
            yield from _repetitions(list(argument[-1]), before)
        elif operation is sre.BRANCH:
            for branch in argument[1]:
                yield from _repetitions(list(branch), before)
        elif operation in {sre.ASSERT, sre.ASSERT_NOT}:
            yield from _repetitions(list(argument[1]), before)
        elif operation is sre.ATOMIC_GROUP:
            yield from _repetitions(list(argument), before)
        before += _sample([(operation, argument)])


def _sample(nodes: list[Any]) -> str:
    """Return a short text that such nodes match, as far as it can be told without looking around."""
    out = ""
    for operation, argument in nodes:
        if operation is sre.LITERAL:
            out += chr(argument)
        elif operation is sre.NOT_LITERAL:
            out += next(each for each in _CANDIDATES if ord(each) != argument)
        elif operation is sre.ANY:
            out += "a"
        elif operation is sre.IN:
            out += _of_set(argument)
        elif operation is sre.SUBPATTERN:
            out += _sample(list(argument[-1]))
        elif operation is sre.ATOMIC_GROUP:
            out += _sample(list(argument))
        elif operation is sre.BRANCH:
            out += _sample(list(argument[1][0]))
        elif operation in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
            out += _sample(list(argument[2])) * max(argument[0], 1 if argument[1] else 0)
    return out


def _of_set(items: list[Any]) -> str:
    negated = items[0][0] is sre.NEGATE
    if not negated:
        kind, value = items[0]
        return chr(value) if kind is sre.LITERAL else chr(value[0]) if kind is sre.RANGE else _SAMPLES.get(value, "a")
    for each in _CANDIDATES:
        if not any(_holds(item, each) for item in items[1:]):
            return each
    return "\u2603"


def _holds(item: Any, character: str) -> bool:
    kind, value = item
    if kind is sre.LITERAL:
        return ord(character) == value
    if kind is sre.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    positive = {
        sre.CATEGORY_DIGIT: character.isdigit(),
        sre.CATEGORY_SPACE: character.isspace(),
        sre.CATEGORY_WORD: character.isalnum() or character == "_",
    }
    if value in positive:
        return positive[value]
    opposite = {
        sre.CATEGORY_NOT_DIGIT: sre.CATEGORY_DIGIT,
        sre.CATEGORY_NOT_SPACE: sre.CATEGORY_SPACE,
        sre.CATEGORY_NOT_WORD: sre.CATEGORY_WORD,
    }
    return not positive[opposite[value]]


class GivenUpError(Exception):
    """A pattern did not come to an end."""


def _stop(_signal: int, _frame: object) -> None:
    raise GivenUpError


def seconds(found: Found, used: str, text: str) -> float:
    """Return the CPU time that a pattern takes over a text; infinite beyond ``PATIENCE``."""
    subject: Any = text if isinstance(found.pattern.pattern, str) else text.encode("utf-8")
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    start = time.thread_time()
    try:
        if used == "finditer":
            deque(found.pattern.finditer(subject), maxlen=0)
        else:
            getattr(found.pattern, used)(subject)
    except GivenUpError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - start


def verdict(found: Found) -> str | None:
    """Return what makes a pattern run away: how it is applied, and how the text begins; None where nothing does.

    The texts that take longest are tried again at a quarter of their length and at four times: what is linear
    takes 16 times as long, what is quadratic 256 times.
    """
    for used in found.used:
        taken = []
        for place, text in enumerate(texts_against(found, LENGTH)):
            taken.append((seconds(found, used, text), place))
            if taken[-1][0] == float("inf"):
                return f"{used} does not end on {text[:50]!r} …"
        for one, place in sorted(taken)[-_LOOKED_AT:]:
            if one < SUSPICIOUS:
                continue
            short, long = texts_against(found, LENGTH // 4)[place], texts_against(found, LENGTH * 4)[place]
            least = min(seconds(found, used, short) for _ in range(3))
            if all((most := seconds(found, used, long)) > _LINEAR * least for _ in range(3)):
                return f"{used} takes {most:.2f} s over {len(long):,} characters {long[:50]!r} …"
    return None


def main(given: Sequence[str]) -> None:
    """Print each pattern that runs away, with where it stands and over what; without any given, of all."""
    signal.signal(signal.SIGVTALRM, _stop)
    root = Path(__file__).resolve().parents[2]
    looked_at = [Found(re.compile(each), "given", _ALL) for each in given] or patterns(root)
    for found in looked_at:
        if (why := verdict(found)) is not None:
            print(f"{found.where}: {why}: {found.pattern.pattern}", flush=True)
    print(len(looked_at), file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
