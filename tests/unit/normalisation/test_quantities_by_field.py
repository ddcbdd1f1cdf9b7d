"""Numbers of business, sport, science and court news: sentence → every quantity. All sentences are invented."""

import pytest

from pipelines.normalisation.quantities import find_quantities

Row = tuple[str, float, float | None, str, str | None, str | None, str | None]

# sentence → text, value, value_max, bound, unit, currency, counted
QUANTITIES: list[tuple[str, list[Row]]] = [
    ("Half a dozen ships left.", [
        ("Half a dozen", 6, None, "exact", None, None, "ship"),
    ]),
    ("About half a dozen ships left.", [
        ("About half a dozen", 6, None, "about", None, None, "ship"),
    ]),
    ("At least 11 dead as river floods the valley.", [
        ("At least 11", 11, None, "at_least", None, None, "dead"),
    ]),
    ("A dozen ships left.", [
        ("A dozen", 12, None, "exact", None, None, "ship"),
    ]),
    ("Two dozen ships left.", [
        ("Two dozen", 24, None, "exact", None, None, "ship"),
    ]),
    ("Dozens of ships left.", [
        ("Dozens", 24, None, "at_least", None, None, "ship"),
    ]),
    ("Several dozen ships left.", [
        ("Several dozen", 24, None, "at_least", None, None, "ship"),
    ]),
    ("Scores of ships left.", [
        ("Scores", 40, None, "at_least", None, None, "ship"),
    ]),
    ("A couple of ships left.", [
        ("A couple", 2, None, "about", None, None, "ship"),
    ]),
    ("A couple of million pounds went missing.", [
        ("A couple of million pounds", 2000000.0, None, "about", None, "GBP", None),
    ]),
    ("Hundreds of ships left.", [
        ("Hundreds", 200, None, "at_least", None, None, "ship"),
    ]),
    ("Thousands left.", [
        ("Thousands", 2000, None, "at_least", None, None, None),
    ]),
    ("Tens of thousands of fans came.", [
        ("Tens of thousands", 20000, None, "at_least", None, None, "fan"),
    ]),
    ("A million fans came.", [
        ("A million", 1000000.0, None, "exact", None, None, "fan"),
    ]),
    ("Half a million fans came.", [
        ("Half a million", 500000, None, "exact", None, None, "fan"),
    ]),
    ("One and a half million fans came.", [
        ("One and a half million", 1500000.0, None, "exact", None, None, "fan"),
    ]),
    ("Two and a half years passed.", [
        ("Two and a half years", 2.5, None, "exact", "year", None, None),
    ]),
    ("One-and-a-half hours passed.", [
        ("One-and-a-half hours", 1.5, None, "exact", "hour", None, None),
    ]),
    ("Two-thirds of members agreed.", [
        ("Two-thirds", 0.666667, None, "exact", "share", None, "member"),
    ]),
    ("A third of members agreed.", [
        ("A third", 0.333333, None, "exact", "share", None, "member"),
    ]),
    ("A quarter of the firm was sold.", [
        ("A quarter", 0.25, None, "exact", "share", None, "firm"),
    ]),
    ("Three quarters of the firm was sold.", [
        ("Three quarters", 0.75, None, "exact", "share", None, "firm"),
    ]),
    ("Three-quarters of voters agreed.", [
        ("Three-quarters", 0.75, None, "exact", "share", None, "voter"),
    ]),
    ("One in five voters agreed.", [
        ("One in five", 0.2, None, "exact", "share", None, "voter"),
    ]),
    ("One in every ten voters agreed.", [
        ("One in every ten", 0.1, None, "exact", "share", None, "voter"),
    ]),
    ("Four out of five dentists agreed.", [
        ("Four out of five", 0.8, None, "exact", "share", None, "dentist"),
    ]),
    ("Nine out of 10 dentists agreed.", [
        ("Nine out of 10", 0.9, None, "exact", "share", None, "dentist"),
    ]),
    ("Two in three voters agreed.", [
        ("Two in three", 0.666667, None, "exact", "share", None, "voter"),
    ]),
    ("Half of all voters agreed.", [
        ("Half", 0.5, None, "exact", "share", None, "voter"),
    ]),
    ("Half the voters agreed.", [
        ("Half", 0.5, None, "exact", "share", None, "voter"),
    ]),
    ("More than half of voters agreed.", [
        ("More than half", 0.5, None, "at_least", "share", None, "voter"),
    ]),
    ("Nearly a third of voters agreed.", [
        ("Nearly a third", 0.333333, None, "about", "share", None, "voter"),
    ]),
    ("United beat City 3-1.", [
        ("3", 3, None, "exact", "score", None, None),
        ("1", 1, None, "exact", "score", None, None),
    ]),
    ("City lost 2-0 to United.", [
        ("2", 2, None, "exact", "score", None, None),
        ("0", 0, None, "exact", "score", None, None),
    ]),
    ("United drew 1-1 with City.", [
        ("1", 1, None, "exact", "score", None, None),
        ("1", 1, None, "exact", "score", None, None),
    ]),
    ("She won 6-4, 6-3.", [
        ("6", 6, None, "exact", "score", None, None),
        ("4", 4, None, "exact", "score", None, None),
        ("6", 6, None, "exact", "score", None, None),
        ("3", 3, None, "exact", "score", None, None),
    ]),
    ("She won 6-4 7-6 (7-5).", [
        ("6", 6, None, "exact", "score", None, None),
        ("4", 4, None, "exact", "score", None, None),
        ("7", 7, None, "exact", "score", None, None),
        ("6", 6, None, "exact", "score", None, None),
        ("7", 7, None, "exact", "score", None, None),
        ("5", 5, None, "exact", "score", None, None),
    ]),
    ("They won by 15 points.", [
        ("15", 15, None, "exact", None, None, "point"),
    ]),
    ("The vote was 52-48.", [
        ("52", 52, None, "exact", "score", None, None),
        ("48", 48, None, "exact", "score", None, None),
    ]),
    ("The court ruled 6-3 against him.", [
        ("6", 6, None, "exact", "score", None, None),
        ("3", 3, None, "exact", "score", None, None),
    ]),
    ("The motion passed by 310 votes to 294.", [
        ("310", 310, None, "exact", None, None, "vote"),
        ("294", 294, None, "exact", None, None, None),
    ]),
    ("The motion passed by 310 to 294.", [
        ("310", 310, None, "exact", None, None, None),
        ("294", 294, None, "exact", None, None, None),
    ]),
    ("The yield rose 15 basis points.", [
        ("15 basis points", 15, None, "exact", "basis point", None, None),
    ]),
    ("The rate rose by 25bp to 4.5%.", [
        ("25bp", 25, None, "exact", "basis point", None, None),
        ("4.5%", 4.5, None, "exact", "%", None, None),
    ]),
    ("The rate rose by a quarter of a percentage point.", [
        ("a quarter of a percentage point", 0.25, None, "exact", "percentage point", None, None),
    ]),
    ("The rate rose 0.5 per cent.", [
        ("0.5 per cent", 0.5, None, "exact", "%", None, None),
    ]),
    ("The rate rose 0.5 pc.", [
        ("0.5 pc", 0.5, None, "exact", "%", None, None),
    ]),
    ("The index fell 25 points, or 0.4%.", [
        ("25", 25, None, "exact", None, None, "point"),
        ("0.4%", 0.4, None, "exact", "%", None, None),
    ]),
    ("Inflation hit 3.2 percent.", [
        ("3.2 percent", 3.2, None, "exact", "%", None, None),
    ]),
    ("It is 30 degrees in the shade.", [
        ("30 degrees", 30, None, "exact", "degree", None, None),
    ]),
    ("It is 30 degrees Celsius.", [
        ("30 degrees Celsius", 30, None, "exact", "°C", None, None),
    ]),
    ("It is 30C in the shade.", [
        ("30C", 30, None, "exact", "°C", None, None),
    ]),
    ("It is 30°C in the shade.", [
        ("30°C", 30, None, "exact", "°C", None, None),
    ]),
    ("It was minus 12 degrees.", [
        ("minus 12 degrees", -12, None, "exact", "degree", None, None),
    ]),
    ("It was -12C at night.", [
        ("-12C", -12, None, "exact", "°C", None, None),
    ]),
    ("It warmed by 1.5 degrees.", [
        ("1.5 degrees", 1.5, None, "exact", "degree", None, None),
    ]),
    ("It warmed by 1.5C.", [
        ("1.5C", 1.5, None, "exact", "°C", None, None),
    ]),
    ("It has 2.8m users.", [
        ("2.8m", 2800000.0, None, "exact", None, None, "user"),
    ]),
    ("It has 2.8m subscribers.", [
        ("2.8m", 2800000.0, None, "exact", None, None, "subscriber"),
    ]),
    ("It is 2.8m long.", [
        ("2.8m", 2.8, None, "exact", "m", None, None),
    ]),
    ("It costs £1.2bn.", [
        ("£1.2bn", 1200000000.0, None, "exact", None, "GBP", None),
    ]),
    ("It costs £1.2 billion.", [
        ("£1.2 billion", 1200000000.0, None, "exact", None, "GBP", None),
    ]),
    ("It costs £4,000.", [
        ("£4,000", 4000, None, "exact", None, "GBP", None),
    ]),
    ("It costs $100 million.", [
        ("$100 million", 100000000.0, None, "exact", None, "USD", None),
    ]),
    ("It costs 100 million dollars.", [
        ("100 million dollars", 100000000.0, None, "exact", None, "USD", None),
    ]),
    ("It costs US$3.5m.", [
        ("US$3.5m", 3500000.0, None, "exact", None, "USD", None),
    ]),
    ("It costs €3.5m a year.", [
        ("€3.5m", 3500000.0, None, "exact", None, "EUR", None),
    ]),
    ("It costs A$20.", [
        ("A$20", 20, None, "exact", None, "AUD", None),
    ]),
    ("It costs 20p.", [
        ("20p", 20, None, "exact", "penny", None, None),
    ]),
    ("It costs 50 cents.", [
        ("50 cents", 50, None, "exact", "cent", None, None),
    ]),
    ("It costs 3.5 million Swedish kronor.", [
        ("3.5 million Swedish kronor", 3500000.0, None, "exact", None, "SEK", None),
    ]),
    ("It costs between £10m and £20m.", [
        ("between £10m and £20m", 10000000.0, 20000000.0, "range", None, "GBP", None),
    ]),
    ("It costs between 10 and 20 pounds.", [
        ("between 10 and 20 pounds", 10, 20, "range", None, "GBP", None),
    ]),
    ("It costs from $5 to $10.", [
        ("from $5 to $10", 5, 10, "range", None, "USD", None),
    ]),
    ("It costs £10-£20.", [
        ("£10-£20", 10, 20, "range", None, "GBP", None),
    ]),
    ("It costs £10m-£20m.", [
        ("£10m-£20m", 10000000.0, 20000000.0, "range", None, "GBP", None),
    ]),
    ("It costs up to £1m.", [
        ("up to £1m", 1000000.0, None, "at_most", None, "GBP", None),
    ]),
    ("It costs as much as £1m.", [
        ("as much as £1m", 1000000.0, None, "at_most", None, "GBP", None),
    ]),
    ("It costs less than £1m.", [
        ("less than £1m", 1000000.0, None, "at_most", None, "GBP", None),
    ]),
    ("It costs under £1m.", [
        ("under £1m", 1000000.0, None, "at_most", None, "GBP", None),
    ]),
    ("It costs some £1m.", [
        ("some £1m", 1000000.0, None, "about", None, "GBP", None),
    ]),
    ("It costs a record £1m.", [
        ("£1m", 1000000.0, None, "exact", None, "GBP", None),
    ]),
    ("It costs £1m or more.", [
        ("£1m or more", 1000000.0, None, "at_least", None, "GBP", None),
    ]),
    ("It costs at least £1m.", [
        ("at least £1m", 1000000.0, None, "at_least", None, "GBP", None),
    ]),
    ("It costs in excess of £1m.", [
        ("in excess of £1m", 1000000.0, None, "at_least", None, "GBP", None),
    ]),
    ("It costs around £1m.", [
        ("around £1m", 1000000.0, None, "about", None, "GBP", None),
    ]),
    ("It costs approximately £1m.", [
        ("approximately £1m", 1000000.0, None, "about", None, "GBP", None),
    ]),
    ("It costs just over £1m.", [
        ("just over £1m", 1000000.0, None, "about", None, "GBP", None),
    ]),
    ("It costs just under £1m.", [
        ("just under £1m", 1000000.0, None, "about", None, "GBP", None),
    ]),
    ("It costs almost £1m.", [
        ("almost £1m", 1000000.0, None, "about", None, "GBP", None),
    ]),
    ("It costs nearly £1m.", [
        ("nearly £1m", 1000000.0, None, "about", None, "GBP", None),
    ]),
    ("It costs roughly £1m.", [
        ("roughly £1m", 1000000.0, None, "about", None, "GBP", None),
    ]),
    ("It costs upwards of £1m.", [
        ("upwards of £1m", 1000000.0, None, "at_least", None, "GBP", None),
    ]),
    ("It costs well over £1m.", [
        ("well over £1m", 1000000.0, None, "at_least", None, "GBP", None),
    ]),
    ("It costs not less than £1m.", [
        ("not less than £1m", 1000000.0, None, "at_least", None, "GBP", None),
    ]),
    ("It costs no more than £1m.", [
        ("no more than £1m", 1000000.0, None, "at_most", None, "GBP", None),
    ]),
    ("It costs at most £1m.", [
        ("at most £1m", 1000000.0, None, "at_most", None, "GBP", None),
    ]),
    ("It costs £1m at least.", [
        ("£1m at least", 1000000.0, None, "at_least", None, "GBP", None),
    ]),
    ("It costs £1m at most.", [
        ("£1m at most", 1000000.0, None, "at_most", None, "GBP", None),
    ]),
    ("It costs exactly £1m.", [
        ("£1m", 1000000.0, None, "exact", None, "GBP", None),
    ]),
    ("It costs only £1m.", [
        ("£1m", 1000000.0, None, "exact", None, "GBP", None),
    ]),
    ("Between 10 and 20 ships left.", [
        ("Between 10 and 20", 10, 20, "range", None, None, "ship"),
    ]),
    ("From 10 to 20 ships left.", [
        ("From 10 to 20", 10, 20, "range", None, None, "ship"),
    ]),
    ("10 to 20 ships left.", [
        ("10 to 20", 10, 20, "range", None, None, "ship"),
    ]),
    ("Ten or twenty ships left.", [
        ("Ten or twenty", 10, 20, "range", None, None, "ship"),
    ]),
    ("10-20 ships left.", [
        ("10-20", 10, 20, "range", None, None, "ship"),
    ]),
    ("10–20 ships left.", [
        ("10–20", 10, 20, "range", None, None, "ship"),
    ]),
    ("Up to 10 ships left.", [
        ("Up to 10", 10, None, "at_most", None, None, "ship"),
    ]),
    ("As many as 10 ships left.", [
        ("As many as 10", 10, None, "at_most", None, None, "ship"),
    ]),
    ("As few as 10 ships left.", [
        ("As few as 10", 10, None, "at_least", None, None, "ship"),
    ]),
    ("Fewer than 10 ships left.", [
        ("Fewer than 10", 10, None, "at_most", None, None, "ship"),
    ]),
    ("More than 10 ships left.", [
        ("More than 10", 10, None, "at_least", None, None, "ship"),
    ]),
    ("Not more than 10 ships left.", [
        ("Not more than 10", 10, None, "at_most", None, None, "ship"),
    ]),
    ("At least 10 ships left.", [
        ("At least 10", 10, None, "at_least", None, None, "ship"),
    ]),
    ("Over 10 ships left.", [
        ("Over 10", 10, None, "at_least", None, None, "ship"),
    ]),
    ("Under 10 ships left.", [
        ("Under 10", 10, None, "at_most", None, None, "ship"),
    ]),
    ("About 10 ships left.", [
        ("About 10", 10, None, "about", None, None, "ship"),
    ]),
    ("Some 10 ships left.", [
        ("Some 10", 10, None, "about", None, None, "ship"),
    ]),
    ("Around 10 ships left.", [
        ("Around 10", 10, None, "about", None, None, "ship"),
    ]),
    ("An estimated 10 ships left.", [
        ("An estimated 10", 10, None, "about", None, None, "ship"),
    ]),
    ("10 or so ships left.", [
        ("10 or so", 10, None, "about", None, None, "ship"),
    ]),
    ("10 or more ships left.", [
        ("10 or more", 10, None, "at_least", None, None, "ship"),
    ]),
    ("Ten-odd ships left.", [
        ("Ten-odd", 10, None, "about", None, None, "ship"),
    ]),
    ("A minimum of 10 ships left.", [
        ("A minimum of 10", 10, None, "at_least", None, None, "ship"),
    ]),
    ("A maximum of 10 ships left.", [
        ("A maximum of 10", 10, None, "at_most", None, None, "ship"),
    ]),
    ("A total of 10 ships left.", [
        ("10", 10, None, "exact", None, None, "ship"),
    ]),
    ("Ten more ships left.", [
        ("Ten", 10, None, "exact", None, None, "ship"),
    ]),
    ("Another 10 ships left.", [
        ("10", 10, None, "exact", None, None, "ship"),
    ]),
    ("An additional 10 ships left.", [
        ("10", 10, None, "exact", None, None, "ship"),
    ]),
    ("All 10 ships left.", [
        ("10", 10, None, "exact", None, None, "ship"),
    ]),
    ("The 10 ships left.", [
        ("10", 10, None, "exact", None, None, "ship"),
    ]),
    ("The first console sold well.", [
        ("first", 1, None, "exact", "ordinal", None, None),
    ]),
    ("It is the first console.", [
        ("first", 1, None, "exact", "ordinal", None, None),
    ]),
    ("It is the firm's first console.", [
        ("first", 1, None, "exact", "ordinal", None, None),
    ]),
    ("It is the second-largest city.", [
        ("second", 2, None, "exact", "ordinal", None, None),
    ]),
    ("It is the third time in a row.", [
        ("third", 3, None, "exact", "ordinal", None, None),
    ]),
    ("She came third.", [
        ("third", 3, None, "exact", "ordinal", None, None),
    ]),
    ("She finished fourth in the race.", [
        ("fourth", 4, None, "exact", "ordinal", None, None),
    ]),
    ("It is the 21st century mill.", [
        ("21st", 21, None, "exact", "ordinal", None, None),
    ]),
    ("It is her fifth title.", [
        ("fifth", 5, None, "exact", "ordinal", None, None),
    ]),
    ("It is their 100th win.", [
        ("100th", 100, None, "exact", "ordinal", None, None),
    ]),
    ("The first three ships left.", [
        ("three", 3, None, "exact", None, None, "ship"),
    ]),
    ("The last two ships left.", [
        ("two", 2, None, "exact", None, None, "ship"),
    ]),
    ("The top five firms left.", [
        ("five", 5, None, "exact", None, None, "firm"),
    ]),
    ("The 5-year-old boy left.", [
        ("5-year-old", 5, None, "exact", "year of age", None, None),
    ]),
    ("The five-year-old left.", [
        ("five-year-old", 5, None, "exact", "year of age", None, None),
    ]),
    ("A 25-year-old man left.", [
        ("25-year-old", 25, None, "exact", "year of age", None, None),
    ]),
    ("A man aged 25 left.", [
        ("25", 25, None, "exact", "year of age", None, None),
    ]),
    ("A man, 25, left.", [
        ("25", 25, None, "exact", "year of age", None, None),
    ]),
    ("The 35 year old left.", [
        ("35 year old", 35, None, "exact", "year of age", None, None),
    ]),
    ("A five-year deal was signed.", [
        ("five-year", 5, None, "exact", "year", None, None),
    ]),
    ("A 10-mile walk was held.", [
        ("10-mile", 10, None, "exact", "mile", None, None),
    ]),
    ("A 300-page report was published.", [
        ("300", 300, None, "exact", None, None, "page"),
    ]),
    ("A 12-member jury left.", [
        ("12", 12, None, "exact", None, None, "member"),
    ]),
    ("A three-day visit ended.", [
        ("three-day", 3, None, "exact", "day", None, None),
    ]),
    ("A two-hour delay ended.", [
        ("two-hour", 2, None, "exact", "hour", None, None),
    ]),
    ("A $5m deal was signed.", [
        ("$5m", 5000000.0, None, "exact", None, "USD", None),
    ]),
    ("A 5% rise was agreed.", [
        ("5%", 5, None, "exact", "%", None, None),
    ]),
    ("A 20-strong team left.", [
        ("20", 20, None, "exact", None, None, None),
    ]),
    ("A four-bedroom house was sold.", [
        ("four", 4, None, "exact", None, None, "bedroom"),
    ]),
    ("Three people were killed.", [
        ("Three", 3, None, "exact", None, None, "person"),
    ]),
    ("Three were killed.", [
        ("Three", 3, None, "exact", None, None, None),
    ]),
    ("Two of them left.", [
        ("Two", 2, None, "exact", None, None, None),
    ]),
    ("One person left.", [
        ("One", 1, None, "exact", None, None, "person"),
    ]),
    ("One man and two women left.", [
        ("One", 1, None, "exact", None, None, "man"),
        ("two", 2, None, "exact", None, None, "woman"),
    ]),
    ("Two men, three women and a child left.", [
        ("Two", 2, None, "exact", None, None, "man"),
        ("three", 3, None, "exact", None, None, "woman"),
    ]),
    ("Eleven left, 14 stayed.", [
        ("Eleven", 11, None, "exact", None, None, None),
        ("14", 14, None, "exact", None, None, None),
    ]),
    ("Sales tripled to $3bn.", [
        ("$3bn", 3000000000.0, None, "exact", None, "USD", None),
    ]),
    ("Sales rose twofold.", [
        ("twofold", 2, None, "exact", "time", None, None),
    ]),
    ("Sales rose tenfold.", [
        ("tenfold", 10, None, "exact", "time", None, None),
    ]),
    ("Sales were three times higher.", [
        ("three", 3, None, "exact", None, None, "time"),
    ]),
    ("Sales were twice as high.", [
        ("twice", 2, None, "exact", "time", None, None),
    ]),
    ("He ran 10km.", [
        ("10km", 10, None, "exact", "km", None, None),
    ]),
    ("He ran 10 kilometres.", [
        ("10 kilometres", 10, None, "exact", "km", None, None),
    ]),
    ("He ran 100m in 9.8 seconds.", [
        ("100m", 100, None, "exact", "m", None, None),
        ("9.8 seconds", 9.8, None, "exact", "second", None, None),
    ]),
    ("He ran 26.2 miles.", [
        ("26.2 miles", 26.2, None, "exact", "mile", None, None),
    ]),
    ("He weighs 80kg.", [
        ("80kg", 80, None, "exact", "kg", None, None),
    ]),
    ("He weighs 12 stone.", [
        ("12 stone", 12, None, "exact", "stone", None, None),
    ]),
    ("He is 6ft 2in tall.", [
        ("6ft", 6, None, "exact", "foot", None, None),
        ("2in", 2, None, "exact", "inch", None, None),
    ]),
    ("He is 1.85m tall.", [
        ("1.85m", 1.85, None, "exact", "m", None, None),
    ]),
    ("It holds 300 litres.", [
        ("300 litres", 300, None, "exact", "l", None, None),
    ]),
    ("It emits 40 tonnes of carbon.", [
        ("40 tonnes", 40, None, "exact", "t", None, "carbon"),
    ]),
    ("It emits 40 million tonnes of CO2.", [
        ("40 million tonnes", 40000000.0, None, "exact", "t", None, None),
    ]),
    ("It makes 2.5 million barrels a day.", [
        ("2.5 million barrels", 2500000.0, None, "exact", "barrel", None, None),
    ]),
    ("It makes 500 megawatts.", [
        ("500 megawatts", 500, None, "exact", "MW", None, None),
    ]),
    ("It makes 20MW.", [
        ("20MW", 20, None, "exact", "MW", None, None),
    ]),
    ("It runs at 3GHz.", [
        ("3GHz", 3, None, "exact", "GHz", None, None),
    ]),
    ("It has 512MB of memory.", [
        ("512MB", 512, None, "exact", "MB", None, "memory"),
    ]),
    ("It has 40 gigabytes of storage.", [
        ("40 gigabytes", 40, None, "exact", "GB", None, "storage"),
    ]),
    ("It drives 60mph.", [
        ("60mph", 60, None, "exact", "mph", None, None),
    ]),
    ("It drives 100 km/h.", [
        ("100 km/h", 100, None, "exact", "km/h", None, None),
    ]),
    ("It lies 20 light years away.", [
        ("20 light years", 20, None, "exact", "light year", None, None),
    ]),
    ("It lies 300,000 square kilometres.", [
        ("300,000 square kilometres", 300000, None, "exact", "km²", None, None),
    ]),
    ("It lies 4,000 metres up.", [
        ("4,000 metres", 4000, None, "exact", "m", None, None),
    ]),
    ("Shares fell 3.4p to 120p.", [
        ("3.4p", 3.4, None, "exact", "penny", None, None),
        ("120p", 120, None, "exact", "penny", None, None),
    ]),
    ("Shares rose 12 cents to $30.", [
        ("12 cents", 12, None, "exact", "cent", None, None),
        ("$30", 30, None, "exact", None, "USD", None),
    ]),
    ("The euro rose to $1.2950.", [
        ("$1.2950", 1.295, None, "exact", None, "USD", None),
    ]),
    ("The pound rose to 1.45 euros.", [
        ("1.45 euros", 1.45, None, "exact", None, "EUR", None),
    ]),
    ("The dow rose 30.5 to 10,400.", [
        ("30.5", 30.5, None, "exact", None, None, None),
        ("10,400", 10400, None, "exact", None, None, None),
    ]),
    ("He got 12 years in jail.", [
        ("12 years", 12, None, "exact", "year", None, None),
    ]),
    ("He got a 12-year sentence.", [
        ("12-year", 12, None, "exact", "year", None, None),
    ]),
    ("He was fined 200 euros.", [
        ("200 euros", 200, None, "exact", None, "EUR", None),
    ]),
    ("Zero ships left.", [
        ("Zero", 0, None, "exact", None, None, "ship"),
    ]),
    ("The 1,500m race was won.", [
        ("1,500m", 1500, None, "exact", "m", None, None),
    ]),
    ("He scored 25 points and 10 rebounds.", [
        ("25", 25, None, "exact", None, None, "point"),
        ("10", 10, None, "exact", None, None, "rebound"),
    ]),
    ("He made 103 not out.", [
        ("103", 103, None, "exact", None, None, None),
    ]),
    ("They were 210-4 at tea.", [
        ("210", 210, None, "exact", "score", None, None),
        ("4", 4, None, "exact", "score", None, None),
    ]),
    ("It is 1.2 times larger.", [
        ("1.2", 1.2, None, "exact", None, None, "time"),
    ]),
    ("It is 10,000-strong.", [
        ("10,000", 10000, None, "exact", None, None, None),
    ]),
    ("It is one of three.", [
        ("three", 3, None, "exact", None, None, None),
    ]),
    ("It is in its 10th year.", [
        ("10th", 10, None, "exact", "ordinal", None, None),
    ]),
    ("It has three 3G networks.", [
        ("three", 3, None, "exact", None, None, None),
    ]),
    ("It sold 1.2m cars, up 12% on 2003.", [
        ("1.2m", 1200000.0, None, "exact", None, None, "car"),
        ("12%", 12, None, "exact", "%", None, None),
    ]),
    ("It sold 20 thousand cars.", [
        ("20 thousand", 20000, None, "exact", None, None, "car"),
    ]),
    ("It sold 2 hundred cars.", [
        ("2 hundred", 200, None, "exact", None, None, "car"),
    ]),
    ("It sold $1-billion worth.", [
        ("$1-billion", 1000000000.0, None, "exact", None, "USD", None),
    ]),
    ("It sold a billion cars.", [
        ("a billion", 1000000000.0, None, "exact", None, None, "car"),
    ]),
    ("It sold billions.", [
        ("billions", 2000000000.0, None, "at_least", None, None, None),
    ]),
    ("It sold hundreds of millions of cars.", [
        ("hundreds of millions", 200000000.0, None, "at_least", None, None, "car"),
    ]),
    ("It sold several million cars.", [
        ("several million", 2000000.0, None, "at_least", None, None, "car"),
    ]),
    ("It sold a few hundred cars.", [
        ("a few hundred", 200, None, "at_least", None, None, "car"),
    ]),
    ("It sold a few thousand cars.", [
        ("a few thousand", 2000, None, "at_least", None, None, "car"),
    ]),
    ("It sold many thousands of cars.", [
        ("many thousands", 2000, None, "at_least", None, None, "car"),
    ]),
    ("It sold more than a million cars.", [
        ("more than a million", 1000000.0, None, "at_least", None, None, "car"),
    ]),
    ("It sold just 12 cars.", [
        ("12", 12, None, "exact", None, None, "car"),
    ]),
    ("It sold as little as 12 cars.", [
        ("as little as 12", 12, None, "at_least", None, None, "car"),
    ]),
    ("It sold 12 to 15 per cent more cars.", [
        ("12 to 15 per cent", 12, 15, "range", "%", None, "car"),
    ]),
    ("It sold five to six million cars.", [
        ("five to six million", 5000000.0, 6000000.0, "range", None, None, "car"),
    ]),
    ("It sold two or three cars.", [
        ("two or three", 2, 3, "range", None, None, "car"),
    ]),
    ("It lost 5.", [
        ("5", 5, None, "exact", None, None, None),
    ]),
    ("It won five of seven games.", [
        ("five", 5, None, "exact", None, None, "game"),
        ("seven", 7, None, "exact", None, None, "game"),
    ]),
    ("It has 1,000 employees and 30 offices in 12 countries.", [
        ("1,000", 1000, None, "exact", None, None, "employee"),
        ("30", 30, None, "exact", None, None, "office"),
        ("12", 12, None, "exact", None, None, "country"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), QUANTITIES)
def test_reads_every_quantity(sentence: str, expected: list[Row]) -> None:
    found = find_quantities(sentence)
    assert [
        (one.text, one.value, one.value_max, one.bound, one.unit, one.currency, one.counted) for one in found
    ] == expected
    assert all(sentence[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "A few ships left.",
        "Several ships left.",
        "A handful of ships left.",
        "He is a second-year student.",
        "Sales doubled.",
        "Nobody left.",
        "No ships left.",
        "The Boeing 747 left.",
        "The G8 met.",
        "The Group of Seven met.",
        "Chapter 11 was filed.",
        "Route 66 is closed.",
        "The 9/11 attacks shook it.",
        "Call 555-1234 now.",
        "The under-21 team won.",
        "The 4x100m relay was won.",
        "Section 3(b) applies.",
        "The number 10 shirt sold.",
        "Number 10 denied it.",
        "It is one of the largest.",
        "It has 3G networks.",
        "The ratio is 3:1.",
    ],
)
def test_reads_no_quantity(sentence: str) -> None:
    assert find_quantities(sentence) == []
