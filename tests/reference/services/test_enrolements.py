"""Enrôlements: filed, followed, instructed; the first that is validated opens one account."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import evolve, frozen
from sqlalchemy import func, select

from segur_reference.config import Settings
from segur_reference.services import (
    connexions,
    coordonnees,
    enrolements,
    instruction_enrolements,
    mots_de_passe,
)
from segur_reference.services.enrolements import DepotEnrolement, EnrolementVu
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Interdit, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.instruction_enrolements import ReponseEnrolement
from segur_reference.services.listes import Tranche
from segur_reference.services.listes_enrolements import (
    FiltreEnrolements,
    OrdreEnrolements,
    TriEnrolements,
    lister,
)
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import Coordonnees, Enrolement, Fournisseur, Utilisateur
from segur_rules.pieces import Deposant
from segur_rules.portail import Periode, Produit
from segur_rules.rules.context import Enrolement as Connu
from segur_rules.statuts import EvenementEnrolement as Acte
from segur_rules.statuts import StatutEnrolement, TypeEnrolement
from tests.reference.monde import (
    MOT_DE_PASSE,
    SONS,
    Horloge,
    courriels,
    document_depose,
    enrolement_depose,
    formulaire_enrolement,
    fournisseur,
    gestionnaire,
    new_siret,
    numero_ans,
    pieces_deposees,
)

SECOND = Produit("bnd52qq600", (SONS,))


def numero_of(depot: DepotEnrolement) -> str:
    assert depot.numero is not None
    return depot.numero


def validate(portail: Portail, officer: Identite, numero: str) -> EnrolementVu:
    return instruction_enrolements.instruire(portail, officer, numero, Acte.VALIDER)


def count(
    portail: Portail, table: type[Coordonnees | Enrolement | Fournisseur | Utilisateur]
) -> int:
    return portail.read(lambda s: s.scalar(select(func.count()).select_from(table)) or 0)


def stored(portail: Portail) -> int:
    return len(list(portail.documents.keys()))


def complement(portail: Portail, vendor: Identite, produit: Produit = SECOND) -> DepotEnrolement:
    return enrolements.deposer_complementaire(
        portail, vendor, produit, pieces_deposees(), deposant=Deposant.REPRESENTANT_LEGAL
    )


def test_a_first_enrolement_is_filed_with_its_documents(portail: Portail) -> None:
    depot = enrolement_depose(portail)
    assert depot.numero == "ENR0001"
    assert not any(piece.refusee for piece in depot.pieces)
    vu = enrolements.suivre(portail, "ENR0001", depot.suivi or "")
    assert (vu.statut, vu.type) == (StatutEnrolement.EN_COURS, TypeEnrolement.INITIAL)
    assert vu.formulaire == formulaire_enrolement()
    assert [piece.type for piece in vu.pieces] == [piece.type for piece in pieces_deposees()]
    assert [(event.acte, event.acteur) for event in vu.evenements] == [("DEPOSER", "FOURNISSEUR")]
    assert vu.possibles == ()
    assert stored(portail) == 3
    assert courriels(portail) == []


def test_the_bytes_of_a_document_come_back(portail: Portail) -> None:
    depot = enrolement_depose(portail)
    officer = gestionnaire(portail)
    vu = enrolements.consulter(portail, officer, numero_of(depot))
    for shown, given in zip(vu.pieces, pieces_deposees(), strict=True):
        told, content = enrolements.piece(portail, officer, vu.numero, shown.id)
        assert told == shown
        assert b"".join(content) == given.contenu.read()


def test_a_form_with_faults_is_refused_with_all_of_them(portail: Portail) -> None:
    form = formulaire_enrolement()
    wrong = evolve(form, societe=evolve(form.societe, siret="1", adresse=""))
    with pytest.raises(FormulaireRefuse) as refused:
        enrolements.deposer(portail, wrong, pieces_deposees("RIB"))
    assert [str(one.code) for one in refused.value.refus] == [
        "CHAMP_OBLIGATOIRE",
        "IDENTIFIANT_INVALIDE",
        "PIECES_MANQUANTES",
    ]
    assert count(portail, Enrolement) == stored(portail) == 0


def test_a_document_that_is_refused_is_told_and_nothing_is_kept(portail: Portail) -> None:
    good, bad, rib = pieces_deposees()
    given = (good, document_depose(bad.type, b"not a pdf"), rib)
    depot = enrolements.deposer(portail, formulaire_enrolement(), given)
    assert (depot.numero, depot.suivi) == (None, None)
    assert [piece.refusee for piece in depot.pieces] == [False, True, False]
    assert depot.pieces[1].rapport.findings[0].rule == "SEG-PJU-012"
    assert count(portail, Enrolement) == stored(portail) == 0


def test_a_special_character_of_a_name_is_told_and_no_more(portail: Portail) -> None:
    first, *rest = pieces_deposees()
    given = (evolve(first, nom="Capture 10.22\u202fAM é.pdf"), *rest)
    depot = enrolements.deposer(portail, formulaire_enrolement(), given)
    assert depot.numero is not None
    assert [finding.rule for finding in depot.pieces[0].findings] == ["SEG-PJU-002"]


@pytest.mark.parametrize("nom", ["", " ", "a\x00.pdf", "a\r\n.pdf"])
def test_a_name_that_no_file_has_is_refused(portail: Portail, nom: str) -> None:
    first, *rest = pieces_deposees()
    with pytest.raises(FormulaireRefuse, match="CARACTERE_INTERDIT"):
        enrolements.deposer(portail, formulaire_enrolement(), (evolve(first, nom=nom), *rest))


def test_a_secret_opens_its_own_enrolement_and_no_other(portail: Portail) -> None:
    one, two = enrolement_depose(portail, 1), enrolement_depose(portail, 2)
    for numero, secret in (
        (numero_of(two), one.suivi or ""),
        (numero_of(one), ""),
        ("ENR9999", one.suivi or ""),
        ("ENR00001", one.suivi or ""),
        ("ENR99999999999999999999", one.suivi or ""),
        ("x\x00", one.suivi or ""),
    ):
        with pytest.raises(Introuvable):
            enrolements.suivre(portail, numero, secret)


def test_a_product_is_enrolled_once_unless_it_was_rejected(portail: Portail) -> None:
    officer = gestionnaire(portail)
    first = numero_of(enrolement_depose(portail))
    again = evolve(
        formulaire_enrolement(2), produit=evolve(formulaire_enrolement().produit, sons=(SONS,))
    )
    with pytest.raises(ActeRefuse, match="ENROLEMENT_EXISTANT"):
        enrolements.deposer(portail, again, pieces_deposees())
    instruction_enrolements.instruire(portail, officer, first, Acte.REJETER, {"motif": "Non."})
    assert enrolements.deposer(portail, again, pieces_deposees()).numero == "ENR0002"


def test_who_is_enrolled_does_not_use_the_public_form(portail: Portail) -> None:
    fournisseur(portail)
    form = evolve(formulaire_enrolement(), produit=SECOND)
    with pytest.raises(ActeRefuse, match="ENROLEMENT_DEPUIS_LE_COMPTE"):
        enrolements.deposer(portail, form, pieces_deposees())
    assert stored(portail) == 0


def test_another_product_is_enrolled_from_the_account(portail: Portail) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    depot = complement(portail, vendor)
    assert depot.suivi is None
    vu = enrolements.consulter(portail, vendor, numero_of(depot))
    assert vu.type is TypeEnrolement.COMPLEMENTAIRE
    assert vu.formulaire.societe.siret == new_siret(1)
    assert vu.formulaire.produit == SECOND
    assert vu.formulaire.demandeur.email == "editeur1@example.org"
    with pytest.raises(ActeRefuse, match="ENROLEMENT_EXISTANT"):
        complement(portail, vendor, evolve(SECOND, numero_ans=numero_ans(1)))
    with pytest.raises(FormulaireRefuse, match="CHAMP_OBLIGATOIRE"):
        complement(portail, vendor, evolve(SECOND, sons=()))
    with pytest.raises(Interdit):
        complement(portail, officer)
    # Validating it opens nothing: the vendor has its account.
    assert validate(portail, officer, numero_of(depot)).statut is StatutEnrolement.VALIDEE
    assert courriels(portail) == []
    assert count(portail, Utilisateur) == 2


def test_validating_the_first_opens_the_account(portail: Portail) -> None:
    officer = gestionnaire(portail)
    numero = numero_of(enrolement_depose(portail))
    vu = validate(portail, officer, numero)
    assert (vu.statut, vu.type) == (StatutEnrolement.VALIDEE, TypeEnrolement.INITIAL)
    named, linked = courriels(portail)
    assert (named.modele, linked.modele) == ("identifiant", "mot_de_passe")
    assert {named.destinataire, linked.destinataire} == {"editeur1@example.org"}
    assert {named.objet, linked.objet} == {numero}
    identifiant = re.search(r"UID\d{8}", named.corps)
    lien = re.search(r"http://127\.0\.0\.1:8000/mot-de-passe/lien/(\S+)", linked.corps)
    assert identifiant is not None
    assert lien is not None
    assert identifiant[0] not in linked.corps
    mots_de_passe.choisir(portail, lien[1], MOT_DE_PASSE)
    vendor = connexions.connecter(portail, identifiant[0], MOT_DE_PASSE).identite
    assert (vendor.nom, vendor.role) == ("NOM1", "FOURNISSEUR")
    assert enrolements.consulter(portail, vendor, numero).numero == numero
    (rib,) = coordonnees.lister(portail, vendor).coordonnees
    assert (rib.coordonnees, rib.statut) == (formulaire_enrolement().coordonnees, "ACTIVE")


def test_a_click_repeated_opens_nothing_more(portail: Portail) -> None:
    officer = gestionnaire(portail)
    numero = numero_of(enrolement_depose(portail))
    once = validate(portail, officer, numero)
    assert validate(portail, officer, numero) == once
    assert len(courriels(portail)) == 2
    assert count(portail, Fournisseur) == 1


def test_a_second_first_joins_the_account(portail: Portail) -> None:
    officer = gestionnaire(portail)
    one = numero_of(enrolement_depose(portail))
    form = evolve(formulaire_enrolement(), produit=SECOND)
    two = numero_of(enrolements.deposer(portail, form, pieces_deposees()))
    assert validate(portail, officer, two).type is TypeEnrolement.INITIAL
    assert validate(portail, officer, one).type is TypeEnrolement.COMPLEMENTAIRE
    assert (count(portail, Fournisseur), count(portail, Utilisateur)) == (1, 2)
    assert len(courriels(portail)) == 2


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_firsts_validated_at_once_open_one_account(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
) -> None:
    url = on_sqlite_and_postgresql(kind)
    portail = Portail(settings, Database(url), Documents(settings), horloge)
    officer = gestionnaire(portail)
    numeros = []
    for place in range(4):
        form = formulaire_enrolement()
        produit = evolve(form.produit, numero_ans=f"bnd52qq60{place}")
        given = pieces_deposees()
        numeros.append(
            numero_of(enrolements.deposer(portail, evolve(form, produit=produit), given))
        )
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(lambda numero: validate(portail, officer, numero), numeros))
    assert {vu.statut for vu in seen} == {StatutEnrolement.VALIDEE}
    assert sorted(vu.type for vu in seen) == ["COMPLEMENTAIRE"] * 3 + ["INITIAL"]
    assert (count(portail, Fournisseur), count(portail, Utilisateur)) == (1, 2)
    assert len(courriels(portail)) == 2
    vendor = portail.read(lambda s: s.scalar(select(Fournisseur.id)))
    owners = portail.read(lambda s: set(s.scalars(select(Enrolement.fournisseur_id))))
    assert owners == {vendor}
    portail.close()


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_who_was_the_first_when_one_looked_may_not_be_when_one_acts(
    portail: Portail, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = gestionnaire(portail)
    one = numero_of(enrolement_depose(portail))
    form = evolve(formulaire_enrolement(), produit=SECOND)
    two = numero_of(enrolements.deposer(portail, form, pieces_deposees()))
    look = enrolements.known_enrolements
    others: list[Future[EnrolementVu]] = []

    def look_while_another_acts(*of: Any, **how: Any) -> tuple[Connu, ...]:
        known = look(*of, **how)
        if not others:
            others.append(pool.submit(validate, portail, officer, two))
            with suppress(TimeoutError):
                others[0].result(timeout=0.3)
        return known

    monkeypatch.setattr(instruction_enrolements, "known_enrolements", look_while_another_acts)
    with ThreadPoolExecutor(1) as pool:
        assert validate(portail, officer, one).type is TypeEnrolement.INITIAL
        assert others[0].result().type is TypeEnrolement.COMPLEMENTAIRE
    assert (count(portail, Fournisseur), count(portail, Utilisateur)) == (1, 2)
    assert count(portail, Coordonnees) == 1
    assert len(courriels(portail)) == 2


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_one_product_filed_at_once_is_enrolled_once(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
) -> None:
    url = on_sqlite_and_postgresql(kind)
    portail = Portail(settings, Database(url), Documents(settings), horloge)

    def file(number: int) -> str | None:
        form = evolve(formulaire_enrolement(number), produit=SECOND)
        try:
            return enrolements.deposer(portail, form, pieces_deposees()).numero
        except ActeRefuse as refused:
            return str(refused.refus.code)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(file, range(1, 5)))
    assert answers.count("ENROLEMENT_EXISTANT") == 3
    assert count(portail, Enrolement) == 1
    portail.close()


@frozen
class Demande:
    """What a gestionnaire asks for, and how it is answered."""

    asked: Acte
    details: dict[str, str]
    statut: StatutEnrolement
    answer: Acte
    piece: str
    modele: str


ASKED = [
    Demande(
        Acte.DEMANDER_PIECE,
        {"piece": "Un RIB lisible."},
        StatutEnrolement.EN_ATTENTE_PIECE_JUSTIFICATIVE,
        Acte.AJOUTER_PIECE,
        "RIB",
        "enrolement_piece_demandee",
    ),
    Demande(
        Acte.DEMANDER_CERTIFICAT,
        {},
        StatutEnrolement.EN_ATTENTE_CERTIFICAT_REFERENCEMENT,
        Acte.FOURNIR_CERTIFICAT,
        "CERTIFICAT_ANS",
        "enrolement_certificat_demande",
    ),
]


@pytest.mark.parametrize("one", ASKED, ids=lambda one: one.asked)
@pytest.mark.parametrize("from_account", [True, False])
def test_what_is_asked_for_is_given(portail: Portail, one: Demande, from_account: bool) -> None:
    officer = gestionnaire(portail)
    vendor = fournisseur(portail) if from_account else None
    depot = complement(portail, vendor) if vendor else enrolement_depose(portail)
    numero = numero_of(depot)

    def give(content: bytes | None = None) -> ReponseEnrolement:
        given = document_depose(one.piece, content)
        if vendor:
            return instruction_enrolements.repondre(portail, vendor, numero, one.answer, given)
        secret = depot.suivi or ""
        return instruction_enrolements.repondre_par_suivi(
            portail, secret, numero, one.answer, given
        )

    with pytest.raises(ActeRefuse, match="TRANSITION_IMPOSSIBLE"):
        give()
    vu = instruction_enrolements.instruire(portail, officer, numero, one.asked, one.details)
    assert vu.statut is one.statut
    (mail,) = courriels(portail)
    assert mail.modele == one.modele
    assert (mail.destinataire, mail.objet) == ("editeur1@example.org", numero)
    assert one.details.get("piece", "") in mail.corps
    refused = give(b"")
    assert refused.enrolement is None
    assert refused.piece.refusee
    taken = give().enrolement
    assert taken is not None
    assert taken.statut is StatutEnrolement.EN_COURS
    assert [piece.type for piece in taken.pieces][3:] == [one.piece]
    assert [(event.acte, event.acteur) for event in taken.evenements][1:] == [
        (one.asked, "GESTIONNAIRE"),
        (one.answer, "FOURNISSEUR"),
    ]
    assert stored(portail) == 4
    # A second document is not the first one again.
    with pytest.raises(ActeRefuse, match="TRANSITION_IMPOSSIBLE"):
        give()
    assert stored(portail) == 4


def test_a_document_of_no_known_type_is_refused(portail: Portail) -> None:
    officer, depot = gestionnaire(portail), enrolement_depose(portail)
    numero = numero_of(depot)
    instruction_enrolements.instruire(portail, officer, numero, Acte.DEMANDER_CERTIFICAT)
    with pytest.raises(FormulaireRefuse, match="VALEUR_INCONNUE"):
        instruction_enrolements.repondre_par_suivi(
            portail,
            depot.suivi or "",
            numero,
            Acte.FOURNIR_CERTIFICAT,
            document_depose("FACTURE"),
        )


@pytest.mark.parametrize(
    ("acte", "champ"), [(Acte.DEMANDER_PIECE, "piece"), (Acte.REJETER, "motif")]
)
def test_a_mail_tells_what_it_has_to(portail: Portail, acte: Acte, champ: str) -> None:
    officer, numero = gestionnaire(portail), numero_of(enrolement_depose(portail))
    for details in ({}, {champ: "  "}):
        with pytest.raises(FormulaireRefuse) as refused:
            instruction_enrolements.instruire(portail, officer, numero, acte, details)
        assert refused.value.refus[0].params == {"champ": champ}
    vu = enrolements.consulter(portail, officer, numero)
    assert (vu.statut, len(vu.evenements)) == (StatutEnrolement.EN_COURS, 1)
    assert courriels(portail) == []


def test_a_rejection_tells_its_reason_and_opens_nothing(portail: Portail) -> None:
    officer, depot = gestionnaire(portail), enrolement_depose(portail)
    numero = numero_of(depot)
    reason = {"motif": "Le RIB est celui d'un autre."}
    instruction_enrolements.instruire(portail, officer, numero, Acte.REJETER, reason)
    assert reason["motif"] in courriels(portail)[0].corps
    vu = enrolements.suivre(portail, numero, depot.suivi or "")
    assert vu.statut is StatutEnrolement.REJETEE
    assert vu.evenements[-1].details == reason
    assert count(portail, Fournisseur) == 0
    with pytest.raises(ActeRefuse, match="TRANSITION_IMPOSSIBLE"):
        validate(portail, officer, numero)


def test_only_gestionnaires_instruct_and_only_vendors_answer(portail: Portail) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    numero = numero_of(complement(portail, vendor))
    with pytest.raises(Interdit):
        validate(portail, vendor, numero)
    with pytest.raises(ActeRefuse, match="ACTEUR_NON_AUTORISE"):
        instruction_enrolements.repondre(
            portail, vendor, numero, Acte.VALIDER, document_depose("RIB")
        )
    with pytest.raises(Interdit):
        instruction_enrolements.repondre(
            portail, officer, numero, Acte.AJOUTER_PIECE, document_depose("RIB")
        )
    with pytest.raises(ActeRefuse):
        instruction_enrolements.instruire(portail, officer, numero, Acte.AJOUTER_PIECE)


def test_another_vendor_finds_nothing(portail: Portail) -> None:
    vendor, other = fournisseur(portail, 1), fournisseur(portail, 2)
    numero = numero_of(complement(portail, vendor))
    shown = enrolements.consulter(portail, vendor, numero).pieces[0]
    for attempt in (
        lambda: enrolements.consulter(portail, other, numero),
        lambda: enrolements.piece(portail, other, numero, shown.id),
        lambda: instruction_enrolements.repondre(
            portail, other, numero, Acte.AJOUTER_PIECE, document_depose("RIB")
        ),
    ):
        with pytest.raises(Introuvable):
            attempt()
    # A document is found under its own enrôlement only.
    mine = numero_of(complement(portail, other, evolve(SECOND, numero_ans="bnd52qq601")))
    with pytest.raises(Introuvable):
        enrolements.piece(portail, other, mine, shown.id)


@pytest.fixture
def listed(portail: Portail, horloge: Horloge) -> tuple[Identite, Identite]:
    """A vendor with three enrôlements, another with one, and a gestionnaire."""
    vendor, _, officer = fournisseur(portail, 1), fournisseur(portail, 2), gestionnaire(portail)
    horloge.instant = datetime(2022, 11, 1, 22, 59, tzinfo=UTC)  # 23:59 in Paris
    complement(portail, vendor, evolve(SECOND, profils=("Référent soin", "100 %")))
    horloge.advance(minutes=2)
    complement(portail, vendor, evolve(SECOND, numero_ans="bnd52qq601", profils=("PH_x",)))
    return vendor, officer


@pytest.mark.parametrize(
    ("filtre", "expected"),
    [
        (FiltreEnrolements(), ["ENR0004", "ENR0003", "ENR0001"]),
        (FiltreEnrolements(numero="enr0003"), ["ENR0003"]),
        (FiltreEnrolements(numero="ENR0002"), []),
        (FiltreEnrolements(numero="3"), []),
        (FiltreEnrolements(statut=StatutEnrolement.VALIDEE), ["ENR0001"]),
        (FiltreEnrolements(type=TypeEnrolement.COMPLEMENTAIRE), ["ENR0004", "ENR0003"]),
        (FiltreEnrolements(siret="900 000 001"), ["ENR0004", "ENR0003", "ENR0001"]),
        (FiltreEnrolements(siret="900000002"), []),
        (FiltreEnrolements(profil="référent"), ["ENR0003"]),
        (FiltreEnrolements(profil="%"), ["ENR0003"]),
        (FiltreEnrolements(profil="ph_"), ["ENR0004"]),
        (FiltreEnrolements(depot=Periode(date(2022, 11, 1), date(2022, 11, 1))), ["ENR0003"]),
        (FiltreEnrolements(depot=Periode(date(2022, 11, 2), None)), ["ENR0004"]),
        (FiltreEnrolements(depot=Periode(None, date(2022, 10, 31))), ["ENR0001"]),
    ],
)
def test_every_column_filters(
    portail: Portail,
    listed: tuple[Identite, Identite],
    filtre: FiltreEnrolements,
    expected: list[str],
) -> None:
    found = lister(portail, listed[0], filtre, Tranche())
    assert [line.numero for line in found.elements] == expected
    assert found.total == len(expected)


@pytest.mark.parametrize("tri", TriEnrolements)
def test_every_column_sorts_both_ways(
    portail: Portail, listed: tuple[Identite, Identite], tri: TriEnrolements
) -> None:
    def of(decroissant: bool) -> list[object]:
        found = lister(
            portail,
            listed[1],
            FiltreEnrolements(),
            Tranche(),
            OrdreEnrolements(tri, decroissant=decroissant),
        )
        assert found.total == 4
        return [str(getattr(line, tri)) for line in found.elements]

    up, down = of(False), of(True)
    assert up == down[::-1]
    if tri is not TriEnrolements.PROFILS:
        assert up == sorted(up, key=str)


def test_a_list_comes_page_by_page(portail: Portail, listed: tuple[Identite, Identite]) -> None:
    found = lister(portail, listed[1], FiltreEnrolements(), Tranche(2, 3))
    assert [line.numero for line in found.elements] == ["ENR0001"]
    assert found.total == 4
