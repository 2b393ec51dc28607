"""The vectors written in a folder: all of them or none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Final

from segur_rules.catalogue import load
from segur_rules.cli.know_json import requirements_to_json, rules_to_json, sons_to_json
from segur_rules.cli.output import Failure, line, show
from segur_rules.cli.reading import title
from segur_rules.cli.words import labelled, printable
from segur_rules.conformance.exportation import exported
from segur_rules.messages import ui

LANGUE: Final = "en"
"""The language of whatever is exported, as of the vectors."""


def export(folder: str, langue: str) -> None:
    """Write the files in a folder that is new or empty, and say how many there are."""
    target = Path(folder)
    part = target.parent / f".{target.name}.{os.getpid()}.part"
    try:
        if os.path.lexists(target) and (not target.is_dir() or any(target.iterdir())):
            raise Failure(labelled(title(folder, langue), ui("error.not empty", langue), langue))
        part.mkdir(parents=True)
        try:
            n = _write(part)
            if target.is_dir():
                # Windows moves nothing over a folder, even an empty one.
                target.rmdir()
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except (OSError, ValueError) as error:
        why = printable(str(getattr(error, "strerror", None) or ui("error.name", langue)))
        said = f"{ui('error.write file', langue)} ({why})"
        raise Failure(labelled(title(folder, langue), said, langue)) from error
    show([line(labelled(title(folder, langue), ui("conformance.exported", langue, n=n), langue))])


def _known() -> dict[str, Any]:
    """What the vectors name and take for known; the commands of these names print the same."""
    return {
        "rules.json": rules_to_json(LANGUE),
        "requirements.json": requirements_to_json(),
        "sons.json": [sons_to_json(sons) for sons in load().sons.values()],
    }


def _write(folder: Path) -> int:
    n = 0
    for n, (name, text) in enumerate(exported(_known()), start=1):  # noqa: B007
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return n
