#include "report/page_style.hpp"

namespace mailsim::report {

const char* const page_style = R"(
:root {
  color-scheme: light dark;
  --ground: #ffffff; --panel: #f6f7f9; --ink: #1a1f26; --soft: #565f6b; --rule: #d9dde3; --accent: #1f5fbf;
  --good: #11703b; --bad: #b3261e; --warn: #8a5a00;
  --c0: #2f6fd0; --c1: #0b8a6f; --c2: #d06a10; --c3: #8a56d0; --c4: #c7305f; --c5: #6b7a00; --c6: #0d86ad; --c7: #7d5a3c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --panel: #1d2128; --ink: #e6e9ee; --soft: #a3acb8; --rule: #363d48; --accent: #86b6ff;
    --good: #5fd08d; --bad: #ff8a80; --warn: #f0b95a;
    --c0: #6ea6ff; --c1: #3fcaa5; --c2: #ff9d4d; --c3: #b995f7; --c4: #ff7b9f; --c5: #c1cd4e; --c6: #55c5e8; --c7: #cfa47c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main, header, footer { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 28px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 4px; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 0 0 10px; }
h3 { font-size: 1rem; margin: 18px 0 6px; }
p, ul, ol { margin: 0 0 10px; }
section { margin: 34px 0 0; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.note, .sub, caption { color: var(--soft); }
.note { font-size: .9rem; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; background: var(--ground); padding: 4px 10px; z-index: 2; }
.pills { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0 0; padding: 0; list-style: none; }
.pill { border: 1px solid var(--rule); border-radius: 999px; padding: 2px 12px; font-size: .9rem; background: var(--panel); }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.pill.good, .pill.bad, .pill.warn { border-color: currentColor; font-weight: 600; }
nav ul { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 18px 0 0; padding: 0 0 8px; list-style: none; border-bottom: 1px solid var(--rule); }
nav a { text-decoration: none; display: inline-block; padding: 4px 0; }
nav a:hover { text-decoration: underline; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(172px, 1fr)); gap: 12px; margin: 22px 0 0; padding: 0; }
.tile { background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 14px; }
.tile dt { color: var(--soft); font-size: .9rem; }
.tile dd { margin: 0; font-size: 1.55rem; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile dd + dd { font-size: .9rem; font-weight: 400; color: var(--soft); }
.next { background: var(--panel); border-left: 4px solid var(--accent); border-radius: 0 8px 8px 0; padding: 12px 16px; margin: 0; }
.next li { margin-left: 18px; } .next li + li { margin-top: 6px; }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 10px; margin: 0 0 14px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .95rem; }
caption { text-align: left; padding: 8px 12px 2px; font-size: .9rem; }
th, td { padding: 6px 12px; text-align: right; white-space: nowrap; }
.l { text-align: left; } td.l, tbody th.l { white-space: normal; } td.l:last-child { min-width: 130px; } td.l:last-child:empty { min-width: 0; }
thead th { color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--rule); vertical-align: bottom; white-space: normal; }
tbody th { font-weight: 600; }
tbody tr + tr > * { border-top: 1px solid var(--rule); }
tbody tr:hover { background: var(--panel); }
.meter { display: inline-block; width: 64px; height: 6px; border-radius: 3px; background: var(--rule); margin-right: 8px; vertical-align: middle; overflow: hidden; }
.meter > span { display: block; height: 100%; border-radius: 3px; }
.share { display: inline-block; min-width: 3.6em; }
span.low { background: var(--c0); } span.mid { background: var(--c2); } span.high { background: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 18px; }
figure { margin: 0; background: var(--panel); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 14px; min-width: 0; }
figcaption { margin-bottom: 6px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 0 0 6px; padding: 0; font-size: .9rem; }
.key { display: inline-block; width: 18px; height: 0; border-top: 3px solid; margin-right: 6px; vertical-align: middle; }
.key.filled { height: 12px; width: 12px; border-top-width: 12px; border-radius: 2px; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--ink); font-size: 13px; }
svg .tick { fill: var(--soft); font-size: 12.5px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--rule); stroke-width: 1; } .axis { stroke: var(--soft); stroke-width: 1; }
.mark { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 4 3; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.area { stroke: var(--panel); stroke-width: .6; }
.spot { stroke-width: 6; }
.c0 { stroke: var(--c0); border-color: var(--c0); } .c1 { stroke: var(--c1); border-color: var(--c1); }
.c2 { stroke: var(--c2); border-color: var(--c2); } .c3 { stroke: var(--c3); border-color: var(--c3); }
.c4 { stroke: var(--c4); border-color: var(--c4); } .c5 { stroke: var(--c5); border-color: var(--c5); }
.c6 { stroke: var(--c6); border-color: var(--c6); } .c7 { stroke: var(--c7); border-color: var(--c7); }
.area.c0, .bar.c0 { fill: var(--c0); } .area.c1, .bar.c1 { fill: var(--c1); } .area.c2, .bar.c2 { fill: var(--c2); }
.area.c3, .bar.c3 { fill: var(--c3); } .area.c4, .bar.c4 { fill: var(--c4); } .area.c5, .bar.c5 { fill: var(--c5); }
.area.c6, .bar.c6 { fill: var(--c6); } .area.c7, .bar.c7 { fill: var(--c7); }
.band { stroke: none; fill-opacity: .18; } .dot { stroke: none; } .limit { stroke: var(--bad); stroke-width: 1.2; }
.knee { fill: var(--bad); fill-opacity: .1; stroke: none; }
.band.c0, .dot.c0 { fill: var(--c0); } .band.c1, .dot.c1 { fill: var(--c1); } .band.c2, .dot.c2 { fill: var(--c2); }
.band.c3, .dot.c3 { fill: var(--c3); } .band.c4, .dot.c4 { fill: var(--c4); } .band.c5, .dot.c5 { fill: var(--c5); }
.band.c6, .dot.c6 { fill: var(--c6); } .band.c7, .dot.c7 { fill: var(--c7); }
.area { stroke: var(--panel); } .bar { stroke: none; }
svg.narrow { display: none; }
.drawing { overflow-x: auto; border: 1px solid var(--rule); border-radius: 10px; padding: 14px; background: var(--panel); }
.box { fill: var(--ground); stroke: var(--soft); stroke-width: 1; } .box.outside { stroke-dasharray: 4 3; }
.estate .name { font-weight: 650; font-size: 14px; } .estate .n { font-size: 13px; font-variant-numeric: tabular-nums; }
.estate .sub { fill: var(--soft); font-size: 12px; } .estate .head { fill: var(--soft); font-size: 13px; }
.flow { fill: none; stroke-opacity: .55; stroke-linecap: butt; } .flow.in { stroke: var(--c1); } .flow.out { stroke: var(--c2); }
.flow:hover { stroke-opacity: 1; }
.track { fill: var(--rule); } rect.low { fill: var(--c0); } rect.mid { fill: var(--c2); } rect.high { fill: var(--bad); }
ol.tiers { display: none; list-style: none; padding: 0; }
.tiers .tier { font-weight: 650; color: var(--soft); }
.tiers ul { list-style: none; padding: 0; }
.tiers ul li { border: 1px solid var(--rule); border-radius: 8px; background: var(--panel); padding: 6px 10px; margin: 4px 0; }
.tiers .note { display: block; }
details { margin: 8px 0 0; } summary { cursor: pointer; color: var(--accent); padding: 2px 0; } details .scroll { margin-top: 8px; }
figure details { font-size: .9rem; }
.pairs { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; margin: 0 0 12px; }
.pairs dt { color: var(--soft); } .pairs dd { margin: 0; overflow-wrap: anywhere; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
footer { margin-top: 40px; padding-bottom: 40px; border-top: 1px solid var(--rule); padding-top: 14px; color: var(--soft); font-size: .9rem; }
@media (max-width: 820px) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 1.45rem; }
  .figures { grid-template-columns: minmax(0, 1fr); }
  .drawing { display: none; } ol.tiers { display: block; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); } .tile dd { font-size: 1.25rem; }
  .pairs { grid-template-columns: 1fr; } .pairs dd { margin-bottom: 6px; }
}
@media (max-width: 520px) { svg.wide { display: none; } svg.narrow { display: block; } figure { padding: 10px 8px; } th, td { padding: 6px 8px; } }
@media print { nav, .skip { display: none; } figure, .tile { break-inside: avoid; } }
)";

}  // namespace mailsim::report
