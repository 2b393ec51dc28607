"""The life cycles, as the requirements tell them: every état, every événement, every actor.

Each table says who may cause what, from where, to where, and what follows. What is expected of a
pair follows from the table in one order:

1. the pair is not in the table: already applied when the événement leads to this état and this
   actor may cause it, impossible otherwise; what answers a request (`REPONSES`) is never already
   applied, for a second document is not the first one again;
2. the actor is not the one;
3. a guard fails;
4. a fact is missing.

The guards are not computed here: the facts of the enumeration let them pass, and each case in
which one fails is written by hand below its table.
"""

from __future__ import annotations

from itertools import product
from typing import Final, NamedTuple

from tests.conformance.independent.fichiers import Json, file, vector

F, G, H = ACTEURS = ("FOURNISSEUR", "GESTIONNAIRE", "HORLOGE")


class Ligne(NamedTuple):
    """One line of a table."""

    acteur: str
    vers: str
    sources: str
    effets: tuple[Json, ...] = ()


class Cycle(NamedTuple):
    """One table, and the facts that let each événement pass."""

    name: str
    etats: tuple[str | None, ...]
    lignes: dict[tuple[str | None, str], Ligne]
    faits: dict[str, Json]
    sources: str

    @property
    def evenements(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(evenement for _, evenement in self.lignes))

    def enumeration(self) -> list[Json]:
        """Every état × événement × actor."""
        return [
            self._one(etat, evenement, acteur)
            for etat, evenement, acteur in product(self.etats, self.evenements, ACTEURS)
        ]

    def cas(
        self,
        etat: str | None,
        evenement: str,
        faits: Json,
        expect: Json,
        why: str,
        *,
        kind: str = "table",
        sources: str | None = None,
    ) -> Json:
        """A case by hand: the actor is the right one unless the facts name another."""
        ligne = next(one for (_, name), one in self.lignes.items() if name == evenement)
        return vector(
            why,
            sources or self.lignes.get((etat, evenement), ligne).sources,
            {
                "table": self.name,
                "etat": etat,
                "evenement": evenement,
                "faits": {"acteur": ligne.acteur, **faits},
            },
            expect,
            kind=kind,
        )

    def passe(self, etat: str | None, evenement: str, *effets: Json) -> Json:
        """What is expected when this événement is applied; other effects than the table's."""
        ligne = self.lignes[etat, evenement]
        return applied(ligne.vers, *(effets or ligne.effets))

    def _one(self, etat: str | None, evenement: str, acteur: str) -> Json:
        why, expect = self._expected(etat, evenement, acteur)
        faits = {"acteur": acteur, **self.faits.get(evenement, {})}
        sources = self.sources if expect.get("code") == IMPOSSIBLE else None
        return self.cas(etat, evenement, faits, expect, why, sources=sources)

    def _expected(self, etat: str | None, evenement: str, acteur: str) -> tuple[str, Json]:
        ligne = self.lignes.get((etat, evenement))
        who, where = f"the {acteur.lower()}", etat or "nothing"
        if ligne is None:
            if self._mene(evenement, etat, acteur):
                return f"{etat} is what {evenement} by {who} leads to.", already(etat)
            return f"{who.capitalize()} cannot {evenement} from {where}.", impossible(
                etat, evenement
            )
        if acteur != ligne.acteur:
            return f"{evenement} from {where} is not for {who}.", not_allowed(acteur, ligne.acteur)
        if etat == ligne.vers:
            return f"{evenement} by {who} leaves it {etat}.", self.passe(etat, evenement)
        return f"From {where}, {evenement} by {who} leads to {ligne.vers}.", self.passe(
            etat, evenement
        )

    def _mene(self, evenement: str, etat: str | None, acteur: str) -> bool:
        return evenement not in REPONSES and any(
            name == evenement and ligne.vers == etat and ligne.acteur == acteur
            for (_, name), ligne in self.lignes.items()
        )


IMPOSSIBLE: Final = "TRANSITION_IMPOSSIBLE"
REPONSES: Final = ("AJOUTER_PIECE", "CORRIGER", "FOURNIR_CERTIFICAT")


def applied(etat: str, *effets: Json) -> Json:
    return {"outcome": "applied", "etat": etat, "effects": list(effets)}


def already(etat: str | None) -> Json:
    return {"outcome": "already_applied", "etat": etat}


def refused(code: str, **params: object) -> Json:
    """The parameters are compared only where the requirements name them."""
    return {"outcome": "refused", "code": code} | ({"params": params} if params else {})


