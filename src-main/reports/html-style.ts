/** Of a report page, over the theme's variables: a grid of twelve on a screen, one under the other on paper. */
export const PAGE_CSS = `
*{box-sizing:border-box}
body{margin:0;padding:16px;background:var(--bg-chrome);color:var(--fg-1);font:13px/20px Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums}
header,.figures,main,footer{max-width:1240px;margin:0 auto 12px}
h1{font-size:20px;line-height:28px;margin:0;letter-spacing:-.015em;overflow-wrap:anywhere}h2{font-size:13px;margin:0}p{margin:4px 0}
.sub{color:var(--fg-3);font-size:12px;line-height:16px;overflow-wrap:anywhere}.notes{white-space:pre-wrap;overflow-wrap:anywhere;max-width:90ch;margin:8px 0}
.figures{display:flex;flex-wrap:wrap;background:var(--bg-base);border:1px solid var(--line-1);border-radius:6px}
.figures div{flex:1 1 130px;padding:10px 14px;border-left:1px solid var(--line-1);margin-left:-1px;min-width:0}
.figures span{display:block;color:var(--fg-3);font-size:11px;line-height:16px}.figures b{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden;font-size:18px;line-height:26px;overflow-wrap:anywhere}
main{display:grid;grid-template-columns:repeat(12,minmax(0,1fr));gap:12px}
section{background:var(--bg-base);border:1px solid var(--line-1);border-radius:6px;padding:12px;min-width:0}
.third{grid-column:span 4}.half{grid-column:span 6}.wide{grid-column:span 8}.full{grid-column:span 12}
.head{display:flex;gap:8px;align-items:baseline;justify-content:space-between}.ramp{color:var(--fg-3);font-size:11px;white-space:nowrap}
.ramp i{display:inline-block;width:14px;height:8px}
.sum{font-size:12px;color:var(--fg-2);overflow-wrap:anywhere}pre{font:12px/20px "JetBrains Mono",ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:0}
svg{display:block;max-width:100%;height:auto;margin-top:8px}table{border-collapse:collapse;font-size:12px;max-width:100%}.third table,.half table,.upright{width:100%}
th{text-align:left;color:var(--fg-3);font-weight:500}th,td{padding:3px 24px 3px 0;border-bottom:1px solid var(--line-1);max-width:40ch;vertical-align:top}
.third th,.third td,.half th,.half td{padding-right:12px}tr>:last-child:last-child{padding-right:0}td{overflow-wrap:anywhere}th{overflow-wrap:break-word}
.n{text-align:right}td.n{white-space:nowrap}.full .flow,.half .flow{columns:320px;column-gap:32px}.upright td{text-align:right}.upright tr:last-child>*{border-bottom:0}.critical{color:var(--crit)}.warning{color:var(--warn)}.info{color:var(--info)}
thead th{position:sticky;top:0;background:var(--bg-base)}.t{max-height:360px;overflow:auto;margin-top:8px}.whole{max-height:none}.paper{display:none}
.fold{position:absolute;opacity:0}.fold+label{display:inline-block;margin-top:8px;color:var(--accent);font-size:12px;cursor:pointer}
.fold+label::before{content:"▸ "}.fold:checked+label::before{content:"▾ "}.fold:focus-visible+label{outline:2px solid var(--accent);outline-offset:2px}
.fold:not(:checked)+label+.rows{display:none}
@media screen and (max-width:900px){.third,.half,.wide{grid-column:span 12}}
@page{size:A4;margin:12mm 12mm 16mm}
@media print{:root{color-scheme:light}body{background:none;padding:0}header,.figures,main,footer{max-width:none}main{display:block}
section{border:0;border-top:1px solid var(--line-1);border-radius:0;padding:10px 0 14px;break-inside:auto}
.figures div{flex-basis:30%}.wide>svg,.paper>svg{width:100%}
/* A narrow table stands beside its chart, or in two columns below it. */
:is(.third,.half):has(svg):not(:has(th:nth-child(5))){display:grid;grid-template-columns:1fr 1fr;column-gap:24px;align-items:start;break-inside:avoid}
:is(.third,.half):has(svg):not(:has(th:nth-child(5)))>:is(.head,.sub){grid-column:1/-1}:is(.third,.half):not(:has(th:nth-child(5)))>svg{width:100%}
:is(.wide,.full):not(:has(th:nth-child(5))) .t,.flow{columns:2;column-gap:32px;break-inside:avoid}:is(.wide,.full):not(:has(th:nth-child(5))) table{width:100%}:is(.wide,.full):not(:has(th:nth-child(5))) :is(th,td){padding-right:12px}
th,td{padding-block:1px;line-height:16px}.paper.sub{break-before:avoid}.head,section>.sub{break-after:avoid}svg,tr,.figures,.ramp,footer{break-inside:avoid}
.fold,.fold+label,.screen{display:none}.fold:not(:checked)+label+.rows{display:block}.paper{display:block}
.t{max-height:none;overflow:visible}thead th{position:static}tbody tr:nth-child(n+16){display:none}.upright tr{display:table-row!important}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`;
