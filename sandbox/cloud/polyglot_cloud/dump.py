"""Everything that exists in the emulated account and would not in a fresh one.

Run as a program it prints the dump of a running emulator: `python -m polyglot_cloud.dump --url http://127.0.0.1:5600`.
"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.request
from collections.abc import Iterable
from typing import Any

from polyglot_cloud.calls import CallLog
from polyglot_cloud.handlers import Resource, Service

#: Actions that may have made something.
MAKING = ("Allocate", "Create", "Import", "Put", "Register", "Request", "Run", "Start")


def dump(services: Iterable[Service], calls: CallLog, scheduled: bool = False) -> list[dict[str, Any]]:
    """All resources as sorted rows; with `scheduled`, also those that AWS will delete after a waiting period.

    A service whose resources nobody lists is not silently left out: the calls that may have made something there are.
    """
    services = list(services)
    resources = [resource for service in services for resource in service.inventory()]
    resources += _unlisted(services, calls)
    rows = [resource.as_json() for resource in resources if scheduled or not resource.scheduled_for_deletion]
    return sorted(rows, key=lambda row: (row["service"], row["type"], row["region"], row["id"]))


def _unlisted(services: list[Service], calls: CallLog) -> list[Resource]:
    listed = {name for service in services for name in service.lists}
    return [
        Resource(service, "unlisted", action, "unknown")
        for service, action in calls.succeeded()
        if service not in listed and action.startswith(MAKING)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the dump of the emulator at --url."""
    parser = argparse.ArgumentParser(prog="python -m polyglot_cloud.dump", description=__doc__)
    parser.add_argument("--url", required=True, help="the emulator's address, such as http://127.0.0.1:5600")
    parser.add_argument("--scheduled", action="store_true", help="also what is scheduled for deletion")
    options = parser.parse_args(arguments)
    query = "?scheduled=true" if options.scheduled else ""
    with urllib.request.urlopen(f"{options.url.rstrip('/')}/polyglot/dump{query}", timeout=30) as answer:
        json.dump(json.load(answer), sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
