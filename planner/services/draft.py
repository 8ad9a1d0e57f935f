"""A draft as its author works on it: answers, products, check report, standing decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from planner.compliance.document import MaterialFacts, PlanDocument
from planner.compliance.findings import Report
from planner.compliance.pack import Pack
from planner.compliance.policy import Policy
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.models import Decision, Explanation, Product, Remark
from planner.services import checking, decisions, known, library
from planner.services.decisions import Said, Spoken
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


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A draft with all that its check needs, as the database has it at one moment.

    :param author: what rules over fields know of the author
    :param materials: what the library knows; None when nothing is kept
    :param said: what officers and the author said of it
    :param touched: step slug → whether the author saved it once
    """

    view: PlanView
    answers: dict[str, Answers]
    products: tuple[Product, ...]
    policy: Policy
    on: date
    author: Mapping[str, object]
    materials: Mapping[str, MaterialFacts] | None
    pack: Pack
    said: Said
    touched: Mapping[str, bool]

    def check(self) -> Draft:
        """Read and check it. Asks the database nothing, so that a transaction which others wait for can end before."""
        view, said = self.view, self.said
        facts = tuple(checking.facts(product) for product in self.products)
        checked = checking.checked(
            view.plan_type, self.answers, facts, self.policy, self.on, self.author, self.materials, self.pack, view.revision.id
        )
        settled = decisions.settled(said.decided, checked.report)
        return Draft(
            view=view,
            answers=self.answers,
            products=self.products,
            policy=self.policy,
            on=self.on,
            document=checked.document,
            pack=self.pack,
            report=checked.report,
            readings=checked.readings,
            decided=said.decided,
            explanations=said.explained,
            remarks=said.remarks,
            from_file=said.from_file,
            known=known.known_texts(view.plan_type, view.plan.author, self.products, self.on),
            steps=step_states(view.plan_type, checked.readings, self.touched, checked.report, settled),
        )


def gather(
    session: Session, house: House, view: PlanView, answers: dict[str, Answers] | None = None, *, spoken: Spoken | None = None
) -> Unchecked:
    """Ask the database for everything that the check of a plan needs.

    :param answers: the answers to look at instead of the stored ones
    :param spoken: as of `decisions.said`
    """
    answers = view.answers if answers is None else answers
    on = local_date(house.clock())
    return Unchecked(
        view=view,
        answers=answers,
        products=checking.chosen_products(session, answers),
        policy=policy_in_force(session),
        on=on,
        author=checking.author_facts(view.plan.author),
        materials=library.material_facts(session),
        pack=pack_in_force(session, house),
        said=decisions.said(session, view.revision, on, spoken),
        touched={row.step: row.touched for row in view.steps or view.revision.steps},
    )


def read_draft(session: Session, house: House, view: PlanView, answers: dict[str, Answers] | None = None) -> Draft:
    """Check a plan as it stands; parameters as of `gather`."""
    return gather(session, house, view, answers).check()
