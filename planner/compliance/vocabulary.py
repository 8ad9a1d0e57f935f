"""The words the pack files share: categories, phases, units, bilingual texts."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

CATEGORIES = (
    "bribery",
    "sales-task",
    "rx-tracking",
    "rx-interference",
    "off-label",
    "pre-approval",
    "claims",
    "disparage",
    "safety-report",
    "samples",
    "events",
    "research",
    "access",
    "institution",
    "patient-promo",
    "privacy",
    "digital",
    "intel",
    "donation",
    "quality",
    "consistency",
)
"""The nineteen codes of the taxonomy; `quality` for goals that are not SMART and `consistency` for prose against fields (never blocking)."""

Category = Annotated[str, Field(pattern="^(" + "|".join(CATEGORIES) + ")$")]
Unit = Literal["clause", "sentence", "field"]
Phase = Literal["pre_launch", "launch", "growth", "approved"]
Layer = Literal["standard", "debris", "split", "squeeze", "pinyin", "sound", "join"]
COMPANY = "company."
"""Begins the id of every rule that the company wrote itself; its category stands beside it."""
DYNAMIC_LISTS = ("product", "brand", "competitor")
"""Lists filled from the plan's products: generic names and brands together, brands alone, competitors."""


def as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """A text in both languages; neither may be empty."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


Group = Annotated[tuple[str, ...], BeforeValidator(as_list), Field(min_length=1)]
"""Words of which any may stand: literals and `$list` names."""
