"""What must hold: while servers share one state, and after one of each kind was killed under load."""

import time
from datetime import timedelta

from sqlalchemy import func, select

from ops.cluster_people import FIELD, STEP, Answer, Client, Seen
from planner.kernel.canonical import sha256_hex
from planner.models import AuditEvent, IssuedFile, Job, Plan, Revision, SignatureRow
from planner.seeds.stage import Stage
from planner.services import audit, checkpoints, wizard
from planner.services.actor import actor_for
from planner.services.checkpoints import Standing
from planner.services.verification import verify_file
from planner.wizards.answers import leaf

Line = tuple[str, str, bool]
RULE = "institution.dept-meeting-consent"
STATES = {"submit": "in_review", "pass": "in_approval", "approve": "approved"}
SIGNED = {"in_review": 1, "in_approval": 2, "approved": 3}


def shared_state(ports: list[int], seen: Seen) -> list[Line]:
    """What one server knows the other one knows at once."""
    first, second = ports
    return [
        _session(first, second, seen),
        _language(first, second, seen),
        _lock_out(first, second, seen),
        _rule(first, second, seen),
    ]


def _session(first: int, second: int, seen: Seen) -> Line:
    person = Client([first], seen)
    came = person.sign_in("cheng.yan", port=first) and person.get("/", second).status == 200
    person.get("/", first)
    went = person.post("/sign-out", {}, first).status in (302, 303)
    left = person.get("/account", second)
    return "a sign-in at one server counts at the other, and so does a sign-out", "", came and went and left.status != 200


def _language(first: int, second: int, seen: Seen) -> Line:
    person = Client([first], seen)
    person.sign_in("shen.ruoxi", port=first)
    person.get("/", first)
    person.post("/language", {"language": "en"}, first)
    english = 'lang="en' in person.get("/", second).text[:400]
    return "a language chosen at one server is the other's too", "", english


def _lock_out(first: int, second: int, seen: Seen) -> Line:
    person, tries = Client([first], seen), 0
    for port in (first, second, first, second, first):
        person.sign_in("tang.yuan", "wrong password", port)
        tries += 1
    locked = not person.sign_in("tang.yuan", port=second) and not person.sign_in("tang.yuan", port=first)
    return "wrong passwords count together, wherever they are tried", f"{tries} tries", locked


def _rule(first: int, second: int, seen: Seen) -> Line:
    """Two people make a rule stricter at one server; the other judges by it at once."""
    officer, head = Client([first], seen), Client([first], seen)
    officer.sign_in("lu.zhiwei", port=first)
    head.sign_in("gu.qinghe", port=first)
    before = [_severity(officer.get(f"/rulebook/{RULE}", port)) for port in (first, second)]
    to = "review" if "advise" in before[0] else "advise"
    page = officer.post(f"/rulebook/{RULE}/severity", {"to": to, "reason": "医院有新规定"}, first).headers.get("Location", "")
    head.get(page, first)
    head.post(f"{page}/preview", {}, first)
    until = time.monotonic() + 240
    while "pw-dryrun__sums" not in head.get(page, first).text and time.monotonic() < until:
        time.sleep(0.2)
    head.post(f"{page}/approve", {}, first)
    after = [_severity(officer.get(f"/rulebook/{RULE}", port)) for port in (first, second)]
    return "a rule published at one server is in force at the other", f"{before[1]} → {after[1]}", after == [to, to] != before


def _severity(answer: Answer) -> str:
    found = answer.text.partition("pw-severity--")[2]
    return found[: min(found.find(mark) for mark in ('"', " ") if mark in found)] if found else ""


def check(stage: Stage, found: dict[str, list[str]], seen: Seen) -> list[Line]:
    """What is there when everybody has stopped."""
    counted = ", ".join(f"{n} {what}" for what, n in sorted(seen.counted.items()))
    return [
        ("no answer 5xx, nothing acknowledged missing while people worked", counted, not seen.wrong),
        *[("  " + what, "", False) for what in seen.wrong[:10]],
        _texts(stage, found["said"]),
        _moves(stage, found),
        _signatures(stage),
        _jobs(stage),
        _trail(stage),
    ]


