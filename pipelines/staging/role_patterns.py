"""Wordings that tell the role of a line by themselves: page furniture, credits, bylines, teasers, disclaimers.

Every pattern is read against the beginning or the end of one unit, never searched for in the
middle of prose, and none can backtrack beyond its fixed bounds.
"""

import re

MAX_FURNITURE_WORDS = 80
MAX_FURNITURE_CHARS = 600
"""A longer unit is never furniture by its wording."""

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"

CHROME_LINE = re.compile(
    r"""^\W*(?:
      (?:home|menu|search|sections?|navigation|news(?:letters?)?|sign\s(?:in|up|out)|log\s?(?:in|out)|register|account|
         subscribe|subscription|donate|shop|contact(?:\sus)?|about(?:\sus)?|help|faq|careers|advertis(?:e|ing)(?:\swith\sus)?|
         cookies?|privacy|terms|sitemap|rss|archive|print|e-?mail|copy\slink|link\scopied!?|close|skip\sto\s.{1,30}|back\sto\stop|
         share|shares|tweet|pin|like|save|saved|bookmark|listen|watch(?:\slive)?|play|mute|gallery|comments?|reply|loading.{0,3}|
         next|previous|prev|load\smore|show\s(?:more|less|all)|view\s(?:all|more|comments|gallery)|see\s(?:all|more)|more|all|
         live|breaking|exclusive|premium|sponsored|promoted|advertisement|advert|ad|skip\sad|tags?|topics?|categor(?:y|ies)|
         facebook|twitter|x|instagram|telegram|whatsapp|linkedin|youtube|reddit|pinterest|tiktok|messenger|viber|email|
         google\snews|apple\snews|world|politics|business|sports?|opinion|culture|tech(?:nology)?|science|health|lifestyle|weather|
         edition|language|follow|following|copy|download|font\ssize|a\s?a\s?a|text\ssize)
    )\W*$""",
    re.I | re.X,
)
"""A line that is nothing but a menu entry, a button or a label."""

