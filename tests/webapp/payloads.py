"""What somebody who means harm writes into a field, for tests."""

from typing import Final

TAGS: Final = (
    "script",
    "img src=x onerror",
    "svg onload",
    "iframe src=javascript:",
    "body onload",
    "a href=javascript:",
)
PAYLOADS: Final = (
    *(f"<{tag}=alert(1)>" for tag in TAGS),
    *(f'"><{tag}=alert(1)>' for tag in TAGS),
    *(f"'><{tag}=alert(1)>" for tag in TAGS),
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</option></select><script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<style>*{background:url(//x.example)}</style>",
    "<link rel=stylesheet href=//x.example>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//x.example>",
    "<form action=//x.example><input name=csrf>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "${7*7}",
    "#{7*7}",
    "javascript:alert(1)",
)
FORMULAS: Final = (
    '=HYPERLINK("//x.example";"x")',
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
)
