"""As `warm`, for long runs: dateparser compiles its patterns of all languages, which takes it some three seconds.

It does so when it first meets a text that is no date in any language, once for each order of day and month. Without
this every worker would, and so would each that replaces one that was killed.
"""

from cleaner.dates import parse_date

for _language in (None, "de"):
    parse_date("1.1k", _language)
