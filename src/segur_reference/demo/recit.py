"""What happens in the demo, day after day, until there is a demande in every statut."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from segur_reference.demo import fichiers
from segur_reference.services import imports, instruction, pieces
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_rules.conformance import dumps
from segur_rules.montants import Calcul
from segur_rules.portail import FormulaireImport, Saisie, digest
from segur_rules.statuts import Evenement, EvenementDemande, EvenementPaiement, TypeDemande

_VALIDEE: Final = (EvenementDemande.VALIDER,)
_DECIDEE: Final = (*_VALIDEE, EvenementDemande.DECIDER)
_EN_PAIEMENT: Final = (*_DECIDEE, EvenementPaiement.METTRE_EN_PAIEMENT)
_PAYEE: Final = (*_EN_PAIEMENT, EvenementPaiement.PAYER)

ACTES: Final[tuple[tuple[Evenement, ...], ...]] = (
    (),
    (EvenementDemande.DEMANDER_PIECE,),
    (EvenementDemande.DEMANDER_MODIFICATION,),
    _VALIDEE,
    _DECIDEE,
    _EN_PAIEMENT,
    _PAYEE,
    (EvenementDemande.REJETER,),
    (*_VALIDEE, EvenementDemande.ANNULER),
    (*_PAYEE, EvenementDemande.RECOUVRER),
    _PAYEE,
)
"""What is done to each avance of the first file; the last one is followed by a solde."""

_SAISIES: Final[Mapping[Evenement, Saisie]] = MappingProxyType(
    {
        EvenementDemande.DEMANDER_PIECE: Saisie(
            piece="Le bon de commande", texte="La page 2 est illisible."
        ),
        EvenementDemande.DEMANDER_MODIFICATION: Saisie(corrections="Le numéro RPPS."),
        EvenementDemande.REJETER: Saisie(motif="Le bon de commande n'est pas signé."),
        EvenementDemande.ANNULER: Saisie(motif="Le client renonce.", attestation=True),
        EvenementDemande.RECOUVRER: Saisie(motif="Le client renonce."),
    }
)


def importer(
    portail: Portail, vendor: Identite, document: dict[str, Any], kind: TypeDemande
) -> tuple[str, ...]:
    """Simulate a file, then import it; answers the numbers of its demandes."""
    content = dumps(document).encode()
    form = FormulaireImport(kind, fichiers.NUMERO_ANS, fichiers.TAUX, digest(content))
    imports.simuler(portail, vendor, content, form)
    done = imports.importer(portail, vendor, content, form, f"{kind}s.json")
    numbers = tuple(line.numero for line in done.lignes if line.numero is not None)
    if len(numbers) != len(document["lignesImport"]):
        raise ValueError(f"the file is refused: {done.rapports['en']} {done.lignes}")
    return numbers


def completer(
    portail: Portail, vendor: Identite, numbers: tuple[str, ...], document: dict[str, Any]
) -> None:
    """Give each demande of a file the documents that the file announces."""
    for number, line in zip(numbers, document["lignesImport"], strict=True):
        for piece in line["piecesJustificatives"]:
            name = piece["nomFichier"]
            pieces.deposer(portail, vendor, number, name, fichiers.pdf(name))


def instruire(portail: Portail, agent: Identite, numero: str, actes: tuple[Evenement, ...]) -> None:
    """Do to a demande one thing after another, as a gestionnaire does."""
    amount = None
    for acte in actes:
        saisie = _SAISIES.get(acte, Saisie())
        if acte is EvenementDemande.VALIDER:
            answer = instruction.calcul(portail, agent, numero, saisie)
            if not isinstance(answer, Calcul):
                raise ValueError(f"the amount is not known: {answer}")
            amount = answer.montant_decide
        if acte in (EvenementDemande.VALIDER, EvenementPaiement.PAYER):
            saisie = Saisie(montant=amount)
        instruction.instruire(portail, agent, numero, acte, saisie)
