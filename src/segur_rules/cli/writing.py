"""Files as they are written: whole or not at all, and never over another by accident."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import BinaryIO

from segur_rules.cli.output import Failure
from segur_rules.cli.reading import title
from segur_rules.cli.words import labelled, printable
from segur_rules.messages import ui


@contextmanager
def new_files(names: Sequence[str], langue: str, *, force: bool) -> Iterator[list[BinaryIO]]:
    """Streams to write to, each of which becomes the file of its name once all are written.

    When anything fails, no file is new. Raises `Failure` where a file exists, unless `force`,
    and where one cannot be written.
    """
    for name in names:
        if not force and os.path.lexists(name):
            raise Failure(labelled(title(name, langue), ui("error.exists", langue), langue))
    parts: list[str] = []
    name = ""
    try:
        with ExitStack() as opened:
            streams: list[BinaryIO] = []
            for name in names:
                folder, base = os.path.split(name)
                os.makedirs(folder or ".", exist_ok=True)
                # In the same folder: what is moved from another disk is not moved at once.
                part = os.path.join(folder, f".{base}.{os.getpid()}.part")
                streams.append(opened.enter_context(open(part, "xb")))
                parts.append(part)
            yield streams
        for part, name in zip(parts, names, strict=True):
            os.replace(part, name)
    except (OSError, ValueError) as error:
        why = printable(str(getattr(error, "strerror", None) or ui("error.name", langue)))
        said = f"{ui('error.write file', langue)} ({why})"
        raise Failure(labelled(title(name, langue), said, langue)) from error
    finally:
        for part in parts:
            with suppress(OSError):
                os.unlink(part)
