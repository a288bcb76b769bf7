"""Writing the next migration from what the models say: `python -m server.storage.making NAME`, for developers.

Tortoise's writer forgets that our keys are made by the application, and its CreateModel forgets checks: both are put
right in the text that it wrote. Read the file before it is committed; descending indexes are added by hand
(`sorted_indexes`).
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import AlterModelOptions

from .config import tortoise_config


async def make(name: str) -> list[Path]:
    """The files written; none where the models and the migrations agree. The name is made of letters and _."""
    with tempfile.TemporaryDirectory() as folder:
        config = tortoise_config(f"sqlite:///{folder}/none.sqlite3")
        await Tortoise.init(config=config)
        try:
            apps = Tortoise.apps
            assert apps is not None
            writers = await MigrationAutodetector(apps, config["apps"]).changes()
        finally:
            await Tortoise.close_connections()
    paths = []
    for writer in writers:
        # Docstrings are options to Tortoise; a change of words is no change of tables.
        writer.operations = [step for step in writer.operations if not isinstance(step, AlterModelOptions)]
        if not writer.operations:
            continue
        writer.name = f"{writer.name.split('_', 1)[0]}_{name}"
        path = Path(writer.write())
        path.write_text(mended(path.read_text(encoding="utf-8"), name), encoding="utf-8")
        paths.append(path)
    return paths


def mended(text: str, name: str) -> str:
    """The migration's text, with our operation, our keys, and only the imports that it needs."""
    text = text.replace("ops.CreateModel(", "CreateTable(")
    text = text.replace(
        "IntField(primary_key=True, unique=True, db_index=True", "IntField(primary_key=True, generated=False"
    )
    text = text.replace("primary_key=True, unique=True, db_index=True", "primary_key=True")
    text = re.sub(r"(, )?unique=False(, )?", lambda match: ", " if match[1] and match[2] else "", text)
    text = re.sub(r", 'table_description': (\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')", "", text)
    body = text[text.index("class Migration") :]
    imports = "from tortoise import fields, migrations\n"
    if "Index(" in body:
        imports += "from tortoise.indexes import Index\n"
    if "ops." in body:
        imports = imports.replace("migrations\n", "migrations\nfrom tortoise.migrations import operations as ops\n", 1)
    kinds = [kind for kind in ("CheckConstraint", "UniqueConstraint") if f"{kind}(" in body]
    if kinds:
        imports += f"from tortoise.migrations.constraints import {', '.join(kinds)}\n"
    if "CreateTable(" in body:
        imports += "\nfrom server.storage.tables import CreateTable\n"
    return f'"""{name.replace("_", " ").capitalize()}."""\n\n{imports}\n\n{body}'


if __name__ == "__main__":
    for written in asyncio.run(make(sys.argv[1])):
        sys.stdout.write(f"{written}\n")
