"""The reference tables: what is known of the world before any article is read.

Belongs here: reading ``seeds/reference/*.csv`` (and folders that extend it), and looking up
outlets, entities and holders of offices in them. Does not belong here: deciding which of
several entities a name means in an article; that is normalisation.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from pipelines.ids import sha256_file, sha256_text
from pipelines.schema import REFERENCE, Column, Table
from pipelines.settings import SEEDS

DEFAULT_FOLDER = SEEDS / "reference"

_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ‘`]s\b")
_NOT_WORD = re.compile(r"[\W_]+")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_INITIALS_LENGTH = 3

_CONVERTERS: dict[str, Callable[[str], Any]] = {
    "VARCHAR": str,
    "BIGINT": int,
    "DOUBLE": float,
    "DATE": date.fromisoformat,
}


class ReferenceDataError(ValueError):
    """A reference file cannot be used; the message names file, line and reason."""


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """Return the key under which spellings of one name meet.

    Compatibility form without diacritics, case-folded, without a possessive ``'s``, every run
    of punctuation and white space one blank: ``"Zelenskyy’s"`` → ``"zelenskyy"``,
    ``"Côte d'Ivoire"`` → ``"cote d ivoire"``. A plus sign is read as a word: ``"OPEC+"`` →
    ``"opec plus"``.
    """
    plain = name.replace("+", " plus ") if "+" in name else name
    if plain.isascii():  # most words: nothing to decompose
        lowered = plain.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", name).replace("+", " plus ")
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
        lowered = plain.casefold().translate(_UNDECOMPOSED)
    return _NOT_WORD.sub(" ", _POSSESSIVE.sub("", lowered)).strip()


def _keys(name: str) -> tuple[str, ...]:
    """Return the keys to look ``name`` up under: its folded form, and that without a leading article."""
    folded = fold(name)
    bare = folded.removeprefix("the ")
    return (folded,) if bare in {folded, ""} else (folded, bare)


def _listed_keys(name: str) -> tuple[str, ...]:
    """Return the keys that a listed name is found under.

    ``The Evening Lantern`` is found without its article, ``The Lantern`` is not: a single
    common word is no name.
    """
    keys = _keys(name)
    return keys if " " in keys[-1] else keys[:1]


def _may_spell(name: str, listed: str) -> bool:
    """Return whether ``name`` is written as ``listed`` may be written.

    A name of one word is told from the common word by its capitals: ``apple`` is not
    ``Apple``, and the pronouns ``us`` and ``Who`` are neither ``US`` nor ``WHO``.
    """
    if _is_initials(listed):
        return sum(character.isupper() for character in name) > 1
    if " " in _keys(listed)[-1]:
        return True
    given, word = name.split()[-1:], listed.split()[-1]
    return not (word[0].isupper() and given and given[0].islower())


def _is_initials(listed: str) -> bool:
    signs = "".join(character for character in listed if character.isalnum())
    return len(signs) <= _INITIALS_LENGTH and signs.isalpha() and signs.isupper()


@dataclass(frozen=True, eq=False)
class Reference:
    """The reference tables with their look-ups, which are built once and never change."""

    outlets: pl.DataFrame
    entities: pl.DataFrame
    aliases: pl.DataFrame
    offices: pl.DataFrame
    reporting_verbs: pl.DataFrame
    version: str
    """SHA-256 over the names and bytes of the files read, in order."""

    _outlets: Mapping[str, dict[str, Any]] = field(repr=False)
    _entities: Mapping[str, dict[str, Any]] = field(repr=False)
    _outlet_names: Mapping[str, tuple[tuple[str, str], ...]] = field(repr=False)
    _domains: Mapping[str, str] = field(repr=False)
    _spellings: Mapping[str, tuple[tuple[str, str, str], ...]] = field(repr=False)
    _adjectives: Mapping[str, tuple[str, ...]] = field(repr=False)
    _holders: Mapping[tuple[str, str], tuple[tuple[date, date, str], ...]] = field(repr=False)
    _states: Mapping[str, str] = field(repr=False)

    def outlet(self, outlet_id: str) -> dict[str, Any] | None:
        """Return the row of an outlet, or None."""
        return self._outlets.get(outlet_id)

    def entity(self, entity_id: str) -> dict[str, Any] | None:
        """Return the row of an entity, or None."""
        return self._entities.get(entity_id)

    def find_outlet(self, name_or_domain: str) -> str | None:
        """Return the ``outlet_id`` behind a name, alias, domain or address.

        A name that two outlets share is not known: None. A subdomain finds its parent's outlet.
        """
        for key in _keys(name_or_domain):
            listed = self._outlet_names.get(key, ())
            named = {outlet for outlet, name in listed if _may_spell(name_or_domain, name)}
            if len(named) == 1:
                return named.pop()
        host = _host(name_or_domain) if "." in name_or_domain else ""
        while "." in host:
            if host in self._domains:
                return self._domains[host]
            host = host.partition(".")[2]
        return None

    def entities_named(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return ``(entity_id, use)`` for every entity that ``name`` may spell.

        ``use`` is ``name``, ``metonym`` or ``short`` as the table of aliases says; names come
        before metonyms, metonyms before short forms. A name of one word matches only where ``name``
        is written with capitals.
        """
        for key in _keys(name):
            found = [(entity, use) for entity, use, alias in self._spellings.get(key, ()) if _may_spell(name, alias)]
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    def entities_of_adjective(self, word: str) -> tuple[str, ...]:
        """Return the entities whose something is by ``word``: ``Ukrainian`` → ``("ukraine",)``."""
        return self._adjectives.get(fold(word), ())

    def state_of(self, entity_id: str) -> str | None:
        """Return the state that an entity is named for: itself, its seat, its government and who holds office in it.

        A state is a place that has offices, its seat an entity that has the name of a metonym of it. What may be named
        for two states is named for none: None.
        """
        return self._states.get(entity_id)

    def holders(self, office: str, body_entity_id: str, day: date) -> tuple[str, ...]:
        """Return the entities that held ``office`` of a body on ``day``, both ends inclusive.

        On a day of handover these are both, the earlier holder first.
        """
        terms = self._holders.get((fold(office), body_entity_id), ())
        return tuple(dict.fromkeys(holder for start, end, holder in terms if start <= day <= end))


