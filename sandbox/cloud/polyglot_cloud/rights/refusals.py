"""AWS's words to a caller who lacks a right.

Source: IAM User Guide, "Troubleshoot access denied error messages"; EC2 API reference, "Error codes".
"""

from __future__ import annotations

import base64
import json

from polyglot_cloud.refusal import Refusal
from polyglot_cloud.rights.policies import Decision
from polyglot_cloud.rights.requests import Question

#: The error code, by botocore's name of the service that was called; the others answer AccessDeniedException.
CODES = {"ec2": "UnauthorizedOperation", "elbv2": "AccessDenied", "iam": "AccessDenied", "sts": "AccessDenied"}
#: Services whose refusals have status 403; those that speak JSON over POST answer 400.
FORBIDDEN = frozenset({"ec2", "eks", "elbv2", "iam", "kafka", "sts"})


class AccessDenied(Refusal):
    """A caller lacks a right."""

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(code, message)
        self.status = status


def refusal(service: str, caller: str, question: Question, decision: Decision) -> AccessDenied:
    """What a service answers to a caller, by the ARN of the session, who lacks the right that a question asks for."""
    code, message = question.words or (CODES.get(service, "AccessDeniedException"), _sentence(caller, question, decision))
    if service == "ec2":
        message = f"You are not authorized to perform this operation. {message}. Encoded authorization failure message: "
        message += _encoded(question, decision)
    return AccessDenied(code, message, 403 if service in FORBIDDEN and not question.words else 400)


def _sentence(caller: str, question: Question, decision: Decision) -> str:
    action = question.request.action
    start = f"User: {caller} is not authorized to perform: {action} on resource: {question.shown}"
    if decision is Decision.EXPLICITLY_DENIED:
        return f"{start} with an explicit deny in an identity-based policy"
    return f"{start} because no identity-based policy allows the {action} action"


def _encoded(question: Question, decision: Decision) -> str:
    """What AWS encrypts for `sts:DecodeAuthorizationMessage`; here it can be read by who decodes it."""
    said = {
        "allowed": False,
        "explicitDeny": decision is Decision.EXPLICITLY_DENIED,
        "context": {"action": question.request.action, "resource": question.request.resource,
                    "conditions": dict(question.request.context)},
    }
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
