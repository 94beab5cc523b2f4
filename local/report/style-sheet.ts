import { Markup } from './markup.ts'

/** Light and dark by the reader's own setting. */
export const styleSheet = new Markup(`
:root {
  --page: #f6f7f9; --card: #fff; --text: #16202c; --soft: #5c6b7c; --line: #e2e7ed; --accent: #2563c9;
  --green: #1a7f4b; --red: #c2313a; --yellow: #a16207; --dim: #8a97a6;
  --green-bg: #e3f5ea; --red-bg: #fdeaea; --yellow-bg: #fdf3d8; --dim-bg: #edf0f3; --code: #f1f3f6;
  --shadow: 0 1px 2px rgb(22 32 44 / .06), 0 4px 16px rgb(22 32 44 / .05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f151c; --card: #18212b; --text: #e4eaf1; --soft: #98a7b8; --line: #2a3644; --accent: #7db0ff;
    --green: #4cc685; --red: #ff7b81; --yellow: #e6b450; --dim: #748496;
    --green-bg: #143524; --red-bg: #3d1d20; --yellow-bg: #382c12; --dim-bg: #222d39; --code: #121a22;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main, footer { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 44px; }
h1 { margin: 0 0 14px; font-size: 32px; line-height: 1.2; letter-spacing: -.02em; font-weight: 680; display: flex; flex-wrap: wrap; align-items: center; gap: 14px; }
h2 { margin: 0 0 16px; font-size: 19px; letter-spacing: -.01em; font-weight: 640; }
h3 { margin: 18px 0 8px; font-size: 14px; font-weight: 620; color: var(--soft); }
section { margin-top: 44px; }
.eyebrow { margin: 0 0 4px; color: var(--soft); font-size: 13px; font-weight: 560; letter-spacing: .02em; }
.badge { font-size: 14px; font-weight: 620; letter-spacing: 0; padding: 4px 12px; border-radius: 999px; }
.badge.green { color: var(--green); background: var(--green-bg); } .badge.red { color: var(--red); background: var(--red-bg); }
.badge.yellow { color: var(--yellow); background: var(--yellow-bg); } .badge.dim { color: var(--soft); background: var(--dim-bg); }
.meta { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 0; }
.meta dt { font-size: 12px; color: var(--soft); } .meta dd { margin: 0; font-weight: 540; }
.problems { margin: 22px 0 0; padding: 14px 18px 14px 34px; border-radius: 12px; background: var(--red-bg); color: var(--red); overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; margin-top: 28px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 16px 18px; box-shadow: var(--shadow); }
.tile .value { display: block; font-size: 26px; font-weight: 660; letter-spacing: -.02em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.tile .name { color: var(--soft); font-size: 13px; }
.card, .timeline { background: var(--card); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); }
.card { padding: 4px 20px 14px; } .card > table:first-child { margin-top: 8px; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 18px; align-items: start; }
.timeline { padding: 10px 20px; }
.row { display: grid; grid-template-columns: 22px minmax(180px, 5fr) minmax(120px, 5fr) 92px; gap: 10px; align-items: center; padding: 7px 0; }
.row.stage { font-weight: 640; } .row.stage:not(:first-child) { border-top: 1px solid var(--line); margin-top: 8px; padding-top: 14px; }
.row.job { color: var(--soft); font-size: 14px; } .row.job .label { padding-left: 10px; }
.row.step .label { padding-left: 26px; }
.row.job .mark { margin-left: 10px; } .row.step .mark { margin-left: 26px; } .row.step .label, .row.job .label { padding-left: 30px; } .row.job .label { padding-left: 14px; }
small { color: var(--dim); font-size: 12px; font-weight: 400; }
.mark { font-style: normal; text-align: center; } .mark.green { color: var(--green); } .mark.red { color: var(--red); } .mark.yellow { color: var(--yellow); } .mark.dim { color: var(--dim); }
.track { position: relative; height: 10px; border-radius: 5px; background: var(--dim-bg); }
.bar { position: absolute; top: 0; bottom: 0; min-width: 3px; border-radius: 5px; background: var(--dim); }
.row.stage .bar, .row.job .bar { opacity: .45; }
.bar.green { background: var(--green); } .bar.red { background: var(--red); } .bar.yellow { background: var(--yellow); }
.took { text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; font-weight: 400; font-size: 13px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 8px 10px 8px 0; vertical-align: top; }
tr + tr > * , .markdown tbody tr > * { border-top: 1px solid var(--line); }
.pairs th { font-weight: 460; color: var(--soft); width: 38%; } .pairs td { overflow-wrap: anywhere; }
.number { font-variant-numeric: tabular-nums; font-weight: 560; display: inline-block; min-width: 64px; }
.meter { display: inline-block; width: 90px; height: 6px; border-radius: 3px; background: var(--dim-bg); vertical-align: middle; overflow: hidden; }
.meter i { display: block; height: 100%; background: var(--accent); border-radius: 3px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 18px; margin-top: 18px; }
figure { margin: 0; background: #fff; border: 1px solid var(--line); border-radius: 14px; overflow: hidden; }
figure img { display: block; width: 100%; } figcaption { padding: 8px 14px 12px; color: #5c6b7c; font-size: 13px; text-transform: capitalize; }
.lineage { list-style: none; display: flex; flex-wrap: wrap; gap: 30px; padding: 0; margin: 0 0 14px; }
.lineage li { position: relative; flex: 1 1 190px; background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 14px 18px; box-shadow: var(--shadow); overflow-wrap: anywhere; }
.lineage li + li::before { content: "→"; position: absolute; left: -23px; top: 50%; transform: translateY(-50%); color: var(--dim); }
.lineage .kind { display: block; color: var(--soft); font-size: 12px; } .lineage strong { display: block; font-weight: 620; }
code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
a { color: var(--accent); overflow-wrap: anywhere; }
.hint { color: var(--soft); margin: 0 0 12px; font-size: 14px; }
summary { cursor: pointer; } .summary { padding: 14px 20px; margin-bottom: 14px; } .summary > summary { font-weight: 600; }
.markdown { overflow-x: auto; } .markdown h1, .markdown h2, .markdown h3 { font-size: 16px; margin: 16px 0 8px; color: var(--text); } .markdown td, .markdown th { padding-right: 28px; }
.log { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 8px; }
.log > summary { padding: 10px 16px; } .log .hint { padding: 0 16px; }
.log pre { margin: 0; padding: 14px 16px; border-top: 1px solid var(--line); background: var(--code); border-radius: 0 0 10px 10px; font: 12.5px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 620px; overflow-y: auto; }
.line time { color: var(--dim); margin-right: 12px; user-select: none; }
.line.error { color: var(--red); } .line.warning { color: var(--yellow); } .line.section { color: var(--green); font-weight: 600; } .line.command { color: var(--accent); } .line.debug { color: var(--dim); }
.fold > summary { color: var(--soft); font-weight: 600; }
footer { padding-top: 44px; padding-bottom: 44px; color: var(--dim); font-size: 13px; }
@media (max-width: 640px) { .figures { grid-template-columns: 1fr; } .row { grid-template-columns: 22px 1fr 72px; } .track { display: none; } h1 { font-size: 25px; } }
@media print { body { background: #fff; } .log pre { max-height: none; } }
`)
