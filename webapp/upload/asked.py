"""What the form of an upload names, and the files that come with it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from werkzeug.datastructures import FileStorage, ImmutableMultiDict

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import find_cpr, refuse_cpr
from graphdb.message import message
from webapp.importing import Choice
from webapp.upload.folder import GUESS, Upload

SUFFIXES: Final = (
    ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods", ".json", ".jsonl", ".geojson", ".zip",
)  # fmt: skip
"""How the names of files end that any importer reads."""
_MAPPING: Final = ".toml"
_MOST_FILES: Final = 50
_LONGEST: Final = 100
_LONGEST_NAME: Final = 200
"""Bytes of a file's name; file systems take 255, and less where they encrypt."""
_LEFT_BESIDE: Final = ".~$ "
"""How names begin that importers pass over as another program's."""
_TYPED: Final = ("form", "source", "rank", "layout")
Files = Mapping[str, FileStorage]


class Wanted(NamedTuple):
    """What is wanted of files; see ``folder.Order``."""

    form: str
    source: str
    rank: str
    layout: str


def wanted(form: Mapping[str, str], choices: Iterable[Choice], ranks: Collection[str]) -> Wanted:
    """What the form names. InvalidValue with the field at fault."""
    chosen = next((choice for choice in choices if choice.id == form.get("form", "")), None)
    if chosen is None:
        raise InvalidValue(message("upload.no_form"), field="form")
    source = form.get("source", "").strip()[:_LONGEST]
    refuse_cpr(source, "source")
    rank, layout = form.get("rank", ""), form.get("layout", "")
    if rank and rank not in ranks:
        raise InvalidValue(message("upload.no_rank"), field="rank")
    if layout and layout not in chosen.layouts and not (layout == GUESS and chosen.guesses):
        raise InvalidValue(message("upload.other_layout"), field="layout")
    return Wanted(chosen.id, source, rank, layout)


def mapping_of(form: Mapping[str, str]) -> str:
    """The text of a mapping that was looked through. InvalidValue for none, and for a CPR number in it."""
    text = "\n".join(form.get("mapping", "").splitlines()).strip()
    if not text:
        raise InvalidValue(message("upload.no_mapping"), field="mapping")
    refuse_cpr(text, "mapping")
    return text + "\n"


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What was typed, to be shown again; never what may be a citizen's number."""
    values = {name: form.get(name, "")[:_LONGEST] for name in _TYPED}
    return {name: "" if find_cpr(value) else value for name, value in values.items()}


def files_of(sent: ImmutableMultiDict[str, FileStorage]) -> Files:
    """The files by the names they get here. InvalidValue when there is none, or one that is not read."""
    files: dict[str, FileStorage] = {}
    for file in sent.getlist("files"):
        if file.filename:
            name = _name(file.filename, SUFFIXES, "files")
            if name.casefold() in map(str.casefold, files):
                raise InvalidValue(message("upload.same_name", name=name), field="files")
            files[name] = file
    if not files:
        raise InvalidValue(message("upload.no_file"), field="files")
    if len(files) > _MOST_FILES:
        raise InvalidValue(message("upload.many_files", count=_MOST_FILES), field="files")
    return files


def save(upload: Upload, files: Files, mapping: FileStorage | None, layout: str) -> None:
    """Put them in the folder of an upload, which goes when that fails. InvalidValue for no mapping file, and
    for one where the columns are to be read in another way.
    """
    try:
        if mapping is not None and mapping.filename and layout:
            raise InvalidValue(message("upload.two_mappings"), field="layout")
        for name, file in files.items():
            file.save(upload.inbox / name)
        if mapping is not None and mapping.filename:
            _name(mapping.filename, (_MAPPING,), "mapping")
            mapping.save(upload.new_mapping)
    except (InvalidValue, OSError):
        upload.drop()
        raise


def _name(typed_name: str, suffixes: Sequence[str], field: str) -> str:
    """The name of a file without the folders it was in, and without what a file's name may not hold."""
    name = PurePosixPath(typed_name.replace("\\", "/")).name
    if find_cpr(name):
        raise InvalidValue(message("upload.cpr_name"), field=field)
    name = "".join(sign if sign.isalnum() or sign in "-_.() " else "_" for sign in name).lstrip(_LEFT_BESIDE)
    stem, suffix = name[: -len(PurePosixPath(name).suffix) or None], PurePosixPath(name).suffix.lower()
    if suffix not in suffixes:
        raise InvalidValue(message("upload.other_file", words=", ".join(suffixes)), field=field)
    return stem.encode()[: _LONGEST_NAME - len(suffix)].decode(errors="ignore") + suffix
