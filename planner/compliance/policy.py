"""The company policy: thresholds that rules over fields use, each with where it comes from and since when."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.kernel.canonical import canonical_json, sha256_hex


class Ground(BaseModel):
    """Where a threshold comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str
    as_of: date


_HOUSE = Ground(source="公司推广合规制度（演示）", as_of=date(2026, 11, 1))


class Policy(BaseModel):
    """All thresholds, money in fen. Every value can be changed by the company; the defaults are those of the demo company.

    :param speaker_fee_paid_to: who may receive a speaker's fee: the institution only, or also the speaker by contract
    :param adverse_event_hours: hours within which an adverse event must reach pharmacovigilance
    :param speaker_fee_share_percent: largest share of speaker fees in a plan's budget
    :param contacts_per_month: most contacts with one doctor in a month
    :param grounds: source and date of each value; those not named come from the house policy
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hospitality_per_head_fen: int = Field(default=30_000, ge=0)
    speaker_fee_per_event_fen: int = Field(default=300_000, ge=0)
    speaker_fee_paid_to: Literal["institution", "speaker_contract"] = "institution"
    speaker_fee_share_percent: int = Field(default=40, ge=0, le=100)
    adverse_event_hours: int = Field(default=24, ge=1)
    contacts_per_month: int = Field(default=4, ge=1)
    petty_items_share_percent: int = Field(default=5, ge=0, le=100)
    retention_months: int = Field(default=36, ge=1)
    grounds: dict[str, Ground] = Field(default_factory=dict)

    def ground(self, name: str) -> Ground:
        """Source and date of one value."""
        return self.grounds.get(name, _HOUSE)

    def values(self) -> dict[str, object]:
        """Name → threshold, as rules read them."""
        return self.model_dump(exclude={"grounds"})

    @property
    def hash(self) -> str:
        """SHA-256 of the policy, to tell under which one a plan was checked."""
        return sha256_hex(canonical_json(self.model_dump(mode="json")))


DEFAULT_POLICY = Policy()
