"""The bénéficiaires of a demande, one line each, whatever the shape their couloir gives them.

The guide names the columns (§6: Nom du client, E-mail, Téléphone, Raison sociale) and shows them
for the couloir Hôpital. Inferred for the others: the person of the same role fills them. In the
médico-social, whose sites have a name alone, the contact and the company are those of the body
that runs them: a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from segur_rules.demandes.fichier import (
    Beneficiaires,
    BeneficiairesClients,
    BeneficiairesHOP,
    BeneficiairesIMG,
    BeneficiairesMDV,
    BeneficiairesMS,
    BeneficiairesOperateur,
)
from segur_rules.portail.lignes import LigneBeneficiaire, LigneDemande


def lignes_beneficiaires(
    demande: LigneDemande, numero_ans: str, beneficiaires: Beneficiaires
) -> tuple[LigneBeneficiaire, ...]:
    """One line for each bénéficiaire that a demande declares, in the order of the file."""
    line = partial(LigneBeneficiaire, demande, numero_ans)
    return tuple(_SHAPES[type(beneficiaires)](line, beneficiaires))


_Line: TypeAlias = Callable[..., LigneBeneficiaire]


def _hop(line: _Line, beneficiaires: BeneficiairesHOP) -> Iterator[LigneBeneficiaire]:
    for one in beneficiaires.etablissements:
        yield line(one.finess_pmsi, one.nom, one.email, one.telephone)


def _mdv(line: _Line, beneficiaires: BeneficiairesMDV) -> Iterator[LigneBeneficiaire]:
    for one in beneficiaires.liberal:
        yield line(one.rpps, one.nom_medecin, one.email_medecin, one.telephone_medecin)
    structure = beneficiaires.structure
    if structure is not None:
        for site in structure.finess_geo or ():
            yield line(
                site,
                structure.nom_responsable,
                structure.email_responsable,
                structure.telephone_responsable,
            )


def _ms(line: _Line, beneficiaires: BeneficiairesMS) -> Iterator[LigneBeneficiaire]:
    body = beneficiaires.organisme_gestionnaire
    for site in beneficiaires.etablissements:
        yield line(
            site.finess_geo or site.siret,
            site.nom,
            body.email_responsable,
            body.telephone_responsable,
            body.raison_sociale,
        )


def _clients(line: _Line, beneficiaires: BeneficiairesClients) -> Iterator[LigneBeneficiaire]:
    for client in beneficiaires.clients:
        number = next((number for _, number in client.numbers()), None)
        yield line(number, client.nom, client.email, client.telephone, client.raison_sociale)


def _operateur(line: _Line, beneficiaires: BeneficiairesOperateur) -> Iterator[LigneBeneficiaire]:
    yield line(beneficiaires.siret, raison_sociale=beneficiaires.raison_sociale)


_Shape: TypeAlias = Callable[[_Line, Any], Iterator[LigneBeneficiaire]]

_SHAPES: Final[Mapping[type[Beneficiaires], _Shape]] = MappingProxyType(
    {
        BeneficiairesHOP: _hop,
        BeneficiairesMDV: _mdv,
        BeneficiairesMS: _ms,
        BeneficiairesClients: _clients,
        BeneficiairesIMG: _clients,
        BeneficiairesOperateur: _operateur,
    }
)
