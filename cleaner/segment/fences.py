"""Code between the fences of Markdown, which flattened text keeps where a converter or a person wrote them.

See https://spec.commonmark.org/0.31.2/#fenced-code-blocks; a fence closes the next one of its own character.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence

_FENCE = re.compile(r"[ \t]*(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)")
#: What names a language; other words behind the mark say other things.
_LANGUAGE = re.compile(r"[a-zA-Z][a-zA-Z0-9+#]{0,19}")


def find_fenced(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return the lines that fenced code runs over, its fences among them; a fence that nothing closes is none.

    >>> find_fenced(["One", "```sh", "ls", "```", "Two", "~~~"])
    [(1, 4)]
    """
    fences = [(number, found) for number, text in enumerate(texts) if (found := _FENCE.fullmatch(text))]
    bare = [(number, found["mark"][0]) for number, found in fences if not found["info"]]
    closing = {mark: deque(number for number, char in bare if char == mark) for mark in "`~"}
    found_runs: list[tuple[int, int]] = []
    stop = 0
    for number, found in fences:
        if number < stop:
            continue
        ends = closing[found["mark"][0]]
        while ends and ends[0] <= number:
            ends.popleft()
        if ends:
            stop = ends[0] + 1
            found_runs.append((number, stop))
    return found_runs


def unfence(text: str) -> tuple[str, str] | None:
    """Return the code between the fences of a block and its language, empty if not named; None without fences.

    >>> unfence("```sh\\nls\\n```"), unfence("ls")
    (('ls', 'sh'), None)
    """
    lines = text.splitlines()
    first = _FENCE.fullmatch(lines[0]) if len(lines) > 1 else None
    if first is None or not _FENCE.fullmatch(lines[-1]):
        return None
    named = _LANGUAGE.match(first["info"])
    return "\n".join(lines[1:-1]), named.group().lower() if named else ""