CHROME_START = re.compile(
    r"""^\W*(?:
      (?:share|tweet|post|pin|send|e-?mail|print|save|bookmark|copy)\s(?:this|it|on|to|via|the\s(?:link|article|story|post))\b.{0,60}$
    | follow\s(?:us|me|the\sauthor|@?\w+(?:\s\w+)?\son)\b.{0,100}$
    | (?:like|find|join|connect\swith|reach|contact)\sus\b.{0,100}$
    | join\s(?:our|the|\d).{0,100}\b(?:channel|newsletter|community|group|conversation|discussion|chat|readers)\b.{0,60}$
    | (?:subscribe|sign\sup)\b.{0,30}\b(?:to|for|now|today|here)\b.{0,140}$
    | (?:get|receive)\s(?:the\s)?(?:our\s|latest|breaking|daily|today|news|stories|more\snews|updates|unlimited|full\saccess).{0,120}$
    | be\sthe\sfirst\sto\s(?:get|know|comment|read|hear)\b.{0,80}$
    | (?:download|install|get)\s(?:our|the)\s.{0,40}\bapp\b.{0,60}$
    | (?:click|tap|swipe|scroll)\s(?:here|to|on|down|for|the)\b.{0,140}$
    | (?:already|not\s(?:yet\s)?)?\s?(?:a|have\san?)\s(?:subscriber|member|account)\b.{0,60}$
    | to\s(?:continue|keep)\sreading\b.{0,100}$
    | (?:this|the)\s(?:web)?(?:site|page|article)\s(?:uses\scookies|requires\sjavascript|is\sfor\ssubscribers)\b.{0,240}$
    | we(?:\sand\sour\s(?:\d+\s)?partners)?\s(?:use|store|value|care\sabout)\b.{0,40}\b(?:cookies|privacy|information\son\sa\sdevice)\b.{0,300}$
    | by\s(?:continuing|clicking|using|signing|subscribing|submitting|entering)\b.{0,40}\b(?:you|use|site|up|your)\b.{0,240}$
    | (?:accept|reject|manage|allow)\s(?:all|cookies|preferences|settings|choices)\b.{0,60}$
    | (?:please\s)?(?:enable|turn\son)\s(?:javascript|cookies|notifications)\b.{0,120}$
    | (?:your|you)\s(?:e-?mail\saddress|browser|subscription|account|session|message|comment|have\s(?:\d+|reached|read|been\ssubscribed))\b.{0,140}$
    | (?:leave|write|post|add|view|read)\s(?:a|your|all|the)?\s?(?:\d+\s)?(?:comments?|reply)\b.{0,60}$
    | (?:est(?:imated)?\s)?(?:reading|read)\stime\b.{0,30}$
    | (?:support|help)\s(?:us|our|independent|quality)\b.{0,120}$
    | (?:see\san\serror|found\san?\s(?:error|mistake|typo)|spotted\san?|noticed\san?)\b.{0,140}$
    | (?:add|set|make)\s.{1,40}\bas\s(?:a\s|your\s)?(?:preferred|trusted)?\s?(?:source|homepage)\b.{0,60}$
    | (?:listen\sto\sthis|audio\sversion|this\saudio\sis|watch\s(?:the|this)\svideo|play\svideo|video\splayer)\b.{0,80}$
    | (?:skip|jump|go)\s(?:to|ad|past)\b.{0,60}$
    | scroll\sto\scontinue\b.{0,60}$
    | (?:advertisement|story\scontinues\sbelow|article\scontinues\s(?:below|after)|continue\sreading\sbelow)\b.{0,80}$
    | (?:tags|topics|filed\sunder|categories|keywords|labels|in\sthis\s(?:article|story))\s?:.{0,300}$
    | posted\s(?:in|under)\b.{0,100}$
    | (?:want|love|looking\sfor|don['’]?t\swant|for)\s(?:to|more|a|the|all)\b.{0,80}\b(?:sign\sup|subscribe|newsletter)\b.{0,120}$
    | .{3,60}\b(?:by\sclicking|click|tap)\shere\W*$
    | contact\s(?:reporter\s|the\sauthor\s|the\swriter\s)?(?:\S+\s){0,3}(?:at|on|via)\s\S+@\S+$
    )""",
    re.I | re.X,
)
"""A line that speaks to the visitor of the page."""

COUNTER = re.compile(
    r"""^\W*(?:\d[\d.,]{0,9}\s?[km]?\+?\s*(?:x\s)?
        (?:views?|reads?|comments?|shares?|likes?|reactions?|votes?|followers?|subscribers?|replies|retweets?|
           (?:mins?|minutes?|seconds?|secs?)(?:\s(?:read|reading|ago|listen|watch|video))?|
           (?:hours?|hrs?|days?|weeks?|months?|years?)\sago)
     |  (?:views?|reads?|comments?|shares?|likes?)\s?:?\s*\(?\d[\d.,]{0,9}\s?[km]?\)?
     |  \d{1,2}:\d{2}(?:\s?/\s?\d{1,2}:\d{2})?
     |  (?:just\snow|yesterday|an?\s(?:hour|day|week)\sago))\W*$""",
    re.I | re.X,
)
"""A view counter, reading time or age of the page."""

LANGUAGE_NAME = re.compile(
    r"^\W*(?:english|русский|українська|беларуская|español|deutsch|français|português|italiano|polski|türkçe|"
    r"čeština|slovenčina|română|magyar|nederlands|svenska|norsk|dansk|suomi|ελληνικά|български|српски|hrvatski|"
    r"eesti|latviešu|lietuvių|ქართული|հայերեն|қазақша|عربي|العربية|فارسی|עברית|हिन्दी|বাংলা|اردو|中文|简体中文|繁體中文|"
    r"日本語|한국어|tiếng việt|bahasa indonesia|ไทย|(?:en|ru|ua|uk|de|fr|es|it|pl|pt|tr|ar|zh)(?:\W+(?:en|ru|ua|uk|de|fr|es|it|pl|pt|tr|ar|zh))*)\W*$",
    re.I,
)
"""An entry of a language switch."""

