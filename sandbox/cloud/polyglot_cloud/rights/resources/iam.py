"""IAM: roles and instance profiles are named without their path, which only IAM knows."""

from __future__ import annotations

from polyglot_cloud.handlers import Call
from polyglot_cloud.rights.account import Account
from polyglot_cloud.rights.reference import Action
from polyglot_cloud.rights.resources.named import EVERYTHING, Named

#: The parameter that is a resource's ARN, and the one that is its name.
PARAMETERS = {
    "group": ("", "GroupName"),
    "instance-profile": ("", "InstanceProfileName"),
    "oidc-provider": ("OpenIDConnectProviderArn", ""),
    "policy": ("PolicyArn", "PolicyName"),
    "role": ("", "RoleName"),
    "user": ("", "UserName"),
}


def named(call: Call, action: Action, account: Account) -> list[Named]:
    """The one resource that the action is about."""
    for kind in action.types:
        if kind in PARAMETERS:
            return [_named(call, kind, account)]
    return [EVERYTHING]


def _named(call: Call, kind: str, account: Account) -> Named:
    by_arn, by_name = PARAMETERS[kind]
    if by_arn and call.params.get(by_arn):
        return Named(kind, str(call.params[by_arn]))
    if kind == "oidc-provider":
        host = str(call.params.get("Url", "*")).partition("://")[2]
        return Named(kind, account.arn("iam", "", f"oidc-provider/{host or '*'}"), new=True)
    name = str(call.params.get(by_name) or "*")
    if call.action == "CreateServiceLinkedRole":
        return Named(kind, service_linked_role(account, str(call.params.get("AWSServiceName")), "*"), new=True)
    if call.action.startswith("Create"):
        path = str(call.params.get("Path") or "/")
        return Named(kind, account.arn("iam", "", f"{kind}{path}{name}"), new=True)
    return _existing(kind, name, account)


def _existing(kind: str, name: str, account: Account) -> Named:
    """Under its path if it exists. Of what does not exist IAM knows the name alone, and says `role NAME` in a refusal.

    aws/aws-cdk#27067 and aws/chalice#591 show such refusals.
    """
    arn = account.role_arn(name) if kind == "role" else getattr(account.profile(name), "arn", None)
    if arn is None:
        return Named(kind, account.arn("iam", "", f"{kind}/{name}"), shown=f"{kind.replace('-', ' ')} {name}")
    return Named(kind, str(arn))


def service_linked_role(account: Account, service: str, name: str) -> str:
    """The ARN of the role that a service makes for itself."""
    return account.arn("iam", "", f"role/aws-service-role/{service}/{name}")
