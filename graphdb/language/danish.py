"""Danish for the search: folding, stems, stop words, and the common parts of compounds."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from threading import Lock
from typing import Final

import Stemmer

MAX_TOKEN: Final = 40

_LIGHT: Final = """
a af an and at de dem den der det dig din du en er et for fra han har hun i jeg med mig min mine mit of
og om på sig sin sit som the til to vi via
"""
_STOP: Final = """
alle are blev blive bliver da denne deres dette efter eller end from få får ham hans have hende hendes
her hos hvad hvem hver hvis hvor hvordan hvornår ikke in ind is ja jer jeres kan kunne man men mere mod
må nogen noget nu når også on op or os over skal så sådan under ved vil ville vores være været with
"""
_NEVER: Final = """
alkis alkoholiker alkoholikere alkoholikeren anbringelsesbarn ballademager bums drukkenbolt drukmås
fogedudsat grønlænder grønlændere hjemløs hjemløse illegal illegale junkie junkier klient klienter
kriminel kriminelle migrant migranter misbruger misbrugere misbrugeren naboterror narkoman narkomanen
narkomaner posemand psykopat sindslidende sindssyg stofmisbruger stofmisbrugere sut tvangsfjernet
vagabond voldsoffer
"""
_PARTS: Final = """
advokat afdeling afhængighed aftale akut alkohol almen ambulatorium anbringelse anonym arbejde arbejder
barn behandler behandling beskæftigelse bisidder boform bolig borger bostøtte budget børn børne café
center diagnose døgn efterværn enhed familie flygtning foged fond forening forsorg forvaltning frivillig
fængsel gade gadeplan gruppe gæld hash herberg hjem hjemløs hjemløse hjemløshed hjælp hjælper hus husleje
husorden indsats institution job jurist kirke klinik kommune konsulent kontakt kontanthjælp kontor
koordinator korps kriminal krise kvinde leje lejer lejlighed linje læge løsladelse mand mande medicin
mentor midler misbrug myndighed mænd mødre natte netværk nævn nød omsorg ophold organisation overnatning
pension person plads plan pleje plejerske projekt psykiatri psykolog psykose pulje region restance ret
rum rus rusmiddel rådgiver rådgivning sag selskab selvmord skilsmisse skole social sofa start sted stof
stue styrelse støtte sundhed sygdom sygepleje sygeplejerske team telefon terapi tilbud tilsyn tjeneste
uddannelse udsat udsatte udskrivning udslusning udsættelse undervisning ung ungdom unge vagt vejleder
vejledning vinter visitation voksen vold værelse værested ydelse ældre økonomi
"""

LIGHT_WORDS: Final = frozenset(_LIGHT.split())
"""Words that carry nothing: "bagud husleje" is the phrase "bagud med huslejen"."""

STOP_WORDS: Final = LIGHT_WORDS | frozenset(_STOP.split())
"""Words that may not make a query fail when an entry lacks them; in a phrase they count ("efter herberg")."""

NEVER_SUGGESTED: Final = frozenset(_NEVER.split())
"""Old and degrading words: they find what they mean, but Brobygger never says them itself."""

PARTS: Final = tuple(_PARTS.split())
"""Parts of Danish compounds of this field, so that "restance" finds "huslejerestance"."""

NAME_LINKS: Final = frozenset({"efter", "hos", "ved"})
"""Words that, beside ``LIGHT_WORDS``, only link others in a name."""

LEGAL_FORMS: Final = frozenset(
    {"aps", "as", "amba", "smba", "fmba", "ivs", "ab", "si", "dsi", "danmark", "landsforening"}
    | {"landsforeningen", "selvejende", "institution"}
)
"""What a register adds to a name and people leave out, folded."""

HEAD_OFFICES: Final = (
    *("hovedkontor", "landskontor", "sekretariat", "landssekretariat", "administration", "hovedsæde"),
)
"""Words of the office above the units."""

BEFORE_AGE: Final = frozenset({"paa", "er", "fylder"})
YEARS_OLD: Final = frozenset({"aar", "aarig", "aarige"})
BEHIND_AGE: Final = frozenset(
    {"", "og", "eller", "med", "uden", "der", "som", "soeger", "i", "har", "bor", "sover", "vil", "skal"}
    | {"kan", "mangler", "hvor", "hvem"}
)
BEFORE_SPAN: Final = frozenset({"i", "om", "efter", "gennem", "sidste", "seneste"})
BEFORE_HOUR: Final = frozenset({"kl", "klokken"})
"""What stands before the number of an age ("på 19", "19 år") and behind it, "" at the end of a text; what
makes years a span ("i 20 år") and a number an hour ("klokken er 22"). Folded."""

_MARKS: Final = str.maketrans(
    {
        "æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "œ": "oe", "å": "aa",
        "ß": "ss", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ı": "i",
    }
)  # fmt: skip
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_STEMMER: Final = Stemmer.Stemmer("danish", 0)  # without its cache, which would keep what people type
_STEMMING: Final = Lock()
_SYNCOPE: Final = re.compile(r"(?<=[b-df-hj-np-tv-xz])([b-df-hj-np-tv-xz]?)el$")
_CENTRE: Final = re.compile(r"centr$")
_CAFE: Final = re.compile(r"cafe$")
_WRITTEN_OUT: Final = {
    "afd": "afdeling",
    "gl": "gammel",
    "gml": "gammel",
    "kbh": "koebenhavn",
    "ndr": "nordre",
    "sct": "sankt",
    "sdr": "soendre",
    "skt": "sankt",
    "vstr": "vestre",
}
"""What signs and names shorten, folded."""
_JOINER: Final = "\x01"
"""Keeps the two letters of an abbreviation apart; no text that is kept holds it."""
_CAPITALS: Final = re.compile(r"\b[A-ZÆØÅ]{2,4}\b")
_MIN_PART: Final = 3
_LONGEST: Final = 60
"""Letters: no Danish compound is longer, and looking for its parts takes the square of its length."""
_ORDER: Final = str.maketrans(
    {
        "æ": "{",
        "ä": "{",
        "ø": "|",
        "ö": "|",
        "œ": "|",
        "å": "}",
        "ü": "y",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
    }
)
_DIGITS: Final = re.compile(r"[0-9]+")
_NOT_SORTED: Final = re.compile(r"[^0-9a-z{|}]+")


def fold(text: str) -> str:
    """The text in ``[a-z0-9]`` alone: case, accents, æ/ae, ø/oe, å/aa, hyphens and all other signs gone."""
    if text.isascii():
        return _OTHER.sub("", text.lower())
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).lower()).translate(_MARKS)
    return _OTHER.sub("", lowered if lowered.isascii() else unicodedata.normalize("NFKD", lowered))


def unfold(folded: str) -> str:
    """Danish letters again, so that the stemmer sees "hjemløs" when "hjemloes" was written."""
    return folded.replace("ae", "æ").replace("oe", "ø").replace("aa", "å")


def token_of(word: str) -> str:
    """The token of one word, ``[a-z0-9]{0,40}``; empty when nothing of it can be searched.

    Not cached: words of a search come here, and what people type stays nowhere.
    """
    return token_of_folded(fold(word))


def token_of_folded(folded: str) -> str:
    """The same of a word that is folded."""
    if folded.isdigit():
        return folded[:MAX_TOKEN]
    return fold(_stem(unfold(written_out(folded))))[:MAX_TOKEN]


def written_out(folded: str) -> str:
    """What a folded word shortens ("sct", "ndr"), or the word."""
    return _WRITTEN_OUT.get(folded, folded)


@lru_cache(maxsize=8192)
def known_token(word: str) -> str:
    """``token_of`` the words of a vocabulary, which are few and come often; never those of a search."""
    return token_of(word)


def _stem(word: str) -> str:
    """Snowball's stem, and one for "fængsel" and "fængsler", "center" and "centret", "café" and "caféen"."""
    with _STEMMING:  # the stemmer keeps the word it works on in itself: two threads would mix theirs
        stem = str(_STEMMER.stemWord(word))
        _STEMMER.stemWord("")  # nor does it keep a word that was typed until the next search
    short = _SYNCOPE.sub(_drop_double, stem) if len(stem) > len("abel") else stem
    return _CAFE.sub("caf", _CENTRE.sub("cent", short))


