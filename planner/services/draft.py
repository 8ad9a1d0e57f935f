"""A draft as its author works on it: answers, products, check report, standing decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from planner.compliance.document import PlanDocument
from planner.compliance.findings import Report
from planner.compliance.pack import Pack
from planner.compliance.policy import Policy
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.models import Decision, Explanation, Product, Remark
from planner.services import checking, decisions, known, library
from planner.services.house import House
from planner.services.plans import PlanView
from planner.services.policy import policy_in_force
from planner.services.rules.effective import pack_in_force
from planner.services.step_reading import StepReading
from planner.services.steps import StepState, step_states
from planner.wizards.answers import Answers
from planner.wizards.validate import plan_problems


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a page of the wizard needs to know of the whole plan.

    :param pack: the rules that hold now, which made the report
    :param readings: what follows from the answers of each step, by slug
    :param report: findings of the whole plan, in reading order
    :param decided: standing decisions, by fingerprint and rule revision
    :param remarks: of officers on this revision, not taken back
    """

    view: PlanView
    answers: dict[str, Answers]
    products: tuple[Product, ...]
    policy: Policy
    on: date
    document: PlanDocument
    pack: Pack
    report: Report
    readings: Mapping[str, StepReading]
    decided: dict[tuple[str, int], Decision]
    explanations: dict[str, Explanation]
    remarks: list[Remark]
    from_file: bool
    known: dict[str, Text]
    steps: tuple[StepState, ...]

    @property
    def answers_sha256(self) -> str:
        """Digest of all answers: what a signing form names, so that a PIN counts for exactly this text."""
        return sha256_hex(canonical_json(self.answers))


def retired(draft: Draft) -> dict[str, Text]:
    """Path → what is said where a product stands that was taken out of use since it was chosen."""
    names = [product.generic_name for product in draft.products if product.retired_at is not None]
    if not names:
        return {}
    said = Text("{zh}已经停用，请换一个产品。", "{en} was taken out of use; choose another product.")
    return {"basics.products": said.with_(zh="、".join(names), en=", ".join(names))}


def problems(draft: Draft) -> dict[str, dict[str, Text]]:
    """Step slug → path → what keeps the plan from being submitted, by its answers and by the registry of today."""
    found = plan_problems(draft.view.plan_type, draft.answers)
    for path, said in retired(draft).items():
        found.setdefault(path.split(".")[0], {}).setdefault(path, said)
    return found


def read_draft(session: Session, house: House, view: PlanView, answers: dict[str, Answers] | None = None) -> Draft:
    """Check a plan as it stands.

    :param answers: the answers to look at instead of the stored ones
    """
    answers = view.answers if answers is None else answers
    on = local_date(house.clock())
    policy = policy_in_force(session)
    products = checking.chosen_products(session, answers)
    facts, author = tuple(checking.facts(p) for p in products), checking.author_facts(view.plan.author)
    pack = pack_in_force(session, house)
    checked = checking.checked(view.plan_type, answers, facts, policy, on, author, library.material_facts(session), pack, view.revision.id)
    said = decisions.said(session, view.revision, on)
    touched = {row.step: row.touched for row in view.steps or view.revision.steps}
    return Draft(
        view=view,
        answers=answers,
        products=products,
        policy=policy,
        on=on,
        document=checked.document,
        pack=pack,
        report=checked.report,
        readings=checked.readings,
        decided=said.decided,
        explanations=said.explained,
        remarks=said.remarks,
        from_file=said.from_file,
        known=known.known_texts(view.plan_type, view.plan.author, products, on),
        steps=step_states(view.plan_type, checked.readings, touched, checked.report, decisions.settled(said.decided, checked.report)),
    )
