"""IAM, KMS, private CAs, log groups, repositories and secrets: names are unique, and use blocks deletion."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Emulator, make_role, refused, unique

TRUST = json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
})
ALLOW = json.dumps({
    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kafka:DescribeCluster", "Resource": "*"}]
})
MANAGED = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"


class TestIamRole:
    @pytest.fixture
    def iam(self, cloud: Emulator) -> Any:
        return cloud.client("iam")

    @pytest.fixture
    def role(self, cloud: Emulator) -> str:
        return make_role(cloud).rpartition("/")[2]

    def test_is_refused_for_a_name_in_use(self, iam: Any, role: str) -> None:
        refusal = refused(iam.create_role, RoleName=role, AssumeRolePolicyDocument=TRUST)
        assert (refusal.code, refusal.status) == ("EntityAlreadyExists", 409)

    def refuses_deletion(self, iam: Any, role: str) -> None:
        refusal = refused(iam.delete_role, RoleName=role)
        assert (refusal.code, refusal.status) == ("DeleteConflict", 409)

    def test_is_not_deleted_with_a_policy_attached(self, iam: Any, role: str) -> None:
        iam.attach_role_policy(RoleName=role, PolicyArn=MANAGED)
        self.refuses_deletion(iam, role)
        iam.detach_role_policy(RoleName=role, PolicyArn=MANAGED)
        iam.delete_role(RoleName=role)

    def test_is_not_deleted_with_an_inline_policy(self, iam: Any, role: str) -> None:
        iam.put_role_policy(RoleName=role, PolicyName="inline", PolicyDocument=ALLOW)
        self.refuses_deletion(iam, role)
        iam.delete_role_policy(RoleName=role, PolicyName="inline")
        iam.delete_role(RoleName=role)

    def test_is_not_deleted_while_in_an_instance_profile(self, iam: Any, role: str) -> None:
        profile = unique("profile")
        iam.create_instance_profile(InstanceProfileName=profile)
        iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role)
        self.refuses_deletion(iam, role)
        assert refused(iam.delete_instance_profile, InstanceProfileName=profile).code == "DeleteConflict"
        iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=role)
        iam.delete_role(RoleName=role)
        iam.delete_instance_profile(InstanceProfileName=profile)

    def test_does_not_take_a_policy_that_does_not_exist(self, iam: Any, role: str) -> None:
        arn = "arn:aws:iam::123456789012:policy/none"
        assert refused(iam.attach_role_policy, RoleName=role, PolicyArn=arn).code == "NoSuchEntity"

    def test_holds_its_policies(self, iam: Any, role: str) -> None:
        name = unique("policy")
        arn = iam.create_policy(PolicyName=name, PolicyDocument=ALLOW)["Policy"]["Arn"]
        assert refused(iam.create_policy, PolicyName=name, PolicyDocument=ALLOW).code == "EntityAlreadyExists"
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
        refusal = refused(iam.delete_policy, PolicyArn=arn)
        assert (refusal.code, refusal.status) == ("DeleteConflict", 409)
        assert refusal.message == "Cannot delete a policy attached to entities."
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
        iam.delete_policy(PolicyArn=arn)

    def test_policies_are_not_deleted_with_several_versions(self, iam: Any) -> None:
        arn = iam.create_policy(PolicyName=unique("policy"), PolicyDocument=ALLOW)["Policy"]["Arn"]
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW, SetAsDefault=True)
        assert refused(iam.delete_policy, PolicyArn=arn).code == "DeleteConflict"
        iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
        iam.delete_policy(PolicyArn=arn)

    def test_identity_providers_are_unique(self, iam: Any) -> None:
        provider = {"Url": f"https://oidc.eks.eu-west-3.amazonaws.com/id/{unique('X')}", "ThumbprintList": ["a" * 40]}
        iam.create_open_id_connect_provider(**provider)
        assert refused(iam.create_open_id_connect_provider, **provider).code == "EntityAlreadyExists"


class TestKmsKey:
    @pytest.fixture
    def kms(self, cloud: Emulator) -> Any:
        return cloud.client("kms")

    @pytest.fixture
    def key(self, kms: Any) -> str:
        return str(kms.create_key(Description="test")["KeyMetadata"]["KeyId"])

    @pytest.mark.parametrize("days", [6, 31])
    def test_is_not_deleted_within_six_days_or_after_thirty(self, kms: Any, key: str, days: int) -> None:
        refusal = refused(kms.schedule_key_deletion, KeyId=key, PendingWindowInDays=days)
        assert refusal.code == "ValidationException"
        assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"

    @pytest.mark.parametrize("days", [7, 30])
    def test_is_deleted_when_its_window_is_over(self, kms: Any, key: str, days: int, cloud: Emulator) -> None:
        alias = f"alias/{unique('key')}"
        kms.create_alias(AliasName=alias, TargetKeyId=key)
        answer = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=days)
        assert (answer["KeyState"], answer["PendingWindowInDays"]) == ("PendingDeletion", days)
        cloud.pass_days(days - 1)
        assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
        cloud.pass_days(1)
        assert refused(kms.describe_key, KeyId=key).code == "NotFoundException"
        assert alias not in cloud.ids("kms", "alias")

    def test_is_not_scheduled_twice(self, kms: Any, key: str) -> None:
        kms.schedule_key_deletion(KeyId=key)
        refusal = refused(kms.schedule_key_deletion, KeyId=key)
        assert refusal.code == "KMSInvalidStateException"
        assert refusal.message.endswith("is pending deletion.")

    def test_lives_on_if_its_deletion_is_cancelled(self, kms: Any, key: str, cloud: Emulator) -> None:
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        kms.cancel_key_deletion(KeyId=key)
        cloud.pass_days(8)
        assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"

    def test_alias_is_refused_for_a_name_in_use(self, kms: Any, key: str) -> None:
        alias = f"alias/{unique('key')}"
        kms.create_alias(AliasName=alias, TargetKeyId=key)
        assert refused(kms.create_alias, AliasName=alias, TargetKeyId=key).code == "AlreadyExistsException"


class TestPrivateCertificateAuthority:
    @pytest.fixture
    def pca(self, cloud: Emulator) -> Any:
        return cloud.client("acm-pca")

    def create(self, pca: Any, **settings: Any) -> str:
        subject = {"CommonName": "kafka clients"}
        config = {"KeyAlgorithm": "RSA_2048", "SigningAlgorithm": "SHA256WITHRSA", "Subject": subject}
        created = pca.create_certificate_authority(
            CertificateAuthorityConfiguration=config, CertificateAuthorityType="ROOT", **settings
        )
        return str(created["CertificateAuthorityArn"])

    def activate(self, pca: Any, arn: str) -> None:
        csr = pca.get_certificate_authority_csr(CertificateAuthorityArn=arn)["Csr"]
        issued = pca.issue_certificate(
            CertificateAuthorityArn=arn, Csr=csr, SigningAlgorithm="SHA256WITHRSA",
            TemplateArn="arn:aws:acm-pca:::template/RootCACertificate/V1", Validity={"Type": "YEARS", "Value": 10},
        )["CertificateArn"]
        certificate = pca.get_certificate(CertificateAuthorityArn=arn, CertificateArn=issued)["Certificate"]
        pca.import_certificate_authority_certificate(CertificateAuthorityArn=arn, Certificate=certificate)

    def read(self, pca: Any, arn: str) -> dict[str, Any]:
        return dict(pca.describe_certificate_authority(CertificateAuthorityArn=arn)["CertificateAuthority"])

    def test_is_activated_and_keeps_its_usage_mode(self, pca: Any) -> None:
        arn = self.create(pca)
        assert (self.read(pca, arn)["Status"], self.read(pca, arn)["UsageMode"]) == (
            "PENDING_CERTIFICATE", "GENERAL_PURPOSE",
        )
        self.activate(pca, arn)
        assert self.read(pca, arn)["Status"] == "ACTIVE"
        short_lived = self.create(pca, UsageMode="SHORT_LIVED_CERTIFICATE")
        assert self.read(pca, short_lived)["UsageMode"] == "SHORT_LIVED_CERTIFICATE"

    def test_is_not_deleted_while_active(self, pca: Any) -> None:
        arn = self.create(pca)
        self.activate(pca, arn)
        refusal = refused(
            pca.delete_certificate_authority, CertificateAuthorityArn=arn, PermanentDeletionTimeInDays=7
        )
        assert refusal.code == "InvalidStateException"
        pca.update_certificate_authority(CertificateAuthorityArn=arn, Status="DISABLED")
        pca.delete_certificate_authority(CertificateAuthorityArn=arn, PermanentDeletionTimeInDays=7)

    def test_is_restorable_for_days_and_then_gone(self, pca: Any, cloud: Emulator) -> None:
        arn = self.create(pca)
        pca.delete_certificate_authority(CertificateAuthorityArn=arn, PermanentDeletionTimeInDays=7)
        assert self.read(pca, arn)["Status"] == "DELETED"
        assert "RestorableUntil" in self.read(pca, arn)
        pca.restore_certificate_authority(CertificateAuthorityArn=arn)
        assert self.read(pca, arn)["Status"] == "DISABLED"
        assert refused(pca.restore_certificate_authority, CertificateAuthorityArn=arn).code == "InvalidStateException"
        pca.delete_certificate_authority(CertificateAuthorityArn=arn, PermanentDeletionTimeInDays=7)
        cloud.pass_days(7)
        refusal = refused(pca.describe_certificate_authority, CertificateAuthorityArn=arn)
        assert refusal.code == "ResourceNotFoundException"

    @pytest.mark.parametrize("days", [6, 31])
    def test_is_not_deleted_within_six_days_or_after_thirty(self, pca: Any, days: int) -> None:
        arn = self.create(pca)
        refusal = refused(
            pca.delete_certificate_authority, CertificateAuthorityArn=arn, PermanentDeletionTimeInDays=days
        )
        assert refusal.code == "ValidationException"

    def test_keeps_permissions(self, pca: Any) -> None:
        arn = self.create(pca)
        actions = ["IssueCertificate", "GetCertificate", "ListPermissions"]
        permission = {"CertificateAuthorityArn": arn, "Principal": "acm.amazonaws.com", "Actions": actions}
        pca.create_permission(**permission)
        assert refused(pca.create_permission, **permission).code == "PermissionAlreadyExistsException"
        permissions = pca.list_permissions(CertificateAuthorityArn=arn)["Permissions"]
        assert len(permissions) == 1
        assert (permissions[0]["Principal"], permissions[0]["Actions"]) == ("acm.amazonaws.com", actions)
        pca.delete_permission(CertificateAuthorityArn=arn, Principal="acm.amazonaws.com")
        assert pca.list_permissions(CertificateAuthorityArn=arn)["Permissions"] == []


class TestLogGroup:
    @pytest.fixture
    def logs(self, cloud: Emulator) -> Any:
        return cloud.client("logs")

    def test_is_refused_for_a_name_in_use(self, logs: Any) -> None:
        name = unique("/msk/dev")
        logs.create_log_group(logGroupName=name)
        assert refused(logs.create_log_group, logGroupName=name).code == "ResourceAlreadyExistsException"

    def test_takes_a_key_and_loses_it(self, logs: Any) -> None:
        name, key = unique("/msk/dev"), "arn:aws:kms:eu-west-3:123456789012:key/1"
        logs.create_log_group(logGroupName=name)
        logs.associate_kms_key(logGroupName=name, kmsKeyId=key)
        groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        assert len(groups) == 1
        assert groups[0]["kmsKeyId"] == key
        logs.disassociate_kms_key(logGroupName=name)
        assert "kmsKeyId" not in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]
        refusal = refused(logs.associate_kms_key, logGroupName="none", kmsKeyId=key)
        assert refusal.code == "ResourceNotFoundException"


class TestRepository:
    def test_is_not_deleted_with_images_unless_forced(self, cloud: Emulator) -> None:
        ecr, name = cloud.client("ecr"), unique("producer")
        ecr.create_repository(repositoryName=name)
        assert refused(ecr.create_repository, repositoryName=name).code == "RepositoryAlreadyExistsException"
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
            "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "sha256:a"},
            "layers": [],
        })
        ecr.put_image(repositoryName=name, imageManifest=manifest, imageTag="1")
        refusal = refused(ecr.delete_repository, repositoryName=name)
        assert refusal.code == "RepositoryNotEmptyException"
        ecr.delete_repository(repositoryName=name, force=True)
        assert name not in cloud.ids("ecr", "repository")

    def test_does_not_scan_once_that_is_left_out(self, cloud: Emulator) -> None:
        ecr, name = cloud.client("ecr"), unique("producer")
        ecr.create_repository(repositoryName=name, imageScanningConfiguration={"scanOnPush": True})
        ecr.put_image_scanning_configuration(repositoryName=name, imageScanningConfiguration={})
        found = ecr.describe_repositories(repositoryNames=[name])["repositories"]
        assert len(found) == 1
        assert found[0]["imageScanningConfiguration"] == {"scanOnPush": False}
        ecr.delete_repository(repositoryName=name)


class TestSecret:
    def test_is_refused_for_a_name_in_use_or_waiting_for_deletion(self, cloud: Emulator) -> None:
        secrets, name = cloud.client("secretsmanager"), unique("secret")
        secrets.create_secret(Name=name, SecretString="s")
        assert refused(secrets.create_secret, Name=name, SecretString="s").code == "ResourceExistsException"
        secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
        refusal = refused(secrets.create_secret, Name=name, SecretString="s")
        assert (refusal.code, refusal.status) == ("InvalidRequestException", 400)
        assert "scheduled for deletion" in refusal.message
        cloud.pass_days(7)
        secrets.create_secret(Name=name, SecretString="s")

    def test_lives_on_if_restored(self, cloud: Emulator) -> None:
        secrets, name = cloud.client("secretsmanager"), unique("secret")
        secrets.create_secret(Name=name, SecretString="s")
        secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
        secrets.restore_secret(SecretId=name)
        cloud.pass_days(8)
        assert secrets.get_secret_value(SecretId=name)["SecretString"] == "s"
