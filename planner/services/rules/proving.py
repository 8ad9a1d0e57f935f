"""Proofs of company rules, remembered: a rule is proved when it is saved, and again whenever it is about to run."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from planner.compliance.guard import faults
from planner.compliance.patternfaults import Fault
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.services.house import House

MOST = 128
PEOPLE = ("rev", "status", "owner", "approved_by", "changed")
"""Keys of an entry that no proof depends on."""
_known: OrderedDict[tuple[str, str], tuple[Fault, ...]] = OrderedDict()
_lock = Lock()


def proved(house: House, document: dict[str, Any], entry: dict[str, Any]) -> tuple[Fault, ...]:
    """What stands against a rule under this core, beside the company rules in force; empty when it may run."""
    others = [_bare(one) for one in document["rules"] if one["id"] != entry["id"]]
    key = (house.pack.hash, sha256_hex(canonical_json([_bare(entry), others])))
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    found = tuple(faults(house.pack, document, {name: value for name, value in entry.items() if name != "status"}))
    with _lock:
        _known[key] = found
        while len(_known) > MOST:
            _known.popitem(last=False)
    return found


def _bare(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in PEOPLE}
