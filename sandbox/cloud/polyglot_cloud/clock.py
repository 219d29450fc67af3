"""Scaled time: how long AWS takes, shortened by one factor, and what happens when that time is over."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable

MINUTE = 60
DAY = 24 * 60 * MINUTE


class Clock:
    """Runs what AWS would do later, `scale` times sooner.

    Nothing runs in the background: `settle()` runs what has become due, in the order of its due time. The gate calls
    it before every request, so a caller never sees a state that should be over.
    """

    def __init__(self, scale: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        if scale <= 0:
            raise ValueError(f"time scale {scale} must be above 0")
        self._scale = scale
        self._monotonic = monotonic
        self._skipped = 0.0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    def after(self, aws_seconds: float, then: Callable[[], None]) -> None:
        """Run `then` once `aws_seconds` of AWS time have passed."""
        heapq.heappush(self._due, (self._now() + aws_seconds, next(self._order), then))

    def skip(self, aws_seconds: float) -> None:
        """Let AWS time pass at once."""
        if aws_seconds < 0:
            raise ValueError(f"time does not go back: {aws_seconds}")
        self._skipped += aws_seconds
        self.settle()

    def settle(self) -> None:
        """Run everything that is due by now."""
        while self._due and self._due[0][0] <= self._now():
            heapq.heappop(self._due)[2]()

    def _now(self) -> float:
        """AWS seconds since some moment."""
        return self._monotonic() * self._scale + self._skipped
