"""The API is described whole: whoever reads its description alone can call it."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from attrs import evolve
from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.testing import TestClient

import segur_reference
import segur_rules
from segur_reference.api import documentation, enrolements, evenements, operations
from segur_reference.app import create_app
from segur_reference.services.phrases import MotifServeur
from segur_reference.services.portail import Portail
from segur_rules.conformance import OPERATIONS
from segur_rules.pieces import RefusModele, RefusPiece
from segur_rules.portail import Motif
from segur_rules.statuts import EvenementEnrolement, Refus, StatutDemande

SOURCES = [
    path
    for package in (segur_rules, segur_reference)
    for path in Path(str(package.__file__)).parent.rglob("*.py")
]
CODE_AT = {"Refused": 0, "NonConnecte": 0, "Interdit": 0, "problem": 1}
"""What answers a code, and which of its arguments that is."""
BODILESS = {
    "POST /api/v1/gestion/courriels/{numero}/renvoi",
    "POST /api/v1/modeles/validation",
    "POST /control/reset",
}


@pytest.fixture
def described(portail: Portail) -> dict[str, Any]:
    controlled = evolve(portail, settings=evolve(portail.settings, control=True))
    with TestClient(create_app(controlled)) as client:
        found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


def _operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in described["paths"].items()
        for method, operation in item.items()
    }


def test_each_call_is_explained(described: dict[str, Any]) -> None:
    for route, operation in _operations(described).items():
        assert operation["summary"], route
        assert operation["description"].startswith(operation["summary"]), route
        assert operation["tags"], route


def test_each_body_is_told(described: dict[str, Any]) -> None:
    operations = _operations(described)
    assert documentation.BODIES.keys() <= operations.keys()
    without = {
        route
        for route, operation in operations.items()
        if route.startswith(("POST", "PUT")) and "requestBody" not in operation
    }
    assert without <= BODILESS


def test_each_example_is_one(described: dict[str, Any]) -> None:
    types = {cls.__name__: cls for cls in msgspec.Struct.__subclasses__()}
    schemas = described["components"]["schemas"]
    for name, examples in documentation.EXAMPLES.items():
        assert schemas[name]["examples"] == list(examples)
        whole = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        for example in examples:
            msgspec.json.decode(msgspec.json.encode(example), type=types[name])
            assert list(Draft202012Validator(whole).iter_errors(example)) == []


def test_each_form_is_one(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for route, (form, documents, example) in documentation.FORMS.items():
        body = _operations(described)[route]["requestBody"]["content"]["multipart/form-data"]
        read = msgspec.json.decode(body["example"]["formulaire"], type=form)
        assert read == msgspec.convert(example, form)
        parts = body["schema"]["properties"]
        assert parts.keys() == {"formulaire", *documents}
        assert all(parts[one]["format"] == "binary" for one in documents)
        assert parts["formulaire"]["contentMediaType"] == "application/json"
        reference = parts["formulaire"]["contentSchema"]["$ref"]
        assert reference == f"#/components/schemas/{form.__name__}"
        assert schemas[form.__name__]["description"] == " ".join(str(form.__doc__).split())
        whole = {"$ref": reference, "components": described["components"]}
        assert list(Draft202012Validator(whole).iter_errors(example)) == []


def test_each_name_of_a_schema_is_one(described: dict[str, Any]) -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(described)))
    assert named <= described["components"]["schemas"].keys()


def test_each_body_of_a_type_has_an_example(described: dict[str, Any]) -> None:
    asked = {
        content["schema"]["$ref"].rpartition("/")[2]
        for operation in _operations(described).values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    }
    assert asked <= documentation.EXAMPLES.keys()


def test_each_body_that_is_json_has_an_example(described: dict[str, Any]) -> None:
    named = documentation.examples_of_bodies()
    bodies = {
        route
        for route, (media_type, _, _) in documentation.BODIES.items()
        if media_type == "application/json"
    }
    assert named.keys() == bodies
    operations = _operations(described)
    for route, examples in named.items():
        content = operations[route]["requestBody"]["content"]["application/json"]
        assert {name: one["value"] for name, one in content["examples"].items()} == examples
        for example in examples.values():
            assert list(Draft202012Validator(content["schema"]).iter_errors(example)) == []


def test_each_operation_is_named_and_has_its_example(described: dict[str, Any]) -> None:
    asked = _operations(described)["POST /api/v1/operations/{operation}"]
    assert asked["parameters"][0]["schema"]["enum"] == list(OPERATIONS)
    examples = asked["requestBody"]["content"]["application/json"]["examples"]
    assert examples.keys() == OPERATIONS.keys()


def test_each_type_is_told_by_its_own_docstring(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    types = {
        "operations_Reponse": operations.Reponse,
        "evenements_Reponse": evenements.Reponse,
        "enrolements_Reponse": enrolements.Reponse,
        "segur_rules_statuts_enrolement_EvenementEnrolement": EvenementEnrolement,
        "StatutDemande": StatutDemande,
    }
    for name, cls in types.items():
        assert schemas[name]["description"] == " ".join((cls.__doc__ or "").split())
    assert all(schema["description"] for schema in schemas.values())


def test_a_parameter_keeps_its_own_description(described: dict[str, Any]) -> None:
    operation = _operations(described)["POST /api/v1/enrolements/{numero}/evenements"]
    told = {one["name"]: one["description"] for one in operation["parameters"][1:]}
    assert told["evenement"] == "AJOUTER_PIECE or FOURNIR_CERTIFICAT."


@pytest.mark.parametrize("name", ["Reponse", "Nobody"])
def test_a_name_that_is_not_one_type_s_is_refused(name: str) -> None:
    with pytest.raises(LookupError):
        documentation.meaning_of(name)


def test_who_may_call_is_told(described: dict[str, Any]) -> None:
    operations = _operations(described)
    either: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
    public = {route for route, one in operations.items() if "security" not in one}
    assert {
        "POST /api/v1/simulations",
        "POST /api/v1/connexion",
        "POST /api/v1/mot-de-passe/lien",
        "GET /api/v1/enrolements/{numero}/suivi",
        "POST /control/seed",
    } <= public
    assert operations["GET /api/v1/demandes"]["security"] == either
    assert operations["GET /api/v1/connexion"]["security"] == either
    assert operations["DELETE /api/v1/connexion"]["security"] == [{"session": []}, {}]
    # Nobody is told to sign in but where that is asked for.
    assert {
        route for route, one in operations.items() if "401" in one["responses"]
    } - public == operations.keys() - public - {"DELETE /api/v1/connexion"}
    assert set(described["components"]["securitySchemes"]) == {"token", "session"}


def test_a_portal_that_is_not_ready_is_told(described: dict[str, Any]) -> None:
    assert {"200", "503"} <= _operations(described)["GET /health/ready"]["responses"].keys()


def test_no_two_paths_differ_by_the_name_of_a_parameter_alone(described: dict[str, Any]) -> None:
    plain = [re.sub(r"{\w+}", "{}", path) for path in described["paths"]]
    assert len(plain) == len(set(plain))
    assert set(described["paths"]["/api/v1/demandes/{numero}/pieces/{piece}"]) == {
        "get",
        "put",
        "delete",
    }


def test_every_code_is_listed_once(described: dict[str, Any]) -> None:
    listed = described["components"]["schemas"]["Probleme"]["properties"]["code"]["examples"]
    assert {"NON_CONNECTE", "BUDGET_INSUFFISANT", "SIMULATION_ABSENTE"} <= set(listed)


def test_every_code_that_is_written_somewhere_is_listed(described: dict[str, Any]) -> None:
    listed = described["components"]["schemas"]["Probleme"]["properties"]["code"]["examples"]
    assert len(listed) == len(set(listed))
    families, codes = set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for told in _codes_told(node):
                if isinstance(told, ast.Attribute) and isinstance(told.value, ast.Name):
                    families.add(told.value.id)
                    codes.add(told.attr)
                elif isinstance(told, ast.Constant):
                    codes.add(str(told.value))
    kinds = (Refus, RefusPiece, RefusModele, Motif, MotifServeur)
    # A variable is lower case: what it holds was written with the name of its kind elsewhere.
    assert {one for one in families if not one.islower()} == {kind.__name__ for kind in kinds}
    assert {str(code) for kind in kinds for code in kind} <= set(listed)
    assert {"AUTRE_SITE", "DERNIER_UTILISATEUR"} <= codes
    assert "ENTREE_INVALIDE" in listed
    assert codes - {"code"} <= set(listed)


def _codes_told(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CODE_AT:
        return node.args[CODE_AT[node.func.id] :][:1]
    return []


def test_the_version_is_that_of_the_standard(client: TestClient[Litestar]) -> None:
    assert client.get("/api/openapi.json").json()["openapi"].startswith("3.1")
