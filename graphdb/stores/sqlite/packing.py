"""How JSON lies in the tables of the embedded store: deflated, with a dictionary of what it consists of most.

A text that is not deflated is read as it is: one with the signs below, or one that was put there by hand.
"""

import zlib
from functools import lru_cache
from typing import Final

DICTIONARY: Final = (
    '"retrieved":"precedence":"directory""licence":"publisher":"title":"yes""derived""no"'
    '"definition_en":"definition_da":"synonyms_da":["label_en":"label_da":"valid_to":"valid_from":"verified":'
    '"population_on":"population":"level":"municipality""code":"position":"person":"number_kind":"role":'
    '"temporary_text":"temporary_to":"temporary_from":"starts_on":"ends_on":"waiting_days":"waiting_on":'
    '"capacity":"capacity_on":"capacity_state":"amount":"applicants":"apply_by":"documents":"how_to_apply":'
    '"exclusions_text":"exclusions":["eligibility":"free":true,"anonymous":true,"fee":"languages":["status":'
    '"identifiers":["postal_address":"other_facts":["other_terms":["other_names":["secret_address":true'
    '"visibility":"professionals""municipality""public""directions":"step_free":"lon":12."lat":55.'
    '"postal_code":"city":"address":"cvr":"note":"how":"until":"since":"kind":"source":"https://www.'
    '"email":"@"website":"https://www..dk/"phone_hours":"phone":"+45"opening_hours":"Mo-Fr 09:00-15:00; PH '
    "offMo,Th 10:00-17:00 Tu-Su 24/7 kommune borgere hjemløse unge bolig rådgivning hjælp støtte behandling "
    "tilbud åbent anonymt gratis for og med til der som kan af i en et den det er på om fra ved har eller "
    '"method":["m_"law":["sel_"access":["ar_"need":["need_"risk_group":["rg_"codes":{"kind":["civ_"parent":'
    '"actor:"towns":["0"areas":["0"hours":"confirmed":["description,municipalities,name,needs,phone,place,'
    "risk_groups"
    '"confirmed_on":"20"max_age":["min_age":[18,"website":["email":["phone":["opening_hours":["description":["'
    '"name":["RELATES""OFFERS""LOCATED_AT""IN""SERVES""REACHES""MEETS""USES""UNDER""VIA""Area""Place""Actor"'
    '"Service","rank":3,"run":"2026-01-01T00:00:00-r"},"before":{"after":null{"address":["municipality:'
    '"2024-10-12","2025-11-01","2025-02-03","2026-03-04","2026-05-06","2026-07-08",""],'
    '{"dst":\x02,"facts":{"exists":[true,"2026-11-01","2026-11-01"]},"kind":"","rank":1,"run":"20,"src":\x01}'
).encode()
"""Never changed: what was packed with it needs it. What is common stands late: there it costs fewer bits."""
WINDOW: Final = -12
"""Bits; below nought: no header and no checksum. Text had none either, and history has its own."""
_BEGUN: Final = zlib.compressobj(6, zlib.DEFLATED, WINDOW, 4, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
"""What has read the dictionary and no more: copying it is quicker than reading it anew."""
_SRC: Final = "\x01"
_DST: Final = "\x02"
_KIND: Final = "\x03"
"""Three that JSON never has, for the ends of a relation and its kind: its id says what they are."""
_SHORT: Final = 48
"""Bytes of what is kept unpacked: most relations say as little, and one of a few thousand things."""

Kept = bytes | str


def packed(text: str, target: str = "") -> Kept:
    """The text as it is kept; ``target``: the thing or relation that it is about."""
    signed = with_signs(text, target)
    return text if signed is None else deflated(signed)


def with_signs(text: str, target: str) -> str | None:
    """The text with a sign for each part of a relation that its id says; None for one that has such signs."""
    if _SRC in text or _DST in text or _KIND in text:
        return None
    if "|" not in target:
        return text
    for sign, said in _parts(target):
        text = text.replace(said, sign)
    return text


def unpacked(kept: Kept, target: str = "") -> str:
    """The reverse of ``packed``; ValueError for bytes that are none of ours."""
    if isinstance(kept, str):
        return kept
    text = _inflated_short(kept) if len(kept) <= _SHORT else _inflated(kept)
    for sign, said in _parts(target):
        text = text.replace(sign, said)
    return text


def _parts(target: str) -> tuple[tuple[str, str], ...]:
    """The signs with what they stand for: the ends and the kind of a relation in JSON; none for a thing."""
    parts = target.split("|", 3)
    if len(parts) < 3:
        return ()
    return (_SRC, f'"{parts[1]}"'), (_DST, f'"{parts[2]}"'), (_KIND, f'"{parts[0]}"')


@lru_cache(maxsize=4096)
def deflated(text: str) -> bytes:
    """Kept for a while: most relations say the same, and a claim comes with the change that brings it."""
    engine = _BEGUN.copy()
    return engine.compress(text.encode()) + engine.flush()


def _inflated(kept: bytes) -> str:
    engine = zlib.decompressobj(WINDOW, DICTIONARY)
    try:
        text = engine.decompress(kept)
    except zlib.error as error:
        raise ValueError("not packed here") from error
    if not engine.eof or engine.unused_data:
        raise ValueError("not packed here, or not to its end")
    return text.decode()


_inflated_short = lru_cache(maxsize=4096)(_inflated)
