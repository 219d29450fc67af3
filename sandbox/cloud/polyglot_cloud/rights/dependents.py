"""What a service asks IAM in the caller's name while it does what it was called for.

A row names its call and where the fact is from. SAR is the Service Authorization Reference, "Dependent actions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from polyglot_cloud.handlers import Call
from polyglot_cloud.rights.requests import Asking, Question
from polyglot_cloud.rights.resources import others
from polyglot_cloud.rights.resources.iam import service_linked_role
from polyglot_cloud.rights.resources.named import EVERYTHING, Named

Asker = Callable[[Call, Asking], Iterable[Question]]


@dataclass(frozen=True)
class Row:
    """What some calls ask for, and where that stands."""

    calls: tuple[str, ...]
    asks: Asker
    source: str


def of_call(call: Call, asking: Asking) -> Iterator[Question]:
    """What the service asks in the caller's name for this call."""
    for row in _ROWS_BY_CALL.get(f"{call.service}:{call.action}", ()):
        yield from row.asks(call, asking)


# ---- what is asked


def _ask(
    asking: Asking, action: str, named: Named = EVERYTHING, keys: Mapping[str, str] | None = None,
    words: tuple[str, str] | None = None,
) -> Question:
    """A question in the caller's name, with the condition keys of the service."""
    request = asking.request(action, named, keys={"aws:ViaAWSService": "true", **(keys or {})})
    return Question(request, named.shown or named.arn, words)


def _all(*actions: str) -> Asker:
    """Actions that have no resources."""

    def ask(_call: Call, asking: Asking) -> Iterator[Question]:
        for action in actions:
            yield _ask(asking, action)

    return ask


def _role(asking: Asking, arn: str) -> Named:
    return Named("role", arn, new=asking.account.tags(arn) is None)


def _pass_role(asking: Asking, arn: str | None, service: str) -> Iterator[Question]:
    """`iam:PassRole` for a role that the caller hands over to a service."""
    if arn:
        yield _ask(asking, "iam:PassRole", _role(asking, arn), {"iam:PassedToService": service})


def _passes(parameter: str, service: str) -> Asker:
    def ask(call: Call, asking: Asking) -> Iterator[Question]:
        yield from _pass_role(asking, call.params.get(parameter), service)

    return ask


def _service_linked(service: str, role: str) -> Asker:
    """`iam:CreateServiceLinkedRole`, once in the account's life: the service makes its role when it is first used."""

    def ask(_call: Call, asking: Asking) -> Iterator[Question]:
        if not asking.account.has_service_linked_role(service):
            named = Named("role", service_linked_role(asking.account, service, role), new=True)
            asked = _ask(asking, "iam:CreateServiceLinkedRole", named, {"iam:AWSServiceName": service})
            yield Question(asked.request, asked.shown, makes_role_of=service)

    return ask


def _key(
    call: Call, asking: Asking, key: str | None, actions: Iterable[str], keys: Mapping[str, str] | None = None
) -> Iterator[Question]:
    """Rights to a customer's key; whoever may use a service may use AWS's own key of it."""
    arn = asking.account.customer_key(call.region, key)
    for action in actions if arn else ():
        yield _ask(asking, action, Named("key", str(arn)), keys)


def _via(call: Call, service: str) -> dict[str, str]:
    """The keys of a call to KMS that a service makes in the caller's name."""
    return {"kms:ViaService": f"{service}.{call.region}.amazonaws.com"}


def _granting(call: Call, service: str) -> dict[str, str]:
    """The keys of a grant that a service makes itself in the caller's name."""
    return {"kms:GrantIsForAWSResource": "true", **_via(call, service)}


# ---- EKS


def _secrets_key(call: Call, asking: Asking) -> Iterator[Question]:
    """Without `kms:GrantIsForAWSResource`, which EKS does not support for these calls."""
    for config in call.params.get("encryptionConfig") or ():
        key = (config.get("provider") or {}).get("keyArn")
        yield from _key(call, asking, key, ("kms:DescribeKey", "kms:CreateGrant"))


def _cluster_role_is_read(call: Call, asking: Asking) -> Iterator[Question]:
    if arn := call.params.get("roleArn"):
        yield _ask(asking, "iam:GetRole", _role(asking, arn))


FARGATE_ROLE = "AWSServiceRoleForAmazonEKSForFargate"
FARGATE = "eks-fargate.amazonaws.com"


def _fargate_looks_for_its_role(_call: Call, asking: Asking) -> Iterator[Question]:
    arn = service_linked_role(asking.account, FARGATE, FARGATE_ROLE)
    words = (
        "InvalidRequestException",
        f"Failed to validate if SLR: {FARGATE_ROLE} already exists due to missing permissions for 'iam:GetRole'",
    )
    yield _ask(asking, "iam:GetRole", Named("role", arn, new=True), words=words)


# ---- MSK


