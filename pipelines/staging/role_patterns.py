r"""Wordings that tell the role of a line by themselves: page furniture, credits, bylines, teasers, disclaimers.

Every pattern is read against the beginning or the end of one short unit, never searched for in
the middle of prose, and none can backtrack beyond its fixed bounds. Alternatives are written in
verbose mode: a blank is ``\s`` or ``_``, which stands for one blank.
"""

import re

MAX_FURNITURE_WORDS = 80
MAX_FURNITURE_CHARS = 600
"""A longer unit is never furniture by its wording."""


def _whole(*alternatives: str) -> re.Pattern[str]:
    """Compile alternatives that must make up a unit whole, but for marks around them."""
    return _compiled(r"^\W{0,9}(?:{})\W{0,9}$", alternatives)


def _opening(*alternatives: str) -> re.Pattern[str]:
    """Compile alternatives that a unit begins with, after any marks."""
    return _compiled(r"^\W{0,9}(?:{})", alternatives)


def _compiled(frame: str, alternatives: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(alternative.replace("_", r"\s") for alternative in alternatives)
    return re.compile(frame.replace("{}", joined), re.I)


CHROME_LINE = _whole(
    r"home|menu|search|sections?|navigation|news(?:letters?)?|sign_(?:in|up|out)|log_?(?:in|out)|register|account",
    r"subscribe|subscription|donate|shop|contact(?:_us)?|about(?:_us)?|help|faq|careers|advertis(?:e|ing)(?:_with_us)?",
    r"cookies?|privacy|terms|sitemap|rss|archive|print|e-?mail|copy_link|link_copied!?|close|skip_to_.{1,30}|back_to_top",
    r"shares?|tweet|pin|like|saved?|bookmark|listen|watch(?:_live)?|play|mute|gallery|comments?|reply|loading.{0,3}",
    r"next|previous|prev|load_more|show_(?:more|less|all)|view_(?:all|more|comments|gallery)|see_(?:all|more)|more|all",
    r"live|breaking|exclusive|premium|sponsored|promoted|advertisement|advert|ad|skip_ad|tags?|topics?|categor(?:y|ies)",
    r"facebook|twitter|x|instagram|telegram|whatsapp|linkedin|youtube|reddit|pinterest|tiktok|messenger|viber|google_news",
    r"world|politics|business|sports?|opinion|culture|tech(?:nology)?|science|health|lifestyle|weather|apple_news",
    r"edition|language|follow(?:ing)?|copy|download|font_size|a_?a_?a|text_size|submitted_photo|abstract|full_text",
)
"""A line that is nothing but a menu entry, a button or a label."""

CHROME_START = _opening(
    r"(?:share|tweet|post|pin|send|e-?mail|print|save|bookmark|copy)_(?:this|it|on|to|via|the_(?:link|article|story))\b.{0,60}$",
    r"follow_(?:us|me|the_author|@?\w+(?:_[\w.’'-]+){0,3}_on)\b.{0,100}$",
    r"(?:like|find|join|connect_with|reach|contact)_us\b.{0,100}$",
    r"join_(?:our|the|\d).{0,100}\b(?:channel|newsletter|community|conversation|discussion|chat|readers)\b.{0,60}$",
    r"(?:subscribe|sign_up)\b.{0,30}\b(?:to|for|now|today|here)\b.{0,140}$",
    r"(?:get|receive)_(?:the_)?(?:our_|latest|breaking|daily|today|news|more_news|updates|unlimited|full_access).{0,120}$",
    r"be_the_first_to_(?:get|know|comment|read|hear)\b.{0,80}$",
    r"(?:download|install|get)_(?:our|the)_.{0,40}\bapp\b.{0,60}$",
    r"(?:click|tap|swipe|scroll)_(?:here|to|on|down|for|the)\b.{0,140}$",
    r"(?:already_|not_(?:yet_)?)?(?:a|have_an?)_(?:subscriber|member|account)\b.{0,60}$",
    r"to_(?:continue|keep)_reading\b.{0,100}$",
    r"(?:this|the)_(?:web)?(?:site|page|article)_(?:uses_cookies|requires_javascript|is_for_subscribers)\b.{0,240}$",
    r"we(?:_and_our_(?:\d+_)?partners)?_(?:use|store|value|care_about)\b.{0,40}"
    r"\b(?:cookies|privacy|information_on_a_device)\b.{0,300}$",
    r"by_(?:continuing|clicking|using|signing|subscribing|submitting|entering)\b.{0,40}\b(?:you|use|site|up)\b.{0,240}$",
    r"(?:accept|reject|manage|allow)_(?:all|cookies|preferences|settings|choices)\b.{0,60}$",
    r"(?:please_)?(?:enable|turn_on)_(?:javascript|cookies|notifications)\b.{0,120}$",
    r"your_(?:e-?mail_address|browser|subscription|account|session|comment)\b.{0,140}$",
    r"you_have_(?:\d+_|reached|been_subscribed|successfully)\b.{0,140}$",
    r"(?:enter|add)_your_(?:e-?mail|name|comment)\b.{0,60}$",
    r"(?:leave|write|post|add|view|read)_(?:a|your|all|the)?_?(?:\d+_)?(?:comments?|reply)\b.{0,60}$",
    r"(?:est(?:imated)?_)?(?:reading|read)_time\b.{0,30}$",
    r"(?:support|help)_(?:us|our|independent|quality)\b.{0,60}\b(?:journalism|newsroom|reporting|donat\w+|work)\b.{0,60}$",
    r"(?:see_an_error|found_an?_(?:error|mistake|typo)|spotted_an?_(?:error|mistake|typo)|noticed_an?_error)\b.{0,140}$",
    r"(?:add|set|make)_.{1,40}\bas_(?:a_|your_)?(?:preferred|trusted)?_?(?:source|homepage)\b.{0,60}$",
    r"(?:listen_to_this|audio_version|this_audio_is|play_video|video_player)\b.{0,80}$",
    r"(?:watch|listen_to|see|read)_.{0,60}\b(?:above|below)\W*$",
    r"(?:skip|jump)_(?:to|ad|past)\b.{0,60}$",
    r"scroll_to_continue\b.{0,60}$",
    r"(?:advertisement|story_continues_below|article_continues_(?:below|after)|continue_reading_below)\b.{0,80}$",
    r"(?:tags|topics|filed_under|categories|keywords|labels|in_this_(?:article|story))_?:.{0,300}$",
    r"posted_(?:in|under)\b.{0,100}$",
    r"(?:want|love|looking_for|don['’]?t_want|for)_(?:to|more|a|the|all)\b.{0,80}\b(?:sign_up|subscribe|newsletter)\b.{0,120}$",
    r".{3,60}\b(?:by_clicking|click|tap)_here\W*$",
    r"contact_(?:reporter_|the_author_|the_writer_)?(?:\S+_){0,3}(?:at|on|via)_\S+@\S+$",
)
"""A line that speaks to the visitor of the page."""

COUNTER = _whole(
    r"\d[\d.,]{0,9}_?[km]?\+?_*(?:views?|reads?|comments?|shares?|likes?|reactions?|votes?|followers?|subscribers?|replies|"
    r"retweets?|(?:mins?|minutes?|seconds?|secs?)(?:_(?:read|reading|ago|listen|watch|video))?|"
    r"(?:hours?|hrs?|days?|weeks?|months?|years?)_ago)",
    r"(?:views?|reads?|comments?|shares?|likes?)_?:?_*\(?\d[\d.,]{0,9}_?[km]?\)?",
    r"\d{1,2}:\d{2}(?:_?/_?\d{1,2}:\d{2})?",
    r"just_now|yesterday|an?_(?:hour|day|week)_ago",
)
"""A view counter, reading time or age of the page."""

LANGUAGE_NAME = _whole(
    r"english|русский|українська|беларуская|español|deutsch|français|português|italiano|polski|türkçe|čeština|slovenčina",
    r"română|magyar|nederlands|svenska|norsk|dansk|suomi|ελληνικά|български|српски|hrvatski|eesti|latviešu|lietuvių",
    r"ქართული|հայերեն|қазақша|عربي|العربية|فارسی|עברית|हिन्दी|বাংলা|اردو|中文|简体中文|繁體中文|日本語|한국어|tiếng_việt",
    r"bahasa_indonesia|ไทย|(?:en|ru|ua|uk|de|fr|es|it|pl|pt|tr|ar|zh)(?:\W{1,3}(?:en|ru|ua|uk|de|fr|es|it|pl|pt|tr|ar|zh)){0,12}",
)
"""An entry of a language switch."""

CODE = re.compile(r"[{}]|</?\w[^<>]{0,80}>|^[\w-]{2,30}\s?:[^;]{1,60};\s*$|^\W*@media\b|\bfunction\s?\(")
"""Code of the page: styles, scripts, markup."""

SPEAKER_TURN = re.compile(r"^(?:Q|A|[A-Z][A-Z .’'-]{1,30})\s?[:.]\s?\S")
"""A turn of an interview: who speaks, and what."""

_AGENCIES = (
    r"Getty|AFP|AP|Reuters|REUTERS|EPA|EFE|TASS|Shutterstock|Bloomberg|NurPhoto|Anadolu|Sipa|SIPA|Zuma|Alamy|ABACA|Redux|"
    r"SOPA|Xinhua|PA|UPI|WireImage|FilmMagic|Pool|TNS"
)
_LIBRARIES = (
    r"Getty\sImages|Getty|AP\sPhoto|AFP/Getty|Shutterstock|iStock|Unsplash|Pexels|Pixabay|Depositphotos|Alamy|EPA-EFE|"
    r"Wikimedia\sCommons|Flickr"
)
CREDIT = re.compile(
    r"(?:^|[.;:|)(\[]\s*|\s[-–—|]\s*)(?:"
    r"(?i:photo(?:graph)?(?:er)?s?|image|picture|illustration|video|graphic|pic|credit|copyright)"
    r"\s?(?:credit|courtesy|by|source|via)?\s?(?:by|of)?\s?[:/©]\s?.{1,110}"
    r"|\(?(?i:photo(?:graph)?s?|image|picture|illustration|video|graphic)s?\s(?:by|courtesy(?:\sof)?|via|from)\s[^.]{1,110}\)?"
    r"|(?i:file\s(?:photo|image|picture)|handout|screengrab|screenshot)s?\b.{0,60})\W*$"
    rf"|(?:^|\s)[^\s/]{{1,30}}(?:\s[^\s/]{{1,30}}){{0,4}}\s?/\s?(?:{_AGENCIES})\b.{{0,60}}$"
    r"|(?:REUTERS|EPA(?:-EFE)?|AFP|AP|SIPA)\s?/\s?[A-Z].{1,60}$"
    rf"|(?:^|[.,(\s])(?:via\s)?(?:{_LIBRARIES})\b[^.]{{0,60}}\W*$"
)
"""A credit of a picture, alone or at the end of its caption."""

CREDIT_LABEL = _opening(
    r"(?:photo(?:graph)?(?:er)?s?(?:_(?:by|credit|courtesy|illustration))?|images?(?:_(?:credit|source|caption))?"
    r"|picture(?:_credit)?|caption|(?:gallery_)?credit|video|file_photo|file_image|illustration|infographic|pictured)"
    r"\b_?(?:[:©]|by_|courtesy)"
)
"""A label that opens a caption or a credit."""

BYLINE = _whole(
    r"(?:(?:(?:co-?)?written|co-?authored|reported|posted|published|edited|compiled|translated|words|text|story|authors?|"
    r"reporters?|reporting|editing|produced|presented)_?(?:by)?_?[:—-]?_?by_|by_?:?_|authors?_?:_?|text_?:_)"
    r"(?:the_)?[a-z][^.!?]{1,120}\.?",
    r"(?:additional_)?(?:reporting|writing|editing)_by_[a-z].{1,160}",
)
"""A line that names who wrote the article; that the name is written with capitals is for the caller to see."""

TEASER_HEAD = _whole(
    r"(?:don['’]?t_miss(?:_out)?(?:_this|_it)?"
    r"|(?:read|see|view|watch|listen)_(?:also|more|next|this_next|it_here|the_rest(?:_here)?|related|on)"
    r"(?:_(?:on|about|from|in|at)_.{1,40}|_(?:stories|news|articles|here))?"
    r"|also_(?:read|see|watch|on_.{1,30})"
    r"|(?:(?:more|other|all|latest|recent|top|related|similar|recommended|popular|trending|featured|must|editor['’]?s|our|explore"
    r"|further|suggested|most|today['’]?s)_){1,2}(?:read(?:s|ing)?|news|stories|story|articles?|posts?|headlines|coverage|topics"
    r"|content|links|videos?|items|picks?|choice|materials|publications|popular|viewed|shared|commented|recent|watched"
    r"|from_.{1,40}|on_.{1,40}|about_.{1,40}|in_.{1,40}|to_read|like_this|for_you|by_.{1,40}|this|now)"
    r"(?:_(?:news|stories|articles|from_.{1,40}|on_.{1,40}|now|today|for_you|this_week))?"
    r"|related|recommended(?:_for_you)?|trending(?:_now)?|popular|up_next|what_to_read_next|keep_reading"
    r"|you_(?:may|might)_(?:also_)?(?:like|be_interested(?:_in)?|want_to_read|enjoy|have_missed)(?:_also)?(?:_.{1,30})?"
    r"|people_are_also_reading|(?:top|editor['’]?s)_(?:picks?|choice|stories)|in_case_you_missed_it|(?:around|from)_the_web"
    r"|promoted_(?:stories|links|content)|sponsored_(?:stories|links|content|posts?)|by_(?:taboola|outbrain)"
    r"|(?:more|news)_from_(?:our_partners|around_the_web))_?[:»>…→.]{0,3}"
)
"""A line that opens a list of other stories."""

TEASER_LINE = _opening(
    r"(?:read(?:_(?:also|more|next|on|the_(?:full|original)_(?:story|article|interview|report)(?:_here)?))?"
    r"|see_(?:also|more|related)|also_(?:read|see|watch)|related(?:_(?:story|stories|articles?|news|post|reading|content))?"
    r"|more(?:_(?:on_this|from_\w{1,20}))?|watch(?:_(?:also|now|below|live))?|listen(?:_(?:also|now|here))?|recommended"
    r"|don['’]?t_miss|up_next|(?:required|suggested|further)_reading|learn_more|must_read)_?[:»|>→]_?\S"
)
"""One line that points to one other story."""

DISCLAIMER = _opening(
    r"this_(?:article|story|report|piece|text|material|post|column|op-?ed|publication|content|interview|translation|version|"
    r"news_item|commentary|essay)_(?:(?:was|is|has_been|have_been|had_been|were|may_be)_)?"
    r"(?:(?:also|originally|first|automatically|partly|previously|initially|adapted|being)_){0,2}"
    r"(?:prepared|based|published|produced|translated|adapted|republished|reprinted|syndicated|appeared|appears|updated|"
    r"amended|corrected|provided|created|generated|compiled|taken|reproduced|supplied|edited|posted|made_possible|sponsored|"
    r"contains|expresses|reflects|does_not|comes_from|written_(?:by_ai|with_the_help)|part_of)\b",
    r"(?:originally|first|previously)_(?:published|appeared|posted|printed|reported)_(?:by|in|on|at)\b",
    r"(?:published|reprinted|reproduced|republished|cross-?posted)_(?:with|by|under|from|courtesy)_"
    r"(?:the_)?(?:permission|kind|arrangement|a_creative|[a-z]\S{1,30}(?:_\S{1,30}){0,3}\W*$)",
    r"the_original_(?:article|version|text|story|report|publication|piece|material|source)\b.{0,60}"
    r"\b(?:can|is|was|may|appeared|published|found|available|at|here)\b",
    r"read_the_original_(?:article|story|version)\b.{0,60}$",
    r"(?:all_)?(?:copy)?rights?_(?:to_(?:the|this)_.{1,40}_)?(?:are_|is_)?(?:reserved|belongs?_to)\b",
    r"\(c\)_?(?:\d{4}|copyright)|copyright_(?:©|\(c\)|\d{4}|by|of|the)",
    r"(?:the_)?(?:views|opinions|statements)(?:_(?:and_)?(?:views|opinions))?_(?:expressed|stated|contained|in_this)\b",
    r"the_(?:author|authors|editors?|editorial_(?:board|team|office)|publisher|website|publication)_"
    r"(?:(?:does|do|is|are|may)_not_(?:claim|bear|take|responsib|necessarily|endorse|share|vouch|guarantee|liab)"
    r"|(?:bears?|takes?)_no_)",
    r"(?:editor|author|publisher|translator)['’]?s?['’]?_?note\b",
    r"(?:correction|clarification|disclaimer|disclosure)s?_?(?:\(.{1,40}\))?_?[:—–-]",
    r"(?:with|includes)_(?:reporting|files|additional_reporting|material|contributions)_(?:from|by)\b",
    r"materials_provided_by\b|based_on_(?:reporting|material|materials|an?_(?:article|report|story))_(?:by|from|in|of)\b",
    r".{3,120}\bcontributed_(?:to_this_(?:report|story|article|piece)|reporting)\b",
    r"(?:to_)?(?:republish|reprint|reproduce)_(?:this|our)\b",
    r"reproduction_(?:of|in|without)\b|any_(?:use|reproduction|copying)_of\b",
    r"(?:information|materials?|text)_(?:is_|are_)?(?:provided|published|presented)_(?:for_(?:informational|reference)|as_is)\b",
    r"material_from_.{1,40}_was_used\b",
    r"sources?_?:_.{1,90}$",
)
"""A note on where the text comes from, whose it is and what it does not vouch for."""
COPYRIGHT_SIGN = re.compile(r"^\s*©")

DATELINE_OUTLET = re.compile(
    r"^\W*([A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,3})\s*[•·|]\s*([A-Z][\w.&’'-]*(?:\s[A-Z][\w.&’'-]*){0,3})\W*$"
)
"""A line of a place and an outlet: `Place • Outlet`."""

BACKGROUND_HEAD = _whole(
    r"(?:recall|background|context|earlier|previously|reminder|as_a_reminder|for_reference|the_(?:background|context)"
    r"|(?:a_)?(?:bit|little)_of_(?:background|context|history)|background_information|for_context|history|in_context"
    r"|what_happened_(?:before|earlier)|(?:the_)?backstory|what_preceded_(?:it|this)|prehistory|let_us_remind_you"
    r"|the_story_so_far|how_we_got_here)_?[:.]?"
)
"""A heading under which earlier events are told again."""
BACKGROUND_START = _opening(
    r"(?:as|by_way_of)_(?:a_)?(?:reminder|background)\b",
    r"recall(?:,|_that\b|:)|(?:for_)?(?:background|context|reference)_?:",
    r"(?:we_|let_us_|let[’']s_)?remind(?:er)?_?(?::|you_that\b|that\b)",
)
"""The opening of a paragraph that tells earlier events again."""

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_DATE_WORD = re.compile(
    rf"{_WEEKDAY}|{_MONTH}|\d{{1,4}}(?:st|nd|rd|th)?|published|updated|posted|modified|last|first|date|today|created|edited|"
    r"on|at|of|in|time|[ap]\.?m\.?|gmt|utc|[bceamp][ds]?t|e?est|c?est|eet|cet|msk|a[ew][ds]t|ist|z|t|min|h|hrs?|local|edition|issue|print|"
    r"online|revised|uk|us|original|release[ds]?",
    re.I,
)
_DATE_TOKEN = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*\.?|\d+(?:st|nd|rd|th)?")
_HAS_DATE = re.compile(
    rf"\b\d{{4}}-\d\d?-\d\d?|\b\d\d?[./]\d\d?[./]\d{{2,4}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}"
    rf"|\b{_MONTH}\s+\d{{1,2}}\b|\b{_MONTH},?\s+\d{{4}}",
    re.I,
)
_MAX_DATE_LINE = 120


def is_date_line(text: str) -> bool:
    """Tell whether a line says a date and hardly anything else."""
    if len(text) > _MAX_DATE_LINE or not _HAS_DATE.search(text):
        return False
    return sum(_DATE_WORD.fullmatch(token) is None for token in _DATE_TOKEN.findall(text)) <= 1


_CLOCK_OR_LABEL = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b|\b(?:published|posted|updated|modified)\b"
    r"|[·•|–—-]\s*(?:on\s)?(?:\w{3,9},?\s)?(?:\w{3,9}\.?\s\d|\d{1,2}\s\w)",
    re.I,
)
_BAR = re.compile(r"(?<!\s)\s+[|•·»/–—]\s+|(?:(?<!\s)\s+)?[|•·]\s*")
_NAME_AND_DATE = re.compile(r"^(?:[A-Z][\w.&’'-]*\s(?:of\s|the\s)?){1,5}?[A-Z]?[\w.&’'-]*,\s(.{6,40})$")


