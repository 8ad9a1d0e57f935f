"""`python -m planner.signing.token_child`: has a token sign once; reads and writes one object of JSON.

In: `module`, `label`, `key`, `pin`, `kind` (`rsa` or `ec`), `data` (hexadecimal). Out: `signature`, or `why` not.
"""

import json
import sys
from typing import Any

import pkcs11
from pkcs11 import Mechanism, ObjectClass, exceptions
from pkcs11.types import SignMixin

MECHANISMS = {"rsa": Mechanism.SHA256_RSA_PKCS, "ec": Mechanism.ECDSA}


def main() -> int:
    """Sign once; exit code 0 whenever there is an answer."""
    sys.stdout.write(json.dumps(_answer(json.load(sys.stdin))))
    return 0


def _answer(asked: dict[str, Any]) -> dict[str, str]:
    try:
        module = pkcs11.lib(asked["module"])
    except (exceptions.PKCS11Error, RuntimeError, OSError):
        return {"why": "module"}
    try:
        token = module.get_token(token_label=asked["label"])
        with token.open(user_pin=asked["pin"]) as session:
            key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=asked["key"])
            if not isinstance(key, SignMixin):
                return {"why": "refused"}
            return {"signature": key.sign(bytes.fromhex(asked["data"]), mechanism=MECHANISMS[asked["kind"]]).hex()}
    except (exceptions.NoSuchToken, exceptions.MultipleTokensReturned):
        return {"why": "token"}
    except (exceptions.NoSuchKey, exceptions.MultipleObjectsReturned):
        return {"why": "key"}
    except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange):
        return {"why": "pin"}
    except exceptions.PinLocked:
        return {"why": "locked"}
    except (exceptions.PKCS11Error, RuntimeError):
        return {"why": "refused"}


if __name__ == "__main__":
    raise SystemExit(main())
