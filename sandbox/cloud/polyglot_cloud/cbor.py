"""The protocol `smithy-rpc-v2-cbor`, which newer AWS SDKs speak to some services and moto 5.2.5 does not.

A request is said again in the service's other protocol, and its answer translated back. The protocol is described in
the Smithy 2.0 documentation, "Smithy RPC v2 CBOR protocol".
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from botocore.model import OperationModel
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer, create_serializer

PATH = re.compile(r"/service/[^/]+/operation/(\w+)$")
#: The protocols that moto understands, the one it understands best first.
INSTEAD = ("query", "json")


def decode(body: bytes) -> dict[str, Any]:
    """The parameters of a request."""
    parser = RpcV2CBORParser()
    return dict(parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))) if body else {}


def protocol_instead(operation: OperationModel) -> str:
    """The service's protocol that a request is translated to."""
    spoken = operation.service_model.metadata["protocols"]
    return next(protocol for protocol in INSTEAD if protocol in spoken)


def say_again(
    environ: dict[str, Any], params: dict[str, Any], operation: OperationModel
) -> tuple[dict[str, Any], bytes]:
    """The same request in the other protocol: its WSGI environment and body."""
    request = create_serializer(protocol_instead(operation), False).serialize_to_request(params, operation)
    body = request["body"]
    encoded = urlencode(body).encode() if isinstance(body, dict) else body
    said = {name: value for name, value in environ.items() if name not in ("HTTP_SMITHY_PROTOCOL", "HTTP_ACCEPT")}
    said.update(PATH_INFO="/", RAW_URI="/", REQUEST_URI="/", CONTENT_LENGTH=str(len(encoded)))
    for name, value in request["headers"].items():
        key = name.upper().replace("-", "_")
        said[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return said, encoded


def encode(result: dict[str, Any], operation: OperationModel) -> bytes:
    """A result's bytes. botocore serialises requests only, so this reaches for how it does that."""
    if operation.output_shape is None:
        return b"\xa0"
    serialized = bytearray()
    RpcV2CBORSerializer()._serialize_data_item(serialized, result, operation.output_shape)
    return bytes(serialized)


def encode_error(code: str, message: str, operation: OperationModel) -> tuple[bytes, list[tuple[str, str]]]:
    """An error's bytes and headers. What counts here is the shape's name, which may differ from the query's code."""
    shapes = (shape for shape in operation.error_shapes if shape.metadata.get("error", {}).get("code") == code)
    name = next((shape.name for shape in shapes), code)
    body = b"\xa2" + _text("__type") + _text(name) + _text("message") + _text(message)
    return body, [("x-amzn-query-error", f"{code};Sender")]


def _text(value: str) -> bytes:
    """A text string (RFC 8949, 3.1: major type 3 and its length in 0, 1 or 2 further bytes)."""
    encoded = value.encode()[:0xFFFF]
    length = len(encoded)
    if length < 24:
        return bytes([0x60 | length]) + encoded
    return (bytes([0x78, length]) if length < 0x100 else b"\x79" + length.to_bytes(2, "big")) + encoded
