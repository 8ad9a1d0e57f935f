"""What a browser calls itself, in a few words that its owner knows it by."""

from planner.kernel.i18n import Text

_BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "WeChat"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
_UNKNOWN = Text("没有报出名字的浏览器", "A browser without a name")


def browser_words(said: str) -> Text:
    """“Chrome，Windows”; every browser names others too, so the order of the lists decides. Only for its owner to read: anybody can claim to be any."""
    browser = next((name for mark, name in _BROWSERS if mark in said), "")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    found = [one for one in (browser, system) if one]
    return Text("，".join(found), ", ".join(found)) if found else _UNKNOWN
