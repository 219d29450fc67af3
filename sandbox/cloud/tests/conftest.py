"""A real emulator process on loopback, and the words the tests speak to it with."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

PACKAGE = Path(__file__).parent.parent
REGION = "eu-west-3"
ACCOUNT = "123456789012"
ZONES = ("eu-west-3a", "eu-west-3b", "eu-west-3c")
_numbers = itertools.count(1)


def unique(name: str) -> str:
    """A name no other test of this run uses."""
    return f"{name}-{next(_numbers)}"


@dataclass
class Refused:
    """The error of a refused call."""

    code: str
    message: str
    status: int


def refused(call: Callable[..., Any], **params: Any) -> Refused:
    """The error that a call ends in; the test fails if it succeeds."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    answer = caught.value.response
    message = answer["Error"].get("Message") or answer.get("message", "")
    return Refused(answer["Error"]["Code"], message, answer["ResponseMetadata"]["HTTPStatusCode"])


@dataclass
class Emulator:
    """A running emulator."""

    url: str
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str, region: str = REGION, access_key: str = "AKIAIOSFODNN7EXAMPLE") -> Any:
        """A boto3 client that never retries, and leaves it to the server to find a parameter invalid."""
        key = f"{service}/{region}/{access_key}"
        if key not in self._clients:
            self._clients[key] = boto3.client(
                service, endpoint_url=self.url, region_name=region, aws_access_key_id=access_key,
                aws_secret_access_key="secret",
                config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
            )
        return self._clients[key]

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}/polyglot/{path}", timeout=30) as answer:
            return json.load(answer)

    def post(self, path: str) -> Any:
        request = urllib.request.Request(f"{self.url}/polyglot/{path}", method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def pass_minutes(self, minutes: float) -> None:
        """Let AWS time pass at once."""
        self.post(f"skip?seconds={minutes * 60}")

    def pass_days(self, days: float) -> None:
        self.pass_minutes(days * 24 * 60)

    def dump(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.get("dump")
        return rows

    def ids(self, service: str, kind: str) -> list[str]:
        """The ids in the dump of one type of resource."""
        return [row["id"] for row in self.dump() if (row["service"], row["type"]) == (service, kind)]


def start(scale: float, *options: str) -> Iterator[Emulator]:
    """Start an emulator on a free port, and stop it by its process id."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    process = subprocess.Popen(
        [sys.executable, "-m", "polyglot_cloud", "--port", "0", "--time-scale", str(scale), "--region", REGION, *options],
        env=environment, stdout=subprocess.PIPE, text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("polyglot_cloud listens on http://127.0.0.1:"), line
        yield Emulator(line.split()[-1])
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def cloud() -> Iterator[Emulator]:
    """Runs in real time: states last until a test lets time pass."""
    yield from start(scale=1)


@pytest.fixture(scope="session")
def hasty_cloud() -> Iterator[Emulator]:
    """Forty minutes pass in two seconds: for boto3's waiters."""
    yield from start(scale=1200)


@pytest.fixture
def fresh_cloud() -> Iterator[Emulator]:
    """An account that nobody has used."""
    yield from start(scale=1)


POLICIES = PACKAGE.parent.parent / "management-cluster" / "iam"
CROSSPLANE = f"arn:aws:iam::{ACCOUNT}:role/crossplane"


GUARDED = ("--principal", f"CROSSPLANE={CROSSPLANE}", "--policies", str(POLICIES))


@pytest.fixture(scope="session")
def guarded_cloud() -> Iterator[Emulator]:
    """Evaluates the calls of the access key CROSSPLANE against the policies of `management-cluster/iam`."""
    yield from start(1, *GUARDED)


@pytest.fixture
def fresh_guarded_cloud() -> Iterator[Emulator]:
    """The same, of which nobody has asked anything."""
    yield from start(1, *GUARDED)


@dataclass
class Vpc:
    """A VPC with an internet gateway, and in each of three zones a public and a private subnet."""

    emulator: Emulator
    id: str
    gateway: str
    public_table: str
    public: list[str]
    private: list[str]

    @property
    def ec2(self) -> Any:
        return self.emulator.client("ec2")

    def group(self, name: str = "group") -> str:
        """A new security group."""
        answer = self.ec2.create_security_group(GroupName=unique(name), Description="test", VpcId=self.id)
        return str(answer["GroupId"])

    def interfaces(self, **filters: str) -> list[dict[str, Any]]:
        """The VPC's network interfaces."""
        wanted = {"vpc-id": self.id, **{name.replace("_", "-"): value for name, value in filters.items()}}
        found: list[dict[str, Any]] = self.ec2.describe_network_interfaces(
            Filters=[{"Name": name, "Values": [value]} for name, value in wanted.items()]
        )["NetworkInterfaces"]
        return found


def make_vpc(emulator: Emulator) -> Vpc:
    ec2 = emulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=ZONES[number % 3])["Subnet"][
            "SubnetId"
        ]
        for number in range(6)
    ]
    for subnet in subnets[:3]:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return Vpc(emulator, vpc, gateway, table, subnets[:3], subnets[3:])


@pytest.fixture
def vpc(cloud: Emulator) -> Vpc:
    return make_vpc(cloud)


def make_role(emulator: Emulator, service: str = "eks.amazonaws.com", path: str = "/") -> str:
    """A new role's ARN."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}],
    }
    created = emulator.client("iam").create_role(
        RoleName=unique("role"), Path=path, AssumeRolePolicyDocument=json.dumps(trust)
    )
    return str(created["Role"]["Arn"])
