"""Files as the portal returns them."""

from __future__ import annotations

from typing import Any

from segur_rules.conformance import base, dumps


def returned(name: str = "mdv-avance", code: str = "0000") -> Any:
    """A whole valid file of avances, as the portal returns it."""
    document = base(name)
    document["impId"] = "IMP-1"
    couloir = name[:3].upper()
    for i, line in enumerate(document["lignesImport"], start=1):
        line["numeroASP"] = f"FIN{couloir}{i:06}M0"
        line["codeTraitement"] = code
        line["libelleTraitement"] = "OK"
    return document


def raw(document: Any) -> bytes:
    """The bytes of a document."""
    return dumps(document).encode()
