"""What is wrong with something of the log: a code that has its sentence in both languages, and the detail."""

from __future__ import annotations


class Unsound(Exception):
    """Something of the log is not what it must be. `reason` is the code of a problem, `detail` what was found.

    `path` is the file within the log's folder, as far as it is one.
    """

    def __init__(self, reason: str, detail: str = "", path: str = "") -> None:
        self.reason, self.detail, self.path = reason, detail, path
        super().__init__(" ".join(filter(None, (reason, path, detail))))
