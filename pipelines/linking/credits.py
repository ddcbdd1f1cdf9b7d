"""Which medium each mention credits: in its chain of attribution, or beside its content.

Belongs here: choosing the medium among those named. Does not belong here: finding the words
(`evidence`), nor what a mention rests on that credits none (`origins`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from pipelines.linking.evidence import Credit, citations, own_accounts
from pipelines.linking.media import Media, acronyms
from pipelines.linking.origin import Origin, medium, own_reporting

CREDITING = ("mention_id", "article_id", "sentence_start", "sentence_end", "content_start", "content_end")
"""What of mentions is read: a credit is a medium named in the sentence of a content, outside of it."""


def credits(
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    attributions: pl.DataFrame,
    own: Mapping[str, str | None],
    media: Media,
) -> dict[str, Origin]:
    """Return the medium that each mention credits, as far as it credits one.

    That is the innermost medium of its chain, or the one that its sentence cites beside the
    content: where A cites B citing C, it is C. Words said to the article's own outlet are that
    outlet's own reporting.

    Args:
        articles: table ``articles``.
        mentions: table ``screened_mentions``.
        attributions: table ``attributions``.
        own: the outlet of each article.
        media: look-up of outlets, which learns those met.
    """
    media.expand(acronyms(articles["text"]))
    named = attributions.filter(pl.col("source_kind") == "medium")
    for name in sorted(set(named.select(pl.coalesce("source_name", "source_text")).to_series())):
        media.learn(name)
    of_mentions = mentions.select("mention_id", "article_id")
    article_of = dict(of_mentions.join(attributions, on="mention_id", how="semi").iter_rows())
    found = _chained(attributions, article_of, own, media)
    text = dict(articles.select("article_id", "text").iter_rows())
    last_read, cited = None, list[Credit]()
    for mention, article, start, end, first, last in mentions.select(CREDITING).sort(CREDITING[1:4]).iter_rows():
        if last_read != (article, start, end):
            last_read, cited = (article, start, end), citations(text[article], start, end, media)
        beside = [credit for credit in cited if credit.end <= first or last <= credit.start]
        chosen = _beside(beside, own.get(article), chained=mention in found)
        if chosen is None and mention not in found:
            told = own_accounts(text[article], start, end, own.get(article))
            chosen = next((own_reporting(own.get(article), *span) for span in told), None)
        if chosen is not None:
            found[mention] = chosen
        elif mention in found and any(credit.is_told and credit.outlet == found[mention].outlet for credit in cited):
            found[mention] = replace(found[mention], is_told=True)
    return found


def _chained(
    attributions: pl.DataFrame, article_of: Mapping[str, str], own: Mapping[str, str | None], media: Media
) -> dict[str, Origin]:
    """The innermost medium of each chain."""
    found: dict[str, Origin] = {}
    chains = attributions.filter(pl.col("source_kind").is_in(["medium", "document"])).sort("mention_id", "position")
    for row in chains.iter_rows(named=True):
        mention, name = row["mention_id"], row["source_name"] or row["source_text"]
        if mention not in article_of:
            continue
        # a report that bears the name of its medium credits the medium
        known = [outlet for outlet, _, _ in media.named_in(name)] if row["source_kind"] == "document" else []
        if row["source_kind"] == "document" and not known:
            continue
        outlet = known[0] if known else media.identify(name)
        start, end = row["evidence_start"], row["evidence_end"]
        if outlet != own.get(article_of[mention]):
            found[mention] = medium(Credit(outlet, start, end), "cited" if row["explicit"] else "carried_over")
        elif row["explicit"]:
            found[mention] = own_reporting(outlet, start, end)
    return found


def _beside(beside: Sequence[Credit], own: str | None, *, chained: bool) -> Origin | None:
    """The medium that a sentence cites beside a content; one that another is said to cite comes before it.

    A chain is overruled by that alone.
    """
    through = [credit for credit in beside if credit.is_through]
    others = [credit for credit in beside if credit.outlet != own]
    told = [credit for credit in beside if credit.outlet == own and credit.is_told]
    for credit in through or ([] if chained else [*others, *told]):
        if credit.outlet != own:
            return medium(credit, "cited")
        return own_reporting(credit.outlet, credit.start, credit.end)
    return None
