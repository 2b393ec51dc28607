"""How hard Hypothesis looks, where each example costs more than most."""

from __future__ import annotations

from hypothesis import settings


def fewer(share: int) -> settings:
    """One example where others have so many; `make long` looks harder in the same proportion."""
    return settings(max_examples=max(5, settings().max_examples // share))
