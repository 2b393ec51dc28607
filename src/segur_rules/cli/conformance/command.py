"""A command given as one text, cut in its words."""

from __future__ import annotations

import os
import shlex


def words_of(command: str, *, posix: bool = os.name != "nt") -> list[str]:
    r"""The words of a command. Raises `ValueError` where a quotation does not end.

    On Windows a backslash is one, as in `C:\node.exe`, and quotes only hold a word together.
    """
    words = shlex.split(command, posix=posix)
    return words if posix else [_unquoted(word) for word in words]


def _unquoted(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else word
