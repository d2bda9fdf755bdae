import type { KeyInfo, KeyPart, KeyPattern } from "../../../src-main/ipc/contract.ts";
import { useKeys } from "../../bridge/keys.ts";
import { useRequest } from "../../bridge/use-request.ts";
import { useFrame } from "../../frame-actions.ts";
import { Button } from "../../ui/button.tsx";
import { TextInput } from "../../ui/field.tsx";
import { nameLine } from "../../ui/name-line.ts";

export type PartCodes = Readonly<Partial<Record<KeyPart, string>>>;

export const partsGiven = (parts: PartCodes): KeyPattern =>
  Object.fromEntries(Object.entries(parts).filter(([, code]) => code !== ""));

/** What the catalogues call a part of a key; its code where they do not. */
const nameOf = (key: KeyInfo, part: KeyPart): string =>
  part === "station" ? key.stationName : part === "sensor" ? key.name : key.alarmName;

export interface KeyPartsProps {
  readonly by: readonly KeyPart[];
  readonly parts: PartCodes;
  readonly onChange: (parts: PartCodes) => void;
  /** Of the fields: `key-NAME-station`. */
  readonly name: string;
  readonly label: string;
}

/** A field for each part of a key, with the codes of the open source to choose from. */
export function KeyParts({ by, parts, onChange, name, label }: KeyPartsProps) {
  const { keys, total } = useRequest("keys.list", { limit: 2000 }).value ?? { keys: [], total: 0 };
  const fits = keys.some((key) => by.every((part) => (parts[part] ?? "") === "" || parts[part]?.trim() === key[part]));
  const fields = by.map((part) => (
    <span key={part}>
      <TextInput
        small
        value={parts[part] ?? ""}
        placeholder={part}
        aria-label={`${label} ${part}`}
        list={`${name}-${part}`}
        onChange={(code) => onChange({ ...parts, [part]: code })}
        data-testid={`key-${name}-${part}`}
      />
      <datalist id={`${name}-${part}`}>
        {[...new Map(keys.map((key) => [key[part], nameOf(key, part)]))].slice(0, 500).map(([code, name]) => (
          <option key={code} value={code} label={name === code ? code : `${name} (${code})`} />
        ))}
      </datalist>
    </span>
  ));
  return (
    <>
      {fields}
      <ChosenSensor by={by} parts={parts} onChange={onChange} />
      {fits || keys.length === 0 || keys.length < total ? null : (
        <span className="warn key-unknown">no sensor of what is open is called so</span>
      )}
    </>
  );
}

/** Fills in the sensor that was last chosen in the tree. */
function ChosenSensor({ by, parts, onChange }: Pick<KeyPartsProps, "by" | "parts" | "onChange">) {
  const chosen = useFrame((state) => state.keys[0]);
  const key = useKeys((state) => (chosen === undefined ? undefined : state.byId.get(chosen)));
  if (key === undefined || by.every((part) => parts[part] === key[part])) return null;
  return (
    <Button
      small
      kind="plain"
      title="Fill in the sensor chosen in the tree"
      onClick={() => onChange(Object.fromEntries(by.map((part) => [part, key[part]])))}
      data-testid="key-chosen"
    >
      ← {nameLine(key.stationName, key.short)}
    </Button>
  );
}
