"""BEN: who gets the software, and the numbers that identify them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from segur_rules.demandes.codes import CommandePour
from segur_rules.demandes.fichier import (
    Beneficiaires,
    BeneficiairesClients,
    BeneficiairesHOP,
    BeneficiairesMDV,
    BeneficiairesMS,
    BeneficiairesOperateur,
    Fichier,
)
from segur_rules.identifiants import am, finess, numero_asp, rpps, siret
from segur_rules.rules.context import Context, DossierConnu
from segur_rules.rules.registry import (
    CHOICE,
    COULOIRS,
    ERROR,
    INFERRED,
    PUBLIC,
    WARNING,
    Answer,
    Stage,
    at,
    declared,
    found,
    rule,
    unknown,
)
from segur_rules.sources import honours
from segur_rules.statuts import RETENUS

CLIENTS: Final = ("BIO", "RAD", "IMG", "PHA")
MEDICO_SOCIAL: Final = ("MS1", "MS2")
DES_TIERS: Final = COULOIRS - {"MSS", "SAS"}
"""The couloirs whose bénéficiaires are not the vendor itself."""

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+").fullmatch
_TELEPHONE: Final = re.compile(r"0[0-9]{9}|\+[0-9]{8,15}").fullmatch
_Place: TypeAlias = tuple[str, int | str, str]
"""Where a contact stands: a tag, the row if there are rows, and what ends its own tags."""
_SEPARATORS: Final = str.maketrans("", "", " .-\u00a0\u202f")


@rule("SEG-BEN-001", ERROR, INFERRED, "GU-4-08")
def mandataire_nomme(fichier: Fichier, context: Context) -> Answer:
    """A mandataire is named with email and telephone."""
    for i, demande in fichier.lignes():
        if demande.beneficiaires.is_mandataire:
            for balise, value in _mandataire(demande.beneficiaires):
                if value is None:
                    yield found(at(i, f"/beneficiaires/{balise}"), balise=balise)


@rule("SEG-BEN-002", WARNING, INFERRED, "GU-4-08")
def sans_mandataire(fichier: Fichier, context: Context) -> Answer:
    """Without a mandataire its tags are null."""
    for i, demande in fichier.lignes():
        if not demande.beneficiaires.is_mandataire:
            for balise, value in _mandataire(demande.beneficiaires):
                if value is not None:
                    yield found(at(i, f"/beneficiaires/{balise}"), balise=balise)


def _mandataire(beneficiaires: Beneficiaires) -> tuple[tuple[str, str | None], ...]:
    return (
        ("nomMandataire", beneficiaires.nom_mandataire),
        ("emailMandataire", beneficiaires.email_mandataire),
        ("telephoneMandataire", beneficiaires.telephone_mandataire),
    )


@rule("SEG-BEN-003", WARNING, INFERRED, "GU-4-08")
def mandataire_ou_client_unique(fichier: Fichier, context: Context) -> Answer:
    """An order is carried by a mandataire or by a single client, not both."""
    for i, demande in fichier.lignes():
        if demande.beneficiaires.is_mandataire and demande.beneficiaires.is_client_unique:
            yield found(at(i, "/beneficiaires/isClientUnique"))


@rule("SEG-BEN-004", WARNING, INFERRED, "GU-4-08", couloirs=DES_TIERS)
def client_unique(fichier: Fichier, context: Context) -> Answer:
    """A single client is one bénéficiaire."""
    for i, demande in fichier.lignes():
        if demande.beneficiaires.is_client_unique:
            nombre = _count(demande.beneficiaires)
            if nombre > 1:
                yield found(at(i, "/beneficiaires/isClientUnique"), nombre=nombre)


def _count(beneficiaires: Beneficiaires) -> int:
    """How many bénéficiaires; a structure is one, whatever its sites."""
    if isinstance(beneficiaires, BeneficiairesMDV):
        structure = beneficiaires.structure
        return len(beneficiaires.liberal) + (structure is not None and not structure.is_empty())
    return len(_table(beneficiaires)[1])


def _table(beneficiaires: Beneficiaires) -> tuple[str, tuple[object, ...]]:
    """The tag of the array of bénéficiaires, and its rows."""
    if isinstance(beneficiaires, BeneficiairesClients):
        return "clients", beneficiaires.clients
    if isinstance(beneficiaires, BeneficiairesHOP | BeneficiairesMS):
        return "etablissements", beneficiaires.etablissements
    return "", ()


def _orders(fichier: Fichier, pour: CommandePour) -> Iterator[tuple[int, BeneficiairesMDV]]:
    for i, demande in fichier.lignes():
        beneficiaires = demande.beneficiaires
        if isinstance(beneficiaires, BeneficiairesMDV) and beneficiaires.commande_pour is pour:
            yield i, beneficiaires


@rule("SEG-BEN-005", ERROR, INFERRED, "GU-4-08", couloirs=("MDV",))
def liberal_nomme(fichier: Fichier, context: Context) -> Answer:
    """An order for LIBERAL names at least one physician."""
    for i, beneficiaires in _orders(fichier, CommandePour.LIBERAL):
        if not beneficiaires.liberal:
            yield found(at(i, "/beneficiaires/liberal"))


@rule("SEG-BEN-006", WARNING, INFERRED, "GU-4-08", couloirs=("MDV",))
def liberal_sans_structure(fichier: Fichier, context: Context) -> Answer:
    """An order for LIBERAL leaves structure empty."""
    for i, beneficiaires in _orders(fichier, CommandePour.LIBERAL):
        if beneficiaires.structure is not None and not beneficiaires.structure.is_empty():
            yield found(at(i, "/beneficiaires/structure"))


@rule("SEG-BEN-007", ERROR, INFERRED, "GU-4-08", couloirs=("MDV",))
def structure_remplie(fichier: Fichier, context: Context) -> Answer:
    """An order for STRUCTURE fills every tag of structure."""
    for i, beneficiaires in _orders(fichier, CommandePour.STRUCTURE):
        structure = beneficiaires.structure
        for balise, attribute in (
            ("nomResponsable", "nom_responsable"),
            ("emailResponsable", "email_responsable"),
            ("telephoneResponsable", "telephone_responsable"),
            ("FINESSJuridique", "finess_juridique"),
            ("FINESSGeo", "finess_geo"),
        ):
            if structure is None or not getattr(structure, attribute):
                yield found(at(i, f"/beneficiaires/structure/{balise}"), balise=balise)


@rule("SEG-BEN-008", WARNING, INFERRED, "GU-4-08", couloirs=("MDV",))
def structure_sans_liberal(fichier: Fichier, context: Context) -> Answer:
    """An order for STRUCTURE names no physician."""
    for i, beneficiaires in _orders(fichier, CommandePour.STRUCTURE):
        if beneficiaires.liberal:
            yield found(at(i, "/beneficiaires/liberal"))


@rule("SEG-BEN-009", ERROR, INFERRED, "GU-4-08", couloirs=("HOP", *MEDICO_SOCIAL, *CLIENTS))
def un_beneficiaire(fichier: Fichier, context: Context) -> Answer:
    """A demande names at least one bénéficiaire."""
    for i, demande in fichier.lignes():
        balise, rows = _table(demande.beneficiaires)
        if balise and not rows:
            yield found(at(i, f"/beneficiaires/{balise}"))


siret_chiffres = declared(
    "SEG-BEN-010", Stage.SCHEMA, ERROR, PUBLIC, "A SIRET has fourteen digits.", "PS-20"
)


@rule("SEG-BEN-011", ERROR, PUBLIC, "PS-20")
def siret_cle(fichier: Fichier, context: Context) -> Answer:
    """The key of a SIRET is right, La Poste apart."""
    if not siret.cle_valide(fichier.siret):
        yield found("/siret", balise="siret", valeur=fichier.siret)
    for i, demande in fichier.lignes():
        beneficiaires = demande.beneficiaires
        if isinstance(beneficiaires, BeneficiairesMS | BeneficiairesOperateur):
            for place, number in beneficiaires.places():
                if place.endswith("SIRET") and not siret.cle_valide(number):
                    yield found(at(i, f"/beneficiaires{place}"), balise="SIRET", valeur=number)


finess_caracteres = declared(
    "SEG-BEN-012",
    Stage.SCHEMA,
    ERROR,
    PUBLIC,
    "A FINESS has nine characters, the department first.",
    "PS-20",
)


@rule("SEG-BEN-013", WARNING, INFERRED, "PS-20", couloirs=COULOIRS - {"IMG"})
def finess_cle(fichier: Fichier, context: Context) -> Answer:
    """The key of a FINESS passes Luhn."""
    for i, demande in fichier.lignes():
        for place, balise, number in _finess(demande.beneficiaires):
            if not finess.cle_plausible(number):
                yield found(at(i, f"/beneficiaires{place}"), balise=balise, valeur=number)
        rows = demande.scenario_installation
        if isinstance(rows, tuple):
            for j, row in enumerate(rows):
                if not finess.cle_plausible(row.finess_geo):
                    yield found(
                        at(i, f"/scenarioInstallation/{j}/FINESSGeo"),
                        balise="FINESSGeo",
                        valeur=row.finess_geo,
                    )


def _finess(beneficiaires: Beneficiaires) -> Iterator[tuple[str, str, str]]:
    """Every FINESS of the bénéficiaires: pointer, tag, number."""
    if isinstance(beneficiaires, BeneficiairesMDV):
        structure = beneficiaires.structure
        if structure is None:
            return
        if structure.finess_juridique:
            yield "/structure/FINESSJuridique", "FINESSJuridique", structure.finess_juridique
        for i, number in enumerate(structure.finess_geo or ()):
            yield f"/structure/FINESSGeo/{i}", "FINESSGeo", number
        return
    if isinstance(beneficiaires, BeneficiairesMS):
        number = beneficiaires.organisme_gestionnaire.finess_juridique
        yield "/organismeGestionnaire/FINESSJuridique", "FINESSJuridique", number
    for place, number in beneficiaires.places():
        balise = place.rpartition("/")[2]
        if balise.startswith("FINESS"):
            yield place, balise, number


rpps_chiffres = declared(
    "SEG-BEN-014",
    Stage.SCHEMA,
    ERROR,
    PUBLIC,
    "An RPPS number has eleven digits.",
    "PS-20",
    couloirs=("MDV", *CLIENTS),
)


@rule("SEG-BEN-015", ERROR, PUBLIC, "PS-20", couloirs=("MDV", *CLIENTS))
def rpps_cle(fichier: Fichier, context: Context) -> Answer:
    """The key of an RPPS number is right."""
    valid = rpps.cle_valide
    for i, demande in fichier.lignes():
        beneficiaires = demande.beneficiaires
        if isinstance(beneficiaires, BeneficiairesMDV):
            for j, liberal in enumerate(beneficiaires.liberal):
                if not valid(liberal.rpps):
                    place = f"/beneficiaires/liberal/{j}/RPPS"
                    yield found(at(i, place), balise="RPPS", valeur=liberal.rpps)
        elif isinstance(beneficiaires, BeneficiairesClients):
            for j, client in enumerate(beneficiaires.clients):
                if client.rpps is not None and not valid(client.rpps):
                    place = f"/beneficiaires/clients/{j}/RPPS"
                    yield found(at(i, place), balise="RPPS", valeur=client.rpps)


am_chiffres = declared(
    "SEG-BEN-016",
    Stage.SCHEMA,
    ERROR,
    PUBLIC,
    "An AM number has nine digits.",
    "PS-20",
    couloirs=("BIO", "RAD", "PHA"),
)


@rule("SEG-BEN-017", WARNING, CHOICE, "GU-4-08")
def email_plausible(fichier: Fichier, context: Context) -> Answer:
    """An email address looks like one."""
    for i, demande in fichier.lignes():
        for place, email, _ in _contacts(demande.beneficiaires):
            if email and not _EMAIL(email):
                pointer = _at_contact(i, place, "email")
                yield found(pointer, balise=pointer.rpartition("/")[2], valeur=email)


@rule("SEG-BEN-018", WARNING, CHOICE, "GU-4-08")
def telephone_plausible(fichier: Fichier, context: Context) -> Answer:
    """A telephone number looks like one."""
    for i, demande in fichier.lignes():
        for place, _, telephone in _contacts(demande.beneficiaires):
            if (
                telephone
                and not _TELEPHONE(telephone)
                and not _TELEPHONE(telephone.translate(_SEPARATORS))
            ):
                pointer = _at_contact(i, place, "telephone")
                yield found(pointer, balise=pointer.rpartition("/")[2], valeur=telephone)


def _contacts(
    beneficiaires: Beneficiaires,
) -> Iterator[tuple[_Place, str | None, str | None]]:
    """Where a contact stands, in document order, its email and its telephone."""
    if beneficiaires.email_mandataire or beneficiaires.telephone_mandataire:
        place: _Place = ("", "", "Mandataire")
        yield place, beneficiaires.email_mandataire, beneficiaires.telephone_mandataire
    if isinstance(beneficiaires, BeneficiairesMDV):
        for j, liberal in enumerate(beneficiaires.liberal):
            yield ("liberal", j, "Medecin"), liberal.email_medecin, liberal.telephone_medecin
        structure = beneficiaires.structure
        if structure is not None:
            place = ("structure", "", "Responsable")
            yield place, structure.email_responsable, structure.telephone_responsable
    elif isinstance(beneficiaires, BeneficiairesMS):
        organisme = beneficiaires.organisme_gestionnaire
        place = ("organismeGestionnaire", "", "Responsable")
        yield place, organisme.email_responsable, organisme.telephone_responsable
    elif isinstance(beneficiaires, BeneficiairesHOP):
        for j, hopital in enumerate(beneficiaires.etablissements):
            yield ("etablissements", j, ""), hopital.email, hopital.telephone
    elif isinstance(beneficiaires, BeneficiairesClients):
        for j, client in enumerate(beneficiaires.clients):
            yield ("clients", j, ""), client.email, client.telephone


def _at_contact(i: int, place: _Place, datum: str) -> str:
    """The pointer of the email or of the telephone of a contact."""
    tag, row, whose = place
    around = "".join(f"/{part}" for part in (tag, row) if part != "")
    return at(i, f"/beneficiaires{around}/{datum}{whose}")


@rule("SEG-BEN-019", ERROR, INFERRED, "GU-4-08", couloirs=CLIENTS)
def client_un_numero(fichier: Fichier, context: Context) -> Answer:
    """A client has one number, and one only, of FINESS, AM, RPPS."""
    for i, beneficiaires in _clients(fichier):
        for j, client in enumerate(beneficiaires.clients):
            given = tuple(wire for wire, _ in client.numbers())
            if len(given) != 1:
                variant = "several" if given else "none"
                yield found(at(i, f"/beneficiaires/clients/{j}"), variant, trouve=given)


@rule("SEG-BEN-020", WARNING, INFERRED, "GU-4-08", couloirs=CLIENTS, needs=("sons",))
def client_numero_du_couloir(fichier: Fichier, context: Context) -> Answer:
    """A client's number is of the kind its couloir uses."""
    if context.scheme is None:
        yield unknown("sons")
        return
    couloir = context.catalogue.couloirs[context.scheme.couloir]
    for i, beneficiaires in _clients(fichier):
        for place, _ in beneficiaires.places():
            balise = place.rpartition("/")[2]
            if balise not in couloir.identifiants:
                yield found(
                    at(i, f"/beneficiaires{place}"),
                    balise=balise,
                    attendus=couloir.identifiants,
                    couloir=couloir.code,
                )


