"""What the emulated account has, as far as the evaluation of rights must know: tags, paths, keys behind names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from moto.acmpca.models import acmpca_backends
from moto.ecr.models import ecr_backends
from moto.elbv2.models import elbv2_backends
from moto.kms.models import kms_backends
from moto.logs.models import logs_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sts.models import sts_backends

from polyglot_cloud.cloud import Cloud

Tags = dict[str, str]


class Account:
    """Reads the account's state; changes nothing but which service-linked roles there are."""

    def __init__(self, cloud: Cloud, eks: Any, kafka: Any) -> None:
        self.id = cloud.account
        self.eks = eks
        self.kafka = kafka
        self._cloud = cloud
        self._service_linked: set[str] = set()
        self._tags: dict[str, Callable[[str, str, str], Tags | None]] = {
            "acm-pca": self._authority_tags,
            "ec2": self._ec2_tags,
            "ecr": self._repository_tags,
            "eks": lambda arn, _region, _name: eks.tags_of(arn),
            "elasticloadbalancing": self._balancing_tags,
            "iam": self._iam_tags,
            "kafka": lambda arn, _region, _name: kafka.tags_of(arn),
            "kms": self._key_tags,
            "logs": self._group_tags,
            "secretsmanager": self._secret_tags,
        }

    def arn(self, service: str, region: str, resource: str) -> str:
        """An ARN of this account; IAM's have no region."""
        return f"arn:aws:{service}:{'' if service == 'iam' else region}:{self.id}:{resource}"

    def tags(self, arn: str) -> Tags | None:
        """The tags of an existing resource; None if it does not exist, {} of a service that is not asked."""
        parts = arn.split(":", 5)
        if len(parts) < 6:
            return None
        service, region, name = parts[2], parts[3], parts[5]
        find = self._tags.get(service)
        return {} if find is None else find(arn, region, name)

    # ---- EC2

    def ec2(self, region: str) -> Any:
        """moto's EC2 of a region."""
        return self._cloud.ec2(region)

    def _ec2_tags(self, _arn: str, region: str, name: str) -> Tags | None:
        ec2, resource_id = self.ec2(region), name.rpartition("/")[2]
        tags = dict(ec2.tags.get(resource_id, {}))
        return tags if tags or self._ec2_has(ec2, name.partition("/")[0], resource_id) else None

    def _ec2_has(self, ec2: Any, kind: str, resource_id: str) -> bool:
        """Whether an untagged resource exists; what is not looked up is taken to exist."""
        if kind == "elastic-ip":
            return any(address.allocation_id == resource_id for address in ec2.addresses)
        if kind == "security-group":
            return any(resource_id in groups for groups in ec2.groups.values())
        if kind == "subnet":
            return any(resource_id in subnets for subnets in ec2.subnets.values())
        stores = {
            "internet-gateway": "internet_gateways", "natgateway": "nat_gateways", "network-interface": "enis",
            "route-table": "route_tables", "vpc": "vpcs", "vpc-endpoint": "vpc_end_points",
        }
        return kind not in stores or resource_id in getattr(ec2, stores[kind])

    def vpc_of(self, region: str, kind: str, resource_id: str) -> str:
        """The VPC of a subnet or security group; empty if there is none."""
        ec2 = self.ec2(region)
        stores = ec2.subnets if kind == "subnet" else ec2.groups if kind == "security-group" else {}
        found = next((store[resource_id] for store in stores.values() if resource_id in store), None)
        return str(found.vpc_id) if found else ""

    # ---- IAM

    def role_arn(self, name: str) -> str | None:
        """The ARN of a role with its path; None if there is no such role."""
        return next((str(role.arn) for role in self._cloud.iam().roles.values() if role.name == name), None)

    def profile(self, name_or_arn: str) -> Any:
        """An instance profile of moto's, or None."""
        profiles = self._cloud.iam().instance_profiles.values()
        return next((one for one in profiles if name_or_arn in (one.name, one.arn)), None)

    def _iam_tags(self, arn: str, _region: str, name: str) -> Tags | None:
        iam = self._cloud.iam()
        kind = name.partition("/")[0]
        stores = {
            "instance-profile": iam.instance_profiles, "oidc-provider": iam.open_id_providers,
            "policy": iam.managed_policies, "role": iam.roles, "user": iam.users,
        }
        found = next((one for one in stores.get(kind, {}).values() if one.arn == arn), None)
        if found is None:
            return {} if kind not in stores else None
        tags = getattr(found, "tags", None)
        listed = tags.values() if isinstance(tags, dict) else tags or ()
        return {tag["Key"]: tag["Value"] for tag in listed}

    def has_service_linked_role(self, service: str) -> bool:
        """Whether the account has the role that a service makes for itself."""
        return service in self._service_linked

    def add_service_linked_role(self, service: str) -> None:
        """The service has made it; it is in no listing, as the sandbox's account shows no more than it was given."""
        self._service_linked.add(service)

    def session(self, access_key: str) -> Any:
        """The assumed role (of moto's) that a temporary access key belongs to, or None."""
        return sts_backends[self.id]["aws"].get_assumed_role_from_access_key(access_key)

    def policies_of_role(self, arn: str) -> Iterator[str]:
        """The documents of a role's policies, inline and attached; none if there is no such role."""
        role = next((role for role in self._cloud.iam().roles.values() if role.arn == arn), None)
        if role is None:
            return
        yield from role.policies.values()
        for policy in role.managed_policies.values():
            yield from (version.document for version in policy.versions if version.is_default)

    # ---- KMS

    def key_arn(self, region: str, key: str) -> str:
        """The ARN of a key by its id, ARN or alias; of an id that does not exist too."""
        name = key.split(":", 5)[5] if key.startswith("arn:") else key
        if name.startswith("alias/"):
            return self.key_of_alias(region, name) or self.arn("kms", region, "key/unknown")
        return self.arn("kms", region, f"key/{name.removeprefix('key/')}")

    def key_of_alias(self, region: str, alias: str) -> str | None:
        """The ARN of the key that has an alias."""
        keys = kms_backends[self.id][region].keys.values()
        return next((str(key.arn) for key in keys if alias in key.aliases), None)

    def customer_key(self, region: str, key: str | None) -> str | None:
        """The ARN of a customer's key; None of no key and of AWS's own, which all callers of their service may use."""
        arn = self.key_arn(region, key) if key else ""
        found = kms_backends[self.id][region].keys.get(arn.rpartition("/")[2])
        if found is None or any(alias.startswith("alias/aws/") for alias in found.aliases):
            return None
        return arn

    def _key_tags(self, _arn: str, region: str, name: str) -> Tags | None:
        kms = kms_backends[self.id][region]
        kind, _, key_id = name.partition("/")
        if kind == "alias":
            return {} if self.key_of_alias(region, name) else None
        return kms.tagger.get_tag_dict_for_resource(key_id) if key_id in kms.keys else None

    # ---- other services

    def _repository_tags(self, arn: str, region: str, name: str) -> Tags | None:
        ecr = ecr_backends[self.id][region]
        exists = name.removeprefix("repository/") in ecr.repositories
        return ecr.tagger.get_tag_dict_for_resource(arn) if exists else None

    def repository_key(self, region: str, name: str) -> str:
        """The KMS key that a repository was created with; empty if AWS's own."""
        repository = ecr_backends[self.id][region].repositories.get(name)
        return str((getattr(repository, "encryption_configuration", None) or {}).get("kmsKey") or "")

    def _group_tags(self, _arn: str, region: str, name: str) -> Tags | None:
        logs = logs_backends[self.id][region]
        group = logs.groups.get(name.removeprefix("log-group:").partition(":")[0])
        return logs.tagger.get_tag_dict_for_resource(group.arn) if group else None

    def secret(self, region: str, name_or_arn: str) -> Any:
        """A secret of moto's, or None."""
        return secretsmanager_backends[self.id][region].secrets.get(name_or_arn)

    def _secret_tags(self, arn: str, region: str, _name: str) -> Tags | None:
        secret = self.secret(region, arn)
        return {tag["Key"]: tag["Value"] for tag in secret.tags or ()} if secret else None

    def _authority_tags(self, arn: str, region: str, _name: str) -> Tags | None:
        backend = acmpca_backends[self.id][region]
        exists = arn in backend.certificate_authorities
        return backend.tagger.get_tag_dict_for_resource(arn) if exists else None

    def _balancing_tags(self, arn: str, region: str, _name: str) -> Tags | None:
        backend = elbv2_backends[self.id][region]
        listeners = (listener for balancer in backend.load_balancers.values() for listener in balancer.listeners)
        exists = arn in backend.load_balancers or arn in backend.target_groups or arn in listeners
        return backend.tagging_service.get_tag_dict_for_resource(arn) if exists else None
