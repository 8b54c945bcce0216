import importlib
import pickle
import sys

import pytest

from cleaner import Label, MissingExtraError, OptionError, clean
from cleaner.adapters.plan import PagePlan, page_facts, plain_plan

#: Adapter, the package it needs, the extra that brings it.
NEEDS = [
    ("datatrove", "datatrove", "datatrove"),
    ("dolma", "dolma", "dolma"),
    ("nemo", "nemo_curator", "nemo"),
    ("scrapy", "scrapy", "scrapy"),
    ("langchain", "langchain_core", "langchain"),
    ("haystack", "haystack", "haystack"),
    ("llama_index", "llama_index", "llama-index"),
]


@pytest.mark.parametrize(("adapter", "package", "extra"), NEEDS)
def test_without_its_framework_an_adapter_names_the_install(adapter, package, extra, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, f"cleaner.adapters.{adapter}", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError) as caught:
        importlib.import_module(f"cleaner.adapters.{adapter}")
    assert str(caught.value).endswith(f'pip install "boilerplate-cleaner[{extra}]"')


def test_a_plan_goes_to_other_processes_and_cleans_the_same_there(page):
    plan = plain_plan("precision", ["comment"], ["table"], "html", "markdown")
    there = pickle.loads(pickle.dumps(plan))
    assert there == plan
    assert hash(there) == hash(plan)
    assert there.render(there.clean(page)) == plan.render(plan.clean(page)) != ""
    assert plan.options.keep == {Label.COMMENT}


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (("swift", [], [], "auto", "text"), "mode 'swift'"),
        (("balanced", ["coment"], [], "auto", "text"), "label 'coment'"),
        (("balanced", [], [], "pdf", "text"), "kind 'pdf'"),
        (("balanced", [], [], "auto", "docx"), "format 'docx'"),
    ],
)
def test_a_value_that_does_not_exist_is_refused_by_name(values, names):
    with pytest.raises(OptionError, match=names):
        plain_plan(*values)


def test_facts_are_flat_and_say_nothing_of_what_is_unknown(page):
    facts = page_facts(PagePlan().clean(page))
    assert facts.pop("cleaning_confidence") > 0.5
    assert facts == {"title": "Rain expected on Friday", "authors": "Ann Lee", "date": "2026-01-07", "language": "en"}
    assert page_facts(clean("")) == {"cleaning_confidence": 0.0, "cleaning_warnings": "the input holds no text"}


@pytest.mark.parametrize("url", ["https://example.org/a", None, 7, float("nan")])
def test_an_address_that_is_none_is_not_looked_at(url):
    assert PagePlan().clean("Some words.", url).url == (url if isinstance(url, str) else None)
