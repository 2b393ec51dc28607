"""The trials: each mutant in a process of its own, against the vectors that may see it.

Where a change is in the body of a function, which nothing calls while the package is imported,
a trial is a fork in which that function has another code, and all caches are empty. Any other
change may bear on what is computed while the package is imported: the fork then forgets the
package, and imports it again with the mutant's text in the place of its module.

A fork asks its vectors one after the other, until one is answered otherwise.
"""

from __future__ import annotations

import gc
import importlib
import inspect
import os
import pickle
import resource
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import _lru_cache_wrapper
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from attrs import define, field, frozen
from coverage import Coverage

from tests.conformance.mutation.mutants import Mutant
from tests.conformance.mutation.survivors import PACKAGE, modules

TIME_LIMIT: Final = 20
"""Seconds: all the vectors together take two."""

MEMORY_LIMIT: Final = 2 << 30


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    TIMEOUT = "timeout"
    UNCOVERED = "not covered"
    UNCOMPARED = "not compared"


@frozen
class Reach:
    """Which vectors execute which line of which module; vectors are known by their place.

    `at_import` are the lines that are executed while the package is imported.
    """

    vectors: int
    by_line: Mapping[str, Mapping[int, frozenset[int]]]
    at_import: Mapping[str, frozenset[int]]

    def is_at_import(self, mutant: Mutant) -> bool:
        """Whether the lines of a mutant are executed while the package is imported."""
        return not self.at_import[mutant.module].isdisjoint(mutant.lines)

    def of(self, mutant: Mutant) -> Sequence[int]:
        """The vectors that may see a mutant; first those that execute most of what is around."""
        lines = self.by_line[mutant.module]
        if self.is_at_import(mutant):
            seen = set(range(self.vectors))
        else:
            seen = {vector for line in mutant.lines for vector in lines.get(line, ())}
        executed = Counter(vector for line in mutant.around for vector in lines.get(line, ()))
        return sorted(seen, key=lambda vector: (-executed[vector], vector))


@define
class Bench:
    """Where mutants are tried, one at a time; the vectors that killed are asked first.

    `functions` are those of the package by file and qualified name, `caches` what it keeps.
    """

    reach: Reach
    functions: Mapping[tuple[str, str], Sequence[FunctionType]]
    caches: Sequence[_lru_cache_wrapper[Any]]
    killers: dict[tuple[str, str], list[int]] = field(factory=lambda: defaultdict(list))

    def try_out(self, mutant: Mutant) -> Outcome:
        """What becomes of a mutant."""
        if not mutant.compared:
            return Outcome.UNCOMPARED
        vectors = self.reach.of(mutant)
        if not vectors:
            return Outcome.UNCOVERED
        killers = self.killers[mutant.module, mutant.function]
        known = set(vectors)
        ordered = dict.fromkeys([*(i for i in killers if i in known), *vectors])
        done, killer = _in_fork(lambda: self._killer(mutant, [*ordered]))
        if not done:
            return Outcome.TIMEOUT
        if killer is None:
            return Outcome.SURVIVED
        if killer in killers:
            killers.remove(killer)
        killers.insert(0, killer)
        return Outcome.KILLED

    def _killer(self, mutant: Mutant, order: Sequence[int]) -> int | None:
        """The first vector that is answered otherwise; None when there is none."""
        try:
            if self.reach.is_at_import(mutant) or not self._recoded(mutant):
                _imported_again(mutant)
            conformance = importlib.import_module("segur_rules.conformance")
            vectors = list(conformance.vectors())
        except Exception:  # noqa: BLE001 - whatever it raises, the mutant is found out
            return order[0]
        for i in order:
            try:
                differences = conformance.run(vectors[i])
            except Exception:  # noqa: BLE001 - likewise
                return i
            if differences:
                return i
        return None

    def _recoded(self, mutant: Mutant) -> bool:
        """Give a function the mutant's code; false where it is not one that can be told."""
        path = str(PACKAGE / mutant.module)
        changed = _codes(compile(mutant.source, path, "exec", dont_inherit=True))
        # A function within a function may have been made while the package was imported.
        name = mutant.function
        functions, codes = self.functions.get((path, name), ()), changed.get(name, ())
        if len(functions) != 1 or len(codes) != 1:
            return False
        (function,), (code,) = functions, codes
        if function.__code__.co_freevars != code.co_freevars:
            return False
        for cached in self.caches:
            cached.cache_clear()
        function.__code__ = code
        return True


