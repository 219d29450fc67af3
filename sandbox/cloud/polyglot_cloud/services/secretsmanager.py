"""Secrets Manager: moto's, with a deleted secret's name taken until its recovery window is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.secretsmanager.models import secretsmanager_backends

from polyglot_cloud.clock import DAY
from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.refusal import Refusal

DEFAULT_WINDOW = 30


class SecretsManager(Service):
    lists = ("secretsmanager",)

    @handles("secretsmanager", "CreateSecret")
    def create_secret(self, call: Call) -> None:
        """moto says that the secret exists; AWS that it is scheduled for deletion, which is another error."""
        secret = self._secrets(call.region).get(call.params["Name"])
        if secret is not None and secret.deleted_date is not None:
            raise Refusal(
                "InvalidRequestException",
                "You can't create this secret because a secret with this name is already scheduled for deletion.",
            )

    @handles("secretsmanager", "DeleteSecret")
    def delete_secret(self, call: Call) -> dict[str, Any]:
        """Gone when the recovery window is over, unless restored."""
        result = call.moto()
        secret = self._secrets(call.region).get(result["ARN"])
        if secret is not None:
            date = secret.deleted_date

            def delete() -> None:
                if secret.deleted_date == date:
                    self._secrets(call.region).pop(secret.arn)

            self.cloud.clock.after((call.params.get("RecoveryWindowInDays") or DEFAULT_WINDOW) * DAY, delete)
        return result

    def _secrets(self, region: str) -> Any:
        return secretsmanager_backends[self.cloud.account][region].secrets

    def inventory(self) -> Iterator[Resource]:
        for region, backend in secretsmanager_backends[self.cloud.account].items():
            for secret in backend.secrets.values():
                tags = {tag["Key"]: tag["Value"] for tag in secret.tags or []}
                deleted = secret.deleted_date is not None
                yield Resource("secretsmanager", "secret", secret.arn, region, tags, scheduled_for_deletion=deleted)
