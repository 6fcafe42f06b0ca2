"""How all pages look: light or dark as the reader likes it, on paper-wide and on phone-wide screens."""

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #666; --mark: #0b5cad; --draft: #b45f06; }
@media (prefers-color-scheme: dark) { :root { --soft: #aaa; --mark: #7ab7ff; --draft: #f0a95b; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
a { color: var(--mark); }
h1 { line-height: 1.2; margin: .2em 0; }
h2 { font-size: 1.1rem; margin: 2em 0 .5em; border-bottom: 1px solid var(--line); }
.soft, dt, caption { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1em; }
dd { margin: 0; grid-column: 2; }
header { margin-bottom: 1em; }
.text { white-space: pre-line; }
.scroll { overflow-x: auto; overflow-wrap: normal; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; }
th, td { text-align: left; padding: .3em .8em .3em 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { min-width: 9rem; overflow-wrap: anywhere; }
.number { text-align: right; white-space: nowrap; }
code { font-size: .85em; }
blockquote { margin: 0; padding-left: 1em; border-left: 3px solid var(--line); }
.note { border: 1px solid var(--line); padding: .5em 1em; border-radius: .3em; }
.draft { border-color: var(--draft); border-left-width: .3em; }
.draft strong, strong.draft { color: var(--draft); }
ol.list { list-style: none; padding: 0; }
ol.list li { padding: .6em 0; border-bottom: 1px solid var(--line); }
@media (max-width: 32rem) {
  dl { grid-template-columns: 1fr; }
  dd { grid-column: 1; }
  dt { margin-top: .4em; }
  tr, td { display: block; }
  thead { position: absolute; clip-path: inset(50%); }
  tr { padding: .4em 0; border-bottom: 1px solid var(--line); }
  td { padding: 0; border: 0; }
  td.number { text-align: left; }
}
"""
