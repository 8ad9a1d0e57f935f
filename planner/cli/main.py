"""The console script `planner`: finds the command, loads only that, and says errors in one line."""

import os
import sys
from importlib import import_module

import click

from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Language, Text

# name → where it lives, what it does; a module is loaded only when its command runs
COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("planner.cli.check:check", "check texts against the rules, and nothing else"),
    "rules": ("planner.cli.rules:rules", "lint, test, list and show rules"),
    "serve": ("planner.cli.serve:serve", "bring the database up to date and serve the product"),
    "worker": ("planner.cli.worker:worker", "do the work behind the pages"),
    "database": ("planner.cli.database:database", "bring the tables up to date"),
    "backup": ("planner.cli.backup:backup", "write the whole database into one file while people work"),
    "restore": ("planner.cli.backup:restore_command", "put a backup into an empty database and prove it"),
    "demo": ("planner.cli.demo:demo", "load demo data into an empty database"),
    "seed-load": ("planner.cli.seed_load:seed_load", "add very many plans to a demo, to measure lists with"),
    "plans": ("planner.cli.plans:plans", "list the plans"),
    "export": ("planner.cli.export:export", "write the PDF of an approved plan"),
    "verify": ("planner.cli.verify:verify", "say whether a PDF is genuine, unaltered, complete and in force"),
    "keys": ("planner.cli.keys:keys", "revoke somebody's certificate, renew the company's root"),
    "evidence": ("planner.cli.evidence:evidence", "say whether a review record follows from a signed plan, without a database"),
    "archive": ("planner.cli.archive:archive", "write the rules a plan was checked with"),
    "users": ("planner.cli.users:users", "add, list and disable people, give new passwords"),
    "notices": ("planner.cli.notices:notices", "send the mails that are due"),
    "audit": ("planner.cli.audit:audit", "check the trail"),
    "retention": ("planner.cli.retention:retention", "list what was kept long enough, and remove it when told"),
}
ERROR = 2


class LazyGroup(click.Group):
    """A group that knows its commands by name alone until one of them is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command and return it; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list from the table, so that asking for help loads nothing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Plan workbook: compliant work plans, reviewed, approved and signed."""


def language() -> Language:
    """Return the language the terminal asks for; English where it says nothing."""
    wish = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if wish.startswith("zh") else "en"


def main() -> None:
    """Run one command; every error is one clear line and exit status 2."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        _fail(Text("已停止。", "Stopped."))
    except click.ClickException as mistake:
        mistake.show()
        sys.exit(ERROR)
    except PlannerError as refusal:
        _fail(refusal.message)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ERROR)
    except OSError as failure:
        what = f"{failure.filename}: {failure.strerror}" if failure.filename else str(failure)
        _fail(Text(what, what))
    except Exception as surprise:  # status 1 means "a block finding", so no surprise may end with it
        if os.environ.get("PYTHONDEVMODE"):
            raise
        line = f"{type(surprise).__name__}: {surprise}".splitlines()[0]
        _fail(
            Text("程序出错（{line}）。设置 PYTHONDEVMODE=1 可看到详情。", "Internal error ({line}). PYTHONDEVMODE=1 shows where.").with_(
                line=line
            )
        )


def _fail(message: Text) -> None:
    click.echo(message.in_(language()), err=True)
    sys.exit(ERROR)


if __name__ == "__main__":
    main()
