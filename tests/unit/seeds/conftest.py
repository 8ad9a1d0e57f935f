"""The company in a database of the test's own, as the services have it."""

from tests.unit.services.conftest import company_file, stage

__all__ = ["company_file", "stage"]
