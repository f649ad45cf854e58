"""The library's face: an archive in a directory, to be written, read, asked, proved and verified.

archive = Archive(Path("archive"))
with archive.writing(schema, keys=Path("keys")) as log:
    receipt = log.append([Record("counter", b"09:30 A-17")])
    log.seal()
assert archive.verify(read_public_keys(Path("keys/public.txt"))).whole
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.archive import late
from sekisho.archive.asking import asked
from sekisho.archive.clock import now_by_system
from sekisho.archive.engines import Limits
from sekisho.archive.needles import positions_question, token_question
from sekisho.archive.reading import LogReader, folder_of, handovers_in, logs_in, read, reader_of
from sekisho.archive.verify_options import Options

if TYPE_CHECKING:
    import pyarrow as pa

    from sekisho.archive.notes import VerifierKey
    from sekisho.archive.opening import Seen, Tell
    from sekisho.archive.records import Kept
    from sekisho.archive.schema import LogSchema
    from sekisho.archive.verify_archive import Report
    from sekisho.archive.writer import Writer


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in `folder`. Holds nothing open: every call reads what is there then."""

    folder: Path

    @property
    def logs(self) -> Sequence[str]:
        """The short names of its logs."""
        return logs_in(self.folder)

    def writing(
        self, schema: LogSchema, *, keys: Path, clock: Callable[[], int] = now_by_system, begin: bool = True
    ) -> AbstractContextManager[Writer]:
        """Write to the log that `schema` declares, with the keys in the folder `keys`, as long as the block lasts.

        Where there is no such log it is begun; with `begin` False that is refused, for the disk may only not be
        mounted.

        Raises Locked, EvidenceBroken, OtherSchema, OSError; KeyMissing, KeyExposed, KeyInsideArchive, HandedOver.
        """
        return late.writing_with_keys(
            self.folder, schema, handovers=self.handovers(), keys=keys, clock=clock, begin=begin
        )

    def log(self, name: str) -> LogReader:
        """A log as it is now. Raises NoSuchLog, MalformedManifest."""
        return reader_of(folder_of(self.folder, name))

    def record(self, log: str, position: int) -> Kept:
        """One sealed record. Raises NoSuchLog, NoSuchRecord."""
        return read(folder_of(self.folder, log), lambda reader: reader.record(position))

    def prove(self, log: str, position: int) -> bytes:
        """A file that proves the record part of the log under its newest checkpoint (c2sp.org/tlog-proof).

        Raises NoSuchLog, NoSuchRecord.
        """
        return read(folder_of(self.folder, log), lambda reader: late.prove(reader, position))

    def ask(
        self,
        sql: str,
        parameters: Sequence[object] = (),
        *,
        limits: Limits = Limits(),  # noqa: B008 -- frozen
        apart: bool = False,
    ) -> pa.RecordBatchReader:
        """The answer to one SELECT over the views of all logs, and `envelope`, as Arrow. Raises a Refused.

        `apart`: in a process of its own, which the system keeps within the limits whatever is asked; for what
        people type.
        """
        now = asked(self.folder, self.logs)
        engine = late.ProcessEngine(now.views) if apart else now.engine
        return engine.query(sql, parameters, limits=limits)

    def find(
        self,
        log: str,
        column: str,
        value: str,
        *,
        sealing_keys: Mapping[str, bytes],
        limits: Limits = Limits(),  # noqa: B008 -- frozen
    ) -> pa.RecordBatchReader:
        """Every record with that value in a personal column, in all years, in order of position.

        Two values can share a token: to be certain, open what was found. Raises NoSuchLog, NoSuchField,
        KeyLost, a Refused.
        """
        now = asked(self.folder, [log])
        (reader,), readable = now.logs, now.logs[0].readable()
        years, sought = late.years_of_token(reader, column, value, sealing_keys), late.token_column(column)
        positions = late.few_positions(reader.folder, years, sought)
        if positions is not None:
            question = positions_question(readable, positions)
        else:
            files = dict(zip(reader.parts, readable.parts, strict=True))
            question = token_question(
                readable, sought, {token: [files[part] for part in held] for token, held in years.items()}
            )
        return now.engine.query(question.sql, question.parameters, limits=limits, views=question.views)

    def open_fields(
        self,
        log: str,
        positions: Sequence[int],
        fields: Sequence[str],
        *,
        by: str,
        reason: str,
        sealing_keys: Mapping[str, bytes],
        tell: Tell,
    ) -> list[Seen]:
        """Open sealed fields, once `tell` has put on record who does and why: see `opening.open_fields`."""
        return late.open_fields(
            self.log(log), positions, fields, by=by, reason=reason, sealing_keys=sealing_keys, tell=tell
        )

    def verify(self, trusted: Sequence[VerifierKey], options: Options = Options()) -> Report:  # noqa: B008 -- frozen
        """Verify everything with keys that the caller trusts."""
        return late.verify_archive(self.folder, trusted, options)

    def handovers(self) -> list[bytes]:
        """The handovers of keys in order."""
        return handovers_in(self.folder)
