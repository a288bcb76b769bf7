"""The migrations' own operation: a table whole, with its checks and its partial and descending indexes.

Tortoise's CreateModel leaves out the checks in `Meta.constraints`; adding them afterwards remakes the table on SQLite
and silently drops its indexes; and it knows no partial or descending index there. So a table is made with everything
at once. A later change of a table on SQLite adds its indexes again: `tests/storage/test_migrations.py` compares them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.operations import CreateModel
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.models import Model

_ROWID = re.compile(r'("\w+") BIGINT NOT NULL\s+PRIMARY KEY')
"""On SQLite a whole-number key that is spelled INTEGER is the row's own place: a second index less to write."""


FILL_PERCENT = 80  # PostgreSQL leaves room in each page, where a row's next version fits beside it.


class CreateTable(CreateModel):
    """CreateModel with everything that the model's Meta declares.

    `sorted_indexes` gives names and column lists as SQL, such as ("standing_order", "board, score DESC");
    `references` columns that hold another table's id, such as ("partner_id", "partner"). They stand where a row without
    its parent would open a door or lose money, and not on what every award writes: there each would cost a look-up.
    `updated_often` leaves room for rows that each award changes.
    """

    def __init__(
        self,
        name: str,
        fields: list[tuple[str, Any]],
        options: dict[str, Any] | None = None,
        bases: list[str] | None = None,
        sorted_indexes: Sequence[tuple[str, str]] = (),
        updated_often: bool = False,
        references: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(name, fields, options, bases)
        self.sorted_indexes, self.updated_often = tuple(sorted_indexes), updated_often
        self.references = tuple(references)

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        if state_editor is None:
            return
        model = new_state.apps.get_model(f"{app_label}.{self.name}")
        inner, run = state_editor._get_inner_statements, state_editor._run_sql

        async def run_with_rowid(sql: str) -> None:
            await run(_ROWID.sub(r"\1 INTEGER NOT NULL PRIMARY KEY", sql) if state_editor.DIALECT == "sqlite" else sql)

        rules = [*_checks(model), *_references(self.references)]
        state_editor._get_inner_statements = lambda: [*inner(), *rules]  # type: ignore[method-assign]
        state_editor._run_sql = run_with_rowid  # type: ignore[method-assign]
        try:
            await state_editor.create_model(model)
        finally:
            del state_editor._get_inner_statements, state_editor._run_sql  # The instance's; the class's are back.
        for statement in (*_partial(model), *_sorted(model, self.sorted_indexes)):
            await state_editor._run_sql(statement)
        if self.updated_often and state_editor.DIALECT == "postgres":
            await state_editor._run_sql(f'ALTER TABLE "{model._meta.db_table}" SET (fillfactor = {FILL_PERCENT})')


def _constraints(model: type[Model]) -> Sequence[Any]:
    return getattr(model._meta, "constraints", None) or ()


def _checks(model: type[Model]) -> list[str]:
    return [
        f'CONSTRAINT "{constraint.name}" CHECK ({constraint.check})'
        for constraint in _constraints(model)
        if isinstance(constraint, CheckConstraint)
    ]


def _references(references: Sequence[tuple[str, str]]) -> list[str]:
    return [f'FOREIGN KEY ("{column}") REFERENCES "{table}" ("id")' for column, table in references]


def _partial(model: type[Model]) -> list[str]:
    statements = []
    for constraint in _constraints(model):
        if isinstance(constraint, UniqueConstraint):
            columns = ", ".join(f'"{column}"' for column in constraint.fields)
            where = f" WHERE {constraint.condition}" if constraint.condition else ""
            statements.append(
                f'CREATE UNIQUE INDEX "{constraint.name}" ON "{model._meta.db_table}" ({columns}){where}'
            )
    return statements


def _sorted(model: type[Model], indexes: Sequence[tuple[str, str]]) -> list[str]:
    return [f'CREATE INDEX "{name}" ON "{model._meta.db_table}" ({columns})' for name, columns in indexes]
