"""The one way in: every AWS API call passes here before, or instead of, moto.

It speaks each service's own protocol through botocore's API models, so that a handler sees and returns plain
dictionaries with the API's names. moto itself is not patched anywhere.
"""

from __future__ import annotations

import copy
import functools
import io
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from botocore.exceptions import UnknownServiceError
from botocore.parsers import create_parser
from moto.core.exceptions import ServiceException
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import NotFound, get_service_router
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

from polyglot_cloud import cbor
from polyglot_cloud.calls import READING, CallLog
from polyglot_cloud.clock import Clock
from polyglot_cloud.handlers import Call, Handler
from polyglot_cloud.refusal import Refusal
from polyglot_cloud.rights.authorizer import Authorizer
from polyglot_cloud.rights.refusals import AccessDenied

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

#: AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<signing name>/aws4_request
CREDENTIAL = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
ACCESS_KEY = re.compile(r"Credential=([^/]+)/")
#: Where a service signs under another name than botocore calls it.
SIGNING_NAMES = {
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
    "tagging": "resourcegroupstaggingapi",
}


@dataclass(frozen=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def send(self, start: StartResponse) -> list[bytes]:
        headers = [(name, value) for name, value in self.headers if name.lower() != "content-length"]
        phrase = "OK" if self.status < 400 else "Error"
        start(f"{self.status} {phrase}", [*headers, ("Content-Length", str(len(self.body)))])
        return [self.body]


class MotoRefused(Exception):
    """moto answered with an error; it goes to the caller as it is."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True)
class Operation:
    """An API operation as its model describes it, and how this request speaks it."""

    service: str
    region: str
    model: OperationModel
    protocol: str
    uri_params: dict[str, Any]

    def params(self, request: Request) -> dict[str, Any]:
        """The request's parameters under their API names."""
        parser = PROTOCOL_PARSERS[self.protocol](self.model)
        return dict(
            parser.parse(
                {
                    "method": request.method,
                    "values": request.values,
                    "headers": request.headers,
                    "body": request.get_data(),
                    "url_path": request.path,
                    "url_params": self.uri_params,
                }
            )
        )

    def result(self, answer: Answer) -> dict[str, Any]:
        """An answer's result, or its error under `Error`."""
        response = {"body": answer.body, "headers": dict(answer.headers), "status_code": answer.status}
        parsed = create_parser(self.protocol).parse(response, self.model.output_shape)
        parsed.pop("ResponseMetadata", None)
        return dict(parsed)

    def answer(self, result: dict[str, Any] | ServiceException) -> Answer:
        """The HTTP response that says `result` in this operation's protocol."""
        said = get_serializer_class(self.service, self.protocol)(self.model).serialize(result)
        body = said["body"]
        headers = [(name, str(value)) for name, value in said["headers"].items()]
        return Answer(said["status_code"], headers, body.encode() if isinstance(body, str) else body)


class Gate:
    """The WSGI application in front of moto. One call at a time, so that a check and its effect are one step."""

    def __init__(
        self, moto: WsgiApp, handlers: dict[tuple[str, str], Handler], clock: Clock, calls: CallLog, rights: Authorizer
    ) -> None:
        self._moto = moto
        self._handlers = handlers
        self._clock = clock
        self._calls = calls
        self._rights = rights
        self.lock = threading.RLock()

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        with self.lock:
            self._clock.settle()
            said = cbor.PATH.match(environ.get("PATH_INFO", ""))
            answer = self._call_in_cbor(environ, body, said[1]) if said else self._call(environ, body)
            return answer.send(start)

    def _call_in_cbor(self, environ: Environ, body: bytes, action: str) -> Answer:
        """Translate, call, and translate back."""
        scope = _scope(environ)
        if scope is None:
            return _not_emulated(None)
        model = _service(scope[1]).operation_model(action)
        answer = self._call(*cbor.say_again(environ, cbor.decode(body), model))
        said = Operation(scope[1], scope[0], model, cbor.protocol_instead(model), {}).result(answer)
        headers = [("Content-Type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")]
        if answer.status < 400:
            return Answer(answer.status, headers, cbor.encode(said, model))
        error = said.get("Error", {})
        encoded, more = cbor.encode_error(error.get("Code", "InternalFailure"), error.get("Message", ""), model)
        return Answer(answer.status, [*headers, *more], encoded)

    def _call(self, environ: Environ, body: bytes) -> Answer:
        operation = _operation(environ, body)
        if operation is None:
            # what nobody can name, nobody can evaluate
            evaluated = self._rights.knows(_caller(environ))
            return _not_emulated(None) if evaluated else self._ask_moto(environ, body)
        params = operation.params(Request(_replay(environ, body)))
        named = copy.deepcopy(params)  # a handler may keep what it was given, and change it later
        answer = self._handle(operation, environ, body, params)
        error = operation.result(answer).get("Error", {}).get("Code") if answer.status >= 400 else None
        action = str(operation.model.name)
        for log in (self._calls, self._calls.of(_caller(environ))):
            log.record(operation.service, action, error)
        if not READING.match(action):
            self._calls.changed(operation.service, action, operation.region, named, error)
        return answer

    def _handle(self, operation: Operation, environ: Environ, body: bytes, params: dict[str, Any]) -> Answer:
        def ask(**instead: str) -> Answer:
            return self._ask_moto(environ, _with(body, instead) if instead else body, operation)

        def ask_for_result(**instead: str) -> dict[str, Any]:
            answer = ask(**instead)
            if answer.status >= 400:
                raise MotoRefused(answer)
            return operation.result(answer)

        call = Call(operation.service, str(operation.model.name), operation.region, params, ask_for_result)
        handler = self._handlers.get((call.service, call.action))
        try:
            self._rights.check(call, _caller(environ))
            result = handler(call) if handler else None
            return ask() if result is None else operation.answer(result)
        except MotoRefused as refused:
            return refused.answer
        except AccessDenied as denied:
            return replace(operation.answer(denied), status=denied.status)
        except ServiceException as refusal:  # ours, or of a moto backend that a handler asked
            return operation.answer(refusal)
        except HTTPException as refusal:  # the older kind of moto's exceptions
            code, message = getattr(refusal, "error_type", refusal.name), getattr(refusal, "message", "")
            return operation.answer(Refusal(code, message))

    def _ask_moto(self, environ: Environ, body: bytes, operation: Operation | None = None) -> Answer:
        started: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> Callable[[bytes], None]:
            started.update(status=int(status.split()[0]), headers=headers)
            return lambda data: None

        try:
            answered = b"".join(self._moto(_replay(environ, body), start))
        except NotImplementedError:
            return _not_emulated(operation)
        answer = Answer(started["status"], started["headers"], answered)
        if answer.status == 404 and b"<!doctype html>" in answered:
            return _not_emulated(operation)
        return answer


def _replay(environ: Environ, body: bytes) -> Environ:
    """The request again, its body unread."""
    return {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def _with(body: bytes, instead: dict[str, str]) -> bytes:
    """A form with other values for some of its fields."""
    fields = parse_qsl(body.decode(), keep_blank_values=True)
    return urlencode([(name, instead.get(name, value)) for name, value in fields]).encode()


def _not_emulated(operation: Operation | None) -> Answer:
    """What nobody emulates is refused at once: a 5xx would make an SDK retry for minutes."""
    if operation is None:
        return Answer(400, [("Content-Type", "text/plain")], b"NotEmulated: unknown AWS API request\n")
    name = f"{operation.service}:{operation.model.name}"
    return operation.answer(Refusal("NotEmulated", f"The sandbox's AWS API does not emulate {name}"))


@functools.cache
def _service(name: str) -> ServiceModel:
    """A service's API model, kept because its shapes are read from it anew otherwise."""
    return get_service_model(name)


def _scope(environ: Environ) -> tuple[str, str] | None:
    """The region and the service that a signed request is for."""
    scope = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    return (scope[1], SIGNING_NAMES.get(scope[2], scope[2])) if scope else None


def _caller(environ: Environ) -> str:
    """The access key that a request is signed with."""
    said = ACCESS_KEY.search(environ.get("HTTP_AUTHORIZATION", ""))
    return said[1] if said else ""


def _operation(environ: Environ, body: bytes) -> Operation | None:
    """Which operation a signed request asks for; None if it is unsigned or of no service that botocore knows."""
    scope = _scope(environ)
    if scope is None:
        return None
    region, service = scope
    request = Request(_replay(environ, body))
    try:
        model = _service(service)
        protocol = determine_request_protocol(model, request.content_type)
        operation, uri_params = get_service_router(service).match(request)
    except (NotFound, NotImplementedError, UnknownServiceError):
        return None
    return Operation(service, region, operation, protocol, uri_params)