def load_reference(*folders: Path) -> Reference:
    """Read the reference tables of ``folders``, by default those that come with the project.

    Rows of a later folder extend those of earlier ones and replace those of equal key; it need
    not hold every table.

    Raises:
        ReferenceDataError: a folder or table is missing, or a row breaks a rule of its table.
    """
    chosen = folders or (DEFAULT_FOLDER,)
    for folder in chosen:
        if not folder.is_dir():
            raise ReferenceDataError(f"{folder}: no such folder of reference tables")
        _check_files(folder)
    read = {name: _read_table(table, chosen) for name, table in REFERENCE.items()}
    _check_references(read)
    frames = {name: REFERENCE[name].conform(REFERENCE[name].frame(rows)) for name, (rows, _) in read.items()}
    entities = {row["entity_id"]: row for row in frames["entities"].to_dicts()}
    outlets = {row["outlet_id"]: row for row in frames["outlets"].to_dicts()}
    return Reference(
        **frames,
        version=version_of(*chosen),
        _outlets=outlets,
        _entities=entities,
        _outlet_names=_outlet_names(outlets.values()),
        _domains=_domains(outlets.values()),
        _spellings=_spellings(entities.values(), frames["aliases"].filter(pl.col("use") != "adjective").to_dicts()),
        _adjectives=_adjectives(frames["aliases"].filter(pl.col("use") == "adjective").to_dicts()),
        _holders=_terms(frames["offices"].to_dicts()),
        _states=_states(entities, frames["offices"].to_dicts(), frames["aliases"].to_dicts()),
    )


# --- reading ------------------------------------------------------------------------------

Rows = tuple[list[dict[str, Any]], list[str]]
"""The rows of a table and, for each, where it stands (``file:line``)."""


def _check_files(folder: Path) -> None:
    """Refuse a folder without reference tables, or with a CSV file that is none of them by its name."""
    found = {path.name for path in folder.glob("*.csv")}
    known = {f"{name}.csv" for name in REFERENCE}
    if found <= known and found:
        return
    names = ", ".join(sorted(known))
    what = f"{folder / min(found - known)}: is no reference table" if found else f"{folder}: holds no reference table"
    raise ReferenceDataError(f"{what}; the tables are {names}")


