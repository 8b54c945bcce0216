"""Measures templates without gold: each half of a site's pages is cleaned with what the other half has taught."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cleaner.bench.peers import Engine
from cleaner.bench.sets import EvalSet, Page
from cleaner.pipeline import Cleaner
from cleaner.templates.repeats import MIN_PAGES
from cleaner.templates.template import Template, host_of

#: Name of cleaner with a template among the engines.
WITH_TEMPLATE = "cleaner+template"
#: Sites with fewer pages, of which neither half teaches enough, are shown together.
_FEW = 2 * MIN_PAGES - 1


def split_sites(pages: EvalSet, seed: int) -> list[tuple[str, list[Page], list[Page]]]:
    """Return each site that has at least two pages, with the halves of its pages, drawn at random."""
    sites: dict[str, list[Page]] = {}
    for page in pages.pages:
        if host := host_of(page.url):
            sites.setdefault(host, []).append(page)
    generator = np.random.default_rng(seed)
    halves = []
    for host, own in sites.items():
        drawn = [own[row] for row in generator.permutation(len(own))]
        if len(own) > 1:
            halves.append((host, drawn[: len(own) // 2], drawn[len(own) // 2 :]))
    return halves


def learn_halves(pages: EvalSet, seed: int) -> dict[str, Template]:
    """Return for the id of each page the template of the other half of its site's pages; no gold is looked at."""
    learned: dict[str, Template] = {}
    for _, first, second in split_sites(pages, seed):
        for teachers, pupils in ((first, second), (second, first)):
            template = Template.learn((page.source for page in teachers), kind=pages.kind)
            learned.update((page.id, template) for page in pupils)
    return learned


def load_templates(learned: Mapping[str, Template], what: str) -> Engine:
    """Return the engine that cleans each page with its template, ready to run."""

    def clean(page: Page) -> str:
        return str(getattr(Cleaner(template=learned.get(page.id)).clean(page.source, kind=page.kind), what))

    return clean


def group_by_site(pages: EvalSet) -> EvalSet:
    """Return the set with each page's site among its traits, so that scores are told by site."""
    hosts = [host_of(page.url) for page in pages.pages]
    names = [host if host and hosts.count(host) >= _FEW else f"(sites of fewer than {_FEW} pages)" for host in hosts]
    grouped = [
        replace(page, traits={**page.traits, "site": name}) for page, name in zip(pages.pages, names, strict=True)
    ]
    return replace(pages, pages=tuple(grouped))
