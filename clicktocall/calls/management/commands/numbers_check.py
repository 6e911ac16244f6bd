"""`manage.py numbers_check PBX [NUMBER ...]`: what a PBX would be sent, and what another plan would change."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from clicktocall.calls.allowing import Answer, for_whom
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.pbx.models import Pbx
from clicktocall.pbx.named import pbx_named
from clicktocall.pbx.plan_fields import PLAN_FIELDS
from directory import number_checks
from directory.number_checks import Tried


class Command(BaseCommand):
    help = (
        "Try numbers under the numbering plan of a PBX; with --set under another plan, which is not saved. "
        "With --compare also say which numbers of the directory that plan would send differently. "
        "Exit code 1: a number cannot be called; 2: the plan or the file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pbx", help="its name")
        parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="in any spelling")
        parser.add_argument("--file", type=Path, help="a CSV file with numbers")
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", help=f"one of {', '.join(PLAN_FIELDS)}"
        )
        parser.add_argument("--compare", action="store_true", help="look at the whole directory")
        parser.add_argument("--json", action="store_true", help="for programs: one object a number, one a line")

    def handle(self, *_args: Any, pbx: str, numbers: list[str], **options: Any) -> None:
        row = pbx_named(pbx, returncode=2)
        saved = row.numbering_plan()
        edited = _edited(row, options["set"])
        typed = numbers + _of_file(options["file"])
        tried = number_checks.try_numbers(typed, saved=saved, edited=edited, pbx=row)
        for one in tried:
            answers = for_whom(one.preview.number, one.preview.plan, row) if one.preview else []
            said = json.dumps(_object(one, answers), ensure_ascii=False) if options["json"] else _line(one, answers)
            self.stdout.write(said)
        if options["compare"]:
            self._compare(saved, edited, office=pbx)
        if any(one.refusal for one in tried):
            raise CommandError("Not every number can be called.", returncode=1)

    def _compare(self, saved: NumberingPlan, edited: NumberingPlan, *, office: str) -> None:
        looked_at = changed = 0
        for change in number_checks.moved(saved=saved, edited=edited, office=office):
            looked_at += 1
            if change is not None:
                changed += 1
                number, before, rule_before, after, rule_after = number_checks.row_of(change)
                self.stdout.write(f"{number}  {before} ({rule_before}) -> {after} ({rule_after})")
        self.stdout.write(f"{changed} of {looked_at} numbers of the directory would be sent differently.")


def _edited(row: Pbx, settings: list[str]) -> NumberingPlan:
    """The plan as it would be with those fields. A backslash and an n in a value begin a new line."""
    for setting in settings:
        field, _equals, value = setting.partition("=")
        if field not in PLAN_FIELDS:
            raise CommandError(f"--set: there is no {field}. Known: {', '.join(PLAN_FIELDS)}.", returncode=2)
        is_flag = isinstance(getattr(row, field), bool)
        setattr(row, field, value in {"1", "yes", "true"} if is_flag else value.replace("\\n", "\n"))
    try:
        row.clean_fields(exclude={field.name for field in Pbx._meta.fields} - set(PLAN_FIELDS))  # noqa: SLF001 -- Django documents it
        row.clean()
    except ValidationError as error:
        faults = (f"{field}: {' '.join(sentences)}" for field, sentences in error.message_dict.items())
        raise CommandError("\n".join(faults), returncode=2) from None
    return row.numbering_plan()


def _of_file(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        with path.open("rb") as file:
            content = file.read(number_checks.MOST_BYTES)
    except OSError as error:
        raise CommandError(f"--file: {path} cannot be read: {error.strerror}.", returncode=2) from None
    return number_checks.cells_of(content.decode("utf-8-sig", errors="replace"))


def _line(one: Tried, answers: list[Answer]) -> str:
    if one.preview is None:
        return f"{one.typed}  {one.refusal}"
    before = f"{one.before.sent.digits} -> " if one.before else ""
    then = f", then type {one.preview.then_type}" if one.preview.then_type else ""
    allowed = "; ".join(f"{'no' if answer.no else 'yes'}: {answer.rule}" for answer in answers)
    return (
        f"{one.typed}  {one.preview.identity}  {before}{one.preview.sent.digits} ({one.preview.rule}){then}  {allowed}"
    )


def _object(one: Tried, answers: list[Answer]) -> dict[str, Any]:
    if one.preview is None:
        return {"typed": one.typed, "refusal": one.refusal}
    return {
        "typed": one.typed,
        "e164": one.preview.number.e164,
        "class": one.preview.number_class.value,
        "country": one.preview.number.region,
        "sent": one.preview.sent.digits,
        "rule": one.preview.rule,
        "then_type": one.preview.then_type,
        "sent_before": one.before.sent.digits if one.before else "",
        "allowed": {answer.rule: answer.no for answer in answers},
    }
