"""From an API call to what IAM is asked: an action, a resource and the condition keys that both have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from polyglot_cloud.handlers import Call
from polyglot_cloud.rights import reference
from polyglot_cloud.rights.account import Account, Tags
from polyglot_cloud.rights.policies import Request
from polyglot_cloud.rights.resources import ec2, eks, iam, others
from polyglot_cloud.rights.resources.named import Named

#: What every caller may call, whatever the policies say (STS API reference, GetCallerIdentity).
FREE = frozenset({"sts:GetCallerIdentity"})
#: Where the right to a call is that to an action of another name.
RENAMED = {"kms:ReEncrypt": "kms:ReEncryptFrom"}
NAMED: dict[str, Callable[[Call, reference.Action, Account], list[Named]]] = {
    "ec2": ec2.named, "eks": eks.named, "iam": iam.named,
}
#: Services that keep the tags of a resource in a key of their own, too.
OWN_RESOURCE_TAG = ("ec2", "elasticloadbalancing")
#: The right that tags in a creating call need, by prefix; in IAM it depends on what is made.
TAGGING = {
    "acm-pca": "TagCertificateAuthority", "ecr": "TagResource", "eks": "TagResource",
    "elasticloadbalancing": "AddTags", "kafka": "TagResource", "kms": "TagResource", "logs": "TagResource",
    "secretsmanager": "TagResource",
}
TAGGING_IN_IAM = {
    "instance-profile": "TagInstanceProfile", "oidc-provider": "TagOpenIDConnectProvider", "policy": "TagPolicy",
    "role": "TagRole", "user": "TagUser",
}


class Unmapped(LookupError):
    """Nobody has said which rights a call asks for."""


@dataclass(frozen=True)
class Question:
    """A request to IAM, and how a refusal shows its resource."""

    request: Request
    #: An ARN, `*`, or `role NAME`.
    shown: str
    #: What the service answers to a refusal, if not the usual: (code, message).
    words: tuple[str, str] | None = None
    #: The service-linked role that comes into being with this right.
    makes_role_of: str = ""


@dataclass(frozen=True)
class Asking:
    """Who asks, where: what the condition keys of every request are made of."""

    account: Account
    region: str
    #: The ARN of the role; `aws:PrincipalArn`.
    principal: str
    _global: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        keys = {
            "aws:requestedregion": self.region,
            "aws:principalaccount": self.account.id,
            "aws:principalarn": self.principal,
            "aws:principaltype": "AssumedRole",
            "aws:currenttime": datetime.now(UTC).isoformat(),
            "aws:securetransport": "true",
            "aws:viaawsservice": "false",
        }
        object.__setattr__(self, "_global", keys)

    def request(self, action: str, named: Named, tags: Tags | None = None, keys: Mapping[str, str] | None = None,
                tag_keys: list[str] | None = None) -> Request:
        """The request for one resource.

        :param tags: the tags that the call gives to this resource
        :param keys: keys of the service; those that action and resource do not have are left out
        :param tag_keys: `aws:TagKeys`, if not those of `tags`
        """
        known = reference.action(action)
        existing = {} if named.new else self.account.tags(named.arn)
        service = action.partition(":")[0]
        context: dict[str, str | list[str]] = {f"aws:requesttag/{key.lower()}": value for key, value in (tags or {}).items()}
        if tag_keys or tags:
            context["aws:tagkeys"] = tag_keys or list(tags or ())
        for key, value in (existing or {}).items():
            context[f"aws:resourcetag/{key.lower()}"] = value
            if service in OWN_RESOURCE_TAG:
                context[f"{service}:resourcetag/{key.lower()}"] = value
        context.update({key.lower(): value for key, value in (keys or {}).items()})
        kept = {key: value for key, value in context.items() if known.has(key, named.type)}
        return Request(action, named.arn, {**self._global, **kept}, exists=existing is not None)


def of_call(call: Call, asking: Asking) -> Iterator[Question]:
    """What the call itself asks for: its action on each resource that it names, then the right to tag what it makes.

    :raises Unmapped: if the rights that the call needs are not known
    """
    name = f"{call.service}:{call.action}"
    if name in FREE:
        return
    action = _action(call)
    prefix = reference.PREFIXES[call.service]
    resources = NAMED.get(prefix, others.named)(call, action, asking.account)
    tags = ec2.tags(call.params) if prefix == "ec2" else {}
    given = _tags(call.params)
    for named in resources:
        keys = _keys(call, named, asking)
        request = asking.request(action.name, named, tags.get(named.type, given), keys, _tag_keys(call.params))
        yield Question(request, named.shown or named.arn)
    yield from _tagging(call, asking, resources, tags, given)


def _action(call: Call) -> reference.Action:
    prefix = reference.PREFIXES.get(call.service)
    name = f"{prefix}:{call.action}"
    try:
        if prefix is None:
            raise reference.UnknownAction(name)
        return reference.action(RENAMED.get(name, name))
    except reference.UnknownAction as unknown:
        raise Unmapped(f"{call.service}:{call.action}") from unknown


def _keys(call: Call, named: Named, asking: Asking) -> dict[str, str]:
    """The condition keys of services that stand in the parameters."""
    asked = call.params
    if call.service == "ec2":
        return ec2.context(named, call.region, asking.account)
    known = {
        "iam:PolicyARN": asked.get("PolicyArn"),
        "iam:AWSServiceName": asked.get("AWSServiceName"),
        "iam:PermissionsBoundary": asked.get("PermissionsBoundary"),
        "acm-pca:TemplateArn": asked.get("TemplateArn"),
        "kms:CallerAccount": asking.account.id,
        "elasticloadbalancing:Scheme": asked.get("Scheme"),
        "eks:principalArn": asked.get("principalArn"),
        "eks:policyArn": asked.get("policyArn"),
        "eks:clusterName": asked.get("clusterName"),
    }
    return {key: str(value) for key, value in known.items() if value is not None}


def _tagging(call: Call, asking: Asking, resources: list[Named], by_type: dict[str, Tags], given: Tags) -> Iterator[Question]:
    """A call that makes something with tags needs the right to tag it.

    Source: EC2 User Guide, "Grant permission to tag Amazon EC2 resources during creation"; the same of each service.
    """
    if not call.action.startswith(("Create", "Allocate", "Run", "Authorize")) or call.action == "CreateTags":
        return
    for kind, tags in by_type.items():
        if tags:
            named = Named(kind, ec2.arn(asking.account, call.region, kind, "*"), new=True)
            yield _question(asking.request("ec2:CreateTags", named, tags, {"ec2:CreateAction": call.action}))
    made = _made(call, asking.account, resources)
    if given and made:
        prefix = reference.PREFIXES[call.service]
        action = TAGGING_IN_IAM.get(made.type) if prefix == "iam" else TAGGING.get(prefix)
        if action:
            keys = {"elasticloadbalancing:CreateAction": call.action}
            yield _question(asking.request(f"{prefix}:{action}", made, given, keys))


def _question(request: Request) -> Question:
    return Question(request, request.resource)


def _made(call: Call, account: Account, resources: list[Named]) -> Named | None:
    """What the tags of a creating call are for, where it is not the resource that the call names."""
    if call.service == "eks":
        return eks.tagged(call, account)
    if call.service == "kms":
        return Named("key", account.arn("kms", call.region, "key/*"), new=True)
    if call.service == "acm-pca":
        return Named("certificate-authority", account.arn("acm-pca", call.region, "certificate-authority/*"), new=True)
    if call.service == "logs":
        name = call.params.get("logGroupName")
        return Named("log-group", account.arn("logs", call.region, f"log-group:{name}"), new=True)
    if call.service == "elbv2" and call.action == "CreateListener":
        last = str(call.params.get("LoadBalancerArn")).partition(":loadbalancer/")[2]
        kind = f"listener/{last.partition('/')[0]}"
        return Named(kind, account.arn("elasticloadbalancing", call.region, f"listener/{last}/*"), new=True)
    return next((named for named in resources if named.new), None)


def _tags(params: dict[str, Any]) -> Tags:
    """The tags among the parameters, in whichever of AWS's shapes."""
    for name in ("Tags", "tags"):
        given = params.get(name)
        if isinstance(given, dict):
            return {str(key): str(value) for key, value in given.items()}
        if isinstance(given, list):
            return {
                str(tag.get("Key", tag.get("TagKey"))): str(tag.get("Value", tag.get("TagValue")) or "")
                for tag in given
                if isinstance(tag, dict)  # logs:UntagLogGroup calls the keys alone its tags
            }
    return {}


def _tag_keys(params: dict[str, Any]) -> list[str] | None:
    """The keys of tags that a call takes away."""
    return next((list(params[name]) for name in ("TagKeys", "tagKeys") if isinstance(params.get(name), list)), None)
