"""The child process that typesets and draws: `python -m planner.documents.child`, one job, then it ends.

Both ways one line of JSON, then bytes. It has no network, little memory and no secrets: a hostile text can
stop the child, nothing else.
"""

import gc
import json
import os
import resource
import sys
from typing import Any, NoReturn

NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto", "urllib.Request", "subprocess.Popen", "os.system")


def _refuse_network(event: str, _arguments: Any) -> None:
    if event in NETWORK:
        raise PermissionError(event)


def work(kind: str, job: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Do one job.

    :param kind: `plan`, `record`, `story`, `picture`, `workbook` or `manuscript`
    :returns: head and bytes of the answer
    """
    if kind == "picture":
        from planner.documents.raster import page_picture  # each job loads only what it needs

        return {}, page_picture(payload, int(job["page"]), int(job["width"]))
    if kind == "workbook":
        from planner.documents.workbook import read_workbook

        return {}, json.dumps(read_workbook(payload)).encode()
    if kind == "manuscript":
        from planner.documents.intake.reading import answer

        return answer(payload, str(job["name"]))
    from planner.documents import editions

    proof = {"plan": editions.plan_proof, "record": editions.record_proof, "story": editions.story_proof}[kind](job)
    return {"pages": proof.pages, "boxes": proof.boxes}, proof.data


def main() -> NoReturn:
    """Read the job from standard input, answer on standard output; the exit code is 0 also for a plain refusal."""
    sys.addaudithook(_refuse_network)
    os.nice(5)  # whoever types is served first
    gc.disable()  # one job and out: collecting takes a tenth of the time and frees nothing that matters
    head, _, payload = sys.stdin.buffer.read().partition(b"\n")
    job = json.loads(head)
    limit, seconds = int(job["memory"]), int(job["seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from planner.kernel.errors import PlannerError

    try:
        answer, data = work(job["kind"], job["job"], payload)
    except PlannerError as error:
        answer, data = {"refused": [error.message.zh, error.message.en]}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + data)
    sys.stdout.buffer.flush()
    os._exit(0)  # tearing down the fonts takes longer than it is worth


if __name__ == "__main__":
    main()