def _files(table: str, folders: Sequence[Path]) -> list[Path]:
    return [path for folder in folders if (path := folder / f"{table}.csv").is_file()]


def version_of(*folders: Path) -> str:
    """Return the version that `load_reference` gives the tables of ``folders``: a hash of their names and bytes."""
    files = [path for name in REFERENCE for path in _files(name, folders)]
    return sha256_text("".join(f"{path.name}\0{sha256_file(path)}\n" for path in files))


def _read_table(table: Table, folders: Sequence[Path]) -> Rows:
    files = _files(table.name, folders)
    if not files:
        raise ReferenceDataError(f"{table.name}.csv: in none of {', '.join(str(folder) for folder in folders)}")
    merged: dict[tuple[Any, ...], tuple[dict[str, Any], str]] = {}
    for path in files:
        own: dict[tuple[Any, ...], tuple[dict[str, Any], str]] = {}
        for place, row in _read_file(path, table):
            key = tuple(row[name] for name in table.key)
            if key in own:
                raise ReferenceDataError(f"{place}: key {key} stands already at {own[key][1]}")
            own[key] = (row, place)
        merged |= own
    return [row for row, _ in merged.values()], [place for _, place in merged.values()]


def _read_file(path: Path, table: Table) -> Iterable[tuple[str, dict[str, Any]]]:
    place = f"{path}:1"
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.reader(handle, strict=True)
            header = next(reader, [])
            columns = _columns(place, table, header)
            for cells in reader:
                place = f"{path}:{reader.line_num}"
                if len(cells) != len(header):
                    raise ReferenceDataError(f"{place}: {len(cells)} values where {len(header)} are declared")
                values = zip(columns, cells, strict=True)
                given = {column.name: _value(place, column, cell) for column, cell in values}
                yield place, dict.fromkeys(table.names) | given
    except (csv.Error, UnicodeDecodeError) as error:
        raise ReferenceDataError(f"{place}: {error}") from error


def _columns(place: str, table: Table, header: list[str]) -> list[Column]:
    """Return the columns of a file in its order; those that may be empty may be absent."""
    wanted = [column.name for column in table.columns if column.required or column.name in table.key]
    strange = [name for name in header if name not in table.names]
    missing = [name for name in wanted if name not in header]
    if strange or missing or len(set(header)) < len(header):
        told = f"columns are {','.join(header)}, declared {','.join(table.names)}"
        told += f"; missing {', '.join(missing)}" if missing else ""
        raise ReferenceDataError(f"{place}: {told}{f'; unknown {strange[0]!r}' if strange else ''}")
    return [table.column(name) for name in header]


def _value(place: str, column: Column, cell: str) -> Any:
    """Read one cell as its column declares; an empty cell is null."""
    if cell != cell.strip():
        raise ReferenceDataError(f"{place}: {column.name} begins or ends with white space: {cell!r}")
    if not cell:
        if column.required:
            raise ReferenceDataError(f"{place}: {column.name} is empty but required")
        return None
    try:
        value = _CONVERTERS[column.type](cell)
    except ValueError as error:
        raise ReferenceDataError(f"{place}: {column.name} is no {column.type}: {cell!r}") from error
    if column.values is not None and value not in column.values:
        raise ReferenceDataError(f"{place}: {column.name} is {cell!r}, allowed: {', '.join(column.values)}")
    if column.pattern is not None and not re.search(column.pattern, cell):
        raise ReferenceDataError(f"{place}: {column.name} is {cell!r}, which does not match {column.pattern}")
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise ReferenceDataError(f"{place}: {column.name} is {cell}, allowed {low} to {high}")
    return value


