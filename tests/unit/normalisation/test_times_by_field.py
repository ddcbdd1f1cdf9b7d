"""Time expressions of business, sport, science and court news: sentence → days. All sentences are invented."""

from datetime import date

import pytest

from pipelines.normalisation.intervals import Anchor
from pipelines.normalisation.times import TimeExpression, find_times

FRIDAY = Anchor(date(2025, 8, 8))

# sentence, expression, first day, last day, precision
RESOLVED = [
    ("Sales rose in the third quarter of 2019.", "the third quarter of 2019", "2019-07-01", "2019-09-30", "quarter"),
    ("Sales rose in Q3.", "Q3", "2025-07-01", "2025-09-30", "quarter"),
    ("Sales rose in Q3 2024.", "Q3 2024", "2024-07-01", "2024-09-30", "quarter"),
    (
        "Sales fell in the three months to the end of June.",
        "three months to the end of June", "2025-04-01", "2025-06-30", "range",
    ),
    ("Sales fell in the three months to June.", "three months to June", "2025-04-01", "2025-06-30", "range"),
    ("Profits for the year to March fell.", "year to March", "2024-04-01", "2025-03-31", "range"),
    ("Profits for the year to 31 March fell.", "year to 31 March", "2024-04-01", "2025-03-31", "range"),
    ("Profits fell in the six months ended June 30.", "six months ended June 30", "2025-01-01", "2025-06-30", "range"),
    (
        "Profits fell in the year ended 31 December 2024.",
        "year ended 31 December 2024", "2024-01-01", "2024-12-31", "range",
    ),
    (
        "Profits rose in the first six months of the year.",
        "in the first six months of the year", "2025-01-01", "2025-06-30", "range",
    ),
    (
        "Profits rose in the first nine months of 2024.",
        "in the first nine months of 2024", "2024-01-01", "2024-09-30", "range",
    ),
    (
        "Profits rose in the last three months of 2024.",
        "in the last three months of 2024", "2024-10-01", "2024-12-31", "range",
    ),
    ("Sales rose over Christmas.", "Christmas", "2024-12-24", "2024-12-26", "range"),
    ("Sales rose in the run-up to Christmas.", "Christmas", "2024-12-24", "2024-12-26", "range"),
    ("They will meet before Christmas.", "before Christmas", "2025-08-08", "2025-12-23", "range"),
    ("They will meet at Christmas.", "Christmas", "2025-12-24", "2025-12-26", "range"),
    ("The river rose overnight.", "overnight", "2025-08-07", "2025-08-08", "range"),
    ("The river rose overnight on Monday.", "Monday", "2025-08-04", "2025-08-04", "day"),
    ("The bank will report early next year.", "early next year", "2026-01-01", "2026-04-30", "range"),
    ("The bank will report early next week.", "early next week", "2025-08-11", "2025-08-12", "range"),
    ("The bank failed late last month.", "late last month", "2025-07-21", "2025-07-31", "range"),
    ("He resigned earlier this month.", "earlier this month", "2025-08-01", "2025-08-08", "range"),
    ("He resigned ten days ago.", "ten days ago", "2025-07-29", "2025-07-29", "day"),
    ("He resigned about three weeks ago.", "three weeks ago", "2025-07-15", "2025-07-21", "week"),
    ("He resigned a year and a half ago.", "a year and a half ago", "2024-02-01", "2024-02-29", "month"),
    ("He resigned a couple of weeks ago.", "a couple of weeks ago", "2025-07-22", "2025-07-28", "week"),
    ("He resigned some 20 years ago.", "20 years ago", "2005-01-01", "2005-12-31", "year"),
    ("They marched on Tuesday night.", "Tuesday night", "2025-08-05", "2025-08-05", "day"),
    ("They marched on the night of Tuesday.", "Tuesday", "2025-08-05", "2025-08-05", "day"),
    ("They marched late on Tuesday.", "Tuesday", "2025-08-05", "2025-08-05", "day"),
    ("They marched early on Tuesday morning.", "Tuesday morning", "2025-08-05", "2025-08-05", "day"),
    ("They marched late Tuesday.", "late Tuesday", "2025-08-05", "2025-08-05", "day"),
    ("They marched at the weekend.", "at the weekend", "2025-08-02", "2025-08-03", "range"),
    ("They will march at the weekend.", "at the weekend", "2025-08-09", "2025-08-10", "range"),
    ("They will march next weekend.", "next weekend", "2025-08-16", "2025-08-17", "range"),
    ("They marched last weekend.", "last weekend", "2025-08-02", "2025-08-03", "range"),
    ("They will march on Saturday and Sunday.", "Saturday and Sunday", "2025-08-09", "2025-08-10", "range"),
    ("They marched on the eve of Sunday's vote.", "the eve of Sunday", "2025-08-02", "2025-08-02", "day"),
    ("The mill closed in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31", "decade"),
    ("The mill closed in the mid-1990s.", "mid-1990s", "1994-01-01", "1996-12-31", "range"),
    ("The mill closed in the late 90s.", "late 90s", "1997-01-01", "1999-12-31", "range"),
    ("The mill closed in mid-March.", "mid-March", "2025-03-11", "2025-03-20", "range"),
    ("The mill will close in mid-September.", "mid-September", "2025-09-11", "2025-09-20", "range"),
    ("The mill closed at the turn of the century.", "the turn of the century", "1996-01-01", "2005-12-31", "range"),
    ("The mill closed this spring.", "this spring", "2025-03-01", "2025-05-31", "season"),
    ("The mill will close in the autumn.", "the autumn", "2025-09-01", "2025-11-30", "season"),
    ("The mill closed in the autumn.", "the autumn", "2024-09-01", "2024-11-30", "season"),
    ("The mill will close by the autumn.", "by the autumn", "2025-09-01", "2025-11-30", "season"),
    ("The mill will close by September.", "by September", "2025-09-01", "2025-09-30", "month"),
    ("The mill will close by next spring.", "by next spring", "2026-03-01", "2026-05-31", "season"),
    (
        "The mill will close no later than 15 September.",
        "no later than 15 September", "2025-09-15", "2025-09-15", "day",
    ),
    ("The mill will close within a month.", "within a month", "2025-08-08", "2025-09-08", "range"),
    ("The mill will close within 48 hours.", "within 48 hours", "2025-08-08", "2025-08-10", "range"),
    ("The mill will close in the next fortnight.", "in the next fortnight", "2025-08-08", "2025-08-22", "range"),
    ("The mill closed a fortnight ago.", "a fortnight ago", "2025-07-22", "2025-07-28", "week"),
    ("The mill will close in a fortnight.", "a fortnight", "2025-08-19", "2025-08-25", "week"),
    ("The mill will close in a week's time.", "a week's time", "2025-08-12", "2025-08-18", "week"),
    ("The mill will close in two years' time.", "two years' time", "2027-01-01", "2027-12-31", "year"),
    ("The mill will close three weeks from now.", "three weeks from now", "2025-08-26", "2025-09-01", "week"),
    ("The mill will close on Monday week.", "Monday week", "2025-08-18", "2025-08-18", "day"),
    ("The mill has been closed since last year.", "since last year", "2024-01-01", "2025-08-08", "range"),
    ("The mill has been closed since spring.", "since spring", "2025-03-01", "2025-08-08", "range"),
    ("The mill has been closed since Monday.", "since Monday", "2025-08-04", "2025-08-08", "range"),
    ("The mill has been closed since the 1990s.", "since the 1990s", "1990-01-01", "2025-08-08", "range"),
    ("The mill has been closed since early June.", "since early June", "2025-06-01", "2025-08-08", "range"),
    ("The mill has been closed since the end of June.", "since the end of June", "2025-06-24", "2025-08-08", "range"),
    ("The mill has been closed since yesterday.", "since yesterday", "2025-08-07", "2025-08-08", "range"),
    ("The mill stays closed until May.", "until May", "2025-08-08", "2026-05-31", "range"),
    ("The mill is closed for the rest of the year.", "the rest of the year", "2025-08-08", "2025-12-31", "range"),
    ("The mill was closed throughout 2023.", "2023", "2023-01-01", "2023-12-31", "year"),
    ("The mill was closed all day on Tuesday.", "Tuesday", "2025-08-05", "2025-08-05", "day"),
    ("The mill was closed all last year.", "last year", "2024-01-01", "2024-12-31", "year"),
    ("The mill was closed for most of last year.", "last year", "2024-01-01", "2024-12-31", "year"),
    ("It rained for the past two days.", "for the past two days", "2025-08-06", "2025-08-08", "range"),
    ("It rained during the last 10 days.", "during the last 10 days", "2025-07-29", "2025-08-08", "range"),
    ("It rained in the past year.", "in the past year", "2024-08-08", "2025-08-08", "range"),
    ("It rained in the past few weeks.", "in the past few weeks", "2025-06-20", "2025-08-08", "range"),
    ("It rained over recent days.", "over recent days", "2025-08-01", "2025-08-08", "range"),
    ("The case will be heard on 3 November.", "3 November", "2025-11-03", "2025-11-03", "day"),
    ("The case will be heard on November 3rd, 2025.", "November 3rd, 2025", "2025-11-03", "2025-11-03", "day"),
    ("The case will be heard on Monday 10 November.", "Monday 10 November", "2025-11-10", "2025-11-10", "day"),
    (
        "The case will be heard on Monday, November 10, 2025.",
        "Monday, November 10, 2025", "2025-11-10", "2025-11-10", "day",
    ),
    ("The case was adjourned until 12 September.", "until 12 September", "2025-09-12", "2025-09-12", "day"),
    ("The case was adjourned to Monday.", "Monday", "2025-08-11", "2025-08-11", "day"),
    ("The hearing was postponed until next month.", "until next month", "2025-09-01", "2025-09-30", "month"),
    ("The sentence starts on 1 September.", "1 September", "2025-09-01", "2025-09-01", "day"),
    ("The trial, set for Oct. 6, may slip.", "Oct. 6", "2025-10-06", "2025-10-06", "day"),
    ("He was convicted in 2019.", "2019", "2019-01-01", "2019-12-31", "year"),
    ("He was jailed in July 2019.", "July 2019", "2019-07-01", "2019-07-31", "month"),
    (
        "The offences took place between January 2015 and March 2018.",
        "between January 2015 and March 2018", "2015-01-01", "2018-03-31", "range",
    ),
    ("The offences took place between 12 and 15 May.", "12 and 15 May", "2025-05-12", "2025-05-15", "range"),
    ("The offences took place between May 12 and 15.", "May 12 and 15", "2025-05-12", "2025-05-15", "range"),
    ("The mill did not open until 1993.", "until 1993", "1993-01-01", "1993-12-31", "year"),
    ("The mill will not open until next year.", "until next year", "2026-01-01", "2026-12-31", "year"),
    (
        "The offences took place between May 12 and May 15.",
        "between May 12 and May 15", "2025-05-12", "2025-05-15", "range",
    ),
    ("The offences took place from 2015-18.", "2015-18", "2015-01-01", "2018-12-31", "range"),
    ("The offences took place on 5/31/2019.", "5/31/2019", "2019-05-31", "2019-05-31", "day"),
    ("The offences took place on 31.05.2019.", "31.05.2019", "2019-05-31", "2019-05-31", "day"),
    ("The offences took place on 31-05-2019.", "31-05-2019", "2019-05-31", "2019-05-31", "day"),
    ("The offences took place on 2019/05/31.", "2019/05/31", "2019-05-31", "2019-05-31", "day"),
    ("The offences took place on 2019-05-31T10:00:00Z.", "2019-05-31", "2019-05-31", "2019-05-31", "day"),
    ("The offences took place on 31 May '19.", "31 May '19", "2019-05-31", "2019-05-31", "day"),
    ("The offences took place in May '19.", "May '19", "2019-05-01", "2019-05-31", "month"),
    ("The season starts on Saturday.", "Saturday", "2025-08-09", "2025-08-09", "day"),
    ("The cup final is on Sunday week.", "Sunday week", "2025-08-17", "2025-08-17", "day"),
    ("United lost 3-1 on Saturday.", "Saturday", "2025-08-02", "2025-08-02", "day"),
    ("The 2012 Olympics were in London.", "2012", "2012-01-01", "2012-12-31", "year"),
    ("She won in the 2024-25 season.", "2024-25", "2024-01-01", "2025-12-31", "range"),
    ("She won the 2023/24 title.", "2023/24", "2023-01-01", "2024-12-31", "range"),
    ("She joined in January's transfer window.", "January", "2025-01-01", "2025-01-31", "month"),
    ("She is out until January.", "until January", "2025-08-08", "2026-01-31", "range"),
    ("She won on Sunday afternoon.", "Sunday afternoon", "2025-08-03", "2025-08-03", "day"),
    ("She won in Sunday's final.", "Sunday", "2025-08-03", "2025-08-03", "day"),
    ("She won Tuesday's race.", "Tuesday", "2025-08-05", "2025-08-05", "day"),
    ("She will run in next Tuesday's race.", "next Tuesday", "2025-08-12", "2025-08-12", "day"),
    ("The comet will return in 2061.", "2061", "2061-01-01", "2061-12-31", "year"),
    (
        "The comet passed Earth in the first half of the century.",
        "the first half of the century", "2001-01-01", "2050-12-31", "range",
    ),
    ("The fossil is from the late 19th century.", "late 19th century", "1867-09-01", "1900-12-31", "range"),
    ("The fossil is from the early 20th century.", "early 20th century", "1901-01-01", "1934-05-02", "range"),
    (
        "The study ran from March 2019 to June 2021.",
        "from March 2019 to June 2021", "2019-03-01", "2021-06-30", "range",
    ),
    ("The study ran from 1995 through 2005.", "1995 through 2005", "1995-01-01", "2005-12-31", "range"),
    ("The study ran between 1995 and 2005.", "between 1995 and 2005", "1995-01-01", "2005-12-31", "range"),
    (
        "The ice has shrunk since records began in 1979.",
        "since records began in 1979", "1979-01-01", "2025-08-08", "range",
    ),
    ("Warming could reach two degrees by 2050.", "by 2050", "2050-01-01", "2050-12-31", "year"),
    (
        "Warming could reach two degrees by the end of the century.",
        "by the end of the century", "2100-12-31", "2100-12-31", "day",
    ),
    ("Warming could reach two degrees by mid-century.", "by mid-century", "2034-05-02", "2067-08-31", "range"),
    ("Warming could reach two degrees in the 2040s.", "the 2040s", "2040-01-01", "2049-12-31", "decade"),
    ("It was found in the spring of 2021.", "the spring of 2021", "2021-03-01", "2021-05-31", "season"),
    ("It was found in spring 2021.", "spring 2021", "2021-03-01", "2021-05-31", "season"),
    ("It was found in early spring.", "early spring", "2025-03-01", "2025-03-30", "range"),
    ("It was found in the early hours of Monday.", "Monday", "2025-08-04", "2025-08-04", "day"),
    ("It was found this morning.", "this morning", "2025-08-08", "2025-08-08", "day"),
    ("It was found yesterday evening.", "yesterday evening", "2025-08-07", "2025-08-07", "day"),
    ("It was found earlier today.", "earlier today", "2025-08-08", "2025-08-08", "day"),
    ("It was found earlier on Friday.", "Friday", "2025-08-08", "2025-08-08", "day"),
    ("It was found later on Friday.", "Friday", "2025-08-08", "2025-08-08", "day"),
    ("It was found on the first day of May.", "the first day of May", "2025-05-01", "2025-05-01", "day"),
    ("It was found on the last day of July.", "the last day of July", "2025-07-31", "2025-07-31", "day"),
    ("It was found on the last Friday of July.", "the last Friday of July", "2025-07-25", "2025-07-25", "day"),
    ("It was found on the first Monday in May.", "the first Monday in May", "2025-05-05", "2025-05-05", "day"),
    (
        "It will be held on the first Tuesday of November.",
        "the first Tuesday of November", "2025-11-04", "2025-11-04", "day",
    ),
    ("It was found in the second week of June.", "in the second week of June", "2025-06-08", "2025-06-14", "range"),
    ("It was found in the first week of 2024.", "in the first week of 2024", "2024-01-01", "2024-01-07", "range"),
    ("It was found in the last week of July.", "in the last week of July", "2025-07-25", "2025-07-31", "range"),
    ("It was found at the beginning of the month.", "the beginning of the month", "2025-08-01", "2025-08-07", "range"),
    ("It was found at the start of the week.", "the start of the week", "2025-08-04", "2025-08-06", "range"),
    ("It will end at the end of the month.", "the end of the month", "2025-08-25", "2025-08-31", "range"),
    ("It will end by month's end.", "by month's end", "2025-08-31", "2025-08-31", "day"),
    ("It will end by year-end.", "by year-end", "2025-12-31", "2025-12-31", "day"),
    ("It will end at year's end.", "year's end", "2025-12-01", "2025-12-31", "month"),
    ("It will end by the weekend.", "by the weekend", "2025-08-09", "2025-08-10", "range"),
    ("It will end by tomorrow.", "by tomorrow", "2025-08-09", "2025-08-09", "day"),
    ("It will end this coming Monday.", "this coming Monday", "2025-08-11", "2025-08-11", "day"),
    ("It will end from Monday.", "Monday", "2025-08-11", "2025-08-11", "day"),
    ("It will run from Monday until Friday.", "from Monday until Friday", "2025-08-11", "2025-08-15", "range"),
    ("It will run Monday through Friday.", "Monday through Friday", "2025-08-11", "2025-08-15", "range"),
    ("It runs from 9 to 14 September.", "9 to 14 September", "2025-09-09", "2025-09-14", "range"),
    ("It runs through 14 September.", "through 14 September", "2025-08-08", "2025-09-14", "range"),
    ("It runs to the end of September.", "the end of September", "2025-09-24", "2025-09-30", "range"),
    ("It has to end as soon as next month.", "next month", "2025-09-01", "2025-09-30", "month"),
    ("It could end as early as Monday.", "Monday", "2025-08-11", "2025-08-11", "day"),
    ("It could end as late as 2030.", "2030", "2030-01-01", "2030-12-31", "year"),
    ("It may end sometime next year.", "next year", "2026-01-01", "2026-12-31", "year"),
    ("It may end some time next week.", "next week", "2025-08-11", "2025-08-17", "week"),
    (
        "It may end in the second half of next year.",
        "the second half of next year", "2026-07-01", "2026-12-31", "range",
    ),
    (
        "It may end in the first quarter of next year.",
        "the first quarter of next year", "2026-01-01", "2026-03-31", "quarter",
    ),
    ("It may end in the coming year.", "in the coming year", "2025-08-08", "2026-08-08", "range"),
    ("It may end in the weeks ahead.", "in the weeks ahead", "2025-08-08", "2025-09-05", "range"),
    ("It may end over the coming months.", "over the coming months", "2025-08-08", "2026-02-08", "range"),
    ("It happened on Christmas Eve.", "Christmas Eve", "2024-12-24", "2024-12-24", "day"),
    ("It happened on New Year's Day 2020.", "New Year's Day 2020", "2020-01-01", "2020-01-01", "day"),
    ("It happened over Easter.", "Easter", "2025-04-18", "2025-04-21", "range"),
    ("It happened on Easter Sunday 2024.", "Easter Sunday 2024", "2024-03-31", "2024-03-31", "day"),
    ("It happened on Boxing Day.", "Boxing Day", "2024-12-26", "2024-12-26", "day"),
    ("It happened on 9/11.", "9/11", "2001-09-11", "2001-09-11", "day"),
    ("It happened on July Fourth.", "July Fourth", "2025-07-04", "2025-07-04", "day"),
    ("It happened on July 4th.", "July 4th", "2025-07-04", "2025-07-04", "day"),
    ("It happened on the Fourth of July.", "Fourth of July", "2025-07-04", "2025-07-04", "day"),
    ("It happened on the 15th.", "the 15th", "2025-07-15", "2025-07-15", "day"),
    ("It will happen on the 15th of next month.", "the 15th of next month", "2025-09-15", "2025-09-15", "day"),
    ("It happened on 11 September 2001.", "11 September 2001", "2001-09-11", "2001-09-11", "day"),
    ("It happened in the year 2000.", "2000", "2000-01-01", "2000-12-31", "year"),
    ("It happened in the tax year 2023-24.", "2023-24", "2023-01-01", "2024-12-31", "range"),
    ("It happened in H1 2025.", "H1 2025", "2025-01-01", "2025-06-30", "range"),
    ("It happened in the first half of the year.", "the first half of the year", "2025-01-01", "2025-06-30", "range"),
    (
        "It happened in the second half of last year.",
        "the second half of last year", "2024-07-01", "2024-12-31", "range",
    ),
    ("It happened during the 1980s and 1990s.", "the 1980s and 1990s", "1980-01-01", "1999-12-31", "range"),
    ("It happened in 2019 and 2020.", "2019 and 2020", "2019-01-01", "2020-12-31", "range"),
    ("It happened in January and February.", "January and February", "2025-01-01", "2025-02-28", "range"),
    ("The 72-hour truce starting May 8 held.", "72-hour truce starting May 8", "2025-05-08", "2025-05-10", "range"),
    ("A three-day visit from Monday was agreed.", "three-day visit from Monday", "2025-08-04", "2025-08-06", "range"),
    (
        "A two-week strike beginning on 1 September was called.",
        "two-week strike beginning on 1 September", "2025-09-01", "2025-09-14", "range",
    ),
    ("The strike will last two weeks from Monday.", "two weeks from Monday", "2025-08-11", "2025-08-24", "range"),
    ("He has until Friday to appeal.", "until Friday", "2025-08-08", "2025-08-08", "range"),
    ("He must pay by close of business on Friday.", "Friday", "2025-08-08", "2025-08-08", "day"),
    ("The price closed at 31.40 on Thursday.", "Thursday", "2025-08-07", "2025-08-07", "day"),
    ("The price will rise from April.", "April", "2026-04-01", "2026-04-30", "month"),
    ("The price will rise from next April.", "next April", "2026-04-01", "2026-04-30", "month"),
    ("The price rose from April 1.", "April 1", "2025-04-01", "2025-04-01", "day"),
    ("The price will rise in April 2026.", "April 2026", "2026-04-01", "2026-04-30", "month"),
    ("On Monday, 4 August, he left.", "Monday, 4 August", "2025-08-04", "2025-08-04", "day"),
    ("On Mon, 4 Aug 2025 he left.", "Mon, 4 Aug 2025", "2025-08-04", "2025-08-04", "day"),
    ("On August 4th he left.", "August 4th", "2025-08-04", "2025-08-04", "day"),
    ("On 4th August he left.", "4th August", "2025-08-04", "2025-08-04", "day"),
    ("As of Monday, he had left.", "Monday", "2025-08-04", "2025-08-04", "day"),
    ("As of 30 June, it had 12 shops.", "30 June", "2025-06-30", "2025-06-30", "day"),
    ("Late in 2023 he left.", "Late in 2023", "2023-09-01", "2023-12-31", "range"),
    ("In late 2023 he left.", "late 2023", "2023-09-01", "2023-12-31", "range"),
    ("By late 2023 he had left.", "By late 2023", "2023-09-01", "2023-12-31", "range"),
    ("By the end of 2023 he had left.", "By the end of 2023", "2023-12-31", "2023-12-31", "day"),
    ("In 1066 they came.", "1066", "1066-01-01", "1066-12-31", "year"),
    ("Around 2030 they will come.", "2030", "2030-01-01", "2030-12-31", "year"),
    ("In about 2010 they came.", "2010", "2010-01-01", "2010-12-31", "year"),
    ("May 2025 was wet.", "May 2025", "2025-05-01", "2025-05-31", "month"),
    ("Friday's talks failed.", "Friday", "2025-08-08", "2025-08-08", "day"),
    ("Tomorrow's talks may fail.", "Tomorrow", "2025-08-09", "2025-08-09", "day"),
    ("This year's talks failed.", "This year", "2025-01-01", "2025-12-31", "year"),
    ("Last year's harvest failed.", "Last year", "2024-01-01", "2024-12-31", "year"),
    ("Next month's vote is close.", "Next month", "2025-09-01", "2025-09-30", "month"),
]  # fmt: skip

