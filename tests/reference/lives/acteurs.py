"""Who calls the API in the tests: a vendor, a gestionnaire, each by what they want to do."""

from __future__ import annotations

import json
from typing import Any

from httpx import Client, Response

from tests.reference.monde import TAUX, pdf, raw

JSON = {"Content-Type": "application/json"}
V1 = "/api/v1"


class Refused(AssertionError):
    """The server answered otherwise than was expected."""

    def __init__(self, method: str, url: str, answer: Response) -> None:
        """Keep the answer."""
        super().__init__(f"{method} {url}: {answer.status_code} {answer.text[:2000]}")
        self.status = answer.status_code
        self.problem = json.loads(answer.text) if answer.text.startswith("{") else {}

    @property
    def code(self) -> str:
        return str(self.problem.get("code"))


class Appelant:
    """Somebody who calls the API, with the headers that say who."""

    def __init__(self, caller: Client, headers: dict[str, str] | None = None) -> None:
        """Call by this client."""
        self.caller = caller
        self.headers = headers or {}

    def answer(self, method: str, path: str, **more: Any) -> Response:
        """The answer, whatever it is."""
        headers = {**self.headers, **more.pop("headers", {})}
        return self.caller.request(method, V1 + path, headers=headers, **more)

    def call(self, method: str, path: str, **more: Any) -> Any:
        """The JSON of an answer that is a success. Raises `Refused`."""
        answer = self.answer(method, path, **more)
        if not 200 <= answer.status_code < 300:
            raise Refused(method, path, answer)
        return answer.json() if answer.text.startswith(("{", "[")) else answer.content

    def get(self, path: str, **params: Any) -> Any:
        return self.call("GET", path, params=params)

    def demande(self, numero: str) -> Any:
        return self.get(f"/demandes/{numero}")

    def statut(self, numero: str) -> str:
        return str(self.demande(numero)["statut"])


class Vendeur(Appelant):
    """A vendor, or a program of its."""

    def simulate(self, document: dict[str, Any], kind: str = "avance") -> Any:
        return self.call("POST", "/imports/simulations", **_form(document, kind))

    def file(self, document: dict[str, Any], kind: str = "avance") -> Any:
        """Import a file that was simulated as it is."""
        form = _form(document, kind)
        form["params"]["nomFichier"] = f"{kind}.json"
        return self.call("POST", "/imports", **form)

    def numbers(self, document: dict[str, Any], kind: str = "avance") -> list[str]:
        """The numbers of the demandes of a file, simulated then imported."""
        self.simulate(document, kind)
        return [line["numero"] for line in self.file(document, kind)["lignes"] if line["numero"]]

    def give(self, numero: str, nom: str, content: bytes | None = None) -> Any:
        """Give a document."""
        body = pdf(nom) if content is None else content
        return self.call("PUT", f"/demandes/{numero}/pieces/{nom}", content=body)

    def complete(self, numero: str) -> None:
        """Give each document that is still waited for."""
        (one,) = self.get("/incompletes", numero=numero)["elements"]
        for piece in one["attendues"]:
            done = self.give(numero, piece["nom"])
            assert done["piece"], done

    def avance(self, document: dict[str, Any]) -> str:
        """The number of the one demande of a file, complete."""
        (numero,) = self.numbers(document)
        self.complete(numero)
        return numero


class Gestionnaire(Appelant):
    """An officer of the agency."""

    def act(self, numero: str, evenement: str, **more: Any) -> Any:
        body = {"evenement": evenement, **more}
        return self.call("POST", f"/gestion/demandes/{numero}/evenements", json=body)

    def amount(self, numero: str) -> str:
        """What a demande comes to, as the library computes it."""
        found = self.get(f"/gestion/demandes/{numero}/calcul")["montantDecide"]
        assert found is not None
        return str(found)

    def decide(self, numero: str) -> str:
        """Validate a demande, then decide it; answer its amount."""
        amount = self.amount(numero)
        self.act(numero, "VALIDER", montant=amount)
        self.act(numero, "DECIDER")
        return amount

    def pay(self, numero: str) -> str:
        """Validate, decide and pay a demande; answer its amount."""
        amount = self.decide(numero)
        self.act(numero, "METTRE_EN_PAIEMENT")
        self.act(numero, "PAYER", montant=amount)
        return amount


def _form(document: dict[str, Any], kind: str) -> dict[str, Any]:
    params = {"type": kind, "numeroAns": document["numeroAns"], "tauxTva": str(TAUX)}
    return {"params": params, "content": raw(document)}
