"""What a site repeats on its pages.

`template.py` is what users hold, `learner.py` goes through pages, `tally.py` counts; `repeats.py` is the step of the
pipeline that lets the counts speak for and against the blocks of a page.
"""
