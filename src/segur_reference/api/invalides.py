"""A call that is not of its form, for a reason of ours and not of the framework's."""

from __future__ import annotations

from litestar.exceptions import ClientException


class AppelInvalide(ClientException):
    """A call that is not of its form; what is wrong with it is said in both languages."""

    def __init__(self, francais: str, anglais: str) -> None:
        """Say what is wrong, in one sentence of each language."""
        super().__init__(anglais)
        self.phrases = (francais, anglais)
