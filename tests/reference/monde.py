"""Who and what the tests of the portal need: people, products, files, documents."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import connexions, enrolements
from segur_reference.services.dossiers import BUDGET
from segur_reference.services.enrolements import DepotEnrolement
from segur_reference.services.identites import Identite, Role, identite_of
from segur_reference.services.personnes import ModificationVue
from segur_reference.services.pieces_enrolement import DocumentDepose
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import hash_password
from segur_reference.storage.tables import (
    Budget,
    Coordonnees,
    Courriel,
    Enrolement,
    Fournisseur,
    Utilisateur,
)
from segur_rules.identifiants import siret as sirets
from segur_rules.pieces import Deposant, pieces_enrolement
from segur_rules.portail import (
    Contact,
    CoordonneesBancaires,
    FormulaireEnrolement,
    Personne,
    Produit,
    Societe,
)

PARIS = ZoneInfo("Europe/Paris")
EXAMPLES = Path(__file__).parents[2] / "examples"
MOT_DE_PASSE = "un mot de passe assez long"
SONS = "MDV-LGC-VA1"
TAUX = Decimal(20)


class Horloge:
    """A clock that stands still until it is told: on a day when the SONS takes avances."""

    def __init__(self, instant: datetime | None = None) -> None:
        """Stand at an instant."""
        self.instant = instant or datetime(2022, 10, 20, 10, tzinfo=PARIS)

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)

    def advance(self, **duration: int) -> None:
        """Go forward."""
        self.instant = (self.instant.astimezone(UTC) + timedelta(**duration)).astimezone(PARIS)


def new_siret(number: int) -> str:
    """A SIRET whose key is right, by a number."""
    return next(
        candidate
        for last in range(100_000)
        if sirets.is_valid(candidate := f"{900_000_000 + number:09d}{last:05d}")
    )


def fournisseur(portail: Portail, number: int = 1, *, sons: str = SONS) -> Identite:
    """A vendor with an account, bank details and a product whose enrôlement is Validée."""

    def use(session: Session) -> Identite:
        now = portail.now()
        siret = new_siret(number)
        vendor = Fournisseur(
            siret=siret, raison_sociale=f"EDITEUR {number}", adresse="1 RUE DU TEST", cree=now
        )
        session.add(vendor)
        session.flush()
        person = {
            "nom": f"NOM{number}",
            "prenom": "Camille",
            "email": f"editeur{number}@example.org",
            "telephone": "0199000000",
        }
        bank = {
            "iban": "FR7630006000011234567890189",
            "bic": "AGRIFRPP",
            "titulaire": f"EDITEUR {number}",
            "domiciliation": "BANQUE DU TEST",
        }
        user = Utilisateur(
            identifiant=f"fournisseur{number}",
            role=Role.FOURNISSEUR,
            fournisseur_id=vendor.id,
            nom=person["nom"],
            prenom=person["prenom"],
            courriel=person["email"],
            mot_de_passe=None,
            cree=now,
        )
        session.add(user)
        session.add(Coordonnees(fournisseur_id=vendor.id, statut="ACTIVE", cree=now, **bank))
        session.add(
            Enrolement(
                fournisseur_id=vendor.id,
                numero_ans=numero_ans(number),
                siret=siret,
                raison_sociale=vendor.raison_sociale,
                adresse=vendor.adresse,
                type="INITIAL",
                statut="VALIDEE",
                depot=now,
                depuis=now,
                sons=[sons],
                profils=[],
                date_prise_effet=date(2022, 1, 1),
                date_dossier_complet=date(2022, 1, 1),
                sans_financement=False,
                deposant="REPRESENTANT_LEGAL",
                assujetti_tva=True,
                representant=person,
                demandeur=person,
                coordonnees=bank,
            )
        )
        session.flush()
        return identite_of(user)

    return portail.write(use)


def gestionnaire(portail: Portail, number: int = 1) -> Identite:
    """An officer of the agency."""

    def use(session: Session) -> Identite:
        user = Utilisateur(
            identifiant=f"gestionnaire{number}",
            role=Role.GESTIONNAIRE,
            nom="AGENT",
            prenom="Dominique",
            courriel=f"gestionnaire{number}@example.org",
            cree=portail.now(),
        )
        session.add(user)
        session.flush()
        return identite_of(user)

    return portail.write(use)


def budget(portail: Portail, total: str = "1000000.00") -> None:
    """So many euros that may be decided in all."""
    portail.write(
        lambda session: session.add(Budget(id=BUDGET, total=Decimal(total), engage=Decimal(0)))
    )


def password(portail: Portail, identite: Identite, secret: str = MOT_DE_PASSE) -> None:
    """Let a user sign in with a password."""

    def use(session: Session) -> None:
        session.get_one(Utilisateur, identite.utilisateur_id).mot_de_passe = hash_password(secret)

    portail.write(use)


def bearer(portail: Portail, identite: Identite) -> dict[str, str]:
    """The headers of a program that calls for a user."""
    made = connexions.creer_jeton(portail, identite, "tests")
    return {"Authorization": f"Bearer {made.secret}"}


def numero_ans(number: int = 1) -> str:
    """The ANS number of the product of a vendor."""
    return f"mlp{number:04d}abc"[:10]


def avance(number: int = 1, *, lines: int = 1, start: int = 1) -> dict[str, Any]:
    """The document of an avance that a vendor may file: so many demandes, a médecin each.

    The numéros éditeurs, and the médecins, count from `start`.
    """
    document: dict[str, Any] = json.loads(
        (EXAMPLES / "mdv-lgc-va1-avance.json").read_text("utf-8"), parse_float=Decimal
    )
    model = document["lignesImport"][0]
    document.update(numeroAns=numero_ans(number), siret=new_siret(number))
    document["lignesImport"] = [
        _line(model, place, start + place - 1) for place in range(1, lines + 1)
    ]
    return document


def _line(model: dict[str, Any], place: int, number: int) -> dict[str, Any]:
    line = deepcopy(model)
    editeur = f"{number:05d}"
    line.update(numLigne=place, numeroEditeur=editeur)
    medecin = line["beneficiaires"]["liberal"][0]
    line["beneficiaires"]["liberal"] = [{**medecin, "RPPS": rpps(number)}]
    line["piecesJustificatives"] = [
        {
            "nomFichier": f"mdv-lgc-va1-bdc-{editeur}.pdf",
            "formatFichier": "PDF",
            "typeFichier": "BON_COMMANDE",
        }
    ]
    return line


def rpps(number: int) -> str:
    """An RPPS number whose key is right, by a number."""
    from segur_rules.identifiants import rpps as numbers

    stem = f"{1_000_000_000 + number:010d}"
    return next(stem + str(key) for key in range(10) if numbers.is_valid(stem + str(key)))


def raw(document: dict[str, Any]) -> bytes:
    """The bytes of a document, its amounts exact."""
    from segur_rules.conformance import dumps

    return dumps(document).encode()


def pdf(text: str = "bon de commande") -> bytes:
    """A small PDF that is whole; another text, other bytes."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    )
    out = bytearray(b"%PDF-1.4\n%" + text.encode("ascii", "replace") + b"\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    xref = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % xref
    return bytes(out)


def solde(numero: str, ligne: dict[str, Any], *, montant: str = "358.33") -> dict[str, Any]:
    """The line of a solde on the dossier of an avance, by the line of that avance."""
    line = {name: deepcopy(value) for name, value in ligne.items() if name != "commande"}
    editeur = line["numeroEditeur"]
    line.update(
        numeroASP=numero,
        facture={
            "dateFacture": "05/06/2023",
            "regimeTVA": ligne["commande"]["regimeTVA"],
            "montantSegurHTFacture": Decimal(montant),
        },
        piecesJustificatives=[
            {
                "nomFichier": f"mdv-lgc-va1-{kind.lower()}-{editeur}.pdf",
                "formatFichier": "PDF",
                "typeFichier": kind,
            }
            for kind in ("FACTURE", "VA")
        ],
    )
    return line


def importe(
    portail: Portail, vendor: Identite, document: dict[str, Any], taux: Decimal = TAUX
) -> tuple[str, ...]:
    """The numbers of the demandes of a file that was simulated, then imported."""
    from segur_reference.services import imports
    from segur_rules.portail import FormulaireImport, digest
    from segur_rules.statuts import TypeDemande

    contenu = raw(document)
    kind = TypeDemande.SOLDE if "facture" in document["lignesImport"][0] else TypeDemande.AVANCE
    form = FormulaireImport(kind, document["numeroAns"], taux, digest(contenu))
    imports.simuler(portail, vendor, contenu, form)
    done = imports.importer(portail, vendor, contenu, form, "demandes.json")
    return tuple(line.numero for line in done.lignes if line.numero is not None)


def complete(portail: Portail, vendor: Identite, numero: str) -> None:
    """Let a demande be complete, as if its documents had been given."""
    from segur_reference.services import dossiers
    from segur_rules.statuts import EvenementDemande

    acte = dossiers.Acte(EvenementDemande.COMPLETER, faits={"pieces_completes": True})
    portail.write(lambda session: dossiers.act(session, vendor, numero, acte, portail.now()))


def demande_complete(
    portail: Portail, vendor: Identite, number: int = 1, *, start: int = 1, regime: str = "TTC"
) -> str:
    """The number of an avance of a vendor (the one of this number) that awaits instruction."""
    document = avance(number, start=start)
    document["lignesImport"][0]["commande"]["regimeTVA"] = regime
    (numero,) = importe(portail, vendor, document)
    complete(portail, vendor, numero)
    return numero


def formulaire_enrolement(number: int = 1) -> FormulaireEnrolement:
    """The form of a first enrôlement, whose représentant légal files it."""
    person = Personne(f"NOM{number}", "Camille", f"editeur{number}@example.org", "0199000000")
    return FormulaireEnrolement(
        societe=Societe(new_siret(number), f"EDITEUR {number}", "1 RUE DU TEST"),
        produit=Produit(numero_ans(number), (SONS,), ("PH",), date(2022, 1, 1), date(2022, 1, 1)),
        representant=person,
        demandeur=person,
        coordonnees=CoordonneesBancaires(
            "FR7630006000011234567890189", "AGRIFRPP", f"EDITEUR {number}", "BANQUE DU TEST"
        ),
        deposant=Deposant.REPRESENTANT_LEGAL,
    )


def pieces_deposees(*types: str) -> tuple[DocumentDepose, ...]:
    """Documents of an enrôlement that are sound: those asked of a représentant légal."""
    asked = types or pieces_enrolement(Deposant.REPRESENTANT_LEGAL)
    return tuple(document_depose(piece) for piece in asked)


def document_depose(piece: str, content: bytes | None = None) -> DocumentDepose:
    """A document of an enrôlement."""
    data = pdf(piece) if content is None else content
    return DocumentDepose(str(piece), f"{piece.lower()}.pdf", len(data), BytesIO(data))


def enrolement_depose(portail: Portail, number: int = 1) -> DepotEnrolement:
    """A first enrôlement, just filed through the public form."""
    return enrolements.deposer(portail, formulaire_enrolement(number), pieces_deposees())


def personne(number: int = 1, **more: str) -> Personne:
    """The représentant légal and demandeur of a vendor, with what differs."""
    known = {
        "nom": f"NOM{number}",
        "prenom": "Camille",
        "email": f"editeur{number}@example.org",
        "telephone": "0199000000",
    }
    return Personne(**{**known, **more})


def vague_2(portail: Portail, vendor: Identite) -> None:
    """Let the enrôlement of a vendor be of a SONS of vague 2 as well."""

    def use(session: Session) -> None:
        theirs = Enrolement.fournisseur_id == vendor.of_fournisseur()
        row = session.scalars(select(Enrolement).where(theirs).order_by(Enrolement.id)).first()
        assert row is not None
        row.sons = [*row.sons, "HOP-DPI-VA2"]

    portail.write(use)


def modele(portail: Portail, vendor: Identite, nom: str = "bdc.pdf") -> int:
    """The id of a document model that a vendor of vague 2 has just imported."""
    from segur_reference.services import modeles

    done = modeles.importer(portail, vendor, "MODELE_BDC_HOP", nom, pdf(nom)).modele
    assert done is not None
    return done.id


def modele_depose(portail: Portail, vendor: Identite) -> int:
    """The id of a document model of a vendor that gestionnaires have to look at."""
    from segur_reference.services import modeles

    vague_2(portail, vendor)
    number = modele(portail, vendor)
    modeles.valider(portail, vendor)
    return number


def modification_demandee(portail: Portail, vendor: Identite, number: int = 1) -> ModificationVue:
    """A change of the demandeur of a vendor (of this number) that gestionnaires have to look at."""
    from segur_reference.services import personnes
    from segur_reference.services.personnes_connues import Qui

    asked = {Qui.DEMANDEUR: personne(number, telephone="0199000009")}
    papers = [document_depose("PIECE_IDENTITE")]
    done = personnes.demander(portail, vendor, asked, papers).modification
    assert done is not None
    return done


def aide_demandee(portail: Portail) -> int:
    """The id of a message to the assistance, with what is attached."""
    from segur_reference.services import assistance

    number = assistance.contacter(portail, contact(), document_depose("PLAN")).id
    assert number is not None
    return number


def contact(**more: str | None) -> Contact:
    """What somebody writes to the assistance."""
    filled = {
        "couloir": "MDV",
        "phase": "AVANCE",
        "type_demande": "INSTRUCTION",
        "nom": "Camille NOM1",
        "courriel": "editeur1@example.org",
        "telephone": "0199000000",
        "numero_demande": "Sans objet",
        "description": "Bonjour,\nmon avance attend.",
    }
    return Contact(**{**filled, **more})


def courriels(portail: Portail) -> list[Courriel]:
    """The mails that were written, in their order."""

    def use(session: Session) -> list[Courriel]:
        rows = list(session.scalars(select(Courriel).order_by(Courriel.id)))
        session.expunge_all()
        return rows

    return portail.read(use)
