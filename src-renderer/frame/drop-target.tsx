import { useEffect, useState } from "react";
import { pathOf } from "../bridge/bridge.ts";
import { notify } from "../frame-actions.ts";
import { attempt, openPaths } from "./opening.ts";

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;

/** Files dropped anywhere on the window. */
export function DropTarget() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent): void => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      const paths = [...(event.dataTransfer?.files ?? [])].map(pathOf).filter((path) => path !== "");
      if (paths.length === 0) notify("What was dropped has no path on this machine: save it as a file first", "error");
      else attempt(openPaths(paths));
    };
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, []);
  return over ? <div className="drop-veil">Drop to open: CSV files or a workspace</div> : null;
}
