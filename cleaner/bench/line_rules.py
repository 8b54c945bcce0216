"""Rules of two well-known corpora for lines of flattened text, in plain Python: what text is cleaned with today.

Only what decides about lines is here. Rules that throw away whole pages (too few sentences, bad words, wrong language,
too many lines removed) choose pages for a corpus and would count as empty outputs here.
"""

from __future__ import annotations

import re

_ENDS = (".", "!", "?", '"', "'", "”", "’", "»")
_MIN_WORDS = 5
_POLICIES = ("terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")

_UPPERCASE = 0.6
_SHORT = 10
_NUMBERS = re.compile(r"[\W\d_]+")
_COUNTER = re.compile(
    r"\d[\d.,]*\s*[km]?\s+(?:likes?|shares?|comments?|views?|replies|reply|retweets?|reposts?|followers?|votes?)",
    re.IGNORECASE,
)
_PATTERN = re.compile(r"^sign[- ]?in\b|\bread more\s*(?:\.{3}|…)?$|\bitems? in (?:your )?cart\b", re.IGNORECASE)


def c4(text: str) -> str:
    """Keep the lines that C4 keeps: five words or more, terminal punctuation, no policy or JavaScript notice.

    A text with "lorem ipsum" loses everything. Source: Raffel et al., Exploring the Limits of Transfer Learning with a
    Unified Text-to-Text Transformer, JMLR 21 (2020), section 2.2; five words as in the code published with it, closing
    quotes other than the straight ones are ours.

    >>> c4("Share\\nThe bridge was opened on Monday.\\nRead our privacy policy before you go on.")
    'The bridge was opened on Monday.'
    """
    if "lorem ipsum" in text.lower():
        return ""
    return "\n".join(line for line in text.splitlines() if _is_c4_line(line))


def refinedweb(text: str) -> str:
    """Take out the lines that the line-wise corrections of RefinedWeb flag.

    Source: Penedo et al., The RefinedWeb Dataset for Falcon LLM, 2023, arXiv 2306.01116, line-wise corrections: lines
    mainly of capital letters (more than 60 % here; the paper gives no number), of numbers only, counters ("3 likes"),
    single words; and short lines (ten words or fewer) with a pattern at the start, at the end or anywhere. The paper
    gives one example of each pattern, and these are used. It edits such a line, here it goes as a whole. A line in a
    script without blanks is a single word to these rules, which were made for English.

    >>> refinedweb("BREAKING NEWS TODAY\\n3 likes\\nThe bridge was opened\\nShare\\n12 / 14")
    'The bridge was opened'
    """
    return "\n".join(line for line in text.splitlines() if not _is_flagged(line))


def as_is(text: str) -> str:
    """Keep everything: what doing nothing scores."""
    return text


def _is_c4_line(line: str) -> bool:
    line = line.strip()
    lowered = line.lower()
    return (
        line.endswith(_ENDS)
        and not line.endswith("...")
        and len(line.split()) >= _MIN_WORDS
        and "javascript" not in lowered
        and not any(policy in lowered for policy in _POLICIES)
    )


def _is_flagged(line: str) -> bool:
    line = line.strip()
    words = line.split()
    if len(words) <= 1:
        return True
    letters = "".join(words)
    return (
        sum(map(str.isupper, letters)) > _UPPERCASE * len(letters)
        or _NUMBERS.fullmatch(line) is not None
        or _COUNTER.fullmatch(line) is not None
        or (len(words) <= _SHORT and _PATTERN.search(line) is not None)
    )