def impossible(etat: str | None, evenement: str) -> Json:
    if etat is None:
        return refused(IMPOSSIBLE)
    return refused(IMPOSSIBLE, etat=etat, evenement=evenement)


def not_allowed(acteur: str, *attendus: str) -> Json:
    return refused("ACTEUR_NON_AUTORISE", acteur=acteur, attendus=list(attendus))


def missing(*faits: str) -> Json:
    return refused("FAIT_MANQUANT", faits=list(faits))


def mail(modele: str | None = None, *params: str) -> Json:
    """A mail; its model and what it names are compared only where the requirements say them."""
    named: Json = {"modele": modele} if modele else {}
    return {"type": "EnvoyerMail", **named} | ({"params": list(params)} if params else {})


def document(type_document: str) -> Json:
    return {"type": "AjouterDocument", "document": type_document}


DATE: Final[Json] = {"type": "DaterStatut"}
AVENANT: Final[Json] = {"type": "CreerAvenant", "etat": "ANNULEE"}


def recouvrement(montant: str) -> Json:
    return {"type": "OrdreDeRecouvrement", "montant": montant}


# The demande ----------------------------------------------------------------------------------

EXPIRATION: Final = "2022-03-24T23:59:59.999999+01:00"
BEFORE: Final = "2022-03-20T10:00:00+01:00"
AFTER: Final = "2022-03-25T10:00:00+01:00"

ANNULATION: Final = Ligne(G, "HISTORISEE", "GU-51-07 GU-51-08 PS-12", (AVENANT, DATE))

DEMANDE: Final = Cycle(
    name="demande",
    etats=(
        "NON_COMPLETE",
        "EN_COURS",
        "EN_ATTENTE_PIECE",
        "A_MODIFIER",
        "VALIDEE",
        "DECIDEE",
        "REJETEE",
        "ANNULEE",
        "HISTORISEE",
        "SUPPRIMEE",
    ),
    lignes={
        ("NON_COMPLETE", "COMPLETER"): Ligne(F, "EN_COURS", "GU-9-01 GU-9-03", (DATE,)),
        ("NON_COMPLETE", "EXPIRER"): Ligne(H, "SUPPRIMEE", "GU-9-03", (DATE,)),
        ("NON_COMPLETE", "SUPPRIMER"): Ligne(F, "SUPPRIMEE", "GU-9-05", (DATE,)),
        ("EN_COURS", "DEMANDER_PIECE"): Ligne(
            G, "EN_ATTENTE_PIECE", "GU-51-04", (mail("piece_demandee", "demande", "piece"), DATE)
        ),
        ("EN_COURS", "DEMANDER_MODIFICATION"): Ligne(
            G,
            "A_MODIFIER",
            "GU-51-05",
            (mail("modification_demandee", "demande", "corrections"), DATE),
        ),
        ("EN_COURS", "VALIDER"): Ligne(
            G, "VALIDEE", "GU-51-03 GU-52-14 PS-05", (document("DECISION_ATTRIBUTION"), DATE)
        ),
        ("EN_COURS", "REJETER"): Ligne(G, "REJETEE", "GU-51-03", (DATE,)),
        ("EN_ATTENTE_PIECE", "AJOUTER_PIECE"): Ligne(F, "EN_COURS", "GU-51-04 GU-51-15", (DATE,)),
        ("A_MODIFIER", "CORRIGER"): Ligne(F, "EN_COURS", "GU-51-05", (DATE,)),
        # The statut does not change, and its date neither.
        ("A_MODIFIER", "AJOUTER_PIECE"): Ligne(F, "A_MODIFIER", "GU-51-15 GU-52-02"),
        ("VALIDEE", "DECIDER"): Ligne(G, "DECIDEE", "GU-51-06", (DATE,)),
        ("EN_COURS", "ANNULER"): ANNULATION,
        ("EN_ATTENTE_PIECE", "ANNULER"): ANNULATION,
        ("A_MODIFIER", "ANNULER"): ANNULATION,
        ("VALIDEE", "ANNULER"): ANNULATION,
        ("DECIDEE", "ANNULER"): ANNULATION,
        ("DECIDEE", "RECOUVRER"): Ligne(
            G, "HISTORISEE", "GU-51-07 GU-51-08", (AVENANT, recouvrement("322.50"), DATE)
        ),
    },
    faits={
        "COMPLETER": {"piecesCompletes": True, "instant": BEFORE, "expiration": EXPIRATION},
        "EXPIRER": {"instant": AFTER, "expiration": EXPIRATION},
        "SUPPRIMER": {"typeDemande": "avance"},
        "VALIDER": {"typeDemande": "avance", "dejaFinances": []},
        "DECIDER": {
            "budgetDisponible": "1000000.00",
            "montantDecide": "322.50",
            "aRecouvrer": "0.00",
        },
        "ANNULER": {
            "typeDemande": "avance",
            "attestation": True,
            "paiement": "AUCUN_PAIEMENT_EN_COURS",
            "aRecouvrer": "0.00",
        },
        "RECOUVRER": {
            "typeDemande": "avance",
            "paiement": "PAIEMENT_EFFECTUE",
            "aRecouvrer": "322.50",
        },
    },
    sources="GU-51-03",
)

