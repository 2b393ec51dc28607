"""What a pure module may not do, read from its syntax.

A pure module answers from its arguments alone. It opens no file and no socket, starts no
process, reads neither the environment nor the clock, draws nothing at random, and keeps
nothing between two calls. Data of the package is read through `importlib.resources`, and
nothing else.

Syntax shows what a module names, not what its objects are. Three things therefore pass, on
purpose: `functools.cache` (its memory changes how soon an answer comes, never which),
`zoneinfo.ZoneInfo` (a zone's history is data, wherever the system keeps it), and instances of
classes made at module level (a frozen one is the rule here; another cannot be told from it).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

FORBIDDEN_MODULES: Final = frozenset(
    {
        # files
        "dbm", "fileinput", "fcntl", "glob", "linecache", "mmap", "pickle", "pkg_resources",
        "pkgutil", "shelve", "shutil", "sqlite3", "tempfile",
        # network
        "ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "socketserver", "ssl",
        "urllib.request", "webbrowser", "xmlrpc",
        # processes and the machine
        "asyncio", "concurrent", "ctypes", "getpass", "locale", "multiprocessing", "os",
        "platform", "select", "selectors", "signal", "subprocess", "threading",
        # clock and chance
        "random", "sched", "secrets", "time", "timeit",
    }
)  # fmt: skip

FORBIDDEN_NAMES: Final = frozenset(
    {
        # builtins
        "__file__", "__import__", "breakpoint", "eval", "exec", "exit", "input", "open", "print",
        "quit",
        # members of modules that are otherwise welcome
        "codecs.open", "decimal.getcontext", "decimal.setcontext", "gettext.find",
        "gettext.translation", "io.FileIO", "io.open", "io.open_code", "pathlib.Path",
        "pathlib.PosixPath", "pathlib.WindowsPath", "sys.__stderr__", "sys.__stdin__",
        "sys.__stdout__", "sys.argv", "sys.exit", "sys.modules", "sys.path",
        "sys.setrecursionlimit", "sys.stderr", "sys.stdin", "sys.stdout", "uuid.getnode",
        "uuid.uuid1", "uuid.uuid4",
    }
)  # fmt: skip

STARS: Final = frozenset(name.rpartition(".")[0] + ".*" for name in FORBIDDEN_NAMES if "." in name)
"""The imports that would bring a forbidden name without saying it."""

CLOCK_METHODS: Final = frozenset({"now", "today", "utcnow"})
"""Of `datetime` and `date`. Whatever else bears such a name had better bear another."""

WRITING_METHODS: Final = frozenset(
    {"hardlink_to", "mkdir", "rmdir", "symlink_to", "touch", "unlink", "write_bytes", "write_text"}
)

READING_METHODS: Final = frozenset({"glob", "iterdir", "open", "read_bytes", "read_text", "rglob"})
"""Allowed on data of the package only."""

MUTABLE_MAKERS: Final = frozenset(
    {
        "array.array", "bytearray", "collections.ChainMap", "collections.Counter",
        "collections.OrderedDict", "collections.UserDict", "collections.UserList",
        "collections.defaultdict", "collections.deque", "contextvars.ContextVar", "dict",
        "dict.fromkeys", "io.BytesIO", "io.StringIO", "iter", "itertools.count",
        "itertools.cycle", "list", "queue.Queue", "set", "sorted", "types.SimpleNamespace",
        "weakref.WeakKeyDictionary", "weakref.WeakSet", "weakref.WeakValueDictionary",
    }
)  # fmt: skip

FREEZERS: Final = frozenset({"frozenset", "tuple", "types.MappingProxyType"})
"""They keep nothing of the container they are given, or let nobody else reach it."""

MUTABLE_DISPLAYS: Final = (
    ast.Dict,
    ast.DictComp,
    ast.GeneratorExp,
    ast.List,
    ast.ListComp,
    ast.Set,
    ast.SetComp,
)


class Violation(NamedTuple):
    """One impure thing, and the line it is on."""

    line: int
    what: str


def violations(source: str) -> list[Violation]:
    """Return what is impure in the text of a module, in its order."""
    tree = ast.parse(source)
    names = _imported_names(tree)
    found = {
        *_imports(tree),
        *_uses(tree, names),
        *_globals(tree),
        *_shared_containers(tree, names),
    }
    return sorted(found)


def _imported_names(tree: ast.Module) -> dict[str, str]:
    """Map each name that an import binds, anywhere in the module, to what it stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _full_name(node: ast.expr, names: dict[str, str]) -> str:
    """Return the dotted name of an expression, imports resolved; "" when it has none."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = _full_name(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def _imports(tree: ast.Module) -> Iterator[Violation]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in imported:
            if _parents(name) & FORBIDDEN_MODULES or name in FORBIDDEN_NAMES | STARS:
                yield Violation(node.lineno, f"import of {name}")


def _parents(name: str) -> set[str]:
    """Return a dotted name and all that it is in: a.b.c, a.b, a."""
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts) + 1)}


def _uses(tree: ast.Module, names: dict[str, str]) -> Iterator[Violation]:
    package_data = _names_of_package_data(tree, names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = _full_name(node, names)
            if name in FORBIDDEN_NAMES and isinstance(node.ctx, ast.Load):
                yield Violation(node.lineno, f"use of {name}")
        if isinstance(node, ast.Attribute):
            yield from _method(node, names, package_data)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "astimezone"
            and not (node.args or node.keywords)
        ):
            # The zone would be that of the machine.
            yield Violation(node.lineno, "astimezone() without a zone")


def _method(
    node: ast.Attribute, names: dict[str, str], package_data: set[str]
) -> Iterator[Violation]:
    if node.attr in CLOCK_METHODS:
        yield Violation(node.lineno, f"clock: .{node.attr}")
    if node.attr in WRITING_METHODS:
        yield Violation(node.lineno, f"file: .{node.attr}")
    if node.attr in READING_METHODS and not _is_package_data(node.value, names, package_data):
        yield Violation(node.lineno, f"file: .{node.attr}")


def _is_package_data(node: ast.AST, names: dict[str, str], package_data: set[str]) -> bool:
    """Whether an expression comes from `importlib.resources`, or from a name that does."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            if _full_name(part.func, names).startswith("importlib.resources."):
                return True
        elif isinstance(part, ast.Name):
            if part.id in package_data:
                return True
            if names.get(part.id, "").startswith("importlib.resources"):
                return True
    return False


