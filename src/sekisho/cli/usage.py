"""A wrong word on the command line, said in the language that is asked for: which word, and where to look."""

from __future__ import annotations

import re
import sys
from typing import Any, Final

from sekisho.cli.words import said
from sekisho.intake.plain import visible

HELP_SHOWN: Final = "NoArgsIsHelpError"  # the help was printed when it was made

# What Typer says, by pattern; it has no translations of its own for most of it.
SENTENCES: Final = (
    (r"No such command '(.*)'\.", "{0}というコマンドはありません。"),
    (
        r"No such command '(.*)'\. Did you mean (?:one of: )?(.*)\?",
        "{0}というコマンドはありません。{1}のことですか。",
    ),
    (r"Missing command\.", "コマンドを書いてください。"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "余分な語があります({0})。"),
    (r"No such option: (\S+)(?: \(Possible options: (.*)\))?", "{0}というオプションはありません。"),
    (r"Option '(.*)' requires (?:an|\d+) arguments?\.", "{0}の後に値を書いてください。"),
    (r"Option '(.*)' does not take a value\.", "{0}に値は付きません。"),
    (r"Input should be a valid integer.*", "整数を書いてください。"),
    (r"Input should be a valid number.*", "数を書いてください。"),
    (r"Input should be a valid boolean.*", "trueかfalseを書いてください。"),
    (r"Input should be greater than or equal to (.*)", "{0}以上の値を書いてください。"),
    (r"Input should be less than or equal to (.*)", "{0}以下の値を書いてください。"),
    (r"(?i:path|file|directory) '(.*)' is not readable\.", "{0}を読む権限がありません。"),
    (r"Input should be (.*)", "{0}のどれかを書いてください。"),
)


def is_wrong_word(error: Exception) -> bool:
    """Whether it is about how the command was typed; Typer exports no name for the class of all of these."""
    return callable(getattr(error, "format_message", None)) and hasattr(error, "exit_code")


def tell(error: Any) -> int:  # Any: as above
    """Print what is wrong, unless that was done; returns the exit code."""
    if type(error).__name__ != HELP_SHOWN:
        print(usage(error), file=sys.stderr)
    return int(error.exit_code)


def usage(error: Any) -> str:  # Any: as above
    """What is wrong, and how the command is written."""
    context = getattr(error, "ctx", None)
    sentence = visible(said(_in_japanese(error), error.format_message()))
    if context is None:
        return f"sekisho: {sentence}"
    command = context.command_path
    return "\n".join(
        (
            f"sekisho: {sentence}",
            context.get_usage(),
            said(f"説明は {command} --help で見られます。", f"Try {command} --help."),
        )
    )


def _in_japanese(error: Any) -> str:  # Any: as above
    parameter = getattr(error, "param", None)
    named = _hint(error, parameter)
    if type(error).__name__ == "MissingParameter":
        return f"{named}を書いてください。"
    message = str(error.message)
    for pattern, sentence in SENTENCES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            more = _possible(getattr(error, "possibilities", None))
            return (f"{named}: " if named else "") + sentence.format(*found.groups()) + more
    if not message.isascii():  # a sentence of our own
        return f"{named}: {message}" if named else message
    return f"{named or '指定'}が正しくありません({message})。"


def _hint(error: Any, parameter: Any) -> str:  # Any: as above
    """The parameter that it is about, as it is written."""
    hint = getattr(error, "param_hint", None) or (parameter.get_error_hint() if parameter is not None else "")
    return (hint if isinstance(hint, str) else " / ".join(hint)).replace("'", "")


def _possible(names: Any) -> str:  # Any: as above
    return f"{'・'.join(sorted(names))}のことですか。" if names else ""
