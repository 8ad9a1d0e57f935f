"""One object of every kind a page can be about, and the address of every page, by endpoint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from planner.compliance.findings import Severity
from planner.kernel.clock import local_date, utc_now
from planner.models import Certificate, Person, Plan, Revision, Territory, TrayPassage
from planner.seeds import play
from planner.seeds.company import PASSWORD
from planner.services import approval, bundles, deciding, intake, invitations, outcome, plans, remarks, renewal, review, submission, threads
from planner.services.administration_people import PersonForm, add
from planner.services.administration_roles import change
from planner.services.library_forms import MaterialForm, PhraseForm
from planner.services.library_keeping import save_material, save_phrase
from planner.services.people import add_person
from planner.services.rules import lifecycle, preview
from planner.services.rules.changes import Activate
from planner.wizards.flow import months_after
from planner.wizards.schema import Field, Group, PlanType
from planner.workflow import Role
from tests.browser.people import ADMINISTRATOR, MANAGER, OFFICER, WRITER
from tests.browser.server import Site
from tests.factories.flagged import FAVOUR, ORDERS
from tests.factories.lending import lend
from tests.factories.rules import ASSESSED, tried
from tests.factories.stage import Cast
from tests.factories.word_file import launch_docx

JOINED = "新同事"  # why somebody is to have a role
HEAD = "gu.qinghe@hengyu.example"
KINDS = {"territory": 12, "key-account": 12, "turnaround": 6, "omnichannel": 12, "patient-education": 9}
"""Kinds of plans beside the launch plan, and how many months their samples last."""
RULE = "institution.dept-meeting-consent"
QUOTA = "每位专家每月新增处方 10 例。"


@dataclass(slots=True)
class Everything:
    """What there is to look at.

    :param places: endpoint, who comes there (empty for a stranger), address
    """

    places: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, person: str, **addresses: str) -> None:
        """Endpoints, their dot written as two underscores, with an address each."""
        self.places += [(endpoint.replace("__", "."), person, address) for endpoint, address in addresses.items()]


def everything(site: Site) -> Everything:
    """Make the objects, part by part, and name the pages."""
    found = Everything()
    for part in (_writing, _reading_in, _reviewing, _approving, _keeping, _administering):
        site.prepare(lambda cast, part=part: part(cast, found))  # type: ignore[misc]
    found.add("", auth__sign_in="/sign-in", verify__index="/verify", gallery__show="/components")
    return found


def _writing(cast: Cast, found: Everything) -> None:
    """A draft of every kind, a quota in one of them, another ready to be signed; the steps that show something the others do not."""
    launch = cast.draft(cast.zhou)
    drafts = [launch, *(_sample(cast, kind) for kind in KINDS)]
    with cast.act() as session:
        goals = plans.open_plan(session, cast.house, cast.zhou, launch).answers["goals"]
        group = next(name for name, rows in goals.items() if isinstance(rows, list) and rows)
        key, drawn = goals[group][0]["id"], set[str]()
        for number in drafts:
            for slug in _telling(plans.open_plan(session, cast.house, cast.zhou, number).plan_type, drawn):
                found.add(WRITER, wizard__step=f"/plans/{number}/steps/{slug}")
    cast.type(cast.zhou, launch, f"goals.{group}.{key}.statement", QUOTA)
    with cast.act() as session:
        marked = submission.open_submission(session, cast.house, cast.zhou, launch).findings
        quota = next(one for one in marked if one.path.endswith(f"{key}.statement"))
    _explain(cast, drafts[-1])
    found.add(
        WRITER,
        wizard__convert=f"/plans/{launch}/convert?about={quota.fingerprint}:{quota.path}",
        wizard__check=f"/plans/{launch}/check-and-submit",
        wizard__sign=f"/plans/{drafts[-1]}/submit",
        wizard__preview=f"/plans/{launch}/preview",
        plans__import_form=f"/plans/{launch}/tables/import",
        today__show="/",
        plans__index="/plans",
        plans__new="/plans/new",
        auth__account="/account",
        auth__back="/signed-in",
        auth__confirm_page=f"/account/confirm?for={'0' * 64}",
        auth__password="/account/password",
        auth__second_factor_page="/account/second-factor",
        notices__index="/notices",
        notices__settings="/notices/settings",
        rulebook__index="/rulebook",
        library__index="/library",
        library__phrases="/library/phrases",
    )


def _telling(kind: PlanType, drawn: set[str]) -> Iterator[str]:
    """The first steps of the kinds that ask for a sort of answer or have a tool not `drawn` yet."""
    for step in kind.steps:
        new = set(_parts(step.items)) - drawn
        if new:
            drawn |= new
            yield step.slug


def _parts(items: Sequence[Field | Group]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield str(item.tool or "plain list")
            yield from _parts(item.fields)
        else:
            yield item.kind


def _sample(cast: Cast, kind: str) -> str:
    start = months_after(local_date(utc_now()).replace(day=1), 2)
    return play.write_sample(cast, cast.zhou, kind, start=start, months=KINDS[kind], product="松雅沙坦缓释片")


def _explain(cast: Cast, number: str) -> None:
    with cast.act() as session:
        for finding in submission.open_submission(session, cast.house, cast.zhou, number).findings:
            if finding.severity is not Severity.ADVISE:
                kind = "exception" if finding.severity is Severity.BLOCK else "explain"
                submission.explain(session, cast.house, cast.zhou, number, finding.fingerprint, play.EXPLAINED, kind)


def _reading_in(cast: Cast, found: Everything) -> None:
    """A Word file that was read and not yet used, and one whose rest waits in the tray."""
    waiting, used = (intake.offer(cast.transaction, cast.house, cast.zhou, launch_docx(), f"{name}.docx") for name in ("一", "二"))
    number = intake.begin(cast.transaction, cast.house, cast.zhou, used, "launch")
    with cast.act() as session:
        passage = session.scalars(select(TrayPassage.id).order_by(TrayPassage.id.desc())).first()
    found.add(
        WRITER,
        plans__choose_kind=f"/plans/new/file/{waiting}",
        plans__taken_in=f"/plans/{number}/intake",
        plans__tray=f"/plans/{number}/tray",
        plans__place=f"/plans/{number}/tray/{passage}",
        wizard__step=f"/plans/{number}/steps/pre-launch",
    )


def _reviewing(cast: Cast, found: Everything) -> None:
    """A plan in the middle of its review, with words, a proposal and a remark; one returned with them; one decided to the end."""
    middle, back, ready = _flagged(cast), _flagged(cast), cast.submitted(cast.zhou)
    for number in (middle, back):
        _talk(cast, number)
    with cast.act() as session:
        outcome.return_to_author(session, cast.house, cast.lu, back)
        desk = review.open_desk(session, cast.house, cast.lu, middle)
        open_one = next(item.finding for item in desk.items if item.needs_decision)
    play.decide_all(cast, cast.lu, ready)
    found.add(
        OFFICER,
        today__show="/",
        review__desk=f"/review/{middle}",
        review__places=f"/review/{middle}/findings/{open_one.fingerprint}/places",
        review__sign=f"/review/{ready}/sign",
        rulebook__as_it_was=f"/rulebook/{RULE}/of/{middle}",
        delegations__index="/delegations",
        library__add="/library/phrases/new",
    )
    found.add(MANAGER, approval__done=f"/approval/{back}/done")
    found.add(WRITER, wizard__step=f"/plans/{back}/steps/launch-phase", wizard__check=f"/plans/{back}/check-and-submit")


def _flagged(cast: Cast) -> str:
    """Submitted with a passage that needs an exception and one that an officer has to look at."""
    number = cast.draft(cast.zhou)
    cast.type(cast.zhou, number, "launch-phase.objective", f"{ORDERS}。{FAVOUR}。")
    _explain(cast, number)
    submission.submit(cast.transaction, cast.house, cast.zhou, number, cast.consent(cast.answers_digest(cast.zhou, number)))
    return number


def _talk(cast: Cast, number: str) -> None:
    with cast.act() as session:
        review.claim(session, cast.house, cast.lu, number)
        desk = review.open_desk(session, cast.house, cast.lu, number)
        favour = next(item.finding for item in desk.items if item.finding.quote and item.finding.quote in FAVOUR)
        deciding.decide(
            session, cast.house, cast.lu, number, favour.fingerprint, "change_required", "写明依据。", wording="按已批准的项目申请会议费用"
        )
        threads.say(session, cast.house, cast.lu, number, favour.fingerprint, "@周亦宁 请附上立项编号。")
        text = str(desk.plan.answers["basics"]["summary"])
        quote = text[: text.index("。") + 1]
        remarks.remark(session, cast.house, cast.lu, number, path="basics.summary", quote=quote, start=0, text="请写明医院的名称。")


def _approving(cast: Cast, found: Everything) -> None:
    """A plan to approve, one opened to sign, one in force that is being changed and renewed; a zip that waits."""
    passed, opened, approved = cast.passed(cast.ye, cast.lu), cast.passed(cast.ye, cast.lu), cast.approved(cast.zhou, cast.lu, cast.han)
    with cast.act() as session:
        approval.open_to_sign(session, cast.house, cast.han, opened)
        job = bundles.ask(session, cast.house, cast.han, bundles.Range()).id
        code = plans.open_plan(session, cast.house, cast.zhou, approved).revision.verify_code
        renewed = renewal.renew(session, cast.house, cast.zhou, approved)
        plans.amend_plan(session, cast.house, cast.zhou, approved)
    cast.type(cast.zhou, approved, "basics.summary", "先办社区培训，再办科室会。")
    found.add(
        MANAGER,
        today__show="/",
        approval__show=f"/approval/{passed}",
        approval__sign=f"/approval/{opened}/sign",
        team__show="/team",
        jobs__index="/downloads",
        jobs__show=f"/downloads/{job}",
        plans__story_page=f"/plans/{approved}/story",
    )
    with cast.act() as session:
        done = select(Plan.number).join(Revision).where(Revision.state == "approved").order_by(Plan.id)
        found.add(MANAGER, plans__show=f"/plans/{session.scalars(done).first()}")
    found.add("", verify__code=f"/v/{code}")
    found.add(
        WRITER,
        plans__show=f"/plans/{approved}",
        plans__differences=f"/plans/{approved}/differences",
        plans__renewed=f"/plans/{renewed}/renewed",
    )


def _keeping(cast: Cast, found: Everything) -> None:
    """A material and a phrase; a rule of the company that is previewed and waits for a second person; a role lent."""
    today = local_date(utc_now())
    slug = "seen-by-everybody"
    rule = tried(cast, cast.lu, replace(ASSESSED, slug=slug))
    proposal = lifecycle.propose(cast.transaction, cast.house, cast.lu, Activate(rule, 1), "试运行没有误报。")
    shown = preview.start(cast.transaction, cast.house, cast.lu, Activate(rule, 1), 5)
    preview.run(cast.transaction, cast.house, shown)
    lend(cast, cast.gu, cast.cheng, Role.HEAD_OF_COMPLIANCE, from_on=today, until_on=today + timedelta(days=7))
    material = MaterialForm(
        "HY-MAT-2026-900", "说明书解读幻灯", "slides", "", "重度哮喘", "hcp", "2026-01-05", f"{today + timedelta(days=9)}", "医学部"
    )
    phrase = PhraseForm(text="会场门口放急救电话和联系人。", approved_by="顾清和", from_on=f"{today}")
    with cast.act() as session:
        a_material = save_material(session, cast.house, cast.fang, material).id
        a_phrase = save_phrase(session, cast.house, cast.gu, phrase).id
    found.add(
        HEAD,
        rulebook__desk="/rulebook/desk",
        rulebook__lists="/rulebook/lists?q=医",
        rulebook__new_rule="/rulebook/company/new",
        rulebook__own_rule=f"/rulebook/company/{slug}",
        rulebook__edit_rule=f"/rulebook/company/{slug}/edit",
        rulebook__proposal=f"/rulebook/proposals/{proposal}",
        rulebook__preview=f"/rulebook/previews/{shown}",
        rulebook__new_filter="/rulebook/filters/new?rule=bribery",
        rulebook__show=f"/rulebook/{RULE}",
        library__entry=f"/library/phrases/{a_phrase}",
        library__edit=f"/library/phrases/{a_phrase}/edit",
        trail__index="/trail",
        company__retention="/company/retention",
        delegations__index="/delegations",
    )
    found.add(ADMINISTRATOR, library__entry=f"/library/materials/{a_material}", library__edit=f"/library/materials/{a_material}/edit")


def _administering(cast: Cast, found: Everything) -> None:
    """Somebody invited, a change of roles that waits for a second administrator."""
    with cast.act() as session:
        home = session.scalars(select(Territory).where(Territory.name == "云川片区")).one().id
        form = PersonForm("贺闻", "HY0903", "he.wen@hengyu.example", "医药代表", f"{home}")
        new = add(session, cast.house, cast.fang, form)
        token = invitations.invite(session, cast.house, cast.fang, new.id)
        person, serial = new.id, session.scalars(select(Certificate.serial).order_by(Certificate.id)).first()
    with cast.act() as session:
        name, mail = "秦书", "qin.shu.second@hengyu.example"
        add_person(
            session, cast.house, employee_number="HY0904", email=mail, name=name, job_title="系统管理员",
            territory="全国", roles=[Role.ADMINISTRATOR], password=PASSWORD,
        )  # fmt: skip
    with cast.act() as session:
        row = session.get_one(Person, person)
        change(session, cast.house, cast.fang, person, row.version, [(Role.REPRESENTATIVE.value, home)], JOINED)
    of = f"/company/people/{person}"
    found.add(
        ADMINISTRATOR, today__show="/", notices__mail="/notices/mail", library__add="/library/materials/new",
        company__people="/company/people", company__new_person="/company/people/new", company__person=of,
        company__edit_person=f"{of}/edit", company__roles=f"/company/people/{cast.zhou.person_id}/roles",
        company__leave=f"/company/people/{cast.zhou.person_id}/leave",
        company__territories="/company/territories", company__new_territory="/company/territories/new",
        company__territory=f"/company/territories/{home}",
        company__products="/company/products", company__new_product="/company/products/new", company__product="/company/products/1",
        company__policy="/company/policy", company__edit_policy="/company/policy/edit", company__work="/company/jobs",
        company__certificates="/company/certificates", company__certificate=f"/company/certificates/{serial}",
        company__revoke_certificate=f"/company/certificates/{serial}/revoke",
    )  # fmt: skip
    found.add("", auth__invitation=f"/invitation/{token}")
