"""The `Condition` element of a policy.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Single-valued vs. multivalued context keys".
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

#: What a request carries: the condition keys in lower case, as IAM compares keys without regard to case.
Context = Mapping[str, str | list[str]]
Comparison = Callable[[str, str], bool]

#: ${aws:username}, ${aws:PrincipalTag/team, 'default'}, and the escapes ${*}, ${?} and ${$}.
VARIABLE = re.compile(r"\$\{([^},]+?)(?:\s*,\s*'([^']*)')?\}")
ESCAPES = {"*": "\ue000", "?": "\ue001", "$": "$"}


class InvalidPolicy(ValueError):
    """A policy document that IAM would not take, or one that uses what is not supported here."""


@functools.lru_cache(maxsize=10_000)
def pattern(text: str) -> re.Pattern[str]:
    """The expression for a text with IAM's wildcards: `*` is any text, `?` any character."""
    parts = {"*": ".*", "?": ".", ESCAPES["*"]: r"\*", ESCAPES["?"]: r"\?"}
    return re.compile("".join(parts.get(character, re.escape(character)) for character in text), re.DOTALL)


def like(value: str, wanted: str) -> bool:
    """StringLike: with wildcards, and with regard to case."""
    return pattern(wanted).fullmatch(value) is not None


def arn_like(value: str, wanted: str) -> bool:
    """ArnLike, and ArnEquals, which IAM treats alike: a wildcard stays in its part of the six parts of an ARN."""
    have, want = value.split(":", 5), wanted.split(":", 5)
    return len(have) == len(want) == 6 and all(map(like, have, want))


def _plain(text: str) -> str:
    """A text without wildcards: what the escapes stand for."""
    return text.replace(ESCAPES["*"], "*").replace(ESCAPES["?"], "?")


def _number(compare: Callable[[float, float], bool]) -> Comparison:
    def holds(value: str, wanted: str) -> bool:
        try:
            return compare(float(value), float(wanted))
        except ValueError:
            return False

    return holds


def _time(text: str) -> datetime:
    """A date in ISO 8601, or in seconds since 1970."""
    if text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    date = datetime.fromisoformat(text)
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _date(compare: Callable[[datetime, datetime], bool]) -> Comparison:
    def holds(value: str, wanted: str) -> bool:
        try:
            return compare(_time(value), _time(wanted))
        except ValueError:
            return False

    return holds


def _in_network(value: str, wanted: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


def _equals(value: str, wanted: str) -> bool:
    return value == _plain(wanted)


def _equals_ignoring_case(value: str, wanted: str) -> bool:
    return value.casefold() == _plain(wanted).casefold()


#: What an operator asks of one value and one value of the policy.
COMPARISONS: dict[str, Comparison] = {
    "StringEquals": _equals,
    "StringEqualsIgnoreCase": _equals_ignoring_case,
    "StringLike": like,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "BinaryEquals": _equals,
    "Bool": _equals_ignoring_case,
    "IpAddress": _in_network,
    "NumericEquals": _number(lambda a, b: a == b),
    "NumericLessThan": _number(lambda a, b: a < b),
    "NumericLessThanEquals": _number(lambda a, b: a <= b),
    "NumericGreaterThan": _number(lambda a, b: a > b),
    "NumericGreaterThanEquals": _number(lambda a, b: a >= b),
    "DateEquals": _date(lambda a, b: a == b),
    "DateLessThan": _date(lambda a, b: a < b),
    "DateLessThanEquals": _date(lambda a, b: a <= b),
    "DateGreaterThan": _date(lambda a, b: a > b),
    "DateGreaterThanEquals": _date(lambda a, b: a >= b),
}
#: The operators that hold where the one that they negate does not.
NEGATIONS = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}
OPERATOR = re.compile(r"(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?")


@dataclass(frozen=True)
class Condition:
    """One key of a `Condition` block: operator, key and the policy's values."""

    #: "ForAllValues", "ForAnyValue" or "".
    quantifier: str
    #: A name of COMPARISONS, or "Null".
    operator: str
    negated: bool
    if_exists: bool
    #: In lower case.
    key: str
    values: tuple[str, ...]

    def holds(self, context: Context) -> bool:
        """Whether the condition is met; a key that the request lacks meets it only as IAM's documentation says."""
        found = context.get(self.key)
        values = [found] if isinstance(found, str) else list(found or ())
        if self.operator == "Null":
            return any((wanted.lower() == "true") == (not values) for wanted in self.values)
        if not values:
            return self._holds_without_key()
        wanted = [text for text in (substitute(value, context) for value in self.values) if text is not None]
        met = [self._is_met(value, wanted) for value in values]
        if self.quantifier == "ForAnyValue":
            return any(met)
        return all(met) if self.quantifier or self.negated else any(met)

    def _is_met(self, value: str, wanted: list[str]) -> bool:
        compare = COMPARISONS[self.operator]
        return any(compare(value, want) for want in wanted) != self.negated

    def _holds_without_key(self) -> bool:
        if self.quantifier:
            return self.quantifier == "ForAllValues" or self.if_exists
        return self.if_exists or self.negated


def substitute(text: str, context: Context) -> str | None:
    """A text with its policy variables replaced; None where the request lacks one and the policy has no default."""
    if "${" not in text:
        return text
    missing = False

    def value(found: re.Match[str]) -> str:
        nonlocal missing
        name, default = found[1], found[2]
        if name in ESCAPES:
            return ESCAPES[name]
        known = context.get(name.lower())
        if not isinstance(known, str) and default is None:
            missing = True
        # what a variable stands for is no pattern
        text = known if isinstance(known, str) else default or ""
        return text.replace("*", ESCAPES["*"]).replace("?", ESCAPES["?"])

    replaced = VARIABLE.sub(value, text)
    return None if missing else replaced


def parse(block: Mapping[str, Mapping[str, Any]]) -> tuple[Condition, ...]:
    """The conditions of a statement, all of which must hold.

    :raises InvalidPolicy: if an operator is unknown
    """
    return tuple(
        _condition(operator, key, values) for operator, keys in block.items() for key, values in keys.items()
    )


def _condition(operator: str, key: str, values: Any) -> Condition:
    parsed = OPERATOR.fullmatch(operator)
    name = parsed[2] if parsed else operator
    positive = NEGATIONS.get(name, name)
    if parsed is None or (positive not in COMPARISONS and positive != "Null"):
        raise InvalidPolicy(f"condition operator {operator} is unknown")
    texts = values if isinstance(values, list) else [values]
    wanted = tuple(str(text).lower() if isinstance(text, bool) else str(text) for text in texts)
    return Condition(parsed[1] or "", positive, name in NEGATIONS, bool(parsed[3]), key.lower(), wanted)
