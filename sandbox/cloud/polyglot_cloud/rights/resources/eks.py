"""EKS: what belongs to a cluster is named by the cluster and its own name, and has an ARN that ends with a unique id."""

from __future__ import annotations

from typing import Any

from polyglot_cloud.handlers import Call
from polyglot_cloud.rights.account import Account
from polyglot_cloud.rights.reference import Action
from polyglot_cloud.rights.resources.named import EVERYTHING, Named

#: The parameter with the name, and where `services/eks.py` keeps it.
PARTS = {
    "access-entry": ("principalArn", "entries"),
    "addon": ("addonName", "addons"),
    "fargateprofile": ("fargateProfileName", "profiles"),
    "nodegroup": ("nodegroupName", "nodegroups"),
}
#: What an action makes in a cluster, which is what its tags are for.
MAKES = {
    "CreateAccessEntry": "access-entry", "CreateAddon": "addon", "CreateFargateProfile": "fargateprofile",
    "CreateNodegroup": "nodegroup",
}


def named(call: Call, action: Action, account: Account) -> list[Named]:
    """What the action requires, and what belongs to the cluster and is named too."""
    if arn := call.params.get("resourceArn"):
        return [Named(action.type_of(arn), arn)]
    found = [
        _named(call, kind, account)
        for kind, resource_type in action.types.items()
        if resource_type.required or (kind in PARTS and call.params.get(PARTS[kind][0]))
    ]
    return found or [EVERYTHING]


def _named(call: Call, kind: str, account: Account) -> Named:
    cluster = cluster_name(call)
    if kind in PARTS:
        parameter, store = PARTS[kind]
        name = str(call.params.get(parameter))
        arn = account.eks.arn_of(call.region, cluster, store, name)
        return Named(kind, arn or made(account, call.region, cluster, kind, name))
    return Named(kind, account.arn("eks", call.region, f"{kind}/{cluster}"))


def cluster_name(call: Call) -> str:
    """Some actions call the parameter `name`, others `clusterName`."""
    return str(call.params.get("clusterName") or call.params.get("name"))


def made(account: Account, region: str, cluster: str, kind: str, name: str) -> str:
    """The ARN of what does not exist yet, or no longer: its unique id is not known."""
    if kind == "access-entry":
        principal = name.split(":", 5)
        role_or_user, _, path = principal[5].partition("/") if len(principal) == 6 else ("role", "", name)
        name = f"{role_or_user}/{principal[4] if len(principal) == 6 else account.id}/{path.rpartition('/')[2]}"
    return account.arn("eks", region, f"{kind}/{cluster}/{name}/*")


def tagged(call: Call, account: Account) -> Named:
    """What the tags of a creating call are for."""
    kind = MAKES.get(call.action)
    cluster = cluster_name(call)
    if kind is None:
        return Named("cluster", account.arn("eks", call.region, f"cluster/{cluster}"), new=True)
    name: Any = call.params.get(PARTS[kind][0])
    return Named(kind, made(account, call.region, cluster, kind, str(name)), new=True)
