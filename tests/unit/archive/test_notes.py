"""A signed note says who vouches for its text, or is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive import notes
from sekisho.archive.notes import (
    AmbiguousKeys,
    AnotherUse,
    Ed25519Signer,
    MalformedKey,
    MalformedNote,
    NoKnownKey,
    Note,
    NoteRefused,
    RepeatedSignature,
    Signature,
    UnsupportedAlgorithm,
    VerifierKey,
    WrongSignature,
    format_note,
    format_signature,
    parse_note,
    parse_signature,
    parse_verifier_key,
    sign_note,
    verify_note,
)
from tests.unit.archive.signers import AUDITOR, LOG, NEXT_KEY, OTHER_LOG, PREFECTURE, private_key

TEXT = "町の記録\nsecond line\n"
SIGNED = sign_note(TEXT, [LOG])
KEY = LOG.verifier_key
LINE = format_signature(SIGNED.signatures[0])
UNKNOWN = Signature("stranger.example", b"\1\2\3\4", bytes(64))

# The example of the Go package golang.org/x/mod/sumdb/note.
PETER_NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH_ROOT = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
PROBLEM = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=
""".encode()

names = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1, max_size=9
)
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="".join(map(chr, range(32)))) | st.just("\n")
)


def test_the_published_example_verifies() -> None:
    keys = [parse_verifier_key(PETER_NEUMANN), parse_verifier_key(ENOCH_ROOT)]

    assert [key.name for key in verify_note(PROBLEM, keys)] == ["PeterNeumann", "EnochRoot"]
    assert format_note(parse_note(PROBLEM)) == PROBLEM


def test_who_signed_is_told_in_the_order_of_the_signatures() -> None:
    note = sign_note(TEXT, [NEXT_KEY, LOG])

    assert verify_note(format_note(note), [KEY, NEXT_KEY.verifier_key]) == (NEXT_KEY.verifier_key, KEY)


def test_a_key_that_did_not_sign_is_not_named() -> None:
    assert verify_note(SIGNED, [KEY, NEXT_KEY.verifier_key]) == (KEY,)


def test_signatures_of_unknown_keys_are_ignored_even_when_repeated() -> None:
    assert verify_note(Note(TEXT, (UNKNOWN, UNKNOWN, *SIGNED.signatures)), [KEY]) == (KEY,)


@pytest.mark.parametrize(
    "signature",
    [replace(UNKNOWN, name=KEY.name), replace(UNKNOWN, key_id=KEY.key_id)],
    ids=["the name alone", "the id alone"],
)
def test_a_key_is_known_only_by_name_and_id_together(signature: Signature) -> None:
    with pytest.raises(NoKnownKey, match="It names: "):
        verify_note(Note(TEXT, (signature,)), [KEY])


def test_without_a_known_key_a_note_is_refused() -> None:
    with pytest.raises(NoKnownKey):
        verify_note(SIGNED, [OTHER_LOG.verifier_key])
    with pytest.raises(NoKnownKey):
        verify_note(SIGNED, [])


def test_one_wrong_signature_of_a_known_key_outweighs_a_good_one() -> None:
    (wrong,) = sign_note("another text\n", [NEXT_KEY]).signatures

    with pytest.raises(WrongSignature, match=NEXT_KEY.verifier_key.key_id.hex()):
        verify_note(Note(TEXT, (*SIGNED.signatures, wrong)), [KEY, NEXT_KEY.verifier_key])


@pytest.mark.parametrize("signature", [b"\0", bytes(63), bytes(65), bytes(72)])
def test_a_signature_of_another_length_is_wrong(signature: bytes) -> None:
    with pytest.raises(WrongSignature):
        verify_note(Note(TEXT, (Signature(KEY.name, KEY.key_id, signature),)), [KEY])


def test_two_signatures_of_one_known_key_are_refused() -> None:
    with pytest.raises(RepeatedSignature):
        verify_note(Note(TEXT, SIGNED.signatures * 2), [KEY])


def test_two_keys_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(AmbiguousKeys):
        verify_note(SIGNED, [KEY, KEY])


def test_one_cosigner_under_two_names_is_refused() -> None:
    alias = replace(PREFECTURE, name="alias.example")

    with pytest.raises(AmbiguousKeys, match="one and the same cosigner"):
        verify_note(SIGNED, [KEY, PREFECTURE.verifier_key, alias.verifier_key])