def _names_of_package_data(tree: ast.Module, names: dict[str, str]) -> set[str]:
    """Return the names given, assigned, looped over or called that are data of the package."""
    found = {
        node.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.arg)
        and node.annotation is not None
        and "Traversable" in ast.unparse(node.annotation)
    }
    bindings = list(_bindings(tree))
    before = -1
    while before != len(found):
        before = len(found)
        for target, value in bindings:
            if _is_package_data(value, names, found):
                found.update(part.id for part in ast.walk(target) if isinstance(part, ast.Name))
    return found


def _bindings(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each name of the module with the expression it is bound from, or answers with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield target, node.value
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value:
            yield node.target, node.value
        elif isinstance(node, ast.For | ast.comprehension):
            yield node.target, node.iter
        elif isinstance(node, ast.withitem) and node.optional_vars:
            yield node.optional_vars, node.context_expr
        elif isinstance(node, ast.FunctionDef):
            for part in ast.walk(node):
                if isinstance(part, ast.Return) and part.value:
                    yield ast.Name(node.name), part.value


def _globals(tree: ast.Module) -> Iterator[Violation]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield Violation(node.lineno, f"global {', '.join(node.names)}")


def _shared_containers(tree: ast.Module, names: dict[str, str]) -> Iterator[Violation]:
    """Yield each mutable container that outlives a call: of the module, or of a class."""
    for statement in _statements_outside_functions(tree):
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign | ast.AugAssign) and statement.value:
            targets, value = [statement.target], statement.value
        else:
            continue
        label = ", ".join(ast.unparse(target) for target in targets)
        # `__all__` is read by tools that ask for a list, and by no code of ours.
        if label != "__all__":
            for line in _mutable_lines(value, names):
                yield Violation(line, f"shared mutable container: {label}")


def _statements_outside_functions(node: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.stmt):
            yield child
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _statements_outside_functions(child)


def _mutable_lines(value: ast.expr, names: dict[str, str]) -> Iterator[int]:
    """Yield the line of each mutable container that a value is, or holds."""
    if isinstance(value, MUTABLE_DISPLAYS):
        yield value.lineno
    elif isinstance(value, ast.Call):
        maker = _full_name(value.func, names)
        if maker in MUTABLE_MAKERS:
            yield value.lineno
        elif maker in FREEZERS:
            for argument in value.args:
                yield from _mutable_inside(argument, names)
        # Another call makes an instance; what it is given, it is trusted to freeze.
    elif isinstance(value, ast.BinOp):
        # The left one decides what kind comes out: FROZEN - {1} is frozen too.
        yield from _mutable_lines(value.left, names)
    elif not isinstance(value, ast.Subscript | ast.Lambda):
        # A type (Callable[[int], str]) or an item taken from a container, and a body that makes
        # its own at each call, hold none.
        for child in ast.iter_child_nodes(value):
            if isinstance(child, ast.expr):
                yield from _mutable_lines(child, names)


def _mutable_inside(argument: ast.expr, names: dict[str, str]) -> Iterator[int]:
    """Yield the mutable containers held by one that is itself frozen or copied."""
    if isinstance(argument, ast.DictComp):
        yield from _mutable_lines(argument.value, names)
    elif isinstance(argument, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        yield from _mutable_lines(argument.elt, names)
    elif isinstance(argument, ast.Call):
        # What a call returns is copied, and nobody else holds it: tuple(sorted(…)).
        return
    else:
        held = isinstance(argument, ast.Dict | ast.List | ast.Set | ast.Tuple)
        inspect = _mutable_lines if held else _mutable_inside
        for child in ast.iter_child_nodes(argument):
            if isinstance(child, ast.expr):
                yield from inspect(child, names)
