"""`planner verify` and `planner keys` where a provider keeps the keys."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding

from planner.cli.audit import audit
from planner.cli.environment import settings
from planner.cli.keys import keys
from planner.cli.verify import verify
from planner.seeds import play
from tests.factories.csc import SigningProvider
from tests.factories.csc_server import CLIENT, SECRET
from tests.factories.stage import Cast
from tests.unit.services.conftest import *  # noqa: F403 - the company of the tests of services
from tests.unit.services.test_credentials import equip, house, newest, server  # noqa: F401 - its provider

pytestmark = pytest.mark.slow


def run(cast: Cast, folder: Path, environment: dict[str, str], command: object, *words: str) -> Result:
    settings.cache_clear()
    ours = {"PLANNER_DATA": str(folder), "DATABASE_URL": str(cast.engine.url), "LANG": "en_GB.UTF-8"}
    secrets = {"KEY_SECRET": "k" * 32, "AUDIT_SECRET": "a" * 32}
    try:
        runner = CliRunner(env=ours | secrets | environment)
        assert runner.invoke(audit, ["accept", "--why", "a database of the tests, taken over"]).exit_code == 0
        return runner.invoke(command, list(words))  # type: ignore[arg-type]
    finally:
        settings.cache_clear()


def test_a_plan_signed_at_the_provider_verifies_and_a_certificate_of_it_counts_no_more_when_told_so(
    house: Cast,  # noqa: F811
    server: SigningProvider,  # noqa: F811
    tmp_path: Path,
) -> None:
    equip(house, server)
    number = house.draft(house.zhou)
    play.submit(house, house.zhou, number)
    play.pass_on(house, house.lu, number)
    play.approve(house, house.han, number)
    pdf, roots = tmp_path / "plan.pdf", tmp_path / "roots.pem"
    pdf.write_bytes(newest(house, number))
    roots.write_bytes(server.maker.root.public_bytes(Encoding.PEM))
    provided = {"SIGNER": "csc", "CSC_URL": server.url, "CSC_CLIENT_ID": CLIENT, "CSC_CLIENT_SECRET": SECRET, "CSC_ROOTS": str(roots)}
    good = run(house, tmp_path, provided, verify, str(pdf))
    assert good.exit_code == 0, good.output
    assert run(house, tmp_path, {"CSC_ROOTS": str(roots)}, verify, str(pdf)).exit_code == 0  # keys are kept here again since
    unknown = run(house, tmp_path, {}, verify, str(pdf))
    assert unknown.exit_code == 1 and "✗ a certificate is not trusted" in unknown.output
    day = f"{house.clock.now:%Y-%m-%d}"
    revoked = run(house, tmp_path, provided, keys, "revoke", house.lu.employee_number, "--since", day)
    assert revoked.exit_code == 0 and "the company cannot revoke it" in revoked.output and number in revoked.output
    after = run(house, tmp_path, provided, verify, str(pdf))
    assert after.exit_code == 1 and "✗ a certificate is not trusted" in after.output
