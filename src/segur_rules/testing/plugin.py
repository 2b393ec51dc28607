"""The pytest plugin: each conformance vector is a test of somebody's implementation.

    pytest --segur-conformance 'node harness.mjs'

gives one test per vector, named by its id, beside whatever tests there are; a difference fails,
an operation that the implementation has not is skipped. Each process of pytest starts one
process of the command. Without the option nothing happens but that the fixtures can be asked for:
`segur_vectors`, `segur_valid_file`, `segur_faulty_files`. pytest loads this module in every run
of whoever has the library: it imports nothing of it before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from segur_rules.cli.conformance.runner import Runner
    from segur_rules.conformance import Vector

OPTION: Final = "--segur-conformance"
TIMEOUT: Final = "--segur-conformance-timeout"
START_TIMEOUT: Final = 60.0
"""How long the first answer is waited for, in seconds."""
TIMEOUT_MAX: Final = 86_400.0
"""How long an answer may be waited for, in seconds, as on the command line."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("segur-conformance", "conformance with the Ségur rules")
    group.addoption(
        OPTION,
        metavar="COMMAND",
        help="Ask every conformance vector of the implementation that this command starts.",
    )
    group.addoption(
        TIMEOUT,
        type=float,
        default=10.0,
        metavar="SECONDS",
        help="How long an answer is waited for (10 by default).",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse options that cannot be followed, before anything is collected."""
    # No number is nan: it is neither above nor below another.
    if not 0 < config.getoption(TIMEOUT) <= TIMEOUT_MAX:
        raise pytest.UsageError(f"{TIMEOUT} is above 0 and at most {TIMEOUT_MAX:g} seconds")
    command = config.getoption(OPTION)
    if command is not None:
        words_of(command)


def words_of(command: str) -> list[str]:
    """The words of a command. Raises `pytest.UsageError` where there are none."""
    from segur_rules.cli.conformance import command as commands

    try:
        words = commands.words_of(command)
    except ValueError as error:
        raise pytest.UsageError(f"{OPTION}: {error}: {command}") from error
    if not words:
        raise pytest.UsageError(f"{OPTION} needs a command")
    return words


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add the vectors to what was collected, before anything is chosen among it."""
    command = config.getoption(OPTION)
    if command is None:
        return
    from segur_rules.conformance import vectors

    asked = _Asked(words_of(command), config.getoption(TIMEOUT))
    config.add_cleanup(asked.close)
    items += [
        _VectorItem.from_parent(
            session, name=vector.id, nodeid=vector.id, vector=vector, asked=asked
        )
        for vector in vectors()
    ]


@pytest.fixture(scope="session")
def segur_vectors() -> tuple[Vector, ...]:
    """Every conformance vector."""
    from segur_rules.conformance import vectors

    return tuple(vectors())


@pytest.fixture(scope="session")
def segur_valid_file() -> Callable[[str, str], bytes]:
    """A function from a SONS and a phase to a valid file of them. It needs Hypothesis."""
    from segur_rules.testing import valid_file

    return valid_file


@pytest.fixture(scope="session")
def segur_faulty_files() -> Callable[[str, str], Iterator[tuple[bytes, str]]]:
    """A function from a SONS and a phase to files with one fault each, and the rule it breaks.

    It needs Hypothesis.
    """
    from segur_rules.testing import broken_files

    return broken_files


class _Asked:
    """The implementation, started when it is first asked; one that cannot be is not tried again."""

    def __init__(self, command: list[str], timeout: float) -> None:
        self._command, self._timeout = command, timeout
        self._runner: Runner | None = None
        self._why = ""

    def runner(self) -> Runner:
        if self._runner is None:
            from segur_rules.cli.conformance.process import ProcessRunner
            from segur_rules.cli.conformance.runner import CannotRun

            if not self._why:
                try:
                    self._runner = ProcessRunner(self._command, self._timeout, START_TIMEOUT)
                except CannotRun as error:
                    self._why = str(error)
        if self._runner is None:
            pytest.fail(self._why, pytrace=False)
        return self._runner

    def close(self) -> None:
        if self._runner is not None:
            self._runner.close()


class _VectorItem(pytest.Item):
    """A vector as a test."""

    def __init__(self, *, vector: Vector, asked: _Asked, **others: Any) -> None:
        super().__init__(**others)
        self._vector, self._asked = vector, asked

    def runtest(self) -> None:
        from segur_rules.cli.conformance.runner import put
        from segur_rules.conformance.bilan import FAILED, SKIPPED

        outcome = put(self._vector, self._asked.runner())
        if outcome.issue == SKIPPED:
            pytest.skip(" ".join(outcome.detail))
        if outcome.issue == FAILED:
            said = (self._vector.why, f"({outcome.cause})", *outcome.detail)
            pytest.fail("\n".join(said), pytrace=False)

    def reportinfo(self) -> tuple[str, None, str]:
        return "segur-conformance", None, self.name
