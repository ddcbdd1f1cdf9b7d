"""Rows as text for other programs; values from articles cannot become formulas."""

import polars as pl

_FORMULA = r"^[=+\-@\t\r]"


def csv_text(frame: pl.DataFrame) -> str:
    """Return ``frame`` as CSV (RFC 4180) with spreadsheet formulas disarmed.

    A text value that a spreadsheet would run as a formula gets a leading apostrophe, as OWASP
    recommends against CSV injection; numbers and dates are left as they are.
    """
    text = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = [
        pl.when(pl.col(name).str.contains(_FORMULA))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in text
    ]
    return frame.with_columns(safe).write_csv()
