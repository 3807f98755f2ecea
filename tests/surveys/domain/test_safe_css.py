import pytest

from surveys.domain.safe_css import check_css, safe_css


def codes(text: str) -> list[str]:
    return [problem.code for problem in check_css("css", text)]


def test_permitted_rules_stand_below_the_page():
    css = "h1, .s-button { color: #222; letter-spacing: .1em }\n.survey a { color: #00f }"
    assert codes(css) == []
    assert safe_css(css) == (".survey h1,.survey .s-button{color:#222;letter-spacing:.1em}\n.survey a{color:#00f}\n")


def test_media_conditions_are_kept():
    css = "@media (min-width: 40rem) and (prefers-color-scheme: dark) { h1 { font-size: 2rem } }"
    assert codes(css) == []
    assert safe_css(css) == (
        "@media (min-width: 40rem) and (prefers-color-scheme: dark){.survey h1{font-size:2rem}\n}\n"
    )


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("h1 { position: fixed }", "css_property"),
        (".s-purpose { display: none }", "css_property"),
        (".s-purpose { opacity: 0 }", "css_property"),
        ("h1::after { content: 'x' }", "css_property"),
        ("h1 { --s-ink: #fff }", "css_property"),
        ("h1 { background: url(https://example.com/x.png) }", "css_value"),
        ("h1 { background: image-set('x.png' 1x) }", "css_value"),
        ("h1 { color: expression(alert(1)) }", "css_value"),
        ("h1 { color: \\72 ed }", "css_value"),
        ("h1 { color: red</style><script> }", "css_value"),
        (".s-purpose { font-size: 0 }", "css_value"),
        (".s-purpose { font-size: 1px }", "css_value"),
        (".s-purpose { font-size: 0 !important }", "css_value"),
        (".s-purpose { font: 1px/0 a }", "css_value"),
        (".s-purpose { line-height: 0 }", "css_value"),
        (".s-purpose { margin-left: -9999px }", "css_value"),
        (".s-purpose { margin: 0 calc(1px - 99rem) }", "css_value"),
        (".s-purpose { letter-spacing: -1em }", "css_value"),
        (".s-purpose { color: #0000 }", "css_value"),
        (".s-purpose { color: #11223300 }", "css_value"),
        ('a[title=" { color: red }', "css_selector"),
        ("a[title { color: red }", "css_selector"),
        (".s-purpose { color: transparent }", "css_value"),
        (".s-purpose { color: rgba(0, 0, 0, 0) }", "css_value"),
        ("@import 'x.css'; h1 { color: red }", "css_at_rule"),
        ("@font-face { font-family: x }", "css_at_rule"),
        ("@media print { @media (width: 1px) { h1 { color: red } } }", "css_at_rule"),
        ("a[href^='http'] { color: red }", "css_selector"),
        ("h1 { color: red", "css_unfinished"),
        ("h1 { color: red } }", "css_unfinished"),
        ("h1 { color: #777777; background: #fff }", "low_contrast"),
        ("h1 { color: #abc; background-color: #cba }", "low_contrast"),
        ("x" * 20_001, "too_long"),
    ],
)
def test_what_is_not_permitted_is_named(css: str, code: str):
    assert code in codes(css)


@pytest.mark.parametrize(
    "css",
    [
        "@import url(//evil.example/x.css);",
        "</style><script>alert(1)</script>",
        "h1{color:red}</style><img src=x onerror=alert(1)>",
        "h1{background:url(javascript:alert(1))}",
        "h1{color:red;}}.survey{position:fixed}",
        "/* h1 { */ position: fixed /* } */",
        "{{{{}}}}",
        "\\",
        "h1{" * 200,
    ],
)
def test_nothing_harmful_comes_out(css: str):
    written = safe_css(css)
    assert not any(mark in written for mark in ("<", "url(", "@import", "position", "\\", "javascript"))
