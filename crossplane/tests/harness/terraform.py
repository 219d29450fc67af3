"""What is composed, told in Terraform's words, so that its scanners can judge it.

The provider is generated from Terraform's: a kind is a resource type, a field is the same in another spelling.
Ids that a composition took from an observed resource become Terraform's references, as some checks follow them.
"""

import json
import re
from typing import Any

from harness import rules
from harness.cases import ROLE, Rendering
from harness.documents import Document, annotation, at

TYPES = {
    "AccessEntry.eks": "aws_eks_access_entry",
    "AccessPolicyAssociation.eks": "aws_eks_access_policy_association",
    "Addon.eks": "aws_eks_addon",
    "Alias.kms": "aws_kms_alias",
    "Certificate.acmpca": "aws_acmpca_certificate",
    "CertificateAuthority.acmpca": "aws_acmpca_certificate_authority",
    "CertificateAuthorityCertificate.acmpca": "aws_acmpca_certificate_authority_certificate",
    "Cluster.eks": "aws_eks_cluster",
    "Cluster.kafka": "aws_msk_cluster",
    "Configuration.kafka": "aws_msk_configuration",
    "EIP.ec2": "aws_eip",
    "FargateProfile.eks": "aws_eks_fargate_profile",
    "Group.cloudwatchlogs": "aws_cloudwatch_log_group",
    "Instance.ec2": "aws_instance",
    "InstanceProfile.iam": "aws_iam_instance_profile",
    "InternetGateway.ec2": "aws_internet_gateway",
    "Key.kms": "aws_kms_key",
    "LB.elbv2": "aws_lb",
    "LBListener.elbv2": "aws_lb_listener",
    "LBTargetGroup.elbv2": "aws_lb_target_group",
    "LifecyclePolicy.ecr": "aws_ecr_lifecycle_policy",
    "NATGateway.ec2": "aws_nat_gateway",
    "OpenIDConnectProvider.iam": "aws_iam_openid_connect_provider",
    "Policy.iam": "aws_iam_policy",
    "Repository.ecr": "aws_ecr_repository",
    "Role.iam": "aws_iam_role",
    "RolePolicy.iam": "aws_iam_role_policy",
    "RolePolicyAttachment.iam": "aws_iam_role_policy_attachment",
    "Route.ec2": "aws_route",
    "RouteTable.ec2": "aws_route_table",
    "RouteTableAssociation.ec2": "aws_route_table_association",
    "Secret.secretsmanager": "aws_secretsmanager_secret",
    "SecretVersion.secretsmanager": "aws_secretsmanager_secret_version",
    "SecurityGroup.ec2": "aws_security_group",
    "SecurityGroupRule.ec2": "aws_security_group_rule",
    "Subnet.ec2": "aws_subnet",
    "VPC.ec2": "aws_vpc",
    "VPCEndpoint.ec2": "aws_vpc_endpoint",
    "VPCEndpointRouteTableAssociation.ec2": "aws_vpc_endpoint_route_table_association",
    "VPCEndpointSecurityGroupAssociation.ec2": "aws_vpc_endpoint_security_group_association",
    "VPCEndpointSubnetAssociation.ec2": "aws_vpc_endpoint_subnet_association",
}
# in Kubernetes, not in AWS
_NOT_IN_AWS = ("Object.kubernetes",)

_ID = re.compile(r"arn:.*|[a-z]+-[0-9a-f]{8,17}")


class Translation:
    """The managed resources of one rendering as a file of Terraform's, and which role each of its resources is."""

    def __init__(self, rendering: Rendering, kinds: rules.ManagedKinds):
        self._kinds = kinds
        self._rendering = rendering
        self.roles: dict[str, str] = {}
        self.unknown: list[str] = []
        self._addresses: dict[str, str] = {}
        managed = []
        for resource in rendering.composed:
            kind = rules.short(resource)
            if kind in TYPES:
                managed.append(resource)
                role = annotation(resource, ROLE)
                address = f"{TYPES[kind]}.{role.replace('-', '_')}"
                self.roles[address] = role
                self._addresses[at(resource, "metadata.name")] = address
            elif kinds.is_managed(resource) and kind not in _NOT_IN_AWS:
                self.unknown.append(f"{rendering.case.name}: {kind} has no Terraform type in harness/terraform.py")
        self._values = self._observed_values()
        self.text = "\n".join(self._resource(resource) for resource in managed)

    def _observed_values(self) -> dict[str, str]:
        """Ids and ARNs that AWS gave, by which a composition refers to a resource."""
        values = {}
        by_role = {role: address for address, role in self.roles.items()}
        for resource in self._rendering.observed:
            address = by_role.get(annotation(resource, ROLE))
            named = ("id", annotation(resource, "crossplane.io/external-name"))
            told = [(attribute, at(resource, f"status.atProvider.{attribute}")) for attribute in ("arn", "id")]
            for attribute, value in (named, *told):
                # not a name, which is the id of some kinds
                if address and isinstance(value, str) and _ID.fullmatch(value):
                    values[value] = f"{address}.{attribute}"
        return values

    def _resource(self, resource: Document) -> str:
        kind, _, name = self._addresses[at(resource, "metadata.name")].partition(".")
        schema = self._kinds.fields(resource) or {}
        # what is wanted at the creation alone is scanned with what is wanted always
        wanted = {**at(resource, "spec.initProvider", {}), **at(resource, "spec.forProvider", {})}
        return "\n".join([f'resource "{kind}" "{name}" {{', *self._fields(wanted, schema, "  "), "}"]) + "\n"

    def _fields(self, value: Document, schema: Document, indent: str) -> list[str]:
        lines = []
        for name, item in value.items():
            field = at(schema, f"properties.{name}", {})
            if isinstance(item, dict) and "additionalProperties" not in field:
                lines += self._block(_snake(name), item, field, indent)
            elif isinstance(item, list) and item and isinstance(item[0], dict):
                for part in item:
                    lines += self._block(_snake(name), part, field.get("items", {}), indent)
            else:
                lines.append(f"{indent}{_snake(name)} = {self._literal(item)}")
        return lines

    def _block(self, name: str, value: Document, schema: Document, indent: str) -> list[str]:
        return [f"{indent}{name} {{", *self._fields(value, schema, indent + "  "), f"{indent}}}"]

    def _literal(self, value: Any) -> str:
        if isinstance(value, dict):
            entries = [f"{json.dumps(name)} = {self._literal(item)}" for name, item in value.items()]
            return "{ " + ", ".join(entries) + " }"
        if isinstance(value, list):
            return "[" + ", ".join(self._literal(item) for item in value) + "]"
        if not isinstance(value, str):
            return json.dumps(value)
        if value in self._values:
            return self._values[value]
        if value.lstrip().startswith("{") or "\n" in value:
            # what a policy says, unescaped
            return f"<<TEXT\n{value.strip()}\nTEXT".replace("${", "$${")
        return json.dumps(value).replace("${", "$${")


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