def _check_references(read: Mapping[str, Rows]) -> None:
    """Check what spans tables: a reference names an entity, a term ends no earlier than it begins."""
    known = {row["entity_id"] for row in read["entities"][0]}
    for name in ("aliases", "offices"):
        columns = [column.name for column in REFERENCE[name].columns if column.references]
        for row, place in zip(*read[name], strict=True):
            for column in columns:
                if row[column] not in known:
                    raise ReferenceDataError(f"{place}: {column} is {row[column]!r}, which is no entity")
    for row, place in zip(*read["offices"], strict=True):
        if row["to_date"] is not None and row["to_date"] < row["from_date"]:
            raise ReferenceDataError(f"{place}: to_date {row['to_date']} lies before from_date {row['from_date']}")


# --- look-ups -----------------------------------------------------------------------------

_USES = ("name", "metonym", "short")


def _host(address: str) -> str:
    """Return the host of an address or domain without ``www.``, else an empty string."""
    text = address.strip().lower()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _outlet_names(outlets: Iterable[dict[str, Any]]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return, by folded name, ``(outlet_id, name as listed)``."""
    names: dict[str, list[tuple[str, str]]] = {}
    for row in outlets:
        for name in (row["name"], *_aliases(row)):
            for key in _listed_keys(name):
                names.setdefault(key, []).append((row["outlet_id"], name))
    return {key: tuple(listed) for key, listed in names.items()}


def _domains(outlets: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return the outlet of each domain; an alias that is a domain counts as one."""
    domains: dict[str, str] = {}
    for row in outlets:
        listed = [row["domain"], *(alias for alias in _aliases(row) if _DOMAIN.fullmatch(alias))]
        domains |= {domain: row["outlet_id"] for domain in listed if domain}
    return domains


def _aliases(outlet: dict[str, Any]) -> list[str]:
    return [alias for alias in (outlet["aliases"] or "").split("|") if alias]


def _spellings(
    entities: Iterable[dict[str, Any]], aliases: Iterable[dict[str, Any]]
) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return, by folded spelling, ``(entity_id, use, alias as listed)``; an entity's own name is a ``name``."""
    listed = [(row["entity_id"], row["use"], row["alias"]) for row in aliases]
    own = {(entity, alias) for entity, _, alias in listed}
    listed += [
        (row["entity_id"], "name", row["name"]) for row in entities if (row["entity_id"], row["name"]) not in own
    ]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for spelling in sorted(listed, key=lambda item: (_USES.index(item[1]), item)):
        for key in _listed_keys(spelling[2]):
            found.setdefault(key, []).append(spelling)
    return {key: tuple(spellings) for key, spellings in found.items()}


def _adjectives(aliases: Iterable[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in aliases:
        found.setdefault(fold(row["alias"]), []).append(row["entity_id"])
    return {key: tuple(entities) for key, entities in found.items()}


def _terms(offices: Iterable[dict[str, Any]]) -> dict[tuple[str, str], tuple[tuple[date, date, str], ...]]:
    terms: dict[tuple[str, str], list[tuple[date, date, str]]] = {}
    for row in offices:
        term = (row["from_date"], row["to_date"] or date.max, row["holder_id"])
        terms.setdefault((fold(row["office"]), row["body"]), []).append(term)
    return {key: tuple(sorted(held)) for key, held in terms.items()}


def _states(
    entities: Mapping[str, dict[str, Any]], offices: Iterable[dict[str, Any]], aliases: Iterable[dict[str, Any]]
) -> dict[str, str]:
    """The state that each entity is named for, where that is one."""
    held = [(row["holder_id"], row["body"]) for row in offices if entities[row["body"]]["kind"] == "place"]
    states = sorted({body for _, body in held})
    found: dict[str, set[str]] = {state: {state} for state in states}
    for holder, state in held:
        found.setdefault(holder, set()).add(state)
    metonyms: dict[str, set[str]] = {}
    for row in aliases:
        if row["use"] == "metonym" and row["entity_id"] in states:
            metonyms.setdefault(fold(row["alias"]), set()).add(row["entity_id"])
    countries: dict[str, set[str]] = {}
    for state in states:
        countries.setdefault(entities[state]["country"] or "", set()).add(state)
    for entity, row in entities.items():
        if row["kind"] == "government" and row["country"]:
            found.setdefault(entity, set()).update(countries.get(row["country"], ()))
        if entity not in states:
            found.setdefault(entity, set()).update(metonyms.get(fold(row["name"]), ()))
    return {entity: min(named) for entity, named in found.items() if len(named) == 1}
