"""CloudWatch Logs: moto's, with the encryption key of a log group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.logs.models import logs_backends

from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.refusal import Refusal


class Logs(Service):
    lists = ("logs",)

    @handles("logs", "AssociateKmsKey")
    def associate_kms_key(self, call: Call) -> dict[str, Any]:
        self._group(call).kms_key_id = call.params["kmsKeyId"]
        return {}

    @handles("logs", "DisassociateKmsKey")
    def disassociate_kms_key(self, call: Call) -> dict[str, Any]:
        self._group(call).kms_key_id = None
        return {}

    def _group(self, call: Call) -> Any:
        name = call.params.get("logGroupName") or call.params["resourceIdentifier"].partition(":log-group:")[2]
        group = logs_backends[self.cloud.account][call.region].groups.get(name)
        if group is None:
            raise Refusal("ResourceNotFoundException", "The specified log group does not exist.")
        return group

    def inventory(self) -> Iterator[Resource]:
        for region, logs in logs_backends[self.cloud.account].items():
            for name, group in logs.groups.items():
                yield Resource("logs", "log-group", name, region, logs.tagger.get_tag_dict_for_resource(group.arn))
            for name in logs.resource_policies:
                yield Resource("logs", "resource-policy", name, region)
