"""What the checks beside this file share: findings, their printing, and self-tests against marked samples."""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

_MARK = re.compile(r"// breaks: ([a-z -]+)$")


@dataclass(frozen=True, order=True)
class Finding:
    path: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


def report(name: str, findings: list[Finding]) -> int:
    """Prints the findings and gives the exit code."""
    for finding in sorted(findings):
        print(finding)
    if findings:
        print(f"{name}: {len(findings)} broken", file=sys.stderr)
        return 1
    print(f"{name}: ok", file=sys.stderr)
    return 0


def self_test(name: str, samples: Path, findings: list[Finding]) -> int:
    """Holds the findings to the lines of the samples that end in `// breaks: rule`."""
    expected = {
        (path, number, match.group(1))
        for path in sorted(samples.rglob("*.swift"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := _MARK.search(line))
    }
    found = {(finding.path, finding.line, finding.rule) for finding in findings}
    for path, line, rule in sorted(expected - found):
        print(f"{path}:{line}: not found: {rule}", file=sys.stderr)
    for path, line, rule in sorted(found - expected):
        print(f"{path}:{line}: found without reason: {rule}", file=sys.stderr)
    if not expected or expected != found:
        print(f"{name}: the self-test failed", file=sys.stderr)
        return 1
    print(f"{name}: the self-test found all {len(expected)} samples", file=sys.stderr)
    return 0
