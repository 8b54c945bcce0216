"""Property tests draw new examples on a desk and the same ones in CI, so that a red CI can be run again."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