def bar_parts(text: str) -> list[str]:
    """Return the parts of a line that separators divide, as in `Economy | 4 May 2031 | 12 views`; else none."""
    parts = [part.strip() for part in _BAR.split(text) if part.strip()] if len(text) <= 2 * _MAX_DATE_LINE else []
    return parts if len(parts) > 1 else []


def is_button(text: str) -> bool:
    """Tell whether a line, or a part of one, is a menu entry, a button, a counter or a language."""
    return any(pattern.match(text) for pattern in (CHROME_LINE, LANGUAGE_NAME, COUNTER))


_SMALL_BYLINE_WORDS = frozenset(
    ["by", "and", "for", "of", "the", "share", "link", "comments", "comment", "at", "on", "in"]
)
_MAX_NAME_WORDS = 9


def is_dated_byline(text: str) -> bool:
    """Tell whether a line names an author or a desk and says the date: `Name Name - 4 May 2031, 10:15`."""
    if len(text) > _MAX_DATE_LINE or not _HAS_DATE.search(text):
        return False
    if any(is_button(part) for part in bar_parts(text)):
        return False
    named = _NAME_AND_DATE.match(text)
    if named and is_date_line(named.group(1)):
        return True
    if not _CLOCK_OR_LABEL.search(text):
        return False
    other = [token for token in _DATE_TOKEN.findall(text) if not _DATE_WORD.fullmatch(token)]
    names = [token for token in other if token.casefold() not in _SMALL_BYLINE_WORDS]
    return len(other) <= _MAX_NAME_WORDS and all(not token[0].islower() for token in names)
