"""Services that moto answers as AWS does, but for little, as far as this platform uses them: their resources are listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.acm.models import acm_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.ecr.models import ecr_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from polyglot_cloud.handlers import Call, Resource, Service, handles


class Stores(Service):
    #: `sts` has no resources.
    lists = ("acm", "cloudwatch", "ecr", "sns", "sqs", "sts")

    @handles("ecr", "PutImageScanningConfiguration")
    def put_image_scanning_configuration(self, call: Call) -> dict[str, Any]:
        """Takes `scanOnPush` that is left out for false, as an SDK sends it."""
        result = call.moto()
        scanning = {"scanOnPush": call.params["imageScanningConfiguration"].get("scanOnPush", False)}
        repositories = ecr_backends[self.cloud.account][call.region].repositories
        repositories[call.params["repositoryName"]].image_scanning_configuration = scanning
        return {**result, "imageScanningConfiguration": scanning}

    def inventory(self) -> Iterator[Resource]:
        account = self.cloud.account
        for region, ecr in ecr_backends[account].items():
            for name, repository in ecr.repositories.items():
                tags = ecr.tagger.get_tag_dict_for_resource(repository.arn)
                yield Resource("ecr", "repository", name, region, tags)
        for region, acm in acm_backends[account].items():
            for arn in acm._certificates:
                yield Resource("acm", "certificate", arn, region)
        for region, cloudwatch in cloudwatch_backends[account].items():
            for name in cloudwatch.alarms:
                yield Resource("cloudwatch", "alarm", name, region)
            for name in cloudwatch.dashboards:
                yield Resource("cloudwatch", "dashboard", name, region)
        for region, sns in sns_backends[account].items():
            for arn in sns.topics:
                yield Resource("sns", "topic", arn, region)
        for region, sqs in sqs_backends[account].items():
            for name in sqs.queues:
                yield Resource("sqs", "queue", name, region)
