"""What every test shares: how hard Hypothesis looks."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The same examples on each run: a test that fails here fails everywhere. `make long` looks further.
# Neither judges by the clock: a machine that is busy is no fault of the code.
settings.register_profile(
    "quick",
    deadline=None,
    derandomize=True,
    max_examples=50,
    suppress_health_check=(HealthCheck.too_slow,),
)
settings.register_profile("long", settings.get_profile("quick"), max_examples=150)
settings.load_profile("quick")
