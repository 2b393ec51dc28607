"""The examples as their README lists them, and the command run on them."""

from __future__ import annotations

import io
import re
import shlex
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Final

from attrs import frozen

from segur_rules.cli import main

ROOT: Final = Path(__file__).parents[2]
EXAMPLES: Final = ROOT / "examples"
REPORTS: Final = EXAMPLES / "bad" / "reports"
KEPT: Final = (("fr", "text", "fr.txt"), ("en", "json", "en.json"))
"""The reports that are kept beside the bad files: language, format, end of the name."""

_ROW: Final = re.compile(r"^\| `([^`]+\.json)` \| `([^`]+)` \|", re.MULTILINE)


@frozen
class Exemple:
    """A file of the folder, and the options that its row of the README gives."""

    name: str
    options: tuple[str, ...]

    @property
    def is_bad(self) -> bool:
        """Whether it stands among the files that cannot be filed."""
        return self.name.startswith("bad/")

    def report(self, end: str) -> Path:
        """Where a report on it is kept."""
        return REPORTS / f"{Path(self.name).stem}.{end}"


def exemples() -> tuple[Exemple, ...]:
    """Every example of the README."""
    text = EXAMPLES.joinpath("README.md").read_text(encoding="utf-8")
    return tuple(Exemple(name, tuple(shlex.split(options))) for name, options in _ROW.findall(text))


def check(exemple: Exemple, langue: str, output_format: str) -> tuple[int, str]:
    """The exit status and what is printed, run from the root of the repository."""
    said = ("--lang", langue, "--format", output_format)
    printed = io.StringIO()
    with chdir(ROOT), redirect_stdout(printed):
        status = main(["check", f"examples/{exemple.name}", *exemple.options, *said])
    return status, printed.getvalue()


def write_reports() -> None:
    """Write again the reports that are kept; `python -m tests.examples.exemples` calls it."""
    for exemple in exemples():
        if exemple.is_bad:
            for langue, output_format, end in KEPT:
                _, printed = check(exemple, langue, output_format)
                exemple.report(end).write_text(printed, encoding="utf-8")


if __name__ == "__main__":
    write_reports()