def bench() -> Bench:
    """A bench, once it is known which vectors execute what."""
    done, reach = _in_fork(_reach, limited=False)
    if not done:
        raise RuntimeError("the vectors cannot be run")
    conformance = importlib.import_module("segur_rules.conformance")
    for vector in conformance.vectors():
        conformance.run(vector)
    functions: dict[tuple[str, str], list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            code = each.__code__
            functions.setdefault((code.co_filename, code.co_qualname), []).append(each)
    caches = _caches()
    # Last: of what is frozen the collector knows nothing any more.
    gc.freeze()
    return Bench(reach, functions, caches)


def _reach() -> Reach:
    """Run every vector as if it were alone, and note the lines that it executes."""
    paths = {module: str(PACKAGE / module) for module in modules()}
    coverage = Coverage(data_file=None, config_file=False, include=[*paths.values()])
    coverage.start()
    conformance = importlib.import_module("segur_rules.conformance")
    for module in paths:
        # Those that the package imports when they are needed are none of the first vector's.
        importlib.import_module(_dotted(module))
    vectors = list(conformance.vectors())
    caches = _caches()
    for i, vector in enumerate(vectors):
        coverage.switch_context(str(i))
        for cached in caches:
            cached.cache_clear()
        if conformance.run(vector):
            raise RuntimeError(f"{vector.id} fails before anything is changed")
    coverage.stop()
    data = coverage.get_data()
    by_line, at_import = {}, {}
    for module, path in paths.items():
        lines = data.contexts_by_lineno(path)
        by_line[module] = {
            line: frozenset(int(name) for name in names if name) for line, names in lines.items()
        }
        at_import[module] = frozenset(line for line, names in lines.items() if "" in names)
    return Reach(len(vectors), by_line, at_import)


def _caches() -> list[_lru_cache_wrapper[Any]]:
    """Whatever the package keeps of what it has computed; what is kept of the vectors is right."""
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, _lru_cache_wrapper)
        and each.__module__.startswith("segur_rules.")
        and not each.__module__.startswith("segur_rules.conformance")
    ]


def _codes(code: CodeType) -> dict[str, list[CodeType]]:
    """The codes of the functions of a module or a class, methods included, by qualified name."""
    found: dict[str, list[CodeType]] = {}
    for inner in code.co_consts:
        if not isinstance(inner, CodeType):
            continue
        if inner.co_flags & inspect.CO_NEWLOCALS:
            found.setdefault(inner.co_qualname, []).append(inner)
        else:
            for name, codes in _codes(inner).items():
                found.setdefault(name, []).extend(codes)
    return found


def _dotted(module: str) -> str:
    inner = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return f"segur_rules.{inner}"


def _imported_again(mutant: Mutant) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "segur_rules"]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Instead(mutant))


class _Instead(MetaPathFinder):
    """Finds the mutant where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = _dotted(mutant.module)
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None:
            raise ImportError(f"no module {fullname}")
        spec.loader = _Loader(fullname, spec.origin, self.mutant.source)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, source: str) -> None:
        super().__init__(fullname, path)
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = compile(self.source, self.path, "exec", dont_inherit=True)
        return code


def _in_fork(work: Callable[[], Any], *, limited: bool = True) -> tuple[bool, Any]:
    """What a piece of work answers in a fork; false when it was stopped or died."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receive)
        if limited:
            _limit()
        with os.fdopen(send, "wb") as stream:
            pickle.dump(work(), stream)
            stream.flush()
            os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as stream:
        answer = stream.read()
    _, status = os.waitpid(child, 0)
    return (True, pickle.loads(answer)) if status == 0 else (False, None)  # noqa: S301


def _limit() -> None:
    signal.alarm(TIME_LIMIT)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
