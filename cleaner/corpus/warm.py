"""Imported by the process that worker processes are forked from, and by nothing else: what all of them need is loaded.

A worker then starts in milliseconds, and all share one copy of the lexicon and the weights.
"""

from cleaner.lexicon import load_lexicon
from cleaner.scoring import load_model

load_lexicon()
load_model()
