"""Why the portal refuses an entry or an act: codes, with what a message needs to tell."""

from __future__ import annotations

from enum import StrEnum


class Motif(StrEnum):
    """Why something is refused. A code is permanent; the facts it comes with are named here.

    `champ` is the name of a field of the form. Where a refusal is one that a table of `statuts`
    knows, its code is used: `PIECES_MANQUANTES`, `ENROLEMENT_NON_VALIDE`.
    """

    CHAMP_OBLIGATOIRE = "CHAMP_OBLIGATOIRE"
    """A compulsory field is empty: `champ`."""
    VALEUR_INCONNUE = "VALEUR_INCONNUE"
    """The value is none of those that can be chosen: `champ`, `valeur`, `attendus`."""
    CARACTERE_INTERDIT = "CARACTERE_INTERDIT"
    """A field of one line holds a control character: `champ`."""
    COURRIEL_INVALIDE = "COURRIEL_INVALIDE"
    """Nobody can be answered at this address: `champ`, `valeur`."""
    NUMERO_INVALIDE = "NUMERO_INVALIDE"
    """It is neither the number of a demande nor "Sans objet": `champ`, `valeur`."""
    TAUX_INVALIDE = "TAUX_INVALIDE"
    """It is no rate in percent, from 0 to 100: `champ`, `valeur` (a text)."""
    BORNE_MANQUANTE = "BORNE_MANQUANTE"
    """A bound of the dates is missing, or both: `bornes` (`du`, `au`)."""
    BORNES_INVERSEES = "BORNES_INVERSEES"
    """The first bound is later than the second: `du`, `au`."""
    SAISIE_TROP_COURTE = "SAISIE_TROP_COURTE"
    """Too few characters to look for: `champ`, `longueur`, `minimum`."""
    FILTRE_OBLIGATOIRE = "FILTRE_OBLIGATOIRE"
    """There are too many demandes to list them all: `nombre`, `maximum`."""
    ENROLEMENT_INCONNU = "ENROLEMENT_INCONNU"
    """The vendor has no enrôlement for this product: `numero_ans`."""
    ENROLEMENT_EXISTANT = "ENROLEMENT_EXISTANT"
    """The product has its enrôlement already: `numero_ans`, `statut`."""
    ENROLEMENT_DEPUIS_LE_COMPTE = "ENROLEMENT_DEPUIS_LE_COMPTE"
    """A vendor that is enrolled enrols another product from its account: `siret`."""
    SIMULATION_ABSENTE = "SIMULATION_ABSENTE"
    """No simulation was made before the import."""
    SIMULATION_AUTRE_FICHIER = "SIMULATION_AUTRE_FICHIER"
    """The simulation was that of another file."""
    SIMULATION_AUTRE_FORMULAIRE = "SIMULATION_AUTRE_FORMULAIRE"
    """The simulation was made with other choices: `champs`."""
    SIMULATION_IRRECEVABLE = "SIMULATION_IRRECEVABLE"
    """The simulation found an error."""
    COULOIR_NON_CHOISI = "COULOIR_NON_CHOISI"
    """Bénéficiaires are exported for one couloir, chosen first: `attendus`."""
    MODELES_INDISPONIBLES = "MODELES_INDISPONIBLES"
    """The screen of the document models waits for a validated enrôlement of vague 2."""
    AUCUN_CHANGEMENT = "AUCUN_CHANGEMENT"
    """Nothing differs from what is known of the person."""
