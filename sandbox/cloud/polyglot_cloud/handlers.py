"""How a service says which API calls it answers itself, checks, or amends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polyglot_cloud.cloud import Cloud

_MARK = "_polyglot_handles"


@dataclass(frozen=True)
class Call:
    """One API call: names as in the service's API reference, parameters under their API names."""

    service: str
    action: str
    region: str
    params: dict[str, Any]
    #: Lets moto answer this call, and returns its result; raises `MotoRefused` if moto refuses. Keywords are texts in
    #: place of the caller's, for parameters that stand alone in a form (EC2, IAM, STS).
    moto: Callable[..., dict[str, Any]] = field(repr=False)


#: A handler refuses by raising `Refusal`, answers by returning a result, and leaves the call to moto by returning None.
Handler = Callable[[Call], dict[str, Any] | None]


def handles(service: str, *actions: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a `Service` method as the handler of these actions of a service (botocore's service name)."""

    def mark(method: Callable[..., Any]) -> Callable[..., Any]:
        setattr(method, _MARK, [*getattr(method, _MARK, []), *((service, action) for action in actions)])
        return method

    return mark


@dataclass(frozen=True)
class Resource:
    """Something that exists in the account and would not in a fresh one."""

    service: str
    type: str
    id: str
    region: str
    tags: dict[str, str] = field(default_factory=dict)
    #: AWS will delete it after a waiting period of days (a KMS key, a private CA, a secret).
    scheduled_for_deletion: bool = False

    def as_json(self) -> dict[str, Any]:
        """The row of the dump; `tags` only if there are some."""
        row: dict[str, Any] = {"service": self.service, "type": self.type, "id": self.id, "region": self.region}
        return {**row, "tags": dict(sorted(self.tags.items()))} if self.tags else row


class Service:
    """What this package adds to one AWS service."""

    #: The botocore service names whose resources `inventory` lists.
    lists: tuple[str, ...] = ()

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def handlers(self) -> Iterator[tuple[tuple[str, str], Handler]]:
        """The marked methods of this service, by (service, action)."""
        for name in dir(type(self)):
            for key in getattr(getattr(type(self), name), _MARK, ()):
                yield key, getattr(self, name)

    def inventory(self) -> Iterable[Resource]:
        """Every resource of this service that a fresh account would not have."""
        return ()
