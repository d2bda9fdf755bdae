import type { ReactNode } from "react";

/** A plugin's README: headings, lists, code, tables. Built as elements, so nothing in it is ever HTML. */
export function Readme({ text }: { readonly text: string }) {
  if (text.trim() === "") return <p className="sub">It has no README.</p>;
  return <article className="readme selectable">{blocks(text)}</article>;
}

const LIST = /^\s*[-*] /;

function blocks(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? "";
    const take = (fits: (each: string) => boolean): string[] => {
      const from = i;
      while (i < lines.length && fits(lines[i] ?? "")) i++;
      return lines.slice(from, i);
    };
    if (line.trim() === "") i++;
    else if (line.startsWith("```")) {
      i++;
      const code = take((each) => !each.startsWith("```"));
      i++;
      out.push(<pre key={i}>{code.join("\n")}</pre>);
    } else if (/^#/.test(line)) {
      i++;
      out.push(<h3 key={i}>{inline(line.replace(/^#+\s*/, ""))}</h3>);
    } else if (LIST.test(line)) {
      const items: string[] = [];
      for (const each of take((next) => LIST.test(next) || /^\s{2,}\S/.test(next)))
        if (LIST.test(each)) items.push(each.replace(LIST, ""));
        else items.push(`${items.pop() ?? ""} ${each.trim()}`);
      out.push(
        <ul key={i}>
          {items.map((item) => (
            <li key={item}>{inline(item)}</li>
          ))}
        </ul>,
      );
    } else if (line.startsWith("|")) out.push(<Rows key={`table ${i}`} lines={take((each) => each.startsWith("|"))} />);
    else
      out.push(
        <p key={`text ${i}`}>{inline(take((each) => each.trim() !== "" && !/^(```|#|\||\s*[-*] )/.test(each)).join(" "))}</p>,
      );
  }
  return out;
}

function Rows({ lines }: { readonly lines: readonly string[] }) {
  const rows = lines.filter((line) => !/^\|[\s:|-]+$/.test(line)).map(cellsOf);
  const [head, ...body] = lines.length > 1 && rows.length < lines.length ? rows : [[], ...rows];
  return (
    <table className="plain-table">
      {head === undefined || head.length === 0 ? null : (
        <thead>
          <tr>{head.map((cell, i) => cellIn("th", cell, i))}</tr>
        </thead>
      )}
      <tbody>
        {body.map((row) => (
          <tr key={row.join("|")}>{row.map((cell, i) => cellIn("td", cell, i))}</tr>
        ))}
      </tbody>
    </table>
  );
}

const cellIn = (Cell: "th" | "td", text: string, at: number) => <Cell key={`${at} ${text}`}>{inline(text)}</Cell>;

/** `| a | b |`: a bar that is written `\\|` belongs to its cell. */
const cellsOf = (line: string): string[] =>
  line
    .replace(/^\|/, "")
    .replace(/\|\s*$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));

/** `code`, **strong** and _emphasis_; links as their text. */
function inline(text: string): ReactNode[] {
  return (
    text
      // As long as a link may be: from each of many brackets to the end of the text takes for ever.
      .replaceAll(/\[([^\]]{1,300})\]\([^)]{0,500}\)/g, "$1")
      .split(/(`[^`]+`|\*\*[^*]+\*\*|(?<![\w*])[*_][^\s*_](?:[^*_]*[^\s*_])?[*_](?![\w*]))/)
      .map((part, i) => {
        const key = `${i} ${part}`;
        if (part.startsWith("`") && part.length > 2) return <code key={key}>{part.slice(1, -1)}</code>;
        if (part.startsWith("**") && part.length > 4) return <b key={key}>{part.slice(2, -2)}</b>;
        return i % 2 === 1 ? <em key={key}>{part.slice(1, -1)}</em> : part;
      })
  );
}
