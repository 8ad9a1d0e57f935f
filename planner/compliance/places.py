"""Where in a YAML text something stands, for messages about it."""

from functools import lru_cache
from typing import Any

import yaml


@lru_cache(maxsize=1)
def _tree(source: str) -> Any:
    """The nodes of a text; its errors come one after the other."""
    return yaml.compose(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def line_at(source: str, loc: tuple[int | str, ...], under: str) -> int:
    """The line of the innermost node on the way to an error.

    :param loc: keys and numbers that lead there
    :param under: where the text is a mapping with this key, the way begins below it; "" for none
    """
    node = _tree(source)
    if under and isinstance(node, yaml.MappingNode):
        node = next((value for key, value in node.value if key.value == under), node)
    line = 1
    for step in loc:
        if node is None:
            break
        line = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            pair = next((p for p in node.value if p[0].value == str(step)), None)
            if pair is not None:
                line, node = pair[0].start_mark.line + 1, pair[1]
    return int(node.start_mark.line + 1) if isinstance(node, yaml.MappingNode) else line
