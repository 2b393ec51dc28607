"""Words of the command line: texts of the catalogues, with what the caller or a file wrote.

What comes from outside is made printable here, and cut where nothing else bounds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from segur_rules.messages import catalogues, formats, ui

MOST: Final = 200
"""Characters of a pointer, a value or a detail that are shown."""

NAME_MOST: Final = 4096
"""Characters of a file's name that are shown: no system has longer ones."""


def printable(text: str, most: int = MOST) -> str:
    r"""A text of one line that a terminal shows as it is; `\u001b` stands for an escape."""
    cut = text if len(text) <= most else text[: most - 1] + formats.ELLIPSIS
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


def template(key: str, langue: str) -> str:
    """A text of the catalogue with its placeholders, to be filled with texts of any length."""
    return catalogues.text("ui", key, langue) or key


def labelled(label: str, value: str, langue: str) -> str:
    """`label: value`, as the language writes it."""
    return template("label", langue).format(label=label, value=value)


def missing(names: tuple[str, ...], langue: str) -> str:
    """What a rule lacked, in words."""
    return formats.show("missing", names, langue)


def unknown(key: str, value: str, known: Iterable[str], langue: str) -> str:
    """A sentence on a value that is not known, and the known ones that are close to it."""
    from difflib import get_close_matches

    given, known = value.strip().upper()[:MOST], tuple(known)
    close = [name for name in known if given and given in name][:3]
    close = close or get_close_matches(given, known, cutoff=0.5)
    return did_you_mean(ui(key, langue, valeur=value), tuple(close), langue)


def did_you_mean(sentence: str, close: tuple[str, ...], langue: str) -> str:
    """A sentence, and the values that may have been meant, if any."""
    return f"{sentence} {ui('error.close', langue, attendus=close)}" if close else sentence
