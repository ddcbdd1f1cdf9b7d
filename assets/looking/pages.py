"""A claim, an article and an entity as pages on the terminal, from what :mod:`.claim`, :mod:`.article` and
:mod:`.entity` gather.
"""

from rich.console import Console

from assets.looking.screen import (
    Lines,
    Row,
    day,
    head,
    indented,
    line,
    pieces,
    rest,
    standing,
    wordings,
    words,
)
from pipelines.publication.report.texts import counted, day_in_words

_TYPES = {
    "direct": "quoted",
    "mixed": "quoted in part",
    "indirect": "reported",
    "narrator": "the writer's own words",
    "no_comment": "a refusal to comment",
}
_VARIANTS = {"truncated": "shortened", "reworded": "reworded", "reattributed": "given to somebody else"}
_EVENTS = {"new": "first seen", "retired": "retired", "kept": "kept"}


def claim_page(facts: Row, limit: int, console: Console) -> Lines:
    """Yield the page of a claim."""
    yield line((facts["claim_text"], "bold"))
    yield line((facts["claim_id"], "dim"))
    yield line((standing(facts), "green" if facts["status"] == "corroborated" else "yellow"), " · ", _reach(facts))
    yield line(f"{_days(facts)}; in the dataset since {facts['first_version']}")
    if facts["speakers"]:
        said = ", ".join(_times(each["name"], each["mentions"]) for each in facts["speakers"][:limit])
        yield line("said by ", (said, "cyan"))
    yield from _origins(facts, limit)
    yield head("Mentions, in the order of time")
    for mention in facts["mentions"][:limit]:
        yield from _mention(mention, console, of_claim=True)
    yield from rest(limit, len(facts["mentions"]), "mentions")
    yield from _relations(facts, limit)
    yield from _variants(facts, limit)
    yield from _history(facts, limit)


def _reach(facts: Row) -> str:
    mentions, articles, outlets = (counted(facts[f"{what}_count"], what) for what in ("mention", "article", "outlet"))
    return f"{mentions} in {articles} of {outlets}"


def _days(facts: Row) -> str:
    first, last = (facts[name] for name in ("first_published_at", "last_published_at"))
    if first is None:
        return "printed on days that are not known"
    span = day_in_words(first) if first.date() == last.date() else f"{day_in_words(first)} to {day_in_words(last)}"
    return f"printed {span}"


def _times(name: str, number: int) -> str:
    return name if number == 1 else f"{name} ({number}×)"


def _origins(facts: Row, limit: int) -> Lines:
    yield head(f"Independent origins: {facts['independent_origin_count']}")
    for number, origin in enumerate(facts["origins"][:limit], start=1):
        methods = ", ".join(method.replace("_", " ") for method in origin["methods"])
        kind = origin["kind"].replace("_", " ")
        yield line(f"{number}. ", (origin["name"], "bold"), f"  {kind}, known by: {methods}", indent=2)
        printed = ", ".join(origin["outlets"])
        yield line("printed by ", words(printed), f" ({counted(origin['mentions'], 'mention')})", indent=5)
    yield from rest(limit, len(facts["origins"]), "origins")
    if not facts["origins"]:
        yield line("No mention of it says on whose word it rests.", indent=2)


def _mention(mention: Row, console: Console, *, of_claim: bool) -> Lines:
    chain = " → ".join(_link(link) for link in mention["chain"])
    if of_claim:
        yield line((day(mention), "bold"), "  ", words(chain), indent=2)
    else:
        yield line(f"[{mention['content_start']}:{mention['content_end']}]  ", words(chain), indent=2)
    evidence = [(each["text"], each["part"]) for each in mention["sentence"]]
    yield indented(pieces(evidence, console), 5)
    notes = [_TYPES[mention["claim_type"]], mention["modality"]]
    notes += ["negated"] if mention["polarity"] == "negated" else []
    notes += [] if mention["is_current"] else ["in an earlier revision"]
    place = f"{mention['path']} [{mention['content_start']}:{mention['content_end']}]  {mention['mention_id']}"
    yield line((f"{', '.join(notes)} · ", ""), (place if of_claim else mention["mention_id"], "dim"), indent=5)


