"""What the request of a respondent's page tells about device, browser and origin.

Only the families that a report tells apart; whatever else comes is "other". Apps with a browser of their own stand
before the browser they are made of.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.domain.texts import clean_text

TEXT_LIMIT = 200
URL_PARAMETERS = 30
_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
# Parameters of our own pages, which say nothing about the respondent.
OWN_PARAMETERS = frozenset({"lang", "size", "r", "test", "repeat", "page"})
_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
_SCREEN = re.compile(r"([1-9][0-9]{1,4})x([1-9][0-9]{1,4})(?:@([0-9](?:\.[0-9]{1,2})?))?")

# The first that is found names the browser; an app comes before the engine it borrows.
_BROWSERS = (
    ("wechat_work", r"wxwork/([\d.]+)"),
    ("wechat", r"MicroMessenger/([\d.]+)"),
    ("dingtalk", r"DingTalk/([\d.]+)"),
    ("feishu", r"(?:Feishu|Lark)/([\d.]+)"),
    ("alipay", r"AlipayClient/([\d.]+)"),
    ("taobao", r"AliApp\(TB/([\d.]+)"),
    ("qq", r"\bQQ/([\d.]+)"),
    ("weibo", r"Weibo[^/]*?__weibo__([\d.]+)"),
    ("douyin", r"(?:aweme|BytedanceWebview)[/_ ]?([\d.]*)"),
    ("baidu_app", r"baiduboxapp/([\d.]+)"),
    ("xiaohongshu", r"(?:discover|XHS)/([\d.]+)"),
    ("huawei_browser", r"HuaweiBrowser/([\d.]+)"),
    ("miui_browser", r"MiuiBrowser/([\d.]+)"),
    ("vivo_browser", r"VivoBrowser/([\d.]+)"),
    ("oppo_browser", r"HeyTapBrowser/([\d.]+)"),
    ("qq_browser", r"M?QQBrowser/([\d.]+)"),
    ("uc", r"(?:UCBrowser|UBrowser)/([\d.]+)"),
    ("quark", r"Quark/([\d.]+)"),
    ("arkweb", r"ArkWeb/([\d.]+)"),
    ("samsung", r"SamsungBrowser/([\d.]+)"),
    ("opera", r"(?:OPR|Opera)[/ ]([\d.]+)"),
    ("edge", r"Edg(?:e|A|iOS)?/([\d.]+)"),
    ("firefox", r"(?:Firefox|FxiOS)/([\d.]+)"),
    ("internet_explorer", r"(?:MSIE |Trident/.*rv:)([\d.]+)"),
    ("chrome", r"(?:Chrome|CriOS|HeadlessChrome)/([\d.]+)"),
    ("safari", r"Version/([\d.]+).*Safari"),
)
_SYSTEMS = (
    ("harmonyos", r"(?:OpenHarmony|HarmonyOS|ArkWeb)[ /]?([\d.]*)"),
    ("ios", r"(?:iPhone|iPad|iPod).*? OS ([\d_]+)"),
    ("ios", r"iPhone|iPad|iPod()"),
    ("android", r"Android[ /]?([\d.]*)"),
    ("windows", r"Windows NT ([\d.]+)"),
    ("chromeos", r"CrOS \S+ ([\d.]+)"),
    ("macos", r"Mac OS X ([\d_.]+)"),
    ("linux", r"Linux()"),
)
_COMPILED = {
    kind: tuple((name, re.compile(pattern)) for name, pattern in families)
    for kind, families in (("browser", _BROWSERS), ("system", _SYSTEMS))
}
_TABLET = re.compile(r"iPad|Tablet|PlayBook|Silk/|Kindle|\bPad\b|MatePad")
_PHONE = re.compile(r"Mobi|iPhone|iPod|Phone|MicroMessenger|OpenHarmony")
_ROBOT = re.compile(r"bot\b|spider|crawl|HeadlessChrome|PhantomJS|python-|curl/|wget/|okhttp", re.IGNORECASE)
_LONGEST = 600


@dataclass(frozen=True)
class Client:
    """`device` is phone, tablet or desktop; versions are at most two numbers ("17.4"), "" where unknown."""

    device: str = "desktop"
    browser: str = "other"
    browser_version: str = ""
    system: str = "other"
    system_version: str = ""
    is_robot: bool = False


def read_user_agent(text: str) -> Client:
    """Families and versions of a User-Agent header; at most 600 characters of it are looked at."""
    text = text[:_LONGEST]
    browser, browser_version = _family("browser", text)
    system, system_version = _family("system", text)
    return Client(
        device=_device(text, system),
        browser=browser,
        browser_version=browser_version,
        system=system,
        system_version=system_version,
        is_robot=bool(_ROBOT.search(text)),
    )


def _family(kind: str, text: str) -> tuple[str, str]:
    for name, pattern in _COMPILED[kind]:
        found = pattern.search(text)
        if found:
            version = (found[1] or "") if found.lastindex else ""
            return name, ".".join(version.replace("_", ".").strip(".").split(".")[:2])
    return "other", ""


def _device(text: str, system: str) -> str:
    # An Android browser that does not say "Mobile" runs on a tablet.
    if _TABLET.search(text) or (system == "android" and "Mobi" not in text):
        return "tablet"
    return "phone" if _PHONE.search(text) else "desktop"


def url_parameters(given: Any) -> dict[str, str]:
    """The parameters of the respondent's address that may be kept: at most 30, each at most 200 characters."""
    if not isinstance(given, Mapping):
        return {}
    kept: dict[str, str] = {}
    for name, value in given.items():
        if len(kept) == URL_PARAMETERS:
            break
        is_fine = isinstance(name, str) and isinstance(value, str) and _PARAMETER.fullmatch(name)
        if is_fine and name not in OWN_PARAMETERS:
            kept[name] = clean_text(value)[:TEXT_LIMIT]
    return kept


def describe_visit(
    client: Client, *, url: Mapping[str, str], screen: str = "", referrer: str = "", place: Mapping[str, str]
) -> dict[str, Any]:
    """The context that is stored with a response; what is unknown is left out.

    The referrer is kept without its query, which may hold what another site knows of the person.
    """
    found: dict[str, Any] = {
        "device": client.device,
        "browser": " ".join(filter(None, (client.browser, client.browser_version))),
        "system": " ".join(filter(None, (client.system, client.system_version))),
        "screen": screen if _SCREEN.fullmatch(screen) else "",
        "referrer": clean_text(referrer).partition("?")[0].partition("#")[0][:TEXT_LIMIT],
        "robot": client.is_robot,
        "utm": {name.removeprefix("utm_"): url[name] for name in _UTM if url.get(name)},
        "url": {name: value for name, value in url.items() if name not in _UTM},
        "place": {name: value for name, value in place.items() if value},
    }
    return {name: value for name, value in found.items() if value}