UNRESOLVED = [
    ("The offer expires in fiscal 2020.", "fiscal_calendar"),
    ("He resigned later that day.", "refers_to_other_event"),
    ("They marched on the eve of the vote.", "refers_to_other_event"),
    ("The mill was closed until 2014.", "open_start"),
    ("It rained in recent years.", "vague"),
    ("The offences took place on 12/05/2019.", "ambiguous_day_month"),
    ("She won this season.", "depends_on_calendar"),
    ("She won last season.", "depends_on_calendar"),
    ("It was found in the early hours.", "time_without_day"),
    ("It was found at 10:30.", "time_without_day"),
    ("It was found at midnight.", "time_without_day"),
    ("It was found just before noon.", "time_without_day"),
    ("It was found earlier in the day.", "refers_to_other_event"),
    ("It was found two days earlier.", "refers_to_other_event"),
    ("It was found the following week.", "refers_to_other_event"),
    ("It was found the following Monday.", "refers_to_other_event"),
    ("It was found the previous Monday.", "refers_to_other_event"),
    ("It was found the same month.", "refers_to_other_event"),
    ("It may end in the years ahead.", "vague"),
    ("It may end in days.", "vague"),
    ("It happened on Thanksgiving.", "depends_on_country"),
    ("It happened 66 million years ago.", "beyond_calendar"),
    ("It happened 4,000 years ago.", "beyond_calendar"),
    ("It happened in the 2024 fiscal year.", "fiscal_calendar"),
    ("It happened in FY2024.", "fiscal_calendar"),
    ("It happened in the current financial year.", "fiscal_calendar"),
    ("It happened in the last financial year.", "fiscal_calendar"),
    ("It happened last term.", "depends_on_calendar"),
    ("It happened three years after.", "refers_to_other_event"),
    ("It happened three years after the flood.", "refers_to_other_event"),
    ("It happened in the past.", "vague"),
    ("The price rose 5% from a year earlier.", "refers_to_other_event"),
    ("A year later he left.", "refers_to_other_event"),
    ("Two weeks after the vote he left.", "refers_to_other_event"),
    ("By then he had left.", "refers_to_other_event"),
]  # fmt: skip


