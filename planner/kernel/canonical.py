"""One way to write a value as bytes, and its digest."""

import hashlib
import json


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: equal values give equal bytes.

    Source: the property-order and whitespace rules of RFC 8785; our values hold no floats.
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_hex(data: bytes) -> str:
    """SHA-256 of bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest(value: object) -> str:
    """Short digest of a JSON value, to tell whether a field was changed in the meantime: 16 hexadecimal digits."""
    return sha256_hex(canonical_json(value))[:16]