ANNULABLES: Final = ("EN_COURS", "EN_ATTENTE_PIECE", "A_MODIFIER", "VALIDEE", "DECIDEE")


def _demande() -> list[Json]:
    return [
        *DEMANDE.enumeration(),
        *_completer(),
        *_expirer(),
        *_supprimer(),
        *_valider_decider(),
        *_annuler_recouvrer(),
        *_ordre(),
        *_financer(),
        *_rendre(),
    ]


# Around the expiry: in Paris or elsewhere, what counts is the instant.
AT: Final = (
    (EXPIRATION, "at the last instant"),
    ("2022-03-24T22:59:59.999999Z", "at the last instant, written in UTC"),
    ("2022-03-24T23:59:59.999998+01:00", "one microsecond before the last instant"),
)
PAST: Final = (
    ("2022-03-25T00:00:00+01:00", "one microsecond after the last instant"),
    ("2022-03-24T23:00:00Z", "one microsecond after the last instant, written in UTC"),
    ("2022-03-24T23:30:00Z", "half an hour late in Paris, the same day in UTC"),
)


def _completer() -> list[Json]:
    def of(faits: Json, expect: Json, why: str, kind: str = "table") -> Json:
        return DEMANDE.cas("NON_COMPLETE", "COMPLETER", faits, expect, why, kind=kind)

    right = DEMANDE.faits["COMPLETER"]
    passes = DEMANDE.passe("NON_COMPLETE", "COMPLETER")
    late = refused("DELAI_ECHU")
    return [
        of({**right, "typeDemande": "solde"}, passes, "A solde is completed as an avance is."),
        of(
            {**right, "piecesCompletes": False},
            refused("PIECES_MANQUANTES"),
            "A document that was announced is still missing.",
        ),
        *(
            of({**right, "instant": at}, passes, f"Completed {said}.", "boundary")
            for at, said in AT
        ),
        *(
            of({**right, "instant": at}, late, f"Not completed in time: {said}.", "boundary")
            for at, said in PAST
        ),
        *(
            of(
                {name: fact for name, fact in right.items() if name not in absent},
                missing(*absent),
                f"Not known: {', '.join(absent)}.",
            )
            for absent in (
                ("piecesCompletes",),
                ("instant",),
                ("expiration",),
                ("instant", "expiration"),
                ("piecesCompletes", "instant", "expiration"),
            )
        ),
        of(
            {"piecesCompletes": False},
            refused("PIECES_MANQUANTES"),
            "A guard that fails is said before a fact that is missing.",
        ),
        of(
            {"instant": AFTER, "expiration": EXPIRATION},
            late,
            "A second guard that fails is said before a fact that the first one misses.",
        ),
    ]


def _expirer() -> list[Json]:
    def of(faits: Json, expect: Json, why: str, kind: str = "table") -> Json:
        return DEMANDE.cas("NON_COMPLETE", "EXPIRER", faits, expect, why, kind=kind)

    right = DEMANDE.faits["EXPIRER"]
    passes = DEMANDE.passe("NON_COMPLETE", "EXPIRER")
    early = refused("DELAI_NON_ECHU")
    return [
        of({**right, "typeDemande": "solde"}, passes, "A solde expires as an avance does."),
        of({**right, "instant": BEFORE}, early, "Four days are left."),
        *(
            of({**right, "instant": at}, early, f"It does not expire {said}.", "boundary")
            for at, said in AT
        ),
        *(
            of({**right, "instant": at}, passes, f"It has expired: {said}.", "boundary")
            for at, said in PAST
        ),
        of({"expiration": EXPIRATION}, missing("instant"), "The instant is not known."),
        of({"instant": AFTER}, missing("expiration"), "The expiry is not known."),
        of({}, missing("instant", "expiration"), "Neither the instant nor the expiry is known."),
    ]


