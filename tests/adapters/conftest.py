"""A page and a scraped text that every adapter cleans, and what must come out."""

import pytest

PAGE = """<!doctype html><html lang="en"><head><title>Rain expected on Friday | Valley Post</title>
<meta property="og:site_name" content="Valley Post"><meta property="article:published_time" content="2026-01-07">
<meta name="author" content="Ann Lee"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>Rain expected on Friday</h1><div class="share"><a href="/share">Share on Facebook</a></div>
<p>The weather service said on Tuesday that it would rain for two days in the <a href="/valley">whole valley</a>.</p>
<p>The river is not expected to rise above the marks of the last winter, it said – ça ira.</p>
<table><tr><th>Day</th><th>Rain in millimetres</th></tr><tr><td>Friday</td><td>12</td></tr></table></article>
<div id="comments" class="comments"><h3>1 Comment</h3><div class="comment"><span class="author">Paddler</span>
<p>I will believe that when my cellar is dry, they said the same last year.</p><a href="#r">Reply</a></div></div>
<footer>© 2026 Valley Post. All rights reserved.</footer></body></html>"""

SCRAPED = """Skip to main content
Rain expected on Friday
By Ann Lee
Jan 7, 2026
Share
The weather service said on Tuesday that it would rain for two days in the whole valley.
The river is not expected to rise above the marks of the last winter, it said – ça ira.
Share on Facebook
24 Comments
Sort by Best
Read also
Storm drains on Cutler Street to be replaced
© 2026 Valley Post. All rights reserved.
"""

CLEANED = """Rain expected on Friday

The weather service said on Tuesday that it would rain for two days in the whole valley.

The river is not expected to rise above the marks of the last winter, it said – ça ira."""

#: Nothing of it is an article.
JUNK = "Home\nNews\nShare on Facebook\nAccept all cookies\n© 2026 Valley Post. All rights reserved.\n"


@pytest.fixture
def page():
    return PAGE


@pytest.fixture
def scraped():
    return SCRAPED


@pytest.fixture
def cleaned():
    return CLEANED


@pytest.fixture
def junk():
    return JUNK
