"""Who asks, and whether they may: the one part of this package that the gate uses."""

from __future__ import annotations

import functools
import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from polyglot_cloud.handlers import Call
from polyglot_cloud.refusal import Refusal
from polyglot_cloud.rights import dependents, requests
from polyglot_cloud.rights.account import Account
from polyglot_cloud.rights.policies import Decision, Policies, read, read_folder
from polyglot_cloud.rights.refusals import refusal
from polyglot_cloud.rights.requests import Asking, Question

#: How many refusals are remembered with their words; the oldest are forgotten first.
REMEMBERED = 1_000
#: IAM is one for all regions, and asks in this one.
REGION_OF_IAM = "us-east-1"


@dataclass(frozen=True)
class Principal:
    """A caller whose rights are evaluated."""

    role: str
    #: The ARN that refusals show: that of the session.
    session: str
    policies: Policies


@dataclass(frozen=True)
class Given:
    """A role that is not in the emulated account's IAM, with the access key and the folder of policies that it has."""

    access_key: str
    role: str
    policies: Path

    def principal(self) -> Principal:
        """The caller with this access key, under a session of its own name."""
        account, name = self.role.split(":")[4], self.role.rpartition("/")[2]
        session = f"arn:aws:sts::{account}:assumed-role/{name}/{self.access_key.lower()}"
        return Principal(self.role, session, read_folder(self.policies))


@dataclass
class Record:
    """What one caller was asked for: calls, and actions by how often they were evaluated and refused."""

    calls: int = 0
    evaluated: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: deque[dict[str, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def refuse(self, call: Call, action: str, resource: str, decision: str, message: str) -> None:
        """Remember a refusal with its words."""
        self.refused[action] += 1
        self.refusals.append(
            {"call": f"{call.service}:{call.action}", "region": call.region, "action": action, "resource": resource,
             "decision": decision, "message": message}
        )


@functools.lru_cache(maxsize=100)
def _policies(documents: tuple[str, ...]) -> Policies:
    """The policies of a role, read once as long as nobody changes them."""
    return Policies(chain.from_iterable(read(json.loads(document)) for document in documents))


class Authorizer:
    """Evaluates calls of the principals it knows; every other caller is an administrator of the account."""

    def __init__(self, account: Account, given: Mapping[str, Principal]) -> None:
        self._account = account
        self._given = dict(given)
        self._records: dict[str, Record] = {}

    def knows(self, access_key: str) -> bool:
        """Whether calls with this key are evaluated."""
        return self._principal(access_key) is not None

    def check(self, call: Call, access_key: str) -> None:
        """Returns if the caller may make the call.

        :raises Refusal: in AWS's words if a right is missing; `NotMapped` if nobody knows which rights the call needs
        """
        principal = self._principal(access_key)
        if principal is None:
            return
        record = self._records.setdefault(access_key, Record())
        record.calls += 1
        asking = Asking(self._account, REGION_OF_IAM if call.service == "iam" else call.region, principal.role)
        try:
            asked = list(self._allowed(call, principal, asking, record))
        except requests.Unmapped as unmapped:
            message = f"The sandbox does not know which rights {unmapped} asks for"
            record.refuse(call, str(unmapped), "", "not mapped", message)
            raise Refusal("NotMapped", message) from unmapped
        for question in asked:
            if question.makes_role_of:
                self._account.add_service_linked_role(question.makes_role_of)

    @staticmethod
    def _allowed(call: Call, principal: Principal, asking: Asking, record: Record) -> Iterator[Question]:
        """What the call asks for, as far as it is allowed; the first that is not ends in the refusal."""
        for question in chain(requests.of_call(call, asking), dependents.of_call(call, asking)):
            action = question.request.action
            decision = principal.policies.decide(question.request)
            record.evaluated[action] += 1
            if decision is not Decision.ALLOWED:
                refused = refusal(call.service, principal.session, question, decision)
                record.refuse(call, action, question.shown, decision.value, refused.message)
                raise refused
            yield question

    def _principal(self, access_key: str) -> Principal | None:
        if access_key in self._given:
            return self._given[access_key]
        session = self._account.session(access_key) if access_key.startswith("ASIA") else None
        if session is None:
            return None
        documents = tuple(self._account.policies_of_role(session.role_arn))
        return Principal(session.role_arn, session.arn, _policies(documents))

    def report(self, access_key: str | None = None) -> dict[str, Any]:
        """How often each action was asked for and refused, and the refusals: of one caller, or of all."""
        records = [record for key, record in self._records.items() if access_key in (None, key)]
        evaluated: Counter[str] = sum((record.evaluated for record in records), Counter())
        refused: Counter[str] = sum((record.refused for record in records), Counter())
        return {
            "calls": sum(record.calls for record in records),
            "refused": refused.total(),
            "actions": [
                {"action": action, "evaluated": count, "refused": refused[action]}
                for action, count in sorted(evaluated.items())
            ],
            "refusals": list(chain.from_iterable(record.refusals for record in records)),
        }
