"""Fold the lexicon files into the one file that is read at run time: `python -m cleaner.lexicon_build`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner.errors import DataFileError
from cleaner.lexicon import DATA, EDGES, GROUPS, fold

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
        folded = fold("x" + piece + "x")[1:-1]  # guards keep the punctuation that separates it from a placeholder
        parts.append(folded)
    if parts and parts[0][:1] != "{":
        parts[0] = parts[0].lstrip(EDGES)
    if parts and parts[-1][:1] != "{":
        parts[-1] = parts[-1].rstrip(EDGES)
    return tuple(part for part in parts if part)


def compile_lexicons(folder: Path) -> dict[str, Any]:
    """Fold all lexicon files of a folder into the one structure that `load_lexicon` reads.

    Raises:
        DataFileError: a file breaks the schema; the message names file, group and phrase.
    """
    merged: dict[tuple[str, str, bool, tuple[str, ...]], tuple[str, list[str]]] = {}
    words: dict[str, dict[str, list[str]]] = {name: {} for name in WORDS}
    glue: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.toml")):
        lexicon = _read_toml(path)
        language = lexicon["language"]
        glue[language] = lexicon.get("glue", {}).get("sure", [])
        for name in WORDS:
            for word in lexicon.get("words", {}).get(name, []):
                forms = [word.casefold()] if name == "stop" else [fold(word)]
                for form in forms:
                    words[name].setdefault(form, []).append(language)
        for group, sure, text in phrases_of(lexicon, path.name):
            parts = split_phrase(text)
            merged.setdefault((group, "".join(parts), sure, parts), (text, []))[1].append(language)
    phrases = [
        [text, group, sure, sorted(set(languages)), list(parts)]
        for (group, _, sure, parts), (text, languages) in sorted(merged.items())
    ]
    return {
        "phrases": phrases,
        "months": sorted(word for word in words["months"] if word),
        "weekdays": sorted(word for word in words["weekdays"] if word),
        "stop": {word: sorted(set(languages)) for word, languages in sorted(words["stop"].items()) if word},
        "glue": glue,
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
        for level, texts in levels.items():
            if level not in LEVELS:
                raise DataFileError(f"{name}: [{group}] has {level!r}; only 'sure' and 'likely' are read")
            for text in texts:
                _check_phrase(text, f"{name}: [{group}] {level}")
                yield group, level == "sure", text


def _check_phrase(text: str, where: str) -> None:
    if re.search(r"[{}]", _KNOWN_PLACEHOLDER.sub("", text)):
        raise DataFileError(f"{where}: {text!r} has a placeholder other than {{n}} {{name}} {{date}} {{x}}")
    if not any(part[0] != "{" for part in split_phrase(text)):
        raise DataFileError(f"{where}: {text!r} has no literal text")


def _read_toml(path: Path) -> dict[str, Any]:
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


def main() -> None:
    """Write `data/lexicon.json` anew from the files in `data/lexicons`."""
    compiled = compile_lexicons(DATA / "lexicons")
    lines = ",\n".join(json.dumps(phrase, ensure_ascii=False) for phrase in compiled.pop("phrases"))
    rest = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in compiled.items())
    (DATA / "lexicon.json").write_text(f'{{"phrases": [\n{lines}\n],\n{rest}\n}}\n', "utf-8")


if __name__ == "__main__":
    main()
