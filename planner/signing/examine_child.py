"""`python -m planner.signing.examine_child`: reads one line of JSON and then a PDF, writes the examination as JSON.

The limits come first, before anything large is imported.
"""

import json
import os
import resource
import sys


def main() -> int:
    """Run one examination; exit code 0 with a result on standard output."""
    os.nice(5)  # whoever types is served first
    header = json.loads(sys.stdin.buffer.readline())
    memory = int(header["megabytes"]) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(header["seconds"]), int(header["seconds"]) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from planner.signing.authority import from_pem
    from planner.signing.verify import examine

    pdf = sys.stdin.buffer.read()
    roots, tsa_roots, provider_roots = ([from_pem(pem.encode()) for pem in header[n]] for n in ("roots", "tsa_roots", "provider_roots"))
    crls = None if header["crls"] is None else [bytes.fromhex(each) for each in header["crls"]]
    found = examine(pdf, roots, crls=crls, tsa_roots=tsa_roots, provider_roots=provider_roots)
    sys.stdout.write(json.dumps(found.to_json()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
