"""Which API actions were called, how often, and which were refused: what an IAM policy is checked against."""

from __future__ import annotations

import re
from collections import Counter, deque
from typing import Any


#: Actions that change nothing, by how AWS names them.
READING = re.compile("Describe|Get|List|Head|Search|Lookup|BatchGet|BatchCheck|Assume")
#: How many calls that would change something are remembered; the oldest are forgotten first.
REMEMBERED = 100_000


class CallLog:
    """Counts per (service, action), and the same for each caller. Not thread-safe: the gate serialises its callers."""

    def __init__(self) -> None:
        self._calls: Counter[tuple[str, str]] = Counter()
        self._refused: dict[tuple[str, str], Counter[str]] = {}
        self._callers: dict[str, CallLog] = {}
        self._changes: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)

    def of(self, caller: str) -> CallLog:
        """The calls of who signs with this access key."""
        return self._callers.setdefault(caller, CallLog())

    def record(self, service: str, action: str, error: str | None) -> None:
        """Count one call, and its error code if it was refused."""
        self._calls[service, action] += 1
        if error:
            self._refused.setdefault((service, action), Counter())[error] += 1

    def changed(self, service: str, action: str, region: str, parameters: dict[str, Any], error: str | None) -> None:
        """Remember a call that changed something, or would have if it had not been refused, with what it named."""
        self._changes.append(
            {"service": service, "action": action, "region": region, "parameters": parameters, "refused": error or ""}
        )

    def changes(self) -> list[dict[str, Any]]:
        """The calls that changed something or were to, in the order in which they were answered."""
        return list(self._changes)

    def succeeded(self) -> set[tuple[str, str]]:
        """The (service, action) pairs of which at least one call was not refused."""
        return {
            call
            for call, count in self._calls.items()
            if count > sum(self._refused.get(call, Counter()).values())
        }

    def report(self) -> list[dict[str, Any]]:
        """All calls as JSON-ready rows, sorted by service and action."""
        return [
            {
                "service": service,
                "action": action,
                "count": count,
                "refused": dict(sorted(self._refused.get((service, action), {}).items())),
            }
            for (service, action), count in sorted(self._calls.items())
        ]