def only(sentence: str, anchor: Anchor = FRIDAY) -> TimeExpression:
    found = find_times(sentence, anchor)
    assert len(found) == 1, [one.text for one in found]
    return found[0]


@pytest.mark.parametrize(("sentence", "text", "first", "last", "precision"), RESOLVED)
def test_resolves(sentence: str, text: str, first: str, last: str, precision: str) -> None:
    one = only(sentence)
    assert (one.text, str(one.first), str(one.last), one.precision) == (text, first, last, precision)
    assert sentence[one.start : one.end] == one.text


@pytest.mark.parametrize(("sentence", "reason"), UNRESOLVED)
def test_keeps_what_cannot_be_dated_with_its_reason(sentence: str, reason: str) -> None:
    one = only(sentence)
    assert (one.first, one.last, one.precision, one.unresolved_reason) == (None, None, None, reason)


AUGUST = Anchor(date(2025, 8, 1), "month")


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("It rained last week.", "2025-07-21", "2025-08-24"),
        ("It rained on Friday.", "2025-08-01", "2025-08-29"),
        ("It will rain by Friday.", "2025-08-01", "2025-09-05"),
        ("It rained yesterday.", "2025-07-31", "2025-08-30"),
    ],
)
def test_month_of_publication_gives_what_encloses_every_reading(sentence: str, first: str, last: str) -> None:
    one = only(sentence, AUGUST)
    assert (str(one.first), str(one.last), one.precision) == (first, last, "range")
    for day in range(1, 32):
        exact = only(sentence, Anchor(date(2025, 8, day)))
        assert str(one.first) <= str(exact.first)
        assert str(exact.last) <= str(one.last)


