"""KMS: moto's, with keys that are deleted by schedule only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.kms.models import kms_backends

from polyglot_cloud.clock import DAY
from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.refusal import Refusal

MINIMUM_WINDOW, MAXIMUM_WINDOW = 7, 30


class Kms(Service):
    lists = ("kms",)

    @handles("kms", "ScheduleKeyDeletion")
    def schedule_key_deletion(self, call: Call) -> dict[str, Any]:
        """Takes a window of 7 to 30 days, once; the key and its aliases go when it is over (KMS API reference)."""
        days = call.params.get("PendingWindowInDays", MAXIMUM_WINDOW)
        if not MINIMUM_WINDOW <= days <= MAXIMUM_WINDOW:
            raise Refusal("ValidationException", f"{days} is not a valid value for PendingWindowInDays: it must be "
                          f"between {MINIMUM_WINDOW} and {MAXIMUM_WINDOW} (inclusive)")
        keys = kms_backends[self.cloud.account][call.region].keys
        key = self._key(call)
        if key is not None and key.key_state == "PendingDeletion":
            raise Refusal("KMSInvalidStateException", f"{key.arn} is pending deletion.")
        result = call.moto()
        if key is not None:
            date = key.deletion_date

            def delete() -> None:
                if key.key_state == "PendingDeletion" and key.deletion_date == date:
                    keys.pop(key.id, None)

            self.cloud.clock.after(days * DAY, delete)
            result.update(KeyId=key.arn, KeyState="PendingDeletion", PendingWindowInDays=days)
        return result

    def _key(self, call: Call) -> Any:
        wanted = str(call.params["KeyId"]).rpartition("/")[2]
        return kms_backends[self.cloud.account][call.region].keys.get(wanted)

    def inventory(self) -> Iterator[Resource]:
        """Leaves out the keys that AWS manages, and their aliases."""
        for region, kms in kms_backends[self.cloud.account].items():
            for key in kms.keys.values():
                aliases = [name for name in key.aliases if not name.startswith("alias/aws/")]
                if key.aliases and not aliases:
                    continue
                pending = key.key_state == "PendingDeletion"
                tags = kms.tagger.get_tag_dict_for_resource(key.id)
                yield Resource("kms", "key", key.arn, region, tags, scheduled_for_deletion=pending)
                for alias in aliases:
                    yield Resource("kms", "alias", alias, region)
