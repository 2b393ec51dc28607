"""A dossier from its first file to its last payment, and each way in which it may end otherwise.

Every life is lived through the API, on both databases and both kinds of stores.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pypdf import PdfReader

from segur_reference.app import create_app
from segur_reference.services.completude import purge
from segur_reference.services.portail import Portail
from segur_rules.pieces import Deposant, pieces_enrolement
from tests.reference import monde
from tests.reference.lives.acteurs import JSON, Appelant, Gestionnaire, Refused, Vendeur
from tests.reference.monde import Horloge, avance, new_siret, numero_ans, pdf, solde

SUPPORTS = ("sqlite-folder", "postgresql-bucket")
PERSONNE = {
    "nom": "DURAND",
    "prenom": "Camille",
    "email": "camille@example.org",
    "telephone": "0199000001",
}
ENROLEMENT = {
    "siret": new_siret(1),
    "raisonSociale": "EDITEUR UN",
    "adresse": "1 RUE DU TEST",
    "produit": {
        "numeroAns": numero_ans(1),
        "sons": ["MDV-LGC-VA1"],
        "profils": ["Médecin de ville"],
        "datePriseEffet": "2022-01-01",
        "dateDossierComplet": "2022-01-01",
    },
    "representant": PERSONNE,
    "coordonnees": {
        "iban": "FR7630006000011234567890189",
        "bic": "AGRIFRPP",
        "titulaire": "EDITEUR UN",
        "domiciliation": "BANQUE DU TEST",
    },
    "deposant": "REPRESENTANT_LEGAL",
}


@pytest.fixture(params=SUPPORTS)
def support(request: pytest.FixtureRequest) -> str:
    """On what the life is lived."""
    return str(request.param)


@pytest.fixture
def client(portail: Portail) -> Iterator[TestClient[Litestar]]:
    with TestClient(create_app(portail)) as opened:
        yield opened


@pytest.fixture
def gestionnaire(portail: Portail, client: TestClient[Litestar]) -> Gestionnaire:
    monde.budget(portail)
    return Gestionnaire(client, monde.bearer(portail, monde.gestionnaire(portail)))


@pytest.fixture
def vendeur(portail: Portail, client: TestClient[Litestar]) -> Vendeur:
    return Vendeur(client, monde.bearer(portail, monde.fournisseur(portail)))


def test_from_the_enrolement_to_the_paid_solde(
    client: TestClient[Litestar], gestionnaire: Gestionnaire, horloge: Horloge
) -> None:
    vendeur = _enrolled(client, gestionnaire)

    # The avance: simulated, imported, completed.
    document = avance(1)
    report = vendeur.simulate(document)
    assert (report["verdict"], report["findings"]) == ("recevable_sous_reserve", [])
    done = vendeur.file(document)
    assert (done["import"]["retenues"], done["import"]["rejetees"]) == (1, 0)
    (numero,) = (line["numero"] for line in done["lignes"])
    assert numero == "FINMDV000001M0"
    returned = vendeur.get(f"/imports/{done['import']['identifiant']}/retour")
    assert returned["lignesImport"][0]["numeroASP"] == numero
    assert gestionnaire.get("/gestion/demandes")["total"] == 0
    vendeur.complete(numero)

    # Instructed and paid.
    assert [d["numero"] for d in gestionnaire.get("/gestion/demandes")["elements"]] == [numero]
    before = vendeur.demande(numero)
    assert before["montants"]["declareHT"] == "358.33"
    assert before["montants"]["decide"] is None
    assert "SUIVI_FINANCIER" not in before["accordeons"]
    horloge.advance(days=20)
    paid = gestionnaire.pay(numero)
    # 358.33 HT, 20 %: 430.00 TTC, of which 30 % is advanced.
    assert paid == "129.00"
    after = vendeur.demande(numero)
    assert (after["statut"], after["paiement"]) == ("DECIDEE", "PAIEMENT_EFFECTUE")
    assert after["montants"]["decide"] == "129.00"
    given = {piece["type"]: piece for piece in after["pieces"] if piece["parAsp"]}
    assert set(given) == {"DECISION_ATTRIBUTION", "AVIS_DE_PAIEMENT"}
    for piece in given.values():
        content = vendeur.get(f"/demandes/{numero}/pieces/{piece['id']}")
        assert numero in PdfReader(io.BytesIO(content)).pages[0].extract_text()

    # The solde, filed once its avance is paid.
    horloge.advance(days=240)
    line = solde(numero, document["lignesImport"][0])
    (suite,) = vendeur.numbers({**document, "lignesImport": [line]}, "solde")
    assert suite == "FINMDV000001M1"
    vendeur.complete(suite)
    assert gestionnaire.pay(suite) == "301.00"

    # What is seen afterwards.
    suivi = vendeur.get(f"/demandes/{suite}/suivi")
    assert [(row["numero"], row["montantPaye"]) for row in suivi] == [
        (numero, "129.00"),
        (suite, "301.00"),
    ]
    assert gestionnaire.get("/gestion/budget")["engage"] == "430.00"
    acts = [version["acte"] for version in vendeur.get(f"/demandes/{numero}/versions")]
    assert sorted(filter(None, acts)) == sorted(
        ["COMPLETER", "VALIDER", "DECIDER", "METTRE_EN_PAIEMENT", "PAYER"]
    )
    text = vendeur.get("/exports/demandes.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [len(row) for row in rows] == [12, 12, 12]


def _enrolled(client: TestClient[Litestar], gestionnaire: Gestionnaire) -> Vendeur:
    """A vendor that went through the public form, its mails and its first sign-in."""
    anybody = Appelant(client)
    files = {
        str(piece): (f"{piece.lower()}.pdf", pdf(piece))
        for piece in pieces_enrolement(Deposant.REPRESENTANT_LEGAL)
    }
    form = {"formulaire": json.dumps(ENROLEMENT)}
    filed = anybody.call("POST", "/enrolements", data=form, files=files)
    numero, suivi = filed["numero"], {"X-Suivi": filed["suivi"]}
    events = f"/gestion/enrolements/{numero}/evenements"
    gestionnaire.call("POST", events, json={"evenement": "VALIDER"})
    seen = anybody.call("GET", f"/enrolements/{numero}/suivi", headers=suivi)
    assert seen["statut"] == "VALIDEE"
    # No mail server is set: the control plane is their mailbox.
    linked, named = (mail["corps"] for mail in client.get("/control/mails").json()["elements"])
    identifiant = named.split("\n\n")[1]
    secret = linked.rsplit("/", 1)[1].strip()
    chosen = {"lien": secret, "motDePasse": monde.MOT_DE_PASSE}
    anybody.call("POST", "/mot-de-passe/lien", json=chosen)
    with pytest.raises(Refused):
        anybody.call("POST", "/mot-de-passe/lien", json=chosen)
    names = {"identifiant": identifiant, "motDePasse": monde.MOT_DE_PASSE}
    signed_in = anybody.call("POST", "/connexion", json=names)
    # A sign-in lasts some hours, and this life lasts months: a program goes on.
    csrf = {"X-CSRF-Token": signed_in["csrf"]}
    token = anybody.call("POST", "/jetons", json={"nom": "export"}, headers=csrf)["secret"]
    anybody.call("DELETE", "/connexion", headers=csrf)
    return Vendeur(client, {"Authorization": f"Bearer {token}"})


def test_a_document_is_asked_for(vendeur: Vendeur, gestionnaire: Gestionnaire) -> None:
    numero = vendeur.avance(avance(1))
    gestionnaire.act(numero, "DEMANDER_PIECE", piece="BON_COMMANDE", texte="Signature illisible")
    assert vendeur.statut(numero) == "EN_ATTENTE_PIECE"
    (mail,) = vendeur.get(f"/demandes/{numero}/courriels")
    assert numero in mail["sujet"]
    assert "Signature illisible" in mail["corps"]
    with pytest.raises(Refused) as refused:
        gestionnaire.act(numero, "VALIDER", montant="129.00")
    assert (refused.value.status, refused.value.code) == (409, "TRANSITION_IMPOSSIBLE")
    given = vendeur.give(numero, "bon-signe.pdf")["piece"]
    vendeur.call("DELETE", f"/demandes/{numero}/pieces/{given['id']}")
    vendeur.give(numero, "bon-signe-encore.pdf")
    confirmed = vendeur.call(
        "POST", f"/demandes/{numero}/evenements", json={"evenement": "AJOUTER_PIECE"}
    )
    assert confirmed["statut"] == "EN_COURS"
    assert gestionnaire.decide(numero) == "129.00"


def test_a_correction_is_asked_for(vendeur: Vendeur, gestionnaire: Gestionnaire) -> None:
    document = avance(1)
    numero = vendeur.avance(document)
    gestionnaire.act(numero, "DEMANDER_MODIFICATION", corrections="Le montant est de 300 HT")
    assert "300 HT" in vendeur.get(f"/demandes/{numero}/courriels")[0]["corps"]
    line = document["lignesImport"][0]
    line["commande"]["montantSegurHT"] = Decimal("300.00")
    body = b'{"evenement": "CORRIGER", "ligne": %s}' % monde.raw(line)
    done = vendeur.call("POST", f"/demandes/{numero}/evenements", content=body, headers=JSON)
    assert done["statut"] == "EN_COURS"
    assert vendeur.demande(numero)["montants"]["declareHT"] == "300.00"
    versions = vendeur.get(f"/demandes/{numero}/versions")
    assert {version["montantHT"] for version in versions} == {"358.33", "300.00"}
    # 300.00 HT, 360.00 TTC, 30 %.
    assert gestionnaire.pay(numero) == "108.00"


def test_what_is_corrected_is_the_line_that_its_versions_give(
    vendeur: Vendeur, gestionnaire: Gestionnaire
) -> None:
    numero = vendeur.avance(avance(1))
    gestionnaire.act(numero, "DEMANDER_MODIFICATION", corrections="Le téléphone")
    line = vendeur.get(f"/demandes/{numero}/versions")[-1]["ligne"]
    line["beneficiaires"]["liberal"][0]["telephoneMedecin"] = "0199000199"
    body = json.dumps({"evenement": "CORRIGER", "ligne": line}).encode()
    done = vendeur.call("POST", f"/demandes/{numero}/evenements", content=body, headers=JSON)
    assert done["statut"] == "EN_COURS"


def test_it_is_rejected(vendeur: Vendeur, gestionnaire: Gestionnaire) -> None:
    numero = vendeur.avance(avance(1))
    gestionnaire.act(numero, "REJETER", motif="Commande sans signature")
    assert vendeur.statut(numero) == "REJETEE"
    with pytest.raises(Refused) as refused:
        gestionnaire.act(numero, "VALIDER", montant="129.00")
    assert refused.value.status == 409


@pytest.mark.parametrize("paid", [False, True], ids=["before payment", "after payment"])
def test_it_is_cancelled(vendeur: Vendeur, gestionnaire: Gestionnaire, *, paid: bool) -> None:
    numero = vendeur.avance(avance(1))
    (gestionnaire.pay if paid else gestionnaire.decide)(numero)
    with pytest.raises(Refused) as refused:
        gestionnaire.act(numero, "ANNULER", attestation=False)
    assert refused.value.code == "ATTESTATION_MANQUANTE"
    gestionnaire.act(numero, "ANNULER", attestation=True, motif="Contrat rompu")
    assert vendeur.statut(numero) == "ANNULEE"
    versions = vendeur.get(f"/demandes/{numero}/versions")
    assert {"HISTORISEE", "ANNULEE"} <= {version["statut"] for version in versions}
    orders = gestionnaire.get("/gestion/recouvrements")["elements"]
    assert [order["montant"] for order in orders] == (["129.00"] if paid else [])
    assert gestionnaire.get("/gestion/budget")["engage"] == "0.00"


def test_it_is_not_completed_and_expires(
    portail: Portail, vendeur: Vendeur, gestionnaire: Gestionnaire, horloge: Horloge
) -> None:
    (numero,) = vendeur.numbers(avance(1))
    # Filed on the 20th: until the last instant of the 27th, in Paris.
    horloge.instant = horloge.instant.replace(day=27, hour=23, minute=59)
    assert vendeur.statut(numero) == "NON_COMPLETE"
    horloge.advance(minutes=1)
    for path in (f"/demandes/{numero}", f"/demandes/{numero}/versions"):
        with pytest.raises(Refused) as refused:
            vendeur.get(path)
        assert refused.value.status == 404
    assert vendeur.get("/incompletes")["total"] == 0
    with pytest.raises(Refused) as refused:
        vendeur.give(numero, "mdv-lgc-va1-bdc-00001.pdf")
    assert refused.value.status == 404
    purge(portail)
    assert gestionnaire.get("/gestion/demandes", statut="SUPPRIMEE")["total"] == 0
    (again,) = vendeur.numbers(avance(1, start=2))
    assert again != numero


def test_a_zip_goes_to_its_demandes(vendeur: Vendeur, portail: Portail) -> None:
    document = avance(1, lines=5)
    numbers = vendeur.numbers(document)
    names = [line["piecesJustificatives"][0]["nomFichier"] for line in document["lignesImport"]]
    spooled = io.BytesIO()
    with zipfile.ZipFile(spooled, "w") as archive:
        for name in names[:4]:
            archive.writestr(f"documents/{name}", pdf(name))
        archive.writestr(f"documents/{names[4]}", b"not a pdf")
        archive.writestr("documents/inconnu.pdf", pdf())
        archive.writestr("__MACOSX/._x", b"")
    done = vendeur.call("POST", "/incompletes/zip", content=spooled.getvalue())
    assert sorted(done["completees"]) == sorted(numbers[:4])
    assert [vendeur.statut(numero) for numero in numbers] == ["EN_COURS"] * 4 + ["NON_COMPLETE"]
    kept = {entry["nom"]: entry["deposee"] for entry in done["entrees"]}
    assert kept["documents/inconnu.pdf"] is False
    assert kept[f"documents/{names[4]}"] is False
    assert len(list(portail.documents.keys())) == 4


def test_two_vendors_name_one_beneficiaire(
    portail: Portail,
    client: TestClient[Litestar],
    vendeur: Vendeur,
    gestionnaire: Gestionnaire,
) -> None:
    first = vendeur.avance(avance(1))
    other = Vendeur(client, monde.bearer(portail, monde.fournisseur(portail, 2)))
    # Nothing is validated yet: both may file.
    early = other.avance(avance(2))
    gestionnaire.decide(first)
    named = gestionnaire.get(f"/gestion/beneficiaires/{monde.rpps(1)}")["elements"]
    assert [one["numero"] for one in named] == [first]
    # Now the portal alone knows that the médecin of the first line is funded.
    document: dict[str, Any] = avance(2, lines=2)
    document["lignesImport"][0]["numeroEditeur"] = "00091"
    piece = document["lignesImport"][0]["piecesJustificatives"][0]
    piece["nomFichier"] = "mdv-lgc-va1-bdc-00091.pdf"
    report = other.simulate(document)
    assert [finding["rule"] for finding in report["findings"]] == []
    done = other.file(document)
    assert (done["import"]["retenues"], done["import"]["rejetees"]) == (1, 1)
    assert [line["code"] for line in done["lignes"]] == ["SEG-BEN-026", "0000"]
    assert first[:12] not in json.dumps(done)
    returned = other.get(f"/imports/{done['import']['identifiant']}/retour")
    codes = [line["codeTraitement"] for line in returned["lignesImport"]]
    assert codes == ["SEG-BEN-026", "0000"]
    with pytest.raises(Refused) as refused:
        other.demande(first)
    assert refused.value.status == 404
    assert other.statut(early) == "EN_COURS"
