"""What it costs and who is paid."""

from planner.kernel.i18n import Text as T
from planner.wizards.schema import Field, Group, When, choices

RESOURCES = Group(
    "resources",
    "resources",
    T("资源与预算", "Resources and budget"),
    item=T("一项费用", "an item"),
    title="item",
    facts=("kind", "amount", "paid_to"),
    tool="budget",
    help=T("单价乘数量自动得出金额。", "The amount is unit price times quantity."),
    empty=T("还没有费用。没有花费的计划也可以提交。", "No item yet. A plan without expenses can be submitted too."),
    fields=(
        Field("item", "line", T("项目", "Item")),
        Field(
            "kind",
            "choice",
            T("类别", "Kind"),
            choices=choices(
                ("venue", "场地", "Venue"),
                ("printing", "印刷", "Printing"),
                ("speaker_fee", "讲者费", "Speaker fee"),
                ("hospitality", "餐饮", "Hospitality"),
                ("travel", "交通", "Travel"),
                ("material", "资料", "Material"),
                ("sample", "样品", "Samples"),
                ("platform", "平台", "Platform"),
                ("other", "其他", "Other"),
            ),
        ),
        Field("unit_price", "money", T("单价", "Unit price")),
        Field("quantity", "int", T("数量", "Quantity"), minimum=1, maximum=1_000_000),
        Field("amount", "computed", T("金额", "Amount"), factors=("unit_price", "quantity"), required=False),
        Field(
            "paid_to",
            "choice",
            T("付给", "Paid to"),
            choices=choices(
                ("institution", "机构", "Institution"), ("supplier", "供应商", "Supplier"), ("individual", "个人", "Individual")
            ),
        ),
        Field("recipient", "institution", T("接收机构", "Recipient institution"), when=When("kind", ("sample",)), required=False),
        Field("record_number", "line", T("登记号", "Record number"), limit=60, when=When("kind", ("sample",)), required=False),
        Field("justification", "text", T("用途说明", "Justification"), limit=1000, required=False),
    ),
)