CLOCKS = [
    ("The gates broke on Tuesday. The first house fell at 02:10.", "2025-08-05"),
    ("The first house fell at 02:10 on Tuesday.", "2025-08-05"),
    ("The gates broke on Tuesday, the mayor said on Thursday. The first house fell at 02:10.", "2025-08-05"),
    ("The mayor spoke, she said on Thursday. The first house fell at 02:10.", None),
    ("The gates broke in 2019. The first house fell at 02:10.", None),
]


@pytest.mark.parametrize(("text", "day"), CLOCKS)
def test_a_clock_time_continues_the_day_last_named(text: str, day: str | None) -> None:
    clock = next(one for one in find_times(text, FRIDAY) if "02:10" in one.text)
    assert (str(clock.first) if clock.first else None) == day
    assert (clock.unresolved_reason is None) == (day is not None)


CONTINUED = [
    ("He died on Friday after the tree fell on him the previous day.", "the previous day", "2025-08-07", "day"),
    ("The ferry sank on 3 May. The same day the port was shut.", "The same day", "2025-05-03", "day"),
    ("The ferry sank on 3 May. It was raised the following morning.", "the following morning", "2025-05-04", "day"),
    ("The ferry sank on 3 May. Two days later it was raised.", "Two days later", "2025-05-05", "day"),
    ("The ferry sank in 2019. Two years later it was raised.", "Two years later", "2021-01-01", "year"),
    ("The ferry sank on 3 May 2019. It was raised later that month.", "later that month", "2019-05-01", "month"),
    ("The ferry sank on 3 May 2019. It was raised that year.", "that year", "2019-01-01", "year"),
    ("The ferry sank in June 2019. It was raised the following month.", "the following month", "2019-07-01", "month"),
]


@pytest.mark.parametrize(("text", "words", "first", "precision"), CONTINUED)
def test_what_continues_a_named_time_is_reckoned_from_it(text: str, words: str, first: str, precision: str) -> None:
    one = next(one for one in find_times(text, FRIDAY) if one.text == words)
    assert (str(one.first), one.precision) == (first, precision)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mayor spoke, she said on Thursday. The next day it rained.", "The next day"),
        ("She will leave on Monday. That day will be hard.", "That day"),
        ("The ferry sank in 2019. The same day it rained.", "The same day"),
        ("The ferry sank on Monday. Two days after the flood it was raised.", "Two days after"),
    ],
)
def test_what_continues_no_certain_time_stays_open(text: str, words: str) -> None:
    one = next(one for one in find_times(text, FRIDAY) if one.text == words)
    assert (one.first, one.unresolved_reason) == (None, "refers_to_other_event")


def test_two_days_joined_by_and_are_no_range() -> None:
    found = find_times("The deadlines are on January 19 and February 2, 2024.", FRIDAY)
    assert [(one.text, str(one.first)) for one in found][-1] == ("February 2, 2024", "2024-02-02")
    assert len(found) == 2