def _supprimer() -> list[Json]:
    solde = {"typeDemande": "solde"}
    refusal = refused("SOLDE_NON_SUPPRIMABLE")
    return [
        DEMANDE.cas("NON_COMPLETE", "SUPPRIMER", solde, refusal, "A solde is not deleted."),
        DEMANDE.cas(
            "NON_COMPLETE", "SUPPRIMER", {}, missing("typeDemande"), "Avance or solde: not known."
        ),
    ]


# What is available, what is decided, and whether it is enough.
BUDGETS: Final = (
    ("322.50", "322.50", True, "The budget is just enough."),
    ("322.49", "322.50", False, "The budget is one cent short."),
    ("322.51", "322.50", True, "The budget is one cent above."),
    ("322.5", "322.50", True, "A budget written with one decimal is the same budget."),
    ("0.00", "322.50", False, "Nothing is left of the budget."),
    ("0.00", "0.00", True, "Nothing is asked of a budget that is spent."),
)


def _valider_decider() -> list[Json]:
    return [
        DEMANDE.cas(
            "EN_COURS",
            "VALIDER",
            {"typeDemande": "solde", "dejaFinances": []},
            DEMANDE.passe("EN_COURS", "VALIDER", DATE),
            "The décision d'attribution is added to the avance, and not to the solde.",
        ),
        DEMANDE.cas(
            "EN_COURS",
            "VALIDER",
            {"dejaFinances": []},
            missing("typeDemande"),
            "Avance or solde is not known: nor whether a document is to be added.",
        ),
        *(
            DEMANDE.cas(
                "VALIDEE",
                "DECIDER",
                {"budgetDisponible": budget, "montantDecide": decide, "aRecouvrer": "0.00"},
                DEMANDE.passe("VALIDEE", "DECIDER") if enough else refused("BUDGET_INSUFFISANT"),
                why,
                kind="boundary",
            )
            for budget, decide, enough, why in BUDGETS
        ),
        DEMANDE.cas(
            "VALIDEE",
            "DECIDER",
            {"montantDecide": "322.50", "aRecouvrer": "0.00"},
            missing("budgetDisponible"),
            "The budget is not known.",
        ),
        DEMANDE.cas(
            "VALIDEE",
            "DECIDER",
            {"budgetDisponible": "1000000.00", "aRecouvrer": "0.00"},
            missing("montantDecide"),
            "The amount is not known.",
        ),
        DEMANDE.cas(
            "VALIDEE",
            "DECIDER",
            {"aRecouvrer": "0.00"},
            missing("budgetDisponible", "montantDecide"),
            "Neither the budget nor the amount is known.",
        ),
    ]


def _annuler_recouvrer() -> list[Json]:
    avance = {"typeDemande": "avance"}
    unpaid = ("AUCUN_PAIEMENT_EN_COURS", "PAIEMENT_EN_COURS")
    signed = {**avance, "attestation": True}
    return [
        *(
            DEMANDE.cas(
                etat,
                "ANNULER",
                {**DEMANDE.faits["ANNULER"], "attestation": False},
                refused("ATTESTATION_MANQUANTE"),
                f"{etat} is not cancelled without the signed and reasoned sworn statement.",
            )
            for etat in ANNULABLES
        ),
        *(
            DEMANDE.cas(
                etat,
                "ANNULER",
                {**avance, "paiement": "AUCUN_PAIEMENT_EN_COURS", "aRecouvrer": "0.00"},
                missing("attestation"),
                f"{etat}: whether there is a sworn statement is not known.",
            )
            for etat in ANNULABLES
        ),
        DEMANDE.cas(
            "DECIDEE",
            "ANNULER",
            {**signed, "paiement": "PAIEMENT_EFFECTUE", "aRecouvrer": "322.50"},
            DEMANDE.passe("DECIDEE", "ANNULER", AVENANT, recouvrement("322.50"), DATE),
            "An avance that was paid is to be recovered.",
        ),
        DEMANDE.cas(
            "DECIDEE",
            "ANNULER",
            {**signed, "paiement": "PAIEMENT_EN_COURS", "aRecouvrer": "0.00"},
            DEMANDE.passe("DECIDEE", "ANNULER"),
            "What is being paid is not paid yet: nothing is to be recovered.",
        ),
        DEMANDE.cas(
            "DECIDEE",
            "ANNULER",
            {**signed, "aRecouvrer": "322.50"},
            missing("paiement"),
            "Whether the avance was paid is not known: nor whether it is to be recovered.",
        ),
        *(
            DEMANDE.cas(
                "DECIDEE",
                "RECOUVRER",
                {**avance, "paiement": paiement},
                refused("NON_PAYEE"),
                f"Only what was paid is recovered: {paiement}.",
            )
            for paiement in unpaid
        ),
        DEMANDE.cas(
            "DECIDEE",
            "RECOUVRER",
            {**avance, "aRecouvrer": "322.50"},
            missing("paiement"),
            "Whether it was paid is not known.",
        ),
    ]


