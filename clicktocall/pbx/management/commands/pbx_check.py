"""`manage.py pbx_check [NAME ...]`: the doctor on the command line, for a person or a monitoring system."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clicktocall.pbx.doctor import examine
from clicktocall.pbx.doctor.findings import Finding, Report
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.named import pbx_named


class Command(BaseCommand):
    help = (
        "Look at everything between a click and a ringing phone. Logs in at the PBX if nobody is, but never while "
        "logins are stopped. Exit code 1: something is bad."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="which PBXs; without a name, all in use")
        parser.add_argument("--json", action="store_true", help="for programs: a list with one object a PBX")

    def handle(self, *_args: Any, names: list[str], **options: Any) -> None:
        reports = [examine(pbx, may_log_in=True) for pbx in _chosen(names)]
        if options["json"]:
            self.stdout.write(json.dumps([report.as_json() for report in reports], indent=2, ensure_ascii=False))
        else:
            for report in reports:
                self._print(report)
            if not reports:
                self.stdout.write("No PBX is in use. Set one up with pbx_add.")
        bad = [report.pbx for report in reports if report.is_bad]
        if bad:
            raise CommandError(f"Something is bad: {', '.join(bad)}.", returncode=1)

    def _print(self, report: Report) -> None:
        self.stdout.write(f"{report.pbx}, looked at in {report.seconds:.1f} s")
        for finding in report.findings:
            self._print_line(finding)

    def _print_line(self, finding: Finding) -> None:
        code = f" (code {finding.code})" if finding.code else ""
        self.stdout.write(f"  {finding.state.label:<12} {finding.title}: {finding.means}{code}")
        indent = " " * 15
        if finding.to_do:
            self.stdout.write(f"{indent}{finding.to_do}")
        if finding.facts:
            self.stdout.write(indent + "; ".join(f"{label}: {value}" for label, value in finding.facts))


def _chosen(names: list[str]) -> list[Pbx]:
    if not names:
        return list(Pbx.objects.filter(is_active=True))
    return [pbx_named(name) for name in dict.fromkeys(names)]
