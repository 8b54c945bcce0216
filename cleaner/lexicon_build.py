"""Fold the lexicon files into the two files that are read at run time: `python -m cleaner.lexicon_build`.

`data/lexicon.json` holds the phrases (see `cleaner.lexicon`), `data/jargon.npz` what their words speak for (see
`cleaner.jargon`).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.datafiles import DATA, record_hash
from cleaner.errors import DataFileError
from cleaner.folding import fold, strip_edges
from cleaner.jargon import LABELS
from cleaner.lexicon import CUT_LABELS, GROUPS, HEAD, KEY_SIZES, LONG_CHARS, TABLES, is_loud
from cleaner.tokens import hash_words

LEVELS = ("sure", "likely")
WORDS = ("months", "weekdays", "stop")

_PLACEHOLDER = re.compile(r"(\{(?:name|date|x)\})")
_KNOWN_PLACEHOLDER = re.compile(r"\{(?:n|name|date|x)\}")


def split_phrase(text: str) -> tuple[str, ...]:
    """Split a phrase into folded literals and placeholders.

    >>> split_phrase("{name} replied to {name}"), split_phrase("{n} Comments")
    (('{name}', ' replied to ', '{name}'), ('# comments',))
    """
    pieces = [piece for piece in _PLACEHOLDER.split(text.replace("{n}", "5")) if piece]
    parts: list[str] = []
    for piece in pieces:
        if piece[0] == "{" and _PLACEHOLDER.fullmatch(piece):
            parts.append(piece)
            continue
        folded = fold("©" + piece + "©")[1:-1]  # guards keep the punctuation that separates it from a placeholder
        parts.append(folded)
    if parts and parts[0][:1] != "{":
        parts[0] = strip_edges(parts[0] + "x")[:-1]
    if parts and parts[-1][:1] != "{":
        parts[-1] = strip_edges("x" + parts[-1])[1:]
    return tuple(part for part in parts if part)


def compile_lexicons(folder: Path) -> dict[str, Any]:
    """Fold all lexicon files of a folder into the one structure that `load_lexicon` reads.

    Raises:
        DataFileError: a file breaks the schema; the message names file, group and phrase.
    """
    merged: dict[tuple[tuple[str, ...], str, bool], tuple[str, set[str]]] = {}
    words: dict[str, dict[str, set[str]]] = {name: {} for name in WORDS}
    glue: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.toml")):
        lexicon = read_lexicon_file(path)
        language = lexicon["language"]
        glue[language] = lexicon.get("glue", {}).get("sure", [])
        for name in WORDS:
            for word in lexicon.get("words", {}).get(name, []):
                form = word.casefold() if name == "stop" else fold(word)
                words[name].setdefault(form, set()).add(language)
        for group, sure, text in phrases_of(lexicon, path.name):
            literals = split_phrase(text)
            if (other := merged.get((literals, group, not sure))) and language in other[1]:
                raise DataFileError(f"{path.name} [{group}]: {text!r} is both sure and likely")
            standing, tongues = merged.setdefault((literals, group, sure), (text, set()))
            tongues.add(language)
            if is_loud(standing) and not is_loud(text):
                merged[literals, group, sure] = (text, tongues)  # no capitals needed
    tables: dict[str, dict[str, list[str]]] = {name: {} for name in TABLES}
    for (parts, group, sure), (text, tongues) in sorted(merged.items()):
        record = f"{group};{int(sure)};{','.join(sorted(tongues))};"
        if len(parts) == 1:
            tables["exact"].setdefault(parts[0], []).append(record + ("" if text == parts[0] else text))
            continue
        table, keys = _place(parts, tongues)
        for key in keys:
            tables[table].setdefault(key, []).append("\t".join((record + text, *parts)))
    return {
        **{name: {key: "\n".join(records) for key, records in table.items()} for name, table in tables.items()},
        **{name: "\n".join(sorted(found)) for name, found in _word_sets(tables).items()},
        "months": "\n".join(sorted(word for word in words["months"] if word)),
        "weekdays": "\n".join(sorted(word for word in words["weekdays"] if word)),
        "stop": {word: ",".join(sorted(languages)) for word, languages in sorted(words["stop"].items()) if word},
        "glue": glue,
    }


def _place(parts: tuple[str, ...], languages: set[str]) -> tuple[str, list[str]]:
    """Return the table a phrase with placeholders stands in, and its keys there."""
    first, last = parts[0], parts[-1]
    if first[0] != "{":
        return "by_start", [first[: _key_size(first)]]
    if last[0] != "{":
        return "by_end", [last[-_key_size(last) :]]
    # What stands between the placeholders is found by its first word, if it has one of its own.
    middle = parts[1]
    word = middle.split()[0] if middle[0] == " " == middle[-1] else ""
    return ("by_word", [word]) if word.isalnum() else ("by_middle", sorted(languages))


def _key_size(literal: str) -> int:
    return next(size for size in KEY_SIZES if size <= len(literal))


def _word_sets(tables: dict[str, dict[str, list[str]]]) -> dict[str, set[str]]:
    """Return the words by which lines are told from phrases before they are looked up, see `Lexicon`."""
    exact = tables["exact"]
    openers = {key: key.split(" ", 1)[0] for key in exact}
    cut = tuple(f"{group};1" for group, label in GROUPS.items() if label in CUT_LABELS)
    leads = {
        record.split("\t")[1].split(" ", 1)[0]
        for records in tables["by_start"].values()
        for record in records
        if record.startswith("credit;")
    }
    return {
        "openers": set(openers.values()),
        "vocabulary": {word for key in exact for word in key.split()},
        "long_heads": {key[:HEAD] for key in exact if len(key) > LONG_CHARS // 2},
        "share_openers": {openers[key] for key, records in exact.items() if records[0].startswith("share;")},
        "cut_openers": leads
        | {openers[key] for key, records in exact.items() if records[0].startswith(cut) or len(records) > 1},
    }


def phrases_of(lexicon: dict[str, Any], name: str) -> Iterator[tuple[str, bool, str]]:
    """Yield (group, sure, phrase) of a lexicon file.

    Raises:
        DataFileError: an unknown group, level or placeholder, or a phrase without literal text.
    """
    for group, levels in lexicon.items():
        if group in ("language", "name", "script", "words", "glue"):
            continue
        if group not in GROUPS:
            raise DataFileError(f"{name}: unknown group {group!r}; the groups are: {' '.join(GROUPS)}")
        if not isinstance(levels, dict):
            raise DataFileError(f"{name}: {group!r} must be a table, written [{group}]")
        for level, texts in levels.items():
            if level not in LEVELS:
                raise DataFileError(f"{name}: [{group}] has {level!r}; only 'sure' and 'likely' are read")
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                raise DataFileError(f"{name}: [{group}] {level} must be a list of strings, not {texts!r}")
            for text in texts:
                _check_phrase(text, f"{name}: [{group}] {level}")
                yield group, level == "sure", text


def _check_phrase(text: str, where: str) -> None:
    if "\n" in text or "\t" in text:
        raise DataFileError(f"{where}: {text!r} is more than one line")
    if re.search(r"[{}]", _KNOWN_PLACEHOLDER.sub("", text)):
        raise DataFileError(f"{where}: {text!r} has a placeholder other than {{n}} {{name}} {{date}} {{x}}")
    parts = split_phrase(text)
    # What is left of `★ {n}` is any number.
    if parts == ("#",) or not any(part[0] != "{" and re.search(r"[^\W_]|[#©]", part) for part in parts):
        raise DataFileError(f"{where}: {text!r} has no literal text")


def read_lexicon_file(path: Path) -> dict[str, Any]:
    """Read one lexicon file.

    Raises:
        DataFileError: it is no TOML or lacks one of its three keys.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        lexicon: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path.name}: {error}") from error
    for key in ("language", "name", "script"):
        if key not in lexicon:
            raise DataFileError(f"{path.name}: the key {key!r} is missing")
    return lexicon


