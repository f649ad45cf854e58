"""What `--help` prints, in one language: every text is written "English / 日本語", and the half that is asked for is shown."""

from __future__ import annotations

from typing import Any, Final

from sekisho.cli.words import said

BETWEEN: Final = " / "


def in_one_language(command: Any) -> Any:  # Any: Typer exports no names for its commands
    """The command with all that hangs on it, once its texts are in the language that is asked for."""
    format_help = command.format_help

    def format_usage(context: Any, formatter: Any) -> None:  # Any: as above
        pieces = " ".join(command.collect_usage_pieces(context))
        formatter.write_usage(context.command_path, pieces, prefix=said("使い方: ", "Usage: "))

    def format_all(context: Any, formatter: Any) -> None:  # Any: as above
        _draw_in_japanese_too()
        command.get_help_option(context).help = said(
            "この説明を表示して終わる。", "Show this message and exit."
        )
        format_help(context, formatter)

    command.format_usage, command.format_help = format_usage, format_all
    command.help, command.short_help = _half(command.help), _half(command.short_help)
    command.options_metavar = said("[オプション]", "[OPTIONS]")
    for parameter in command.params:
        prompt = getattr(parameter, "prompt", None)
        parameter.help = _half(parameter.help or prompt)
        if prompt:
            parameter.prompt = _half(prompt)
    command.subcommand_metavar = said("コマンド [引数]...", "COMMAND [ARGS]...")
    for below in getattr(command, "commands", {}).values():
        in_one_language(below)
    return command


def _half(text: str | None) -> str | None:
    english, between, japanese = (text or "").partition(BETWEEN)
    return said(japanese, english) if between else text


def _draw_in_japanese_too() -> None:
    """Name the headings, and fold lines that have no spaces, which Rich would cut off."""
    from typer import rich_utils  # noqa: PLC0415 -- a tenth of a second that only help costs

    rich_utils.ARGUMENTS_PANEL_TITLE = said("引数", "Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = said("オプション", "Options")
    rich_utils.COMMANDS_PANEL_TITLE = said("コマンド", "Commands")
    rich_utils.DEFAULT_STRING = said("[既定: {}]", "[default: {}]")
    rich_utils.REQUIRED_LONG_STRING = said("[必須]", "[required]")

    class Folding(rich_utils.OptionHighlighter):
        def __call__(self, text: Any) -> Any:  # Any: what Rich gives itself
            drawn = super().__call__(text)
            drawn.overflow = "fold"
            return drawn

    rich_utils.highlighter = Folding()