def _texts(stage: Stage, said: list[str]) -> Line:
    kept = 0
    with stage.act() as session:
        for line in said:
            number, _, text = line.partition(" ")
            author = actor_for(session, session.scalars(select(Plan.author_id).where(Plan.number == number)).one())
            view = wizard.open_step(session, stage.house, author, number, STEP)
            kept += (leaf(view.step, view.answers, FIELD).value or "") == text
    return "the last acknowledged text of every writer is kept", f"{kept} of {len(said)}", kept == len(said)


def _moves(stage: Stage, found: dict[str, list[str]]) -> Line:
    wrong = []
    with stage.act() as session:
        for goal, state in STATES.items():
            for number in found[goal]:
                now = session.scalars(select(Revision.state).join(Plan).where(Plan.number == number)).one()
                wrong += [f"{number} is {now}"] if now != state else []
    return "every submission, pass and approval is there", "; ".join(wrong), not wrong


def _signatures(stage: Stage) -> Line:
    """As many signatures as the state asks for, as rows and in the newest file; complete files verify."""
    wrong, complete = [], 0
    with stage.act() as session:
        rows = [(row.id, row.round, row.state, row.plan.number) for row in session.scalars(select(Revision))]
        for revision, turn, state, number in rows:
            here = (SignatureRow.revision_id == revision, SignatureRow.round == turn, SignatureRow.void_at.is_(None))
            given = session.scalar(select(func.count()).select_from(SignatureRow).where(*here)) or 0
            files = select(IssuedFile).where(IssuedFile.revision_id == revision, IssuedFile.round == turn, IssuedFile.kind == "plan")
            most = max((file.signatures for file in session.scalars(files)), default=0)
            if (given, most) != (SIGNED.get(state, 0),) * 2:
                wrong.append(f"{number} {state}: {given} rows, {most} in the file")
        kept = [(file.sha256, bytes(file.data), file.signatures) for file in session.scalars(select(IssuedFile))]
    wrong += [digest[:12] for digest, data, _ in kept if sha256_hex(data) != digest]
    for _, data, signatures in kept:
        if signatures == 3:
            complete += 1
            verdict = verify_file(stage.transaction, stage.house, data)
            wrong += [] if verdict.good else [f"{verdict.number} does not verify"]
    return "no half-signed file; every complete one verifies", f"{complete} complete" + "; ".join(["", *wrong]), not wrong


def _jobs(stage: Stage) -> Line:
    """Each ended well, and what it left in the trail is there once."""
    with stage.act() as session:
        rows = list(session.scalars(select(Job)))
        exports = session.scalars(select(AuditEvent.detail).where(AuditEvent.event == "file.export", AuditEvent.plan_number != "")).all()
        late = [row for row in rows if row.state != "done" and row.created_at < stage.house.clock() - timedelta(minutes=2)]
    bundles = [row for row in rows if row.kind == "bundle" and row.state == "done"]
    twice = [row.id for row in bundles if sum(one.get("job") == row.id for one in exports) != len(row.arguments["revisions"])]
    failed = [f"{row.kind} {row.id} {row.failure[:60]}" for row in rows if row.state == "failed"]
    again = sum(row.attempts > 1 for row in rows)
    figure = f"{len(rows)} jobs, {again} by a second worker" + "; ".join(["", *failed, *map(str, twice)])
    return "every job was done exactly once", figure, not (late or twice or failed) and again > 0


def _trail(stage: Stage) -> Line:
    with stage.act() as session:
        chain = audit.verify_chain(session, stage.house.audit_key)
        stands = checkpoints.standing(session, stage.house)
    return "the trail is whole and fits its checkpoint", f"{chain.count} events", chain.whole and stands is Standing.WHOLE