CODE = re.compile(r"[{}]|</?\w[^<>]{0,80}>|^[\w-]{2,30}\s?:[^;]{1,60};\s*$|^\W*@media\b|\bfunction\s?\(")
"""Code of the page: styles, scripts, markup."""

SPEAKER_TURN = re.compile(r"^(?:Q|A|[A-Z][A-Z .’'-]{1,30})\s?[:.]\s?\S")
"""A turn of an interview: who speaks, and what."""

CREDIT = re.compile(
    r"""(?:^|[.;:|)(]\s*|\s[-–—|]\s*)(?:
        (?:photo(?:graph)?(?:er)?s?|image|picture|illustration|video|graphic|pic|credit|copyright)\s?
            (?:credit|courtesy|by|source|via)?\s?(?:by|of)?\s?[:/©]\s?.{1,110}
      | \(?(?:photo(?:graph)?s?|image|picture|illustration|video|graphic)s?\s(?:by|courtesy(?:\sof)?|via|from)\s[^.]{1,110}\)?
      | (?:file\s(?:photo|image|picture)|handout|screengrab|screenshot)s?\b.{0,60}
    )\W*$
    | (?:^|\s)[^\s/]{1,30}(?:\s[^\s/]{1,30}){0,4}\s?/\s?(?:Getty|AFP|AP|Reuters|REUTERS|EPA|EFE|TASS|Shutterstock|Bloomberg|NurPhoto|Anadolu|Sipa|
        Zuma|Alamy|ABACA|Redux|SOPA|Xinhua|PA|UPI|WireImage|FilmMagic|Pool|MCT|TNS)\b.{0,60}$
    | (?:REUTERS|EPA(?:-EFE)?|AFP|AP|SIPA)\s?/\s?[A-Z].{1,60}$
    | (?:^|[.,(\s])(?:via\s)?(?:Getty\sImages|Getty|AP\sPhoto|Associated\sPress\sPhoto|AFP/Getty|Shutterstock|iStock|Unsplash|Pexels|Pixabay|
        Depositphotos|Alamy|EPA-EFE|Wikimedia\sCommons|Flickr)\b[^.]{0,60}\W*$""",
    re.X,
)
"""A credit of a picture, alone or at the end of its caption."""
CREDIT_LABEL = re.compile(
    r"^\W*(?:photo(?:graph)?(?:er)?s?(?:\s(?:by|credit|courtesy|illustration))?|images?(?:\s(?:credit|source|caption))?|"
    r"picture(?:\scredit)?|caption|credit|video|file\sphoto|file\simage|illustration|infographic|pictured|photos)\b\s?(?:[:©]|by\s|courtesy)",
    re.I,
)
"""A label that opens a caption or a credit."""

BYLINE = re.compile(
    r"""^\W*(?:
        (?:(?:(?:co-?)?written|co-?authored|reported|posted|published|edited|compiled|translated|words|text|story|author|authors|reporters?|reporting|editing|
             additional\sreporting|writing|produced|presented)\s?(?:by)?\s?[:—-]?\s?by\s|by\s?:?\s|author\s?:\s?|text\s?:\s|authors?\s?:)
        (?:the\s)?[A-Z][^.!?]{1,120}
      | (?:additional\s)?(?:reporting|writing|editing)\sby\s[A-Z].{1,160}
    )\.?\W*$""",
    re.X | re.I,
)
"""A line that names who wrote the article; its name must also be written with capitals."""

