"""Transcripts are what the command prints, and a surprise stops the build."""

from __future__ import annotations

import pytest

from docs._ext.segur_docs import expand
from docs._ext.transcript import run


def test_a_transcript_is_what_the_command_prints() -> None:
    page = "Before\n\n```{generated} run --version\n```\n\nAfter\n"
    before, transcript, after = expand(page).split("\n\n")
    assert (before, after) == ("Before", "After\n")
    assert transcript.startswith("```console\n$ segur-rules --version\nsegur-rules ")


def test_a_long_transcript_is_cut() -> None:
    assert expand("```{generated} run --help\n:lines: 1\n```").endswith("\n…\n```")


def test_another_status_stops_the_build() -> None:
    with pytest.raises(RuntimeError, match="status 0, expected 1"):
        run("--version", status=1)