def _ordre() -> list[Json]:
    """In which order a refusal is chosen."""
    return [
        DEMANDE.cas(
            "EN_COURS",
            "COMPLETER",
            {},
            already("EN_COURS"),
            "What is done needs no fact to be done already.",
        ),
        DEMANDE.cas(
            "SUPPRIMEE",
            "SUPPRIMER",
            {"typeDemande": "solde"},
            already("SUPPRIMEE"),
            "What is done is not guarded again.",
        ),
        DEMANDE.cas(
            "REJETEE",
            "ANNULER",
            {"attestation": False},
            impossible("REJETEE", "ANNULER"),
            "What is impossible is said before a guard that fails.",
        ),
        DEMANDE.cas(
            "NON_COMPLETE",
            "EXPIRER",
            {"acteur": F, "instant": BEFORE, "expiration": EXPIRATION},
            not_allowed(F, H),
            "The wrong actor is said before a guard that fails.",
        ),
        DEMANDE.cas(
            "VALIDEE",
            "DECIDER",
            {"acteur": F},
            not_allowed(F, G),
            "The wrong actor is said before a fact that is missing.",
        ),
    ]


def _financer() -> list[Json]:
    """PS-05: a bénéficiaire that a validated demande names already has its one funding."""

    def of(faits: Json, expect: Json, why: str, kind: str = "table") -> Json:
        return DEMANDE.cas("EN_COURS", "VALIDER", faits, expect, why, kind=kind, sources="PS-05")

    one, two = "10001234567", "10001234575"
    return [
        *(
            of(
                {"typeDemande": of_type, "dejaFinances": funded},
                refused("BENEFICIAIRE_DEJA_FINANCE", numeros=funded),
                f"{said} of the {of_type} is in another validated demande of the SONS.",
                "boundary" if funded == [one] else "table",
            )
            for of_type in ("avance", "solde")
            for funded, said in (([one], "One bénéficiaire"), ([one, two], "More than one"))
        ),
        of(
            {"typeDemande": "avance"},
            missing("dejaFinances"),
            "Whether another demande funds its bénéficiaires is not known.",
        ),
        of(
            {},
            missing("dejaFinances", "typeDemande"),
            "Neither what others fund nor avance or solde is known.",
        ),
        of(
            {"dejaFinances": [one]},
            refused("BENEFICIAIRE_DEJA_FINANCE"),
            "A bénéficiaire that is funded already is said before a fact that is missing.",
        ),
        DEMANDE.cas(
            "VALIDEE",
            "VALIDER",
            {"typeDemande": "avance", "dejaFinances": [one]},
            already("VALIDEE"),
            "What is validated is not held against others again.",
            sources="PS-05",
        ),
    ]


