"""Settings, read once from the environment; what is wrong is said all at once.

Every name begins with `SEGUR_`. A setting that is not given has the value of its field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import getaddresses
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import Attribute, field, fields, frozen

PREFIX: Final = "SEGUR_"
MEGAOCTET: Final = 1024 * 1024
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_YEAR: Final = 366 * _DAY


class ReglageInvalide(ValueError):
    """Some settings cannot be used; the text names each, and what is expected."""


def _setting(default: Any, read: Callable[[str], Any], meaning: str) -> Any:
    return field(default=default, metadata={"read": read, "meaning": meaning})


def _text(value: str) -> str:
    return value


def _database(value: str) -> str:
    """The URL of a database that the portal can be kept in."""
    known = value.startswith(("sqlite:///", "postgresql+psycopg://"))
    try:
        # To ask for the port is what looks at it.
        known = known and (value.startswith("sqlite:") or urlsplit(value).port != 0)
    except ValueError:
        known = False
    if not known:
        raise ValueError(
            "expected sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE"
        )
    return value


def _url(value: str) -> str:
    """The address of a service over HTTP, to which a path may be added."""
    try:
        parts = urlsplit(value)
        # To ask for the port is what looks at it.
        there = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        there = False
    if not there or "?" in value or "#" in value or not _is_one_word(value):
        raise ValueError("expected http://HOST or https://HOST, perhaps with a port and a path")
    return value


def _mail(value: str) -> str:
    """The address of one mailbox, perhaps with the name of its owner."""
    (_, address), *others = getaddresses([value]) or [("", "")]
    name, at, host = address.rpartition("@")
    if others or not (name and at and host and value.isprintable() and _is_one_word(address)):
        raise ValueError("expected the address of a mailbox, NAME@HOST")
    return value


def _or_nothing(read: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: value and read(value)


def _is_one_word(value: str) -> bool:
    return value.isprintable() and " " not in value


def _flag(value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    try:
        return known[value.casefold()]
    except KeyError:
        raise ValueError("expected yes or no") from None


def _number(default: int, least: int, most: int, meaning: str) -> Any:
    """A whole number with its bounds: outside them something would not work, or serve nobody."""

    def read(value: str) -> int:
        if not value.isascii() or not value.isdecimal() or not least <= int(value) <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return int(value)

    return _setting(default, read, f"{meaning} ({least} to {most})")


@frozen
class Settings:
    """How this portal is set up. Durations are seconds, sizes bytes."""

    database_url: str = _setting(
        "sqlite:///segur.db", _database, "the database: sqlite:///FILE or postgresql+psycopg://…"
    )
    store_url: str = _setting(
        "segur-documents", _text, "where documents are kept: a folder, or s3://BUCKET/PREFIX"
    )
    store_endpoint: str = _setting(
        "", _or_nothing(_url), "the address of the S3 service, if not Amazon's"
    )
    public_url: str = _setting(
        "http://127.0.0.1:8000", _url, "the address that links in mails begin with"
    )
    smtp_url: str = _setting("", _text, "smtp://HOST:PORT, or smtps://; empty: mails stay here")
    mail_from: str = _setting("portail@localhost", _mail, "the sender of mails")
    contact_to: str = _setting(
        "",
        _or_nothing(_mail),
        "who is sent what is written to the assistance; empty: it is only kept",
    )
    control: bool = _setting(False, _flag, "whether /control answers: reset, seed, clock, mails")
    secure_cookies: bool = _setting(True, _flag, "whether cookies need HTTPS; no on plain HTTP")
    session_seconds: int = _number(8 * _HOUR, 60, _YEAR, "how long a sign-in lasts unused")
    link_seconds: int = _number(2 * _DAY, 60, _YEAR, "how long a one-time link can be used")
    sign_in_attempts: int = _number(
        5, 1, 1000, "wrong passwords of an account from one address before that address waits"
    )
    address_attempts: int = _number(
        50, 1, 1_000_000, "wrong passwords from one address, of whatever accounts, before it waits"
    )
    forms_per_address: int = _number(
        10,
        0,
        1_000_000,
        "enrôlements, or messages, that one address sends without an account before it waits; "
        "0: no limit",
    )
    sign_in_wait_seconds: int = _number(300, 1, _DAY, "how long it then waits")
    calls_per_minute: int = _number(
        600, 0, 1_000_000, "calls of one caller in a minute; 0: no limit"
    )
    body_bytes: int = _number(
        12 * MEGAOCTET, MEGAOCTET, 1024 * MEGAOCTET, "the largest body of an ordinary call"
    )
    zip_bytes: int = _number(
        1024 * MEGAOCTET, MEGAOCTET, 16 * 1024 * MEGAOCTET, "the largest zip of documents"
    )
    # Time alone tells an upload that failed from one under way, which is not to be removed.
    orphan_seconds: int = _number(
        _HOUR, 600, _YEAR, "after how long an upload that failed is removed"
    )
    task_seconds: int = _number(30, 0, _DAY, "how often mails and purges are looked at; 0: never")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings. Raises `ReglageInvalide` with every fault."""
        values, faults = {}, []
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        for name, value in environment.items():
            if name not in known:
                continue
            try:
                values[known[name].name] = known[name].metadata["read"](value)
            except ValueError as error:
                faults.append(f"{name}: {error}, got {without_password(value)!r}")
        if faults:
            raise ReglageInvalide("; ".join(faults))
        return cls(**values)


def settings_known() -> tuple[tuple[str, str, Any], ...]:
    """Each setting: its name in the environment, what it means, its default."""
    return tuple((PREFIX + f.name.upper(), _meaning(f), f.default) for f in fields(Settings))


def _meaning(attribute: Attribute[Any]) -> str:
    return str(attribute.metadata["meaning"])


def without_password(url: str) -> str:
    """A URL, or whatever was given for one, that may be shown."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return "***"
    return url.replace(f":{password}@", ":***@", 1) if password else url


def folder_of(store_url: str) -> Path | None:
    """The folder of documents; None when they are kept elsewhere."""
    return None if "://" in store_url else Path(store_url)