def bare(folded: str) -> str:
    """How the word looks on a keyboard without Danish letters: "hjemlos" for "hjemløs"."""
    return folded.replace("ae", "a").replace("oe", "o").replace("aa", "a")


def _drop_double(match: re.Match[str]) -> str:
    """ "rusmiddel" is "rusmidl" in "rusmidler": of a doubled consonant one is left."""
    doubled = match[1] and match.string[match.start() - 1] == match[1]
    return "l" if doubled else f"{match[1]}l"


def split_word(folded: str, heads: Collection[str], tails: Collection[str]) -> tuple[str, ...]:
    """The tokens of the parts of a folded compound, or () when it is none.

    ``heads``: folded words that may begin a compound, with s or e between; ``tails``: tokens that may end
    one. Common words are never split. The fewest parts win, then the longest first one.
    """
    if len(folded) > _LONGEST or token_of(folded) in _PART_TAILS:
        return ()
    for end in range(len(folded) - _MIN_PART, _MIN_PART - 1, -1):
        # The head first: it is looked up, while a tail must be stemmed.
        if (head := _head(folded[:end], heads)) and (tail := token_of(folded[end:])) in tails:
            return (head, tail)
    for end in range(len(folded) - 2 * _MIN_PART, _MIN_PART - 1, -1):
        head = _head(folded[:end], heads)
        if head and (rest := split_word(folded[end:], heads, tails)):
            return (head, *rest)
    return ()


def _head(folded: str, heads: Collection[str]) -> str:
    if folded in heads:
        return token_of(folded)
    linked = folded[:-1] if folded[-1] in "se" else ""
    return token_of(linked) if linked in heads else ""


_PART_HEADS: Final = frozenset(fold(word) for word in PARTS)
_PART_TAILS: Final = frozenset(token_of(word) for word in PARTS)


def common_parts(folded: str) -> tuple[str, ...]:
    """The tokens of a compound of common words: the same for every store and every vocabulary."""
    return split_word(folded, _PART_HEADS, _PART_TAILS)


@lru_cache(maxsize=4096)
def danish_sort_key(text: str) -> str:
    """A key that sorts as Danish does: a to z, æ, ø, å; "aa" as å but in an abbreviation ("AAB"); case aside.

    Numbers sort by value: "Afdeling 2" before "Afdeling 10".
    Different texts have different keys, so the order is total and the same on every machine.
    Kept, as pages sort the same labels and names again and again; words of a search never come here.
    """
    apart = _CAPITALS.sub(
        lambda match: match[0].replace("AA", f"A{_JOINER}A"), unicodedata.normalize("NFC", text)
    )
    lowered = apart.lower().replace("aa", "å").replace(_JOINER, "").translate(_ORDER)
    bare = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode() if lowered else ""
    spaced = _NOT_SORTED.sub(" ", bare).strip()
    return _DIGITS.sub(lambda number: number[0].zfill(9), spaced) + "\0" + text
