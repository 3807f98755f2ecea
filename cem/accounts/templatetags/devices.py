"""Tells a person which of their devices a browser's long name stands for."""

from django import template

register = template.Library()

# The first that fits counts: browsers name those they descend from as well.
BROWSERS = (
    ("MicroMessenger", "微信 WeChat"),
    ("DingTalk", "钉钉 DingTalk"),
    ("Lark", "飞书 Feishu"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("HuaweiBrowser", "华为浏览器 Huawei"),
    ("MiuiBrowser", "小米浏览器 Xiaomi"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """Browser and system, for example "Chrome · Windows"; what is not known is shown as it came."""
    found = [name for table in (BROWSERS, SYSTEMS) for name in _first(table, user_agent)]
    return " · ".join(found) or user_agent[:60] or "—"


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> list[str]:
    return [name for mark, name in table if mark in user_agent][:1]
