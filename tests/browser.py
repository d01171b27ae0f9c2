"""Chromium for page tests: the machine's own, driven by Playwright, never a downloaded one.

Of the machine it gets the program and nothing else: no fonts, no home, no language, no time zone.
"""

import os
import re
import shutil
from pathlib import Path
from typing import Final

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from playwright.sync_api import Page

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC: Final = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
AXE: Final = Path(__file__).parent / ".vendor" / "axe-core" / "axe.min.js"
# Nothing in a test may look for another host; Chromium does at every start without these.
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--font-render-hinting=none",  # else the width of a word depends on the machine's settings
    "--no-default-browser-check",
    "--no-first-run",
)
UNWANTED: Final = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay"),
    *("MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    "ThirdPartyStoragePartitioning",
    "SpareRendererForSitePerProcess",
)
"""Features turned off. The first two draw the address bar as pages of its own, in each new window: more work
than most of the pages under test. The last starts a process ahead for a next site, and tests have one site.
The others are Playwright's, whose list Chromium forgets over ours."""

PATIENCE: Final = 120_000.0
"""Milliseconds that a test waits for a page and for what it expects there: Playwright's own thirty and five
seconds are short on a busy machine."""


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine, or None."""
    executable = next((path for path in map(shutil.which, NAMES) if path is not None), None)
    return str(MAC) if executable is None and MAC.exists() else executable


def arguments() -> list[str]:
    """Chromium's command-line options; its sandbox refuses to run as root."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    quiet = [*QUIET, f"--disable-features={','.join(UNWANTED)}"]
    return [*quiet, "--no-sandbox"] if as_root else quiet


CARRIED: Final = "IBMPlexSans"
"""The family we ship, as a PDF names it."""
WIDE: Final = "BrobyggerWide"
"""The family of the only font installed where tests look at pages."""
_EM: Final = 1000
_FONTS_CONF: Final = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


def environment(folder: Path) -> dict[str, str]:
    """The environment of a Chromium that finds one installed font and nothing of the machine's settings.

    Text that falls back from the fonts we carry is set in boxes as wide as they are high, so that pages
    overflow here rather than with a reader. Where fontconfig is not used (macOS) the machine's fonts remain.
    """
    (folder / "fonts.conf").write_text(_FONTS_CONF.format(folder=folder), encoding="utf-8")
    write_wide_font(folder / "wide.ttf")
    own = {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "XDG_"))}
    return {**kept, **own, "LANG": "C.UTF-8", "TZ": "Europe/Copenhagen"}


def write_wide_font(path: Path) -> None:
    """Write a font in which every Latin letter is a square box."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 700), (900, 700), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    font = FontBuilder(_EM, isTTF=True)
    font.setupGlyphOrder([".notdef", "box"])
    font.setupCharacterMap(dict.fromkeys((*range(0x20, 0x7F), *range(0xA0, 0x180)), "box"))
    font.setupGlyf({".notdef": box, "box": box})
    font.setupHorizontalMetrics({".notdef": (_EM, 0), "box": (_EM, 0)})
    font.setupHorizontalHeader(ascent=1000, descent=-300)
    font.setupNameTable({"familyName": WIDE, "styleName": "Regular"})
    font.setupOS2(sTypoAscender=1000, sTypoDescender=-300, usWinAscent=1000, usWinDescent=300)
    font.setupPost()
    font.save(path)


def printed_families(page: Page) -> set[str]:
    """Print the page; the families of the fonts on paper, weights left out."""
    page.evaluate("document.fonts.ready.then(() => true)")
    paper = page.pdf(prefer_css_page_size=True)
    names = re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([A-Za-z0-9]+)", paper)
    return {name.decode("ascii") for name in names}
