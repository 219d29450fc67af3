"""Kubernetes manifests as YAML: read as an API server reads them, written so that a difference is easy to read."""

import json
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]


class _Loader(yaml.CSafeLoader):
    """Times stay text, as in JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Text of several lines is written as such; nothing is an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def parse(text: str) -> list[Document]:
    """The documents of a stream, without the empty ones."""
    return [document for document in yaml.load_all(text, Loader=_Loader) if document is not None]


def read(path: Path) -> list[Document]:
    return parse(path.read_text(encoding="utf-8"))


def read_one(path: Path) -> Document:
    documents = read(path)
    if len(documents) != 1:
        raise ValueError(f"{path} has {len(documents)} documents and must have 1")
    return documents[0]


def write(documents: list[Document]) -> str:
    return yaml.dump_all(documents, Dumper=_Dumper, sort_keys=True, width=1000, explicit_start=True, allow_unicode=True)


def write_plain(documents: list[Document]) -> str:
    """As JSON, which is YAML that every reader takes the same way."""
    return "\n---\n".join(json.dumps(document) for document in documents) + "\n"


def at(document: Any, path: str, default: Any = None) -> Any:
    """What is at a dotted path of names, or the default."""
    for name in path.split("."):
        if not isinstance(document, dict) or name not in document:
            return default
        document = document[name]
    return document


def annotation(document: Document, name: str) -> str:
    return (at(document, "metadata.annotations") or {}).get(name, "")


def group(document: Document) -> str:
    return document.get("apiVersion", "").rpartition("/")[0]


def title(document: Document) -> str:
    """How a message names a document."""
    return f"{document.get('kind')} {at(document, 'metadata.name')}"
