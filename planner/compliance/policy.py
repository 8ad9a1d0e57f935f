"""The company policy: thresholds that rules over fields use, each with where it comes from and since when."""

from datetime import date, time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.kernel.canonical import canonical_json, sha256_hex

_NO_THRESHOLDS = (
    *("tables", "assign_reviews", "days_off", "days_on", "day_begins", "day_ends", "roles_need_second"),
    *("notices_read_days", "notices_unread_days", "second_factor_roles"),
    *("drafts_kept_days", "plans_kept_years", "sessions_kept_days"),
)
"""Values that no rule over fields reads."""

_LATER = ("review_working_days", *_NO_THRESHOLDS)
"""Values that came after policies were first kept; left at their default they do not change a digest."""


class Ground(BaseModel):
    """Where a threshold comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str
    as_of: date


_LECTURE = Ground(source="中央和国家机关培训费管理办法（参照）", as_of=date(2026, 11, 22))
_HOUSE = Ground(source="公司推广合规制度（演示）", as_of=date(2026, 11, 1))


class Policy(BaseModel):
    """All thresholds, money in fen. Every value can be changed by the company; the defaults are those of the demo company.

    :param speaker_fee_paid_to: who may receive a speaker's fee: the institution only, or also the speaker by contract
    :param adverse_event_hours: hours within which an adverse event must reach pharmacovigilance
    :param speaker_fee_share_percent: largest share of speaker fees in a plan's budget
    :param contacts_per_month: most contacts with one doctor in a month
    :param visits_per_day, working_days_per_month: what one representative can do, to tell a plan that cannot be carried out
    :param speaker_hour_…: most for an hour of a lecture: associate, senior, and nationally known speakers
    :param same_paid_lecture: how often a plan may pay for one and the same lecture
    :param paid_lectures_per_month: most paid lectures in one institution and month
    :param meal_needs_minutes, meal_needs_heads: the least meeting that a meal may accompany
    :param safety_training_months: after so many months the training on adverse events is repeated
    :param review_working_days: working days within which compliance reads a plan, counted from the day after it was submitted
    :param assign_reviews: a plan that is submitted goes to the officer of its territory who has the fewest to read
    :param days_off, days_on: days on which the company rests or works against the public calendar
    :param day_begins, day_ends: a day's working hours in Asia/Shanghai, in which the time limit of a review runs
    :param notices_read_days, notices_unread_days: how long people's notices are kept, read ones and others
    :param drafts_kept_days: how long a draft that was never submitted is kept after its last save
    :param plans_kept_years: how long a plan is kept after the end of its last period, with signatures, records and talk
    :param sessions_kept_days: how long sign-ins that are over and invitations that are used are kept
    :param roles_need_second: a second administrator agrees to changes of roles; False: they hold at once and all administrators are told
    :param second_factor_roles: whoever has one of these roles sets up a second factor before anything else
    :param tables: by name, what plan types look up: (first choice, second choice, value); `micro_segments` is persona by tier.
        A plan type's own table holds where the company has none
    :param grounds: source and date of each value; those not named come from the house policy
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hospitality_per_head_fen: int = Field(default=30_000, ge=0)
    speaker_fee_per_event_fen: int = Field(default=300_000, ge=0)
    speaker_fee_paid_to: Literal["institution", "speaker_contract"] = "institution"
    speaker_fee_share_percent: int = Field(default=40, ge=0, le=100)
    adverse_event_hours: int = Field(default=24, ge=1)
    contacts_per_month: int = Field(default=4, ge=1)
    visits_per_day: int = Field(default=15, ge=1)
    working_days_per_month: int = Field(default=21, ge=1, le=31)
    speaker_hour_associate_fen: int = Field(default=50_000, ge=0)
    speaker_hour_senior_fen: int = Field(default=100_000, ge=0)
    speaker_hour_top_fen: int = Field(default=150_000, ge=0)
    same_paid_lecture: int = Field(default=3, ge=1)
    paid_lectures_per_month: int = Field(default=4, ge=1)
    meal_needs_minutes: int = Field(default=30, ge=0)
    meal_needs_heads: int = Field(default=3, ge=1)
    safety_training_months: int = Field(default=12, ge=1)
    petty_items_share_percent: int = Field(default=5, ge=0, le=100)
    retention_months: int = Field(default=36, ge=1)
    review_working_days: int = Field(default=3, ge=1, le=30)
    assign_reviews: bool = True
    days_off: tuple[date, ...] = ()
    days_on: tuple[date, ...] = ()
    day_begins: time = time(9, 0)
    day_ends: time = time(18, 0)
    roles_need_second: bool = True
    notices_read_days: int = Field(default=180, ge=7, le=3650)
    notices_unread_days: int = Field(default=365, ge=7, le=3650)
    drafts_kept_days: int = Field(default=730, ge=30, le=7300)
    plans_kept_years: int = Field(default=10, ge=1, le=50)
    sessions_kept_days: int = Field(default=180, ge=7, le=3650)
    second_factor_roles: tuple[str, ...] = ()
    tables: dict[str, tuple[tuple[str, str, str], ...]] = Field(default_factory=dict)
    grounds: dict[str, Ground] = Field(default_factory=dict)

    def ground(self, name: str) -> Ground:
        """Source and date of one value."""
        known = self.grounds.get(name)
        return known or (_LECTURE if name.startswith("speaker_hour_") else _HOUSE)

    def values(self) -> dict[str, object]:
        """Name → threshold, as rules read them."""
        return self.model_dump(exclude={"grounds", *_NO_THRESHOLDS})

    @property
    def hash(self) -> str:
        """SHA-256 of the policy, to tell under which one a plan was checked."""
        unset = {name for name in _LATER if getattr(self, name) == type(self).model_fields[name].get_default(call_default_factory=True)}
        document = self.model_dump(mode="json", exclude=unset)
        return sha256_hex(canonical_json(document))


DEFAULT_POLICY = Policy()
