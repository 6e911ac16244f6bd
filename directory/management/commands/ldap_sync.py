"""`manage.py ldap_sync [NAME …]`: keeps the directory in step with its address book sources, from cron for instance."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.audit.recording import COMMAND
from directory.ldap import beginning, syncing, troubles
from directory.ldap.asking import is_installed
from directory.ldap.beginning import NotNow
from directory.models import LdapRun, LdapSource

INCOMPLETE, UNREAD, STOPPED = 1, 2, 3


class Command(BaseCommand):
    help = (
        "Bring contacts in step with LDAP servers. Without a name: with every source that is switched on. "
        "Exit code 1: entries were left out, with their reasons; 2: a source could not be read; 3: more contacts were "
        "gone than may go at once, so none was put into the bin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="sources, as they are named in the admin panel")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def handle(self, *_args: Any, names: list[str], dry_run: bool, **_said: Any) -> None:
        if not is_installed():
            raise CommandError(str(troubles.MISSING), returncode=UNREAD)
        kind = LdapRun.Kind.PREVIEW if dry_run else LdapRun.Kind.SYNC
        worst = max((self._one(source, kind) for source in _sources(names)), default=0)
        if worst:
            raise CommandError("Not everything was done. The lines above say what and why.", returncode=worst)

    def _one(self, source: LdapSource, kind: LdapRun.Kind) -> int:
        """Go through one source, tell what came of it. Its exit code."""
        try:
            run = syncing.carry_out(beginning.begin(source, kind, user_name=COMMAND).pk)
        except NotNow as reason:
            self.stderr.write(f"{source.name}: {reason} (With --dry-run it is looked at.)")
            return UNREAD
        if run is None:
            raise CommandError(f"{source.name}: a worker has taken this sync. Look at its page in the admin panel.")
        for verdict, name, sentence, *_rest in run.lines:
            if verdict == "rejected":
                self.stderr.write(f"{source.name}: {name}: {sentence}")
        if run.sentence:
            self.stderr.write(f"{source.name}: {run.sentence}")
        before = "Nothing was written. It would be: " if kind == LdapRun.Kind.PREVIEW else ""
        counts = ", ".join(f"{count} {word}" for word, count in run.counts.items())
        self.stdout.write(f"{source.name}: {before}{counts}.")
        return {LdapRun.Stage.FAILED: UNREAD, LdapRun.Stage.STOPPED: STOPPED}.get(
            LdapRun.Stage(run.stage), INCOMPLETE if run.rejected else 0
        )


def _sources(names: list[str]) -> list[LdapSource]:
    if not names:
        return list(LdapSource.objects.filter(is_active=True))
    found = {source.name: source for source in LdapSource.objects.filter(name__in=names)}
    if unknown := [name for name in names if name not in found]:
        known = ", ".join(LdapSource.objects.values_list("name", flat=True)) or "none"
        raise CommandError(f"There is no source {', '.join(unknown)}. There are: {known}.", returncode=UNREAD)
    return [found[name] for name in dict.fromkeys(names)]
