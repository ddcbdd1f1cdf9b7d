"""The rules of every table: generated from its declaration and hand-written."""

from collections.abc import Iterable

from expectations.rules import AnyRule
from expectations.suites import generated, meaning, rates, references, spans
from pipelines.schema import Table


def rules_of(tables: Iterable[Table]) -> list[AnyRule]:
    """Return the rules of ``tables``: suite by suite, the declared ones first, then those with a meaning."""
    written: list[AnyRule] = [*spans.rules(), *meaning.rules(), *rates.rules()]
    found: list[AnyRule] = []
    for table in tables:
        found.extend(generated.rules(table))
        found.extend(references.rules(table))
        found.extend(rule for rule in written if rule.suite == table.name)
    return found
