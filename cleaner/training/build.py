"""Builds the examples of all evaluation sets in a folder, and composed texts in every language of the lexicons."""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from cleaner.errors import SourceError
from cleaner.lexicon import load_lexicon
from cleaner.training.examples import (
    LEXICONS,
    Example,
    compose,
    flatten,
    flatten_otherwise,
    fold_of,
    from_dressed,
    from_labelled,
    from_page,
    from_text,
    site_of,
)
from cleaner.training.labelled import FORMS, language_of

#: Texts labelled by hand.
LABELLED = Path(__file__).parent / "texts"
#: Pages each of them is dressed as.
DRESSED = 2
#: Composed texts a language.
COMPOSED = 110
_MIN_STORY = 3


def build(folder: Path, cache: Path, processes: int = 2, composed: int = COMPOSED) -> None:
    """Make all examples and write them to `cache`: html.pickle and text.pickle.

    Raises:
        SourceError: the folder holds no Parquet file.
    """
    pages, texts = read_sets(folder)
    cache.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(processes) as pool:
        html = [
            example for name, rows in pages.items() for example in _run(pool, partial(from_page, source=name), rows)
        ]
        for variant in range(DRESSED):
            html += _run(pool, partial(from_dressed, variant=variant), sorted(LABELLED.glob("*.txt")))
        _write(cache / "html.pickle", html)
        _write(cache / "text.pickle", build_texts(pool, pages, texts, html, composed))


def read_sets(folder: Path) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """Return the pages of every set of HTML, and the flattened texts, each with its set and site.

    Raises:
        SourceError: the folder holds no Parquet file.
    """
    import pyarrow.parquet as pq

    sets = {path.stem: pq.read_table(path).to_pylist() for path in sorted(folder.glob("*.parquet"))}
    if not sets:
        raise SourceError(f"{folder} holds no Parquet files of the form that `cleaner bench` reads")
    pages = {name: rows for name, rows in sets.items() if "html" in rows[0]}
    sites = {f"{name}/{row['id']}": site_of(row["url"], row["id"]) for name, rows in pages.items() for row in rows}
    texts = [
        {**row, "set": name, "site": sites.get(page_of(row), row["id"])}
        for name, rows in sets.items()
        if "text" in rows[0]
        for row in rows
    ]
    return pages, texts


def folds_of_sets(folder: Path) -> dict[str, dict[str, int]]:
    """Return for every set, of pages or of flattened texts, the fold of each row by its id."""
    pages, texts = read_sets(folder)
    folds = {name: {row["id"]: fold_of(site_of(row["url"], row["id"])) for row in rows} for name, rows in pages.items()}
    for row in texts:
        folds.setdefault(row["set"], {})[row["id"]] = fold_of(row["site"])
    return folds


def page_of(row: Mapping[str, Any]) -> str:
    """Return set and identifier of the page a text was flattened from: `set/page/flattener` without the last."""
    return str(row["id"]).rsplit("/", 1)[0]


def build_texts(
    pool: ProcessPoolExecutor,
    pages: Mapping[str, list[dict[str, Any]]],
    texts: list[dict[str, Any]],
    examples: list[Example],
    composed: int = COMPOSED,
) -> list[Example]:
    """Make the examples for the text door: flattened pages, flattened texts with gold, composed texts."""
    done = {page_of(text) for text in texts}
    made: list[Example] = []
    for name, rows in pages.items():
        rest = [row for row in rows if f"{name}/{row['id']}" not in done]
        made += _run(pool, partial(flatten, source=name), rest)
        with_gold = [row for row in rows if row["gold"] and f"{name}/{row['id']}" in done]
        made += _run(pool, partial(flatten_otherwise, source=name), with_gold)
    made += _run(pool, from_text, texts)
    made += _run(pool, from_labelled, labelled_tasks(sorted(LABELLED.glob("*.txt"))))
    stories = _stories(texts, examples)
    for language in sorted(path.stem for path in LEXICONS.glob("*.toml") if path.stem != "und"):
        make = partial(compose, language, stories=stories.get(language, []))
        made += _run(pool, make, range(composed))
    return made


def labelled_tasks(paths: list[Path]) -> list[tuple[Path, Path, str, int]]:
    """Return what `from_labelled` makes of the labelled texts.

    A text's partners are of its language, and of its fold: no text that is held out lends its lines to training.
    """
    groups: dict[tuple[str, int], list[Path]] = defaultdict(list)
    for path in paths:
        groups[language_of(path), fold_of(path.stem)].append(path)
    tasks = []
    for path in paths:
        group = groups[language_of(path), fold_of(path.stem)]
        for name, form in FORMS.items():
            for number in range(form.count):
                partner = group[(group.index(path) + 1 + number) % len(group)]
                tasks.append((path, partner, name, number))
    return tasks


def _run(pool: ProcessPoolExecutor, make: Callable[[Any], Example | None], rows: Iterable[Any]) -> list[Example]:
    return [example for example in pool.map(make, rows, chunksize=16) if example is not None]


def _write(path: Path, examples: list[Example]) -> None:
    path.write_bytes(pickle.dumps(examples, protocol=5))


def _stories(texts: list[dict[str, Any]], pages: list[Example]) -> Mapping[str, list[list[str]]]:
    """Return real running text by language: the golds, and what all other extractors keep of pages without gold."""
    lexicon = load_lexicon()
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    stories = {
        text["gold"][:100]: [line.strip() for line in text["gold"].split("\n") if line.strip()] for text in texts
    }
    for example in pages:
        kept = [text for text, label in zip(example.texts, example.label, strict=True) if label == 1]
        if kept:
            stories.setdefault(kept[0][:100], kept)
    for key, story in stories.items():
        if len(story) >= _MIN_STORY:
            for language in lexicon.languages_of(" ".join(story)[:3000]):
                found[language][key] = story
    return {language: list(by_key.values()) for language, by_key in found.items()}
