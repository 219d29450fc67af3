"""Policy documents, and what they say to one authorization request.

Source: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements reference". Only identity-based policies
are evaluated, so the answer is: an explicit deny, else an allow, else an implicit deny.
"""

from __future__ import annotations

import enum
import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polyglot_cloud.rights.conditions import Condition, Context, InvalidPolicy, like, parse, pattern, substitute

#: Condition keys that hold the tags of the resource that a request names.
TAGS_OF_THE_RESOURCE = ("aws:resourcetag/", "ec2:resourcetag/", "elasticloadbalancing:resourcetag/")


class Decision(enum.Enum):
    """What the policies of a principal say to a request."""

    ALLOWED = "allowed"
    #: No statement allows it.
    IMPLICITLY_DENIED = "implicit deny"
    #: A statement denies it.
    EXPLICITLY_DENIED = "explicit deny"


@dataclass(frozen=True)
class Request:
    """One question to IAM: may the principal do `action` to `resource`?"""

    #: As IAM calls it: `elasticloadbalancing:CreateListener`.
    action: str
    #: An ARN, or `*` where the action has no resources.
    resource: str
    #: Only the keys that the action and the type of the resource have.
    context: Context
    #: False if there is no such resource: nobody knows the tags of what does not exist.
    exists: bool = True


@dataclass(frozen=True)
class Statement:
    """A statement of an identity-based policy."""

    sid: str
    allows: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...]
    #: `NotAction`, `NotResource`: everything but what is listed.
    all_actions_but: bool = False
    all_resources_but: bool = False

    def is_about(self, action: str) -> bool:
        """Whether it has the action, which IAM compares without regard to case."""
        listed = any(pattern(wanted.lower()).fullmatch(action.lower()) for wanted in self.actions)
        return listed != self.all_actions_but

    def applies(self, request: Request) -> bool:
        """Whether resource and conditions fit; the action is the caller's to check, with `is_about`."""
        wanted = (substitute(resource, request.context) for resource in self.resources)
        listed = any(matches(request.resource, text) for text in wanted if text is not None)
        return listed != self.all_resources_but and all(
            condition.holds(request.context) or (self.allows and _is_unknown(condition, request))
            for condition in self.conditions
        )


def _is_unknown(condition: Condition, request: Request) -> bool:
    """A condition on the tags of what does not exist refuses nothing: the service answers that it does not exist."""
    return not request.exists and condition.key.startswith(TAGS_OF_THE_RESOURCE)


def matches(resource: str, wanted: str) -> bool:
    """Whether a `Resource` of a policy covers an ARN; a wildcard does not reach over a colon, but in the last part."""
    if wanted == "*" or resource == "*":
        return wanted == "*"
    want = wanted.split(":", 5)
    have = resource.split(":", 5)
    return len(have) == 6 and all(map(like, have, want + ["*"] * (6 - len(want))))


class Policies:
    """All policies of one principal."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._statements = tuple(statements)
        self._about = functools.lru_cache(maxsize=None)(self._find)

    def _find(self, action: str) -> tuple[Statement, ...]:
        """Denying statements first."""
        found = [statement for statement in self._statements if statement.is_about(action)]
        return tuple(sorted(found, key=lambda statement: statement.allows))

    def decide(self, request: Request) -> Decision:
        """The evaluation of one request."""
        for statement in self._about(request.action):
            if statement.applies(request):
                return Decision.ALLOWED if statement.allows else Decision.EXPLICITLY_DENIED
        return Decision.IMPLICITLY_DENIED


def read_folder(folder: Path) -> Policies:
    """The policies `*.json` of a folder, all attached to one principal.

    :raises InvalidPolicy: if there is none, or one is not a policy; the message names the file
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise InvalidPolicy(f"{folder} has no policies: no file in it ends with .json")
    statements: list[Statement] = []
    for file in files:
        try:
            statements += read(json.loads(file.read_text()))
        except (InvalidPolicy, ValueError) as problem:
            raise InvalidPolicy(f"{file}: {problem}") from problem
    return Policies(statements)


def read(document: Mapping[str, Any]) -> list[Statement]:
    """The statements of a policy document.

    :raises InvalidPolicy: if the document is not an identity-based policy
    """
    statements = _listed(document.get("Statement"))
    if not statements:
        raise InvalidPolicy("it has no Statement")
    return [_statement(statement) for statement in statements]


def _statement(row: Mapping[str, Any]) -> Statement:
    sid = row.get("Sid", "")
    for unwanted in ("Principal", "NotPrincipal"):
        if unwanted in row:
            raise InvalidPolicy(f"statement '{sid}' has a {unwanted}: it is no identity-based policy")
    if row.get("Effect") not in ("Allow", "Deny"):
        raise InvalidPolicy(f"statement '{sid}' has Effect '{row.get('Effect')}': Allow and Deny are allowed")
    actions, resources = _either(row, "Action"), _either(row, "Resource")
    return Statement(
        sid, row["Effect"] == "Allow", actions, resources, parse(row.get("Condition") or {}), "NotAction" in row,
        "NotResource" in row,
    )


def _either(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The element, or its negation; a statement has exactly one of them."""
    present = [key for key in (name, f"Not{name}") if key in row]
    if len(present) != 1:
        raise InvalidPolicy(f"statement '{row.get('Sid', '')}' must have either {name} or Not{name}")
    return tuple(_listed(row[present[0]]))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
