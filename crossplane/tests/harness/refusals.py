"""What the definitions refuse: that each fixture is refused for its reason alone, and that each rule has a fixture."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness import documents
from harness.cases import Composition, RefusedFixture
from harness.crossplane import Refusal
from harness.documents import Document

# a validation of a field, and how the API server's message about it reads
_MESSAGES = {
    "enum": "Unsupported value",
    "pattern": "should match",
    "minimum": "should be greater than",
    "maximum": "should be less than",
    "minLength": "should be at least",
    "maxLength": "Too long",
    "minItems": "should have at least",
    "maxItems": "Too many",
    "minProperties": "should have at least",
    "maxProperties": "Too many",
    "required": "Required value",
}


class Schemas:
    """The definitions' schemas, for what `crossplane resource validate` leaves out, and what was refused by them."""

    def __init__(self, definitions: list[Path]):
        self._schemas: dict[str, Document] = {}
        self.refused: dict[str, list[Refusal]] = {}
        for file in definitions:
            definition = documents.read_one(file)
            schema = _schema(definition)
            for names in (documents.at(definition, "spec.names"), documents.at(definition, "spec.claimNames")):
                if names:
                    self._schemas[names["kind"]] = schema

    def duplicates(self, resource: Document) -> list[str]:
        """Entries of a list that the API server holds to be one: with the same key, or equal in a set."""
        return list(_duplicates(self._schemas.get(resource.get("kind", ""), {}), resource, ""))

    def judge(self, fixture: RefusedFixture, resource: Document, refusals: list[Refusal]) -> list[str]:
        """What is wrong with a fixture: it is refused for something else, for more, or not at all."""
        found = refusals + [Refusal("schema", "", message) for message in self.duplicates(resource)]
        self.refused[fixture.name] = found
        reasons = fixture.reasons()
        if not reasons:
            return ["its first line must be a comment `# refused: <part of the message>`"]
        left = list(found)
        problems = []
        for reason in reasons:
            match = next((refusal for refusal in left if reason in refusal.message), None)
            if match:
                left.remove(match)
            else:
                problems.append(f"not refused with: {reason}")
        return problems + [f"refused, too: {refusal}" for refusal in left]

    def definition(self, composition: Composition, fixtures: list[RefusedFixture]) -> list[str]:
        """What a definition lacks: words for a reader, and a fixture for each rule.

        A part's fields are filled by the environment's composition, so that of these only CEL rules need fixtures; of
        what users write, each validation does.
        """
        definition = documents.read_one(composition.definition)
        schema = _schema(definition)
        refused = [refusal for fixture in fixtures for refusal in self.refused.get(fixture.name, [])]
        problems = _form(definition, composition.plural)
        for path, field in _fields(schema):
            if path.count(".") > 1 and not field.get("description"):
                problems.append(f"{path[1:]} has no description")
            for rule in field.get("x-kubernetes-validations", []):
                problems += _rule_problems(path[1:], rule, refused)
            if definition["spec"].get("claimNames") and path.startswith(".spec"):
                problems += _untested(path[1:], field, refused)
        return problems


def _schema(definition: Document) -> Document:
    versions = definition["spec"]["versions"]
    return versions[-1]["schema"]["openAPIV3Schema"]


def _form(definition: Document, plural: str) -> list[str]:
    """What holds of all definitions: only these make a deletion of the claim wait for what it is made of."""
    spec = definition["spec"]
    wanted = {
        "metadata.name": f"{plural}.{spec.get('group')}",
        "spec.group": "platform.polyglot.dev",
        "spec.scope": "LegacyCluster",
        "spec.defaultCompositeDeletePolicy": "Foreground",
        "spec.defaultCompositionRef.name": f"{plural}-aws",
    }
    return [
        f"{path} is {documents.at(definition, path)} and must be {value}"
        for path, value in wanted.items()
        if documents.at(definition, path) != value
    ]


def _rule_problems(path: str, rule: Document, refused: list[Refusal]) -> list[str]:
    if not rule.get("message") and not rule.get("messageExpression"):
        return [f"{path}: the rule {rule['rule']} has no message"]
    if "message" not in rule:
        tested = any(refusal.kind == "cel" and _same_field(path, refusal.field) for refusal in refused)
    else:
        tested = any(refusal.kind == "cel" and rule["message"] in refusal.message for refusal in refused)
    return [] if tested else [f"{path}: nothing is refused by the rule: {rule.get('message', rule['rule'])}"]


def _untested(path: str, field: Document, refused: list[Refusal]) -> Iterator[str]:
    for validation, words in _MESSAGES.items():
        if validation not in field:
            continue
        fields = [f"{path}.{name}" for name in field["required"]] if validation == "required" else [path]
        for name in fields:
            if not any(_same_field(name, refusal.field) and words in refusal.message for refusal in refused):
                yield f"{name}: nothing is refused for its {validation}"


def _same_field(path: str, field: str) -> bool:
    """Whether a schema's path, with [] for an item and * for a map's value, is that of an error."""
    pattern = re.escape(path).replace(r"\[\]", r"\[\d+\]").replace(r"\*", r"[^.]+")
    return re.fullmatch(pattern, field) is not None


def _fields(schema: Document, path: str = "") -> Iterator[tuple[str, Document]]:
    yield path, schema
    for name, field in schema.get("properties", {}).items():
        yield from _fields(field, f"{path}.{name}")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _fields({"description": "-", **schema["additionalProperties"]}, f"{path}.*")
    if isinstance(schema.get("items"), dict):
        yield from _fields({"description": "-", **schema["items"]}, f"{path}[]")


def _duplicates(schema: Document, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            field = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
            yield from _duplicates(field if isinstance(field, dict) else {}, item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        seen = set()
        for index, item in enumerate(value):
            key = item
            if schema.get("x-kubernetes-list-type") == "map":
                key = {name: item.get(name) for name in schema["x-kubernetes-list-map-keys"]}
            if schema.get("x-kubernetes-list-type") in ("map", "set"):
                text = json.dumps(key, sort_keys=True)
                if text in seen:
                    yield f"{path}[{index}]: Duplicate value: {text}"
                seen.add(text)
            yield from _duplicates(schema.get("items", {}), item, f"{path}[{index}]")
