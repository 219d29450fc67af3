"""The emulated account: who it belongs to, its clock, and its network interfaces."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from moto.acmpca.models import acmpca_backends
from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.ssm.models import ssm_backends

from polyglot_cloud.clock import Clock
from polyglot_cloud.interfaces import Interfaces


@dataclass
class Cloud:
    """What all services share."""

    account: str
    clock: Clock
    #: Names, as `kafka/events`, of clusters whose creation shall end in FAILED. Set by tests.
    doomed: set[str] = field(default_factory=set)
    #: Names, as `kafka/events`, of MSK clusters whose creation shall not end yet. Set by tests.
    held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.interfaces = Interfaces(self.ec2)

    def ec2(self, region: str) -> Any:
        """moto's EC2 of a region."""
        return ec2_backends[self.account][region]

    def iam(self) -> Any:
        """moto's IAM, which has no regions."""
        return iam_backends[self.account]["aws"]

    def acmpca(self, region: str) -> Any:
        """moto's private certificate authorities of a region."""
        return acmpca_backends[self.account][region]

    def ssm(self, region: str) -> Any:
        """moto's Systems Manager of a region."""
        return ssm_backends[self.account][region]

    def role_exists(self, arn: str) -> bool:
        """Whether an IAM role has exactly this ARN, path included."""
        return any(role.arn == arn for role in self.iam().roles.values())

    def principal_exists(self, arn: str) -> bool:
        """Whether an IAM role or user of this account has exactly this ARN."""
        return self.role_exists(arn) or any(user.arn == arn for user in self.iam().users.values())

    def arn(self, service: str, region: str, resource: str) -> str:
        """The ARN of a resource of this account."""
        return f"arn:aws:{service}:{region}:{self.account}:{resource}"
