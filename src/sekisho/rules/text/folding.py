"""Lines made comparable, one character for one, so that places in the key are places in the line."""

from __future__ import annotations

_UNSEEN = "\ufeff\u200b\u2060"  # what editors and web pages leave behind and nobody sees
_BLANKS = _UNSEEN + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_WIDE = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)
}  # ０-９ Ａ-Ｚ ａ-ｚ （） ．，：｜ and the like
_NARROW = dict(
    zip(
        map(ord, "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ｡｢｣､･"),
        map(
            ord,
            "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン。「」、・",
        ),
        strict=True,
    )
)
_FOLDED = _WIDE | _NARROW | {ord("條"): "条", ord("號"): "号"} | dict.fromkeys(map(ord, _UNSEEN), " ")
_PAIRS = {"(": ")", "〔": "〕", "【": "】", "[": "]", "〈": "〉"}


def folded(text: str) -> str:
    """The text with half-width signs, full-width kana and today's forms of 條 and 號; of the same length."""
    return text.translate(_FOLDED)


def narrow(text: str) -> str:
    """The text with half-width figures and signs, kana and kanji as they are."""
    return text.translate(_WIDE)


def stripped(text: str) -> str:
    """The text without the blanks at both ends, those that nobody sees included."""
    return text.strip(_BLANKS)


def indent_of(text: str) -> int:
    """How many blanks stand in front."""
    return len(text) - len(text.lstrip(_BLANKS))


def visible(text: str) -> str:
    """The text without any blanks: what a reader would miss if it were lost."""
    return "".join(text.translate(_WITHOUT_UNSEEN).split())


def bracketed(key: str, limit: int = 200) -> int:
    """The place behind the bracket that closes the one opening `key`; 0 if none does within `limit`."""
    awaited: list[str] = []
    for place, sign in enumerate(key[:limit]):
        if sign in _PAIRS:
            awaited.append(_PAIRS[sign])
        elif not awaited:
            return 0
        elif sign == awaited[-1]:
            awaited.pop()
            if not awaited:
                return place + 1
    return 0


_WITHOUT_UNSEEN = dict.fromkeys(map(ord, _UNSEEN))
