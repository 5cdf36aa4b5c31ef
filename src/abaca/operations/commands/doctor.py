"""`abaca doctor`: what is wrong with this installation, in plain words, and what to do about it."""

import argparse

from abaca.operations.findings import CHECKS, Finding

SIGNS = {True: "well ", None: "note ", False: "WRONG"}


def run(_options: argparse.Namespace) -> int:
    """Check everything; the exit code is 1 if something must be repaired."""
    findings = [finding for check in CHECKS for finding in check()]
    for finding in findings:
        _print(finding)
    wrong = sum(finding.well is False for finding in findings)
    print(f"\n{wrong} to repair." if wrong else "\nAll is well.")
    return 1 if wrong else 0


def _print(finding: Finding) -> None:
    print(f"{SIGNS[finding.well]}  {finding.subject:<14} {finding.sentence}")
    if finding.advice:
        print(f"       {'':<14} -> {finding.advice}")
