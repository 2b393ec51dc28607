"""What every test shares: how hard Hypothesis looks."""

from __future__ import annotations

from hypothesis import settings

# The same examples on each run: a test that fails here fails everywhere. `make long` looks further.
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("long", settings.get_profile("quick"), max_examples=150)
settings.load_profile("quick")
