"""The tests of tests/unit/services stand on PostgreSQL here: `shelf` is another one."""