def test_one_key_may_sign_under_two_names() -> None:
    assert verify_note(SIGNED, [KEY, OTHER_LOG.verifier_key]) == (KEY,)


BODY = f"{TEXT}\n{LINE}"
NO_NOTES = {
    "nothing": "",
    "no blank line": f"{TEXT}{LINE}",
    "no text": f"\n{LINE}",
    "no signature": f"{TEXT}\n",
    "no newline at the end": BODY[:-1],
    "a blank line at the end": f"{BODY}\n",
    "a line behind": f"{BODY}more\n",
    "carriage returns": BODY.replace("\n", "\r\n"),
    "a carriage return in the text": BODY.replace("second", "\rsecond"),
    "a tab in the text": BODY.replace("second line", "second\tline"),
    "a zero byte in the text": BODY.replace("second", "\0"),
    "an escape in the text": BODY.replace("second", "\x1b[1m"),
    "a carriage return behind a signature": BODY[:-1] + "\r\n",
    "a hyphen for the dash": BODY.replace("— ", "- "),
    "an en dash for the dash": BODY.replace("— ", "– "),
    "no space behind the dash": BODY.replace("— ", "—"),
    "two spaces behind the dash": BODY.replace("— ", "—  "),
    "two spaces behind the name": BODY.replace(f"{KEY.name} ", f"{KEY.name}  "),
    "a space behind a signature": BODY[:-1] + " \n",
    "a space before a signature": BODY.replace("— ", " — "),
    "no name": BODY.replace(f"{KEY.name} ", " "),
    "no signature behind the name": f"{TEXT}\n— {KEY.name}\n",
    "an empty signature behind the name": f"{TEXT}\n— {KEY.name} \n",
    "a plus in a name": BODY.replace(KEY.name, "a+b"),
    "a no-break space in a name": BODY.replace(KEY.name, "a\xa0b"),
    "an ideographic space in a name": BODY.replace(KEY.name, "町\u3000"),
    "a line separator in a name": BODY.replace(KEY.name, "a\u2028b"),
    "a next-line character in a name": BODY.replace(KEY.name, "a\x85b"),
    "a control character in a name": BODY.replace(KEY.name, "a\x01b"),
    "a key id and nothing more": f"{TEXT}\n— a AQIDBA==\n",
    "less than a key id": f"{TEXT}\n— a AQID\n",
    "base64 without padding": BODY[:-1].rstrip("=") + "\n",
    "base64 for addresses": f"{TEXT}\n— a AQIDBAU-_w==\n",
    "base64 with an unused bit set": f"{TEXT}\n— a AQIDBAV=\n",
    "65 signatures": f"{TEXT}\n{LINE * 65}",
}


@pytest.mark.parametrize("what", NO_NOTES)
def test_what_is_no_note_is_refused(what: str) -> None:
    assert NO_NOTES[what] != BODY

    with pytest.raises(MalformedNote):
        verify_note(NO_NOTES[what].encode(), [KEY])


