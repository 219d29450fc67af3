"""The services whose calls name resources by ARN, or by one name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from polyglot_cloud.handlers import Call
from polyglot_cloud.rights.account import Account
from polyglot_cloud.rights.reference import PLACEHOLDER, PREFIXES, Action
from polyglot_cloud.rights.resources.named import EVERYTHING, Named, texts

#: What a call makes: its type, and the last part of its ARN. What AWS adds to a name is not known before.
MADE: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
    "kafka:CreateCluster": lambda asked: ("cluster", f"cluster/{asked.get('ClusterName', '*')}/*"),
    "kafka:CreateClusterV2": lambda asked: ("cluster", f"cluster/{asked.get('ClusterName', '*')}/*"),
    "kafka:CreateConfiguration": lambda asked: ("configuration", f"configuration/{asked.get('Name', '*')}/*"),
    "elasticloadbalancing:CreateTargetGroup": lambda asked: ("targetgroup", f"targetgroup/{asked.get('Name', '*')}/*"),
    "elasticloadbalancing:CreateLoadBalancer": lambda asked: _balancer(asked),
    "ecr:CreateRepository": lambda asked: ("repository", f"repository/{asked.get('repositoryName', '*')}"),
    "logs:CreateLogGroup": lambda asked: ("log-group", f"log-group:{asked.get('logGroupName', '*')}:log-stream:"),
    "secretsmanager:CreateSecret": lambda asked: ("Secret", f"secret:{asked.get('Name', '*')}-*"),
}
BALANCERS = {"application": "app", "gateway": "gwy", "network": "net"}


def _balancer(asked: dict[str, Any]) -> tuple[str, str]:
    kind = BALANCERS.get(asked.get("Type") or "application", "app")
    return f"loadbalancer/{kind}/", f"loadbalancer/{kind}/{asked.get('Name', '*')}/*"


def named(call: Call, action: Action, account: Account) -> list[Named]:
    """What the call makes, or what it names by ARN or name; the type with wildcards where it names nothing."""
    prefix = PREFIXES[call.service]
    if action.name in MADE:
        kind, last = MADE[action.name](call.params)
        return [Named(kind, account.arn(prefix, call.region, last), new=True)]
    if not action.types:
        return [EVERYTHING]
    found = [Named(action.type_of(text), text) for text in texts(call.params) if action.type_of(text)]
    by_name = NAMES.get(prefix)
    found += by_name(call, action, account) if by_name else ()
    return list(dict.fromkeys(found)) or _any(call, action, account)


def _any(call: Call, action: Action, account: Account) -> list[Named]:
    """Of a call that could name a resource and names none: all of the account."""
    needed = [kind for kind in action.types.values() if kind.required]
    arns = ((kind, PLACEHOLDER.split(kind.arn.split(":", 5)[5])) for kind in needed)
    return [
        Named(kind.name, account.arn(kind.arn.split(":")[2], call.region, "*".join(parts)), new=True)
        for kind, parts in arns
    ] or [EVERYTHING]


def _repositories(call: Call, _action: Action, account: Account) -> Iterable[Named]:
    names = [call.params.get("repositoryName"), *(call.params.get("repositoryNames") or ())]
    return [Named("repository", account.arn("ecr", call.region, f"repository/{name}")) for name in names if name]


def _log_groups(call: Call, _action: Action, account: Account) -> Iterable[Named]:
    """What a refusal of CloudWatch Logs shows ends with `:log-stream:`, but where tags are concerned."""
    name = call.params.get("logGroupName")
    end = "" if "Tag" in call.action else ":log-stream:"
    return [Named("log-group", account.arn("logs", call.region, f"log-group:{name}{end}"))] if name else ()


def _secrets(call: Call, _action: Action, account: Account) -> Iterable[Named]:
    name = str(call.params.get("SecretId") or "")
    if not name or name.startswith("arn:"):
        return ()
    secret = account.secret(call.region, name)
    return [Named("Secret", secret.arn if secret else account.arn("secretsmanager", call.region, f"secret:{name}-*"))]


def _keys(call: Call, action: Action, account: Account) -> Iterable[Named]:
    """The keys that are named, and for aliases the alias with the key that has it now (KMS API, UpdateAlias)."""
    asked, region = call.params, call.region
    if alias := asked.get("AliasName"):
        yield Named("alias", account.arn("kms", region, str(alias)), new=call.action == "CreateAlias")
        if current := account.key_of_alias(region, str(alias)):
            yield Named("key", current)
    for key in (asked.get("KeyId"), asked.get("TargetKeyId")):
        if key and "key" in action.types:
            yield Named("key", account.key_arn(region, str(key)))


def _parameters(call: Call, _action: Action, account: Account) -> Iterable[Named]:
    names = [call.params.get("Name"), *(call.params.get("Names") or ())]
    return [Named("parameter", parameter(account, call.region, str(name))) for name in names if name]


def parameter(account: Account, region: str, name: str) -> str:
    """The ARN of a parameter of Systems Manager; AWS's public ones belong to no account."""
    owner = "" if name.startswith("/aws/service/") else account.id
    return f"arn:aws:ssm:{region}:{owner}:parameter/{name.lstrip('/')}"


NAMES: dict[str, Callable[[Call, Action, Account], Iterable[Named]]] = {
    "ecr": _repositories,
    "kms": _keys,
    "logs": _log_groups,
    "secretsmanager": _secrets,
    "ssm": _parameters,
}
