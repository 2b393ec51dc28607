"""The budget: what may be decided in all, and what was."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen
from sqlalchemy.orm import Session

from segur_reference.services.dossiers import BUDGET, record
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Budget
from segur_rules.montants.exact import cents
from segur_rules.portail import refus_de_budget, refus_de_montant

ACTE = "FIXER_BUDGET"
_NOTHING = Decimal("0.00")


@frozen
class EtatBudget:
    """What may be decided in all, and what was, in euros."""

    total: Decimal
    engage: Decimal

    @property
    def disponible(self) -> Decimal:
        """What is left to be decided."""
        return self.total - self.engage


def budget(portail: Portail, identite: Identite) -> EtatBudget:
    """The budget; nothing may be decided while none was set."""
    identite.require_gestionnaire()

    def use(session: Session) -> EtatBudget:
        row = session.get(Budget, BUDGET)
        return EtatBudget(row.total, row.engage) if row else EtatBudget(_NOTHING, _NOTHING)

    return portail.read(use)


def fixer_budget(portail: Portail, identite: Identite, total: Decimal) -> EtatBudget:
    """Set what may be decided in all.

    Raises `FormulaireRefuse` for what is no amount, `ActeRefuse` for less than what is decided.
    """
    identite.require_gestionnaire()
    fault = refus_de_montant("total", total)
    if fault is not None:
        raise FormulaireRefuse([fault])
    # It is told with its two decimals, however it was written.
    total = cents(total, "total")
    now = portail.now()

    def use(session: Session) -> EtatBudget:
        row = session.get(Budget, BUDGET, with_for_update=True)
        if row is None:
            row = Budget(id=BUDGET, total=total, engage=_NOTHING)
            session.add(row)
        refusal = refus_de_budget(total, row.engage)
        if refusal is not None:
            raise ActeRefuse(refusal)
        row.total = total
        record(session, "budget", ACTE, now, identite, details={"total": str(total)})
        return EtatBudget(total, row.engage)

    return portail.write(use)