def _volumes_key(call: Call, asking: Asking) -> Iterator[Question]:
    asked = call.params.get("Provisioned") or call.params
    at_rest = (asked.get("EncryptionInfo") or {}).get("EncryptionAtRest") or {}
    key = at_rest.get("DataVolumeKMSKeyId")
    yield from _key(call, asking, key, ("kms:DescribeKey", "kms:CreateGrant"), _granting(call, "kafka"))


def _retired_grant(call: Call, asking: Asking) -> Iterator[Question]:
    yield from _key(call, asking, asking.account.kafka.key_of(str(call.params.get("ClusterArn"))), ("kms:RetireGrant",))


def _delivered(asked: dict[str, Any]) -> bool:
    """Whether brokers' logs go to CloudWatch."""
    brokers = (asked.get("LoggingInfo") or {}).get("BrokerLogs") or {}
    return bool((brokers.get("CloudWatchLogs") or {}).get("Enabled"))


DELIVERY = (
    "logs:CreateLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)


def _log_delivery(call: Call, asking: Asking) -> Iterator[Question]:
    if _delivered(call.params.get("Provisioned") or call.params):
        yield from _all(*DELIVERY)(call, asking)


def _changed_log_delivery(call: Call, asking: Asking) -> Iterator[Question]:
    if call.params.get("LoggingInfo"):
        yield from _all("logs:GetLogDelivery", "logs:UpdateLogDelivery", *DELIVERY)(call, asking)


def _ended_log_delivery(call: Call, asking: Asking) -> Iterator[Question]:
    if asking.account.kafka.logs_to_cloudwatch(str(call.params.get("ClusterArn"))):
        yield from _all("logs:GetLogDelivery", "logs:DeleteLogDelivery")(call, asking)


# ---- EC2


def _private_dns(call: Call, asking: Asking) -> Iterator[Question]:
    """An interface endpoint's private names are a hosted zone of AWS's, associated with the VPC."""
    interface = (call.params.get("VpcEndpointType") or "Gateway") == "Interface"
    if interface and str(call.params.get("PrivateDnsEnabled", True)).lower() == "true":
        named = Named("hostedzone", "arn:aws:route53:::hostedzone/*", new=True)
        yield _ask(asking, "route53:AssociateVPCWithHostedZone", named)


def _instance_profile(call: Call, asking: Asking) -> Iterator[Question]:
    asked = call.params.get("IamInstanceProfile") or {}
    profile = asking.account.profile(asked.get("Arn") or asked.get("Name") or "")
    for role in profile.roles if profile else ():
        yield from _pass_role(asking, role.arn, "ec2.amazonaws.com")


def _image_parameter(call: Call, asking: Asking) -> Iterator[Question]:
    """An image `resolve:ssm:NAME` is looked up in Systems Manager."""
    image = str(call.params.get("ImageId") or "")
    if image.startswith("resolve:ssm:"):
        arn = others.parameter(asking.account, call.region, image.removeprefix("resolve:ssm:"))
        yield _ask(asking, "ssm:GetParameters", Named("parameter", arn, new=True))


def _profile_role(call: Call, asking: Asking) -> Iterator[Question]:
    yield from _pass_role(asking, asking.account.role_arn(str(call.params.get("RoleName"))), "ec2.amazonaws.com")


# ---- ECR, Secrets Manager


def _images_key(call: Call, asking: Asking) -> Iterator[Question]:
    key = (call.params.get("encryptionConfiguration") or {}).get("kmsKey")
    yield from _key(call, asking, key, ("kms:DescribeKey", "kms:CreateGrant"), _granting(call, "ecr"))


def _images_key_is_given_back(call: Call, asking: Asking) -> Iterator[Question]:
    key = asking.account.repository_key(call.region, str(call.params.get("repositoryName")))
    yield from _key(call, asking, key, ("kms:RetireGrant",), _via(call, "ecr"))


def _secret_is_encrypted(call: Call, asking: Asking) -> Iterator[Question]:
    if call.params.get("SecretString") or call.params.get("SecretBinary"):
        yield from _secret_key(call, asking, ("kms:GenerateDataKey", "kms:Decrypt"))


def _secret_is_encrypted_again(call: Call, asking: Asking) -> Iterator[Question]:
    if call.params.get("KmsKeyId") or call.params.get("SecretString") or call.params.get("SecretBinary"):
        yield from _secret_key(call, asking, ("kms:GenerateDataKey", "kms:Decrypt"))


def _secret_is_decrypted(call: Call, asking: Asking) -> Iterator[Question]:
    yield from _secret_key(call, asking, ("kms:Decrypt",))


def _secret_key(call: Call, asking: Asking, actions: tuple[str, ...]) -> Iterator[Question]:
    secret = asking.account.secret(call.region, str(call.params.get("SecretId") or ""))
    keys = (call.params.get("KmsKeyId"), getattr(secret, "kms_key_id", None))
    for key in sorted({str(key) for key in keys if key}):
        yield from _key(call, asking, key, actions, _via(call, "secretsmanager"))


# ---- the table

ELB_GUIDE = "Elastic Load Balancing User Guide, API permissions"
MSK_POLICY = "AmazonMSKFullAccess, which the MSK Developer Guide requires of the caller"

ROWS = (
    Row(("eks:CreateCluster",), _passes("roleArn", "eks.amazonaws.com"), "EKS API, CreateCluster"),
    Row(("eks:CreateCluster",), _cluster_role_is_read, "EKS User Guide, identity-based policies; not seen refused"),
    Row(("eks:CreateCluster", "eks:AssociateEncryptionConfig"), _secrets_key, "EKS User Guide, Encrypt Kubernetes secrets"),
    Row(("eks:CreateCluster",), _service_linked("eks.amazonaws.com", "AWSServiceRoleForAmazonEKS"),
        "EKS User Guide, Using roles for Amazon EKS clusters"),
    Row(("eks:CreateFargateProfile",), _passes("podExecutionRoleArn", "eks-fargate-pods.amazonaws.com"),
        "EKS API, CreateFargateProfile"),
    Row(("eks:CreateFargateProfile",), _fargate_looks_for_its_role, "aws-controllers-k8s/community#1821"),
    Row(("eks:CreateFargateProfile",), _service_linked(FARGATE, FARGATE_ROLE),
        "EKS User Guide, Using roles for Fargate"),
    Row(("kafka:CreateCluster", "kafka:CreateClusterV2"),
        _all("ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:DescribeSecurityGroups"), "SAR"),
    Row(("kafka:CreateCluster", "kafka:CreateClusterV2"), _volumes_key, "SAR"),
    Row(("kafka:CreateCluster", "kafka:CreateClusterV2"),
        # SAR names iam:AttachRolePolicy and iam:PutRolePolicy too, which AmazonMSKFullAccess does without
        _service_linked("kafka.amazonaws.com", "AWSServiceRoleForKafka"), "SAR"),
    Row(("kafka:CreateCluster", "kafka:CreateClusterV2"), _log_delivery, MSK_POLICY),
    Row(("kafka:UpdateMonitoring",), _changed_log_delivery, MSK_POLICY),
    Row(("kafka:UpdateConnectivity",), _all("ec2:DescribeRouteTables", "ec2:DescribeSubnets"), "SAR"),
    Row(("kafka:UpdateSecurity",), _retired_grant, "SAR"),
    Row(("kafka:DeleteCluster",), _all("ec2:DescribeVpcAttribute", "ec2:DescribeVpcEndpoints"), "SAR"),
    Row(("kafka:DeleteCluster",), _ended_log_delivery, MSK_POLICY),
    Row(("ec2:CreateVpcEndpoint",), _all("ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"), "SAR"),
    Row(("ec2:CreateVpcEndpoint",), _private_dns, "SAR"),
    Row(("ec2:RunInstances", "ec2:AssociateIamInstanceProfile", "ec2:ReplaceIamInstanceProfileAssociation"),
        _instance_profile, "SAR"),
    Row(("ec2:RunInstances",), _image_parameter, "SAR"),
    Row(("iam:AddRoleToInstanceProfile",), _profile_role, "SAR"),
    Row(("ecr:CreateRepository",), _images_key, "ECR User Guide, Encryption at rest"),
    Row(("ecr:DeleteRepository",), _images_key_is_given_back, "ECR User Guide, Encryption at rest"),
    Row(("elbv2:CreateLoadBalancer",),
        _all("ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeInternetGateways",
             "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"), ELB_GUIDE),
    Row(("elbv2:CreateLoadBalancer", "elbv2:CreateTargetGroup"),
        _service_linked("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"), ELB_GUIDE),
    Row(("elbv2:CreateTargetGroup",), _all("ec2:DescribeInternetGateways", "ec2:DescribeVpcs"), ELB_GUIDE),
    Row(("elbv2:SetSubnets", "elbv2:SetIpAddressType"), _all("ec2:DescribeSubnets"), ELB_GUIDE),
    Row(("secretsmanager:CreateSecret", "secretsmanager:PutSecretValue"), _secret_is_encrypted,
        "Secrets Manager User Guide, Secret encryption and decryption"),
    Row(("secretsmanager:UpdateSecret",), _secret_is_encrypted_again,
        "Secrets Manager User Guide, Secret encryption and decryption"),
    Row(("secretsmanager:GetSecretValue",), _secret_is_decrypted,
        "Secrets Manager User Guide, Secret encryption and decryption"),
)
_ROWS_BY_CALL: dict[str, list[Row]] = {}
for _row in ROWS:
    for _call in _row.calls:
        _ROWS_BY_CALL.setdefault(_call, []).append(_row)