@pytest.mark.parametrize("broken", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", "町".encode()[:2]])
def test_a_note_that_is_not_utf_8_is_refused(broken: bytes) -> None:
    with pytest.raises(MalformedNote, match="UTF-8"):
        parse_note(broken + BODY.encode())


def test_a_note_may_have_64_signatures() -> None:
    many = Note(TEXT, SIGNED.signatures + (UNKNOWN,) * 63)

    assert verify_note(format_note(many), [KEY]) == (KEY,)


def test_the_size_of_a_note_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MAX_NOTE_BYTES", len(BODY.encode()))
    assert parse_note(BODY.encode()) == SIGNED

    with pytest.raises(MalformedNote, match="at most"):
        parse_note(b"x" + BODY.encode())
    with pytest.raises(MalformedNote, match="at most"):
        format_note(replace(SIGNED, text="x" + TEXT))


@pytest.mark.parametrize(
    "text", ["\n", "\n\n", "a\n\n", "\n\na\n", f"a\n\n{LINE}", f"a\n\n{LINE}\nb\n", "\ufeff\x7f\x85\n"]
)
def test_a_text_ends_at_the_last_blank_line(text: str) -> None:
    note = parse_note(format_note(sign_note(text, [LOG])))

    assert note.text == text
    assert verify_note(note, [KEY]) == (KEY,)


@pytest.mark.parametrize("text", ["", "no newline", "a\tb\n", "a\r\n", "\0\n", "half a pair \ud800\n"])
def test_a_text_that_no_note_can_hold_is_never_signed(text: str) -> None:
    with pytest.raises(MalformedNote):
        sign_note(text, [Watching()])


@dataclass(frozen=True)
class Watching:
    """A signer that must not be asked."""

    verifier_key: VerifierKey = KEY

    def sign(self, message: bytes) -> bytes:
        raise AssertionError(message)


def test_a_cosigner_never_signs_a_text_without_a_time() -> None:
    with pytest.raises(AnotherUse):
        sign_note(TEXT, [Watching(AUDITOR.verifier_key)])


def test_a_note_without_a_signer_is_not_made() -> None:
    with pytest.raises(MalformedNote, match="this one has 0"):
        sign_note(TEXT, [])


def test_one_key_does_not_sign_twice() -> None:
    with pytest.raises(AmbiguousKeys):
        sign_note(TEXT, [LOG, LOG])


def test_what_a_token_signed_wrongly_is_not_handed_out() -> None:
    @dataclass(frozen=True)
    class Faulty:
        verifier_key: VerifierKey = KEY

        def sign(self, message: bytes) -> bytes:
            return LOG.sign(message + b"a bit fell over")

    with pytest.raises(WrongSignature):
        sign_note(TEXT, [Faulty()])


def test_nobody_signs_under_an_impossible_name_or_for_another_use() -> None:
    with pytest.raises(MalformedKey):
        Ed25519Signer("a b", private_key("log"))
    with pytest.raises(UnsupportedAlgorithm):
        Ed25519Signer("a", private_key("log"), 0x05)


def test_a_signer_does_not_show_its_private_key() -> None:
    assert "private" not in repr(LOG).lower()


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n", "\ud800"])
def test_a_signature_under_an_impossible_name_cannot_be_made(name: str) -> None:
    with pytest.raises(MalformedNote):
        Signature(name, b"\1\2\3\4", bytes(64))


@pytest.mark.parametrize("key_id", [b"", b"\1\2\3", b"\1\2\3\4\5"])
def test_a_signature_has_a_key_id_of_four_bytes(key_id: bytes) -> None:
    with pytest.raises(MalformedNote):
        Signature("a", key_id, bytes(64))


@given(text=texts, name=names, other=names, blob=st.binary(min_size=1, max_size=100))
def test_notes_come_back(text: str, name: str, other: str, blob: bytes) -> None:
    signer = Ed25519Signer(name, private_key("any"))
    signed = sign_note(text + "\n", [signer])
    note = replace(signed, signatures=(Signature(other, b"\0\0\0\0", blob), *signed.signatures))

    assert parse_note(format_note(note)) == note
    assert verify_note(format_note(note), [signer.verifier_key]) == (signer.verifier_key,)


@given(name=names, key_id=st.binary(min_size=4, max_size=4), blob=st.binary(min_size=1))
def test_signature_lines_come_back(name: str, key_id: bytes, blob: bytes) -> None:
    signature = Signature(name, key_id, blob)

    assert parse_signature(format_signature(signature)[:-1]) == signature


@given(st.binary())
def test_whatever_is_read_as_a_note_is_written_the_same(data: bytes) -> None:
    try:
        note = parse_note(data)
    except MalformedNote:
        return
    assert format_note(note) == data


@pytest.mark.parametrize("known", [[KEY], [KEY, NEXT_KEY.verifier_key]], ids=["one key known", "both known"])
def test_every_change_of_one_bit_is_refused_or_leaves_all_that_is_signed(known: list[VerifierKey]) -> None:
    data = format_note(sign_note(TEXT, [LOG, NEXT_KEY]))
    accepted = 0
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            signed_by = verify_note(bytes(changed), known)
        except NoteRefused:
            continue
        accepted += 1
        # What remains are changes that make the other signature one of an unknown key.
        assert parse_note(bytes(changed)).text == TEXT
        assert len(signed_by) == 1

    assert 0 < accepted < len(data) * 8


@settings(max_examples=300)
@given(st.data())
def test_a_note_put_together_from_pieces_never_vouches_for_another_text(data: st.DataObject) -> None:
    lines = [*BODY.encode().split(b"\n"), b"", "— ".encode(), KEY.name.encode(), b"another line"]
    pieces = data.draw(st.lists(st.sampled_from(lines), max_size=9))
    note = b"\n".join(pieces)
    try:
        verify_note(note, [KEY])
    except NoteRefused:
        return
    assert parse_note(note).text == TEXT