def _rendre() -> list[Json]:
    """GU-51-07, PS-07: how much is asked back, and when there is nothing to ask back."""
    decided = DEMANDE.faits["DECIDER"]
    paid = {"typeDemande": "avance", "paiement": "PAIEMENT_EFFECTUE"}
    signed = {**paid, "attestation": True}

    def decider(faits: Json, expect: Json, why: str, kind: str = "table") -> Json:
        return DEMANDE.cas("VALIDEE", "DECIDER", faits, expect, why, kind=kind, sources="PS-07")

    return [
        decider(
            {**decided, "typeDemande": "solde", "montantDecide": "0.00", "aRecouvrer": "69.00"},
            DEMANDE.passe("VALIDEE", "DECIDER", recouvrement("69.00"), DATE),
            "The avance was paid 69.00 above what is retained of the invoice: they are asked back.",
        ),
        decider(
            {**decided, "typeDemande": "solde", "montantDecide": "0.00", "aRecouvrer": "0.01"},
            DEMANDE.passe("VALIDEE", "DECIDER", recouvrement("0.01"), DATE),
            "One cent was paid in excess.",
            "boundary",
        ),
        decider(
            {**decided, "typeDemande": "solde", "montantDecide": "0.00"},
            DEMANDE.passe("VALIDEE", "DECIDER"),
            "The avance was paid just what is retained of the invoice.",
            "boundary",
        ),
        decider(
            {name: fact for name, fact in decided.items() if name != "aRecouvrer"},
            missing("aRecouvrer"),
            "Whether the avance was paid in excess is not known.",
        ),
        decider(
            {**decided, "budgetDisponible": "0.00", "aRecouvrer": "69.00"},
            refused("BUDGET_INSUFFISANT"),
            "Nothing is asked back by what is not decided.",
        ),
        DEMANDE.cas(
            "DECIDEE",
            "RECOUVRER",
            {**paid, "aRecouvrer": "0.01"},
            DEMANDE.passe("DECIDEE", "RECOUVRER", AVENANT, recouvrement("0.01"), DATE),
            "One cent is left to recover.",
            kind="boundary",
        ),
        DEMANDE.cas(
            "DECIDEE",
            "RECOUVRER",
            {**paid, "aRecouvrer": "0.00"},
            refused("RIEN_A_RECOUVRER"),
            "Nothing was paid, or all of it is asked back already: no order is of nothing.",
            kind="boundary",
        ),
        DEMANDE.cas(
            "DECIDEE",
            "RECOUVRER",
            paid,
            missing("aRecouvrer"),
            "How much is left to recover is not known.",
        ),
        DEMANDE.cas(
            "DECIDEE",
            "ANNULER",
            {**signed, "aRecouvrer": "0.00"},
            DEMANDE.passe("DECIDEE", "ANNULER"),
            "It is cancelled without an order where nothing is left to recover.",
            kind="boundary",
        ),
        DEMANDE.cas(
            "DECIDEE",
            "ANNULER",
            signed,
            missing("aRecouvrer"),
            "How much of what was paid is left to recover is not known.",
        ),
    ]


# The payment ----------------------------------------------------------------------------------

PAIEMENT: Final = Cycle(
    name="paiement",
    etats=("AUCUN_PAIEMENT_EN_COURS", "PAIEMENT_EN_COURS", "PAIEMENT_EFFECTUE"),
    lignes={
        ("AUCUN_PAIEMENT_EN_COURS", "METTRE_EN_PAIEMENT"): Ligne(
            G, "PAIEMENT_EN_COURS", "GU-51-06 GU-51-09"
        ),
        ("PAIEMENT_EN_COURS", "PAYER"): Ligne(
            G,
            "PAIEMENT_EFFECTUE",
            "GU-51-06 GU-51-09 GU-52-20",
            (document("AVIS_DE_PAIEMENT"),),
        ),
    },
    faits={
        "METTRE_EN_PAIEMENT": {"statutDemande": "DECIDEE"},
        "PAYER": {
            "statutDemande": "DECIDEE",
            "montantDecide": "322.50",
            "montantPaye": "322.50",
        },
    },
    sources="GU-51-09",
)

# What is decided, what is paid, and whether they are the same.
PAYES: Final = (
    ("334.18", "334.18", True, "The guide's example: 334.18 decided, 334.18 paid."),
    ("334.18", "334.19", False, "One cent too much."),
    ("334.18", "334.17", False, "One cent too little."),
    ("322.50", "322.5", True, "An amount written with one decimal is the same amount."),
    ("334.18", "0.00", False, "Nothing is not what was decided."),
    ("0.00", "0.00", True, "Nothing was decided, nothing is paid."),
)


