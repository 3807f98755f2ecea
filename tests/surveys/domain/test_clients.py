import pytest

from surveys.domain.clients import Client, describe_visit, read_user_agent, url_parameters

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Mobile/15E148 Safari/604.1"
)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; V2241A Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600"
)
WORK = WECHAT + " wxwork/4.1.20 NetType/WIFI"
DINGTALK = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/20G75 AliApp(DingTalk/7.0.50) "
    "com.laiwang.DingTalk/28600000 DingTalk/7.0.50"
)
ALIPAY = (
    "Mozilla/5.0 (Linux; U; Android 12; zh-CN; MI 9) AppleWebKit/537.36 Chrome/100 Mobile AlipayClient/10.5.66.8000"
)
HARMONY = (
    "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 "
    "ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.0.4.300"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"
)
EDGE = CHROME + " Edg/128.0.2739.42"
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1"
TABLET = (
    "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    ("text", "client"),
    [
        (IPHONE, Client("phone", "safari", "17.4", "ios", "17.4")),
        (WECHAT, Client("phone", "wechat", "8.0", "android", "13")),
        (WORK, Client("phone", "wechat_work", "4.1", "android", "13")),
        (DINGTALK, Client("phone", "dingtalk", "7.0", "ios", "16.6")),
        (ALIPAY, Client("phone", "alipay", "10.5", "android", "12")),
        (HARMONY, Client("phone", "huawei_browser", "5.0", "harmonyos", "5.0")),
        (CHROME, Client("desktop", "chrome", "128.0", "windows", "10.0")),
        (EDGE, Client("desktop", "edge", "128.0", "windows", "10.0")),
        (IPAD, Client("tablet", "safari", "17.5", "ios", "17.5")),
        (TABLET, Client("tablet", "chrome", "127.0", "android", "13")),
        (FIREFOX, Client("desktop", "firefox", "128.0", "linux", "")),
        ("python-requests/2.32", Client(is_robot=True)),
        ("", Client()),
        ("\ud800" * 10_000, Client()),
    ],
)
def test_read_user_agent(text: str, client: Client):
    assert read_user_agent(text) == client


def test_url_parameters_keep_what_is_sound():
    given = {"utm_source": "weixin", "store": "S1\x00", "lang": "en", "bad name": "x", "number": 3, "long": "x" * 300}
    assert url_parameters(given) == {"utm_source": "weixin", "store": "S1", "long": "x" * 200}
    assert len(url_parameters({f"p{number}": "x" for number in range(100)})) == 30
    assert url_parameters(["a"]) == {}


def test_describe_visit_leaves_out_what_is_unknown():
    assert describe_visit(Client(), url={}, place={}) == {"device": "desktop", "browser": "other", "system": "other"}


def test_describe_visit_keeps_no_query_of_the_referrer():
    found = describe_visit(
        read_user_agent(WECHAT),
        url={"utm_source": "weixin", "store": "S1"},
        screen="390x844@3",
        referrer="https://shop.example/order?id=4711#top",
        place={"country": "中国", "city": ""},
    )
    assert found == {
        "device": "phone",
        "browser": "wechat 8.0",
        "system": "android 13",
        "screen": "390x844@3",
        "referrer": "https://shop.example/order",
        "utm": {"source": "weixin"},
        "url": {"store": "S1"},
        "place": {"country": "中国"},
    }


@pytest.mark.parametrize("screen", ["0x0", "390", "<b>", "390x844@3@3", "x" * 50])
def test_describe_visit_drops_what_is_no_screen(screen: str):
    assert "screen" not in describe_visit(Client(), url={}, screen=screen, place={})
