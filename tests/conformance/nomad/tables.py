"""A table whose rows NOMAD makes entries of: files of its own, beside those that were sent."""

from __future__ import annotations

SCHEMA = """\
definitions:
  name: Measurements
  sections:
    Table:
      base_sections: [nomad.datamodel.data.EntryData, nomad.parsing.tabular.TableData]
      quantities:
        data_file:
          type: str
          m_annotations:
            tabular_parser:
              parsing_options: {comment: '#'}
              mapping_options:
              - {mapping_mode: row, file_mode: multiple_new_entries, sections: [rows]}
      sub_sections:
        rows: {repeats: true, section: '#/Row'}
    Row:
      more: {label_quantity: name}
      base_sections: [nomad.datamodel.data.EntryData]
      quantities:
        name: {type: str, m_annotations: {tabular: {name: name}}}
        x: {type: float, m_annotations: {tabular: {name: x}}}
"""
TABLE = 'data:\n  m_def: "../upload/raw/data/defs/table.archive.yaml#Table"\n  data_file: data/rows.csv\n'
FILES = {"defs/table.archive.yaml": SCHEMA, "rows.archive.yaml": TABLE, "rows.csv": "name,x\nfirst,1\nsecond,2\n"}
#: What NOMAD makes of them.
MADE = ("first_0.Row.archive.yaml", "second_1.Row.archive.yaml")
