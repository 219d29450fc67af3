"""Private certificate authorities: moto's, with deletion as AWS orders it, permissions, and the usage mode kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from moto.acmpca.models import acmpca_backends

from polyglot_cloud.clock import DAY
from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.refusal import Refusal

MINIMUM_DAYS, MAXIMUM_DAYS = 7, 30
#: DeleteCertificateAuthority, ACM PCA API reference: an active authority must be disabled first.
DELETABLE = ("CREATING", "PENDING_CERTIFICATE", "DISABLED", "EXPIRED", "FAILED")


class AcmPca(Service):
    lists = ("acm-pca",)

    def __init__(self, cloud: Any) -> None:
        super().__init__(cloud)
        self._restorable_until: dict[str, datetime] = {}
        self._permissions: dict[str, dict[str, dict[str, Any]]] = {}

    @handles("acm-pca", "CreateCertificateAuthority")
    def create_certificate_authority(self, call: Call) -> dict[str, Any]:
        """moto forgets the usage mode and reports a short-lived one; AWS's default is a general one."""
        result = call.moto()
        authority = self._authorities(call.region)[result["CertificateAuthorityArn"]]
        authority.usage_mode = call.params.get("UsageMode") or "GENERAL_PURPOSE"
        return result

    @handles("acm-pca", "DeleteCertificateAuthority")
    def delete_certificate_authority(self, call: Call) -> dict[str, Any] | None:
        """DELETED but restorable for 7 to 30 days, then gone; refused while active."""
        authority = self._authority(call)
        days = call.params.get("PermanentDeletionTimeInDays", MAXIMUM_DAYS)
        if not MINIMUM_DAYS <= days <= MAXIMUM_DAYS:
            raise Refusal(
                "ValidationException",
                f"1 validation error detected: Value '{days}' at 'permanentDeletionTimeInDays' failed to satisfy "
                f"constraint: Member must have value between {MINIMUM_DAYS} and {MAXIMUM_DAYS}",
            )
        if authority.status not in DELETABLE:
            raise Refusal(
                "InvalidStateException",
                f"The certificate authority {authority.arn} is in state {authority.status}. It must be in one of "
                f"{', '.join(DELETABLE)} to be deleted",
            )
        result = call.moto()
        until = datetime.now(UTC) + timedelta(days=days)
        self._restorable_until[authority.arn] = until
        self.cloud.clock.after(days * DAY, lambda: self._delete(call.region, authority.arn, until))
        return result

    def _delete(self, region: str, arn: str, until: datetime) -> None:
        if self._restorable_until.get(arn) == until:
            del self._restorable_until[arn]
            self._authorities(region).pop(arn, None)

    @handles("acm-pca", "RestoreCertificateAuthority")
    def restore_certificate_authority(self, call: Call) -> dict[str, Any]:
        authority = self._authority(call)
        if authority.status != "DELETED":
            raise Refusal("InvalidStateException", f"The certificate authority {authority.arn} is not deleted")
        del self._restorable_until[authority.arn]
        authority.status = "DISABLED"
        return {}

    @handles("acm-pca", "DescribeCertificateAuthority")
    def describe_certificate_authority(self, call: Call) -> dict[str, Any]:
        result = call.moto()
        if until := self._restorable_until.get(call.params["CertificateAuthorityArn"]):
            result["CertificateAuthority"]["RestorableUntil"] = until
        return result

    @handles("acm-pca", "CreatePermission")
    def create_permission(self, call: Call) -> dict[str, Any]:
        authority, principal = self._authority(call), call.params["Principal"]
        permissions = self._permissions.setdefault(authority.arn, {})
        if principal in permissions:
            raise Refusal("PermissionAlreadyExistsException", f"A permission for {principal} already exists")
        permissions[principal] = {
            "CertificateAuthorityArn": authority.arn,
            "CreatedAt": datetime.now(UTC),
            "Principal": principal,
            "SourceAccount": call.params.get("SourceAccount") or self.cloud.account,
            "Actions": call.params["Actions"],
        }
        return {}

    @handles("acm-pca", "ListPermissions")
    def list_permissions(self, call: Call) -> dict[str, Any]:
        return {"Permissions": list(self._permissions.get(self._authority(call).arn, {}).values())}

    @handles("acm-pca", "DeletePermission")
    def delete_permission(self, call: Call) -> dict[str, Any]:
        self._permissions.get(self._authority(call).arn, {}).pop(call.params["Principal"], None)
        return {}

    def _authorities(self, region: str) -> dict[str, Any]:
        authorities: dict[str, Any] = self.cloud.acmpca(region).certificate_authorities
        return authorities

    def _authority(self, call: Call) -> Any:
        arn = call.params["CertificateAuthorityArn"]
        if arn not in self._authorities(call.region):
            raise Refusal("ResourceNotFoundException", f"Could not find Certificate Authority with ARN {arn}")
        return self._authorities(call.region)[arn]

    def inventory(self) -> Iterator[Resource]:
        for region, backend in acmpca_backends[self.cloud.account].items():
            for arn, authority in backend.certificate_authorities.items():
                yield Resource(
                    "acm-pca", "certificate-authority", arn, region, backend.tagger.get_tag_dict_for_resource(arn),
                    scheduled_for_deletion=authority.status == "DELETED",
                )
