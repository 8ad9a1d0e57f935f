"""Who does it: the functions of the company."""

from planner.kernel.i18n import Text as T
from planner.wizards.schema import Field, choices

OWNERS = choices(
    ("rep", "医药代表", "Representative"),
    ("medical", "医学部", "Medical affairs"),
    ("marketing", "市场部", "Marketing"),
    ("sales", "销售管理", "Sales management"),
    ("market_access", "市场准入", "Market access"),
)

OWNER = Field("owner", "choice", T("负责职能", "Owner function"), choices=OWNERS)
