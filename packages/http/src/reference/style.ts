/** How the reference looks. */
export const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --accent: light-dark(#0b5cad, #7ab8ff); }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem 1.5rem 6rem; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
code, pre, .path { font: 0.9em/1.5 ui-monospace, monospace; }
pre { background: var(--soft); padding: 0.75rem 1rem; overflow: auto; border-radius: 6px; max-height: 30rem; }
h2 { margin-top: 2.5rem; }
h3 { margin-bottom: 0.25rem; }
section.operation { border-top: 1px solid var(--line); padding-top: 1rem; margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid var(--line); }
td:first-child { overflow-wrap: anywhere; min-width: 10rem; }
ul.operations { list-style: none; padding: 0; margin: 0; }
ul.operations li { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr) minmax(0, 1fr); gap: 0.5rem; padding: 0.2rem 0; border-bottom: 1px solid var(--line); }
.method { font-weight: 700; font-size: 0.85em; }
.path { overflow-wrap: anywhere; }
input[type="search"] { font: inherit; width: 100%; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 6px; }
.needed { font-size: 0.85em; opacity: 0.75; }
[hidden] { display: none !important; }
@media (max-width: 45rem) { ul.operations li { grid-template-columns: 4.5rem 1fr; } ul.operations li span:last-child { grid-column: 2; } }
`.trimStart();