def _paiement() -> list[Json]:
    return [
        *PAIEMENT.enumeration(),
        *(
            PAIEMENT.cas(
                "AUCUN_PAIEMENT_EN_COURS",
                "METTRE_EN_PAIEMENT",
                {"statutDemande": statut},
                refused("NON_DECIDEE"),
                f"Nothing is paid of a demande that is {statut}.",
            )
            for statut in DEMANDE.etats
            if statut != "DECIDEE"
        ),
        PAIEMENT.cas(
            "AUCUN_PAIEMENT_EN_COURS",
            "METTRE_EN_PAIEMENT",
            {},
            missing("statutDemande"),
            "The statut of the demande is not known.",
        ),
        *(
            PAIEMENT.cas(
                "PAIEMENT_EN_COURS",
                "PAYER",
                {"statutDemande": "DECIDEE", "montantDecide": decide, "montantPaye": paye},
                PAIEMENT.passe("PAIEMENT_EN_COURS", "PAYER")
                if same
                else refused("MONTANT_DIFFERENT"),
                why,
                kind="boundary",
            )
            for decide, paye, same, why in PAYES
        ),
        PAIEMENT.cas(
            "PAIEMENT_EN_COURS",
            "PAYER",
            {"statutDemande": "DECIDEE", "montantDecide": "334.18"},
            missing("montantPaye"),
            "What is paid is not known.",
        ),
        PAIEMENT.cas(
            "PAIEMENT_EN_COURS",
            "PAYER",
            {"statutDemande": "DECIDEE", "montantPaye": "334.18"},
            missing("montantDecide"),
            "What was decided is not known.",
        ),
        PAIEMENT.cas(
            "PAIEMENT_EN_COURS",
            "PAYER",
            {"statutDemande": "DECIDEE"},
            missing("montantDecide", "montantPaye"),
            "Neither what was decided nor what is paid is known.",
        ),
        PAIEMENT.cas(
            "PAIEMENT_EFFECTUE",
            "PAYER",
            {"montantDecide": "334.18", "montantPaye": "0.00"},
            already("PAIEMENT_EFFECTUE"),
            "What is paid is not paid a second time, whatever the amount.",
        ),
        PAIEMENT.cas(
            "PAIEMENT_EN_COURS",
            "PAYER",
            {"statutDemande": "HISTORISEE", "montantDecide": "334.18", "montantPaye": "334.18"},
            refused("NON_DECIDEE"),
            "A demande cancelled while its payment was under way is not paid.",
        ),
        PAIEMENT.cas(
            "PAIEMENT_EN_COURS",
            "PAYER",
            {"montantDecide": "334.18", "montantPaye": "334.18"},
            missing("statutDemande"),
            "Whether the demande is still Décidée is not known.",
        ),
    ]


# The enrôlement -------------------------------------------------------------------------------

ENROLEMENT: Final = Cycle(
    name="enrolement",
    etats=(
        "EN_COURS",
        "EN_ATTENTE_PIECE_JUSTIFICATIVE",
        "EN_ATTENTE_CERTIFICAT_REFERENCEMENT",
        "VALIDEE",
        "REJETEE",
    ),
    lignes={
        ("EN_COURS", "DEMANDER_PIECE"): Ligne(
            G, "EN_ATTENTE_PIECE_JUSTIFICATIVE", "GU-3-03", (mail(),)
        ),
        ("EN_ATTENTE_PIECE_JUSTIFICATIVE", "AJOUTER_PIECE"): Ligne(F, "EN_COURS", "GU-3-03"),
        ("EN_COURS", "DEMANDER_CERTIFICAT"): Ligne(
            G, "EN_ATTENTE_CERTIFICAT_REFERENCEMENT", "GU-3-03", (mail(),)
        ),
        ("EN_ATTENTE_CERTIFICAT_REFERENCEMENT", "FOURNIR_CERTIFICAT"): Ligne(
            F, "EN_COURS", "GU-3-03"
        ),
        ("EN_COURS", "VALIDER"): Ligne(
            G, "VALIDEE", "GU-3-03 PS-02", (mail("identifiant"), mail("mot_de_passe"))
        ),
        ("EN_COURS", "REJETER"): Ligne(G, "REJETEE", "GU-3-03", (mail(),)),
    },
    faits={"VALIDER": {"typeEnrolement": "INITIAL"}},
    sources="GU-3-03",
)


def _enrolement() -> list[Json]:
    return [
        *ENROLEMENT.enumeration(),
        ENROLEMENT.cas(
            "EN_COURS",
            "VALIDER",
            {"typeEnrolement": "COMPLEMENTAIRE"},
            applied("VALIDEE"),
            "The vendor of a complementary enrôlement has its account already.",
        ),
        ENROLEMENT.cas(
            "EN_COURS",
            "VALIDER",
            {},
            missing("typeEnrolement"),
            "Initial or complementary is not known: nor whether an account is to be sent.",
        ),
    ]


# Document models, bank details, persons -------------------------------------------------------

MODELE: Final = Cycle(
    name="modele",
    etats=("IMPORTE", "EN_ATTENTE_INSTRUCTION", "ACCEPTE", "REJETE", "SUPPRIME"),
    lignes={
        ("IMPORTE", "VALIDER_IMPORT"): Ligne(F, "EN_ATTENTE_INSTRUCTION", "GU-53-03 GU-53-04"),
        ("IMPORTE", "SUPPRIMER"): Ligne(F, "SUPPRIME", "GU-53-03"),
        ("EN_ATTENTE_INSTRUCTION", "ACCEPTER"): Ligne(G, "ACCEPTE", "GU-53-04"),
        ("EN_ATTENTE_INSTRUCTION", "REJETER"): Ligne(G, "REJETE", "GU-53-04"),
    },
    faits={},
    sources="GU-53-03 GU-53-04",
)