def dump(compiled: dict[str, Any]) -> str:
    """Return the compiled lexicon as JSON, a phrase a line, so that changes read well in a diff."""
    tables = []
    for name, value in compiled.items():
        if name in TABLES:
            rows = (
                f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(v, ensure_ascii=False)}"
                for key, v in value.items()
            )
            tables.append(f"{json.dumps(name)}: {{\n" + ",\n".join(rows) + "\n}")
        else:
            tables.append(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{" + ",\n".join(tables) + "}\n"


def weigh_words(folder: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the table that `cleaner.jargon` reads: the words of each language's phrases and what they speak for."""
    table: dict[str, npt.NDArray[Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        lexicon = read_lexicon_file(path)
        phrases = list(phrases_of(lexicon, path.name))
        if phrases:
            words, weights = _weigh(phrases, lexicon.get("words", {}).get("stop", []))
            table[f"{lexicon['language']}.words"] = words
            table[f"{lexicon['language']}.weights"] = weights
    return table


#: What a word that is in one phrase only lacks to full weight, in phrases.
_RARE = 2


def _weigh(phrases: list[tuple[str, bool, str]], stop: list[str]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the sorted hashes of the words of phrases, and of 255 the share of their phrases that is each label's."""
    hashes, starts = hash_words([_KNOWN_PLACEHOLDER.sub(" ", text).lower() for _, _, text in phrases])
    counts = np.diff(starts, append=len(hashes))
    label = np.repeat([LABELS.index(GROUPS[group]) for group, _, _ in phrases], counts)
    phrase = np.repeat(np.arange(len(phrases)), counts)
    words, word = np.unique(hashes, return_inverse=True)
    _, once = np.unique(word * len(phrases) + phrase, return_index=True)
    held = np.zeros((len(words), len(LABELS)))
    np.add.at(held, (word[once], label[once]), 1)
    weights = held / (held.sum(axis=1, keepdims=True) + _RARE)
    told = ~np.isin(words, hash_words([word.lower() for word in stop])[0])
    return words[told], np.round(255 * weights[told]).astype(np.uint8)


def main() -> None:
    """Write both files and their hashes anew from those in `data/lexicons`."""
    folder, path = DATA / "lexicons", DATA / "lexicon.json"
    path.write_text(dump(compile_lexicons(folder)), "utf-8", newline="\n")
    record_hash(path)
    path = DATA / "jargon.npz"
    np.savez_compressed(path, **weigh_words(folder))  # type: ignore[arg-type]
    record_hash(path)


if __name__ == "__main__":
    main()