TEASER_HEAD = re.compile(
    r"""^\W*(?:
        don['’]?t\smiss(?:\sout)?(?:\sthis|\sit)?
      | (?:read|see|view|watch|listen)\s(?:also|more|next|this\snext|it\shere|the\srest|related|on)(?:\s(?:on|about|from|in|at)\s.{1,40}|\s(?:stories|news|articles|here))?
      | also\s(?:read|see|watch|on\s.{1,30})
      | (?:(?:more|other|all|latest|recent|top|related|similar|recommended|popular|trending|featured|must|editor['’]?s|our|explore|further|suggested|most|today['’]?s)\s)
        {1,2}(?:read(?:s|ing)?|news|stories|story|articles?|posts?|headlines|coverage|topics|content|links|videos?|items|picks?|choice|materials|publications|
             popular|viewed|shared|commented|recent|watched|from\s.{1,40}|on\s.{1,40}|about\s.{1,40}|in\s.{1,40}|to\sread|like\sthis|for\syou|by\s.{1,40}|this|now)
        (?:\s(?:news|stories|articles|from\s.{1,40}|on\s.{1,40}|now|today|for\syou|this\sweek))?
      | related | recommended(?:\sfor\syou)? | trending(?:\snow)? | popular | up\snext | what\sto\sread\snext | keep\sreading | see\salso
      | you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested(?:\sin)?|want\sto\sread|enjoy|have\smissed)(?:\salso)?(?:\s.{1,30})?
      | (?:top|editor['’]?s)\s(?:picks?|choice|stories) | in\scase\syou\smissed\sit | around\sthe\sweb | from\sthe\sweb | promoted\s(?:stories|links|content)
      | sponsored\s(?:stories|links|content|posts?) | by\staboola | (?:more|news)\sfrom\s(?:our\spartners|around\sthe\sweb)
    )\s?[:»>…→.]{0,3}\W*$""",
    re.I | re.X,
)
"""A line that opens a list of other stories."""

TEASER_LINE = re.compile(
    r"^\W*(?:read(?:\s(?:also|more|next|on|the\s(?:full|original)\s(?:story|article|interview|report)(?:\shere)?))?|see\s(?:also|more|related)|also\s(?:read|see|watch)|"
    r"related(?:\s(?:story|stories|article|articles|news|post|reading|content))?|more(?:\s(?:on\sthis|from\s\w{1,20}))?|"
    r"watch(?:\s(?:also|now|below|live))?|listen(?:\s(?:also|now|here))?|recommended|(?:required|suggested|further)\sreading|don['’]?t\smiss|up\snext|learn\smore|must\sread|opinion)\s?[:»|>→]\s?\S",
    re.I,
)
"""One line that points to one other story."""

DISCLAIMER = re.compile(
    r"""^\W*(?:
        this\s(?:article|story|report|piece|text|material|post|column|op-?ed|publication|content|interview|translation|version|news\sitem|commentary|essay)\s
            (?:(?:was|is|has\sbeen|have\sbeen|had\sbeen|were|may\sbe)\s)?(?:(?:also|originally|first|automatically|partly|previously|initially|adapted|being)\s){0,2}
            (?:prepared|based|published|produced|translated|adapted|republished|reprinted|syndicated|appeared|appears|updated|amended|corrected|provided|created|
               generated|compiled|taken|reproduced|supplied|edited|posted|made\spossible|sponsored|contains|expresses|reflects|does\snot|comes\sfrom|
               written\s(?:by\sai|with\sthe\shelp)|part\sof)\b
      | (?:originally|first|previously)\s(?:published|appeared|posted|printed|reported)\s(?:by|in|on|at)\b
      | (?:(?:re)?published|reprinted|reproduced|republished)\s(?:with|by|under|from|courtesy)\s(?:the\s)?(?:permission|kind|arrangement|a\screative)\b
      | the\soriginal\s(?:article|version|text|story|report|publication|piece|material|source)\b.{0,60}\b(?:can|is|was|may|appeared|published|found|available|at|here)\b
      | (?:all\s)?(?:copy)?rights?\s(?:to\s(?:the|this)\s.{1,40}\s)?(?:are\s|is\s)?(?:reserved|belongs?\sto)\b
      | ©|\(c\)\s?(?:\d{4}|copyright)|copyright\s(?:©|\(c\)|\d{4}|by|of|the)
      | (?:the\s)?(?:views|opinions|statements)(?:\s(?:and\s)?(?:views|opinions))?\s(?:expressed|stated|contained|are|in\sthis)\b
      | the\s(?:author|authors|editors?|editorial\s(?:board|team|office)|publisher|website|publication)\s(?:does|do|is|are|may|bears?|takes?)\snot\b
      | (?:editor|author|publisher|translator)['’]?s?['’]?\s?note\b | (?:correction|clarification|disclaimer|disclosure)s?\s?(?:\(.{1,40}\))?\s?[:—–-]
      | (?:with|includes)\s(?:reporting|files|additional\sreporting|material|contributions)\s(?:from|by)\b
      | (?:associated\spress|reuters|bloomberg|afp)\s(?:writers?|reporters?|journalists?)\s.{1,120}\bcontributed\b
      | .{3,120}\bcontributed\s(?:to\sthis\s(?:report|story|article|piece)|reporting)\b
      | (?:to\s)?(?:republish|reprint|reproduce)\s(?:this|our|or)\b
      | reproduction\s(?:of|in|without|is)\b | any\s(?:use|reproduction|copying)\sof\b
      | (?:information|materials?|text)\s(?:is\s|are\s)?(?:provided|published|presented)\s(?:for\s(?:informational|information|reference)|as\sis)\b
      | material\sfrom\s.{1,40}\swas\sused\b
      | sources?\s?:\s.{1,90}$
    )""",
    re.I | re.X,
)
"""A note on where the text comes from, whose it is and what it does not vouch for."""

