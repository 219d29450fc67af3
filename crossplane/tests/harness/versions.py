"""crossplane/versions.yaml against the definitions and compositions, and against today's date."""

import datetime
import re
from collections.abc import Iterator

from harness.documents import Document, at
from harness.rules import ENVIRONMENTS

#: How long before the end of the default's standard support there must be another one.
NOTICE = datetime.timedelta(days=60)


def problems(
    table: Document, definitions: dict[str, Document], compositions: dict[str, str], today: datetime.date
) -> list[str]:
    """What the definitions and the texts of compositions, by plural, have and the table does not, or the other way round;
    a default that ends soon."""
    found = []
    for name in ("kubernetes", "kafka"):
        field = at(_spec(definitions[ENVIRONMENTS]), f"{name}.properties.version", {})
        found += _compared(f"{ENVIRONMENTS}: {name}.version", field, table[name])
    types = at(_spec(definitions["xkafkas"]), "brokers.properties.instanceType.enum", [])
    found += _of_no_family(types, table["kafka"]["brokers"])
    found += _repeated("xworkloadclusters", compositions, "dnsVersions", table["kubernetes"]["coredns"])
    ends = {version: dates["standard"] for version, dates in table["kubernetes"]["support"].items()}
    found += _repeated(ENVIRONMENTS, compositions, "supportedUntil", ends)
    return found + list(_ending(table["kubernetes"], today))


def _spec(definition: Document) -> Document:
    """The schemas of the fields of its spec."""
    return at(definition["spec"]["versions"][-1], "schema.openAPIV3Schema.properties.spec.properties")


def _compared(title: str, field: Document, row: Document) -> Iterator[str]:
    for name, of_table in (("enum", "offered"), ("default", "default")):
        if field.get(name) != row[of_table]:
            yield f"{title}: its {name} is {field.get(name)}, in versions.yaml {row[of_table]} is {of_table}"
    if row["default"] not in row["offered"]:
        yield f"{title}: the default {row['default']} is not offered"


def _of_no_family(types: list[str], families: list[str]) -> Iterator[str]:
    if not types:
        yield "xkafkas: brokers.instanceType offers nothing"
    for one in types:
        if one.rpartition(".")[0] not in families:
            yield f"xkafkas: brokers.instanceType offers {one}, on which KRaft does not run: {', '.join(families)}"


def _repeated(plural: str, compositions: dict[str, str], variable: str, row: dict[str, str]) -> Iterator[str]:
    """A row that a composition repeats, as it has no way to read the table: a dictionary of texts."""
    repeated = re.findall(rf"\${variable} := dict\b([^}}]*)}}}}", compositions[plural])
    pairs = [dict(re.findall(r'"([^"]*)"\s+"([^"]*)"', text)) for text in repeated]
    if pairs != [row]:
        yield f"{plural}: ${variable} is {', '.join(map(str, pairs)) or 'not there'}, and in versions.yaml {row}"


def _ending(row: Document, today: datetime.date) -> Iterator[str]:
    for version in row["offered"]:
        if version not in row["support"]:
            yield f"Kubernetes {version} is offered, and versions.yaml does not say until when EKS supports it"
    for version in row["support"]:
        if version not in row["coredns"]:
            yield f"Kubernetes {version} runs somewhere, and versions.yaml has no version of CoreDNS for it"
    end = row["support"].get(row["default"], {}).get("standard")
    if end and datetime.date.fromisoformat(end) - today < NOTICE:
        left = (datetime.date.fromisoformat(end) - today).days
        yield (
            f"Kubernetes {row['default']}, the default, is in EKS's standard support until {end}, {left} days from now:"
            f" offer a newer one, {NOTICE.days} days before at the latest"
        )
