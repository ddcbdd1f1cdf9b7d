"""Terms of mentions made as arrays: as common as those of news, and as few words long."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from pipelines.linking.candidates import UNIT
from pipelines.linking.pairs import Floats, Ints

WEEK = 7


@dataclass
class MadeTerms:
    """What blocking reads of `Wordings`, and the mass of each term and the day of each mention."""

    terms: csr_array
    norms: Floats
    mass: Floats
    days: Ints

    @classmethod
    def of(cls, mentions: Sequence[Sequence[int]], days: Sequence[int | None]) -> "MadeTerms":
        """Take the numbers of the terms of each mention."""
        used, codes = np.unique(np.concatenate([np.array(one, np.int64) for one in mentions]), return_inverse=True)
        ends = np.cumsum([0, *(len(one) for one in mentions)])
        weight = np.log(1 + len(mentions) / (np.bincount(codes, minlength=len(used)) + 0.5))
        terms = csr_array((weight[codes], codes.astype(np.int32), ends), shape=(len(mentions), len(used)))
        norms = np.round(np.sqrt(np.asarray(terms.power(2).sum(axis=1)).ravel()), 9)
        dated = np.array([-1 if day is None else 700_000 + day for day in days], np.int64)
        return cls(terms, norms, np.maximum(np.round(weight**2 * UNIT), 1.0), dated)


def made_terms(count: int) -> MadeTerms:
    """Draw some terms for each of many mentions, by the law of Zipf."""
    draw = np.random.default_rng(7)
    drawn = np.minimum(draw.zipf(1.15, (count, 10)), 40 * count)
    days = draw.integers(0, WEEK * 52, count).tolist()
    return MadeTerms.of([sorted(set(row)) for row in drawn.tolist()], days)
