"""Which approved material is used: its number, which the library knows."""

from planner.kernel.i18n import Text as T
from planner.wizards.schema import Field

MATERIAL_NUMBER = Field(
    "material_number", "line", T("资料批准号", "Material approval number"), limit=60, required=False, offers="materials"
)
