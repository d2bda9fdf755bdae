import { days, defineRule, hours, minutes } from "weir";
import { binOf, learnProfile, newProfile, type Profile, spreadAt } from "./profile.ts";
import { learnTail, newTail, surpriseOf, type Tail } from "./tail.ts";

interface Channel {
  usual: number;
  up: Tail;
  down: Tail;
}
interface State {
  n: number;
  last: number;
  step: number;
  previous: number;
  quantum: number;
  fast: number;
  mid: number;
  slow: number;
  spread: number;
  spreadFast: number;
  season: number;
  days: number;
  firstTime: number;
  run: number;
  longest: number;
  changes: number;
  channels: Channel[];
  profile: Profile;
  calm: number;
  peak: number;
  rateS: number;
  meanS: number;
  peaksS: number;
  echo: number;
  echoAt: number;
}
const WARM = 100;
const newChannel = (): Channel => ({ usual: 0, up: newTail(), down: newTail() });
const KINDS = ["spike", "level shift", "time-of-day pattern", "variance", "frozen"];
export default defineRule({
  id: "anomaly",
  title: "Anomaly",
  by: ["station", "sensor"],
  settings: {
    a1: { input: "number", label: "", default: 0.3 },
    a2: { input: "number", label: "", default: 0.1 },
    slow: { input: "number", label: "", default: 300 },
    mem: { input: "number", label: "", default: 2000 },
    per: { input: "number", label: "", default: 14 },
    quiet: { input: "number", label: "", default: 4 },
    mask: { input: "number", label: "", default: 31 },
    sided: { input: "number", label: "", default: 1 },
    warm: { input: "number", label: "", default: 100 },
    second: { input: "number", label: "", default: 0 },
    echo: { input: "number", label: "", default: 2 },
    cap: { input: "number", label: "", default: 4 },
    min2: { input: "number", label: "", default: 1 },
  },
  series: { score: { label: "Anomaly score" } },
  initialState: (): State => ({
    n: 0,
    last: 0,
    step: 0,
    previous: 0,
    quantum: 0,
    fast: 0,
    mid: 0,
    slow: 0,
    spread: 0,
    spreadFast: 0,
    season: 0,
    days: 0,
    firstTime: 0,
    run: 0,
    longest: 0,
    changes: 0,
    channels: KINDS.map(newChannel),
    profile: newProfile(),
    calm: 0,
    peak: 0,
    rateS: 0,
    meanS: 0.5,
    peaksS: 0,
    echo: 0,
    echoAt: 0,
  }),
  onEvent(context, event) {
    const { state: s, settings: p } = context;
    const { time, value: x } = event;
    if (s.n === 0) {
      s.last = time;
      s.fast = s.mid = s.slow = s.previous = x;
      s.firstTime = time;
    }
    s.n++;
    const gap = time - s.last;
    s.last = time;
    if (gap > 0) s.step += (Math.min(gap, s.step > 0 ? 3 * s.step : gap) - s.step) / Math.min(s.n, 200);
    const step = Math.max(s.step, 1000);
    const memory = Math.max(p.mem, Math.min(20000, days(3) / step));
    const w = 1 / Math.min(s.n, memory);
    const diff = Math.abs(x - s.previous);
    if (diff > 0 && (s.quantum === 0 || diff < s.quantum)) s.quantum = diff;
    const floor = s.quantum / 3 + 1e-12 + 1e-9 * Math.abs(x);

    let best = 0;
    let second = 0;
    let kind = 0;
    let expected = 0;
    let sizeBest = 0;
    const judge = (k: number, v: number, fl: number, exp: number, active: boolean, l: number = v) => {
      const c = s.channels[k];
      if (!c) return;
      if (active && v !== 0 && (p.mask >> k) & 1) {
        const side = v > 0 ? c.up : c.down;
        const both = (c.up.usual * c.up.count + c.down.usual * c.down.count + 1e-300) / (c.up.count + c.down.count + 1e-300);
        const usual = p.sided ? (side.usual * side.count + both * 10) / (side.count + 10) : both;
        const size = Math.abs(v) / Math.max(usual, fl);
        const sp = surpriseOf(side, size, s.n);
        if (sp <= best) second = Math.max(second, sp);
        else {
          second = best;
          best = sp;
          kind = k;
          expected = exp;
          sizeBest = size;
        }
      }
      learn(l >= 0 ? c.up : c.down, l >= 0 ? c.down : c.up, Math.abs(l), fl, w, memory, p.sided ? -1 : (c.up.usual * c.up.count + c.down.usual * c.down.count) / (c.up.count + c.down.count + 1e-300));
    };
    // spike
    const bin = binOf(time);
    const known = s.profile.count[bin] ?? 0;
    const rowsPerBin = Math.max(1, minutes(15) / step);
    const e = x - s.fast;
    let e2 = e;
    if (p.min2 && known >= rowsPerBin) {
      const r = x - (s.profile.level[bin] ?? 0);
      e2 = e * r <= 0 ? 0 : Math.abs(r) < Math.abs(e) ? r : e;
    }
    judge(0, e2, floor, s.fast, true, e);
    s.fast += p.a1 * e;
    // level
    s.mid += p.a2 * (x - s.mid);
    const slowW = 1 / Math.min(s.n, p.slow);
    judge(1, s.mid - s.slow, floor, s.slow, true);
    s.slow += slowW * (x - s.slow);
    // season
    if (known >= 2) {
      const r = x - (s.profile.level[bin] ?? 0);
      s.season += 0.15 * (r / (spreadAt(s.profile, bin, step) + floor) - s.season);
      judge(2, s.season, 0.05, s.profile.level[bin] ?? 0, known >= 2 * rowsPerBin && time - s.firstTime > days(2));
    }
    learnProfile(s.profile, bin, x, step);
    // variance
    const size = Math.abs(e);
    s.spreadFast += 0.08 * (size - s.spreadFast);
    s.spread += (1 / Math.min(s.n, 500)) * (size - s.spread);
    judge(3, Math.log((s.spreadFast + floor) / (s.spread + floor)), 0.05, s.spread, true);
    // frozen
    s.changes -= w * s.changes;
    if (x === s.previous) s.run++;
    else {
      if (s.run > s.longest) s.longest = s.run;
      s.run = 0;
      s.changes += w;
    }
    s.longest -= 0.5 * w * s.longest;
    const beyond = s.run - 1.5 * s.longest;
    if (beyond > 0) {
      const sp = beyond * -Math.log10(1 - Math.min(0.5, Math.max(s.changes, 1 / s.n)));
      if (sp > best && (p.mask & 16)) { best = sp; kind = 4; expected = s.longest; sizeBest = s.run; }
    }
    s.previous = x;

    const T0 = -Math.log10(step / days(1) / p.per);
    let T = Math.min(best + p.second * second, p.cap * T0);
    if (s.n < p.warm) T = 0;
    const tau = hours(p.quiet) * Math.sqrt(step / minutes(5));
    const echo = s.echo > 0 ? s.echo * 2 ** (-(time - s.echoAt) / tau) : 0;
    const bar = T0 + echo;
    const score = T / (T + bar);
    if (score >= 0.5) {
      context.alert({
        severity: "warning",
        title: `Anomaly: ${KINDS[kind]}`,
        evidence: { kind: KINDS[kind] ?? "", expected, value: x, size: sizeBest, T, best },
      });
    }
    if (T > T0 && T * p.echo >= echo) {
      s.echo = T * p.echo;
      s.echoAt = time;
    }
    context.record("score", score);
  },
});

function learn(side: Tail, other: Tail, l: number, fl: number, w: number, memory: number, both: number) {
  learnTail(other, 0, w, memory);
  const usual = Math.max(both >= 0 ? both : side.usual, fl);
  learnTail(side, l / usual, w, memory);
  side.count = Math.min(side.count + 1, memory);
  side.usual += (Math.min(l, side.count > 30 ? 8 * usual : l) - side.usual) / side.count;
}
