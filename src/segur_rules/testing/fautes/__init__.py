"""Valid documents with one known fault, and the rule that finds it.

Each fault is a function that spoils a document in place, most often at its last line, so that
one rule is broken and no other. One that does not apply to the couloir, to the phase or to what
the document holds changes nothing, and returns False.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from hypothesis import strategies as st

from segur_rules.demandes.codes import Phase
from segur_rules.identifiants import finess, rpps
from segur_rules.montants.exact import EUROS_LIMITE
from segur_rules.testing.fautes import beneficiaires, demandes, pieces, scenarios
from segur_rules.testing.fautes.spoilt import (
    Spoil,
    Spoilt,
    at_root,
    dated,
    in_line,
    in_order,
    of_avance,
    of_solde,
)
from segur_rules.testing.strategies import Document, documents, scheme_of

FAULTS: Final[Mapping[str, tuple[Spoil, ...]]] = MappingProxyType(
    {
        "SEG-FIC-003": (at_root("lignesImport", []),),
        "SEG-FIC-012": (demandes.old_siret,),
        "SEG-FIC-013": (demandes.two_siret,),
        "SEG-FIC-014": (
            demandes.quoted_amount,
            in_line("numLigne", "1"),
            in_line("beneficiaires", None),
            in_line("piecesJustificatives", {}),
        ),
        "SEG-FIC-015": (demandes.without_tag, demandes.without_order),
        "SEG-FIC-016": (in_line("numligne", 1), at_root("positions", [0])),
        "SEG-FIC-017": (in_order("ht", "regimeTVA"), in_line("typeAction", "M")),
        "SEG-FIC-018": (
            at_root("impId", 1),
            in_line("codeTraitement", "0000"),
            of_avance(in_line("numeroASP", "FINMDV005046")),
        ),
        "SEG-FIC-019": (in_line("numeroEditeur", ""), in_line("numeroEditeur", "1\n")),
        "SEG-FIC-020": (dated("2022-10-15"), dated("31/02/2022"), dated("1/2/2022")),
        "SEG-FIC-021": (demandes.misnumbered,),
        "SEG-FIC-022": (demandes.numero_editeur_again,),
        "SEG-COM-001": (in_order(0), in_order(Decimal("-0.01"))),
        "SEG-COM-002": (demandes.three_decimals,),
        "SEG-COM-006": (demandes.other_regime,),
        "SEG-COM-009": (of_avance(demandes.above_ceiling),),
        "SEG-COM-010": (of_solde(demandes.above_ceiling),),
        "SEG-COM-015": (demandes.no_flat_amount,),
        "SEG-COM-016": (in_order(EUROS_LIMITE), in_order(Decimal("9999999999999999.99"))),
        "SEG-BEN-001": (beneficiaires.nameless_mandataire,),
        "SEG-BEN-002": (beneficiaires.mandataire_that_is_none,),
        "SEG-BEN-003": (beneficiaires.mandataire_and_single,),
        "SEG-BEN-004": (beneficiaires.single_of_many,),
        "SEG-BEN-006": (beneficiaires.liberal_with_structure,),
        "SEG-BEN-007": (beneficiaires.structure_half_filled,),
        "SEG-BEN-008": (beneficiaires.structure_with_liberal,),
        "SEG-BEN-009": (beneficiaires.nobody,),
        "SEG-BEN-010": (beneficiaires.short_number("SIRET"),),
        "SEG-BEN-011": (beneficiaires.wrong_siret,),
        "SEG-BEN-012": (
            beneficiaires.short_number("FINESSPMSI"),
            beneficiaires.short_number("FINESS"),
            beneficiaires.short_number("FINESSGeo"),
        ),
        "SEG-BEN-013": tuple(
            beneficiaires.wrong_key(tag, finess.cle_plausible)
            for tag in ("FINESSPMSI", "FINESS", "FINESSJuridique")
        ),
        "SEG-BEN-014": (beneficiaires.short_number("RPPS"),),
        "SEG-BEN-015": (beneficiaires.wrong_key("RPPS", rpps.cle_valide),),
        "SEG-BEN-016": (beneficiaires.short_number("AM"),),
        "SEG-BEN-017": (
            beneficiaires.bad_contact("email", "dupont@example"),
            beneficiaires.bad_contact("email", "a b@c.fr"),
        ),
        "SEG-BEN-018": (
            beneficiaires.bad_contact("telephone", "123"),
            beneficiaires.bad_contact("telephone", "0199000001a"),
        ),
        "SEG-BEN-019": (beneficiaires.clients_only(beneficiaires.unknown_client),),
        "SEG-BEN-020": (beneficiaires.clients_only(beneficiaires.client_by_rpps),),
        "SEG-BEN-021": (beneficiaires.site_of_two_numbers,),
        "SEG-BEN-022": (beneficiaires.number_ignored,),
        "SEG-BEN-024": (beneficiaires.twice_in_a_line,),
        "SEG-BEN-025": (beneficiaires.twice_in_the_file,),
        "SEG-BEN-027": (beneficiaires.for_somebody_else,),
        "SEG-SCE-001": (scenarios.direct_and_not,),
        "SEG-SCE-004": (scenarios.bad_operateur,),
        "SEG-SCE-005": (scenarios.row_of_no_site,),
        "SEG-SCE-006": (scenarios.site_without_row,),
        "SEG-SCE-007": (scenarios.two_rows_of_a_site,),
        "SEG-SCE-008": (scenarios.profile_of_nobody,),
        "SEG-PJU-001": (pieces.last_piece(pieces.long_name),),
        "SEG-PJU-002": (pieces.last_piece(pieces.special_name),),
        "SEG-PJU-003": (pieces.last_piece(pieces.other_format),),
        "SEG-PJU-004": (of_avance(pieces.without_pieces("BON_COMMANDE")),),
        "SEG-PJU-005": (of_solde(pieces.without_pieces("FACTURE")),),
        "SEG-PJU-006": (of_solde(pieces.without_pieces("VA", "MOM")),),
        "SEG-PJU-007": (pieces.last_piece(pieces.name_without_numero),),
        "SEG-PJU-008": (pieces.piece_twice,),
        "SEG-PJU-009": (pieces.piece_of_the_other_phase,),
        "SEG-ENR-001": (at_root("numeroAns", "mlp525off"),),
        "SEG-DOS-001": (of_solde(in_line("numeroASP", "MDV005046")),),
        "SEG-DOS-002": (of_solde(demandes.dossier_of_another_couloir),),
        "SEG-DOS-003": (of_solde(demandes.dossier_twice),),
    }
)
"""The ways to break each rule, and no other, that the file alone is enough to see."""


_WAYS: Final = tuple((rule, spoil) for rule, ways in FAULTS.items() for spoil in ways)


@st.composite
def faulty_documents(draw: st.DrawFn, sons: str, phase: Phase | str) -> tuple[Document, str]:
    """Documents of a SONS and phase with one fault, and the id of the rule that it breaks.

    Judged for that SONS and that phase, they break this rule and no other. Some rules are
    broken by a warning only. Raises `LookupError` when the SONS is not in the catalogue.
    """
    document = draw(documents(sons, phase))
    first = draw(st.integers(0, len(_WAYS) - 1))
    # The first that applies, from there: what is wrong with any file is always found.
    return next(broken_documents(document, sons, phase, _WAYS[first:] + _WAYS))


def broken_documents(
    document: Document,
    sons: str,
    phase: Phase | str,
    ways: Iterable[tuple[str, Spoil]] = _WAYS,
) -> Iterator[tuple[Document, str]]:
    """A valid document in each way that it can be broken, and the rule that it then breaks."""
    scheme = scheme_of(sons)
    for rule, spoil in ways:
        spoilt = Spoilt(deepcopy(document), scheme, Phase(phase))
        if spoil(spoilt):
            yield spoilt.document, rule