COORDONNEES: Final = Cycle(
    name="coordonnees",
    etats=("ACTIVE", "REMPLACEE"),
    lignes={("ACTIVE", "REMPLACER"): Ligne(F, "REMPLACEE", "GU-71-02")},
    faits={},
    sources="GU-71-02",
)

# Before it is filed a modification has no état that the portal shows: null.
PERSONNE: Final = Cycle(
    name="personne",
    etats=(None, "EN_ATTENTE", "ACCEPTEE", "REJETEE"),
    lignes={
        (None, "DEPOSER"): Ligne(F, "EN_ATTENTE", "GU-72-02 GU-72-03"),
        ("EN_ATTENTE", "ACCEPTER"): Ligne(G, "ACCEPTEE", "GU-72-02"),
        ("EN_ATTENTE", "REJETER"): Ligne(G, "REJETEE", "GU-72-02"),
    },
    faits={
        "DEPOSER": {"changements": ["nom", "telephone"], "pieces": ["MANDAT", "PIECE_IDENTITE"]},
    },
    sources="GU-72-02",
)

# What changes, which documents are given, and whether they are enough.
DEPOTS: Final = (
    ("nom", "MANDAT PIECE_IDENTITE", True, "A name: the mandate and the identity document."),
    ("nom", "PIECE_IDENTITE MANDAT", True, "Documents have no order."),
    ("nom", "PIECE_IDENTITE", False, "A name without the mandate."),
    ("nom", "MANDAT", False, "A name without the identity document."),
    ("nom", "", False, "A name without a document."),
    ("prenom", "MANDAT PIECE_IDENTITE", True, "A first name is a name."),
    ("prenom", "PIECE_IDENTITE", False, "A first name without the mandate."),
    ("prenom", "MANDAT", False, "A first name without the identity document."),
    ("nom prenom", "MANDAT PIECE_IDENTITE", True, "Name and first name: the same two."),
    ("nom prenom", "PIECE_IDENTITE", False, "Name and first name without the mandate."),
    ("email", "PIECE_IDENTITE", True, "An email alone: the identity document alone."),
    ("email", "MANDAT", False, "An email: the mandate is not an identity document."),
    ("email", "", False, "An email without a document."),
    ("email", "MANDAT PIECE_IDENTITE", True, "One document more than an email needs."),
    ("telephone", "PIECE_IDENTITE", True, "A telephone alone: the identity document alone."),
    ("telephone", "MANDAT", False, "A telephone: the mandate is not an identity document."),
    ("telephone", "", False, "A telephone without a document."),
    ("email telephone", "PIECE_IDENTITE", True, "Email and telephone, and no name."),
    ("email telephone", "", False, "Email and telephone without a document."),
    ("nom email", "MANDAT PIECE_IDENTITE", True, "An email beside a name: both documents."),
    ("nom email", "PIECE_IDENTITE", False, "An email beside a name: no mandate."),
    ("prenom telephone", "PIECE_IDENTITE", False, "A telephone beside a first name: no mandate."),
    (
        "nom prenom email telephone",
        "MANDAT PIECE_IDENTITE",
        True,
        "All that can change.",
    ),
    (
        "nom prenom email telephone",
        "PIECE_IDENTITE",
        False,
        "All that can change, no mandate.",
    ),
)


def _personne() -> list[Json]:
    def of(faits: Json, expect: Json, why: str) -> Json:
        return PERSONNE.cas(None, "DEPOSER", faits, expect, why, sources="GU-72-03")

    passes = PERSONNE.passe(None, "DEPOSER")
    refusal = refused("PIECES_MANQUANTES")
    return [
        *PERSONNE.enumeration(),
        *(
            of(
                {"changements": changements.split(), "pieces": pieces.split()},
                passes if enough else refusal,
                why,
            )
            for changements, pieces, enough, why in DEPOTS
        ),
        of({"changements": ["nom"]}, missing("pieces"), "Which documents are given: not known."),
        of({"pieces": ["PIECE_IDENTITE"]}, missing("changements"), "What changes is not known."),
        of({}, missing("changements", "pieces"), "Neither the change nor the documents are known."),
    ]


def files() -> dict[str, Json]:
    return {
        f"decide-{name}": file(f"decide-{name}", "decide", vectors)
        for name, vectors in (
            ("demande", _demande()),
            ("paiement", _paiement()),
            ("enrolement", _enrolement()),
            ("modele", MODELE.enumeration()),
            ("coordonnees", COORDONNEES.enumeration()),
            ("personne", _personne()),
        )
    }
