"""What AWS answers when it will not do what was asked."""

from __future__ import annotations

from typing import Any

from moto.core.exceptions import ServiceException


class Refusal(ServiceException):
    """An AWS error: its code, its message, and the error shape's further members (`clusterName=...`).

    The HTTP status comes from the service's API model, 400 where the model has none.
    """

    def __init__(self, code: str, message: str, **members: Any) -> None:
        super().__init__(code, message)
        for name, value in members.items():
            setattr(self, name, value)


def dependency_violation(message: str) -> Refusal:
    """EC2's answer to a deletion that something still depends on (EC2 API reference, Error codes)."""
    return Refusal("DependencyViolation", message)