def _clients(fichier: Fichier) -> Iterator[tuple[int, BeneficiairesClients]]:
    for i, demande in fichier.lignes():
        if isinstance(demande.beneficiaires, BeneficiairesClients):
            yield i, demande.beneficiaires


@rule("SEG-BEN-021", ERROR, INFERRED, "GU-4-08", couloirs=MEDICO_SOCIAL)
def site_un_numero(fichier: Fichier, context: Context) -> Answer:
    """A site of the médico-social has a FINESS géographique or a SIRET, one of the two."""
    for i, demande in fichier.lignes():
        if isinstance(demande.beneficiaires, BeneficiairesMS):
            for j, site in enumerate(demande.beneficiaires.etablissements):
                if (site.finess_geo is None) is (site.siret is None):
                    variant = "none" if site.siret is None else "several"
                    yield found(at(i, f"/beneficiaires/etablissements/{j}"), variant)


@rule("SEG-BEN-022", WARNING, PUBLIC, "PS-16", couloirs=("IMG",))
def numero_ignore(fichier: Fichier, context: Context) -> Answer:
    """In imagerie vague 2 a number that is invalid is ignored for the tranche."""
    for i, beneficiaires in _clients(fichier):
        for place, number in beneficiaires.places():
            balise = place.rpartition("/")[2]
            if not _counts(balise, number):
                yield found(at(i, f"/beneficiaires{place}"), balise=balise, valeur=number)


