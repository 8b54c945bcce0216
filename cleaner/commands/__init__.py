"""The commands of `cleaner`, a module each; `arguments.py` holds what they share, `terminal.py` what they may print.

A command checks its arguments and imports what it needs only to run; the work is done elsewhere.
"""