def _link(link: Row) -> str:
    unnamed = " (unnamed)" if link["kind"] == "anonymous" else ""
    return f"{link['name']}{unnamed}{'' if link['explicit'] else ' (carried over)'}"


def _relations(facts: Row, limit: int) -> Lines:
    if not facts["relations"]:
        return
    yield head("To other claims")
    for each in facts["relations"][:limit]:
        reason = f" ({each['reason']})" if each["reason"] else ""
        yield line((f"{each['words']}{reason}: ", "red"), words(each["claim_text"]), indent=2)
        yield line(words(each["detail"]), (f"  {each['claim_id']}", "dim"), indent=5)
    yield from rest(limit, len(facts["relations"]), "relations")


def _variants(facts: Row, limit: int) -> Lines:
    if not facts["variants"]:
        return
    yield head("Its quotations in other words")
    for each in facts["variants"][:limit]:
        one, other = each["wordings"]
        yield line((_VARIANTS[each["kind"]], "italic"), f", alike by {each['similarity']:.0%}", indent=2)
        for side, text in zip((one, other), wordings(one["words"], other["words"]), strict=True):
            speaker = f", {side['speaker']}" if side["speaker"] else ""
            yield line(words(f"{side['outlet']}{speaker}: "), " ", text, indent=5)
    yield from rest(limit, len(facts["variants"]), "pairs")


def _history(facts: Row, limit: int) -> Lines:
    yield head("Over the versions")
    for entry in facts["history"][-limit:]:
        told = [_event(event, facts["claim_id"]) for event in entry["events"]]
        if entry["state"]:
            told.append(f"{standing(entry['state'])}, {counted(entry['state']['article_count'], 'article')}")
        yield line((entry["version"], "bold"), f"  {'; '.join(told)}", indent=2)
        wording = entry["state"] and entry["state"]["claim_text"]
        if wording and wording != facts["claim_text"]:
            yield line("worded: ", words(wording), indent=5)
    yield from rest(limit, len(facts["history"]), "versions")


def _event(event: Row, claim: str) -> str:
    if event["event"] == "merged_into":
        own = event["claim_id"] == claim
        return f"merged into {event['other_claim_id']}" if own else f"{event['claim_id']} merged into it"
    if event["event"] == "split_from":
        own = event["claim_id"] == claim
        return f"split from {event['other_claim_id']}" if own else f"{event['claim_id']} split from it"
    return _EVENTS[event["event"]]


# --- articles -----------------------------------------------------------------------------


def article_page(facts: Row, limit: int, console: Console) -> Lines:
    """Yield the page of an article."""
    yield line((facts["title"] or "(without a headline)", "bold"))
    yield line((facts["article_id"], "dim"))
    by = f", {facts['byline']}" if facts["byline"] else ""
    yield line((facts["outlet"], "cyan"), words(by), f" · {_dated(facts)}")
    if facts["published_words"]:
        how = "dated by: " if facts["published_at"] else "prints a day that is not that of its publication: "
        yield line(how, words(facts["published_words"]))
    yield line(words("  ".join(each for each in (facts["path"], facts["url"]) if each)))
    language = facts["language"] or "of unknown language"
    yield line(f"{counted(facts['word_count'], 'word')}, {language}, {facts['media_type']}")
    if facts["unextracted_reason"]:
        yield line(f"no claims were read from it: {facts['unextracted_reason'].replace('_', ' ')}")
    yield from _revisions(facts)
    yield from _rests_on(facts)
    yield from _copies(facts, limit)
    yield head(f"Claims, in the order of the text: {len(facts['mentions'])}")
    for mention in facts["mentions"][:limit]:
        yield from _mention(mention, console, of_claim=False)
        if mention["canonical_claim_text"] != mention["content_text"]:
            yield line("claim: ", words(mention["canonical_claim_text"]), indent=5)
        articles = counted(mention["article_count"], "article")
        yield line(f"{standing(mention)}, {articles} · ", (mention["claim_id"], "dim"), indent=5)
    yield from rest(limit, len(facts["mentions"]), "claims")


