"""A resource that a call names, and how it is found among the call's parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: Parameters in which an id or ARN names nothing that the call is about.
SILENT = frozenset({
    "Tags", "tags", "TagSpecifications", "TagList", "Filters", "IpPermissions", "Description", "GroupDescription",
    "UserData", "ClientToken", "PolicyDocument", "AssumeRolePolicyDocument", "CertificateArn",
})


@dataclass(frozen=True)
class Named:
    """A resource that a call names or makes."""

    #: Its type in the Service Authorization Reference; empty for `*`.
    type: str
    arn: str
    #: The call makes it, so that it has no tags yet.
    new: bool = False
    #: How a refusal shows it, where that is not the ARN.
    shown: str = ""


#: Of an action without resources.
EVERYTHING = Named("", "*", new=True)


def texts(value: Any) -> Iterator[str]:
    """Every text among the parameters, but for those that name nothing."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in SILENT:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
