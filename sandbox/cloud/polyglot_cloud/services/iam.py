"""IAM: moto's, with the refusal to delete a policy that is attached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.refusal import Refusal

GLOBAL = "aws-global"


class Iam(Service):
    lists = ("iam",)

    @handles("iam", "DeletePolicy")
    def delete_policy(self, call: Call) -> None:
        """Refused while the policy is attached, or has versions beside the default one (IAM API reference)."""
        policy = self.cloud.iam().managed_policies.get(call.params["PolicyArn"])
        if policy is None:
            return
        iam = self.cloud.iam()
        holders = (*iam.roles.values(), *iam.users.values(), *iam.groups.values())
        if any(policy.arn in holder.managed_policies for holder in holders):
            raise Refusal("DeleteConflict", "Cannot delete a policy attached to entities.")
        if len(policy.versions) > 1:
            raise Refusal(
                "DeleteConflict",
                "This policy has more than one version. Before you delete a policy, you must delete the policy's "
                "versions. The default version is deleted with the policy.",
            )

    def inventory(self) -> Iterator[Resource]:
        """Leaves out the policies that AWS manages."""
        iam = self.cloud.iam()
        for role in iam.roles.values():
            yield Resource("iam", "role", role.arn, GLOBAL, _tags(role.tags))
        for policy in iam.managed_policies.values():
            if not policy.arn.startswith("arn:aws:iam::aws:"):
                yield Resource("iam", "policy", policy.arn, GLOBAL, _tags(policy.tags))
        for kind, resources in (
            ("user", iam.users), ("group", iam.groups), ("instance-profile", iam.instance_profiles),
            ("oidc-provider", iam.open_id_providers), ("saml-provider", iam.saml_providers),
            ("server-certificate", iam.certificates),
        ):
            for resource in resources.values():
                yield Resource("iam", kind, resource.arn, GLOBAL, _tags(getattr(resource, "tags", None)))


def _tags(tags: Any) -> dict[str, str]:
    """moto keeps a role's tags as a list, a policy's by their key in lower case, and a group's not at all."""
    found = tags.values() if isinstance(tags, dict) else tags or ()
    return {tag["Key"]: tag["Value"] for tag in found}
