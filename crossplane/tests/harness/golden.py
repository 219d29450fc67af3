"""The text of expected.yaml: what is composed, without what is the same for all or differs from day to day."""

import copy
import difflib
import re
from typing import Any

from harness import documents
from harness.cases import ROLE, Rendering
from harness.documents import Document

_ELAPSED = re.compile(r"\bfor \d+ min\b")


def text(rendering: Rendering) -> str:
    composed = sorted(rendering.composed, key=lambda resource: documents.annotation(resource, ROLE))
    parts = [_composite(rendering.xr), *map(_composed, composed), *map(_warning, rendering.warnings)]
    return "# Written by crossplane/tests/verify --update\n" + documents.write(parts)


def difference(expected: str, actual: str, lines: int = 60) -> str:
    """The two texts side by side, of a long difference the begin."""
    diff = list(difflib.unified_diff(expected.splitlines(), actual.splitlines(), "expected", "rendered", lineterm=""))
    shown = diff[:lines]
    if len(diff) > lines:
        shown.append(f"... and {len(diff) - lines} lines more")
    return "\n".join(shown)


def _composite(xr: Document) -> Document:
    """Its status; its spec is the case's own. Conditions keep all but their time, a day of 2024 to render."""
    status = _without_minutes(copy.deepcopy(xr.get("status", {})))
    for condition in status.get("conditions", []):
        condition.pop("lastTransitionTime", None)
    # whether a circuit breaker of Crossplane is open: not ours
    if "conditions" in status:
        status["conditions"] = [condition for condition in status["conditions"] if condition["type"] != "Responsive"]
    return {
        "apiVersion": xr["apiVersion"],
        "kind": xr["kind"],
        "metadata": {"name": xr["metadata"]["name"]},
        "status": status,
    }


def _composed(resource: Document) -> Document:
    resource = _without_minutes(copy.deepcopy(resource))
    # always the composite: its name, and an id that render makes of the name
    resource["metadata"].pop("ownerReferences", None)
    resource["metadata"].get("labels", {}).pop("crossplane.io/composite", None)
    return resource


def _warning(event: Document) -> Document:
    return _without_minutes(copy.deepcopy(event))


def _without_minutes(value: Any) -> Any:
    """Messages say how long something has taken by the clock of the machine."""
    if isinstance(value, dict):
        return {name: _without_minutes(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_minutes(item) for item in value]
    return _ELAPSED.sub("for N min", value) if isinstance(value, str) else value
