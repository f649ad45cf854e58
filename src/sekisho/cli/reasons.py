"""Why something could not be done, in the words of whoever reads it."""

from __future__ import annotations

import errno

from sekisho.cli.words import said

OS_WORDS = {
    errno.ENOENT: "ありません",
    errno.ENOTDIR: "フォルダではないものの下にあります",
    errno.EISDIR: "ファイルではなくフォルダです",
    errno.EEXIST: "もうあります",
    errno.EACCES: "権限がありません",
    errno.EPERM: "許されていません",
    errno.EROFS: "読み出し専用のディスクにあります",
    errno.ENOSPC: "ディスクに空きがありません",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EIO: "ディスクが読み書きできません",
    errno.EINVAL: "使えない場所です",
}


def os_words(error: OSError) -> str:
    """What the system refused, and of which file."""
    why = OS_WORDS.get(error.errno or 0)
    text = f"{error.filename or 'ファイル'}: {why}" if why else f"読み書きできません: {error}"
    return said(text, str(error))
