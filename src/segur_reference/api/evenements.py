"""What a vendor answers to what it was asked for: a document that is added, a correction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec
from litestar import Request, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath, RawBody

from segur_reference.api.corps import require_json, require_shallow
from segur_reference.api.problemes import PROBLEMS, langue_of
from segur_reference.services import corrections, pieces
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_rules.messages import message
from segur_rules.messages.rapport import report_to_dict
from segur_rules.statuts import StatutDemande


class AjouterPiece(
    msgspec.Struct,
    tag_field="evenement",
    tag="AJOUTER_PIECE",
    frozen=True,
    forbid_unknown_fields=True,
):
    """The documents that were asked for are added."""


class Corriger(
    msgspec.Struct,
    tag_field="evenement",
    tag="CORRIGER",
    rename="camel",
    frozen=True,
    forbid_unknown_fields=True,
):
    """A line of the file, corrected: its amounts stay as they are written.

    `tauxTva` is the VAT rate, in percent, when the one of the form is corrected too. The
    documents that were added and not confirmed are confirmed with it.
    """

    ligne: msgspec.Raw
    taux_tva: Decimal | None = None


class Rejet(msgspec.Struct, rename="camel", frozen=True):
    """The rule that rejects a line for what others filed; `message` tells the line's part alone."""

    rule: str
    message: str


class Reponse(msgspec.Struct, rename="camel", frozen=True):
    """What became of it: without a `statut`, nothing was changed, and `rapport` says why.

    `rapport` is the report on a corrected line, as on a file of that line alone.
    """

    evenement: str
    statut: StatutDemande | None
    rapport: dict[str, Any] | None = None
    rejet: Rejet | None = None


@post(
    "/demandes/{numero:str}/evenements",
    sync_to_thread=True,
    status_code=200,
    responses=PROBLEMS,
    tags=["demandes"],
)
def repondre(
    request: Request[Any, Any, Any],
    numero: FromPath[str],
    body: RawBody,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Reponse:
    """Answer what was asked for.

    The body is `{"evenement": "AJOUTER_PIECE"}` once the documents are given, or
    `{"evenement": "CORRIGER", "ligne": {…}}` with the line of the file, corrected, and with
    `"tauxTva"` when the VAT rate of the form is corrected too.
    """
    require_json(request)
    require_shallow(body)
    try:
        given = _DECODER.decode(body)
    except msgspec.MsgspecError as error:
        raise ClientException(str(error)) from error
    return _ANSWERS[type(given)](Appel(portail, identite, numero, langue_of(request)), given)


class Appel(msgspec.Struct, frozen=True):
    """Who answers, about which demande."""

    portail: Portail
    identite: Identite
    numero: str
    langue: str


def _ajouter(appel: Appel, _given: AjouterPiece) -> Reponse:
    statut = pieces.confirmer(appel.portail, appel.identite, appel.numero)
    return Reponse("AJOUTER_PIECE", statut)


def _corriger(appel: Appel, given: Corriger) -> Reponse:
    done = corrections.corriger(
        appel.portail, appel.identite, appel.numero, bytes(given.ligne), given.taux_tva
    )
    return Reponse(
        "CORRIGER",
        done.fait.statut if done.fait else None,
        report_to_dict(done.report, appel.langue),
        Rejet(done.rejet.rule, message(done.rejet, appel.langue)) if done.rejet else None,
    )


_Answer: TypeAlias = Callable[[Appel, Any], Reponse]
_DECODER: Final = msgspec.json.Decoder(AjouterPiece | Corriger)
_ANSWERS: Final[Mapping[type, _Answer]] = MappingProxyType(
    {AjouterPiece: _ajouter, Corriger: _corriger}
)
"""Who carries out each."""

ROUTES: Final = (repondre,)
"""The routes of answers."""
