"""Write what partners test their programs with: JSON Schemas (draft 2020-12) and a sample of every
event, as files. docs/partners/ holds them as this command writes them.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from claims.api.kit import samples, schemas


class Command(BaseCommand):
    help = "Write the JSON Schemas and sample payloads for partners into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", default="docs/partners", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in {**schemas(), **samples()}.items():
            (folder / name).write_text(written(content))
            self.stdout.write(str(folder / name))


def written(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