@rule("SEG-BEN-023", ERROR, PUBLIC, "PS-16", couloirs=("IMG",))
def tous_ignores(fichier: Fichier, context: Context) -> Answer:
    """In imagerie vague 2 an order has at least one valid number."""
    for i, beneficiaires in _clients(fichier):
        numbers = [(place.rpartition("/")[2], number) for place, number in beneficiaires.places()]
        if numbers and not any(_counts(balise, number) for balise, number in numbers):
            yield found(at(i, "/beneficiaires/clients"), nombre=len(numbers))


def _counts(balise: str, number: str) -> bool:
    """Whether a number has its shape, written plain; no key is tested (PS-20)."""
    if balise == "FINESS":
        return finess.is_valid(number) and finess.compact(number) == number
    return balise != "AM" or (am.is_valid(number) and am.compact(number) == number)


@rule("SEG-BEN-024", ERROR, INFERRED, "PS-05", couloirs=DES_TIERS)
def une_fois_par_demande(fichier: Fichier, context: Context) -> Answer:
    """A bénéficiaire appears once in a demande."""
    for i, demande in fichier.lignes():
        numbers = demande.beneficiaires.numeros()
        if len(numbers) > 1 and len(set(numbers)) < len(numbers):
            first: dict[str, str] = {}
            for place, number in demande.beneficiaires.places():
                here = at(i, f"/beneficiaires{place}")
                premiere = first.setdefault(number, here)
                if premiere is not here:
                    yield found(here, valeur=number, premiere=premiere)


