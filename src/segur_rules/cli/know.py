"""The commands that tell what the library knows: rules, SONS, requirements, schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from segur_rules.cli.options import format_option, lang_option
from segur_rules.cli.output import Failure, dump, dump_text, show

if TYPE_CHECKING:
    from segur_rules.catalogue import Sons
    from segur_rules.rules import Rule

text_or_json = format_option("text", "json")


@click.command("rules")
@text_or_json
@lang_option
def rules_command(output_format: str, langue: str) -> None:
    """List every rule."""
    if output_format == "json":
        from segur_rules.cli.know_json import rules_to_json

        dump(rules_to_json(langue))
    else:
        from segur_rules.cli.know_text import rules_to_lines

        show(rules_to_lines(langue))


@click.command("rule")
@click.argument("rule_id", metavar="ID")
@text_or_json
@lang_option
def rule_command(rule_id: str, output_format: str, langue: str) -> None:
    """Explain one rule: what it asks, why, and examples."""
    rule = _find_rule(rule_id, langue)
    if output_format == "json":
        from segur_rules.cli.know_json import rule_to_json
        from segur_rules.conformance import dumps

        # The amounts of its examples are exact.
        dump_text(dumps(rule_to_json(rule, langue)))
    else:
        from segur_rules.cli.know_text import rule_to_lines

        show(rule_to_lines(rule, langue))


@click.command("sons")
@click.argument("code", required=False, metavar="[CODE]")
@text_or_json
@lang_option
def sons_command(code: str | None, output_format: str, langue: str) -> None:
    """List the SONS, or tell what is known of one."""
    from segur_rules.catalogue import load

    known = tuple(load().sons.values()) if code is None else (_find_sons(code, "CODE", langue),)
    if output_format == "json":
        from segur_rules.cli.know_json import sons_to_json

        shown = [sons_to_json(sons) for sons in known]
        dump(shown if code is None else shown[0])
    else:
        from segur_rules.cli.know_text import one_sons_to_lines, sons_to_lines

        show(sons_to_lines(known) if code is None else one_sons_to_lines(known[0], langue))


@click.command("requirements")
@text_or_json
@lang_option
def requirements_command(output_format: str, langue: str) -> None:
    """List the requirements, and what honours each."""
    if output_format == "json":
        from segur_rules.cli.know_json import requirements_to_json

        dump(requirements_to_json())
    else:
        from segur_rules.cli.know_text import requirements_to_lines

        show(requirements_to_lines(langue))


@click.command("schema")
@click.option("--sons", required=True, metavar="CODE", help="The SONS, such as MDV-LGC-VA1.")
@click.option(
    "--phase",
    required=True,
    type=click.Choice(("avance", "solde"), case_sensitive=False),
    help="The type of demande.",
)
@lang_option
def schema_command(sons: str, phase: str, langue: str) -> None:
    """Print the JSON Schema of the files of a phase."""
    from segur_rules.demandes.schema import schema_of

    dump(schema_of(_find_sons(sons, "--sons", langue).code, phase))


def _find_sons(code: str, where: str, langue: str) -> Sons:
    from segur_rules.catalogue import load
    from segur_rules.cli.context import find_sons

    return find_sons(code, load(), where, langue)


def _find_rule(rule_id: str, langue: str) -> Rule:
    """The rule of this id, in any case. Raises `Failure` on another, or on a retired one."""
    from segur_rules.cli.words import unknown
    from segur_rules.messages import ui
    from segur_rules.rules import RETIRED, rules

    given = rule_id.strip().upper()
    if given in RETIRED:
        raise Failure(ui("retired", langue, valeur=RETIRED[given]))
    if given not in rules():
        raise Failure(unknown("error.rule", rule_id, rules(), langue))
    return rules()[given]
