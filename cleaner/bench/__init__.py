"""`cleaner bench`: measures cleaned text against a gold standard, beside other extractors in the same run.

`sets.py` and `parquet.py` read evaluation sets, `peers.py` calls the others, `line_rules.py` holds rules for flattened
text, `measures.py` and `intervals.py` count, `timing.py` and `memory.py` say what it costs, `run.py` runs it all page
by page, `summary.py` sums up, `report.py` prints. Nothing heavy is imported before use.
"""
