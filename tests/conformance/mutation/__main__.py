"""Change the package, one small thing at a time, and see that a vector tells.

    python -m tests.conformance.mutation                   every mutant: about an hour
    python -m tests.conformance.mutation --sample 40       forty of each module, always the same
    python -m tests.conformance.mutation rules/commande.py the mutants of a module
    python -m tests.conformance.mutation --write FILE      keep what survives unexplained

The vectors are the only tests: the run measures what another implementation of the rules would
learn from them. Whatever survives is in `survivors.toml` with the reason, or is a want of vectors
and makes the run fail. Forks are needed: it runs on Linux and on macOS.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

from attrs import define, field

from tests.conformance.mutation.mutants import Mutant, mutants_of
from tests.conformance.mutation.survivors import Survivor, kept, modules
from tests.conformance.mutation.trials import Bench, Outcome, bench

SEED: Final = 2026
COLUMNS: Final = ("mutants", *Outcome)
_ALIVE: Final = (Outcome.SURVIVED, Outcome.UNCOVERED)


@define
class Run:
    """What is being found out."""

    bench: Bench
    known: tuple[Survivor, ...]
    total: Counter[str] = field(factory=Counter)
    used: set[Survivor] = field(factory=set)
    unexplained: list[Mutant] = field(factory=list)

    def put(self, mutants: list[Mutant], module: str) -> None:
        """Try the mutants of a module, and print its line."""
        count: Counter[str] = Counter(mutants=len(mutants))
        for mutant in mutants:
            outcome = self.bench.try_out(mutant)
            count[outcome] += 1
            if outcome in _ALIVE:
                self._explain(mutant)
        self.total += count
        _say(module, *(str(count[name]) for name in COLUMNS))

    def _explain(self, mutant: Mutant) -> None:
        explained = [each for each in self.known if each.explains(*mutant.key)]
        self.used |= {*explained}
        if not explained:
            self.unexplained.append(mutant)


def main(arguments: list[str]) -> int:
    """Run, and answer 1 where something survives that the list does not explain."""
    options = _options().parse_args(arguments)
    chosen = options.modules or modules()
    started = time.monotonic()
    run = Run(bench(), kept())
    _say("", *COLUMNS)
    for module in chosen:
        mutants = list(mutants_of(module))
        if options.sample is not None and len(mutants) > options.sample:
            mutants = _sample(mutants, options.sample, module)
        run.put(mutants, module)
    _say("all", *(str(run.total[name]) for name in COLUMNS))
    sys.stdout.write(f"{time.monotonic() - started:.0f} s\n")
    for mutant in run.unexplained:
        sys.stdout.write(
            f"unexplained: {mutant.module}:{mutant.lines.start} {mutant.function}\n"
            f"  - {mutant.was}\n  + {mutant.becomes}\n"
        )
    if options.sample is None:
        for entry in run.known:
            if entry.module in chosen and entry not in run.used:
                sys.stdout.write(f"no longer survives: {entry}\n")
    if options.write is not None:
        options.write.write_text("".join(map(_entry, run.unexplained)), encoding="utf-8")
    return 1 if run.unexplained else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.mutation")
    parser.add_argument("modules", nargs="*", choices=[[], *modules()], metavar="MODULE")
    parser.add_argument("--sample", type=int, metavar="N", help="at most N mutants of a module")
    parser.add_argument("--write", type=Path, metavar="FILE", help="what is unexplained, as TOML")
    return parser


def _sample(mutants: list[Mutant], size: int, module: str) -> list[Mutant]:
    """So many mutants of a module, the same in every run, in their order."""
    draw = random.Random(f"{SEED} {module}")  # noqa: S311 - no secret
    return [mutants[i] for i in sorted(draw.sample(range(len(mutants)), size))]


def _entry(mutant: Mutant) -> str:
    names = ("module", "function", "line", "becomes")
    # A text of JSON is a text of TOML.
    facts = (
        f"{name} = {json.dumps(v, ensure_ascii=False)}\n"
        for name, v in zip(names, mutant.key, strict=True)
    )
    return f'[[survivor]]\n{"".join(facts)}kind = "?"\nwhy = "?"\n\n'


def _say(first: str, *rest: str) -> None:
    sys.stdout.write(f"{first:26}" + "".join(f"{each:>14}" for each in rest) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
