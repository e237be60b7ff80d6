"""Reads Swift sources just well enough for the checks beside this file."""

import re
from pathlib import Path

_OPENING = re.compile(r'(#*)("""|")')


def code_of(text: str) -> str:
    """The text with comments and string contents blanked; every line keeps its number and every column its place."""
    return _Blanker(text).run()


def swift_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.swift") if path.is_file())


class _Blanker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.at = 0

    def run(self) -> str:
        while self.at < len(self.text):
            self._code(until_parenthesis=False)
        return "".join(self.out)

    def _keep(self) -> None:
        self.out.append(self.text[self.at])
        self.at += 1

    def _blank(self, count: int) -> None:
        for character in self.text[self.at : self.at + count]:
            self.out.append(character if character == "\n" else " ")
        self.at += count

    def _code(self, until_parenthesis: bool) -> None:
        """Copies code to the end, or past the parenthesis that ends an interpolation."""
        depth = 0
        while self.at < len(self.text):
            character = self.text[self.at]
            opening = _OPENING.match(self.text, self.at)
            if self.text.startswith("//", self.at):
                end = self.text.find("\n", self.at)
                self._blank((end if end >= 0 else len(self.text)) - self.at)
            elif self.text.startswith("/*", self.at):
                self._block_comment()
            elif opening:
                self._string(hashes=opening.group(1), quotes=opening.group(2))
            else:
                depth += {"(": 1, ")": -1}.get(character, 0)
                self._keep()
                if until_parenthesis and depth < 0:
                    return

    def _block_comment(self) -> None:
        depth = 0
        while self.at < len(self.text):
            if self.text.startswith("/*", self.at):
                depth += 1
                self._blank(2)
            elif self.text.startswith("*/", self.at):
                depth -= 1
                self._blank(2)
                if depth == 0:
                    return
            else:
                self._blank(1)

    def _string(self, hashes: str, quotes: str) -> None:
        self._blank(len(hashes) + len(quotes))
        closing, escape = quotes + hashes, "\\" + hashes
        while self.at < len(self.text):
            if self.text.startswith(closing, self.at):
                self._blank(len(closing))
                return
            if self.text.startswith(escape + "(", self.at):
                self._blank(len(escape) + 1)
                self._code(until_parenthesis=True)
            elif self.text.startswith(escape, self.at):
                self._blank(len(escape) + 1)
            elif quotes == '"' and self.text[self.at] == "\n":
                # A quote that opened no string, as in a regular expression: it ends with its line.
                return
            else:
                self._blank(1)
