"""The CBOR protocol, as the AWS SDK for Go speaks it, said with botocore's own serialiser."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import botocore.session
import pytest
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from conftest import Emulator, unique

PROTOCOL = "smithy-rpc-v2-cbor"


def call(cloud: Emulator, service: str, signing_name: str, action: str, **params: Any) -> dict[str, Any]:
    """The result of a call, with its error under `Error` and its status under `ResponseMetadata`."""
    operation = botocore.session.get_session().get_service_model(service).operation_model(action)
    said = create_serializer(PROTOCOL, False).serialize_to_request(params, operation)
    credential = f"AKIAIOSFODNN7EXAMPLE/20260101/eu-west-3/{signing_name}/aws4_request"
    headers = {**said["headers"], "Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, Signature=x"}
    request = urllib.request.Request(cloud.url + said["url_path"], said["body"], headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            response = {"status_code": answer.status, "headers": answer.headers, "body": answer.read()}
    except urllib.error.HTTPError as error:
        response = {"status_code": error.code, "headers": error.headers, "body": error.read()}
    assert response["headers"]["smithy-protocol"] == "rpc-v2-cbor"
    return dict(create_parser(PROTOCOL).parse(response, operation.output_shape))


@pytest.fixture
def alarm(cloud: Emulator) -> str:
    name = unique("alarm")
    call(
        cloud, "cloudwatch", "monitoring", "PutMetricAlarm", AlarmName=name, Namespace="kafka", MetricName="lag",
        ComparisonOperator="GreaterThanThreshold", EvaluationPeriods=2, Period=60, Statistic="Average", Threshold=80.5,
    )
    return name


def test_translates_a_service_of_the_query_protocol(cloud: Emulator, alarm: str) -> None:
    alarms = call(cloud, "cloudwatch", "monitoring", "DescribeAlarms", AlarmNames=[alarm])["MetricAlarms"]
    assert len(alarms) == 1
    assert (alarms[0]["AlarmName"], alarms[0]["Threshold"], alarms[0]["Period"]) == (alarm, 80.5, 60)
    assert alarm in cloud.ids("cloudwatch", "alarm")


def test_translates_a_service_of_the_json_protocol(cloud: Emulator) -> None:
    config = {"KeyAlgorithm": "RSA_2048", "SigningAlgorithm": "SHA256WITHRSA", "Subject": {"CommonName": "clients"}}
    arn = call(
        cloud, "acm-pca", "acm-pca", "CreateCertificateAuthority", CertificateAuthorityConfiguration=config,
        CertificateAuthorityType="ROOT",
    )["CertificateAuthorityArn"]
    read = call(cloud, "acm-pca", "acm-pca", "DescribeCertificateAuthority", CertificateAuthorityArn=arn)
    assert read["CertificateAuthority"]["UsageMode"] == "GENERAL_PURPOSE"
    assert read["CertificateAuthority"]["CertificateAuthorityConfiguration"]["Subject"] == {"CommonName": "clients"}


def test_translates_a_refusal(cloud: Emulator) -> None:
    answer = call(cloud, "cloudwatch", "monitoring", "GetDashboard", DashboardName="none")
    assert answer["Error"]["Code"] in ("ResourceNotFound", "DashboardNotFoundError")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 404
    arn = "arn:aws:acm-pca:eu-west-3:123456789012:certificate-authority/none"
    answer = call(cloud, "acm-pca", "acm-pca", "DeleteCertificateAuthority", CertificateAuthorityArn=arn)
    assert answer["Error"]["Code"] == "ResourceNotFoundException"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
