"""The library is pure, its command line apart; and the test that says so can fail."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.architecture.purity import (
    CLOCK_METHODS,
    FORBIDDEN_MODULES,
    FORBIDDEN_NAMES,
    MUTABLE_MAKERS,
    READING_METHODS,
    WRITING_METHODS,
    violations,
)

PACKAGE = Path(__file__).parents[2] / "src" / "segur_rules"


def test_the_library_is_pure() -> None:
    modules = [path for path in PACKAGE.rglob("*.py") if "cli" not in path.parent.parts]
    assert modules
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {what}"
        for path in sorted(modules)
        for line, what in violations(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # modules
        ("import os", "import of os"),
        ("import os.path", "import of os.path"),
        ("import json, os as system", "import of os"),
        ("from os import environ as settings", "import of os.environ"),
        ("from os import getenv", "import of os.getenv"),
        ("def f():\n    import socket", "import of socket"),
        ("import subprocess", "import of subprocess"),
        ("import time", "import of time"),
        ("from time import monotonic", "import of time.monotonic"),
        ("import random", "import of random"),
        ("from secrets import token_hex", "import of secrets.token_hex"),
        ("import urllib.request", "import of urllib.request"),
        ("from urllib import request", "import of urllib.request"),
        ("from http.client import HTTPSConnection", "import of http.client.HTTPSConnection"),
        ("import tempfile", "import of tempfile"),
        ("import pkgutil", "import of pkgutil"),
        # members of modules
        ("import sys\nsys.stdin.read()", "use of sys.stdin"),
        ("import sys as s\ns.stdout", "use of sys.stdout"),
        ("from sys import stderr", "import of sys.stderr"),
        ("from sys import *", "import of sys.*"),
        ("import sys\nsys.argv", "use of sys.argv"),
        ("import io\nio.open('x')", "use of io.open"),
        ("from io import open as read", "import of io.open"),
        ("from pathlib import Path", "import of pathlib.Path"),
        ("import pathlib\npathlib.Path('x')", "use of pathlib.Path"),
        ("import uuid\nuuid.uuid4()", "use of uuid.uuid4"),
        ("from decimal import getcontext", "import of decimal.getcontext"),
        # builtins
        ("open('x')", "use of open"),
        ("read = open", "use of open"),
        ("print('x')", "use of print"),
        ("input()", "use of input"),
        ("eval('1')", "use of eval"),
        ("__import__('os')", "use of __import__"),
        ("data = __file__", "use of __file__"),
        # files, by method
        ("def f(path):\n    return path.open()", "file: .open"),
        ("def f(path):\n    return path.read_text()", "file: .read_text"),
        ("def f(path):\n    return path.read_bytes()", "file: .read_bytes"),
        ("def f(path):\n    path.write_text('x')", "file: .write_text"),
        ("def f(path):\n    path.write_bytes(b'x')", "file: .write_bytes"),
        ("def f(path):\n    path.mkdir()", "file: .mkdir"),
        ("def f(path):\n    path.unlink()", "file: .unlink"),
        ("def f(path):\n    return list(path.iterdir())", "file: .iterdir"),
        (
            "from importlib.resources import files\nfiles('p').joinpath('x').write_text('x')",
            "file: .write_text",
        ),
        # the clock
        ("from datetime import datetime\ndatetime.now()", "clock: .now"),
        ("from datetime import datetime\ndatetime.now(UTC)", "clock: .now"),
        ("import datetime as dt\ndt.datetime.utcnow()", "clock: .utcnow"),
        ("from datetime import datetime\ndatetime.today()", "clock: .today"),
        ("from datetime import date\nf = date.today", "clock: .today"),
        ("def f(instant):\n    instant.astimezone()", "astimezone() without a zone"),
        # what outlives a call
        ("def f():\n    global seen\n    seen = 1", "global seen"),
        ("CACHE = {}", "shared mutable container: CACHE"),
        ("CACHE: dict[str, str] = {}", "shared mutable container: CACHE"),
        ("CACHE: Final = {'a': 1}", "shared mutable container: CACHE"),
        ("RULES = []", "shared mutable container: RULES"),
        ("SEEN = {1}", "shared mutable container: SEEN"),
        ("SEEN = set()", "shared mutable container: SEEN"),
        ("A = B = dict()", "shared mutable container: A, B"),
        ("A = list(x)", "shared mutable container: A"),
        ("A = [i for i in x]", "shared mutable container: A"),
        ("A = {i: i for i in x}", "shared mutable container: A"),
        ("A = (i for i in x)", "shared mutable container: A"),
        ("A = (1, [2])", "shared mutable container: A"),
        ("A = [1] + x", "shared mutable container: A"),
        ("A = {1} | x | y", "shared mutable container: A"),
        ("A = x or {}", "shared mutable container: A"),
        ("A += [1]", "shared mutable container: A"),
        ("A = tuple((1, {}))", "shared mutable container: A"),
        ("A = tuple([x] for x in y)", "shared mutable container: A"),
        (
            "from types import MappingProxyType\nA = MappingProxyType({'a': []})",
            "shared mutable container: A",
        ),
        (
            "from types import MappingProxyType\nA = MappingProxyType({x: {} for x in y})",
            "shared mutable container: A",
        ),
        (
            "from collections import defaultdict as dd\nA = dd(list)",
            "shared mutable container: A",
        ),
        ("import collections\nA = collections.deque()", "shared mutable container: A"),
        ("from itertools import count\nA = count()", "shared mutable container: A"),
        ("if x:\n    A = {}", "shared mutable container: A"),
        ("try:\n    A = 1\nexcept E:\n    A = []", "shared mutable container: A"),
        ("class C:\n    seen = {}", "shared mutable container: seen"),
        ("def f(): ...\nf.seen = []", "shared mutable container: f.seen"),
    ],
)
def test_what_is_impure_is_seen(source: str, expected: str) -> None:
    assert expected in [what for _, what in violations(source)]


@pytest.mark.parametrize("name", sorted(FORBIDDEN_MODULES))
def test_every_forbidden_module_is_seen(name: str) -> None:
    assert violations(f"def f():\n    import {name} as x") == [(2, f"import of {name}")]
    assert violations(f"from {name} import y") == [(1, f"import of {name}.y")]


@pytest.mark.parametrize("name", sorted(FORBIDDEN_NAMES))
def test_every_forbidden_name_is_seen(name: str) -> None:
    module, _, member = name.rpartition(".")
    source = f"import {module} as x\nx.{member}" if module else f"\n{name}"
    assert (2, f"use of {name}") in violations(source)


@pytest.mark.parametrize("name", sorted(CLOCK_METHODS | READING_METHODS | WRITING_METHODS))
def test_every_forbidden_method_is_seen(name: str) -> None:
    (found,) = violations(f"def f(x):\n    return x.{name}()")
    assert (found.line, found.what.partition(".")[2]) == (2, name)


@pytest.mark.parametrize("name", sorted(MUTABLE_MAKERS))
def test_every_mutable_container_is_seen(name: str) -> None:
    module = name.rpartition(".")[0] or "builtins"
    assert violations(f"import {module}\nA = {name}(x)") == [(2, "shared mutable container: A")]


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nLIMIT = sys.maxsize",
        "from io import BytesIO\ndef f():\n    return BytesIO(b'')",
        "from pathlib import PurePosixPath\nPurePosixPath('a').suffix",
        "from urllib.parse import quote",
        "from uuid import UUID, uuid5",
        "from datetime import datetime\ndef f(d, zone):\n    return d.astimezone(zone)",
        "from functools import cache\n@cache\ndef f():\n    return {}",
        "__all__ = ['a']",
        "A = 'a'\nB = 1, 2\nC = frozenset({'a'})\nD = tuple([1, 2])",
        "A = tuple(sorted(x))\nB = frozenset(set(x) - y)",
        "from types import MappingProxyType\nA = MappingProxyType({'a': (1,)})",
        "import types\nA: Final = types.MappingProxyType({x: f(x) for x in y})",
        "import re\nA = re.compile('[a]')",
        "from attrs import field\nclass C:\n    a: list[int] = field(factory=list)",
        "A = B - {1}",
        "A = lambda: []",
        "A: TypeAlias = Callable[[int], str]",
        "def f():\n    seen = {}\n    seen['a'] = []\n    return seen",
        "class C:\n    def f(self):\n        self.seen = []",
        """
        from importlib.resources import files
        def f():
            return files('p').joinpath('x').read_text(encoding='utf-8')
        """,
        """
        from importlib import resources
        def f():
            return resources.files('p').joinpath('x').read_bytes()
        """,
        """
        import importlib.resources
        def f():
            folder = importlib.resources.files('p')
            for entry in sorted(folder.iterdir(), key=str):
                with entry.open('rb') as stream:
                    yield stream
        """,
        """
        def f(folder: Traversable):
            return [entry.read_text() for entry in folder.iterdir()]
        """,
        """
        from importlib.resources import files
        def data(name):
            return files('p') / name
        def f():
            return data('x').read_text()
        """,
    ],
)
def test_what_is_pure_passes(source: str) -> None:
    assert violations(dedent(source)) == []


def test_a_violation_names_its_line() -> None:
    assert violations("import json\n\nimport os\nSEEN = set()\n") == [
        (3, "import of os"),
        (4, "shared mutable container: SEEN"),
    ]