@rule("SEG-BEN-025", ERROR, INFERRED, "PS-05", "PS-13", couloirs=DES_TIERS)
def une_demande_par_beneficiaire(fichier: Fichier, context: Context) -> Answer:
    """A bénéficiaire appears in one demande of the file."""
    first: dict[str, tuple[int, str]] = {}
    for i, demande in fichier.lignes():
        here = (i, demande.numero_editeur)
        again = {n for n in demande.beneficiaires.numeros() if first.setdefault(n, here) != here}
        if again:
            for place, number in demande.beneficiaires.places():
                if number in again:
                    again.remove(number)
                    yield found(
                        at(i, f"/beneficiaires{place}"),
                        valeur=number,
                        premier=first[number][1],
                    )


@rule(
    "SEG-BEN-026",
    ERROR,
    PUBLIC,
    "PS-05",
    "PS-13",
    couloirs=DES_TIERS,
    needs=("sons", "dossiers"),
)
def beneficiaire_deja_finance(fichier: Fichier, context: Context) -> Answer:
    """A bénéficiaire is in no validated demande of the SONS."""
    if context.scheme is None:
        yield unknown("sons")
        return
    funded: dict[str, list[str]] = {}
    for dossier in context.dossiers or ():
        if context.catalogue.find(dossier.sons) is not context.scheme:
            continue
        numeros = numeros_finances(dossier)
        if numeros is None:
            yield unknown("dossiers.beneficiaires")
        for number in numeros or ():
            funded.setdefault(number, []).append(dossier.numero)
    for i, demande in fichier.lignes():
        if funded.keys().isdisjoint(demande.beneficiaires.numeros()):
            continue
        own = getattr(demande, "numero_asp", None)
        for place, number in demande.beneficiaires.places():
            others = [
                numero
                for numero in funded.get(number, ())
                if own is None or not numero_asp.same_dossier(numero, own)
            ]
            if others:
                yield found(at(i, f"/beneficiaires{place}"), valeur=number, dossier=others[0])


