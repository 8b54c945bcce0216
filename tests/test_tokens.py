"""Words as buckets of a hash: what counts as the same word, and that a batch gives what its texts give alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.tokens import find_stops, word_bags


def buckets(text):
    return word_bags([text])[0].ids.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The rain, again!", "the RAIN again"),
        ("(rain) «again»", "rain again"),
        ("12 comments", "3456 comments 7"),
        ("rain\nagain", "rain   again"),
        ("東京 都", "東京、都"),
        ("7:05, 2024-05-03", "(12:30) 1999-12-31"),
    ],
)
def test_case_punctuation_and_numbers_do_not_tell_words_apart(one, other):
    assert set(buckets(one)) == set(buckets(other))


def test_words_are_told_apart():
    assert len(set(buckets("rain again and more rain"))) == 4
    assert buckets("ab") != buckets("ba")
    assert buckets("12:30") != buckets("12")
    assert buckets("»") != buckets("|")
    assert len(buckets("l'homme d’affaires")) == 2
    assert len(buckets("می\u200cکند کتاب")) == 2


def test_a_script_without_blanks_gives_pairs_of_letters():
    tokyo = buckets("東京都")
    assert tokyo == [*buckets("東京"), *buckets("京都")]
    assert buckets("東京 is big")[0] == tokyo[0]


def test_a_long_text_is_known_by_both_ends():
    middle = "word " * 200
    text = f"Beginning of it {middle} and the end of it"
    assert set(buckets("Beginning of it word and the end of it")) <= set(buckets(text))
    assert set(buckets(text.replace("word", "other", 500))) != set(buckets(text))
    assert len(buckets(text)) < 60


def test_function_words_are_told_from_others():
    hashes = word_bags(["The ferry and the harbour"])[1]
    assert find_stops(hashes).tolist() == [True, False, True, True, False]


def test_what_has_no_words_has_bucket_0():
    bags, hashes = word_bags(["", "rain", " \n"])
    assert bags.counts.tolist() == [1, 1, 1]
    assert bags.ids[[0, 2]].tolist() == [0, 0]
    assert bags.ids[1] > 0
    assert hashes[[0, 2]].tolist() == [0, 0]
    assert not find_stops(hashes).any()


def test_many_texts_give_what_each_gives_alone():
    texts = [f"word {'x' * (number % 7)} of number-{number % 13} again" for number in range(2500)] + ["", "end"]
    bags, hashes = word_bags(texts)
    assert len(bags.starts) == len(texts)
    assert bags.ids[bags.starts[2002] :].tolist() == word_bags(texts[2002:])[0].ids.tolist()
    assert len(hashes) == len(bags.ids)


@given(st.lists(st.text(max_size=300), max_size=6))
def test_a_batch_gives_what_its_texts_give_alone(texts):
    bags, hashes = word_bags(texts)
    alone = [word_bags([text]) for text in texts]
    assert bags.ids.tolist() == [number for one, _ in alone for number in one.ids.tolist()]
    assert hashes.tolist() == [number for _, numbers in alone for number in numbers.tolist()]
    assert bags.counts.tolist() == [len(one.ids) for one, _ in alone]
    assert np.all(bags.ids >= 0)
