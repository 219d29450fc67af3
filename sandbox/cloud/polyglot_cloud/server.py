"""Puts the parts together: moto, the services, the gate, and the emulator's own endpoints under /polyglot/."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from polyglot_cloud.calls import CallLog
from polyglot_cloud.clock import Clock
from polyglot_cloud.cloud import Cloud
from polyglot_cloud.dump import dump
from polyglot_cloud.gate import Answer, Environ, Gate, StartResponse
from polyglot_cloud.handlers import Service
from polyglot_cloud.rights.account import Account
from polyglot_cloud.rights.authorizer import Authorizer, Given
from polyglot_cloud.services.acmpca import AcmPca
from polyglot_cloud.services.ec2 import Ec2
from polyglot_cloud.services.eks import Eks
from polyglot_cloud.services.elbv2 import Elbv2
from polyglot_cloud.services.iam import Iam
from polyglot_cloud.services.kafka import Kafka
from polyglot_cloud.services.kms import Kms
from polyglot_cloud.services.logs import Logs
from polyglot_cloud.services.secretsmanager import SecretsManager
from polyglot_cloud.services.stores import Stores

OWN = "/polyglot/"


class Application:
    """The WSGI application: AWS's API, and the emulator's own endpoints."""

    def __init__(self, account: str, region: str, scale: float, given: Given | None = None) -> None:
        """With `given`, the calls of one access key are evaluated against the policies of a role."""
        self._cloud = Cloud(account, Clock(scale))
        self._calls = CallLog()
        self._about = {"account": account, "region": region, "timeScale": scale}
        ec2, kafka = Ec2(self._cloud), Kafka(self._cloud)
        eks = Eks(self._cloud, ec2)
        others = (AcmPca, Elbv2, Iam, Kms, Logs, SecretsManager, Stores)
        self._services: list[Service] = [ec2, eks, kafka, *(service(self._cloud) for service in others)]
        principals = {given.access_key: given.principal()} if given else {}
        self._rights = Authorizer(Account(self._cloud, eks, kafka), principals)
        handlers = {key: handler for service in self._services for key, handler in service.handlers()}
        moto = DomainDispatcherApplication(create_backend_app)
        self._gate = Gate(moto, handlers, self._cloud.clock, self._calls, self._rights)
        self._own: dict[tuple[str, str], Callable[[dict[str, str]], Any]] = {
            ("GET", "health"): lambda _query: self._about,
            ("GET", "dump"): self._dump,
            ("GET", "calls"): lambda query: (self._calls.of(query["caller"]) if "caller" in query else self._calls).report(),
            ("GET", "changes"): lambda _query: self._calls.changes(),
            ("GET", "rights"): lambda query: self._rights.report(query.get("caller")),
            ("POST", "doom"): self._doom,
            ("POST", "hold"): self._hold,
            ("POST", "release"): self._release,
            ("POST", "skip"): self._skip,
        }

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(OWN):
            return self._gate(environ, start)
        endpoint = self._own.get((environ["REQUEST_METHOD"], path.removeprefix(OWN)))
        if endpoint is None:
            return _json(404, {"error": f"no such endpoint: {path}"}).send(start)
        query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        with self._gate.lock:
            self._cloud.clock.settle()
            return _json(200, endpoint(query)).send(start)

    def _dump(self, query: dict[str, str]) -> Any:
        return dump(self._services, self._calls, scheduled=query.get("scheduled") == "true")

    def _doom(self, query: dict[str, str]) -> Any:
        """Let the creation of a cluster end in FAILED: `POST /polyglot/doom?cluster=kafka/events`."""
        self._cloud.doomed.add(query["cluster"])
        return sorted(self._cloud.doomed)

    def _hold(self, query: dict[str, str]) -> Any:
        """Let the creation of an MSK cluster go on until it is released: `POST /polyglot/hold?cluster=kafka/events`."""
        if not query["cluster"].startswith("kafka/"):
            raise ValueError(f"cluster is '{query['cluster']}'; only MSK's are held, as kafka/NAME")
        self._cloud.held.add(query["cluster"])
        return sorted(self._cloud.held)

    def _release(self, query: dict[str, str]) -> Any:
        self._cloud.held.discard(query["cluster"])
        return sorted(self._cloud.held)

    def _skip(self, query: dict[str, str]) -> Any:
        """Let AWS time pass at once: `POST /polyglot/skip?seconds=600`."""
        self._cloud.clock.skip(float(query["seconds"]))
        return {"skipped": float(query["seconds"])}


def _json(status: int, value: Any) -> Answer:
    return Answer(status, [("Content-Type", "application/json")], json.dumps(value, indent=1, default=str).encode() + b"\n")
