import type { ReactNode } from "react";

/** A plugin's README: headings, lists, code, tables as text. Built as elements, so nothing in it is ever HTML. */
export function Readme({ text }: { readonly text: string }) {
  if (text.trim() === "") return <p className="sub">It has no README.</p>;
  return <article className="readme selectable">{blocks(text)}</article>;
}

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
    } else if (/^\s*[-*] /.test(line)) {
      const items = take((each) => /^\s*[-*] |^\s{2,}\S/.test(each));
      out.push(
        <ul key={i}>
          {items.map((item) => (
            <li key={item}>{inline(item.replace(/^\s*[-*] /, ""))}</li>
          ))}
        </ul>,
      );
    } else if (line.startsWith("|")) out.push(<pre key={`table ${i}`}>{take((each) => each.startsWith("|")).join("\n")}</pre>);
    else
      out.push(
        <p key={`text ${i}`}>{inline(take((each) => each.trim() !== "" && !/^(```|#|\||\s*[-*] )/.test(each)).join(" "))}</p>,
      );
  }
  return out;
}

/** `code` and **strong**; links as their text. */
function inline(text: string): ReactNode[] {
  return text
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .map((part, i) => {
      const key = `${i} ${part}`;
      if (part.startsWith("`") && part.length > 2) return <code key={key}>{part.slice(1, -1)}</code>;
      return part.startsWith("**") && part.length > 4 ? <b key={key}>{part.slice(2, -2)}</b> : part;
    });
}