@honours("PS-05", "PS-07")
def numeros_finances(dossier: DossierConnu) -> tuple[str, ...] | None:
    """The numbers of the bénéficiaires that a dossier funds; None where they are not known.

    They are those of its validated avance, and of its solde once that is validated: who was
    added there is in a validated demande (PS-05); for who was removed the avance is offset
    (PS-07), and leaves no funding. Inferred. Where the solde's are not given, they are the
    avance's.
    """
    solde = dossier.statut_solde in RETENUS
    if solde and dossier.beneficiaires_solde is not None:
        return dossier.beneficiaires_solde
    return dossier.beneficiaires if solde or dossier.statut_avance in RETENUS else ()


@rule("SEG-BEN-027", WARNING, INFERRED, "GU-4-08", couloirs=("MSS", "SAS"))
def pour_soi_meme(fichier: Fichier, context: Context) -> Answer:
    """The MSSanté operator or the SAS vendor files for itself: its SIRET is the file's."""
    for i, demande in fichier.lignes():
        beneficiaires = demande.beneficiaires
        if (
            isinstance(beneficiaires, BeneficiairesOperateur)
            and beneficiaires.siret != fichier.siret
        ):
            yield found(
                at(i, "/beneficiaires/SIRET"),
                valeur=beneficiaires.siret,
                attendu=fichier.siret,
            )
