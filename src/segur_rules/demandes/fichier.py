"""The exchanged file as values: one class per object of the JSON document, one tag per field.

Each tag is declared with its wire name; the attribute is the same name in snake_case.
Amounts are `Decimal` euros, always HT; dates are `date`. A class says nothing of what a
demande should be, only what the file holds: rules judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import ClassVar, TypeAlias

from attrs import frozen

from segur_rules.demandes import tags as kind
from segur_rules.demandes.codes import (
    CommandePour,
    DeploiementMSS,
    FormatFichier,
    Phase,
    ProfilMS1,
    ProfilMS2,
    RegimeTVA,
    TypeAction,
    TypeFichier,
)
from segur_rules.demandes.tags import array, coded, nullable, objet, tag
from segur_rules.sources import Certainty

Place: TypeAlias = tuple[str, str]
"""A pointer, and the text that stands there."""

SCRIPT = "a vendor's public CSV-to-JSON script, MDV-LGC vague 1"

seen = partial(tag, source=SCRIPT, certainty=Certainty.PUBLIC)
"""The tag is in the one real file that is publicly visible."""
guided = partial(tag, source="Guide fournisseur §5.2", certainty=Certainty.GUIDE)
"""The guide prints the tag or the question it answers."""
column = partial(
    tag,
    source="Guide fournisseur §5.2 for the column; the tag is chosen",
    certainty=Certainty.CHOICE,
)
"""The guide shows the datum on a screen; no source shows its tag."""
analogous = partial(
    tag,
    source="Guide fournisseur §5.2 for the question; the tag by analogy with MDV-LGC vague 1",
    certainty=Certainty.INFERRED,
)
"""The guide shows the question; the tag is that of another couloir."""
chosen = partial(tag, certainty=Certainty.CHOICE)
inferred = partial(tag, certainty=Certainty.INFERRED)

filled = partial(
    tag,
    source="Guide fournisseur §4.1: the portal returns the file; null in the public script",
    certainty=Certainty.INFERRED,
)
"""The portal fills the tag in the file it returns."""

REGIME = coded("régime de TVA", RegimeTVA)
RETURNED = "Guide fournisseur §4.1: the returned file holds the ASP numbers"


@frozen
class Commande:
    """The order of an avance."""

    date_commande: date = seen("dateCommande", kind.DATE, "Date of the order.", "15/10/2022")
    regime_tva: RegimeTVA = seen(
        "regimeTVA", REGIME, "Which amount is paid to the vendor, HT or TTC.", "TTC"
    )
    montant_segur_ht: Decimal = guided(
        "montantSegurHT", kind.MONTANT, "HT amount of the order, whatever the regime.", "358.33"
    )


@frozen
class Facture:
    """The invoice of a solde; it is for 100 % of the prestation (PS-06)."""

    date_facture: date = chosen(
        "dateFacture",
        kind.DATE,
        "Date of the invoice.",
        "01/06/2023",
        source="By analogy with the tag dateCommande",
    )
    regime_tva: RegimeTVA = chosen(
        "regimeTVA",
        REGIME,
        "Which amount is paid to the vendor.",
        "TTC",
        source="By analogy with the order",
    )
    montant_segur_ht_facture: Decimal = guided(
        "montantSegurHTFacture",
        kind.MONTANT,
        "HT amount of the invoice, whatever the regime.",
        "358.33",
    )


@frozen
class FactureMS(Facture):
    """The invoice of a solde of the médico-social."""

    deploiement_mss: DeploiementMSS | None = chosen(
        "deploiementMSS",
        nullable(coded("déploiement MSS", DeploiementMSS)),
        "MSS deployment, as on the VA; compulsory when filed from 12/09/2024 14:00.",
        "Cas 1",
        source="segurnum.asp-public.fr FAQ (PS-04); the tag's spelling is chosen",
        required=False,
    )


@frozen
class Beneficiaires:
    """What the bénéficiaires of every couloir have in common."""

    is_mandataire: bool = guided(
        "isMandataire",
        kind.BOOLEEN,
        "The order is carried by a mandataire for several bénéficiaires.",
        "false",
    )
    is_client_unique: bool = guided(
        "isClientUnique", kind.BOOLEEN, "The order is carried by a single bénéficiaire.", "true"
    )
    nom_mandataire: str | None = seen(
        "nomMandataire", nullable(kind.TEXTE), "Name of the mandataire; null without one.", "null"
    )
    email_mandataire: str | None = seen(
        "emailMandataire", nullable(kind.TEXTE), "Its email; null without one.", "null"
    )
    telephone_mandataire: str | None = seen(
        "telephoneMandataire", nullable(kind.TEXTE), "Its telephone; null without one.", "null"
    )

    def numeros(self) -> list[str]:
        """The numbers that identify the bénéficiaires, in file order."""
        raise NotImplementedError

    def places(self) -> Iterator[Place]:
        """Each identifying number with its pointer relative to this object."""
        raise NotImplementedError


@frozen
class Liberal:
    """A physician in private practice."""

    nom_medecin: str = seen("nomMedecin", kind.TEXTE, "Name of the physician.", "DUPONT")
    email_medecin: str = seen("emailMedecin", kind.TEXTE, "Its email.", "dupont@example.org")
    telephone_medecin: str = seen("telephoneMedecin", kind.TEXTE, "Its telephone.", "0199000001")
    rpps: str = seen("RPPS", kind.RPPS, "RPPS number of the physician.", "10001234565")


@frozen
class Structure:
    """A structure of médecine de ville; every tag is null or empty in an order for LIBERAL."""

    nom_responsable: str | None = seen(
        "nomResponsable",
        nullable(kind.TEXTE_OU_VIDE),
        "Name of the person in charge.",
        "null",
        required=False,
    )
    email_responsable: str | None = seen(
        "emailResponsable", nullable(kind.TEXTE_OU_VIDE), "Its email.", "null", required=False
    )
    telephone_responsable: str | None = seen(
        "telephoneResponsable",
        nullable(kind.TEXTE_OU_VIDE),
        "Its telephone.",
        "null",
        required=False,
    )
    finess_juridique: str | None = seen(
        "FINESSJuridique",
        nullable(kind.FINESS_OU_VIDE),
        "FINESS of the legal entity.",
        "null",
        required=False,
    )
    finess_geo: tuple[str, ...] | None = seen(
        "FINESSGeo", nullable(array(kind.FINESS)), "FINESS of each site.", "[]", required=False
    )

    def is_empty(self) -> bool:
        """Whether no tag says anything."""
        return not (
            self.nom_responsable
            or self.email_responsable
            or self.telephone_responsable
            or self.finess_juridique
            or self.finess_geo
        )


@frozen
class BeneficiairesMDV(Beneficiaires):
    """The bénéficiaires of médecine de ville: physicians, or one structure."""

    commande_pour: CommandePour = seen(
        "commandePour",
        coded("destinataire de la commande", CommandePour),
        "For whom the order is; the value STRUCTURE is inferred.",
        "LIBERAL",
    )
    liberal: tuple[Liberal, ...] = seen(
        "liberal", array(objet(Liberal)), "The physicians of an order for LIBERAL."
    )
    structure: Structure | None = seen(
        "structure", nullable(objet(Structure)), "The structure of an order for STRUCTURE."
    )

    def numeros(self) -> list[str]:
        numbers = [liberal.rpps for liberal in self.liberal]
        if self.structure is not None and self.structure.finess_geo:
            numbers += self.structure.finess_geo
        return numbers

    def places(self) -> Iterator[Place]:
        for i, liberal in enumerate(self.liberal):
            yield f"/liberal/{i}/RPPS", liberal.rpps
        if self.structure is not None:
            for i, number in enumerate(self.structure.finess_geo or ()):
                yield f"/structure/FINESSGeo/{i}", number


@frozen
class EtablissementHOP:
    """A hospital, known by its FINESS PMSI."""

    nom: str = column("nom", kind.TEXTE, "Name of the contact.", "DUPONT")
    email: str = column("email", kind.TEXTE, "Email of the contact.", "dupont@example.org")
    telephone: str = column("telephone", kind.TEXTE, "Telephone of the contact.", "0199000001")
    finess_pmsi: str = column("FINESSPMSI", kind.FINESS, "FINESS PMSI number.", "120780291")


@frozen
class BeneficiairesHOP(Beneficiaires):
    """The bénéficiaires of the couloir Hôpital."""

    etablissements: tuple[EtablissementHOP, ...] = column(
        "etablissements", array(objet(EtablissementHOP)), "The hospitals of the order."
    )

    def numeros(self) -> list[str]:
        return [etablissement.finess_pmsi for etablissement in self.etablissements]

    def places(self) -> Iterator[Place]:
        for i, etablissement in enumerate(self.etablissements):
            yield f"/etablissements/{i}/FINESSPMSI", etablissement.finess_pmsi


@frozen
class OrganismeGestionnaire:
    """The body that runs the sites of an order of the médico-social."""

    raison_sociale: str = column("raisonSociale", kind.TEXTE, "Company name.", "ASSOCIATION X")
    nom_responsable: str = column("nomResponsable", kind.TEXTE, "Person in charge.", "DUPONT")
    email_responsable: str = column(
        "emailResponsable", kind.TEXTE, "Its email.", "dupont@example.org"
    )
    telephone_responsable: str = column(
        "telephoneResponsable", kind.TEXTE, "Its telephone.", "0199000001"
    )
    finess_juridique: str = column(
        "FINESSJuridique", kind.FINESS, "FINESS of the legal entity.", "020000105"
    )


@frozen
class EtablissementMS:
    """A site of the médico-social, known by its FINESS géographique or its SIRET."""

    nom: str = column("nom", kind.TEXTE, "Name of the site.", "EHPAD LES LILAS")
    finess_geo: str | None = column(
        "FINESSGeo", nullable(kind.FINESS), "Its FINESS géographique.", "020018552", required=False
    )
    siret: str | None = column(
        "SIRET", nullable(kind.SIRET), "Its SIRET, without a FINESS.", "null", required=False
    )


@frozen
class BeneficiairesMS(Beneficiaires):
    """The bénéficiaires of the médico-social."""

    organisme_gestionnaire: OrganismeGestionnaire = column(
        "organismeGestionnaire", objet(OrganismeGestionnaire), "The body that runs the sites."
    )
    etablissements: tuple[EtablissementMS, ...] = column(
        "etablissements", array(objet(EtablissementMS)), "The sites of the order."
    )

    def numeros(self) -> list[str]:
        return [number for _, number in self.places()]

    def places(self) -> Iterator[Place]:
        for i, etablissement in enumerate(self.etablissements):
            if etablissement.finess_geo is not None:
                yield f"/etablissements/{i}/FINESSGeo", etablissement.finess_geo
            if etablissement.siret is not None:
                yield f"/etablissements/{i}/SIRET", etablissement.siret


@frozen
class Client:
    """A client of biologie, radiologie or officine, known by one number."""

    raison_sociale: str = column("raisonSociale", kind.TEXTE, "Company name.", "LABORATOIRE X")
    nom: str = column("nom", kind.TEXTE, "Name of the contact.", "DUPONT")
    email: str = column("email", kind.TEXTE, "Email of the contact.", "dupont@example.org")
    telephone: str = column("telephone", kind.TEXTE, "Telephone of the contact.", "0199000001")
    finess: str | None = column(
        "FINESS", nullable(kind.FINESS), "Its FINESS, if known by it.", "120780291", required=False
    )
    am: str | None = column(
        "AM", nullable(kind.AM), "Its AM number, if known by it.", "null", required=False
    )
    rpps: str | None = column(
        "RPPS", nullable(kind.RPPS), "Its RPPS number, if known by it.", "null", required=False
    )

    def numbers(self) -> list[Place]:
        """The tags of the numbers that are given, with the numbers."""
        given = (("FINESS", self.finess), ("AM", self.am), ("RPPS", self.rpps))
        return [(wire, number) for wire, number in given if number is not None]


@frozen
class ClientIMG(Client):
    """A client of imagerie vague 2, where a number that is invalid is ignored (PS-16)."""

    finess: str | None = column(
        "FINESS", nullable(kind.TEXTE), "Its FINESS, if known by it.", "120780291", required=False
    )
    am: str | None = column(
        "AM", nullable(kind.TEXTE), "Its AM number, if known by it.", "null", required=False
    )


@frozen
class BeneficiairesClients(Beneficiaires):
    """The bénéficiaires of biologie, radiologie and officine."""

    clients: tuple[Client, ...] = column("clients", array(objet(Client)), "The clients.")

    def numeros(self) -> list[str]:
        return [number for _, number in self.places()]

    def places(self) -> Iterator[Place]:
        for i, client in enumerate(self.clients):
            for wire, number in client.numbers():
                yield f"/clients/{i}/{wire}", number


@frozen
class BeneficiairesIMG(BeneficiairesClients):
    """The bénéficiaires of imagerie vague 2."""

    clients: tuple[Client, ...] = column("clients", array(objet(ClientIMG)), "The clients.")


@frozen
class BeneficiairesOperateur(Beneficiaires):
    """The vendor or operator itself, in the couloirs MSSanté and SAS."""

    raison_sociale: str = inferred(
        "raisonSociale",
        kind.TEXTE,
        "Its company name.",
        "OPERATEUR X",
        source="Guide fournisseur §8 names the couloirs; nothing else is published",
    )
    siret: str = inferred(
        "SIRET",
        kind.SIRET,
        "Its SIRET.",
        "26010003700068",
        source="Guide fournisseur §8 names the couloirs; nothing else is published",
    )

    def numeros(self) -> list[str]:
        return [self.siret]

    def places(self) -> Iterator[Place]:
        yield "/SIRET", self.siret


@frozen
class PieceJustificative:
    """A document that the demande announces."""

    nom_fichier: str = seen("nomFichier", kind.TEXTE, "Name of the file.", "mdv-bdc-00017.pdf")
    format_fichier: FormatFichier = seen(
        "formatFichier", coded("format", FormatFichier), "Its format, in upper case.", "PDF"
    )
    type_fichier: TypeFichier = seen(
        "typeFichier", coded("type de pièce", TypeFichier), "What it is.", "BON_COMMANDE"
    )


@frozen
class Scenario:
    """What was ordered or installed; each couloir asks its own questions."""


@frozen
class ScenarioMDV(Scenario):
    """The scenario of médecine de ville."""

    is_centre_de_sante: bool = seen("isCentreDeSante", kind.BOOLEEN, "A health centre.", "false")
    operateur_messagerie: str = seen(
        "operateurMessagerie", kind.OPERATEUR, "Code of the messaging operator.", "API_35"
    )
    is_pro_sante_connect_needed: bool = seen(
        "isProSanteConnectNeeded", kind.BOOLEEN, "Pro Santé Connect is to be installed.", "true"
    )
    is_direct_to_dmp: bool = seen(
        "isDirectToDMP", kind.BOOLEEN, "The software sends to the DMP itself.", "true"
    )
    is_pfi_to_dmp: bool = seen(
        "isPFIToDMP", kind.BOOLEEN, "Other software sends to the DMP.", "false"
    )
    is_direct_to_mss_pro: bool = seen(
        "isDirectToMSSPro", kind.BOOLEEN, "The software sends to MSS Pro itself.", "true"
    )
    is_pfi_to_mss_pro: bool = seen(
        "isPFIToMSSPro", kind.BOOLEEN, "Other software sends to MSS Pro.", "false"
    )
    is_direct_to_mss_citoyen: bool = seen(
        "isDirectToMSSCitoyen", kind.BOOLEEN, "The software sends to MSS Citoyen itself.", "true"
    )
    is_pfi_to_mss_citoyen: bool = seen(
        "isPFIToMSSCitoyen", kind.BOOLEEN, "Other software sends to MSS Citoyen.", "false"
    )


@frozen
class ScenarioHOP(Scenario):
    """The scenario of the couloir Hôpital."""

    is_pfi_to_dmp: bool = analogous(
        "isPFIToDMP", kind.BOOLEEN, "Software apart from the DPI sends to the DMP.", "false"
    )
    is_pfi_to_mss_pro: bool = analogous(
        "isPFIToMSSPro", kind.BOOLEEN, "Software apart from the DPI sends to MSS Pro.", "false"
    )
    is_pfi_to_mss_citoyen: bool = analogous(
        "isPFIToMSSCitoyen",
        kind.BOOLEEN,
        "Software apart from the DPI sends to MSS Citoyen.",
        "false",
    )
    is_pro_sante_connect_needed: bool = analogous(
        "isProSanteConnectNeeded", kind.BOOLEEN, "The DPI is to use Pro Santé Connect.", "true"
    )


@frozen
class ScenarioHOPSolde(ScenarioHOP):
    """The scenario of the couloir Hôpital at the solde."""

    adresse_mss_citoyen: str | None = analogous(
        "adresseMSSCitoyen", nullable(kind.TEXTE), "Address of the MSS Citoyen mailbox.", "null"
    )


@frozen
class ScenarioMS(Scenario):
    """A row of the scenario of the médico-social: one site."""

    finess_geo: str = column("FINESSGeo", kind.FINESS, "FINESS géographique.", "020018552")
    ancienne_version: str | None = column(
        "ancienneVersion", nullable(kind.TEXTE), "The version replaced.", "version ER1"
    )
    is_maitre_identite: bool = column(
        "isMaitreIdentite", kind.BOOLEEN, "The software is the master of identities.", "true"
    )
    is_referent_soin: bool = column(
        "isReferentSoin", kind.BOOLEEN, "The software is the reference for care.", "false"
    )
    is_stockage_identite: bool = column(
        "isStockageIdentite", kind.BOOLEEN, "The software stores identities.", "true"
    )
    operateur_messagerie: str = column(
        "operateurMessagerie", kind.OPERATEUR, "Code of the messaging operator.", "GIP_9"
    )


@frozen
class ScenarioMS1(ScenarioMS):
    """A row of the scenario of the first couloir of the médico-social."""

    profil_metier: ProfilMS1 = column(
        "profilMetier", coded("profil métier", ProfilMS1, "SEG-SCE-008"), "Its profile.", "PH"
    )


@frozen
class ScenarioMS2(ScenarioMS):
    """A row of the scenario of the second couloir of the médico-social."""

    profil_metier: ProfilMS2 = column(
        "profilMetier", coded("profil métier", ProfilMS2, "SEG-SCE-008"), "Its profile.", "PDS"
    )


@frozen
class Demande:
    """A line of the file: one demande, an `Avance` or a `Solde`."""

    num_ligne: int = seen("numLigne", kind.ENTIER, "Number of the line: 1, 2, 3 …", "1")
    type_action: TypeAction = seen(
        "typeAction", coded("action", TypeAction), "Creation, the only action known.", "C"
    )
    numero_editeur: str = seen(
        "numeroEditeur",
        kind.TEXTE,
        "The vendor's own number, unique in the file; it ties the documents of a zip.",
        "00017",
    )
    beneficiaires: Beneficiaires = seen(
        "beneficiaires", kind.SELON_COULOIR, "Who gets the software; each couloir has its shape."
    )
    pieces_justificatives: tuple[PieceJustificative, ...] = seen(
        "piecesJustificatives", array(objet(PieceJustificative)), "The documents announced."
    )
    scenario_installation: Scenario | tuple[ScenarioMS, ...] | None = seen(
        "scenarioInstallation",
        kind.SELON_COULOIR,
        "What was ordered or installed; only in some couloirs.",
        required=False,
    )
    code_traitement: None = filled(
        "codeTraitement", kind.NUL, "Code of the portal's answer.", "null"
    )
    libelle_traitement: None = filled(
        "libelleTraitement", kind.NUL, "Wording of the portal's answer.", "null"
    )

    phase: ClassVar[Phase]

    @property
    def engagement(self) -> Commande | Facture:
        """The order of an avance, the invoice of a solde."""
        raise NotImplementedError

    @property
    def montant_ht(self) -> Decimal:
        """The HT amount declared, in euros."""
        raise NotImplementedError


@frozen
class Avance(Demande):
    """A demande of an avance, on the order."""

    phase = Phase.AVANCE

    numero_asp: None = seen("numeroASP", kind.NUL, "Null: the portal gives the number.", "null")
    commande: Commande = seen("commande", objet(Commande), "The order.")

    @property
    def engagement(self) -> Commande:
        return self.commande

    @property
    def montant_ht(self) -> Decimal:
        return self.commande.montant_segur_ht


@frozen
class Solde(Demande):
    """A demande of a solde, on the invoice."""

    phase = Phase.SOLDE

    numero_asp: str = inferred(
        "numeroASP",
        kind.NUMERO_ASP,
        "The dossier's number, as returned for the avance.",
        "FINMDV005046",
        source=RETURNED,
    )
    facture: Facture = chosen(
        "facture", kind.SELON_COULOIR, "The invoice.", source="Takes the place of the tag commande"
    )

    @property
    def engagement(self) -> Facture:
        return self.facture

    @property
    def montant_ht(self) -> Decimal:
        return self.facture.montant_segur_ht_facture


@frozen
class Fichier:
    """A file of demandes: one ANS number, one phase, 1 to 200 lines.

    `positions` gives the index of each line in the document when some of its lines could not
    be read; None when all could.
    """

    imp_id: None = filled("impId", kind.NUL, "Number of the import.", "null")
    numero_ans: str = seen("numeroAns", kind.NUMERO_ANS, "The product's ANS number.", "mlp525off1")
    siret: str = seen("siret", kind.SIRET, "The vendor's SIRET.", "26010003700068")
    lignes_import: tuple[Demande, ...] = seen(
        "lignesImport", kind.SELON_COULOIR, "The demandes, 1 to 200."
    )
    positions: tuple[int, ...] | None = None

    def lignes(self) -> Iterable[tuple[int, Demande]]:
        """Each demande that could be read, with its index in `lignesImport`."""
        if self.positions is None:
            return enumerate(self.lignes_import)
        return zip(self.positions, self.lignes_import, strict=True)

    def avances(self) -> Iterator[tuple[int, Avance]]:
        """The lines that are avances, with their index."""
        for i, demande in self.lignes():
            if isinstance(demande, Avance):
                yield i, demande

    def soldes(self) -> Iterator[tuple[int, Solde]]:
        """The lines that are soldes, with their index."""
        for i, demande in self.lignes():
            if isinstance(demande, Solde):
                yield i, demande
