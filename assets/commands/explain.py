"""``onrecord explain``: why two mentions are, or are not, one claim."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.published import HomeOption, complete, dataset, table
from assets.console import Screen, json_text, put, say
from assets.usage import fail
from pipelines.settings import Home

if TYPE_CHECKING:
    from pipelines.linking.explaining import Told
    from pipelines.reader import Dataset


def explain(
    first: Annotated[str, typer.Argument(metavar="MENTION", help="A mention, or as much of its identifier as tells.")],
    second: Annotated[str, typer.Argument(metavar="MENTION", help="Another.")],
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Say why two mentions are, or are not, one claim: words, numbers, dates, scores, and who decided.

    Example:  onrecord explain men-8596d02c men-2ee5768a
    """
    from pipelines.linking.explaining import Told

    data = dataset(home)
    mentions = data.table("mentions")
    a, b = (complete(given, mentions["mention_id"], "mention") for given in (first, second))
    if a == b:
        fail("give two different mentions", 2)
    rows = {row["mention_id"]: row for row in mentions.iter_rows(named=True) if row["mention_id"] in {a, b}}
    told = _compared(Home.at(home), data, a, b)
    one = rows[a]["claim_id"] == rows[b]["claim_id"]
    claims = " and ".join(dict.fromkeys(rows[mention]["claim_id"] for mention in (a, b)))
    found = [
        Told("verdict", f"{'one claim' if one else 'two claims'} in {data.version}: {claims}"),
        *(Told(name, _quoted(rows[mention], data)) for name, mention in (("first", a), ("second", b))),
        *told,
        *_relations(data, rows[a]["claim_id"], rows[b]["claim_id"]),
        *_corrections(data, rows[a], rows[b]),
    ]
    if as_json:
        put(json_text({each.subject: each.words for each in found}) + "\n")
        return
    width = max(len(each.subject) for each in found)
    for each in found:
        say(f"{each.subject:<{width}}  {each.words}")


def _quoted(mention: "dict[str, object]", data: "Dataset") -> str:
    import polars as pl

    from pipelines.publication.withholding import NOT_PUBLISHED

    article = data.table("articles").filter(pl.col("article_id") == str(mention["article_id"])).row(0, named=True)
    place = f"{article['path']} [{mention['content_start']}:{mention['content_end']}]"
    speaker = mention["source_name"] or "no source"
    words = " ".join(str(mention["content_text"] or NOT_PUBLISHED).split())
    return f"{mention['mention_id']}  {place}  {speaker} ({mention['claim_type']}): {words}"


def _compared(home: Home, data: "Dataset", a: str, b: str) -> "Iterator[Told]":
    """The comparison made anew over what linking read, which the working store keeps."""
    from assets.reference import reference_folders
    from pipelines.linking.explaining import Told, comparison, explain_pair
    from pipelines.reference import ReferenceDataError, load_reference
    from pipelines.warehouse import Warehouse, WarehouseError, writer_lock

    if not home.warehouse.exists():
        yield Told(
            "comparison", f"not possible: {home.root} holds the published versions without what they were made of"
        )
        return
    names = ("articles", "screened_articles", "screened_mentions", "quantities", "entity_mentions", "entities")
    try:
        with writer_lock(home), Warehouse(home.warehouse) as warehouse:
            tables = {name: warehouse.read(name) for name in names}
        reference = load_reference(*reference_folders(home))
    except (WarehouseError, ReferenceDataError) as error:
        fail(str(error))
    known = set(tables["screened_mentions"]["mention_id"])
    if not {a, b} <= known:
        yield Told("comparison", "not possible: the working store does not hold both mentions; run again first")
        return
    if known != set(data.table("mentions")["mention_id"]):
        yield Told("note", f"the working store has changed since {data.version}: scores are those of now")
    articles = tables["articles"].join(tables["screened_articles"], on="article_id", how="semi")
    with Screen(stderr=True).status("Comparing all mentions") as status:
        compared = comparison(
            articles,
            tables["screened_mentions"],
            tables["quantities"],
            tables["entity_mentions"],
            reference,
            lambda done, total: status.update(f"Comparing all mentions, step {done} of {total}"),
            tables["entities"],
        )
    yield from explain_pair(compared, a, b)
    claims = dict(data.table("mentions").select("mention_id", "claim_id").iter_rows())
    if (claims[a] == claims[b]) != compared.one_cluster(a, b):
        yield Told("published", f"otherwise in {data.version}: by a correction, or the code has changed since")


def _relations(data: "Dataset", one: str, other: str) -> "Iterator[Told]":
    import polars as pl

    from pipelines.linking.explaining import Told

    both = pl.col("claim_id").is_in([one, other]) & pl.col("other_claim_id").is_in([one, other])
    rows = data.table("claim_relations").filter(both) if one != other else data.table("claim_relations").clear()
    for row in rows.iter_rows(named=True):
        reason = f" by {row['reason']}" if row["reason"] else ""
        yield Told("relation", f"{row['claim_id']} {row['relation']} {row['other_claim_id']}{reason}: {row['detail']}")
    if one != other and rows.is_empty():
        yield Told("relation", "none between the two claims")


def _corrections(data: "Dataset", a: "dict[str, object]", b: "dict[str, object]") -> "Iterator[Told]":
    """The corrections that name one of the mentions, their claims or their speakers."""
    from pipelines.linking.explaining import Told

    named = {str(row[column]) for row in (a, b) for column in ("mention_key", "claim_id", "source_id") if row[column]}
    found = False
    for row in table(data, "curation").sort("position").iter_rows(named=True):
        if any(name in f"{row['target']} {row['value'] or ''}" for name in named):
            found = True
            reason = f" ({row['reason']})" if row["reason"] else ""
            told = f"{row['curation_id']} {row['action']} by {row['author']}{reason}: {row['status']}, {row['note']}"
            yield Told("correction", told)
    if not found:
        yield Told("correction", "none names them")
