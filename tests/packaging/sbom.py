"""Writes the bill of materials of the wheel beside it, in CycloneDX 1.6 JSON (`make wheel` does this).

    python -m tests.packaging.sbom dist

It lists what requirements.txt installs, on any system, and the files that pages load.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tests.packaging.pins import locked
from webapp.about import licences

NPM: Final = {"Det Fælles Designsystem": "dkfds", "vis-network": "vis-network"}


def python_package(name: str, version: str, licence: str, kind: ComponentType) -> Component:
    """One Python package, named as vulnerability databases name it."""
    return Component(
        name=name,
        version=version,
        type=kind,
        bom_ref=name,
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
        purl=PackageURL("pypi", None, name, version),
    )


def carried(file: licences.Component) -> Component:
    """Files inside the wheel that come from elsewhere."""
    npm = NPM.get(file.name)
    return Component(
        name=file.name,
        version=file.version,
        type=ComponentType.LIBRARY,
        bom_ref=file.name,
        licenses=[LicenseFactory().make_from_string(file.licence)],
        purl=PackageURL("npm", None, npm, file.version) if npm else None,
    )


def bill() -> Bom:
    """The wheel, what it needs, and what that needs."""
    installed = {package.name: package for package in licences.packages()}
    ours = installed[licences.ROOT_PACKAGE]
    root = python_package(ours.name, ours.version, ours.licence, ComponentType.APPLICATION)
    packages = {
        name: python_package(
            name, version, installed[name].licence if name in installed else "", ComponentType.LIBRARY
        )
        for name, version in locked().items()
    }
    files = [carried(file) for file in licences.CARRIED]
    bom = Bom(components=[*packages.values(), *files])
    bom.metadata.component = root
    for package in installed.values():
        needed = [packages[name] for name in package.needs if name in packages]
        depend(bom, packages.get(package.name, root), [*needed, *(files if package is ours else ())])
    return bom


def depend(bom: Bom, component: Component, needed: Iterable[Component]) -> None:
    """Note what one component needs."""
    bom.register_dependency(component, list(needed))


def write(folder: Path) -> Path:
    """Write the bill of the wheel in this folder, named as the wheel is; returns its path."""
    wheel = next(folder.glob("brobygger-*.whl"))
    path = folder / f"{'-'.join(wheel.name.split('-')[:2])}.cdx.json"
    path.write_text(JsonV1Dot6(bill()).output_as_string(indent=1) + "\n", encoding="utf-8")
    return path


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def main(folder: Path) -> None:
    """Write the bill of materials beside the wheel in FOLDER."""
    click.echo(write(folder))


if __name__ == "__main__":
    main()
