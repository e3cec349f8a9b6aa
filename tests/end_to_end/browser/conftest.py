"""The pages to look at are those of the reports."""

from tests.report.conftest import sessions, summaries  # noqa: F401 - fixtures
