"""The stemmer against the examples that Porter's paper prints with each rule, and a few words of the news."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.search.stems import stem

# after all steps, as the paper's examples go on through the later ones
PAPER = {
    **{"caresses": "caress", "ponies": "poni", "ties": "ti", "caress": "caress", "cats": "cat"},
    **{"feed": "feed", "agreed": "agre", "plastered": "plaster", "bled": "bled", "motoring": "motor", "sing": "sing"},
    **{"conflated": "conflat", "troubled": "troubl", "sized": "size", "hopping": "hop", "tanned": "tan"},
    **{"falling": "fall", "hissing": "hiss", "fizzed": "fizz", "failing": "fail", "filing": "file"},
    **{"happy": "happi", "sky": "sky", "relational": "relat", "conditional": "condit", "rational": "ration"},
    **{"valenci": "valenc", "digitizer": "digit", "operator": "oper", "feudalism": "feudal"},
    **{"decisiveness": "decis", "hopefulness": "hope", "callousness": "callous", "sensibiliti": "sensibl"},
    **{"triplicate": "triplic", "formative": "form", "formalize": "formal", "electrical": "electr", "goodness": "good"},
    **{"revival": "reviv", "allowance": "allow", "inference": "infer", "airliner": "airlin", "adjustable": "adjust"},
    **{"replacement": "replac", "adoption": "adopt", "communism": "commun", "effective": "effect", "rate": "rate"},
    **{"probate": "probat", "cease": "ceas", "controll": "control", "roll": "roll", "generalizations": "gener"},
}


@pytest.mark.parametrize(("word", "expected"), PAPER.items())
def test_the_examples_of_the_paper_give_what_it_prints(word, expected):
    assert stem(word) == expected


@pytest.mark.parametrize(
    "forms", [("flood", "floods", "flooded", "flooding"), ("deny", "denies", "denied"), ("negotiate", "negotiations")]
)
def test_forms_of_one_word_meet(forms):
    assert len({stem(word) for word in forms}) == 1


@pytest.mark.parametrize("word", ["is", "g7", "2024", "été", "straße", "", "μm"])
def test_what_is_no_plain_word_is_its_own_stem(word):
    assert stem(word) == word


@given(st.text(alphabet="abcdeiostyngl", min_size=3, max_size=14))
def test_a_stem_is_not_longer_than_its_word_and_keeps_its_first_letters(word):
    found = stem(word)
    assert 0 < len(found) <= len(word)
    assert found[:1] == word[:1]