def _dated(facts: Row) -> str:
    note = f" ({facts['published_note'].replace('_', ' ')})" if facts["published_note"] else ""
    how = facts["published_evidence"].replace("_", " ")
    return f"{day(facts)}, {how}{note}" if facts["published_at"] else f"undated{note}"


def _revisions(facts: Row) -> Lines:
    if len(facts["revisions"]) < 2:
        return
    yield head("Revisions")
    for each in facts["revisions"]:
        marks = [*(["current"] if each["is_current"] else []), *(["shown here"] if _is_shown(each, facts) else [])]
        note = f"  ({', '.join(marks)})" if marks else ""
        yield line(f"{each['revision']}. ", (each["article_id"], "dim"), note, indent=2)


def _is_shown(revision: Row, facts: Row) -> bool:
    return bool(revision["article_id"] == facts["article_id"])


def _rests_on(facts: Row) -> Lines:
    if not facts["rests_on"]:
        return
    yield head("Rests on")
    for each in facts["rests_on"]:
        methods = ", ".join(method.replace("_", " ") for method in each["methods"])
        yield line((each["name"], "bold"), f"  known by: {methods}", indent=2)


def _copies(facts: Row, limit: int) -> Lines:
    if not facts["copies"]:
        return
    yield head("The same text elsewhere")
    for each in facts["copies"][:limit]:
        note = "  (the earliest)" if each["is_original"] else ""
        yield line((each["outlet"], "cyan"), f" · {day(each)}{note}  ", words(each["path"]), indent=2)
    yield from rest(limit, len(facts["copies"]), "copies")


# --- entities -----------------------------------------------------------------------------


def entity_page(facts: Row, limit: int, console: Console) -> Lines:  # noqa: ARG001  one signature for all pages
    """Yield the page of an entity."""
    yield line((facts["name"], "bold"))
    yield line((facts["entity_id"], "dim"))
    known = [facts["entity_kind"], facts["country"], facts["description"], facts["wikidata_id"], _place(facts)]
    yield line(words(", ".join(each for each in known if each)))
    if facts["merged"]:
        yield line("merged into it: ", words(", ".join(facts["merged"])))
    yield head("Names")
    for each in facts["names"][:limit]:
        seen = f"{each['times']}× in {', '.join(each['outlets'][:limit])}" if each["times"] else "not in an article"
        yield line((each["name"], "bold"), "  ", words(seen), indent=2)
    yield from rest(limit, len(facts["names"]), "names")
    yield from _offices(facts, limit)
    for key, title in (("claims_made", "Claims that it makes"), ("claims_about", "Claims about it, made by others")):
        yield from _claims(facts[key], f"{title}: {len(facts[key])}", limit)
    if facts["quoted_by"]:
        yield head("Printed by")
        told = ", ".join(f"{each['name']} ({counted(each['mentions'], 'mention')})" for each in facts["quoted_by"])
        yield line(words(told), indent=2)


def _place(facts: Row) -> str:
    latitude, longitude = facts["latitude"], facts["longitude"]
    if latitude is None or longitude is None:
        return ""
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.4g}° {north} {abs(longitude):.4g}° {east}"


def _offices(facts: Row, limit: int) -> Lines:
    if not facts["offices"]:
        return
    yield head("Offices, as the reference tables say")
    for each in facts["offices"][:limit]:
        until = f"to {each['to_date']}" if each["to_date"] else "on"
        yield line(
            words(f"{each['office']} of {each['body']}: {each['holder']}, {each['from_date']} {until}"), indent=2
        )
    yield from rest(limit, len(facts["offices"]), "offices")


def _claims(claims: list[Row], title: str, limit: int) -> Lines:
    if not claims:
        return
    yield head(title)
    for each in claims[:limit]:
        yield line(words(each["claim_text"]), indent=2)
        firmness = ", ".join(each["modalities"])
        negated = ", negated" if each["polarities"] == ["negated"] else ""
        told = f"{counted(each['mentions'], 'mention')}, {firmness}{negated} · {standing(each)}  "
        yield line(told, (each["claim_id"], "dim"), indent=5)
    yield from rest(limit, len(claims), "claims")
