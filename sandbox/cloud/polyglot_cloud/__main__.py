"""Starts the emulator: `python -m polyglot_cloud --port 5600 --time-scale 60`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

#: An access key and a role: CROSSPLANE=arn:aws:iam::123456789012:role/crossplane
PRINCIPAL = re.compile(r"(\w+)=(arn:aws:iam::\d{12}:role/[\w+=,.@/-]+)")


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped. Prints one line once it listens."""
    parser = argparse.ArgumentParser(prog="python -m polyglot_cloud", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, required=True, help="the port to listen on; 0 takes a free one")
    parser.add_argument("--time-scale", type=float, default=1.0, metavar="S",
                        help="seconds of AWS time per second here (default: %(default)s)")
    parser.add_argument("--region", default="eu-west-3", help="where unsigned calls go (default: %(default)s)")
    parser.add_argument("--account", default="123456789012", help="the account's id (default: %(default)s)")
    parser.add_argument("--principal", metavar="KEY=ROLE-ARN",
                        help="the access key whose calls are evaluated, and its role; needs --policies")
    parser.add_argument("--policies", type=Path, metavar="FOLDER",
                        help="the folder whose policies, *.json, are attached to the role")
    options = parser.parse_args(arguments)
    if options.time_scale <= 0:
        parser.error(f"--time-scale {options.time_scale} must be above 0")
    if (options.principal is None) != (options.policies is None):
        parser.error("--principal and --policies go together")
    named = PRINCIPAL.fullmatch(options.principal or "")
    if options.principal and not named:
        parser.error(f"--principal {options.principal} is not an access key, '=' and the ARN of a role")
    _configure_moto(options.account, options.region)

    from moto.moto_server.werkzeug_app import MotoRequestHandler
    from werkzeug.serving import make_server

    from polyglot_cloud.rights.authorizer import Given
    from polyglot_cloud.rights.conditions import InvalidPolicy
    from polyglot_cloud.server import Application

    class Quiet(MotoRequestHandler):
        def log_request(self, *_: object) -> None:
            """Thousands of calls: /polyglot/calls counts them instead."""

    given = Given(named[1], named[2], options.policies) if named else None
    try:
        application = Application(options.account, options.region, options.time_scale, given)
    except InvalidPolicy as problem:
        parser.error(str(problem))
    server = make_server(options.host, options.port, application, threaded=True, request_handler=Quiet)
    print(f"polyglot_cloud listens on http://{options.host}:{server.server_port}", flush=True)
    server.serve_forever()
    return 0


def _configure_moto(account: str, region: str) -> None:
    """moto reads its settings from the environment, some of them when it is imported."""
    os.environ["MOTO_ACCOUNT_ID"] = account
    os.environ["AWS_DEFAULT_REGION"] = region
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"  # AttachRolePolicy refuses policies it does not know
    os.environ["MOTO_ACM_VALIDATION_WAIT"] = "1"  # a certificate is issued after a second instead of a minute


if __name__ == "__main__":
    sys.exit(main())
