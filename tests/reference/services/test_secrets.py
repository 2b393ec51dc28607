"""Passwords: known again, never found, and never so many at once that memory runs out."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from segur_reference.services import secrets


def test_a_password_is_known_again_and_no_other() -> None:
    kept = secrets.hash_password("une phrase assez longue")
    assert secrets.verify_password(kept, "une phrase assez longue")
    assert not secrets.verify_password(kept, "une autre phrase")
    assert not secrets.verify_password(None, "une phrase assez longue")
    assert not secrets.verify_password("not a hash", "une phrase assez longue")


def test_few_passwords_are_looked_at_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once: list[int] = []
    present = 0
    lock = threading.Lock()

    class Slow:
        def verify(self, _kept: str, _password: str) -> bool:
            nonlocal present
            with lock:
                present += 1
                at_once.append(present)
            time.sleep(0.01)
            with lock:
                present -= 1
            return True

    monkeypatch.setattr(secrets, "_hasher", Slow)
    work: Callable[[], object] = lambda: secrets.verify_password("kept", "given")  # noqa: E731
    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(at_once) == 12
    assert max(at_once) <= 4
