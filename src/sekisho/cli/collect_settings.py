"""The collector's configuration for the command line: all that is wrong with it is told, then it is refused."""

from __future__ import annotations

import sys
from pathlib import Path

from sekisho.archive.places import data_folder
from sekisho.cli.words import Sentence, said
from sekisho.intake.brands import BY_BRAND
from sekisho.intake.collect.settings import FILE, BadSettings, Settings
from sekisho.intake.collect.settings_file import load_settings


def settings_of(config: Path | None) -> Settings:
    """What the file says; without one the default."""
    path = config or data_folder() / FILE
    if config is not None and not config.exists():
        raise Sentence(f"設定ファイル{config}がありません。", f"There is no configuration {config}.")
    try:
        return load_settings(path, brands=frozenset(BY_BRAND))
    except BadSettings as refusal:
        for finding in refusal.findings:
            where = f"{finding.file}: {finding.key}" if finding.key else finding.file
            print(f"{where}: {said(finding.ja, finding.en)}", file=sys.stderr)
        raise Sentence(
            f"設定に誤りが{len(refusal.findings)}件あります。",
            f"{len(refusal.findings)} mistakes are in the configuration.",
        ) from refusal
    except OSError as error:
        raise Sentence(f"{path}を読めません。{error}", f"{path} cannot be read. {error}") from error