DATELINE_OUTLET = re.compile(
    r"^\W*([A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){0,3})\s*[•·|]\s*([A-Z][\w.&’'-]*(?:\s[A-Z][\w.&’'-]*){0,3})\W*$"
)
"""A line of a place and an outlet: `Place • Outlet`."""

BACKGROUND_HEAD = re.compile(
    r"^\W*(?:recall|background|context|earlier|previously|reminder|as a reminder|for reference|the background|the context|"
    r"(?:a )?(?:bit|little) of (?:background|context|history)|background information|for context|history|in context|what happened (?:before|earlier)|"
    r"the backstory|backstory|what preceded (?:it|this)|prehistory|let us remind you|the story so far|how we got here)\s?[:.]?\W*$",
    re.I,
)
"""A heading under which earlier events are told again."""
BACKGROUND_START = re.compile(
    r"^\W*(?:(?:as|by way of) (?:a )?(?:reminder|background)\b|recall(?:,| that\b|:)|(?:for )?(?:background|context|reference)\s?:|"
    r"(?:we |let us |let’s |let's )?remind(?:er)?\s?(?::|you that\b|that\b))",
    re.I,
)
"""The opening of a paragraph that tells earlier events again."""

DATE_LINE_NOISE = re.compile(
    rf"""(?:{_WEEKDAY}|{_MONTH}|\d{{1,4}}(?:st|nd|rd|th)?|published|updated|posted|modified|last|first|date|today|created|edited|on|at|of|in|time|
        [ap]\.?m\.?|gmt|utc|[bceamp][ds]?t|eest|cest|eet|msk|ist|z|t|min|h|hrs?|local|am|pm|edition|issue|print|online|revised|uk|us|original|release[ds]?)""",
    re.I | re.X,
)
"""The words that a line of nothing but a date is made of."""
_DATE_TOKEN = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*\.?|\d+(?:st|nd|rd|th)?")
_HAS_DATE = re.compile(
    rf"\b\d{{4}}-\d\d?-\d\d?|\b\d\d?[./]\d\d?[./]\d{{2,4}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|\b{_MONTH}\s+\d{{1,2}}\b|\b{_MONTH},?\s+\d{{4}}",
    re.I,
)


def is_date_line(text: str) -> bool:
    """Tell whether a line says a date and hardly anything else."""
    if len(text) > 120 or not _HAS_DATE.search(text):
        return False
    tokens = _DATE_TOKEN.findall(text)
    other = [token for token in tokens if not DATE_LINE_NOISE.fullmatch(token)]
    return len(other) <= 1
