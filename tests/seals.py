"""The one switch that lets tests empty sealed tables: triggers go while a transactional test flushes, and come back."""
import pytest
from django.db import connection
from django.test import TransactionTestCase

from project.sealing import triggers


@pytest.fixture(autouse=True, scope="session")
def seals_let_tests_flush():
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(self):
        triggers.drop(connection)
        try:
            flush(self)
        finally:
            triggers.create(connection)

    TransactionTestCase._fixture_teardown = flush_without_triggers
    yield
    TransactionTestCase._fixture_teardown = flush


def tampered(sql):
    """Run SQL as someone who could drop the triggers: what the chain must tell."""
    connection.check_constraints()  # PostgreSQL alters no table while checks are still waiting
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.check_constraints()
    triggers.create(connection)
