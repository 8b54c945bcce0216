"""Cleaning corpora: from folders, JSONL, Parquet, WARC and WET to JSONL or Parquet, with nothing lost on the way."""
